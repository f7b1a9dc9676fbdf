//! Accounts: a ledger like any other, so that every right given or taken is in the journal; secrets stay outside it.

use argon2::password_hash::PasswordHasher as _;
use hangji_store::{Id, Tx};

use super::rights::Role;
use crate::ledger::declare::PEOPLE;
use crate::ledger::{Choice, Field, Kind, Ledger};
use crate::refusal::{Problem, Refusal, Said};
use crate::term::t;
use crate::{Cx, Result};

/// The ledger of accounts. Its organisation is the root of the account's territory.
#[must_use]
pub fn accounts(roles: &[Role]) -> Ledger {
    let choices: Vec<Choice> = roles.iter().map(|r| Choice { code: r.code, term: r.title }).collect();
    // Once per process: declarations live as long as the program.
    let choices: &'static [Choice] = Box::leak(choices.into_boxed_slice());
    let purpose =
        (t("系统管理员，核对权限", "system administrator, to check rights"), t("登录与流水", "log-in and journal"));
    Ledger::new("accounts", "账号", "Accounts", "access")
        .about("谁以什么角色、在什么范围使用本系统", "who uses the system, in which role and territory")
        .field(Field::new("login", "登录名", "Log-in name", Kind::Code(40)).required().purpose(purpose.0, purpose.1))
        .field(Field::new("name", "姓名", "Name", Kind::Text(40)).required().personal().purpose(purpose.0, purpose.1))
        .field(Field::new("role", "角色", "Role", Kind::Choice(choices)).required().purpose(purpose.0, purpose.1))
        .field(Field::new("person", "本人", "Person", Kind::Record(PEOPLE)).purpose(purpose.0, purpose.1))
        .named_by(&["login", "name"])
        .key(&["login"])
}

const LEAST_LETTERS: usize = 8;
/// Bytes that argon2 takes without trouble; longer "passwords" are an attack on the hash.
const MOST_BYTES: usize = 256;

/// Sets an account's password.
///
/// # Errors
/// A refusal if it is too short or too long; a fault of the database.
pub fn set_password(tx: &mut Tx<'_>, cx: &mut Cx, account: Id, password: &str) -> Result<()> {
    if password.chars().count() < LEAST_LETTERS || password.len() > MOST_BYTES {
        return Err(Refusal::invalid(Problem::whole(Said::new(
            format!("密码至少 {LEAST_LETTERS} 个字符，最多 {MOST_BYTES} 字节"),
            format!("a password has at least {LEAST_LETTERS} characters and at most {MOST_BYTES} bytes"),
        )))
        .into());
    }
    let salt: [u8; 16] = cx.random()?;
    let hash = argon2::Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|e| anyhow::anyhow!("hashing a password: {e}"))?;
    tx.run(
        "INSERT INTO credential (account, password, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (account) DO UPDATE SET password = excluded.password, changed_at = excluded.changed_at",
        &[account.into(), hash.to_string().as_str().into(), cx.now_ms.into()],
    )?;
    tx.run("DELETE FROM session WHERE account = $1", &[account.into()])?;
    Ok(())
}
