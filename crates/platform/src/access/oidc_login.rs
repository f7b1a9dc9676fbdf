//! Sign-ins that leave for another site (OpenID Connect) and come back: what must be the same when they do.

use hangji_store::{Id, Tx, V};
use sha2::{Digest as _, Sha256};

use crate::journal::hash::to_hex;
use crate::refusal::{Message, Refusal};
use crate::{Cx, Result};

/// How long somebody may take at the other site.
pub const LASTS_MS: i64 = 10 * 60_000;
/// So many may be on their way; of more the oldest are forgotten, so that strangers do not fill the table.
const MOST: i64 = 10_000;

/// A sign-in on its way, with its secrets.
#[derive(Debug, Clone)]
pub struct Leaving {
    /// What the other site gives back as it got it.
    pub state: String,
    /// What the browser keeps, so that nobody else's browser comes back with it.
    pub browser: String,
    /// What stands in the other site's signed answer.
    pub nonce: String,
    /// What proves that whoever fetches the answer asked for it (PKCE).
    pub verifier: String,
}

/// A sign-in that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back {
    /// See [`Leaving::nonce`].
    pub nonce: String,
    /// See [`Leaving::verifier`].
    pub verifier: String,
    /// The address of ours to go on to.
    pub onward: String,
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Notes that somebody leaves.
///
/// # Errors
/// If the database fails.
pub fn leave(tx: &mut Tx<'_>, cx: &mut Cx, onward: &str) -> Result<Leaving> {
    let mut secret = || cx.random::<32>().map(|bytes| to_hex(&bytes));
    let leaving = Leaving { state: secret()?, browser: secret()?, nonce: secret()?, verifier: secret()? };
    tx.run("DELETE FROM sign_in WHERE ends_at <= $1", &[cx.now_ms.into()])?;
    tx.run(
        "DELETE FROM sign_in WHERE ends_at <= (SELECT ends_at FROM sign_in ORDER BY ends_at DESC LIMIT 1 OFFSET $1)",
        &[(MOST - 1).into()],
    )?;
    tx.run(
        "INSERT INTO sign_in (state, browser, nonce, verifier, onward, ends_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            V::Blob(&digest(&leaving.state)),
            V::Blob(&digest(&leaving.browser)),
            (&leaving.nonce).into(),
            (&leaving.verifier).into(),
            onward.into(),
            (cx.now_ms + LASTS_MS).into(),
        ],
    )?;
    Ok(leaving)
}

/// Takes what came back, once: a second time, later, or in another browser there is nothing.
///
/// # Errors
/// If the database fails.
pub fn take(tx: &mut Tx<'_>, now_ms: i64, state: &str, browser: &str) -> Result<Option<Back>> {
    let key = digest(state);
    let sql = "SELECT browser, ends_at, nonce, verifier, onward FROM sign_in WHERE state = $1";
    let found = tx.first(sql, &[V::Blob(&key)], |r| {
        let same = r.blob(0)? == digest(browser) && r.int(1)? > now_ms;
        let back = Back { nonce: r.text(2)?.into(), verifier: r.text(3)?.into(), onward: r.text(4)?.into() };
        Ok(same.then_some(back))
    })?;
    tx.run("DELETE FROM sign_in WHERE state = $1", &[V::Blob(&key)])?;
    Ok(found.flatten())
}

/// The account in force that a name of the other site belongs to: accounts are never made by signing in.
///
/// # Errors
/// A refusal if there is none; a fault of the database.
pub fn account(tx: &mut Tx<'_>, login: &str) -> Result<Id> {
    let login = login.trim().to_lowercase();
    let sql = "SELECT id FROM accounts WHERE lower(login) = $1 AND state = 0";
    let found = tx.first(sql, &[(&login).into()], |r| r.id(0))?;
    found.ok_or_else(|| {
        let shown: String = login.chars().take(40).collect();
        Refusal::Forbidden(Message::new(
            format!("本系统没有账号“{shown}”：请管理员先建立账号"),
            format!("there is no account `{shown}` here: ask the administrator to make one first"),
        ))
        .into()
    })
}
