//! The three cookies: session, language, type size.

use axum::http::{HeaderMap, HeaderValue, header};
use hangji_platform::access::sessions::Token;

/// The session's token in hexadecimal.
pub const SESSION: &str = "hangji";
/// The language chosen.
pub const LANG: &str = "lang";
/// The type size chosen.
pub(crate) const TYPE: &str = "type";

/// The value of a cookie.
pub fn get<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|h| h.to_str().ok());
    let pairs = all.flat_map(|h| h.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(n, _)| *n == name).map(|(_, v)| v)
}

/// The session's token: of the cookie, or, where a script asks, of `Authorization: Bearer`.
pub fn token(headers: &HeaderMap, api: bool) -> Option<Token> {
    let bearer = || headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ");
    let text = if api { bearer().or_else(|| get(headers, SESSION)) } else { get(headers, SESSION) };
    read_token(text?.as_bytes())
}

/// A token from its hexadecimal text.
fn read_token(text: &[u8]) -> Option<Token> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut token = [0; 32];
    if text.len() != token.len() * 2 {
        return None;
    }
    for (byte, pair) in token.iter_mut().zip(text.chunks(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(token)
}

/// The header that gives the browser its session.
pub fn session(token: &Token) -> Option<HeaderValue> {
    let hex: String = token.iter().map(|b| format!("{b:02x}")).collect();
    HeaderValue::from_str(&format!("{SESSION}={hex}; Path=/; HttpOnly; SameSite=Lax")).ok()
}

/// The header that remembers a choice of ours (a fixed word) for a year.
pub fn choice(name: &str, word: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{name}={word}; Path=/; SameSite=Lax; Max-Age=31536000")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_round_trips_and_nonsense_is_none() {
        let token = [0xa5; 32];
        let header = session(&token).expect("a header");
        let pair = header.to_str().expect("ascii").split(';').next().expect("a pair").to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(&format!("x=1; {pair}; lang=en")).expect("ascii"));
        assert_eq!(super::token(&headers, false), Some(token));
        assert_eq!(get(&headers, LANG), Some("en"));
        for bad in ["hangji=", "hangji=zz", "hangji=+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a"] {
            headers.insert(header::COOKIE, HeaderValue::from_static(bad));
            assert_eq!(super::token(&headers, false), None);
        }
    }
}
