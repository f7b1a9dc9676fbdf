//! Full-text search of the two engines: the one place where they differ. Both hold the words of [`super::words`] exactly
//! as they are cut there: SQLite's FTS5 cuts at spaces, PostgreSQL is given `tsvector` literals with positions.

use std::fmt::Write as _;

use hangji_store::{Engine, Tx};

use super::words::{GAP, Question, goes_on};
use crate::Result;
use crate::query::Query;

/// Ids of a ledger's documents begin with its number in these high bits.
const BITS: u32 = 44;

/// The first id of a ledger's documents; those of the next ledger begin at the next number's.
#[must_use]
pub(super) fn first(ledger: usize) -> i64 {
    // A program declares dozens of ledgers, far from the 2^18 that there is room for.
    (ledger as i64) << BITS
}

/// Makes the table of words anew, empty.
///
/// # Errors
/// If the database fails.
pub(super) fn make(tx: &mut Tx<'_>) -> Result<()> {
    tx.batch(match tx.engine() {
        Engine::Sqlite => {
            "DROP TABLE IF EXISTS search_words;
             CREATE VIRTUAL TABLE search_words USING fts5
               (words, content = '', contentless_delete = 1, tokenize = 'ascii')"
        }
        Engine::Postgres => {
            "DROP TABLE IF EXISTS search_words;
             CREATE TABLE search_words (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
             CREATE INDEX search_words_words ON search_words USING GIN (words)"
        }
    })
}

/// Adds the words of a document of a ledger.
///
/// # Errors
/// If the database fails.
pub(super) fn insert(tx: &mut Tx<'_>, ledger: usize, id: i64, words: &[String]) -> Result<()> {
    match tx.engine() {
        Engine::Sqlite => {
            tx.run("INSERT INTO search_words (rowid, words) VALUES ($1, $2)", &[id.into(), (&words.join(" ")).into()])?
        }
        Engine::Postgres => tx.run(
            "INSERT INTO search_words (rowid, words) VALUES ($1, CAST(CAST($2 AS TEXT) AS TSVECTOR))",
            &[id.into(), (&vector(ledger, words)).into()],
        )?,
    };
    Ok(())
}

/// A `tsvector` literal. Words hold letters and digits only, so nothing needs escaping.
fn vector(ledger: usize, words: &[String]) -> String {
    let mut out = format!("'{}':1", lexeme(ledger));
    for (i, word) in words.iter().enumerate().filter(|(_, w)| *w != GAP) {
        let _ = write!(out, " '{word}':{}", i + 2);
    }
    out
}

/// The lexeme that every document of a ledger has, so that the index alone tells its documents from others.
fn lexeme(ledger: usize) -> String {
    format!("{GAP}{ledger}")
}

/// Removes a document's words.
///
/// # Errors
/// If the database fails.
pub(super) fn delete(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    tx.run("DELETE FROM search_words WHERE rowid = $1", &[id.into()])?;
    Ok(())
}

/// Leaves nothing of removed words in the index: after an erasure the law asks for it. FTS5 only marks what is removed
/// until it merges; PostgreSQL's vacuum clears up as after any deletion.
///
/// # Errors
/// If the database fails.
pub(super) fn forget(tx: &mut Tx<'_>) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        tx.batch("INSERT INTO search_words (search_words) VALUES ('optimize')")?;
    }
    Ok(())
}

/// Appends the condition that words (alias `w`) are of a ledger and hold every phrase of a question.
pub(super) fn holds(query: &mut Query<'_>, engine: Engine, ledger: usize, question: &Question) {
    match engine {
        Engine::Sqlite => {
            query.push("w.search_words MATCH ");
            query.bind_text(fts5(question));
            query.push(" AND w.rowid >= ");
            query.bind_int(first(ledger));
            query.push(" AND w.rowid < ");
            query.bind_int(first(ledger + 1));
        }
        Engine::Postgres => {
            query.push("w.words @@ CAST(CAST(");
            query.bind_text(tsquery(ledger, question));
            query.push(" AS TEXT) AS TSQUERY)");
        }
    }
}

/// A question for FTS5: quoted phrases, a star where the last word may go on.
fn fts5(question: &Question) -> String {
    let phrase = |p: &Vec<String>| {
        let star = if p.last().is_some_and(|w| goes_on(w)) { " *" } else { "" };
        format!("\"{}\"{star}", p.join(" "))
    };
    question.phrases().iter().map(phrase).collect::<Vec<_>>().join(" AND ")
}

/// A question for PostgreSQL: words that follow one another, `:*` where the last may go on.
fn tsquery(ledger: usize, question: &Question) -> String {
    let mut out = format!("'{}'", lexeme(ledger));
    for phrase in question.phrases() {
        let words: Vec<String> = phrase.iter().map(|w| format!("'{w}'")).collect();
        let star = if phrase.last().is_some_and(|w| goes_on(w)) { ":*" } else { "" };
        let _ = write!(out, " & ({}{star})", words.join(" <-> "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_written_for_each_engine() {
        let question = Question::of("党费 p64-0001'\"*").expect("a question");
        assert_eq!(fts5(&question), "\"党 费\" AND \"p64 0001\" *");
        assert_eq!(tsquery(3, &question), "'¦3' & ('党' <-> '费') & ('p64' <-> '0001':*)");
        assert_eq!(vector(3, &["a".into(), GAP.into(), "b".into()]), "'¦3':1 'a':2 'b':4");
    }
}
