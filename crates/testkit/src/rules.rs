//! Rules tables of mechanisms: what is written otherwise than in a ledger's example, and which field is wrong then.

use hangji_platform::ledger::input::read_text;
use hangji_platform::ledger::{Kind, Ledger, Value, check};
use hangji_store::Day;

/// A row: ledger, what is written otherwise (`""` empties a field, references are numbers), the field that is wrong (`""`:
/// nothing is).
pub type Row<'r> = (&'r str, &'r [(&'r str, &'r str)], &'r str);

/// Runs a table.
///
/// # Panics
/// If a row is not so, or its texts cannot even be read.
#[track_caller]
pub fn rules_table(ledgers: &[Ledger], rows: &[Row<'_>]) {
    for (name, changes, expected) in rows {
        let ledger = ledgers.iter().find(|l| l.name == *name).expect("a ledger of this mechanism");
        let expected: Vec<&str> = [*expected].into_iter().filter(|e| !e.is_empty()).collect();
        assert_eq!(wrong(ledger, changes), expected, "{name} with {changes:?}");
    }
}

/// The fields that the ledger finds wrong in its example with some of them written otherwise.
fn wrong(ledger: &Ledger, changes: &[(&str, &str)]) -> Vec<&'static str> {
    let values: Vec<Value> = ledger
        .fields
        .iter()
        .map(|f| {
            let changed = changes.iter().find(|(n, _)| *n == f.name).map(|(_, t)| *t);
            let text =
                changed.or(ledger.example.iter().find(|(n, _)| *n == f.name).map(|(_, t)| *t)).unwrap_or_default();
            match f.kind {
                Kind::Record(_) if !text.is_empty() => Value::Int(text.parse().unwrap_or(1)),
                _ => read_text(f, text).unwrap_or_else(|message| panic!("{}: {}", f.name, message.en)),
            }
        })
        .collect();
    let today = Day::new(2013, 12, 31).expect("a day");
    check::problems(ledger, &values, today).into_iter().map(|p| p.field.unwrap_or("")).collect()
}
