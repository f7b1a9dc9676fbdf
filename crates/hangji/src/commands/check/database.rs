//! The database: whether it answers, how its schema stands to the program, its last backup, and the clock.

use hangji_platform::status::{self, Schema};
use hangji_platform::{journal, setting};
use hangji_store::{Day, Db, Tx, Url};

use super::{Findings, Level};
use crate::config::Settings;

const DAY_MS: i64 = 24 * 3_600_000;
/// Older backups are spoken of.
const BACKUP_DAYS: i64 = 7;
/// Clocks of two machines differ by so much without harm.
const DRIFT_MS: i64 = 60_000;

/// Looks at the database; gives it if its tables can be read.
pub fn look(settings: &Settings, now_ms: i64, found: &mut Findings) -> Option<Db> {
    if let Url::Sqlite(file) = &settings.database
        && !file.exists()
    {
        let name = file.display();
        let what = [format!("还没有数据库 {name}"), format!("there is no database {name} yet")];
        let how =
            ["第一次运行时建立；不对则改 database_url", "the first start makes it; if it is wrong, mend database_url"];
        found.bad("database", Level::Warn, [&what[0], &what[1]], how);
        return None;
    }
    if let Url::Postgres(server) = &settings.database
        && !server.is_private()
    {
        let what = ["到数据库的连接可能不加密", "what passes between here and the database may be read on its way"];
        let how = [
            "在 database_url 中写 sslmode=verify-full（自建证书用 ca_file）",
            "write sslmode=verify-full into database_url (ca_file for an authority of your own)",
        ];
        found.bad("database", Level::Warn, what, how);
    }
    let seen = Db::open(&settings.database).and_then(|db| db.read(status::schema).map(|schema| (db, schema)));
    match seen {
        Ok((db, schema)) => {
            let readable = told(schema, found);
            if !readable {
                return None;
            }
            if let Err(e) = db.read(|tx| state(tx, now_ms, found)) {
                found.fault("database", &e, REPAIR);
            }
            Some(db)
        }
        Err(e) => {
            found.fault("database", &e, ["检查 database_url、服务是否运行、用户和密码", REACH]);
            None
        }
    }
}

const REACH: &str = "look at database_url, whether the server runs, user and password";
const REPAIR: [&str; 2] =
    ["运行 hangji verify；不符则从备份恢复", "run hangji verify; restore a backup if it does not fit"];

/// Tells how the schema stands; whether its tables can be read.
fn told(schema: Schema, found: &mut Findings) -> bool {
    match schema {
        Schema::Current(step) => {
            found.ok("database", format!("可以连接，结构为第 {step} 步"), format!("answers, schema step {step}"));
            true
        }
        Schema::Empty => {
            found.ok("database", "可以连接，是空的", "answers, and is empty");
            false
        }
        Schema::Behind(steps) => {
            let what = [format!("结构落后 {steps} 步"), format!("the schema lacks {steps} steps")];
            let how = ["先备份，再启动：启动时自动升级", "make a backup, then start: the start brings it forward"];
            found.bad("database", Level::Warn, [&what[0], &what[1]], how);
            false
        }
        Schema::Newer(step) => {
            let what = [
                format!("结构有第 {step} 步，比本程序新"),
                format!("the schema has step {step}, newer than this program"),
            ];
            let how = ["用新版程序，或恢复旧备份", "use the newer program, or restore an older backup"];
            found.bad("database", Level::Fail, [&what[0], &what[1]], how);
            false
        }
    }
}

fn state(tx: &mut Tx<'_>, now_ms: i64, found: &mut Findings) -> anyhow::Result<()> {
    clock(tx, now_ms, found)?;
    let (entries, _) = journal::head(tx)?;
    let count = entries.to_string();
    found.ok(
        "journal",
        format!("流水 {count} 条；`hangji verify` 可逐条核对"),
        format!("{count} entries; `hangji verify` recomputes each"),
    );
    if entries > 0 {
        backup(tx, now_ms, found)?;
    }
    Ok(())
}

fn clock(tx: &mut Tx<'_>, now_ms: i64, found: &mut Findings) -> anyhow::Result<()> {
    let last = status::last_entry_at(tx)?;
    let shown = Day::of_ms(now_ms);
    match last.filter(|at| *at > now_ms + DRIFT_MS) {
        Some(at) => {
            let day = Day::of_ms(at);
            let what = [
                format!("时钟是 {shown}，早于最后一条流水（{day}）"),
                format!("the clock says {shown}, before the last entry of the journal ({day})"),
            ];
            let how =
                ["校准时间（NTP），或检查数据库是否来自别处", "set the clock (NTP), or see where the database is from"];
            found.bad("clock", Level::Fail, [&what[0], &what[1]], how);
        }
        None => found.ok("clock", format!("北京时间 {shown}"), format!("{shown} in Beijing")),
    }
    if let Some(day) = setting::fixed_business_day(tx)? {
        let what =
            [format!("业务日期固定为 {day}：这是演示数据"), format!("the business day is fixed at {day}: a demo")];
        let how = ["正式使用请另建数据库", "take another database for real work"];
        found.bad("clock", Level::Warn, [&what[0], &what[1]], how);
    }
    Ok(())
}

fn backup(tx: &mut Tx<'_>, now_ms: i64, found: &mut Findings) -> anyhow::Result<()> {
    let how = ["每天运行 hangji backup --keep 14 目录", "run hangji backup --keep 14 DIR every day"];
    match status::last_backup(tx)?.map(|at| (now_ms - at).max(0) / DAY_MS) {
        None => found.bad("backup", Level::Warn, ["还没有备份过", "there was no backup yet"], how),
        Some(days) if days > BACKUP_DAYS => {
            let what = [format!("上次备份在 {days} 天前"), format!("the last backup is {days} days old")];
            found.bad("backup", Level::Warn, [&what[0], &what[1]], how);
        }
        Some(days) => {
            found.ok("backup", format!("上次备份在 {days} 天前"), format!("the last backup is {days} days old"))
        }
    }
    Ok(())
}
