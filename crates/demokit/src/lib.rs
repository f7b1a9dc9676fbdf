//! The demo district: 沙坡头区 with its real townships and villages, everybody in it invented.
//!
//! What this crate is for: filling an empty database so that every figure of the work report of 2013 has its value
//! because the records say so. The same records every time, ids included; only the journal's times differ, because its
//! clock is always the real one. What it may not touch: tables; it stores through the platform's one way to change
//! records.
//!
//! `book` what is to be stored · `chance`, `invent`, `divisions` what it is made from · `firms`, `tree`,
//! `staff`, `grading`, `places`, `delegates`, `contact`, `visits`, `matters`, `activity` the records, in
//! the order in which they lean on each other · `mistakes` what was mended · `accounts` who may log in.

mod accounts;
mod activity;
mod annotations;
mod book;
mod chance;
mod contact;
mod delegates;
mod divisions;
mod firms;
mod grading;
mod invent;
mod matters;
mod mistakes;
mod places;
mod staff;
mod tree;
mod visits;

use std::collections::HashMap;

use anyhow::{Context as _, ensure};
use hangji_platform::ledger::{Authority, Change, Ledger, Write, rows, write};
use hangji_platform::{Cx, Result, System, setting};
use hangji_store::{Clock, Day, Db, Id, Tx};

pub use accounts::{Account, password};
pub use annotations::{annotate, photo};
use book::{Book, Mistake};
use chance::{Chance, day};
use invent::Inventor;

/// 31 December 2013, 08:00 in Shanghai, in Unix milliseconds: from here the ids count.
pub(crate) const TODAY_MS: i64 = 1_388_448_000_000;
/// Records in one write.
const BATCH: usize = 4_000;

/// The business day of the demo district.
#[must_use]
pub fn business_day() -> Day {
    day(2013, 12, 31)
}

/// Fills an empty, prepared database with the demo district and tells its accounts. `progress` hears each ledger's name.
///
/// # Errors
/// If the database is not empty or cannot be written; nothing is stored then.
pub fn load(db: &Db, sys: &System, clock: Clock, progress: &mut dyn FnMut(&str)) -> Result<Vec<Account>> {
    let mut book = Book::new(sys, business_day());
    let accounts = compose(&mut book, sys)?;
    db.write(|tx| {
        let used = tx.number("SELECT COUNT(*) FROM journal", &[])?;
        ensure!(used == 0, "the database has {used} journal entries already: the demo district needs an empty one");
        setting::fix_business_day(tx, business_day())?;
        let mut cx = Cx::new(Id(0), clock, business_day())?;
        store(tx, sys, &mut cx, &book, progress)?;
        accounts::passwords(tx, &mut cx, &accounts)
    })?;
    Ok(accounts)
}

/// Writes the whole district into the book.
fn compose(book: &mut Book<'_>, sys: &System) -> Result<Vec<Account>> {
    let chance = &mut Chance::new(640_502);
    let inventor = &mut Inventor::default();
    let townships = divisions::townships();
    let villages = divisions::villages(&townships);
    let firms = firms::invent(chance, inventor);
    let tree = tree::write(book, chance, &townships, &villages, &firms)?;
    let rounds = grading::choose(chance, &tree);
    let staff = staff::write(book, chance, inventor, &tree, &rounds.unfit)?;
    grading::write(book, chance, &tree, &staff, &rounds)?;
    let investments = places::write(book, chance, &tree)?;
    let enterprises = firms::write(book, &firms, &homes(&tree, &firms))?;
    activity::write(book, chance, &tree, (&firms, &enterprises))?;
    let studios = delegates::write(book, chance, &tree, &staff)?;
    let field = contact::write(book, chance, inventor, &tree, &staff, (&firms, &enterprises))?;
    let visits = visits::write(book, chance, &tree, &field)?;
    let sources = matters::Sources { tree: &tree, field: &field, visits: &visits, studios: &studios };
    let matters = matters::write(book, chance, &sources)?;
    mistakes::write(book, chance, &visits, &investments, &matters)?;
    accounts::write(book, sys, &tree, &staff, &visits)
}

/// Which organisation covers which firm.
fn homes(tree: &tree::Tree, firms: &firms::Firms) -> firms::Homes {
    let id = |org: usize| tree.all[org].id;
    let standing = |(i, f): (usize, &firms::Firm)| {
        let covered = f.cover.is_some_and(|(way, _)| way == firms::Way::Alone) && f.to.is_none();
        covered.then_some((i, id(tree.townships[f.township])))
    };
    firms::Homes {
        townships: tree.townships.iter().map(|t| id(*t)).collect(),
        of_firm: tree.of_firm.iter().map(|o| o.map(id)).collect(),
        beside: firms.all.iter().enumerate().filter_map(standing).step_by(21).collect(),
    }
}

/// Stores the book: every record as it was first entered, then what was mended.
fn store(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, book: &Book<'_>, progress: &mut dyn FnMut(&str)) -> Result<()> {
    let wrong: HashMap<Id, &Mistake> = book.mistakes.iter().map(|m| (m.id, m)).collect();
    for chapter in &book.chapters {
        let ledger = sys.ledger(chapter.ledger)?;
        progress(&format!("{} {}", ledger.title.zh, chapter.records.len()));
        for records in chapter.records.chunks(BATCH) {
            let mut changes = Vec::with_capacity(records.len());
            for record in records {
                let mut record = record.clone();
                if let Some(mistake) = wrong.get(&record.id) {
                    record.values = book.first_state(mistake, ledger)?;
                }
                changes.push((ledger, Change::add(record.id, record.org, record.values)));
            }
            write(tx, sys, cx, Write { changes, ..Write::under(Authority::Operator) })
                .with_context(|| format!("storing {}", ledger.name))?;
        }
    }
    for mistake in &book.mistakes {
        let ledger = sys.ledger(mistake.ledger)?;
        mend(tx, sys, cx, book, ledger, mistake)?;
    }
    Ok(())
}

fn mend(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, book: &Book<'_>, ledger: &Ledger, m: &Mistake) -> Result<()> {
    let stored = rows::load(tx, ledger, m.id)?.context("a mistake is mended in a stored record")?;
    let change = match m.wrong {
        Some(_) => Change::amend(stored, book.record(m.ledger, m.id)?.values.clone()),
        None => Change::withdraw(stored),
    };
    write(tx, sys, cx, Write::under(Authority::Operator).because(m.reason).change(ledger, change))
}
