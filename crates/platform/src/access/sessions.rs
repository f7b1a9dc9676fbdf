//! Log-ins: checked against a slow hash, limited per log-in name, kept as a hash of the token the browser holds.

use argon2::PasswordVerifier as _;
use argon2::password_hash::phc::PasswordHash;
use hangji_store::{Id, Tx, V};
use sha2::{Digest as _, Sha256};

use super::rights::Viewer;
use crate::refusal::{Refusal, Said};
use crate::{Cx, Result, System};

/// Eight hours: a working day.
const LASTS_MS: i64 = 8 * 3_600_000;
/// So long after its end a session still tells whose it was, so that a form sent too late is not lost.
const KNOWN_MS: i64 = 7 * 24 * 3_600_000;
/// Failures within the window after which a log-in name must wait.
const FAILURES: i64 = 5;
const WINDOW_MS: i64 = 15 * 60_000;

/// The secret a browser keeps: 32 random bytes.
pub type Token = [u8; 32];

fn digest(token: &Token) -> [u8; 32] {
    Sha256::digest(token).into()
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
    let login: String = login.trim().to_lowercase().chars().take(40).collect();
    let sql = "SELECT COUNT(*) FROM attempt WHERE login = $1 AND at > $2";
    if tx.number(sql, &[(&login).into(), (now_ms - WINDOW_MS).into()])? >= FAILURES {
        return Err(Refusal::Forbidden(Said::new(
            "失败次数过多，请十五分钟后再试",
            "too many failures: try again in fifteen minutes",
        ))
        .into());
    }
    let sql = "SELECT r.id, c.password FROM accounts r JOIN credential c ON c.account = r.id
               WHERE lower(r.login) = $1 AND r.state = 0";
    let found = tx.first(sql, &[(&login).into()], |r| Ok((r.id(0)?, r.text(1)?.to_owned())))?;
    let (account, hash) = found.map_or((Id(0), None), |(a, h)| (a, Some(h)));
    Ok(Claim { account, hash, login })
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

/// Opens a session for a proven claim.
///
/// # Errors
/// If the database fails.
pub fn open(tx: &mut Tx<'_>, cx: &mut Cx, claim: &Claim) -> Result<Token> {
    tx.run("DELETE FROM attempt WHERE login = $1", &[(&claim.login).into()])?;
    begin(tx, cx, claim.account, LASTS_MS)
}

/// The longest a script's token may last, in days.
pub const MOST_DAYS: u32 = 366;

/// A token for a script: it acts as the account, with its role and territory, for so many days, and ends early when the
/// account's password is set anew.
///
/// # Errors
/// A refusal if the days make no sense; a fault of the database.
pub fn grant(tx: &mut Tx<'_>, cx: &mut Cx, account: Id, days: u32) -> Result<Token> {
    if days == 0 || days > MOST_DAYS {
        return Err(Refusal::bad(
            format!("令牌有效期为1到{MOST_DAYS}天"),
            format!("a token lasts from 1 to {MOST_DAYS} days"),
        )
        .into());
    }
    begin(tx, cx, account, i64::from(days) * 24 * 3_600_000)
}

fn begin(tx: &mut Tx<'_>, cx: &mut Cx, account: Id, lasts_ms: i64) -> Result<Token> {
    let token: Token = cx.random()?;
    tx.run("DELETE FROM session WHERE expires_at <= $1", &[(cx.now_ms - KNOWN_MS).into()])?;
    tx.run(
        "INSERT INTO session (token, account, started_at, expires_at) VALUES ($1, $2, $3, $4)",
        &[V::Blob(&digest(&token)), account.into(), cx.now_ms.into(), (cx.now_ms + lasts_ms).into()],
    )?;
    Ok(token)
}

/// Notes a failed log-in.
///
/// # Errors
/// If the database fails.
pub fn failed(tx: &mut Tx<'_>, claim: &Claim, now_ms: i64) -> Result<()> {
    tx.run("DELETE FROM attempt WHERE at <= $1", &[(now_ms - WINDOW_MS).into()])?;
    tx.run(
        "INSERT INTO attempt (login, at) VALUES ($1, $2) ON CONFLICT (login, at) DO NOTHING",
        &[(&claim.login).into(), now_ms.into()],
    )?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// If the database fails.
pub fn close(tx: &mut Tx<'_>, token: &Token) -> Result<()> {
    tx.run("DELETE FROM session WHERE token = $1", &[V::Blob(&digest(token))])?;
    Ok(())
}

/// The viewer behind a token, if its session and account are in force.
///
/// # Errors
/// If the database fails.
pub fn viewer(tx: &mut Tx<'_>, sys: &System, token: &Token, now_ms: i64) -> Result<Option<Viewer>> {
    let sql = "SELECT r.id, r.name, r.role, r.org, r.person FROM session s JOIN accounts r ON r.id = s.account
               WHERE s.token = $1 AND s.expires_at > $2 AND r.state = 0";
    let found = tx.first(sql, &[V::Blob(&digest(token)), now_ms.into()], |r| read(sys, r))?;
    Ok(found.flatten())
}

/// The account in force that a token belonged to, even if its session has run out: it opens nothing, but what was sent
/// with it can be kept for its owner. Sessions that were ended on purpose are forgotten at once.
///
/// # Errors
/// If the database fails.
pub fn last_account(tx: &mut Tx<'_>, token: &Token) -> Result<Option<Id>> {
    let sql = "SELECT r.id FROM session s JOIN accounts r ON r.id = s.account WHERE s.token = $1 AND r.state = 0";
    tx.first(sql, &[V::Blob(&digest(token))], |r| r.id(0))
}

/// The viewer of a log-in name, for the command line's `--as`.
///
/// # Errors
/// A refusal if there is no such account in force.
pub fn by_login(tx: &mut Tx<'_>, sys: &System, login: &str) -> Result<Viewer> {
    let sql = "SELECT r.id, r.name, r.role, r.org, r.person FROM accounts r WHERE r.login = $1 AND r.state = 0";
    let found = tx.first(sql, &[login.into()], |r| read(sys, r))?;
    found.flatten().ok_or_else(|| {
        Refusal::NotFound(Said::new(
            format!("没有账号“{login}”；`hangji user list` 列出全部账号"),
            format!("there is no account `{login}`; `hangji user list` lists them"),
        ))
        .into()
    })
}

fn read(sys: &System, r: &hangji_store::Row<'_>) -> Result<Option<Viewer>> {
    let Some(role) = sys.role(r.text(2)?) else { return Ok(None) };
    Ok(Some(Viewer {
        account: r.id(0)?,
        name: r.opt_text(1)?.unwrap_or_default().to_owned(),
        role: Some(role.clone()),
        org: r.id(3)?,
        person: r.opt_int(4)?.map(Id),
    }))
}
