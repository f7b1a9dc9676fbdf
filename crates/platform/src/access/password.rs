//! Passwords: what is demanded of one, its slow hash, and the list of those that are known to the world.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use argon2::password_hash::PasswordHasher as _;
use hangji_store::{Id, Tx};
use sha1::{Digest as _, Sha1};

use super::{lockout, sessions};
use crate::journal::events::{self, Event};
use crate::journal::hash::to_hex;
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result};

const LEAST_LETTERS: usize = 8;
/// Bytes that argon2 takes without trouble; longer "passwords" are an attack on the hash.
const MOST_BYTES: usize = 256;
/// Guesses that a password must withstand: what a slow hash makes costly even to who has stolen the database.
const LEAST_GUESSES: u64 = 100_000_000;
/// Letters whose guesses are counted: more only takes time.
const COUNTED_LETTERS: usize = 64;
/// How long a password set by an administrator opens the door once, in milliseconds: a week.
const ONE_TIME_MS: i64 = 7 * 24 * 3_600_000;

/// A password that passed the rules, hashed. Making one takes some 25 ms by design: do it outside transactions.
pub struct Password(String);

fn problem(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> anyhow::Error {
    Refusal::invalid(Problem::at(field, Message::new(zh, en))).into()
}

/// The field that problems of a new password are told at.
pub const FIELD: &str = "password";

fn check_length(password: &str) -> Result<()> {
    if password.chars().count() < LEAST_LETTERS || password.len() > MOST_BYTES {
        return Err(problem(
            FIELD,
            format!("密码至少 {LEAST_LETTERS} 个字符，最多 {MOST_BYTES} 字节"),
            format!("a password has at least {LEAST_LETTERS} characters and at most {MOST_BYTES} bytes"),
        ));
    }
    Ok(())
}

/// Refuses a password that is too short, easily guessed (by whoever knows `about`: log-in name, name), or listed.
///
/// # Errors
/// The refusal with its reason; a fault if the list cannot be read.
pub fn check(password: &str, about: &[&str], listed: Option<&Breaches>) -> Result<()> {
    check_length(password)?;
    let head: String = password.chars().take(COUNTED_LETTERS).collect();
    if zxcvbn::zxcvbn(&head, about).guesses() < LEAST_GUESSES {
        return Err(problem(
            FIELD,
            "这个密码太容易被猜到：不要用常见密码、姓名、日期、键盘顺序；几个不相关的词连起来又长又好记",
            "this password is too easily guessed: avoid common passwords, names, dates and rows of keys; a few unrelated \
             words are long and easily remembered",
        ));
    }
    if let Some(list) = listed
        && list.holds(password)?
    {
        return Err(problem(
            FIELD,
            "这个密码在已公开泄露的密码名单中：请换一个",
            "this password is on a list of passwords that leaked: choose another",
        ));
    }
    Ok(())
}

impl Password {
    /// Hashes a password that somebody chose, if it passes [`check`].
    ///
    /// # Errors
    /// As [`check`].
    pub fn chosen(password: &str, about: &[&str], listed: Option<&Breaches>) -> Result<Password> {
        check(password, about, listed)?;
        Password::of(password)
    }

    /// Makes a password that nobody chose: sixteen letters and digits of 80 bits of chance, for one entry.
    ///
    /// # Errors
    /// If the machine gives no random numbers.
    pub fn one_time() -> Result<(String, Password)> {
        let mut chance = [0; 10];
        getrandom::fill(&mut chance)?;
        let text = super::factors::spelled(&chance).to_lowercase();
        let hashed = Password::of(&text)?;
        Ok((text, hashed))
    }

    fn of(password: &str) -> Result<Password> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt)?;
        let hash = argon2::Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map_err(|e| anyhow::anyhow!("hashing a password: {e}"))?;
        Ok(Password(hash.to_string()))
    }

    /// Stores it as the account's own; its sessions end, except the one whose key is given. Written down as an event.
    ///
    /// # Errors
    /// If the database fails.
    pub fn store(&self, tx: &mut Tx<'_>, cx: &mut Cx, account: Id, but: Option<&[u8; 32]>) -> Result<()> {
        self.put(tx, cx, account, 0, 0)?;
        super::sessions::forget(tx, account, but)?;
        events::note(tx, cx, Event::Password, account, &[], "")
    }

    /// Stores it for one entry within a week, after which the account's holder must choose another.
    ///
    /// # Errors
    /// If the database fails.
    pub(super) fn store_for_one_entry(&self, tx: &mut Tx<'_>, cx: &mut Cx, account: Id, reason: &str) -> Result<()> {
        self.put(tx, cx, account, 1, cx.now_ms + ONE_TIME_MS)?;
        super::sessions::forget(tx, account, None)?;
        events::note(tx, cx, Event::Password, account, &[("one_time", "1")], reason)
    }

    fn put(&self, tx: &mut Tx<'_>, cx: &Cx, account: Id, must_change: i64, ends_at: i64) -> Result<()> {
        tx.run(
            "INSERT INTO credential (account, password, changed_at, must_change, ends_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (account) DO UPDATE SET password = excluded.password, changed_at = excluded.changed_at,
             must_change = excluded.must_change, ends_at = excluded.ends_at",
            &[account.into(), (&self.0).into(), cx.now_ms.into(), must_change.into(), ends_at.into()],
        )?;
        Ok(())
    }
}

/// Sets an account's password as the operator: only its length is checked, it need not be changed at the first entry, and
/// earlier failures to tell the old one are forgotten. Whoever has the server always gets back in this way.
///
/// # Errors
/// A refusal if it is too short or too long; a fault of the database.
pub fn set_password(tx: &mut Tx<'_>, cx: &mut Cx, account: Id, password: &str) -> Result<()> {
    check_length(password)?;
    Password::of(password)?.store(tx, cx, account, None)?;
    let login = lockout::name(&sessions::login_of(tx, account)?);
    lockout::forget(tx, &login)
}

/// A sorted file of SHA-1 hashes in hexadecimal, or of their beginnings, a line each, with anything after a colon: the form
/// of the lists of Have I Been Pwned. It is searched where it lies and never loaded.
#[derive(Debug, Clone)]
pub struct Breaches {
    file: PathBuf,
}

/// Bytes read around a place in the file: more than any line has.
const LINE: usize = 256;

impl Breaches {
    /// The list in a file.
    ///
    /// # Errors
    /// If the file cannot be read or does not look like one.
    pub fn open(file: &Path) -> Result<Breaches> {
        let list = Breaches { file: file.to_owned() };
        let mut text = [0; LINE];
        let mut opened =
            File::open(file).with_context(|| format!("opening the list of breaches {}", file.display()))?;
        let read = opened.read(&mut text)?;
        let first = text[..read].split(|b| *b == b'\n').next().unwrap_or_default();
        let digits = hash_of_line(first).len();
        anyhow::ensure!(
            (10..=40).contains(&digits),
            "{} does not begin with a SHA-1 in hexadecimal: is it the sorted list of hashes?",
            file.display()
        );
        Ok(list)
    }

    /// Whether a password is on the list.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn holds(&self, password: &str) -> Result<bool> {
        let hash = to_hex(&Sha1::digest(password.as_bytes())).to_uppercase();
        let mut file = File::open(&self.file)?;
        // Lines that begin in `low..high` may be the one.
        let (mut low, mut high) = (0, file.metadata()?.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let (line, start, next) = line_around(&mut file, middle)?;
            let here = hash_of_line(&line).to_ascii_uppercase();
            let wanted = &hash.as_bytes()[..here.len().min(hash.len())];
            match here.as_slice().cmp(wanted) {
                std::cmp::Ordering::Equal if !here.is_empty() => return Ok(true),
                std::cmp::Ordering::Greater => high = start,
                _ => low = next,
            }
        }
        Ok(false)
    }
}

/// The hexadecimal digits that a line begins with.
fn hash_of_line(line: &[u8]) -> &[u8] {
    let end = line.iter().position(|b| !b.is_ascii_hexdigit()).unwrap_or(line.len());
    &line[..end]
}

/// The line that holds a byte of the file, where it starts, and where the next one does.
fn line_around(file: &mut File, at: u64) -> Result<(Vec<u8>, u64, u64)> {
    let from = at.saturating_sub(LINE as u64);
    file.seek(SeekFrom::Start(from))?;
    let mut text = Vec::with_capacity(2 * LINE);
    file.take(2 * LINE as u64).read_to_end(&mut text)?;
    let here = usize::try_from(at - from)?;
    let start = text[..here].iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let end = text[here..].iter().position(|b| *b == b'\n').map_or(text.len(), |i| here + i);
    let line = text[start..end].to_vec();
    Ok((line, from + start as u64, from + end as u64 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessable_passwords_are_refused() {
        for bad in ["12345678", "password1", "qwertyuiop", "woaini1314", "zhangsan2013", "aaaaaaaaaaaa", "short"] {
            assert!(check(bad, &["zhangsan"], None).is_err(), "{bad}");
        }
        for good in ["沙坡头区的春天来得早", "tower-lantern-broom-42", "kX9#vTq2mLw"] {
            assert!(check(good, &["zhangsan"], None).is_ok(), "{good}");
        }
    }

    #[test]
    fn a_list_is_searched_where_it_lies() {
        let words: Vec<String> = (0..500).map(|n| format!("leaked-{n}")).collect();
        let mut lines: Vec<String> =
            words.iter().map(|w| format!("{}:{}", to_hex(&Sha1::digest(w)).to_uppercase(), w.len())).collect();
        lines.sort();
        let path = std::env::temp_dir().join(format!("hangji-breaches-{}.txt", std::process::id()));
        for (ending, cut) in [("\n", 100), ("\r\n", 100), ("\n", 12)] {
            let cut: Vec<&str> = lines.iter().map(|l| &l[..cut.min(l.len())]).collect();
            std::fs::write(&path, cut.join(ending)).expect("a file");
            let list = Breaches::open(&path).expect("a list");
            assert!(words.iter().all(|w| list.holds(w).expect("readable")));
            assert!((500..1500).all(|n| !list.holds(&format!("leaked-{n}")).expect("readable")));
        }
        std::fs::write(&path, "not a list\n").expect("a file");
        assert!(Breaches::open(&path).is_err());
        std::fs::remove_file(&path).expect("the file");
        assert!(Breaches::open(&path).is_err());
    }
}
