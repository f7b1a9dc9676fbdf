//! Second factors: one-time codes of an authenticator app (TOTP, RFC 6238), passkeys (see [`super::passkeys`]), and
//! recovery codes for the day the phone is lost.
//!
//! The secret of an app is sealed ([`crate::field_encryption`]): a copy of the database is no second factor. Of a passkey only the
//! public key is kept, of a recovery code a hash.

use anyhow::Context as _;
use hangji_store::{Id, Tx, V};
use sha2::{Digest as _, Sha256};
use totp_rs::{Builder, Secret, Totp};

use super::How;
use crate::field_encryption::FieldEncryption;
use crate::journal::events::{self, Event};
use crate::journal::hash::to_hex;
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result};

/// What kind of factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One-time codes of an app.
    Totp,
    /// A key that a device keeps.
    Passkey,
}

impl Kind {
    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Kind::Totp => "totp",
            Kind::Passkey => "passkey",
        }
    }
    fn from_code(code: &str) -> Kind {
        if code == Kind::Passkey.code() { Kind::Passkey } else { Kind::Totp }
    }
}

/// A factor as its owner sees it; its secret is never read back.
#[derive(Debug, Clone)]
pub struct Factor {
    /// Its id.
    pub id: Id,
    /// What kind.
    pub kind: Kind,
    /// What its owner calls it.
    pub name: String,
    /// When it was added, in Unix milliseconds.
    pub added_at: i64,
    /// When it last opened the door; 0 is never.
    pub used_at: i64,
}

/// Factors one account may have.
pub const MOST: i64 = 10;
/// Recovery codes made at a time.
pub const CODES: usize = 10;
/// The longest name of a factor or token, in characters.
pub const LONGEST_NAME: usize = 40;

/// The factors of an account that are in use, oldest first.
///
/// # Errors
/// If the database fails.
pub fn of(tx: &mut Tx<'_>, account: Id) -> Result<Vec<Factor>> {
    let sql = "SELECT id, kind, name, added_at, used_at FROM factor WHERE account = $1 AND confirmed = 1 ORDER BY id";
    tx.all(sql, &[account.into()], |r| {
        let kind = Kind::from_code(r.text(1)?);
        Ok(Factor { id: r.id(0)?, kind, name: r.text(2)?.to_owned(), added_at: r.int(3)?, used_at: r.int(4)? })
    })
}

/// Whether an account has a factor in use.
///
/// # Errors
/// If the database fails.
pub fn any(tx: &mut Tx<'_>, account: Id) -> Result<bool> {
    Ok(tx.number("SELECT COUNT(*) FROM factor WHERE account = $1 AND confirmed = 1", &[account.into()])? > 0)
}

/// A name that its owner gives to a factor or a token.
///
/// # Errors
/// A refusal if it is blank, too long, or holds control characters.
pub fn given_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Refusal::invalid(Problem::at(
            "name",
            Message::new(
                format!("请起一个名称，最多{LONGEST_NAME}字"),
                format!("give it a name of at most {LONGEST_NAME} characters"),
            ),
        ))
        .into());
    }
    Ok(name)
}

pub(super) fn check_room(tx: &mut Tx<'_>, account: Id) -> Result<()> {
    if tx.number("SELECT COUNT(*) FROM factor WHERE account = $1 AND confirmed = 1", &[account.into()])? >= MOST {
        return Err(Refusal::bad(
            format!("最多{MOST}个：先移除一个不用的"),
            format!("at most {MOST}: remove one that is not used first"),
        )
        .into());
    }
    Ok(())
}

fn totp(secret: &str) -> Result<Totp> {
    let bytes =
        unhex(secret).and_then(|b| <[u8; 20]>::try_from(b).ok()).context("a stored secret is not one of ours")?;
    // SHA-1, six digits, thirty seconds, one step either side: what every app assumes.
    Builder::new().with_secret(Secret::from(bytes)).build().map_err(|e| anyhow::anyhow!("a stored secret: {e:?}"))
}

/// The step of a code, if it is one of a secret at a moment (seconds) and later than the last one accepted.
fn step(secret: &str, code: &str, at: u64, last: i64) -> Result<Option<i64>> {
    let found = totp(secret)?.check(code, at).and_then(|step| i64::try_from(step).ok());
    Ok(found.filter(|step| *step > last))
}

/// Seals the secret of an app for its factor: it cannot be carried to another account's.
fn closed(encryption: &FieldEncryption, id: Id, secret: &str) -> Result<String> {
    encryption.close(&["factor", &id.to_string()], secret)
}

fn opened(encryption: &FieldEncryption, id: Id, stored: &str) -> Result<String> {
    encryption.open(&["factor", &id.to_string()], stored)
}

/// Seals with the present key every secret that is not: those from before there were keys or under an earlier one.
/// Unlike the journal, this table may be written anew.
///
/// # Errors
/// If no key opens a secret; if the database fails.
pub(crate) fn encrypt_again(tx: &mut Tx<'_>, encryption: &FieldEncryption) -> Result<()> {
    let sql = "SELECT id, secret FROM factor WHERE kind = 'totp'";
    let stored = tx.all(sql, &[], |r| Ok((r.id(0)?, r.text(1)?.to_owned())))?;
    for (id, before) in stored {
        let after = closed(encryption, id, &opened(encryption, id, &before)?)?;
        if after != before {
            tx.run("UPDATE factor SET secret = $1 WHERE id = $2", &[(&after).into(), id.into()])?;
        }
    }
    Ok(())
}

/// Begins the enrolment of an app: the secret to show (base 32), the same until it is confirmed or begun anew after the
/// page was left.
///
/// # Errors
/// A refusal if the account has too many factors; a fault.
pub fn begin_totp(tx: &mut Tx<'_>, cx: &mut Cx, encryption: &FieldEncryption, account: Id) -> Result<String> {
    check_room(tx, account)?;
    let bytes: [u8; 20] = cx.random()?;
    let id = cx.ids.next();
    let secret = closed(encryption, id, &to_hex(&bytes))?;
    tx.run("DELETE FROM factor WHERE account = $1 AND confirmed = 0", &[account.into()])?;
    let params: [V<'_>; 4] = [id.into(), account.into(), (&secret).into(), cx.now_ms.into()];
    tx.run(
        "INSERT INTO factor (id, account, kind, name, secret, confirmed, last_step, added_at, used_at)
         VALUES ($1, $2, 'totp', '', $3, 0, 0, $4, 0)",
        &params,
    )?;
    Ok(base32(&bytes))
}

/// The secret of an enrolment under way, as an app takes it (base 32).
///
/// # Errors
/// If the database fails.
pub fn pending_totp(tx: &mut Tx<'_>, encryption: &FieldEncryption, account: Id) -> Result<Option<String>> {
    Ok(pending_secret(tx, encryption, account)?.and_then(|hex| unhex(&hex)).map(|bytes| base32(&bytes)))
}

fn pending_secret(tx: &mut Tx<'_>, encryption: &FieldEncryption, account: Id) -> Result<Option<String>> {
    let sql = "SELECT id, secret FROM factor WHERE account = $1 AND confirmed = 0";
    let found = tx.first(sql, &[account.into()], |r| Ok((r.id(0)?, r.text(1)?.to_owned())))?;
    found.map(|(id, stored)| opened(encryption, id, &stored)).transpose()
}

/// Ends an enrolment with the first code of the app. Gives recovery codes if the account had none.
///
/// # Errors
/// A refusal if nothing was begun or the code is wrong; a fault.
pub fn confirm_totp(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    encryption: &FieldEncryption,
    account: Id,
    name: &str,
    code: &str,
) -> Result<Vec<String>> {
    let name = given_name(name)?;
    let Some(secret) = pending_secret(tx, encryption, account)? else {
        return Err(Refusal::bad("没有正在添加的验证器：请重新开始", "nothing was begun: start again").into());
    };
    let Some(step) = step(&secret, &plain(code), seconds(cx), 0)? else {
        return Err(Refusal::invalid(Problem::at(
            "code",
            Message::new(
                "验证码不对：请输入应用当前显示的6位数字，并核对手机时间",
                "this code is wrong: enter the six digits that the app shows now, and check the phone's clock",
            ),
        ))
        .into());
    };
    tx.run(
        "UPDATE factor SET name = $1, confirmed = 1, last_step = $2 WHERE account = $3 AND confirmed = 0",
        &[name.into(), step.into(), account.into()],
    )?;
    added(tx, cx, account, Kind::Totp)
}

/// Notes that a factor was added; the first one brings recovery codes along.
pub(super) fn added(tx: &mut Tx<'_>, cx: &mut Cx, account: Id, kind: Kind) -> Result<Vec<String>> {
    events::note(tx, cx, Event::SecondFactor, account, &[("added", kind.code())], "")?;
    if codes_left(tx, account)? > 0 { Ok(Vec::new()) } else { make_codes(tx, cx, account) }
}

/// Removes a factor of an account. With the last one go the recovery codes.
///
/// # Errors
/// A refusal if there is none; a fault.
pub fn remove(tx: &mut Tx<'_>, cx: &mut Cx, account: Id, id: Id) -> Result<()> {
    let Some(factor) = of(tx, account)?.into_iter().find(|f| f.id == id) else {
        return Err(Refusal::NotFound(Message::new("没有这个第二因素", "there is no such second factor")).into());
    };
    tx.run("DELETE FROM factor WHERE id = $1 AND account = $2", &[id.into(), account.into()])?;
    if !any(tx, account)? {
        tx.run("DELETE FROM recovery_code WHERE account = $1", &[account.into()])?;
    }
    events::note(tx, cx, Event::SecondFactor, account, &[("removed", factor.kind.code())], "")
}

/// Removes all factors of an account whose owner lost them.
pub(super) fn remove_all(tx: &mut Tx<'_>, cx: &mut Cx, account: Id, reason: &str) -> Result<()> {
    tx.run("DELETE FROM factor WHERE account = $1", &[account.into()])?;
    tx.run("DELETE FROM recovery_code WHERE account = $1", &[account.into()])?;
    events::note(tx, cx, Event::SecondFactor, account, &[("removed", "all")], reason)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    text.as_bytes().chunks(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

/// RFC 4648, without padding: how apps take a secret that is typed.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = |i: usize| {
        let of = |i: usize| bytes.get(i).copied().map_or(0, u16::from);
        let (byte, shift) = (i * 5 / 8, i * 5 % 8);
        ((of(byte) << 8 | of(byte + 1)) >> (11 - shift)) & 31
    };
    (0..(bytes.len() * 8).div_ceil(5)).map(|i| char::from(ALPHABET[usize::from(bits(i))])).collect()
}

/// Letters and digits that are not mistaken for each other: five bits each.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Eighty bits as sixteen letters and digits in groups of four.
pub(super) fn spelled(bytes: &[u8; 10]) -> String {
    let mut bits = bytes.iter().fold(0_u128, |n, b| n << 8 | u128::from(*b));
    let mut letters = [0; 16];
    for letter in letters.iter_mut().rev() {
        *letter = LETTERS[(bits & 31) as usize];
        bits >>= 5;
    }
    let groups: Vec<String> = letters.chunks(4).map(|g| g.iter().map(|b| char::from(*b)).collect()).collect();
    groups.join("-")
}

/// A code as typed, without what people put between its letters; full-width digits are digits.
fn plain(code: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => char::from_u32(c as u32 - 0xff10 + 0x30).unwrap_or(c),
        other => other.to_ascii_uppercase(),
    };
    code.chars().filter(|c| !c.is_whitespace() && *c != '-').take(40).map(narrow).collect()
}

fn digest(account: Id, code: &str) -> [u8; 32] {
    // Eighty bits of chance need no slow hash.
    Sha256::new().chain_update(account.0.to_be_bytes()).chain_update(code.as_bytes()).finalize().into()
}

/// How many recovery codes an account has left.
///
/// # Errors
/// If the database fails.
pub fn codes_left(tx: &mut Tx<'_>, account: Id) -> Result<i64> {
    tx.number("SELECT COUNT(*) FROM recovery_code WHERE account = $1", &[account.into()])
}

/// Makes fresh recovery codes in place of the old ones; they are shown once and kept as hashes.
///
/// # Errors
/// If the database fails.
pub fn make_codes(tx: &mut Tx<'_>, cx: &mut Cx, account: Id) -> Result<Vec<String>> {
    tx.run("DELETE FROM recovery_code WHERE account = $1", &[account.into()])?;
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let code = spelled(&cx.random()?);
        let hash = digest(account, &plain(&code));
        tx.run("INSERT INTO recovery_code (account, code) VALUES ($1, $2)", &[account.into(), V::Blob(&hash)])?;
        codes.push(code);
    }
    events::note(tx, cx, Event::SecondFactor, account, &[("added", How::Recovery.code())], "")?;
    Ok(codes)
}

/// Takes a code as the account's second factor and tells which kind it was; none if it is wrong or was taken before.
///
/// # Errors
/// If the database fails.
pub(super) fn take(
    tx: &mut Tx<'_>,
    cx: &Cx,
    encryption: &FieldEncryption,
    account: Id,
    code: &str,
) -> Result<Option<How>> {
    let code = plain(code);
    let sql = "SELECT id, secret, last_step FROM factor WHERE account = $1 AND kind = 'totp' AND confirmed = 1";
    let apps = tx.all(sql, &[account.into()], |r| Ok((r.id(0)?, r.text(1)?.to_owned(), r.int(2)?)))?;
    for (id, stored, last) in apps {
        if let Some(step) = step(&opened(encryption, id, &stored)?, &code, seconds(cx), last)? {
            let sql = "UPDATE factor SET last_step = $1, used_at = $2 WHERE id = $3";
            tx.run(sql, &[step.into(), cx.now_ms.into(), id.into()])?;
            return Ok(Some(How::Totp));
        }
    }
    let hash = digest(account, &code);
    let sql = "DELETE FROM recovery_code WHERE account = $1 AND code = $2";
    let used = tx.run(sql, &[account.into(), V::Blob(&hash)])?;
    Ok((used > 0).then_some(How::Recovery))
}

fn seconds(cx: &Cx) -> u64 {
    u64::try_from(cx.now_ms / 1000).unwrap_or_default()
}

/// What an app reads from a picture: the address of a secret (the de-facto standard `otpauth`).
#[must_use]
pub fn address(issuer: &str, login: &str, secret: &str) -> String {
    let encoded = |text: &str| {
        let mut out = String::new();
        for b in text.bytes() {
            if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
                out.push(char::from(b));
            } else {
                out.push_str(&format!("%{b:02X}"));
            }
        }
        out
    };
    let (issuer, login) = (encoded(issuer), encoded(login));
    format!("otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = to_hex(b"12345678901234567890");
        let table = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (at, code) in table {
            let now = i64::try_from(at / 30).expect("small");
            assert_eq!(step(&secret, code, at, 0).expect("a secret"), Some(now), "{at}");
            for (near, good) in [(at - 30, true), (at + 30, true), (at + 90, false)] {
                assert_eq!(step(&secret, code, near, 0).expect("a secret").is_some(), good, "{at} {near}");
            }
            assert_eq!(step(&secret, code, at, now).expect("a secret"), None, "taken before");
        }
        assert_eq!(step(&secret, "287 08", 59, 0).expect("a secret"), None);
    }

    /// RFC 4648, section 10.
    #[test]
    fn secrets_are_spelled_as_the_standard_says() {
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(bytes.as_bytes()), text);
            assert_eq!(unhex(&to_hex(bytes.as_bytes())).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(plain(" ２８７ 082 "), "287082");
        assert_eq!(plain("abcd-EFGH-2345-6789"), "ABCDEFGH23456789");
        assert_eq!(spelled(&[0; 10]), "2222-2222-2222-2222");
        assert_eq!(spelled(&[255; 10]), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
    }

    #[test]
    fn an_app_reads_issuer_and_name() {
        assert_eq!(
            address("夯基", "a b", "X"),
            "otpauth://totp/%E5%A4%AF%E5%9F%BA:a%20b?secret=X&issuer=%E5%A4%AF%E5%9F%BA"
        );
    }
}
