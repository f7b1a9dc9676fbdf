//! The storage of attached files: opened as the operator decided, filled from uploads, read for downloads, and cleared of what
//! nothing refers to. Looking at files costs memory and a core each, so only some are looked at a time.

use std::sync::Arc;

use anyhow::Context as _;
use hangji_files::storage::{Folder, S3, Service};
use hangji_files::{Storage, Unfit, digest, renamed, tidy};
use hangji_platform::annotations::attachments::NewFile;
use hangji_platform::annotations::leftovers;
use hangji_platform::{Cx, Message, Refusal, Result};
use hangji_store::{Clock, Day, Db, Id};
use hangji_ui::{Lang, tr_args};

use crate::options::{self, Options};
use crate::request::Shared;
use crate::words::message;

/// A storage that threads share.
pub type StorageHandle = Arc<dyn Storage>;

/// Files looked at a time.
pub(crate) const AT_ONCE: usize = 2;
/// Names removed from the storage a time.
const STRETCH: i64 = 100;

/// The storage that the operator decided on; none if there is none.
///
/// # Errors
/// If the address of the service or its certificates are no such.
pub fn storage(options: &Options) -> Result<Option<StorageHandle>> {
    Ok(match &options.storage {
        None => None,
        Some(options::Storage::Folder(path)) => Some(Arc::new(Folder::new(path))),
        Some(options::Storage::S3(s3)) => Some(Arc::new(S3::new(&Service {
            endpoint: &s3.endpoint,
            bucket: &s3.bucket,
            region: &s3.region,
            access_key: &s3.access_key,
            secret_key: &s3.secret_key,
            path_style: s3.path_style,
            ca_file: options.ca_file.as_deref(),
        })?)),
    })
}

/// A file as it was sent.
pub(crate) struct Sent {
    /// What it is called there.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// The storage, or how to get one.
pub(crate) fn place(app: &Shared) -> Result<StorageHandle> {
    app.storage.clone().ok_or_else(|| Refusal::Conflict(message("files-no-storage", &[])).into())
}

/// Looks at files and puts what may be kept of them in the storage, under names that wait for a record to refer to them.
///
/// # Errors
/// A refusal that names the file that cannot be taken; a fault of the storage.
pub(crate) async fn keep(app: &Shared, sent: Vec<Sent>) -> Result<Vec<NewFile>> {
    let place = place(app)?;
    let mut tidied = Vec::with_capacity(sent.len());
    for file in sent {
        let _turn = app.redraws.acquire().await?;
        tidied.push(tokio::task::spawn_blocking(move || (tidy(&file.name, file.bytes), file.name)).await?);
    }
    let (clock, count) = (app.clock, tidied.len());
    let ids = app.db.write_async(move |tx| {
        let mut cx = Cx::new(Id::default(), clock, Day::of_ms(clock.now_ms()))?;
        let ids: Vec<Id> = (0..count).map(|_| cx.ids.next()).collect();
        leftovers::expect(tx, &cx, &ids)?;
        Ok(ids)
    });
    let mut out = Vec::with_capacity(count);
    for (id, (tidy, name)) in ids.await?.into_iter().zip(tidied) {
        let tidy = tidy.map_err(|why| Refusal::BadRequest(unfit(&name, &why)))?;
        let place = place.clone();
        out.push(tokio::task::spawn_blocking(move || put(place.as_ref(), id, &name, &tidy)).await??);
    }
    Ok(out)
}

fn put(place: &dyn Storage, id: Id, name: &str, tidy: &hangji_files::Tidy) -> Result<NewFile> {
    place.put(&leftovers::file(id), &tidy.bytes)?;
    if let Some(small) = &tidy.small {
        place.put(&leftovers::small(id), small)?;
    }
    Ok(NewFile {
        id,
        name: renamed(name, tidy.kind),
        media_type: tidy.kind.media_type().to_owned(),
        bytes: i64::try_from(tidy.bytes.len())?,
        sha256: digest(&tidy.bytes).to_vec(),
        small: tidy.small.as_deref().map(|s| digest(s).to_vec()).unwrap_or_default(),
        place: tidy.place.map(|p| (p.latitude, p.longitude)),
    })
}

fn unfit(name: &str, why: &Unfit) -> Message {
    let words = |lang, why: &str| tr_args(lang, "files-unfit", &[("name", name.into()), ("why", why.into())]);
    Message::new(words(Lang::Zh, &why.zh()), words(Lang::En, &why.to_string()))
}

/// The bytes of a file, or of its small copy, which must be those that were attached.
///
/// # Errors
/// A fault if they are not there or others.
pub(crate) async fn bytes(app: &Shared, file: &NewFile, small: bool) -> Result<Vec<u8>> {
    let place = place(app)?;
    let (name, sha256) = match small {
        true => (leftovers::small(file.id), file.small.clone()),
        false => (leftovers::file(file.id), file.sha256.clone()),
    };
    let read = tokio::task::spawn_blocking(move || place.get(&name, &sha256)).await?;
    read.with_context(|| format!("the attached file {}", file.id))
}

/// Removes from the storage what nothing refers to, some at a time; tells how many names.
///
/// # Errors
/// If the storage or the database fails.
pub(crate) async fn clear(db: &Db, place: &StorageHandle, clock: Clock) -> Result<usize> {
    let (place, now) = (place.clone(), clock.now_ms());
    let names = db.read_async(move |tx| leftovers::due(tx, now, STRETCH)).await?;
    if names.is_empty() {
        return Ok(0);
    }
    let names = tokio::task::spawn_blocking(move || {
        names.iter().try_for_each(|name| place.remove(name))?;
        Ok::<_, anyhow::Error>(names)
    });
    let names = names.await??;
    let count = names.len();
    db.write_async(move |tx| leftovers::removed(tx, &names)).await?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_nothing_refers_to_is_removed_and_what_waits_is_left() {
        let made = std::thread::spawn(|| {
            let on = hangji_testkit::chosen();
            hangji_testkit::system().prepare(&on.db).expect("a schema");
            let names = on.db.write(|tx| {
                let mut cx = Cx::new(Id(0), Clock::Fixed(1_388_505_600_000), Day::of_ms(1_388_505_600_000))?;
                let old = cx.ids.next();
                leftovers::expect(tx, &cx, &[old])?;
                cx.now_ms += 7_200_000;
                let fresh = cx.ids.next();
                leftovers::expect(tx, &cx, &[fresh])?;
                Ok([old, fresh].map(leftovers::file))
            });
            (on, names.expect("two names"))
        });
        let (on, [old, fresh]) = made.join().expect("a database");
        let folder = hangji_testkit::fresh_folder();
        let place: StorageHandle = Arc::new(Folder::new(&folder));
        for name in [&old, &fresh] {
            place.put(name, b"x").expect("put");
        }
        let clock = Clock::Fixed(1_388_505_600_000 + 7_200_000);
        // A file and its small copy, which was never there.
        assert_eq!(clear(&on.db, &place, clock).await.expect("cleared"), 2);
        assert_eq!(clear(&on.db, &place, clock).await.expect("cleared"), 0);
        assert!(place.read(&old).is_err() && place.read(&fresh).is_ok());
        drop(std::fs::remove_dir_all(folder));
    }
}
