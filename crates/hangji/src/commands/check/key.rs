//! The key file: whether it is there, whose it is, and whether its keys are the database's.

use hangji_platform::field_encryption::Ring;
use hangji_platform::rekeying;
use hangji_store::Db;

use super::files::{present, secret};
use super::{Findings, Level};
use crate::config::Settings;

/// Looks at the key file; with a database also at what that was sealed with.
pub fn look(settings: &Settings, db: Option<&Db>, found: &mut Findings) {
    let file = settings.key_file(&settings.database);
    if settings.key_file.is_some() {
        present("key", &file, found);
    }
    secret("key", &file, Level::Fail, found);
    let Some(db) = db else { return };
    let used = match db.read(rekeying::used) {
        Ok(used) if used.is_empty() => return,
        Ok(used) => used,
        Err(e) => return found.fault("key", &e, ["运行 hangji verify", "run hangji verify"]),
    };
    let name = file.display();
    let have = match Ring::read(&file) {
        Ok(ring) => ring.map_or_else(Vec::new, |r| r.fingerprints()),
        Err(e) => return found.fault("key", &e, FETCH),
    };
    match used.iter().find(|key| !have.contains(key)) {
        None => found.ok("key", format!("{name} 与数据库相符"), format!("{name} holds the keys of the database")),
        Some(key) => {
            let what = [
                format!("{name} 没有数据库所用的密钥 {key}，加密字段读不出"),
                format!("{name} lacks the key {key} of the database: what is sealed cannot be read"),
            ];
            found.bad("key", Level::Fail, [&what[0], &what[1]], FETCH);
        }
    }
}

const FETCH: [&str; 2] = [
    "从另行保存处取回密钥文件，或用 key_file 指明",
    "fetch the key file from where a copy was kept, or name it with key_file",
];
