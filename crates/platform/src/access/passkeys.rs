//! Passkeys (WebAuthn): keys that a device keeps, added by their owner and asked for as a second factor. The challenges
//! under way are kept in the table `ceremony` by session, so that each is answered once and by whom it was made for.

use hangji_store::{Id, Tx, V};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use webauthn_rs::prelude::{Passkey, PasskeyAuthentication, PasskeyRegistration, Url, Uuid, Webauthn, WebauthnBuilder};

use super::factors::{self, Kind};
use super::session_rules::SessionRules;
use super::sessions::{self, Client, Token, Tried};
use super::{How, lockout};
use crate::refusal::{Message, Refusal};
use crate::{Cx, Result};

/// How long a challenge may be answered, in milliseconds.
const CEREMONY_MS: i64 = 5 * 60_000;

/// The site that passkeys are bound to: browsers keep those of one site from another, which is why they cannot be
/// fished for.
pub struct Site(Webauthn);

fn unfit(zh: &str, en: &str) -> anyhow::Error {
    Refusal::bad(zh, en).into()
}

impl Site {
    /// The site of an origin, such as `https://hangji.example.gov.cn`.
    ///
    /// # Errors
    /// A refusal if it is none that browsers allow passkeys for: they want a name, not an address of numbers, and https
    /// unless the name is `localhost`.
    pub fn new(origin: &str) -> Result<Site> {
        let none = || {
            unfit(
                "通行密钥只能在有域名的 https 网址（或 localhost）上使用：请改用验证器应用",
                "passkeys work only at an https address with a name (or localhost): use an authenticator app instead",
            )
        };
        let url: Url = origin.parse().map_err(|_| none())?;
        let name = url.domain().ok_or_else(none)?.to_owned();
        let built = WebauthnBuilder::new(&name, &url).map(|b| b.rp_name("夯基 Hangji"));
        built.and_then(WebauthnBuilder::build).map(Site).map_err(|_| none())
    }
}

fn keep<T: Serialize>(tx: &mut Tx<'_>, cx: &Cx, token: &Token, kind: &str, state: &T) -> Result<()> {
    let state = serde_json::to_string(state)?;
    let key = sessions::key(token);
    tx.run(
        "INSERT INTO ceremony (session, kind, state, ends_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (session, kind) DO UPDATE SET state = excluded.state, ends_at = excluded.ends_at",
        &[V::Blob(&key), kind.into(), (&state).into(), (cx.now_ms + CEREMONY_MS).into()],
    )?;
    Ok(())
}

/// The challenge under way; it is gone afterwards, whatever the answer.
fn take<T: DeserializeOwned>(tx: &mut Tx<'_>, cx: &Cx, token: &Token, kind: &str) -> Result<Option<T>> {
    let key = sessions::key(token);
    let sql = "SELECT state FROM ceremony WHERE session = $1 AND kind = $2 AND ends_at > $3";
    let params = [V::Blob(&key), kind.into(), cx.now_ms.into()];
    let state = tx.first(sql, &params, |r| Ok(r.text(0)?.to_owned()))?;
    tx.run("DELETE FROM ceremony WHERE session = $1 AND kind = $2", &[V::Blob(&key), kind.into()])?;
    state.map(|s| serde_json::from_str(&s).map_err(Into::into)).transpose()
}

fn keys(tx: &mut Tx<'_>, account: Id) -> Result<Vec<(Id, Passkey)>> {
    let sql = "SELECT id, secret FROM factor WHERE account = $1 AND kind = 'passkey' AND confirmed = 1 ORDER BY id";
    tx.all(sql, &[account.into()], |r| Ok((r.id(0)?, serde_json::from_str(r.text(1)?)?)))
}

/// Whether an account has a passkey.
///
/// # Errors
/// If the database fails.
pub fn any(tx: &mut Tx<'_>, account: Id) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM factor WHERE account = $1 AND kind = 'passkey' AND confirmed = 1";
    Ok(tx.number(sql, &[account.into()])? > 0)
}

/// Begins to add a passkey: what the browser is to be asked (`navigator.credentials.create`).
///
/// # Errors
/// A refusal if the account has too many factors; a fault.
pub fn begin_adding(tx: &mut Tx<'_>, cx: &Cx, site: &Site, account: Id, token: &Token) -> Result<Value> {
    factors::check_room(tx, account)?;
    let login = sessions::login_of(tx, account)?;
    let known = keys(tx, account)?.into_iter().map(|(_, k)| k.cred_id().clone()).collect();
    // The device learns the log-in name, not the person's.
    let user = Uuid::from_u128(u128::from(account.0.unsigned_abs()));
    let (challenge, state) = site.0.start_passkey_registration(user, &login, &login, Some(known))?;
    keep(tx, cx, token, "add", &state)?;
    Ok(serde_json::to_value(challenge)?)
}

/// Adds the passkey that the browser made. Gives recovery codes if the account had none.
///
/// # Errors
/// A refusal if it does not answer the challenge; a fault.
pub fn add(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    site: &Site,
    account: Id,
    token: &Token,
    name: &str,
    answer: &Value,
) -> Result<Vec<String>> {
    let name = factors::given_name(name)?;
    let late = || unfit("添加已超时：请重新开始", "this took too long: start again");
    let state: PasskeyRegistration = take(tx, cx, token, "add")?.ok_or_else(late)?;
    let wrong = || unfit("通行密钥没有通过校验：请重新开始", "the passkey did not answer the challenge: start again");
    let answer = serde_json::from_value(answer.clone()).map_err(|_| wrong())?;
    let made = site.0.finish_passkey_registration(&answer, &state).map_err(|_| wrong())?;
    let secret = serde_json::to_string(&made)?;
    let params: [V<'_>; 5] = [cx.ids.next().into(), account.into(), name.into(), (&secret).into(), cx.now_ms.into()];
    tx.run(
        "INSERT INTO factor (id, account, kind, name, secret, confirmed, last_step, added_at, used_at)
         VALUES ($1, $2, 'passkey', $3, $4, 1, 0, $5, 0)",
        &params,
    )?;
    factors::added(tx, cx, account, Kind::Passkey)
}

/// Asks for a passkey as the second factor of what waits for one (`navigator.credentials.get`).
///
/// # Errors
/// A refusal if nothing waits or the account has no passkey; a fault.
pub fn begin_entering(tx: &mut Tx<'_>, cx: &Cx, site: &Site, token: &Token) -> Result<Value> {
    let gone = || Refusal::Forbidden(Message::new("请重新登录", "sign in again"));
    let account = sessions::pending(tx, token, cx.now_ms)?.ok_or_else(gone)?;
    let known: Vec<Passkey> = keys(tx, account)?.into_iter().map(|(_, k)| k).collect();
    if known.is_empty() {
        return Err(unfit("这个账号没有通行密钥：请输入验证码", "this account has no passkey: enter a code"));
    }
    let (challenge, state) = site.0.start_passkey_authentication(&known)?;
    keep(tx, cx, token, "enter", &state)?;
    Ok(serde_json::to_value(challenge)?)
}

/// Tries the browser's answer as the second factor. A wrong one is counted: let the transaction commit.
///
/// # Errors
/// A refusal if the name is locked; a fault of the database.
pub fn enter(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    policy: &SessionRules,
    site: &Site,
    token: &Token,
    answer: &Value,
    from: &Client,
) -> Result<Tried> {
    let Some(account) = sessions::pending(tx, token, cx.now_ms)? else { return Ok(Tried::Gone) };
    let login = lockout::name(&sessions::login_of(tx, account)?);
    lockout::check(tx, &login, cx.now_ms)?;
    let state: Option<PasskeyAuthentication> = take(tx, cx, token, "enter")?;
    let answer = serde_json::from_value(answer.clone()).ok();
    let result = state.zip(answer).and_then(|(s, a)| site.0.finish_passkey_authentication(&a, &s).ok());
    let mut all = keys(tx, account)?;
    let used = result.as_ref().and_then(|r| all.iter_mut().find(|(_, k)| k.cred_id() == r.cred_id()));
    let (Some(result), Some((id, key))) = (&result, used) else {
        lockout::failed(tx, cx, &login, account, How::Passkey)?;
        return Ok(Tried::Wrong);
    };
    key.update_credential(result);
    let sql = "UPDATE factor SET secret = $1, used_at = $2 WHERE id = $3";
    tx.run(sql, &[(&serde_json::to_string(key)?).into(), cx.now_ms.into(), (*id).into()])?;
    sessions::pass(tx, cx, policy, token, account, How::Passkey, from).map(Tried::In)
}
