//! What an entry proves.
//!
//! `hash = SHA-256(hash of the entry before ‖ header line ‖ c₀ ‖ c₁ … cₙ)`, where c₀ commits to the reason and cᵢ to the
//! i-th member of the body: `c = SHA-256(salt ‖ text)`, 16 bytes of salt for each. The salts follow from the entry's one
//! stored salt (`SHA-256(salt ‖ block number)`, two to a block) until a member is erased: then the remaining salts are
//! stored one by one, the erased one is gone, and the commitment stands in place of the text (PIPL §47 asks for
//! erasure; guessing a short value from its commitment needs the salt).

use anyhow::{Context as _, ensure};
use sha2::{Digest as _, Sha256};

use super::canonical as body;
use crate::Result;

/// The unsalted part of an entry.
#[expect(missing_docs, reason = "the columns of the table, documented there")]
pub struct Header<'a> {
    pub seq: i64,
    pub at: i64,
    pub actor: i64,
    pub act: &'a str,
    pub batch: i64,
    pub ledger: &'a str,
    pub record: i64,
    pub prior: i64,
}

const SALT: usize = 16;
const ERASED: &str = "{\"erased\":\"";

/// The hash of an entry.
///
/// # Errors
/// If body or salt are not of the stored form.
pub fn entry(previous: &[u8], header: &Header<'_>, reason: &str, body: &str, salt: &[u8]) -> Result<[u8; 32]> {
    let members = body::members(body)?;
    let mut salts = Salts::new(salt, members.len() + 1)?;
    let mut sum = Sha256::new();
    sum.update(previous);
    sum.update(header_line(header).as_bytes());
    sum.update(commitment(reason, reason, salts.next()?)?);
    for member in members {
        let value = member.split_once(':').context("a member has a name and a value")?.1;
        sum.update(commitment(member, value, salts.next()?)?);
    }
    Ok(sum.finalize().into())
}

fn header_line(h: &Header<'_>) -> String {
    let mut line = String::with_capacity(160);
    let number = |line: &mut String, i: i64| {
        body::push_number(line, i);
        line.push('|');
    };
    number(&mut line, h.seq);
    number(&mut line, h.at);
    number(&mut line, h.actor);
    line.push_str(h.act);
    line.push('|');
    number(&mut line, h.batch);
    line.push_str(h.ledger);
    line.push('|');
    number(&mut line, h.record);
    number(&mut line, h.prior);
    line.push('\n');
    line
}

/// What stands for a text in the entry's hash: the hash of salt and text, or, once erased, the commitment left behind.
fn commitment(text: &str, value: &str, salt: [u8; SALT]) -> Result<[u8; 32]> {
    if let Some(hex) = erased(value) {
        return from_hex(hex);
    }
    let mut sum = Sha256::new();
    sum.update(salt);
    sum.update(text.as_bytes());
    Ok(sum.finalize().into())
}

/// The commitment in hexadecimal, if the value is that of an erased member.
#[must_use]
pub fn erased(value: &str) -> Option<&str> {
    value.strip_prefix(ERASED)?.strip_suffix("\"}").filter(|hex| hex.len() == 64)
}

/// Replaces the members whose names `gone` tells by their commitments, and the reason too; gives the new body, reason
/// and the salts that are left.
///
/// # Errors
/// If body or salt are not of the stored form.
pub fn erase(reason: &str, text: &str, salt: &[u8], gone: impl Fn(&str) -> bool) -> Result<(String, String, Vec<u8>)> {
    let members = body::members(text)?;
    let mut salts = Salts::new(salt, members.len() + 1)?;
    let mut left = Vec::with_capacity((members.len() + 1) * SALT);
    let mark = |c: [u8; 32]| format!("{ERASED}{}\"}}", to_hex(&c));
    let new_reason = mark(commitment(reason, reason, salts.next()?)?);
    left.extend([0; SALT]);
    let mut out = Vec::with_capacity(members.len());
    for member in members {
        let (name, value) = member.split_once(':').context("a member has a name and a value")?;
        let salt = salts.next()?;
        if gone(body::member_name(member)) {
            out.push(format!("{name}:{}", mark(commitment(member, value, salt)?)));
            left.extend([0; SALT]);
        } else {
            out.push(member.to_owned());
            left.extend(salt);
        }
    }
    Ok((new_reason, format!("{{{}}}", out.join(",")), left))
}

/// The salts of an entry, one for each commitment.
struct Salts<'a> {
    stored: &'a [u8],
    derived: bool,
    next: usize,
    block: [u8; 32],
}

impl<'a> Salts<'a> {
    fn new(stored: &'a [u8], count: usize) -> Result<Self> {
        let derived = stored.len() == SALT;
        ensure!(derived || stored.len() == count * SALT, "an entry has one salt, or one for each commitment");
        Ok(Self { stored, derived, next: 0, block: [0; 32] })
    }

    fn next(&mut self) -> Result<[u8; SALT]> {
        let i = self.next;
        self.next += 1;
        if !self.derived {
            return Ok(self.stored[i * SALT..(i + 1) * SALT].try_into()?);
        }
        if i.is_multiple_of(2) {
            let mut sum = Sha256::new();
            sum.update(self.stored);
            sum.update(u32::try_from(i / 2)?.to_be_bytes());
            self.block = sum.finalize().into();
        }
        let half = (i % 2) * SALT;
        Ok(self.block[half..half + SALT].try_into()?)
    }
}

/// Bytes as hexadecimal text.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut s, b| {
        let _ = write!(s, "{b:02x}");
        s
    })
}

fn from_hex(hex: &str) -> Result<[u8; 32]> {
    ensure!(hex.len() == 64 && hex.is_ascii(), "a commitment has 64 hexadecimal digits");
    let mut out = [0; 32];
    for (i, b) in out.iter_mut().enumerate() {
        *b = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16)?;
    }
    Ok(out)
}
