//! Backup and restore, on a live system and across engines.
//!
//! A backup is an SQLite file with every table, read in one transaction (one state) of whichever engine; a restore fills
//! an empty database of whichever engine from it. So a backup is also the way from SQLite to PostgreSQL and back.
//! Sessions are left out: nobody is logged in on a restored system. So are files that wait to be imported, which expire
//! within days: a copy kept for years would outlive what was promised. So are the keys: what is sealed stays sealed, and a
//! backup is of no use to whoever finds it without the key file (`crate::field_encryption`). Attached files stand in it where whoever
//! makes it gets them from the storage ([`backup_with`]).

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, ensure};
use hangji_store::{Db, Partial, Row, Tx, Url, V};

use crate::annotations::attachments;
use crate::ledger::schema;
use crate::refusal::Refusal;
use crate::{Result, System};

/// A table: name, columns, and the columns' types (`i` whole number, `t` text, `b` bytes).
struct Table {
    name: String,
    columns: Vec<String>,
    types: String,
}

/// The platform's own tables. `figure_part` and `schema_step` are the program's, made by preparing the database.
const OWN: &[(&str, &str, &str)] = &[
    ("journal", "seq at actor act batch ledger record prior reason body salt hash", "iiititiittbb"),
    ("journal_head", "one seq hash", "iib"),
    ("ledger_head", "ledger seq", "ti"),
    ("org", "id code name kind parent depth valid_from valid_to ended_by state", "itttiittti"),
    ("org_span", "org valid_from valid_to name kind parent", "itttti"),
    ("org_closure", "descendant ancestor valid_from valid_to", "iitt"),
    ("territory", "org node", "ii"),
    ("case_span", "id procedure case_id stands valid_from valid_to state", "itittti"),
    ("figure_sum", "part org slot value facts", "iiiii"),
    ("credential", "account password changed_at must_change ends_at", "itiii"),
    ("factor", "id account kind name secret confirmed last_step added_at used_at", "iitttiiii"),
    ("recovery_code", "account code", "ib"),
    ("import", "id ledger file digest at actor added amended skipped refused undone_by", "ittbiiiiiii"),
    ("column_mapping", "ledger node signature mapping confirmed_at", "titti"),
    ("setting", "name value", "tt"),
    ("draft", "id account ledger record form at lost", "iititii"),
    ("entered", "account ledger record at", "itii"),
    ("saved_view", "id account ledger org name query at", "iititti"),
    ("usual_view", "account ledger saved", "iti"),
    ("pin", "id account place query", "iiit"),
    (
        "attachment",
        "id entry ledger record name media_type bytes sha256 small at account latitude longitude withdrawn",
        "iitittibbiiiii",
    ),
    ("remark", "id entry ledger record text at account withdrawn", "iititiii"),
    ("file_to_remove", "name due_at", "ti"),
];

fn tables(sys: &System) -> Vec<Table> {
    let own = OWN.iter().map(|(name, columns, types)| Table {
        name: (*name).to_owned(),
        columns: columns.split(' ').map(str::to_owned).collect(),
        types: (*types).to_owned(),
    });
    let ledgers = sys.ledgers.iter().map(|l| {
        let fields = l.fields.iter().map(|f| (f.name, if f.kind.is_number() { 'i' } else { 't' }));
        let all = schema::FIXED.iter().map(|n| (*n, 'i')).chain(fields);
        let (columns, types) = all.map(|(n, t)| (n.to_owned(), t)).unzip();
        Table { name: l.name.to_owned(), columns, types }
    });
    own.chain(ledgers).collect()
}

/// What a backup carries, or brought back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// Journal entries.
    pub entries: i64,
    /// Attached files.
    pub files: usize,
    /// Names of files that could not be had, each with the reason; the rest is whole without them.
    pub missing: Vec<String>,
}

/// Gets the bytes of a file out of the storage of attached files, by its name, with this SHA-256.
pub type Fetch<'f> = &'f mut dyn FnMut(&str, &[u8]) -> Result<Vec<u8>>;
/// Puts the bytes of a file into the storage under a name.
pub type Put<'p> = &'p mut dyn FnMut(&str, &[u8]) -> Result<()>;

/// As [`backup_with`], without attached files.
///
/// # Errors
/// As [`backup_with`].
pub fn backup(db: &Db, sys: &System, file: &Path) -> Result<i64> {
    Ok(backup_with(db, sys, file, None)?.entries)
}

/// Writes a backup of a database, which may be in use, to a file, with the attached files that `fetch` gets.
///
/// # Errors
/// A refusal if the file exists; a fault.
pub fn backup_with(db: &Db, sys: &System, file: &Path, fetch: Option<Fetch<'_>>) -> Result<Carried> {
    if file.exists() {
        return Err(taken(file).into());
    }
    // Under another name until it is whole, so that a broken backup is never taken for one.
    let partial = Partial::of(file);
    let target = Db::open(&Url::Sqlite(partial.path().to_owned()))?;
    sys.prepare(&target)?;
    let entries = db.read(|from| target.write(|to| copy(from, to, sys)))?;
    let mut carried = Carried { entries, ..Carried::default() };
    if let Some(fetch) = fetch {
        target.write(|to| add_files(to, fetch, &mut carried))?;
    }
    target.checkpoint()?;
    drop(target);
    // On the disk before it gets its name: whoever sees the name after a power cut has the whole of it.
    let placed = partial.place().with_context(|| format!("writing {}", file.display()))?;
    if placed { Ok(carried) } else { Err(taken(file).into()) }
}

fn taken(file: &Path) -> Refusal {
    let name = file.display();
    Refusal::bad(format!("文件{name}已存在：换一个文件名"), format!("{name} exists: choose another name"))
}

/// The table of a backup that holds the bytes of attached files; no database has it.
const FILES: &str = "stored_file";

/// Adds the files that the copied records refer to. One that is erased meanwhile cannot be had, and is named like one that was
/// lost: whoever looks will know.
fn add_files(to: &mut Tx<'_>, fetch: Fetch<'_>, carried: &mut Carried) -> Result<()> {
    to.batch(&format!("CREATE TABLE {FILES} (name TEXT PRIMARY KEY, bytes BLOB NOT NULL)"))?;
    for stored in attachments::stored(to)? {
        match fetch(&stored.name, &stored.sha256) {
            Ok(bytes) => {
                let sql = format!("INSERT INTO {FILES} (name, bytes) VALUES ($1, $2)");
                to.run(&sql, &[stored.name.as_str().into(), V::Blob(&bytes)])?;
                carried.files += 1;
            }
            Err(e) => carried.missing.push(format!("{}: {e:#}", stored.name)),
        }
    }
    Ok(())
}

/// Puts the files of a backup into the storage: before the records that refer to them are there.
fn give_files(from: &mut Tx<'_>, put: Option<Put<'_>>, carried: &mut Carried) -> Result<()> {
    let there = "SELECT COUNT(*) FROM sqlite_master WHERE name = $1";
    if from.number(there, &[FILES.into()])? == 0 {
        return Ok(());
    }
    let names = from.all(&format!("SELECT name FROM {FILES}"), &[], |r| Ok(r.text(0)?.to_owned()))?;
    let Some(put) = put.filter(|_| !names.is_empty()) else {
        carried.missing = names;
        return Ok(());
    };
    for name in names {
        let sql = format!("SELECT bytes FROM {FILES} WHERE name = $1");
        let bytes = from.first(&sql, &[name.as_str().into()], |r| Ok(r.blob(0)?.to_vec()))?;
        put(&name, &bytes.unwrap_or_default())?;
        carried.files += 1;
    }
    Ok(())
}

/// As [`restore_with`], without attached files.
///
/// # Errors
/// As [`restore_with`].
pub fn restore(db: &Db, sys: &System, file: &Path) -> Result<i64> {
    Ok(restore_with(db, sys, file, None)?.entries)
}

/// Fills an empty database from a backup, and the storage of attached files by `put`; without it, its files are named as
/// missing.
///
/// # Errors
/// A refusal if the database holds records already, the file is no backup, or the keys are not those it was sealed with;
/// a fault. Nothing is stored then.
pub fn restore_with(db: &Db, sys: &System, file: &Path, put: Option<Put<'_>>) -> Result<Carried> {
    if !file.is_file() {
        let name = file.display();
        return Err(Refusal::bad(format!("没有备份文件{name}"), format!("there is no backup {name}")).into());
    }
    let source = open_backup(file)?;
    sys.prepare(&source)?;
    source.read(|from| {
        db.write(|to| {
            let held = to.number("SELECT COUNT(*) FROM journal", &[])?;
            if held > 0 {
                return Err(Refusal::bad(
                    format!("目标数据库已有{held}条流水：只能恢复到空数据库"),
                    format!("the database holds {held} entries already: a backup is restored into an empty one"),
                )
                .into());
            }
            let mut carried = Carried { entries: copy(from, to, sys)?, ..Carried::default() };
            // The settings that came along name the keys that are needed.
            crate::rekeying::check_restored(to, &sys.encryption)?;
            give_files(from, put, &mut carried)?;
            Ok(carried)
        })
    })
}

/// Opens a backup, which nothing else is taken for: preparing would make a database of ours of any other.
fn open_backup(file: &Path) -> Result<Db> {
    let none = || {
        let name = file.display();
        Refusal::bad(format!("文件{name}不是本系统的备份"), format!("{name} is no backup of this system"))
    };
    let mut start = Vec::new();
    File::open(file)?.take(SQLITE.len() as u64).read_to_end(&mut start)?;
    if start != SQLITE {
        return Err(none().into());
    }
    let source = Db::open(&Url::Sqlite(file.to_owned()))?;
    let ours = "SELECT COUNT(*) FROM sqlite_master WHERE name IN ('schema_step', 'journal', 'journal_head')";
    if source.read(|tx| tx.number(ours, &[]))? == 3 { Ok(source) } else { Err(none().into()) }
}

/// How every SQLite file begins.
const SQLITE: &[u8] = b"SQLite format 3\0";
/// Rows carried at a time.
const STRETCH: usize = 10_000;

fn copy(from: &mut Tx<'_>, to: &mut Tx<'_>, sys: &System) -> Result<i64> {
    for table in tables(sys) {
        let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
        to.run(&format!("DELETE FROM {}", table.name), &[])?;
        let sql = format!("SELECT {} FROM {}", columns.join(", "), table.name);
        let mut rows: Vec<Vec<Cell>> = Vec::with_capacity(STRETCH);
        let mut flush = |rows: &mut Vec<Vec<Cell>>| {
            let values = rows.iter().map(|r| r.iter().map(Cell::as_v).collect::<Vec<_>>());
            let done = to.bulk(&table.name, &columns, &table.types, values);
            rows.clear();
            done
        };
        from.each(&sql, &[], |r| {
            rows.push(table.types.bytes().enumerate().map(|(i, t)| Cell::read(r, i, t)).collect::<Result<_>>()?);
            if rows.len() == STRETCH { flush(&mut rows) } else { Ok(()) }
        })?;
        flush(&mut rows)?;
    }
    let entries = to.number("SELECT COUNT(*) FROM journal", &[])?;
    ensure!(entries == from.number("SELECT COUNT(*) FROM journal", &[])?, "entries were lost on the way");
    Ok(entries)
}

/// A value on its way from one database to another.
enum Cell {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    fn read(r: &Row<'_>, i: usize, kind: u8) -> Result<Cell> {
        Ok(match kind {
            b'i' => r.opt_int(i)?.map_or(Cell::Null, Cell::Int),
            b't' => r.opt_text(i)?.map_or(Cell::Null, |s| Cell::Text(s.to_owned())),
            _ => Cell::Bytes(r.blob(i)?.to_vec()),
        })
    }

    fn as_v(&self) -> V<'_> {
        match self {
            Cell::Null => V::Null,
            Cell::Int(i) => V::Int(*i),
            Cell::Text(s) => V::Text(s),
            Cell::Bytes(b) => V::Blob(b),
        }
    }
}
