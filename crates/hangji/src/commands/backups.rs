//! `backup --keep`: a folder with the last backups, for whoever runs it every day.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use hangji_platform::{Lang, System};
use hangji_store::{Clock, Day};

use super::{maintenance, say};

/// How the names of such backups begin and end; files of other names in the folder are let alone.
const BEGIN: &str = "hangji-";
const END: &str = ".db";

/// Writes a backup into a folder, named by the moment, and removes the oldest of those beyond `most`. An old one goes
/// only once the new one is whole.
pub fn into_folder(sys: &System, from: &maintenance::Kept, folder: &Path, most: usize, lang: Lang) -> Result<bool> {
    std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    let file = folder.join(name(Clock::Real.now_ms()));
    let done = maintenance::backup(sys, from, &file, lang)?;
    for old in beyond(folder, most)? {
        std::fs::remove_file(&old).with_context(|| format!("removing {}", old.display()))?;
        eprintln!("{} {}", say(lang, "已删除旧备份", "removed"), old.display());
    }
    Ok(done)
}

/// The name of a backup of a moment (UTC), so that names sort as moments do.
fn name(now_ms: i64) -> String {
    let seconds = now_ms.div_euclid(1000).rem_euclid(24 * 3600);
    // `Day::of_ms` tells the day in China; names must not jump back, so the clock is China's too.
    let local = (seconds + 8 * 3600) % (24 * 3600);
    let day = Day::of_ms(now_ms).to_string().replace('-', "");
    format!("{BEGIN}{day}-{:02}{:02}{:02}{END}", local / 3600, local / 60 % 60, local % 60)
}

/// The backups of a folder but the newest `most`, by their names.
fn beyond(folder: &Path, most: usize) -> Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("reading the folder {}", folder.display()))? {
        let name = entry?.file_name();
        if name.to_str().is_some_and(is_ours) {
            names.push(name);
        }
    }
    names.sort_unstable();
    names.truncate(names.len().saturating_sub(most));
    Ok(names.into_iter().map(|n| folder.join(n)).collect())
}

/// `hangji-YYYYMMDD-HHMMSS.db` and nothing else.
fn is_ours(name: &str) -> bool {
    let middle = name.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END));
    middle.is_some_and(|m| {
        m.len() == 15 && m.bytes().enumerate().all(|(i, b)| if i == 8 { b == b'-' } else { b.is_ascii_digit() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_moments_do() {
        assert_eq!(name(1_388_505_600_000), "hangji-20140101-000000.db");
        assert_eq!(name(1_388_505_599_000), "hangji-20131231-235959.db");
        assert!(is_ours(&name(0)));
        for other in ["hangji.db", "hangji-20140101-000000.partial", "hangji-2014010a-000000.db", "x.db"] {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn only_old_backups_go() {
        let folder = hangji_testkit::fresh_folder();
        for name in ["hangji-20140101-000000.db", "hangji-20140102-000000.db", "hangji-20140103-000000.db", "mine.db"] {
            std::fs::write(folder.join(name), "x").expect("a file");
        }
        let gone = beyond(&folder, 2).expect("a folder");
        assert_eq!(gone, [folder.join("hangji-20140101-000000.db")]);
        assert!(beyond(&folder, 3).expect("a folder").is_empty());
        drop(std::fs::remove_dir_all(&folder));
    }
}
