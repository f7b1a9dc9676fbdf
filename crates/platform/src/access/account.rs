//! Accounts: a ledger like any other, so that every right given or taken is in the journal; secrets stay outside it.

use hangji_store::{Day, Tx};

use super::lockout;
use super::role::{Office, Role};
use crate::ledger::declare::{FieldReader, PEOPLE};
use crate::ledger::{Choice, Field, Kind, Ledger, Record};
use crate::refusal::{Message, Problem};
use crate::term::t;
use crate::tree::ORGANISATIONS;
use crate::{Result, System};

/// Name of the ledger of accounts.
pub const ACCOUNTS: &str = "accounts";
/// The field that holds an account's role.
pub const ROLE: &str = "role";
/// The field that holds the root of its territory, where that is not the organisation it belongs to.
pub const TERRITORY: &str = "territory";

/// The ledger of accounts: offices keep it, and no role that does everything else. Its organisation is where the account belongs, and its territory unless another is given.
#[must_use]
pub fn accounts(roles: &[Role]) -> Ledger {
    let of =
        |offices: &[Office]| roles.iter().filter(|r| offices.contains(&r.office)).map(|r| r.code).collect::<Vec<_>>();
    let choices: Vec<Choice> = roles.iter().map(|r| Choice { code: r.code, term: r.title }).collect();
    // Once per process: declarations live as long as the program.
    let choices: &'static [Choice] = Box::leak(choices.into_boxed_slice());
    let purpose =
        (t("系统管理员，核对权限", "system administrator, to check rights"), t("登录与流水", "log-in and journal"));
    let by_security = ("由安全管理员授予", "given by the security administrator");
    Ledger::new(ACCOUNTS, "账号", "Accounts")
        .about("谁以什么角色、在什么范围使用本系统", "who uses the system, in which role and territory")
        .field(Field::new("login", "登录名", "Log-in name", Kind::Code(40)).required().purpose(purpose.0, purpose.1))
        .field(Field::new("name", "姓名", "Name", Kind::Text(40)).required().personal().purpose(purpose.0, purpose.1))
        .field(
            Field::new(ROLE, "角色", "Role", Kind::Choice(choices))
                .hint(by_security.0, by_security.1)
                .purpose(purpose.0, purpose.1),
        )
        .field(Field::new("person", "本人", "Person", Kind::Record(PEOPLE)).purpose(purpose.0, purpose.1))
        .field(
            Field::new(TERRITORY, "管理范围", "Territory", Kind::Record(ORGANISATIONS))
                .hint(
                    "由安全管理员授予；留空即账号所属党组织",
                    "given by the security administrator; empty is the organisation the account belongs to",
                )
                .purpose(purpose.0, purpose.1),
        )
        .named_by(&["login", "name"])
        .key(&["login"])
        .check(plain_letters)
        .guard(one_of_a_name)
        .administrative()
        .read_by(&of(&[Office::System, Office::Security, Office::Audit]))
        .written_by(&of(&[Office::System, Office::Security]))
}

/// A log-in name is lower-cased where it is looked up, by the program and by both engines: SQLite knows small letters of
/// ASCII only, so others that have two cases are refused. Chinese has none.
fn plain_letters(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let login = v.text("login")?;
    (login.to_lowercase() != login.to_ascii_lowercase()).then(|| {
        Problem::at(
            "login",
            Message::new(
                "登录名中的字母只能用英文字母",
                "a log-in name has no letters but a to z, or Chinese characters",
            ),
        )
    })
}

/// No two accounts differ in case or width only: whoever signs in could not say which they mean, and one owner would be
/// shut out.
fn one_of_a_name(tx: &mut Tx<'_>, _: &System, ledger: &Ledger, record: &Record) -> Result<Option<Problem>> {
    let reader = FieldReader { ledger, values: &record.values };
    let Some(login) = reader.text("login") else { return Ok(None) };
    let sql = "SELECT COUNT(*) FROM accounts WHERE lower(login) = $1 AND id <> $2 AND state = 0";
    let others = tx.number(sql, &[lockout::name(login).as_str().into(), record.id.into()])?;
    Ok((others > 0).then(|| {
        Problem::at(
            "login",
            Message::new(
                "已有登录名只在大小写或全半角上与此不同的账号",
                "there is an account whose log-in name differs in case or width only",
            ),
        )
    }))
}
