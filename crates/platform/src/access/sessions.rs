//! Log-ins: checked against a slow hash, limited per log-in name, kept as a hash of the token the browser holds.
//!
//! A session is a row of one of three kinds: a browser's; a script's, which may be narrower than its account; and one
//! whose second factor is still to come, which opens nothing.

use argon2::PasswordVerifier as _;
use argon2::password_hash::phc::PasswordHash;
use hangji_store::{Id, Row, Tx, V};
use sha2::{Digest as _, Sha256};

use super::rights::Viewer;
use super::role::Reach;
use super::session_rules::{Demand, SessionRules};
use super::{How, factors, lockout};
use crate::field_encryption::FieldEncryption;
use crate::journal::events::{self, Event};
use crate::journal::hash::to_hex;
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result, System};

/// So long after its end, however it came, a session still tells whose it was, so that a form sent too late is not lost.
const KNOWN_MS: i64 = 7 * 24 * 3_600_000;
/// How long a second factor may take, in milliseconds.
const SECOND_MS: i64 = 10 * 60_000;
/// How old the note of a session's last request may become, in milliseconds: it costs a write.
const STALE_MS: i64 = 60_000;
/// Tokens for scripts that one account may have.
const MOST_TOKENS: i64 = 50;

/// The secret a browser keeps: 32 random bytes.
pub type Token = [u8; 32];
/// What a session is found by: the hash of its token, which tells nothing of it.
pub type Key = [u8; 32];

/// The key of a token.
#[must_use]
pub fn key(token: &Token) -> Key {
    Sha256::digest(token).into()
}

/// Where somebody signs in from, as their browser says.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// The network address, or nothing where it is not known.
    pub address: String,
    /// The browser's description of itself.
    pub agent: String,
}

/// What a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A browser's.
    Browser,
    /// A script's.
    Token,
}

/// What an account must do before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequiredStep {
    /// Choose a password in place of the one an administrator set.
    Password,
    /// Enrol a second factor.
    SecondFactor,
}

/// A session in force, with who is behind it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Who looks.
    pub viewer: Viewer,
    /// What they must do first.
    pub required: Option<RequiredStep>,
    /// What the session is found by.
    pub key: Key,
    /// What it is.
    pub kind: Kind,
    /// Whether the note of its last request is old: [`touch`] it.
    pub stale: bool,
}

/// What is known of a log-in before its password is checked (which takes long and needs no database).
pub struct Claim {
    account: Id,
    hash: Option<String>,
    login: String,
}

/// Looks up a log-in name.
///
/// # Errors
/// A refusal if there were too many failures; a fault of the database.
pub fn claim(tx: &mut Tx<'_>, login: &str, now_ms: i64) -> Result<Claim> {
    let login = lockout::name(login);
    lockout::check(tx, &login, now_ms)?;
    let sql = "SELECT r.id, c.password FROM accounts r JOIN credential c ON c.account = r.id
               WHERE lower(r.login) = $1 AND r.state = 0 AND (c.ends_at = 0 OR c.ends_at > $2)";
    let found = tx.first(sql, &[(&login).into(), now_ms.into()], |r| Ok((r.id(0)?, r.text(1)?.to_owned())))?;
    let (account, hash) = found.map_or((Id(0), None), |(a, h)| (a, Some(h)));
    Ok(Claim { account, hash, login })
}

/// The claim of somebody signed in to be the holder of their account: before they change what guards it.
///
/// # Errors
/// As [`claim`].
pub fn claim_own(tx: &mut Tx<'_>, account: Id, now_ms: i64) -> Result<Claim> {
    let login = login_of(tx, account)?;
    claim(tx, &login, now_ms)
}

/// The log-in name of an account; empty if there is none.
///
/// # Errors
/// If the database fails.
pub fn login_of(tx: &mut Tx<'_>, account: Id) -> Result<String> {
    let found =
        tx.first("SELECT login FROM accounts WHERE id = $1", &[account.into()], |r| Ok(r.text(0)?.to_owned()))?;
    Ok(found.unwrap_or_default())
}

/// Whether an account must choose a password in place of the one an administrator set.
///
/// # Errors
/// If the database fails.
pub fn must_change(tx: &mut Tx<'_>, account: Id) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM credential WHERE account = $1 AND must_change = 1";
    Ok(tx.number(sql, &[account.into()])? > 0)
}

/// Checks the password of a claim. Takes some 25 ms by design; unknown names take as long.
#[must_use]
pub fn proves(claim: &Claim, password: &str) -> bool {
    // Hash of nothing anybody knows, so that unknown names cost the same time.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b3dWRWJTmaaJObG3s0tTYEG7xA";
    let text = claim.hash.as_deref().unwrap_or(NOBODY);
    let Ok(hash) = PasswordHash::new(text) else { return false };
    let right = argon2::Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
    right && claim.hash.is_some()
}

/// How far a proven claim comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// A session.
    In(Token),
    /// To the second factor: the token of what waits for it.
    Second(Token),
}

/// Opens a session for a proven claim, or what waits for the second factor if the account has one.
///
/// # Errors
/// A refusal if the name was locked meanwhile; a fault of the database.
pub fn open(tx: &mut Tx<'_>, cx: &mut Cx, policy: &SessionRules, claim: &Claim, from: &Client) -> Result<Entered> {
    // Again, in the writing transaction: guesses made at the same time do not pass the count together.
    lockout::check(tx, &claim.login, cx.now_ms)?;
    enter(tx, cx, policy, claim.account, How::Password, from)
}

/// Lets somebody in whose first proof holds, or has them bring their second factor, if they have one: also those whom
/// another site vouches for, so that its word alone never opens what is locked twice.
///
/// # Errors
/// As [`open_for`].
pub fn enter(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    policy: &SessionRules,
    account: Id,
    how: How,
    from: &Client,
) -> Result<Entered> {
    if policy.demand(tx)? != Demand::Off && factors::any(tx, account)? {
        let wanted = Fresh::new(account, "pending", how, SECOND_MS);
        return begin(tx, cx, &wanted, from).map(Entered::Second);
    }
    open_for(tx, cx, policy, account, how, from).map(Entered::In)
}

/// Opens a session for an account whose holder has proved who they are, however that was. The event is written down, and
/// failures before are forgotten.
///
/// # Errors
/// A refusal if the account has no role yet; a fault of the database.
pub fn open_for(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    policy: &SessionRules,
    account: Id,
    how: How,
    from: &Client,
) -> Result<Token> {
    let sql = "SELECT login, role FROM accounts WHERE id = $1 AND state = 0";
    let found = tx.first(sql, &[account.into()], |r| Ok((r.text(0)?.to_owned(), r.opt_text(1)?.is_some())))?;
    let Some((login, true)) = found else {
        return Err(Refusal::Forbidden(Message::new(
            "账号还没有角色：请安全管理员授权后再登录",
            "the account has no role yet: sign in again once the security administrator has given it one",
        ))
        .into());
    };
    lockout::forget(tx, &lockout::name(&login))?;
    // From here on it is they who act.
    cx.actor = account;
    events::note(tx, cx, Event::LogIn, account, &[("how", how.code())], "")?;
    begin(tx, cx, &Fresh::new(account, "browser", how, policy.lasts_ms), from)
}

/// Counts a failed log-in.
///
/// # Errors
/// If the database fails.
pub fn failed(tx: &mut Tx<'_>, cx: &mut Cx, claim: &Claim) -> Result<()> {
    lockout::failed(tx, cx, &claim.login, claim.account, How::Password)
}

/// The account that waits for its second factor.
///
/// # Errors
/// If the database fails.
pub fn pending(tx: &mut Tx<'_>, token: &Token, now_ms: i64) -> Result<Option<Id>> {
    let sql = "SELECT s.account FROM session s JOIN accounts r ON r.id = s.account
               WHERE s.token = $1 AND s.kind = 'pending' AND s.expires_at > $2 AND r.state = 0";
    tx.first(sql, &[V::Blob(&key(token)), now_ms.into()], |r| r.id(0))
}

/// How a second factor ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// It was right: the new session.
    In(Token),
    /// It was wrong, and counted.
    Wrong,
    /// Nothing waits for it any more: sign in again.
    Gone,
}

/// Tries a code as the second factor of what waits for one. A wrong one is counted: let the transaction commit.
///
/// # Errors
/// A refusal if the name is locked; a fault of the database.
pub fn try_code(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    encryption: &FieldEncryption,
    policy: &SessionRules,
    token: &Token,
    code: &str,
    from: &Client,
) -> Result<Tried> {
    let Some(account) = pending(tx, token, cx.now_ms)? else { return Ok(Tried::Gone) };
    let login = lockout::name(&login_of(tx, account)?);
    lockout::check(tx, &login, cx.now_ms)?;
    match factors::take(tx, cx, encryption, account, code)? {
        Some(how) => pass(tx, cx, policy, token, account, how, from).map(Tried::In),
        None => {
            lockout::failed(tx, cx, &login, account, How::Totp)?;
            Ok(Tried::Wrong)
        }
    }
}

/// Puts a session in the place of what waited for the second factor.
pub(super) fn pass(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    policy: &SessionRules,
    token: &Token,
    account: Id,
    how: How,
    from: &Client,
) -> Result<Token> {
    tx.run("DELETE FROM session WHERE token = $1", &[V::Blob(&key(token))])?;
    open_for(tx, cx, policy, account, how, from)
}

/// The longest a script's token may last, in days.
pub const MOST_DAYS: u32 = 366;

/// What a token for a script is to be.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// What its owner calls it.
    pub name: &'a str,
    /// How many days it lasts.
    pub days: u32,
    /// Whether it changes nothing.
    pub reads_only: bool,
    /// A territory within the account's, or the account's whole.
    pub org: Option<Id>,
}

/// A token for a script: it acts as the account, with its role and within its territory or less, for so many days, and
/// ends early when the account's password is set anew.
///
/// # Errors
/// A refusal if the wish makes no sense; a fault of the database.
pub fn grant(tx: &mut Tx<'_>, cx: &mut Cx, account: Id, wish: &Wish<'_>) -> Result<Token> {
    let name = factors::given_name(wish.name)?;
    if wish.days == 0 || wish.days > MOST_DAYS {
        return Err(Refusal::invalid(Problem::at(
            "days",
            Message::new(format!("令牌有效期为1到{MOST_DAYS}天"), format!("a token lasts from 1 to {MOST_DAYS} days")),
        ))
        .into());
    }
    let sql = "SELECT COUNT(*) FROM session WHERE account = $1 AND kind = 'token' AND expires_at > $2";
    if tx.number(sql, &[account.into(), cx.now_ms.into()])? >= MOST_TOKENS {
        return Err(Refusal::bad(
            format!("最多{MOST_TOKENS}个令牌：先结束不用的"),
            format!("at most {MOST_TOKENS} tokens: end those that are not used first"),
        )
        .into());
    }
    let mut row = Fresh::new(account, "token", How::Token, i64::from(wish.days) * 24 * 3_600_000);
    (row.name, row.reads_only, row.org) = (name, wish.reads_only, wish.org.unwrap_or_default());
    let token = begin(tx, cx, &row, &Client::default())?;
    let days = wish.days.to_string();
    let about = [("name", name), ("days", days.as_str()), ("reads_only", if wish.reads_only { "1" } else { "0" })];
    events::note(tx, cx, Event::Token, account, &about, "")?;
    Ok(token)
}

/// A session about to be stored.
struct Fresh<'a> {
    account: Id,
    kind: &'static str,
    how: How,
    lasts_ms: i64,
    name: &'a str,
    reads_only: bool,
    org: Id,
}

impl<'a> Fresh<'a> {
    fn new(account: Id, kind: &'static str, how: How, lasts_ms: i64) -> Fresh<'a> {
        Fresh { account, kind, how, lasts_ms, name: "", reads_only: false, org: Id(0) }
    }
}

fn begin(tx: &mut Tx<'_>, cx: &mut Cx, row: &Fresh<'_>, from: &Client) -> Result<Token> {
    let token: Token = cx.random()?;
    tx.run("DELETE FROM session WHERE expires_at <= $1", &[(cx.now_ms - KNOWN_MS).into()])?;
    tx.run("DELETE FROM ceremony WHERE ends_at <= $1", &[cx.now_ms.into()])?;
    let cut = |text: &str, most: usize| -> String { text.chars().filter(|c| !c.is_control()).take(most).collect() };
    let (address, agent) = (cut(&from.address, 64), cut(&from.agent, 300));
    tx.run(
        "INSERT INTO session (token, account, started_at, expires_at, kind, how, seen_at, address, agent, name,
           reads_only, org) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            V::Blob(&key(&token)),
            row.account.into(),
            cx.now_ms.into(),
            (cx.now_ms + row.lasts_ms).into(),
            row.kind.into(),
            row.how.code().into(),
            cx.now_ms.into(),
            (&address).into(),
            (&agent).into(),
            row.name.into(),
            i64::from(row.reads_only).into(),
            row.org.into(),
        ],
    )?;
    Ok(token)
}

/// Signs out.
///
/// # Errors
/// If the database fails.
pub fn close(tx: &mut Tx<'_>, cx: &mut Cx, token: &Token) -> Result<()> {
    let key = key(token);
    let sql = "SELECT account, kind FROM session WHERE token = $1";
    let found = tx.first(sql, &[V::Blob(&key)], |r| Ok((r.id(0)?, r.text(1)? == "pending")))?;
    let Some((account, pending)) = found else { return Ok(()) };
    if pending {
        tx.run("DELETE FROM session WHERE token = $1", &[V::Blob(&key)])?;
        return Ok(());
    }
    let sql = "UPDATE session SET expires_at = $1 WHERE token = $2 AND expires_at > $1";
    if tx.run(sql, &[cx.now_ms.into(), V::Blob(&key)])? == 0 {
        return Ok(());
    }
    cx.actor = account;
    events::note(tx, cx, Event::LogOut, account, &[], "")
}

/// Notes that a session was used.
///
/// # Errors
/// If the database fails.
pub fn touch(tx: &mut Tx<'_>, key: &Key, now_ms: i64) -> Result<()> {
    let sql = "UPDATE session SET seen_at = $1 WHERE token = $2 AND seen_at < $1";
    tx.run(sql, &[now_ms.into(), V::Blob(key)])?;
    Ok(())
}

/// A session as its owner and administrators see it.
#[derive(Debug, Clone)]
pub struct Session {
    /// What it is found by.
    pub key: Key,
    /// What it is.
    pub kind: Kind,
    /// How its owner proved who they are.
    pub how: Option<How>,
    /// When it began, in Unix milliseconds.
    pub started_at: i64,
    /// When it was last used.
    pub seen_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// Where it was opened from.
    pub from: Client,
    /// What its owner calls it, if it is a script's.
    pub name: String,
    /// Whether it changes nothing.
    pub reads_only: bool,
    /// Name of the organisation it is narrowed to, if it is.
    pub org: Option<String>,
}

impl Session {
    /// The key as an address holds it.
    #[must_use]
    pub fn code(&self) -> String {
        to_hex(&self.key)
    }
}

/// The sessions of an account in force, last used first.
///
/// # Errors
/// If the database fails.
pub fn of(tx: &mut Tx<'_>, policy: &SessionRules, account: Id, now_ms: i64) -> Result<Vec<Session>> {
    let sql = "SELECT s.token, s.kind, s.how, s.started_at, s.seen_at, s.expires_at, s.address, s.agent, s.name,
                 s.reads_only, o.name
               FROM session s LEFT JOIN org o ON o.id = s.org
               WHERE s.account = $1 AND s.kind <> 'pending' AND s.expires_at > $2
                 AND (s.kind = 'token' OR s.seen_at > $3)
               ORDER BY s.seen_at DESC, s.token";
    tx.all(sql, &[account.into(), now_ms.into(), (now_ms - policy.idle_ms).into()], |r| {
        Ok(Session {
            key: r.blob(0)?.try_into()?,
            kind: kind(r.text(1)?),
            how: How::from_code(r.text(2)?),
            started_at: r.int(3)?,
            seen_at: r.int(4)?,
            expires_at: r.int(5)?,
            from: Client { address: r.text(6)?.to_owned(), agent: r.text(7)?.to_owned() },
            name: r.text(8)?.to_owned(),
            reads_only: r.int(9)? == 1,
            org: r.opt_text(10)?.map(str::to_owned),
        })
    })
}

fn kind(code: &str) -> Kind {
    if code == "token" { Kind::Token } else { Kind::Browser }
}

/// Ends a session of an account, by its key in hexadecimal.
///
/// # Errors
/// A refusal if the account has no such session; a fault.
pub fn end(tx: &mut Tx<'_>, cx: &mut Cx, policy: &SessionRules, account: Id, code: &str, reason: &str) -> Result<()> {
    let found = of(tx, policy, account, cx.now_ms)?.into_iter().find(|s| s.code() == code);
    let Some(found) = found else {
        return Err(Refusal::NotFound(Message::new(
            "没有这个会话，或它已经结束",
            "there is no such session, or it has ended",
        ))
        .into());
    };
    let sql = "UPDATE session SET expires_at = $1 WHERE token = $2 AND account = $3";
    tx.run(sql, &[cx.now_ms.into(), V::Blob(&found.key), account.into()])?;
    let what = if found.kind == Kind::Token { "token" } else { "browser" };
    events::note(tx, cx, Event::SessionEnded, account, &[("kind", what), ("name", &found.name)], reason)
}

/// Ends all of an account's sessions in browsers, except the one whose key is given; tells how many there were.
///
/// # Errors
/// If the database fails.
pub fn end_others(tx: &mut Tx<'_>, cx: &mut Cx, account: Id, but: &Key) -> Result<u64> {
    let sql = "UPDATE session SET expires_at = $1
               WHERE account = $2 AND kind <> 'token' AND token <> $3 AND expires_at > $1";
    let ended = tx.run(sql, &[cx.now_ms.into(), account.into(), V::Blob(but)])?;
    if ended > 0 {
        let count = ended.to_string();
        events::note(tx, cx, Event::SessionEnded, account, &[("kind", "browser"), ("count", &count)], "")?;
    }
    Ok(ended)
}

/// Ends every session and token of an account.
pub(super) fn end_all(tx: &mut Tx<'_>, cx: &mut Cx, account: Id, reason: &str) -> Result<()> {
    let sql = "UPDATE session SET expires_at = $1 WHERE account = $2 AND expires_at > $1";
    let ended = tx.run(sql, &[cx.now_ms.into(), account.into()])?;
    let count = ended.to_string();
    events::note(tx, cx, Event::SessionEnded, account, &[("kind", "all"), ("count", &count)], reason)
}

/// Ends the sessions of an account whose password changed, silently: the change is the event.
pub(super) fn forget(tx: &mut Tx<'_>, account: Id, but: Option<&Key>) -> Result<()> {
    match but {
        None => tx.run("DELETE FROM session WHERE account = $1", &[account.into()]),
        Some(key) => {
            let sql = "DELETE FROM session WHERE account = $1 AND token <> $2";
            tx.run(sql, &[account.into(), V::Blob(key)])
        }
    }?;
    Ok(())
}

/// The session behind a token, if it and its account are in force.
///
/// # Errors
/// If the database fails.
pub fn look(tx: &mut Tx<'_>, sys: &System, policy: &SessionRules, token: &Token, now_ms: i64) -> Result<Option<Seen>> {
    let key = key(token);
    // One statement, because every request asks it.
    let sql = "SELECT r.id, r.name, r.role, COALESCE(r.territory, r.org), r.person, s.kind, s.seen_at, s.reads_only,
                 s.org, s.how, COALESCE(c.must_change, 0),
                 (SELECT COUNT(*) FROM factor f WHERE f.account = r.id AND f.confirmed = 1),
                 (SELECT v.value FROM setting v WHERE v.name = 'second_factor')
               FROM session s JOIN accounts r ON r.id = s.account LEFT JOIN credential c ON c.account = r.id
               WHERE s.token = $1 AND s.expires_at > $2 AND s.kind <> 'pending' AND r.state = 0";
    let found = tx.first(sql, &[V::Blob(&key), now_ms.into()], |r| {
        let Some(viewer) = read(sys, r)? else { return Ok(None) };
        let (kind, seen_at) = (kind(r.text(5)?), r.int(6)?);
        let stale = now_ms - seen_at >= STALE_MS;
        let demand = r.opt_text(12)?.and_then(Demand::from_code).unwrap_or(policy.second_factor);
        let office = viewer.office();
        let proven = r.int(11)? > 0 || r.text(9)? == How::Oidc.code();
        let required = match kind {
            Kind::Browser if r.int(10)? == 1 => Some(RequiredStep::Password),
            Kind::Browser if demand.concerns(office) && !proven => Some(RequiredStep::SecondFactor),
            _ => None,
        };
        let mut viewer = viewer;
        viewer.reads_only = r.int(7)? == 1;
        let idle = kind == Kind::Browser && now_ms - seen_at >= policy.idle_ms;
        Ok((!idle).then_some((Seen { viewer, required, key, kind, stale }, r.id(8)?)))
    })?;
    let Some((mut seen, narrower)) = found.flatten() else { return Ok(None) };
    if narrower != Id(0) {
        // The account's territory may have shrunk since.
        let sql = "SELECT COUNT(*) FROM territory WHERE org = $1 AND node = $2";
        if tx.number(sql, &[narrower.into(), seen.viewer.org.into()])? == 0 {
            return Ok(None);
        }
        (seen.viewer.org, seen.viewer.person) = (narrower, None);
    }
    Ok(Some(seen))
}

/// The viewer behind a token, if its session and account are in force and nothing must be done first.
///
/// # Errors
/// If the database fails.
pub fn viewer(tx: &mut Tx<'_>, sys: &System, token: &Token, now_ms: i64) -> Result<Option<Viewer>> {
    let seen = look(tx, sys, &SessionRules::default(), token, now_ms)?;
    Ok(seen.filter(|s| s.required.is_none()).map(|s| s.viewer))
}

/// Whether a viewer's token may be narrowed to a territory: only where the role sees one.
#[must_use]
pub fn may_narrow(viewer: &Viewer) -> bool {
    viewer.role.as_ref().is_some_and(|r| r.reach == Reach::Territory)
}

/// The account in force that a token belonged to, even if its session has run out: it opens nothing, but what was sent
/// with it can be kept for its owner. Only a new password forgets the sessions before it at once.
///
/// # Errors
/// If the database fails.
pub fn last_account(tx: &mut Tx<'_>, token: &Token) -> Result<Option<Id>> {
    let sql = "SELECT r.id FROM session s JOIN accounts r ON r.id = s.account WHERE s.token = $1 AND s.kind <> 'pending' AND r.state = 0";
    tx.first(sql, &[V::Blob(&key(token))], |r| r.id(0))
}

/// The viewer of a log-in name, for the command line's `--as`.
///
/// # Errors
/// A refusal if there is no such account in force, or it has no role yet.
pub fn by_login(tx: &mut Tx<'_>, sys: &System, login: &str) -> Result<Viewer> {
    let sql = "SELECT r.id, r.name, r.role, COALESCE(r.territory, r.org), r.person FROM accounts r
               WHERE r.login = $1 AND r.state = 0";
    let found = tx.first(sql, &[login.into()], |r| read(sys, r))?;
    found.flatten().ok_or_else(|| {
        Refusal::NotFound(Message::new(
            format!("没有账号“{login}”，或它还没有角色；`hangji user list` 列出全部账号"),
            format!("there is no account `{login}`, or it has no role yet; `hangji user list` lists them"),
        ))
        .into()
    })
}

fn read(sys: &System, r: &Row<'_>) -> Result<Option<Viewer>> {
    let Some(role) = r.opt_text(2)?.and_then(|code| sys.role(code)) else { return Ok(None) };
    Ok(Some(Viewer {
        account: r.id(0)?,
        name: r.opt_text(1)?.unwrap_or_default().to_owned(),
        role: Some(role.clone()),
        org: r.id(3)?,
        person: r.opt_int(4)?.map(Id),
        reads_only: false,
    }))
}
