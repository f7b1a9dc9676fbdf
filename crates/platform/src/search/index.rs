//! The index follows the journal: it remembers the last entry it has seen and reads, for what came since, the records as
//! they stand. Nothing is done while records change, so imports are as fast as without it; what the index has not seen
//! yet is only not found yet, never found wrongly (see [`super::find`]).

use hangji_store::{Id, Tx, V};

use super::engine;
use super::words::Doc;
use crate::journal::{self, ChangeKind};
use crate::ledger::{Field, Kind, Ledger, Sensitivity, Value, rows};
use crate::{Result, System, tree};

/// Raised when words are cut or indexed otherwise than before: every index is made anew then.
const MANNER: u32 = 1;

/// Makes an empty index where there is none, or where it was made for other declarations; it then follows the journal
/// from its beginning.
///
/// # Errors
/// If the database fails.
pub fn bring_forward(tx: &mut Tx<'_>, sys: &System) -> Result<()> {
    let wanted = declared(sys);
    let made_for = tx.first("SELECT made_for FROM search_state WHERE one = 1", &[], |r| Ok(r.text(0)?.to_owned()))?;
    if made_for.as_deref() == Some(&wanted) { Ok(()) } else { start_anew(tx, sys) }
}

/// Empties the index, so that it follows the journal from its beginning.
///
/// # Errors
/// If the database fails.
pub fn start_anew(tx: &mut Tx<'_>, sys: &System) -> Result<()> {
    tx.run("DELETE FROM search_doc", &[])?;
    engine::make(tx)?;
    tx.run(
        "INSERT INTO search_state (one, seq, made_for) VALUES (1, 0, $1)
         ON CONFLICT (one) DO UPDATE SET seq = 0, made_for = excluded.made_for",
        &[(&declared(sys)).into()],
    )?;
    Ok(())
}

/// What the index holds, as a text: the ledgers in their order and what is indexed of each.
fn declared(sys: &System) -> String {
    let mut out = format!("{MANNER}");
    for ledger in &sys.ledgers {
        out.push_str(&format!(";{}", ledger.name));
        for (_, field) in indexed(ledger) {
            out.push_str(&format!(",{}{}", field.name, if is_name(ledger, field) { "*" } else { "" }));
        }
    }
    out
}

/// The fields a record is found by, with their positions: its texts and codes, but nothing that is masked.
pub fn indexed(ledger: &Ledger) -> impl Iterator<Item = (usize, &Field)> {
    let text = |f: &Field| matches!(f.kind, Kind::Text(_) | Kind::Long(_) | Kind::Code(_));
    ledger.fields.iter().enumerate().filter(move |(_, f)| text(f) && f.sensitivity != Sensitivity::Masked)
}

/// Whether a field names its record, so that it is also found by how it is read.
#[must_use]
pub fn is_name(ledger: &Ledger, field: &Field) -> bool {
    matches!(field.kind, Kind::Text(_)) && ledger.named_by.contains(&field.name)
}

/// How many journal entries the index has not seen yet.
///
/// # Errors
/// If the database fails.
pub fn behind(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(journal::head(tx)?.0 - seen(tx)?)
}

fn seen(tx: &mut Tx<'_>) -> Result<i64> {
    tx.number("SELECT seq FROM search_state WHERE one = 1", &[])
}

/// A stretch of the journal: after one entry, up to another.
#[derive(Clone, Copy)]
struct Stretch {
    after: i64,
    upto: i64,
}

/// Takes in at most so many journal entries and tells how many are left.
///
/// # Errors
/// If the database fails.
pub fn catch_up(tx: &mut Tx<'_>, sys: &System, most: i64) -> Result<i64> {
    let head = journal::head(tx)?.0;
    if seen(tx)? > head {
        // Another journal than the one it followed: a restored database.
        start_anew(tx, sys)?;
    }
    let after = seen(tx)?;
    let stretch = Stretch { after, upto: head.min(after + most) };
    if stretch.upto == after {
        return Ok(0);
    }
    let sql = "SELECT DISTINCT ledger FROM journal WHERE seq > $1 AND seq <= $2";
    let names = tx.all(sql, &[after.into(), stretch.upto.into()], |r| Ok(r.text(0)?.to_owned()))?;
    for (number, ledger) in sys.ledgers.iter().enumerate() {
        let changed = ledger.is_tree && names.iter().any(|n| n == tree::CHANGES);
        if changed || names.iter().any(|n| n == ledger.name) {
            renew(tx, ledger, number, stretch, changed)?;
        }
    }
    let sql = "SELECT COUNT(*) FROM journal WHERE seq > $1 AND seq <= $2 AND act = $3";
    if tx.number(sql, &[after.into(), stretch.upto.into(), ChangeKind::Erase.code().into()])? > 0 {
        engine::forget(tx)?;
    }
    tx.run("UPDATE search_state SET seq = $1 WHERE one = 1", &[stretch.upto.into()])?;
    Ok(head - stretch.upto)
}

/// Renews the documents of a ledger's records that a stretch of the journal changed.
fn renew(tx: &mut Tx<'_>, ledger: &Ledger, number: usize, stretch: Stretch, changed: bool) -> Result<()> {
    let (records, params) = touched(ledger, stretch, changed);
    let old =
        tx.all(&format!("SELECT d.id, d.record FROM search_doc d WHERE d.record IN ({records})"), &params, |r| {
            Ok((r.int(0)?, r.int(1)?))
        })?;
    let (low, high) = (engine::first(number), engine::first(number + 1));
    for (id, _) in old.iter().filter(|(id, _)| (low..high).contains(id)) {
        tx.run("DELETE FROM search_doc WHERE id = $1", &[(*id).into()])?;
        engine::delete(tx, *id)?;
    }
    let docs = read(tx, ledger, &records, &params)?;
    let last = tx.number("SELECT MAX(id) FROM search_doc WHERE id >= $1 AND id < $2", &[low.into(), high.into()])?;
    let mut id = last.max(low);
    for (record, entry, doc) in docs {
        id += 1;
        tx.run(
            "INSERT INTO search_doc (id, record, entry, code, name, sound) VALUES ($1, $2, $3, $4, $5, $6)",
            &[id.into(), record.into(), entry.into(), (&doc.code).into(), (&doc.name).into(), (&doc.sound).into()],
        )?;
        engine::insert(tx, number, id, &doc.words)?;
    }
    Ok(())
}

/// A query of the records of a ledger that a stretch of the journal changed, with its parameters. The name of an
/// organisation also changes by the ledger of changes.
fn touched(ledger: &Ledger, stretch: Stretch, changed: bool) -> (String, Vec<V<'static>>) {
    let mut sql = "SELECT j.record FROM journal j WHERE j.seq > $1 AND j.seq <= $2 AND j.ledger = $3".to_owned();
    let mut params = vec![stretch.after.into(), stretch.upto.into(), ledger.name.into()];
    if changed {
        sql.push_str(&format!(
            " UNION SELECT c.org FROM {} c JOIN journal k ON k.record = c.id
              WHERE k.seq > $4 AND k.seq <= $5 AND k.ledger = $6",
            tree::CHANGES
        ));
        params.extend([V::Int(stretch.after), V::Int(stretch.upto), V::Text(tree::CHANGES)]);
    }
    (sql, params)
}

/// The documents of records in force, with the entries that wrote them.
fn read(tx: &mut Tx<'_>, ledger: &Ledger, records: &str, params: &[V<'_>]) -> Result<Vec<(Id, i64, Doc)>> {
    let columns = rows::columns(ledger, "r");
    let sql =
        format!("SELECT {columns} FROM {} r WHERE r.state = 0 AND r.id IN ({records}) ORDER BY r.id", ledger.name);
    let mut found = tx.all(&sql, params, |r| {
        let record = rows::record(ledger, r)?;
        Ok((record.id, record.entry, document(ledger, &record.values)))
    })?;
    if ledger.is_tree {
        for (id, _, doc) in &mut found {
            renamed(tx, *id, doc)?;
        }
    }
    Ok(found)
}

/// The document of a record.
#[must_use]
pub fn document(ledger: &Ledger, values: &[Value]) -> Doc {
    let mut doc = Doc::default();
    for (i, field) in indexed(ledger) {
        let Value::Text(text) = &values[i] else { continue };
        match field.kind {
            Kind::Code(_) => doc.code(text),
            _ if is_name(ledger, field) => doc.name(text),
            _ => doc.text(text),
        }
        if matches!(field.kind, Kind::Code(_)) && ledger.named_by.first() == Some(&field.name) {
            doc.coded(text);
        } else if ledger.named_by.last() == Some(&field.name) {
            doc.named(text);
        }
    }
    doc
}

/// An organisation is found by every name it has borne and is called by its present one.
fn renamed(tx: &mut Tx<'_>, org: Id, doc: &mut Doc) -> Result<()> {
    let sql = "SELECT DISTINCT name FROM org_span WHERE org = $1 ORDER BY name";
    for name in tx.all(sql, &[org.into()], |r| Ok(r.text(0)?.to_owned()))? {
        doc.name(&name);
    }
    if let Some(name) = tx.first("SELECT name FROM org WHERE id = $1", &[org.into()], |r| Ok(r.text(0)?.to_owned()))? {
        doc.named(&name);
    }
    Ok(())
}
