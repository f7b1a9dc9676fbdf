//! The authenticator app on somebody's phone.

use totp_rs::{Builder, Secret};

/// The six digits that the app shows at a moment (Unix milliseconds) for a secret as people type it in (base 32, spaces
/// allowed).
///
/// # Panics
/// If it is no secret of twenty bytes.
#[must_use]
pub fn code(secret: &str, at_ms: i64) -> String {
    let bytes: [u8; 20] = unbase32(secret).try_into().expect("twenty bytes");
    let app = Builder::new().with_secret(Secret::from(bytes)).build().expect("a secret that is long enough");
    app.generate(u64::try_from(at_ms / 1000).expect("after 1970")).to_string()
}

/// RFC 4648 without padding.
fn unbase32(text: &str) -> Vec<u8> {
    let letters = text.bytes().filter(|b| *b != b' ');
    let fives = letters.map(|b| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|l| *l == b).expect("base 32"));
    let bits: Vec<bool> = fives.flat_map(|five| (0..5).rev().map(move |i| five >> i & 1 == 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |n, bit| n << 1 | u8::from(*bit))).collect()
}

#[cfg(test)]
mod tests {
    /// RFC 6238, appendix B, cut to six digits.
    #[test]
    fn the_app_shows_what_the_standard_says() {
        let secret = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";
        assert_eq!(super::code(secret, 59_000), "287082");
        assert_eq!(super::code(secret, 1_111_111_109_000), "081804");
    }
}
