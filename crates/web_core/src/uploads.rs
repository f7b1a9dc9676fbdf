//! Attached files on their way into the storage and out of it. Looking at files costs memory and a core each, so only some
//! are looked at a time.

use anyhow::Context as _;
use hangji_files::{Storage, Unfit, digest, renamed, tidy};
use hangji_platform::annotations::attachments::NewFile;
use hangji_platform::annotations::leftovers;
use hangji_platform::{Cx, Message, Refusal, Result};
use hangji_store::{Day, Id};
use hangji_ui::{Lang, tr_args};

use crate::app::Shared;
use crate::storage::StorageHandle;
use crate::words::message;

/// A file as it was sent.
pub struct Sent {
    /// What it is called there.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The storage, or how to get one.
pub fn place(app: &Shared) -> Result<StorageHandle> {
    app.storage.clone().ok_or_else(|| Refusal::Conflict(message("files-no-storage", &[])).into())
}

/// Looks at files and puts what may be kept of them in the storage, under names that wait for a record to refer to them.
///
/// # Errors
/// A refusal that names the file that cannot be taken; a fault of the storage.
pub async fn keep(app: &Shared, sent: Vec<Sent>) -> Result<Vec<NewFile>> {
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
pub async fn bytes(app: &Shared, file: &NewFile, small: bool) -> Result<Vec<u8>> {
    let place = place(app)?;
    let (name, sha256) = match small {
        true => (leftovers::small(file.id), file.small.clone()),
        false => (leftovers::file(file.id), file.sha256.clone()),
    };
    let read = tokio::task::spawn_blocking(move || place.get(&name, &sha256)).await?;
    read.with_context(|| format!("the attached file {}", file.id))
}
