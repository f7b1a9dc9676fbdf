//! Files attached to records: what each is, who attached it and when. Their bytes are in the storage under the names of
//! [`leftovers`]; here stand their hashes. A withdrawn file is shown to nobody; its bytes stay until the record is erased, as
//! a withdrawn record does.

use std::collections::HashMap;

use hangji_store::{Id, Row, Tx, V};

use super::{AnnotatedRecord, Limits, Proven, Table, full, leftovers};
use crate::access::Viewer;
use crate::journal::events::{self, Event};
use crate::journal::{self, hash};
use crate::{Cx, Result, System};

/// A file whose bytes are in the storage, about to be attached.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Its id, of which the names in the storage are made.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// How many bytes it has.
    pub bytes: i64,
    /// The SHA-256 of its bytes.
    pub sha256: Vec<u8>,
    /// The SHA-256 of its small copy; empty where there is none.
    pub small: Vec<u8>,
    /// Where a photo was taken: latitude and longitude in millionths of a degree. Kept only where the ledger needs it.
    pub place: Option<(i64, i64)>,
}

/// An attached file.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// The file.
    pub file: NewFile,
    /// Unix milliseconds of the journal's clock at which it was attached.
    pub at: i64,
    /// Who attached it.
    pub account: Id,
    entry: i64,
    ledger: String,
    record: Id,
    withdrawn: i64,
}

const COLUMNS: &str = "id, entry, ledger, record, name, media_type, bytes, sha256, small, at, account, latitude, longitude, \
                       withdrawn";

const TABLE: Table<Attachment> =
    Table { name: "attachment", columns: COLUMNS, read, withdrawn: (Event::Detach, "attachment") };

/// Attaches files to a record, all or none.
///
/// # Errors
/// A refusal if the viewer may not, there would be too many, or the upload took too long; a fault.
pub fn attach(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    viewer: &Viewer,
    limits: &Limits,
    annotated: &AnnotatedRecord<'_>,
    files: Vec<NewFile>,
) -> Result<()> {
    annotated.may_attach(sys, viewer)?;
    let record = annotated.record();
    has_room(tx, limits, record, &files)?;
    for mut file in files {
        leftovers::taken(tx, cx, file.id)?;
        file.place = file.place.filter(|_| annotated.ledger.keeps_place);
        let (at, account, ledger) = (cx.now_ms, cx.actor, annotated.ledger.name.to_owned());
        let mut new = Attachment { file, at, account, entry: 0, ledger, record, withdrawn: 0 };
        let about = new.about();
        let about: Vec<(&str, &str)> = about.iter().map(|(n, v)| (*n, v.as_str())).collect();
        events::note(tx, cx, Event::Attach, record, &about, "")?;
        new.entry = journal::head(tx)?.0;
        insert(tx, &new)?;
    }
    Ok(())
}

fn has_room(tx: &mut Tx<'_>, limits: &Limits, record: Id, files: &[NewFile]) -> Result<()> {
    let sql =
        "SELECT COUNT(*), COALESCE(CAST(SUM(bytes) AS BIGINT), 0) FROM attachment WHERE record = $1 AND withdrawn = 0";
    let (count, bytes) = tx.first(sql, &[record.into()], |r| Ok((r.int(0)?, r.int(1)?)))?.unwrap_or_default();
    let most = limits.files;
    if count + files.len() as i64 > most {
        return Err(full(
            format!("一条记录最多{most}个附件，已有{count}个：请先撤回不需要的"),
            format!("a record has at most {most} files, and there are {count}: withdraw some first"),
        ));
    }
    if bytes + files.iter().map(|f| f.bytes).sum::<i64>() > limits.bytes {
        let most = limits.bytes >> 20;
        return Err(full(
            format!("一条记录的附件合计最多{most} MiB：请先撤回不需要的"),
            format!("the files of a record have at most {most} MiB together: withdraw some first"),
        ));
    }
    Ok(())
}

fn insert(tx: &mut Tx<'_>, a: &Attachment) -> Result<()> {
    let numbers: Vec<String> = (1..=COLUMNS.split(',').count()).map(|i| format!("${i}")).collect();
    let (latitude, longitude) = a.file.place.unzip();
    tx.run(
        &format!("INSERT INTO attachment ({COLUMNS}) VALUES ({})", numbers.join(", ")),
        &[
            a.file.id.into(),
            a.entry.into(),
            a.ledger.as_str().into(),
            a.record.into(),
            a.file.name.as_str().into(),
            a.file.media_type.as_str().into(),
            a.file.bytes.into(),
            V::Blob(&a.file.sha256),
            V::Blob(&a.file.small),
            a.at.into(),
            a.account.into(),
            latitude.map_or(V::Null, V::Int),
            longitude.map_or(V::Null, V::Int),
            a.withdrawn.into(),
        ],
    )?;
    Ok(())
}

/// The files attached to a record that was seen already, oldest first, without those withdrawn.
///
/// # Errors
/// If the database fails.
pub fn of(tx: &mut Tx<'_>, annotated: &AnnotatedRecord<'_>) -> Result<Vec<Attachment>> {
    TABLE.of(tx, annotated)
}

/// A file attached to a record that was seen already.
///
/// # Errors
/// A refusal if it has none such; a fault.
pub fn one(tx: &mut Tx<'_>, annotated: &AnnotatedRecord<'_>, id: Id) -> Result<Attachment> {
    TABLE.one(tx, annotated, id)
}

/// Withdraws a file: its author may, and who writes the ledger.
///
/// # Errors
/// A refusal if there is none such, they may not or give no reason; a fault.
pub fn withdraw(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    viewer: &Viewer,
    annotated: &AnnotatedRecord<'_>,
    id: Id,
    reason: &str,
) -> Result<()> {
    annotated.may_withdraw(viewer, one(tx, annotated, id)?.account)?;
    TABLE.withdraw(tx, cx, annotated, id, reason)
}

/// Bytes that the storage must hold.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Their name there.
    pub name: String,
    /// Their SHA-256.
    pub sha256: Vec<u8>,
    /// The entry that attached them.
    pub entry: i64,
}

/// All that the storage must hold, those of withdrawn files too.
///
/// # Errors
/// If the database fails.
pub fn stored(tx: &mut Tx<'_>) -> Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM attachment ORDER BY entry, id");
    let mut out = Vec::new();
    tx.each(&sql, &[], |r| {
        let Attachment { file, entry, .. } = read(r)?;
        let small = (!file.small.is_empty()).then(|| (leftovers::small(file.id), file.small));
        let each = [(leftovers::file(file.id), file.sha256)].into_iter().chain(small);
        out.extend(each.map(|(name, sha256)| Stored { name, sha256, entry }));
        Ok(())
    })?;
    Ok(out)
}

/// What the files of a record are called, by their ids as text.
pub(super) fn names(tx: &mut Tx<'_>, record: Id) -> Result<HashMap<String, String>> {
    let sql = "SELECT id, name FROM attachment WHERE record = $1";
    Ok(tx.all(sql, &[record.into()], |r| Ok((r.id(0)?.to_string(), r.text(1)?.to_owned())))?.into_iter().collect())
}

/// Forgets the files of a record; their bytes are removed afterwards.
pub(super) fn erase(tx: &mut Tx<'_>, record: Id) -> Result<()> {
    let ids = tx.all("SELECT id FROM attachment WHERE record = $1", &[record.into()], |r| r.id(0))?;
    for id in ids {
        leftovers::erased(tx, id)?;
    }
    tx.run("DELETE FROM attachment WHERE record = $1", &[record.into()])?;
    Ok(())
}

/// The rows with what their events must say.
pub(super) fn rows(tx: &mut Tx<'_>) -> Result<Vec<Proven>> {
    tx.all(&format!("SELECT {COLUMNS} FROM attachment"), &[], |r| {
        let a = read(r)?;
        let (about, id) = (a.about(), a.file.id.to_string());
        let about: Vec<(&str, &str)> = about.iter().map(|(n, v)| (*n, v.as_str())).collect();
        Ok(Proven {
            entry: a.entry,
            record: a.record.0,
            at: a.at,
            account: a.account.0,
            withdrawn: a.withdrawn,
            made: (Event::Attach, events::text_of(&about)),
            unmade: (Event::Detach, events::text_of(&[("attachment", &id)])),
        })
    })
}

impl Attachment {
    /// What its event says.
    fn about(&self) -> Vec<(&'static str, String)> {
        let file = &self.file;
        let mut out = vec![
            ("ledger", self.ledger.clone()),
            ("attachment", file.id.to_string()),
            ("file", file.name.clone()),
            ("media_type", file.media_type.clone()),
            ("bytes", file.bytes.to_string()),
            ("sha256", hash::to_hex(&file.sha256)),
            ("small", hash::to_hex(&file.small)),
        ];
        if let Some((latitude, longitude)) = file.place {
            out.extend([("latitude", latitude.to_string()), ("longitude", longitude.to_string())]);
        }
        out
    }
}

fn read(r: &Row<'_>) -> Result<Attachment> {
    let file = NewFile {
        id: r.id(0)?,
        name: r.text(4)?.to_owned(),
        media_type: r.text(5)?.to_owned(),
        bytes: r.int(6)?,
        sha256: r.blob(7)?.to_vec(),
        small: r.blob(8)?.to_vec(),
        place: r.opt_int(11)?.zip(r.opt_int(12)?),
    };
    let (entry, ledger, record) = (r.int(1)?, r.text(2)?.to_owned(), r.id(3)?);
    Ok(Attachment { file, at: r.int(9)?, account: r.id(10)?, entry, ledger, record, withdrawn: r.int(13)? })
}
