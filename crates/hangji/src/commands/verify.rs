//! `verify`.

use anyhow::Result;
use hangji_platform::annotations::attachments;
use hangji_platform::{Lang, System, verify};
use hangji_store::Db;
use hangji_web_core::StorageHandle;

use super::say;

/// Recomputes the chain, the rows and what is derived; names the first entry that does not fit. With a storage, also every
/// attached file.
pub fn verify(sys: &System, db: &Db, files: Option<&StorageHandle>, lang: Lang) -> Result<bool> {
    let report = verify::verify(db, sys, true)?;
    println!(
        "{} {} · {} {}",
        say(lang, "流水条目", "entries"),
        report.entries,
        say(lang, "记录", "records"),
        report.rows
    );
    if let Some(fault) = report.first_fault {
        eprintln!("{} {}: {}", say(lang, "不相符，条目", "does not fit, entry"), fault.entry, fault.what);
        return Ok(false);
    }
    if let Some(place) = files
        && !attached(db, place, lang)?
    {
        return Ok(false);
    }
    println!("{}", say(lang, "全部相符", "everything fits"));
    Ok(true)
}

/// Reads every attached file and names each that is not what was attached.
fn attached(db: &Db, place: &StorageHandle, lang: Lang) -> Result<bool> {
    let stored = db.read(attachments::stored)?;
    let mut fits = true;
    for file in &stored {
        if let Err(e) = place.get(&file.name, &file.sha256) {
            fits = false;
            eprintln!("{} {}: {e}", say(lang, "附件不相符，条目", "a file does not fit, entry"), file.entry);
        }
    }
    println!("{} {}", say(lang, "附件文件", "files"), stored.len());
    Ok(fits)
}
