//! The invented system on a fresh database, with short ways to act on it.

use std::cell::Cell;

use hangji_platform::access::{Role, Viewer};
use hangji_platform::figures::{Period, Reading, read};
use hangji_platform::import::run::File;
use hangji_platform::import::{self, Options, Outcome};
use hangji_platform::ledger::acts::Correction;
use hangji_platform::ledger::{Record, Value, acts, rows};
use hangji_platform::verify::{Report, verify};
use hangji_platform::{Cx, Refusal, Result, System, journal, setting};
use hangji_store::{Clock, Day, Db, Id, Tx};

use crate::database::{TestDb, databases};

/// 1 January 2014, 00:00 in Shanghai.
const START_MS: i64 = 1_388_505_600_000;

/// A system on a database. Its clock moves on by a second for each act.
pub struct World {
    /// The declarations.
    pub sys: System,
    /// `sqlite` or `postgres`, for messages.
    pub name: &'static str,
    /// The database.
    pub db: Db,
    clock: Cell<i64>,
    _rest: TestDb,
}

/// The invented system on a fresh database of each kind.
#[must_use]
pub fn worlds() -> Vec<World> {
    databases().into_iter().map(|d| World::new(crate::system(), d)).collect()
}

/// A day from its text.
///
/// # Panics
/// If it is none.
#[must_use]
pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// A period from its text.
///
/// # Panics
/// If it is none.
#[must_use]
pub fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

/// The refusal that an act must have ended in.
///
/// # Panics
/// If it did not.
#[track_caller]
pub fn refusal<T>(result: Result<T>) -> Refusal {
    match result {
        Ok(_) => panic!("accepted, but should have been refused"),
        Err(e) => match e.downcast::<Refusal>() {
            Ok(refusal) => refusal,
            Err(fault) => panic!("a fault instead of a refusal: {fault:#}"),
        },
    }
}

impl World {
    /// A system on an empty database, with the business day 31 December 2013.
    ///
    /// # Panics
    /// If the database cannot be prepared.
    #[must_use]
    pub fn new(sys: System, on: TestDb) -> World {
        sys.prepare(&on.db).expect("a prepared database");
        on.db.write(|tx| setting::fix_business_day(tx, day("2013-12-31"))).expect("a business day");
        World { sys, name: on.name, db: on.db.clone(), clock: Cell::new(START_MS), _rest: on }
    }

    /// The clock of the next act.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock.set(self.clock.get() + 1000);
        Clock::Fixed(self.clock.get())
    }

    /// Runs an act of the operator in one transaction.
    ///
    /// # Errors
    /// Those of the act.
    pub fn act<T>(&self, f: impl FnOnce(&mut Tx<'_>, &System, &mut Cx) -> Result<T>) -> Result<T> {
        self.act_as(&Viewer::operator(), f)
    }

    /// Runs an act in one transaction.
    ///
    /// # Errors
    /// Those of the act.
    pub fn act_as<T>(&self, who: &Viewer, f: impl FnOnce(&mut Tx<'_>, &System, &mut Cx) -> Result<T>) -> Result<T> {
        let mut cx = Cx::new(who.account, self.clock(), day("2013-12-31"))?;
        self.db.write(|tx| f(tx, &self.sys, &mut cx))
    }

    /// A viewer of a role.
    ///
    /// # Panics
    /// If there is no such role.
    #[must_use]
    pub fn viewer(&self, role: &str, org: Id, person: Option<Id>) -> Viewer {
        let role: Role = self.sys.role(role).expect("a role").clone();
        Viewer { account: Id(77), name: role.code.to_owned(), role: Some(role), org, person, reads_only: false }
    }

    /// Values of a ledger by field name; the others are not given.
    ///
    /// # Panics
    /// If there is no such field.
    #[must_use]
    pub fn values(&self, ledger: &str, given: &[(&str, Value)]) -> Vec<Value> {
        let ledger = self.sys.ledger(ledger).expect("a ledger");
        let mut out = vec![Value::Null; ledger.fields.len()];
        for (name, value) in given {
            out[ledger.position(name).expect("a field")] = value.clone();
        }
        out
    }

    /// Enters a record as the operator.
    ///
    /// # Errors
    /// Those of the act.
    pub fn add(&self, ledger: &str, org: Id, given: &[(&str, Value)]) -> Result<Id> {
        self.add_as(&Viewer::operator(), ledger, org, given)
    }

    /// Enters a record.
    ///
    /// # Errors
    /// Those of the act.
    pub fn add_as(&self, who: &Viewer, ledger: &str, org: Id, given: &[(&str, Value)]) -> Result<Id> {
        let values = self.values(ledger, given);
        self.act_as(who, |tx, sys, cx| acts::add(tx, sys, cx, &who.may_write(sys, ledger)?, org, values))
    }

    /// Gives some fields of a record other values, as the operator.
    ///
    /// # Errors
    /// Those of the act.
    pub fn amend(&self, ledger: &str, id: Id, given: &[(&str, Value)]) -> Result<()> {
        self.amend_as(&Viewer::operator(), ledger, id, given)
    }

    /// Gives some fields of a record other values.
    ///
    /// # Errors
    /// Those of the act.
    pub fn amend_as(&self, who: &Viewer, ledger: &str, id: Id, given: &[(&str, Value)]) -> Result<()> {
        let Record { entry, mut values, .. } = self.record(ledger, id);
        for (name, value) in given {
            let at = self.sys.ledger(ledger)?.position(name).expect("a field");
            values[at] = value.clone();
        }
        self.act_as(who, |tx, sys, cx| {
            acts::amend(
                tx,
                sys,
                cx,
                &who.may_write(sys, ledger)?,
                Correction { id, seen: entry, reason: "更正" },
                values,
            )
        })
    }

    /// Withdraws a record as the operator.
    ///
    /// # Errors
    /// Those of the act.
    pub fn withdraw(&self, ledger: &str, id: Id) -> Result<()> {
        let seen = self.record(ledger, id).entry;
        let who = Viewer::operator();
        self.act(|tx, sys, cx| {
            acts::withdraw(tx, sys, cx, &who.may_write(sys, ledger)?, Correction { id, seen, reason: "误录" })
        })
    }

    /// Puts a record back as the operator.
    ///
    /// # Errors
    /// Those of the act.
    pub fn restore(&self, ledger: &str, id: Id) -> Result<()> {
        let seen = self.record(ledger, id).entry;
        let who = Viewer::operator();
        self.act(|tx, sys, cx| {
            acts::restore(tx, sys, cx, &who.may_write(sys, ledger)?, Correction { id, seen, reason: "恢复" })
        })
    }

    /// A record as it stands.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn record(&self, ledger: &str, id: Id) -> Record {
        let ledger = self.sys.ledger(ledger).expect("a ledger");
        self.db.read(|tx| rows::load(tx, ledger, id)).expect("a readable row").expect("a record")
    }

    /// Sets up an organisation under another (`Id(0)`: the root).
    ///
    /// # Panics
    /// If it is refused.
    #[track_caller]
    pub fn org(&self, code: &str, parent: Id, set_up_on: &str) -> Id {
        let kind = if parent.0 == 0 { "union" } else { "town" };
        let mut given = vec![
            ("code", code.into()),
            ("name", format!("社{code}").into()),
            ("kind", kind.into()),
            ("set_up_on", set_up_on.into()),
        ];
        given.extend((parent.0 != 0).then(|| ("parent", parent.into())));
        self.add("organisations", Id(0), &given).expect("an organisation")
    }

    /// Records a change of an organisation; `to` is the new name, the new kind or the target.
    ///
    /// # Errors
    /// Those of the act.
    pub fn change(&self, org: Id, on: &str, change: &str, to: impl Into<Value>) -> Result<Id> {
        let mut given = vec![("change", change.into()), ("on_day", on.into())];
        given.extend(match change {
            "rename" => Some(("new_name", to.into())),
            "convert" => Some(("new_kind", to.into())),
            "move" | "merge" => Some(("target", to.into())),
            _ => None,
        });
        self.add("organisation_changes", org, &given)
    }

    /// Enters a person.
    ///
    /// # Panics
    /// If it is refused.
    #[track_caller]
    pub fn person(&self, org: Id, code: &str, name: &str) -> Id {
        self.add("people", org, &[("code", code.into()), ("name", name.into())]).expect("a person")
    }

    /// Imports a file.
    ///
    /// # Errors
    /// Those of the import.
    pub fn import(&self, who: &Viewer, ledger: &str, text: &str, options: Options) -> Result<Outcome> {
        let file = File { name: "file.csv".into(), bytes: text.as_bytes().to_vec() };
        import::import(&self.db, &self.sys, self.clock(), who, ledger, file, options, &mut |_, _, _| {})
    }

    /// A figure at a node in a period, from the maintained sums.
    ///
    /// # Panics
    /// If it cannot be read.
    #[must_use]
    pub fn figure(&self, id: &str, node: Id, during: &str) -> Reading {
        let figure = self.sys.figure(id).expect("a figure");
        self.db.read(|tx| read::read(tx, &self.sys, figure, node, period(during))).expect("a reading")
    }

    /// Number of the last journal entry.
    ///
    /// # Panics
    /// If the database fails.
    #[must_use]
    pub fn head(&self) -> i64 {
        self.db.read(journal::head).expect("a head").0
    }

    /// The one number a statement answers.
    ///
    /// # Panics
    /// If it fails.
    #[must_use]
    pub fn number(&self, sql: &str) -> i64 {
        self.db.read(|tx| tx.number(sql, &[])).expect(sql)
    }

    /// Runs statements behind the platform's back.
    ///
    /// # Panics
    /// If they fail.
    #[track_caller]
    pub fn sql(&self, sql: &str) {
        self.db.write(|tx| tx.batch(sql)).expect("statements");
    }

    /// Verifies everything.
    ///
    /// # Panics
    /// If the database cannot be read.
    #[must_use]
    pub fn verify(&self) -> Report {
        verify(&self.db, &self.sys, true).expect("a report")
    }

    /// Demands that nothing is wrong.
    ///
    /// # Panics
    /// If something is.
    #[track_caller]
    pub fn assert_sound(&self) {
        assert_eq!(self.verify().first_fault, None, "{}", self.name);
    }
}
