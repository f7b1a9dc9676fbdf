//! Time-ordered ids, made by whoever creates the record (a server, an import, a phone without a network).

use std::fmt;
use std::str::FromStr;

/// Milliseconds from 1970 to 2000-01-01T00:00:00Z: ids count from there, so that 41 bits last until 2069.
const EPOCH_2000_MS: i64 = 946_684_800_000;
const CHANCE_BITS: u32 = 22;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Id of a record: 41 bits of milliseconds since 2000 and 22 bits of chance; 0 stands for "none".
///
/// Shown as 13 characters of Crockford's base 32 (no I, L, O, U), so that it survives dictation and spreadsheets.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Id(pub i64);

/// A number that follows from a text alone (FNV-1a): for what must be numbered alike whenever it is made.
#[must_use]
pub fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A text that is not an id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a record id (13 letters and digits)")]
pub struct IdError(String);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; 13];
        for (i, c) in text.iter_mut().enumerate() {
            *c = ALPHABET[((self.0 >> (60 - 5 * i)) & 31) as usize];
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Id {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        let wrong = || IdError(s.chars().take(20).collect());
        if s.len() != 13 {
            return Err(wrong());
        }
        let mut v: u64 = 0;
        for c in s.bytes() {
            let digit = ALPHABET.iter().position(|a| *a == c.to_ascii_uppercase()).ok_or_else(wrong)?;
            v = (v << 5) | digit as u64;
        }
        // 13 digits hold 65 bits; the first digit may not spill over 63.
        if ALPHABET.iter().position(|a| *a == s.as_bytes()[0].to_ascii_uppercase()) > Some(7) {
            return Err(wrong());
        }
        i64::try_from(v).map(Id).map_err(|_| wrong())
    }
}

/// Makes ids, each greater than the one before, from a clock value and chance given by the caller.
#[derive(Debug)]
pub struct Ids {
    last: i64,
}

impl Ids {
    /// A maker that starts at `now_ms` (Unix milliseconds) with the low bits of `chance`.
    #[must_use]
    pub fn new(now_ms: i64, chance: u64) -> Self {
        Self { last: Self::at(now_ms, chance) }
    }

    fn at(now_ms: i64, chance: u64) -> i64 {
        ((now_ms - EPOCH_2000_MS).max(0) << CHANCE_BITS) | (chance & ((1 << CHANCE_BITS) - 1)) as i64
    }

    /// Moves forward to a later time; never backward.
    pub fn advance(&mut self, now_ms: i64, chance: u64) {
        self.last = self.last.max(Self::at(now_ms, chance));
    }

    /// The next id.
    #[expect(clippy::should_implement_trait, reason = "endless, and not an iterator")]
    pub fn next(&mut self) -> Id {
        self.last += 1;
        Id(self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips_and_keeps_order() {
        let mut ids = Ids::new(1_388_000_000_000, 7);
        let (a, b) = (ids.next(), ids.next());
        assert!(a < b && a.to_string() < b.to_string());
        assert_eq!(a.to_string().parse(), Ok(a));
        assert_eq!(Id(i64::MAX).to_string().parse(), Ok(Id(i64::MAX)));
        assert!("ZZZZZZZZZZZZZ".parse::<Id>().is_err());
        assert!("abc".parse::<Id>().is_err());
        assert!("三三三三三".parse::<Id>().is_err());
    }
}
