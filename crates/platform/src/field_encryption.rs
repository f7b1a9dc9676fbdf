//! Sealing: what is masked on pages is encrypted in the database, under keys that are not in it.
//!
//! What is sealed: every value of a field that is [`Sensitivity::Masked`](crate::ledger::Sensitivity), in its row and in
//! the journal, and whatever else may hold such values before they are records (drafts, files that wait). Sealed is
//! closed in one place, `ledger::write`, the one way to change records; it is opened where rows
//! and bodies become values in memory (`ledger::rows`, `ledger::body`). Everything between (SQL, hashes, `verify`,
//! backups) sees only the sealed text, so the journal's hashes commit to it and can be checked by somebody without a key.
//!
//! How: AES-256-SIV (RFC 5297), deterministic and authenticated, with ledger and field as associated data, so that a
//! value cannot be carried from one field to another. Deterministic, because natural keys, equality filters and imports
//! that find their record again must work on what is stored. What that gives away to whoever holds the database and not
//! the key: which records have equal values in one field, and how long a value is. Telephone and identity numbers are
//! nearly unique and of fixed length, so this says little; they cannot be tried out, because every try needs the key.
//! Order and parts of a sealed value cannot be asked for: lists neither sort by it nor search within it.
//!
//! Keys: a [`Ring`] has one or more; the first seals, all open. A new key is put before the others ([`Ring::turn`]);
//! what was sealed stays as it is, because the journal is append-only, and equality asks for every form a value may
//! have: sealed with any key, or in the clear in a database from before there were keys ([`FieldEncryption::forms`]). The database
//! remembers the fingerprints of the keys it was sealed with and refuses to work with a ring that lacks one.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use aes_siv::KeyInit as _;
use aes_siv::siv::Aes256Siv;
use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use hangji_store::Partial;
use sha2::{Digest as _, Sha256};

use crate::Result;
use crate::refusal::Refusal;

/// How sealed text begins.
pub const TAG: &str = "enc1:";
/// Bytes of a key: one half authenticates, the other encrypts.
const KEY: usize = 64;
/// A key file is at most so long.
const MOST_FILE_BYTES: u64 = 64 << 10;

/// One key. Never shown.
#[derive(Clone, PartialEq, Eq)]
struct Key([u8; KEY]);

impl Key {
    fn fresh() -> Result<Key> {
        let mut key = Key([0; KEY]);
        getrandom::fill(&mut key.0)?;
        Ok(key)
    }

    fn cipher(&self) -> Aes256Siv {
        Aes256Siv::new(&self.0.into())
    }

    /// Tells keys apart and says nothing about them.
    fn fingerprint(&self) -> String {
        let digest: [u8; 32] =
            Sha256::new().chain_update("hangji key fingerprint\n").chain_update(self.0).finalize().into();
        crate::journal::hash::to_hex(&digest[..8])
    }
}

/// The keys of a database, the one that seals first.
#[derive(Clone)]
pub struct Ring(Vec<Key>);

impl fmt::Debug for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.fingerprints()).finish()
    }
}

impl Ring {
    /// A ring with one new key, in memory only.
    ///
    /// # Errors
    /// If the machine gives no random numbers.
    pub fn fresh() -> Result<Ring> {
        Ok(Ring(vec![Key::fresh()?]))
    }

    /// Reads the text of a key file: a key a line, in base64, the one that seals first; `#` begins a remark.
    ///
    /// # Errors
    /// A refusal that names the line.
    pub fn parse(text: &str) -> Result<Ring> {
        let mut keys = Vec::new();
        for (i, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let bytes = BASE64.decode(line.trim_end_matches('=')).ok().and_then(|b| b.try_into().ok());
            let number = i + 1;
            let key = bytes.ok_or_else(|| {
                Refusal::bad(
                    format!("密钥文件第{number}行不是密钥：应为{KEY}字节的base64"),
                    format!("line {number} of the key file is no key: {KEY} bytes in base64 are expected"),
                )
            })?;
            keys.push(Key(key));
        }
        if keys.is_empty() {
            return Err(Refusal::bad("密钥文件中没有密钥", "the key file holds no key").into());
        }
        Ok(Ring(keys))
    }

    /// Reads a key file; none if there is no such file.
    ///
    /// # Errors
    /// A refusal if everybody on the machine may read it or it is no key file; a fault.
    pub fn read(path: &Path) -> Result<Option<Ring>> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e).with_context(|| format!("reading the key file {}", path.display())),
        };
        let name = path.display();
        if !is_private(&file)? {
            return Err(Refusal::bad(
                format!("本机任何人都能读写密钥文件{name}：请执行 chmod 600 {name}"),
                format!("everybody on this machine may use the key file {name}: run chmod 600 {name}"),
            )
            .into());
        }
        let mut text = String::new();
        let read = file.take(MOST_FILE_BYTES).read_to_string(&mut text);
        read.with_context(|| format!("reading the key file {name}"))?;
        Ring::parse(&text).with_context(|| format!("{name}")).map_err(plain).map(Some)
    }

    /// Makes a key file with a new key, which only its owner may read; one that another process has made meanwhile is
    /// read instead.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn create(path: &Path) -> Result<Ring> {
        if let Some(folder) = path.parent().filter(|p| *p != Path::new("")) {
            std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
        }
        let ring = Ring::fresh()?;
        let partial = Partial::of(path);
        ring.write(partial.path())?;
        // No key is ever replaced.
        match partial.place().with_context(|| format!("making the key file {}", path.display()))? {
            true => Ok(ring),
            false => Ring::read(path)?.context("a key file that is there"),
        }
    }

    /// Puts a new key before those of a file: from the next start of the program on it seals, the others still open.
    ///
    /// # Errors
    /// A refusal if there is no such file; a fault.
    pub fn turn(path: &Path) -> Result<Ring> {
        let Some(mut ring) = Ring::read(path)? else { return Err(missing(path)) };
        ring.0.insert(0, Key::fresh()?);
        let partial = Partial::of(path);
        ring.write(partial.path())?;
        partial.replace().with_context(|| format!("writing {}", path.display()))?;
        Ok(ring)
    }

    fn write(&self, path: &Path) -> Result<()> {
        let mut text = String::from(
            "# Keys of a Hangji database. Whoever has them can read what is sealed; without them it is lost.\n",
        );
        text.push_str("# Keep a copy away from the database and its backups.\n");
        for key in &self.0 {
            text.push_str(&format!("{} # {}\n", BASE64.encode(key.0), key.fingerprint()));
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).with_context(|| format!("making the key file {}", path.display()))?;
        file.write_all(text.as_bytes())?;
        Ok(file.sync_all()?)
    }

    /// What tells the keys from others, in order.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<String> {
        self.0.iter().map(Key::fingerprint).collect()
    }
}

/// Says that a database's key file is not there.
#[must_use]
pub fn missing(path: &Path) -> anyhow::Error {
    let name = path.display();
    Refusal::bad(
        format!("找不到密钥文件{name}：请放回该文件，或用 --key 指明（HANGJI_KEY_FILE）；没有密钥无法读出加密字段"),
        format!(
            "there is no key file {name}: put it back, or name it with --key (HANGJI_KEY_FILE); without the key what is sealed cannot be read"
        ),
    )
    .into()
}

/// A refusal within its context, as the refusal again.
fn plain(error: anyhow::Error) -> anyhow::Error {
    match error.downcast_ref::<Refusal>() {
        Some(refusal) => refusal.clone().into(),
        None => error,
    }
}

#[cfg(unix)]
fn is_private(file: &File) -> Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(file.metadata()?.permissions().mode() & 0o007 == 0)
}

#[cfg(not(unix))]
fn is_private(_: &File) -> Result<bool> {
    Ok(true)
}

/// The seal of a system: locked until [`FieldEncryption::unlock`] gives it its ring. All ledgers of the system share one.
#[derive(Clone, Default)]
pub struct FieldEncryption(Arc<OnceLock<Ring>>);

impl fmt::Debug for FieldEncryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.get().is_some() { "unlocked" } else { "locked" })
    }
}

impl FieldEncryption {
    /// Gives the keys, once for the life of the program.
    ///
    /// # Errors
    /// If it was unlocked already.
    pub fn unlock(&self, ring: Ring) -> Result<()> {
        ensure!(self.0.set(ring).is_ok(), "the seal is unlocked already");
        Ok(())
    }

    /// The keys, if it was given any.
    pub(crate) fn keys(&self) -> Option<&Ring> {
        self.0.get()
    }

    fn ring(&self) -> Result<&Ring> {
        self.0.get().ok_or_else(|| {
            Refusal::bad(
                "没有加载密钥，不能读写加密字段：用 --key 指明密钥文件（HANGJI_KEY_FILE）",
                "no key is loaded, and so sealed fields can be neither read nor written: name the key file with --key (HANGJI_KEY_FILE)",
            )
            .into()
        })
    }

    /// A text sealed for a place (ledger and field, or whatever tells it from others).
    ///
    /// # Errors
    /// If no key is loaded.
    pub fn close(&self, place: &[&str], text: &str) -> Result<String> {
        Ok(sealed(&self.ring()?.0[0], place, text.as_bytes()))
    }

    /// A text as it was before it was sealed for this place; what is not sealed stays as it is.
    ///
    /// # Errors
    /// If no key is loaded, or none opens it: it was changed, or moved from another place.
    pub fn open(&self, place: &[&str], text: &str) -> Result<String> {
        let Some(inner) = text.strip_prefix(TAG) else { return Ok(text.to_owned()) };
        let bytes = BASE64.decode(inner).with_context(|| format!("a sealed value of {place:?} is damaged"))?;
        let opened = self.ring()?.0.iter().find_map(|key| key.cipher().decrypt(place, &bytes).ok());
        let opened = opened.with_context(|| format!("no key opens a sealed value of {place:?}: it was altered"))?;
        String::from_utf8(opened).with_context(|| format!("a sealed value of {place:?} is not text"))
    }

    /// Every form in which a text may stand in the database: sealed with each key, the present one first, and in the
    /// clear (from before there were keys).
    ///
    /// # Errors
    /// If no key is loaded.
    pub fn forms(&self, place: &[&str], text: &str) -> Result<Vec<String>> {
        let keys = self.ring()?.0.iter().map(|key| sealed(key, place, text.as_bytes()));
        Ok(keys.chain([text.to_owned()]).collect())
    }

    /// Bytes (a file that waits) sealed for a place.
    ///
    /// # Errors
    /// If no key is loaded.
    pub fn close_bytes(&self, place: &[&str], bytes: &[u8]) -> Result<Vec<u8>> {
        encrypted(&self.ring()?.0[0], place, bytes)
    }

    /// Bytes as they were before [`FieldEncryption::close_bytes`].
    ///
    /// # Errors
    /// If no key is loaded, or none opens them.
    pub fn open_bytes(&self, place: &[&str], bytes: &[u8]) -> Result<Vec<u8>> {
        let opened = self.ring()?.0.iter().find_map(|key| key.cipher().decrypt(place, bytes).ok());
        opened.with_context(|| format!("no key opens what is kept of {place:?}: it was altered"))
    }
}

fn encrypted(key: &Key, place: &[&str], bytes: &[u8]) -> Result<Vec<u8>> {
    key.cipher().encrypt(place, bytes).map_err(|_| anyhow::anyhow!("sealing for {place:?}"))
}

fn sealed(key: &Key, place: &[&str], bytes: &[u8]) -> String {
    let bytes = encrypted(key, place, bytes).expect("a place has fewer parts than AES-SIV takes headers");
    format!("{TAG}{}", BASE64.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(ring: &Ring) -> FieldEncryption {
        let seal = FieldEncryption::default();
        seal.unlock(ring.clone()).expect("locked before");
        seal
    }

    #[test]
    fn equal_values_of_one_field_are_equal_and_of_two_fields_not() {
        let seal = seal(&Ring::fresh().expect("chance"));
        let phone = |place: &[&str]| seal.close(place, "13900000001").expect("a key");
        let sealed = phone(&["people", "phone"]);
        assert_eq!(sealed, phone(&["people", "phone"]));
        assert_ne!(sealed, phone(&["households", "phone"]));
        assert!(sealed.starts_with(TAG) && !sealed.contains("139"));
        assert_eq!(seal.open(&["people", "phone"], &sealed).expect("its own place"), "13900000001");
        assert!(seal.open(&["households", "phone"], &sealed).is_err(), "not at another place");
        assert_eq!(seal.open(&["people", "phone"], "010-1").expect("from before"), "010-1");
        let altered = sealed.replace(&sealed[7..9], "AA");
        assert!(seal.open(&["people", "phone"], &altered).is_err());
        assert_eq!(
            seal.open_bytes(&["f"], &seal.close_bytes(&["f"], b"\0\xff").expect("a key")).expect("opens"),
            b"\0\xff"
        );
        assert!(FieldEncryption::default().close(&["a"], "b").is_err(), "nothing without a key");
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_still_opens() {
        let folder = hangji_testkit::fresh_folder();
        let file = folder.join("a").join("hangji.key");
        assert!(Ring::read(&file).expect("no file is no error").is_none());
        let first = Ring::create(&file).expect("a key file");
        assert_eq!(Ring::create(&file).expect("the one there").fingerprints(), first.fingerprints());
        let both = Ring::turn(&file).expect("a second key");
        assert_eq!(both.fingerprints()[1..], first.fingerprints());
        let read = Ring::read(&file).expect("a key file").expect("it is there");
        assert_eq!(read.fingerprints(), both.fingerprints());
        let (old, new) = (seal(&first), seal(&read));
        let sealed = old.close(&["x"], "y").expect("a key");
        assert_eq!(new.open(&["x"], &sealed).expect("the old key"), "y");
        assert_eq!(new.forms(&["x"], "y").expect("keys").len(), 3);
        assert!(new.forms(&["x"], "y").expect("keys").contains(&sealed));
        assert!(old.open(&["x"], &new.close(&["x"], "y").expect("a key")).is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |m| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(m)).expect("our own file");
            assert_eq!(std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
            mode(0o644);
            assert!(Ring::read(&file).is_err(), "everybody could read it");
        }
        std::fs::remove_dir_all(folder).expect("our own folder");
    }

    #[test]
    fn a_damaged_key_file_is_told_by_its_line() {
        for (text, word) in [("", "no key"), ("# only a remark\n\n", "no key"), ("# a\nAAAA\n", "line 2")] {
            let message = Ring::parse(text).expect_err("no keys").to_string();
            assert!(message.contains(word), "{text:?}: {message}");
        }
    }
}
