//! Who is at the other end of the connection: the address of the browser, through trusted proxies.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

use crate::options::Options;

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// The address a request comes from. Where a trusted proxy stands in between, it is the last address in
/// `X-Forwarded-For` that no trusted proxy has: what stands before that, anybody may have written.
pub fn address(options: &Options, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let ConnectInfo(Peer(direct)) = extensions.get::<ConnectInfo<Peer>>()?;
    let direct = direct.ip().to_canonical();
    if !options.trusted_proxies.contains(&direct) {
        return Some(direct);
    }
    let named = headers.get_all("x-forwarded-for").into_iter().filter_map(|h| h.to_str().ok());
    let named: Vec<&str> = named.flat_map(|h| h.split(',')).collect();
    for text in named.into_iter().rev() {
        match text.trim().parse::<IpAddr>().map(|ip| ip.to_canonical()) {
            Ok(ip) if options.trusted_proxies.contains(&ip) => {}
            Ok(ip) => return Some(ip),
            Err(_) => break,
        }
    }
    Some(direct)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let options =
            Options { trusted_proxies: vec![[127, 0, 0, 1].into(), [10, 0, 0, 9].into()], ..Options::default() };
        let seen = |direct: [u8; 4], forwarded: &str| {
            let (mut extensions, mut headers) = (Extensions::new(), HeaderMap::new());
            extensions.insert(ConnectInfo(Peer((direct, 1).into())));
            if !forwarded.is_empty() {
                headers.insert("x-forwarded-for", forwarded.parse().expect("a header"));
            }
            address(&options, &extensions, &headers).expect("an address").to_string()
        };
        for (direct, forwarded, expected) in [
            ([192, 0, 2, 1], "", "192.0.2.1"),
            ([192, 0, 2, 1], "198.51.100.7", "192.0.2.1"),
            ([127, 0, 0, 1], "198.51.100.7", "198.51.100.7"),
            ([127, 0, 0, 1], "203.0.113.1, 198.51.100.7, 10.0.0.9", "198.51.100.7"),
            ([127, 0, 0, 1], "203.0.113.1, nonsense", "127.0.0.1"),
            ([127, 0, 0, 1], "", "127.0.0.1"),
        ] {
            assert_eq!(seen(direct, forwarded), expected, "{direct:?} {forwarded}");
        }
        assert!(address(&options, &Extensions::new(), &HeaderMap::new()).is_none());
    }
}
