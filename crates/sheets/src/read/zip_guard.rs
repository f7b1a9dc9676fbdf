//! Walks a zip before any parser may: inflates every part into nothing and counts, because declared sizes lie.

use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use super::damaged;
use crate::{Limits, SheetError};

const MOST_PARTS: usize = 10_000;
/// Styles and the list of sheets: five bytes there become some hundred in calamine.
const MOST_IN_LISTS: u64 = 16 << 20;
const CHUNK: usize = 64 * 1024;
/// Longer than any needle, so that one cut in two by a chunk border is still found.
const OVERLAP: usize = 64;

/// What the walk learned on its way.
pub(super) struct Census {
    pub(super) names: Vec<String>,
    pub(super) mimetype: String,
    pub(super) encrypted: bool,
    /// Whether any worksheet merges cells: asking calamine for them costs a second pass over the sheet.
    pub(super) merges: bool,
}

/// Inflates everything once; refuses as soon as the cap is passed.
pub(super) fn inspect(name: &str, bytes: &[u8], limits: &Limits) -> Result<Census, SheetError> {
    let bomb = || SheetError::Bomb { file: name.to_owned(), limit: limits.expanded_bytes };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(name, error))?;
    if archive.len() > MOST_PARTS {
        return Err(bomb());
    }
    let mut census = Census { names: Vec::new(), mimetype: String::new(), encrypted: false, merges: false };
    let mut left = limits.expanded_bytes;
    let mut buffer = vec![0; OVERLAP + CHUNK];
    for index in 0..archive.len() {
        let mut part = match archive.by_index(index) {
            Ok(part) => part,
            Err(zip::result::ZipError::UnsupportedArchive(text)) if text.to_lowercase().contains("password") => {
                census.encrypted = true;
                return Ok(census);
            }
            Err(error) => return Err(damaged(name, error)),
        };
        let path = part.name().map_err(|error| damaged(name, error))?.replace('\\', "/");
        let lower = path.to_ascii_lowercase();
        let strings = lower.ends_with("sharedstrings.xml");
        let most = if strings {
            // Each empty text of five bytes takes 24 in memory.
            limits.expanded_bytes / 4
        } else if lower.ends_with("styles.xml") || (lower.starts_with("xl/") && lower.matches('/').count() == 1) {
            MOST_IN_LISTS
        } else {
            limits.expanded_bytes
        };
        let mut claim = StringClaim::default();
        let mut size = 0u64;
        let mut kept = 0;
        loop {
            let read = part.read(&mut buffer[kept..]).map_err(|error| damaged(name, format!("{path}: {error}")))?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or_else(bomb)?;
            size += read as u64;
            if size > most {
                return Err(bomb());
            }
            let window = &buffer[..kept + read];
            if path == "mimetype" && census.mimetype.is_empty() {
                census.mimetype = String::from_utf8_lossy(&window[..window.len().min(200)]).trim().to_owned();
            }
            census.merges |= !strings && memmem::find(window, b"mergeCell").is_some();
            if strings && !claim.look(window) {
                return Err(damaged(name, format!("{path} is not UTF-8")));
            }
            let keep = window.len().min(OVERLAP);
            let from = window.len() - keep;
            buffer.copy_within(from..from + keep, 0);
            kept = keep;
        }
        // calamine reserves memory for as many texts as the part claims to hold; each takes five bytes at least.
        if claim.count > size / 5 + 1 {
            return Err(damaged(name, format!("{path} claims {} texts", claim.count)));
        }
        census.names.push(path);
    }
    Ok(census)
}

/// The largest `uniqueCount` that a shared string table claims.
#[derive(Default)]
struct StringClaim {
    count: u64,
}

impl StringClaim {
    /// Looks through a window; false when it is not plain UTF-8 (which would hide the attribute from us).
    fn look(&mut self, window: &[u8]) -> bool {
        if memchr::memchr(0, window).is_some() {
            return false;
        }
        for at in memmem::find_iter(window, b"uniqueCount") {
            let rest = &window[at + "uniqueCount".len()..];
            let value = rest.iter().position(|byte| !b" \t\r\n=\"'".contains(byte));
            let digits = value.map_or(&rest[..0], |value| &rest[value..]);
            let digits = &digits[..digits.iter().take_while(|byte| byte.is_ascii_digit()).count()];
            // Padding that runs out of the window hides the number; a mere cut is seen whole in the next window.
            let hidden = value.is_none() && rest.len() > OVERLAP;
            // A number too long for u64 is as bad as any.
            let claimed = std::str::from_utf8(digits).map_or(0, |text| text.parse().unwrap_or(u64::MAX));
            self.count = self.count.max(if hidden {
                u64::MAX
            } else if digits.is_empty() {
                0
            } else {
                claimed
            });
        }
        true
    }
}
