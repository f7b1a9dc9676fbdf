//! `backup`, `restore`, `rekey` and `requests`.

use std::path::Path;

use anyhow::Result;
use hangji_platform::access::Viewer;
use hangji_platform::privacy::requests;
use hangji_platform::seal::Ring;
use hangji_platform::{Lang, System, backup as copies, operation};
use hangji_store::{Clock, Db};

use super::say;

/// Writes a backup of a database that may be in use.
pub fn backup(sys: &System, db: &Db, file: &Path, lang: Lang) -> Result<bool> {
    let entries = copies::backup(db, sys, file)?;
    db.write(|tx| operation::note_backup(tx, Clock::Real.now_ms()))?;
    println!("{} · {entries} {}", file.display(), say(lang, "条流水", "entries"));
    eprintln!(
        "{}",
        say(
            lang,
            "备份不含密钥：请另行保存密钥文件，没有它无法读出加密字段",
            "the key is not in it: keep a copy of the key file elsewhere, for without it what is sealed cannot be read",
        )
    );
    Ok(true)
}

/// Tells, and sets, the days within which requests about personal data are answered; and how many wait.
pub fn requests(sys: &System, db: &Db, days: Option<i64>, lang: Lang) -> Result<bool> {
    if let Some(days) = days {
        db.write(|tx| requests::set_days(tx, days))?;
    }
    let viewer = Viewer::operator();
    let (days, waiting) = db.read(|tx| Ok((requests::days(tx)?, requests::waiting(tx, sys, &viewer)?)))?;
    println!("{days} {}", say(lang, "天内答复", "days to answer"));
    println!("{waiting} {}", say(lang, "件待答复", "waiting"));
    Ok(true)
}

/// Puts a new key before the others.
pub fn rekey(key: &Path, lang: Lang) -> Result<bool> {
    let ring = Ring::turn(key)?;
    println!("{}", ring.fingerprints().join("\n"));
    eprintln!(
        "{}",
        say(
            lang,
            "已加入新密钥（第一行）：请重启服务使其生效；旧密钥仍用于读取，不要删除",
            "a new key was added (the first): restart the service to use it; the old ones still open what they sealed, so keep them",
        )
    );
    Ok(true)
}

/// Fills an empty database from a backup; the keys are those of the backup's original.
pub fn restore(sys: &System, db: &Db, key: &Path, file: &Path, lang: Lang) -> Result<bool> {
    if let Some(ring) = Ring::read(key)? {
        sys.seal.unlock(ring)?;
    }
    let entries = copies::restore(db, sys, file)?;
    println!("{entries} {}", say(lang, "条流水已恢复", "entries restored"));
    Ok(true)
}
