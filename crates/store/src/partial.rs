//! A file that appears under its name only when it is whole ([`Partial`]).

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::beside;

/// A file in the making beside its target, under a name that is this process's alone. Dropped before it took its place, it
/// leaves nothing.
#[derive(Debug)]
pub struct Partial {
    path: PathBuf,
    target: PathBuf,
}

/// The end of the name of what is not whole.
const ENDING: &str = ".partial";
/// What is so old, and whose process is gone, was left by one that was killed.
const LEFT: Duration = Duration::from_secs(3600);

impl Partial {
    /// A name beside a target. What killed processes left there of the same target is removed: it may be full of personal data.
    #[must_use]
    pub fn of(target: &Path) -> Partial {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        sweep(target);
        let mut name = OsString::from(format!(".{}-{}.", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
        name.push(target.file_name().unwrap_or_default());
        name.push(ENDING);
        Partial { path: target.with_file_name(name), target: target.to_owned() }
    }

    /// Where it is made.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the place of its target, whatever stands there.
    ///
    /// # Errors
    /// If the disk refuses it.
    pub fn replace(self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()?;
        fs::rename(&self.path, &self.target)?;
        sync_folder(&self.target)
    }

    /// Takes its place if nothing stands there; false if something does, be it for a moment only.
    ///
    /// # Errors
    /// If the disk refuses it.
    pub fn place(self) -> io::Result<bool> {
        File::open(&self.path)?.sync_all()?;
        // A link fails where the name is taken; some disks know no links.
        match fs::hard_link(&self.path, &self.target) {
            Err(e) if e.kind() == ErrorKind::AlreadyExists => return Ok(false),
            Err(_) if self.target.exists() => return Ok(false),
            Err(_) => fs::rename(&self.path, &self.target)?,
            Ok(()) => {}
        }
        sync_folder(&self.target)?;
        Ok(true)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

/// Removes a file and what SQLite may have beside it; what is not there, or will not go, stays.
fn remove(path: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        drop(fs::remove_file(beside(path, ending)));
    }
}

fn sync_folder(target: &Path) -> io::Result<()> {
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn sweep(target: &Path) {
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(of) = target.file_name().map(|n| format!(".{}{ENDING}", n.to_string_lossy())) else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(process) = name.to_string_lossy().strip_suffix(&of).and_then(process_of) else { continue };
        let old = entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
        if old.is_some_and(|age| age > LEFT) && is_gone(process) {
            remove(&entry.path());
        }
    }
}

/// The process in the beginning of a name: `.123-4`.
fn process_of(begins: &str) -> Option<u32> {
    let (process, count) = begins.strip_prefix('.')?.split_once('-')?;
    count.parse::<u64>().ok()?;
    process.parse().ok()
}

/// Whether a process is known to be gone; where nothing tells of processes, none is.
fn is_gone(process: u32) -> bool {
    Path::new("/proc/self").exists() && !Path::new("/proc").join(process.to_string()).exists()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Clock;

    #[test]
    fn a_file_takes_its_place_whole_or_leaves_nothing() {
        let folder = std::env::temp_dir().join(format!("hangji-partial-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let target = folder.join("keep.db");
        let neighbour = folder.join("keep.partial");
        fs::write(&neighbour, "another's").expect("a file");
        let made = |text: &str| {
            let partial = Partial::of(&target);
            fs::write(partial.path(), text).expect("a file");
            partial
        };
        drop(made("given up"));
        let two = [made("one"), made("two")];
        assert_eq!(two.map(|p| p.place().expect("a place")), [true, false], "who comes second finds the name taken");
        assert_eq!(fs::read_to_string(&target).expect("the file"), "one");
        made("three").replace().expect("a place");
        assert_eq!(fs::read_to_string(&target).expect("the file"), "three");
        // Left long ago by a process that is gone: away. Of one that lives, of now, or of another file: not.
        let away = folder.join(".4294967295-0.keep.db.partial");
        let stays = [".1-0.keep.db.partial", ".4294967295-0.other.db.partial"].map(|n| folder.join(n));
        let now = Duration::from_millis(Clock::Real.now_ms().unsigned_abs());
        let long_ago = std::time::UNIX_EPOCH + now - 2 * LEFT;
        for file in stays.iter().chain([&away]) {
            let file = File::create(file).expect("a file");
            file.set_modified(long_ago).expect("a time");
        }
        let new = folder.join(".4294967295-1.keep.db.partial");
        fs::write(&new, "").expect("a file");
        drop(Partial::of(&target));
        assert!(!away.exists() && stays.iter().chain([&new, &neighbour, &target]).all(|f| f.exists()));
        fs::remove_dir_all(&folder).expect("gone");
    }
}
