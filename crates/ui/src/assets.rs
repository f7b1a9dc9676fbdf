//! The files that pages link to: the style sheet, the scripts and the icon, embedded in the program.
//!
//! An address carries a hash of the content, so that the server may let browsers keep a file for ever. This file may
//! touch `assets/` and nothing else.

/// An embedded file: name, media type, bytes, content hash.
struct Asset {
    name: &'static str,
    mime: &'static str,
    bytes: &'static [u8],
    hash: u64,
}

impl Asset {
    const fn new(name: &'static str, mime: &'static str, text: &'static str) -> Asset {
        Asset { name, mime, bytes: text.as_bytes(), hash: fnv1a(text.as_bytes()) }
    }
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// One sheet for the browser, written an area a file.
const STYLE: &str = concat!(
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/access.css"),
    include_str!("../assets/css/desk.css"),
    include_str!("../assets/css/files.css"),
    include_str!("../assets/css/import.css"),
    include_str!("../assets/css/search.css"),
    include_str!("../assets/css/work.css"),
);

static ASSETS: &[Asset] = &[
    Asset::new("hangji.css", "text/css; charset=utf-8", STYLE),
    Asset::new("hangji.js", SCRIPT, include_str!("../assets/js/hangji.js")),
    Asset::new("work.js", SCRIPT, include_str!("../assets/js/work.js")),
    Asset::new("access.js", SCRIPT, include_str!("../assets/js/access.js")),
    Asset::new("search.js", SCRIPT, include_str!("../assets/js/search.js")),
    Asset::new("tree.js", SCRIPT, include_str!("../assets/js/tree.js")),
    Asset::new("icon.svg", "image/svg+xml", include_str!("../assets/icon.svg")),
];

/// FNV-1a: tells one version of a file from the next. Not a defence against anyone, nor does it need to be.
const fn fnv1a(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0100_0000_01b3);
        i += 1;
    }
    hash
}

/// The media type and bytes of an embedded file, by its name without the query (`hangji.css`).
#[must_use]
pub fn asset(path: &str) -> Option<(&'static str, &'static [u8])> {
    let name = path.strip_prefix("/assets/").unwrap_or(path);
    ASSETS.iter().find(|asset| asset.name == name).map(|asset| (asset.mime, asset.bytes))
}

/// The address of an embedded file under `/assets/`, with its content hash as the query.
#[must_use]
pub fn asset_url(name: &str) -> String {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => format!("/assets/{name}?v={:016x}", asset.hash),
        None => format!("/assets/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_file() {
        let url = asset_url("hangji.css");
        let (path, hash) = url.split_once("?v=").expect("a known asset has a hash");
        assert_eq!(hash.len(), 16);
        let (mime, bytes) = asset(path).expect("the address is served");
        assert!(mime.starts_with("text/css"));
        assert!(!bytes.is_empty());
        assert!(asset("../Cargo.toml").is_none());
    }

    /// The strict content policy forbids fetching from elsewhere.
    #[test]
    fn the_style_sheet_fetches_nothing() {
        let (_, css) = asset("hangji.css").expect("embedded");
        let css = std::str::from_utf8(css).expect("text");
        for forbidden in ["url(", "@import", "http:", "https:"] {
            assert!(!css.contains(forbidden), "{forbidden}");
        }
    }
}
