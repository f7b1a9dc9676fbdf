//! `verify`.

use anyhow::Result;
use hangji_platform::{Lang, System, verify};
use hangji_store::Db;

use super::say;

/// Recomputes the chain, the rows and what is derived; names the first entry that does not fit.
pub fn verify(sys: &System, db: &Db, lang: Lang) -> Result<bool> {
    let report = verify::verify(db, sys, true)?;
    println!(
        "{} {} · {} {}",
        say(lang, "流水条目", "entries"),
        report.entries,
        say(lang, "记录", "records"),
        report.rows
    );
    match report.first_fault {
        None => {
            println!("{}", say(lang, "全部相符", "everything fits"));
            Ok(true)
        }
        Some(fault) => {
            eprintln!("{} {}: {}", say(lang, "不相符，条目", "does not fit, entry"), fault.entry, fault.what);
            Ok(false)
        }
    }
}
