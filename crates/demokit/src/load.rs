//! Storing what was written, through the one way to change records.

use std::collections::HashMap;

use anyhow::{Context as _, ensure};
use hangji_platform::ledger::{Authority, Change, Write, rows, write};
use hangji_platform::{Cx, Result, System, setting};
use hangji_store::{Clock, Db, Id, Tx};

use crate::book::{Book, Mistake};
use crate::business_day;
use crate::chance::Chance;
use crate::stage::{Part, Scene, Stage};

/// Fills an empty, prepared database with what the parts write, in their order; `progress` hears each ledger's name, and
/// `after` adds what is no record (passwords) before all of it is stored.
///
/// # Errors
/// If a part cannot be written, the database is not empty or cannot be written to; nothing is stored then.
pub fn load<T>(
    db: &Db,
    sys: &System,
    clock: Clock,
    parts: &[Part],
    progress: &mut dyn FnMut(&str),
    after: impl FnOnce(&mut Tx<'_>, &mut Cx, &Stage) -> Result<T>,
) -> Result<T> {
    let (mut book, mut stage) = (Book::new(sys, business_day()), Stage::default());
    for part in parts {
        book.open(part.code)?;
        let mut scene = Scene { book: &mut book, chance: Chance::of(part.code), stage: &mut stage };
        (part.write)(&mut scene).with_context(|| format!("writing the part {}", part.code))?;
    }
    db.write(|tx| {
        let used = tx.number("SELECT COUNT(*) FROM journal", &[])?;
        ensure!(used == 0, "the database has {used} journal entries already: the demo district needs an empty one");
        setting::fix_business_day(tx, business_day())?;
        let mut cx = Cx::new(Id(0), clock, business_day())?;
        store(tx, sys, &mut cx, &book, progress)?;
        after(tx, &mut cx, &stage)
    })
}

/// Stores the book: every record as it was first entered, all in one write, because organisations and what they own refer to
/// each other; then what was mended.
fn store(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, book: &Book<'_>, progress: &mut dyn FnMut(&str)) -> Result<()> {
    let wrong: HashMap<Id, &Mistake> = book.mistakes.iter().map(|m| (m.id, m)).collect();
    let mut all = Write::under(Authority::Operator);
    for chapter in &book.chapters {
        let ledger = sys.ledger(chapter.ledger)?;
        progress(&format!("{} {}", ledger.title.zh, chapter.records.len()));
        for record in &chapter.records {
            let values = match wrong.get(&record.id) {
                Some(mistake) => book.first_state(mistake, ledger)?,
                None => record.values.clone(),
            };
            all = all.change(ledger, Change::add(record.id, record.org, values));
        }
    }
    write(tx, sys, cx, all).context("storing the demo district")?;
    for mistake in &book.mistakes {
        mend(tx, sys, cx, book, mistake)?;
    }
    Ok(())
}

fn mend(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, book: &Book<'_>, mistake: &Mistake) -> Result<()> {
    let ledger = sys.ledger(mistake.ledger)?;
    let stored = rows::load(tx, ledger, mistake.id)?.context("a mistake is mended in a stored record")?;
    let change = match mistake.wrong {
        Some(_) => Change::amend(stored, book.record(mistake.ledger, mistake.id)?.values.clone()),
        None => Change::withdraw(stored),
    };
    write(tx, sys, cx, Write::under(Authority::Operator).because(mistake.reason).change(ledger, change))
}
