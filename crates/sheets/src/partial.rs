//! A file that appears under its name only when it is complete.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::SheetError;

/// A file in the making beside its target; dropped without `commit`, it leaves nothing.
pub(crate) struct Partial {
    target: PathBuf,
    temporary: PathBuf,
    committed: bool,
}

impl Partial {
    pub(crate) fn create(target: &Path) -> Result<(Self, File), SheetError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = target.file_name().unwrap_or(target.as_os_str()).to_string_lossy();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let temporary = target.with_file_name(format!(".{name}.{}-{count}.part", std::process::id()));
        let file =
            OpenOptions::new().write(true).create_new(true).open(&temporary).map_err(|error| failed(target, error))?;
        Ok((Self { target: target.to_owned(), temporary, committed: false }, file))
    }

    pub(crate) fn commit(mut self, file: &File) -> Result<(), SheetError> {
        file.sync_data()
            .and_then(|()| std::fs::rename(&self.temporary, &self.target))
            .map_err(|error| failed(&self.target, error))?;
        self.committed = true;
        Ok(())
    }

    pub(crate) fn target(&self) -> &Path {
        &self.target
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.committed {
            // Nothing more can be done about a temporary file that will not go.
            let _ = std::fs::remove_file(&self.temporary);
        }
    }
}

pub(crate) fn failed(path: &Path, error: impl ToString) -> SheetError {
    SheetError::Write { file: path.display().to_string(), detail: error.to_string() }
}
