//! Records made from what the ledgers declare as their examples: a village has one of each ledger, which refer to each
//! other. Every text says whose it is, of which ledger and of which field, so that a leak names its place.

use std::collections::BTreeMap;

use hangji_platform::access::Viewer;
use hangji_platform::ledger::acts::{self, Correction};
use hangji_platform::ledger::input::read_text;
use hangji_platform::ledger::{Field, Kind, Ledger, Value};
use hangji_platform::{Cx, Result, System, tree};
use hangji_store::{Id, Tx};

/// One record of each ledger.
pub(crate) type Records = BTreeMap<&'static str, Id>;

/// What tells the records of one village from those of all others.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    /// The township; texts begin with it.
    pub(crate) town: &'static str,
    /// The village's number.
    pub(crate) village: usize,
}

impl Mark {
    /// How codes begin.
    pub(crate) fn code(self) -> String {
        format!("{}{}", self.town.to_uppercase(), self.village)
    }

    /// A telephone number nobody else has: the township's, then the village's digit.
    fn phone(self) -> String {
        format!("{}{}", phone(self.town), self.village)
    }
}

/// How the telephone numbers of a township begin.
pub(crate) fn phone(town: &str) -> String {
    format!("139{:07}", usize::from(town.as_bytes()[0]) * 79_193)
}

/// Enters records as the operator.
pub(crate) struct Clerk<'c> {
    pub(crate) sys: &'c System,
    pub(crate) cx: Cx,
}

impl Clerk<'_> {
    /// Enters a record, of which only these fields are given.
    pub(crate) fn add(&mut self, tx: &mut Tx<'_>, ledger: &str, org: Id, given: &[(&str, Value)]) -> Result<Id> {
        let viewer = Viewer::operator();
        let may = viewer.may_write(self.sys, ledger)?;
        let mut values = vec![Value::Null; may.ledger.fields.len()];
        for (name, value) in given {
            let at = may.ledger.position(name).unwrap_or_else(|| panic!("{ledger} has no field {name}"));
            values[at] = value.clone();
        }
        acts::add(tx, self.sys, &mut self.cx, &may, org, values)
    }

    /// Enters one record of each ledger for a village.
    pub(crate) fn fill(&mut self, tx: &mut Tx<'_>, org: Id, mark: Mark) -> Records {
        let mut records = Records::from([("organisations", org)]);
        let mut waiting: Vec<&Ledger> = exemplified(self.sys).collect();
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|ledger| {
                let Some(given) = sample(ledger, mark, &|other| records.get(other).copied()) else { return true };
                let added = self.add(tx, ledger.name, org, &given);
                records.insert(ledger.name, added.unwrap_or_else(|e| panic!("the example of {}: {e:#}", ledger.name)));
                false
            });
            let names: Vec<&str> = waiting.iter().map(|l| l.name).collect();
            assert!(waiting.len() < before, "the examples of {names:?} wait for each other");
        }
        records
    }

    /// Takes records out of force.
    pub(crate) fn withdraw(&mut self, tx: &mut Tx<'_>, ledger: &str, id: Id) -> Result<()> {
        let viewer = Viewer::operator();
        let may = viewer.may_write(self.sys, ledger)?;
        let seen = tx.number(&format!("SELECT entry FROM {ledger} WHERE id = $1"), &[id.into()])?;
        acts::withdraw(tx, self.sys, &mut self.cx, &may, Correction { id, seen, reason: "a reason" }).map(drop)
    }
}

/// The ledgers that have an example: all but the tree's own and those of administration.
pub(crate) fn exemplified(sys: &System) -> impl Iterator<Item = &Ledger> {
    sys.ledgers.iter().filter(|l| !l.administrative && !l.is_tree)
}

/// The example of a ledger as a record of some village; none if it refers to a ledger that has no record yet.
pub(crate) fn sample(
    ledger: &Ledger,
    mark: Mark,
    record: &dyn Fn(&str) -> Option<Id>,
) -> Option<Vec<(&'static str, Value)>> {
    let example = |field: &Field| ledger.example.iter().find(|(name, _)| *name == field.name).map(|(_, text)| *text);
    let needed = ledger.fields.iter().filter(|field| field.required || example(field).is_some());
    let value = |field: &Field| match field.kind {
        Kind::Record(other) => record(other).map(Value::from),
        _ => Some(marked(ledger, field, example(field).unwrap_or_default(), mark)),
    };
    needed.map(|field| value(field).map(|value| (field.name, value))).collect()
}

/// The example of a field, so that it tells whose it is.
fn marked(ledger: &Ledger, field: &Field, example: &str, mark: Mark) -> Value {
    let text = match field.kind {
        // What organisations are called is less secret than what is recorded of them.
        Kind::Text(_) | Kind::Long(_) if tree::is_source(ledger.name) => {
            format!("{} Village {} {}", mark.town, mark.village, field.name)
        }
        Kind::Text(most) | Kind::Long(most) => {
            let whole = format!("{}.{}.{}.{}", mark.town, mark.village, ledger.name, field.name);
            whole.chars().take(most).collect()
        }
        Kind::Code(_) => {
            let code = mark.code();
            let rest = example.chars().skip(code.len()).map(|c| if c.is_ascii() { c } else { '-' });
            format!("{code}{}", rest.collect::<String>())
        }
        Kind::Phone => mark.phone(),
        Kind::IdCard => id_card(example, mark),
        _ => example.to_owned(),
    };
    read_text(field, &text).unwrap_or_else(|e| panic!("the example of {}.{}: {}", ledger.name, field.name, e.en))
}

/// Another identity number of the same place, day and sex.
fn id_card(example: &str, mark: Mark) -> String {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let number = mark.town.len() + usize::from(mark.town.as_bytes()[0] % 10);
    let body = format!("{}{}{}{}", &example[..14], number % 10, mark.village, &example[16..17]);
    let sum: usize = body.bytes().zip(WEIGHTS).map(|(b, w)| usize::from(b - b'0') * w).sum();
    format!("{body}{}", char::from(b"10X98765432"[sum % 11]))
}
