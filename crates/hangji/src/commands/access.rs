//! `user …`: accounts at the command line.

use std::io::BufRead as _;

use anyhow::Result;
use hangji_platform::access::{Scope, Viewer, sessions, set_password};
use hangji_platform::ledger::{Value, acts, list};
use hangji_platform::privacy::access_log::Taken;
use hangji_platform::{Cx, Lang, Refusal, System, setting, tree};
use hangji_store::{Clock, Db};
use serde_json::json;

use super::{note_printed, say};
use crate::args::{Format, UserAct};
use crate::output;

/// Adds, lists or changes accounts.
pub fn user(sys: &System, db: &Db, act: UserAct, lang: Lang) -> Result<bool> {
    match act {
        UserAct::Add { login, name, role, org } => add(sys, db, &login, &name, &role, &org, lang),
        UserAct::Passwd { login } => passwd(sys, db, &login, lang),
        UserAct::List { format } => all(sys, db, format),
    }
}

fn password(lang: Lang) -> Result<String> {
    eprintln!("{}", say(lang, "请在标准输入写入密码（一行）", "write the password to standard input (one line)"));
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn add(sys: &System, db: &Db, login: &str, name: &str, role: &str, org: &str, lang: Lang) -> Result<bool> {
    if sys.role(role).is_none() {
        let roles: Vec<&str> = sys.roles.iter().map(|r| r.code).collect();
        let roles = roles.join(", ");
        return Err(Refusal::bad(
            format!("没有角色{role}；现有：{roles}"),
            format!("there is no role {role}; there are: {roles}"),
        )
        .into());
    }
    let password = password(lang)?;
    db.write(|tx| {
        let mut cx = Cx::new(hangji_store::Id(0), Clock::Real, setting::business_day(tx, Clock::Real)?)?;
        let org = tree::lookup::by_code(tx, &Scope::everything(), org)?;
        let viewer = Viewer::operator();
        let may = viewer.may_write(sys, "accounts")?;
        let given = [("login", login), ("name", name), ("role", role)];
        let values = may.ledger.fields.iter().map(|f| {
            given.iter().find(|(field, _)| *field == f.name).map_or(Value::Null, |(_, text)| Value::from(*text))
        });
        let id = acts::add(tx, sys, &mut cx, &may, org.id, values.collect())?;
        set_password(tx, &mut cx, id, &password)
    })?;
    println!("{login}");
    Ok(true)
}

fn passwd(sys: &System, db: &Db, login: &str, lang: Lang) -> Result<bool> {
    let account = db.read(|tx| sessions::by_login(tx, sys, login))?.account;
    let password = password(lang)?;
    db.write(|tx| {
        let mut cx = Cx::new(hangji_store::Id(0), Clock::Real, setting::business_day(tx, Clock::Real)?)?;
        set_password(tx, &mut cx, account, &password)
    })?;
    println!("{login}");
    Ok(true)
}

/// Prints a token for a script.
pub fn token(sys: &System, db: &Db, login: &str, days: u32) -> Result<bool> {
    let token = db.write(|tx| {
        let account = sessions::by_login(tx, sys, login)?.account;
        let mut cx = Cx::new(hangji_store::Id(0), Clock::Real, setting::business_day(tx, Clock::Real)?)?;
        let wish = sessions::Wish { name: "hangji token", days, reads_only: false, org: None };
        sessions::grant(tx, &mut cx, account, &wish)
    })?;
    println!("{}", hangji_platform::journal::hash::to_hex(&token));
    Ok(true)
}

fn all(sys: &System, db: &Db, format: Format) -> Result<bool> {
    let ledger = sys.ledger("accounts")?;
    let mut rows = Vec::new();
    db.read(|tx| {
        list::each(tx, sys, &Scope::everything(), ledger, &list::Wanted::default(), |line| {
            let text = |name: &str| match ledger.position(name).map(|i| &line.record.values[i]) {
                Some(Value::Text(s)) => s.to_string(),
                _ => String::new(),
            };
            rows.push(vec![text("login"), text("name"), text("role"), line.org_code.clone()]);
            Ok(())
        })
    })?;
    let columns = "login name role org";
    note_printed(db, Taken { what: ledger.name, rows: rows.len(), filter: "", columns, format: format.code() })?;
    if format == Format::Json {
        let object = |r: &Vec<String>| json!({"login": r[0], "name": r[1], "role": r[2], "org": r[3]});
        println!("{}", serde_json::to_string_pretty(&rows.iter().map(object).collect::<Vec<_>>())?);
        return Ok(true);
    }
    output::print(&["login", "name", "role", "org"], &rows, format)?;
    Ok(true)
}
