//! Which keys a database was sealed with: compared with those at hand whenever it is opened, remembered by fingerprint, and
//! the newest taken into use.

use std::path::Path;

use hangji_store::{Db, Tx};

use crate::access::factors;
use crate::field_encryption::{FieldEncryption, Ring, missing};
use crate::refusal::{Message, Refusal};
use crate::{Result, journal, setting};

/// The setting that names the keys a database was sealed with.
const SETTING: &str = "seal";

/// Compares the ring with the keys that the database was sealed with, remembers the one that seals now, and seals with it
/// what may be written anew (the secrets of second factors). Without a ring nothing is compared: whoever has no key may
/// still verify.
///
/// # Errors
/// A refusal that names the key that is missing.
pub fn check(tx: &mut Tx<'_>, seal: &FieldEncryption) -> Result<()> {
    let Some(ring) = seal.keys() else { return Ok(()) };
    let mut used = used(tx)?;
    let have = ring.fingerprints();
    if let Some(lost) = used.iter().find(|f| !have.contains(f)) {
        // Nothing can be sealed yet where nothing was ever stored.
        if journal::head(tx)?.0 > 0 {
            let have = have.join(", ");
            return Err(Refusal::BadRequest(Message::new(
                format!("密钥不符：数据库的加密字段需要密钥 {lost}，给出的密钥文件只有 {have}。请用 --key 指明正确的密钥文件"),
                format!("the key does not fit: the database needs the key {lost}, and the key file has only {have}. Name the right key file with --key"),
            ))
            .into());
        }
        used.clear();
    }
    if !used.contains(&have[0]) {
        used.push(have[0].clone());
        setting::put(tx, SETTING, &used.join(" "))?;
    }
    factors::encrypt_again(tx, seal)
}

/// Unlocks a prepared database with the keys of a file; one is made where nothing was ever sealed.
///
/// # Errors
/// A refusal if the file is missing or its keys are not the database's; a fault.
pub fn unlock(db: &Db, seal: &FieldEncryption, path: &Path) -> Result<()> {
    let ring = match Ring::read(path)? {
        Some(ring) => ring,
        None if db.read(used)?.is_empty() => Ring::create(path)?,
        None => return Err(missing(path)),
    };
    seal.unlock(ring)?;
    db.write(|tx| check(tx, seal))
}

/// As [`check`], for a database that was just restored: what was sealed is of no use without the keys.
///
/// # Errors
/// A refusal that names the key that is missing.
pub fn check_restored(tx: &mut Tx<'_>, seal: &FieldEncryption) -> Result<()> {
    match used(tx)?.first() {
        Some(key) if seal.keys().is_none() => Err(Refusal::bad(
            format!("备份不含密钥：请先把原数据库的密钥文件（密钥 {key}）放到位，或用 --key 指明（HANGJI_KEY_FILE）"),
            format!("a backup holds no key: put the key file of the original (key {key}) in its place first, or name it with --key (HANGJI_KEY_FILE)"),
        )
        .into()),
        _ => check(tx, seal),
    }
}

/// Fingerprints of the keys that a prepared database was sealed with.
///
/// # Errors
/// If the database fails.
pub fn used(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let found =
        tx.first("SELECT value FROM setting WHERE name = $1", &[SETTING.into()], |r| Ok(r.text(0)?.to_owned()))?;
    Ok(found.unwrap_or_default().split_whitespace().map(str::to_owned).collect())
}
