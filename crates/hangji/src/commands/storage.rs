//! Where the attached files of a database are: as the operator decided, else beside an SQLite file.

use anyhow::Result;
use hangji_platform::Refusal;
use hangji_store::Url;
use hangji_web_core::options::Storage;
use hangji_web_core::{Options, StorageHandle};

use crate::config::{Config, refusal};

/// What is added to the name of an SQLite file for the folder beside it.
pub const SUFFIX: &str = ".files";

/// The options of a server of a database.
pub fn options(config: &Config, url: &Url) -> Result<Options> {
    let options = config.options().map_err(|wrong| refusal(&[wrong]))?;
    Ok(beside(options, url))
}

/// With the folder beside the database where nothing else was decided.
pub fn beside(mut options: Options, url: &Url) -> Options {
    if let (None, Url::Sqlite(file)) = (&options.storage, url) {
        options.storage = Some(Storage::Folder(hangji_store::beside(file, SUFFIX)));
    }
    options
}

/// The storage of a database's attached files; none if none was decided on.
pub fn open(config: &Config, url: &Url) -> Result<Option<StorageHandle>> {
    hangji_web_core::storage(&options(config, url)?)
}

/// The same, which must be there.
pub fn needed(config: &Config, url: &Url) -> Result<StorageHandle> {
    let none = || {
        Refusal::bad(
            "没有设置附件存放处：请设置 storage.folder，或 storage.kind = \"s3\"",
            "there is no storage of attached files: set storage.folder, or storage.kind = \"s3\"",
        )
    };
    Ok(open(config, url)?.ok_or_else(none)?)
}

/// The storage if it is a folder: then a backup carries it along. A bucket has its own versions and copies.
pub fn folder(config: &Config, url: &Url) -> Result<Option<StorageHandle>> {
    let options = options(config, url)?;
    if matches!(options.storage, Some(Storage::Folder(_))) { hangji_web_core::storage(&options) } else { Ok(None) }
}
