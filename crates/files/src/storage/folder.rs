//! A folder of this machine: a file for each key, written under another name and put in place when it is whole.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Storage, Trouble, check, failed};

/// Files in a folder, which is made when the first one comes.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder at a path.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Folder {
        Folder { root: root.into() }
    }

    fn path(&self, key: &str) -> Result<PathBuf, Trouble> {
        check(key)?;
        Ok(key.split('/').fold(self.root.clone(), |path, part| path.join(part)))
    }
}

impl Storage for Folder {
    fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let path = self.path(key)?;
        let doing = || format!("writing {}", path.display());
        write(&path, bytes).map_err(|e| failed(doing(), e))
    }

    fn read(&self, key: &str) -> Result<Vec<u8>, Trouble> {
        let path = self.path(key)?;
        fs::read(&path).map_err(|e| match e.kind() {
            ErrorKind::NotFound => Trouble::Missing(key.to_owned()),
            _ => failed(format!("reading {}", path.display()), e),
        })
    }

    fn remove(&self, key: &str) -> Result<(), Trouble> {
        let path = self.path(key)?;
        match fs::remove_file(&path) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(failed(format!("removing {}", path.display()), e)),
            _ => Ok(()),
        }
    }

    fn name(&self) -> String {
        self.root.display().to_string()
    }
}

/// Writes a file beside its place, waits until it is on the disk, and puts it there: a crash leaves the old one or the new.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let partial = folder.join(format!(".{}-{count}.partial", std::process::id()));
    let whole = || {
        let mut file = private(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, path)?;
        File::open(folder)?.sync_all()
    };
    whole().inspect_err(|_| drop(fs::remove_file(&partial)))
}

/// What is attached is nobody's but this program's.
#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> std::io::Result<File> {
    File::create_new(path)
}

#[cfg(unix)]
fn make_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_folder(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)
}
