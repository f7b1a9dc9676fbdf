//! `backup`, `restore`, `rekey` and `requests`.

use std::path::Path;

use anyhow::Result;
use hangji_platform::access::Viewer;
use hangji_platform::backup::Carried;
use hangji_platform::field_encryption::Ring;
use hangji_platform::privacy::requests;
use hangji_platform::{Lang, System, backup as copies, status};
use hangji_store::{Clock, Db};
use hangji_web_core::StorageHandle;

use super::say;

/// What is backed up, and what it is brought back to.
pub struct Kept {
    /// The database.
    pub db: Db,
    /// The storage of its attached files, where they go along.
    pub files: Option<StorageHandle>,
}

/// Writes a backup of a database that may be in use; `false` if attached files could not be had.
pub fn backup(sys: &System, from: &Kept, file: &Path, lang: Lang) -> Result<bool> {
    let mut fetch = from.files.as_ref().map(|place| |name: &str, sha256: &[u8]| Ok(place.get(name, sha256)?));
    let carried = copies::backup_with(&from.db, sys, file, fetch.as_mut().map(|f| f as copies::Fetch<'_>))?;
    from.db.write(|tx| status::note_backup(tx, Clock::Real.now_ms()))?;
    println!("{} · {}", file.display(), told(&carried, lang));
    let whole = tell_missing(&carried, lang);
    eprintln!(
        "{}",
        say(
            lang,
            "备份不含密钥：请另行保存密钥文件，没有它无法读出加密字段",
            "the key is not in it: keep a copy of the key file elsewhere, for without it what is sealed cannot be read",
        )
    );
    Ok(whole)
}

fn told(carried: &Carried, lang: Lang) -> String {
    let (entries, files) = (say(lang, "条流水", "entries"), say(lang, "个附件文件", "files"));
    format!("{} {entries} · {} {files}", carried.entries, carried.files)
}

/// Names the attached files that could not be had; `true` if there are none such.
fn tell_missing(carried: &Carried, lang: Lang) -> bool {
    for name in &carried.missing {
        eprintln!("{} {name}", say(lang, "缺少附件文件", "missing file"));
    }
    carried.missing.is_empty()
}

/// Tells, and sets, the days within which requests about personal data are answered; and how many wait.
pub fn requests(sys: &System, db: &Db, days: Option<i64>, lang: Lang) -> Result<bool> {
    if let Some(days) = days {
        db.write(|tx| requests::set_days(tx, days))?;
    }
    let viewer = Viewer::operator();
    let (days, waiting) = db.read(|tx| Ok((requests::days(tx)?, requests::waiting(tx, sys, &viewer, None)?)))?;
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

/// Fills an empty database and the storage of its files from a backup; the keys are those of the backup's original. `false` if
/// there is no storage to put the files into.
pub fn restore(sys: &System, to: &Kept, key: &Path, file: &Path, lang: Lang) -> Result<bool> {
    if let Some(ring) = Ring::read(key)? {
        sys.encryption.unlock(ring)?;
    }
    let mut put = to.files.as_ref().map(|place| |name: &str, bytes: &[u8]| Ok(place.put(name, bytes)?));
    let carried = copies::restore_with(&to.db, sys, file, put.as_mut().map(|p| p as copies::Put<'_>))?;
    println!("{} · {}", say(lang, "已恢复", "restored"), told(&carried, lang));
    Ok(tell_missing(&carried, lang))
}
