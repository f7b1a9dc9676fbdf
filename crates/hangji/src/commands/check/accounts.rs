//! Accounts: passwords that everybody knows, and administrators that are missing.

use hangji_platform::access::{Demand, Office, SessionRules, sessions};
use hangji_platform::{System, status};
use hangji_store::{Clock, Db, Tx};

use super::{Findings, Level};
use crate::config::{Config, Settings};

/// So many accounts are tried with the demo's passwords: each try takes some 25 ms by design.
const TRIED: usize = 40;

/// Looks at the accounts.
pub fn look(db: &Db, sys: &System, config: &Config, settings: &Settings, found: &mut Findings) {
    let demand = Demand::from_code(config.of("second_factor").0).unwrap_or_default();
    if let Err(e) = db.read(|tx| all(tx, sys, settings, demand, found)) {
        found.fault("accounts", &e, ["运行 hangji verify", "run hangji verify"]);
    }
}

fn all(tx: &mut Tx<'_>, sys: &System, settings: &Settings, demand: Demand, found: &mut Findings) -> anyhow::Result<()> {
    let roles = status::accounts_by_role(tx)?;
    let total: i64 = roles.iter().map(|(_, n)| n).sum();
    if total == 0 {
        let how = ["用 hangji user add 建立第一个管理员", "make the first administrator with hangji user add"];
        found.bad("accounts", Level::Warn, ["还没有账号", "there is no account yet"], how);
        return Ok(());
    }
    found.ok("accounts", format!("{total} 个账号"), format!("{total} accounts"));
    demo_passwords(tx, settings, found)?;
    for role in sys.roles.iter().filter(|r| r.office != Office::Work) {
        if roles.iter().all(|(code, _)| code != role.code) {
            let what = [format!("没有“{}”", role.title.zh), format!("nobody is {}", role.title.en)];
            let how = ["给一个单独的账号这个角色", "give this role to an account of its own"];
            found.bad("accounts", Level::Warn, [&what[0], &what[1]], how);
        }
    }
    second_factors(tx, sys, demand, found)
}

/// Accounts that must have a second factor, and have none: they can do nothing else until they have.
fn second_factors(tx: &mut Tx<'_>, sys: &System, usual: Demand, found: &mut Findings) -> anyhow::Result<()> {
    let demand = SessionRules { second_factor: usual, ..SessionRules::default() }.demand(tx)?;
    let without = status::without_factor_by_role(tx)?;
    let concerned = without.iter().filter(|(code, _)| sys.role(code).is_some_and(|r| demand.concerns(r.office)));
    let count: i64 = concerned.map(|(_, n)| n).sum();
    if count > 0 {
        let what = [
            format!("{count} 个账号必须使用第二因素而还没有"),
            format!("{count} accounts must have a second factor and have none"),
        ];
        let how = ["请他们登录并按提示设置", "have them sign in and set one up as they are told"];
        found.bad("accounts", Level::Warn, [&what[0], &what[1]], how);
    }
    Ok(())
}

fn demo_passwords(tx: &mut Tx<'_>, settings: &Settings, found: &mut Findings) -> anyhow::Result<()> {
    let now = Clock::Real.now_ms();
    let mut open = Vec::new();
    for login in status::logins(tx, TRIED)? {
        // A name that must wait cannot be tried now, by us or by anybody.
        let Ok(claim) = sessions::claim(tx, &login, now) else { continue };
        if sessions::proves(&claim, &hangji_district::password(&login)) {
            open.push(login);
        }
    }
    if open.is_empty() {
        return Ok(());
    }
    let level = if settings.listen.ip().is_loopback() { Level::Warn } else { Level::Fail };
    let list = open.join(", ");
    let what = [format!("演示密码仍可登录：{list}"), format!("the demo's passwords still open: {list}")];
    let how = ["hangji user passwd 账号，或停用账号", "hangji user passwd LOGIN, or withdraw the account"];
    found.bad("accounts", level, [&what[0], &what[1]], how);
    Ok(())
}
