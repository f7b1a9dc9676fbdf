//! Whatever happens to records and the tree, in whatever order: the kept sums are what a scan of the records finds, the
//! evidence is as long as the figure says, the chain holds, and both databases tell the same.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::{Scope, Viewer};
use hangji_platform::figures::{Measure, Reading, evidence, read};
use hangji_platform::import::{Options, undo};
use hangji_platform::ledger::{Authority, Value};
use hangji_platform::privacy::erasure;
use hangji_platform::{Refusal, Result};
use hangji_store::Id;
use hangji_testkit::{Chance, World, period, worlds};

const STEPS: usize = 150;
const BETWEEN_CHECKS: usize = 25;
const MOST_ORGS: usize = 9;
const PERIODS: &[&str] = &["2012", "2013", "2013Q2", "2013-05", "2013-02-10..2013-07-20"];

#[test]
fn figures_follow_history_1() {
    same_on_every_database(1);
}

#[test]
fn figures_follow_history_2() {
    same_on_every_database(2);
}

#[test]
fn figures_follow_history_3() {
    same_on_every_database(3);
}

fn same_on_every_database(seed: u64) {
    let told: Vec<_> = worlds().iter().map(|w| (w.name, History::new(w, seed).run())).collect();
    for (name, readings) in &told[1..] {
        assert!(*readings == told[0].1, "seed {seed}: {name} and {} tell different figures", told[0].0);
    }
}

/// A world to which things happen.
struct History<'w> {
    w: &'w World,
    seed: u64,
    chance: Chance,
    orgs: Vec<Id>,
    /// Every record there is, with its ledger.
    records: Vec<(&'static str, Id)>,
    imports: Vec<Id>,
    count: usize,
    refused: usize,
}

impl<'w> History<'w> {
    fn new(w: &'w World, seed: u64) -> Self {
        let (orgs, records, imports) = (Vec::new(), Vec::new(), Vec::new());
        let mut h = Self { w, seed, chance: Chance::new(seed), orgs, records, imports, count: 0, refused: 0 };
        h.keep_org(w.org("R", Id(0), "2000-01-01"));
        for i in 0..4 {
            let parent = *h.chance.of(&h.orgs);
            h.keep_org(w.org(&format!("O{i}"), parent, "2010-01-01"));
        }
        // A few people have much in common; of many, more than one statement each is worth are touched at once.
        for _ in 0..if seed.is_multiple_of(2) { 24 } else { 4 } {
            h.add_to("people");
            h.add_to("households");
        }
        h
    }

    fn keep_org(&mut self, id: Id) {
        self.orgs.push(id);
        self.records.push(("organisations", id));
    }

    /// Runs to the end and tells every figure seen on the way.
    fn run(mut self) -> Vec<Reading> {
        let mut told = Vec::new();
        for step in 1..=STEPS {
            self.step();
            if step % BETWEEN_CHECKS == 0 {
                told.extend(self.readings(step));
            }
        }
        assert!(self.refused < STEPS * 2 / 3, "seed {}: {} of {STEPS} acts were refused", self.seed, self.refused);
        assert!(told.iter().any(|r| r.records > 3), "seed {}: nothing was counted", self.seed);
        self.evidence_is_as_long_as_told();
        self.w.assert_sound();
        told
    }

    fn step(&mut self) {
        match self.chance.below(22) {
            0..=7 => {
                let ledger =
                    *self.chance.of(&["people", "households", "visits", "visits", "posts", "posts", "transfers"]);
                self.add_to(ledger);
            }
            8..=10 => self.amend(),
            11 | 12 => self.on_any(World::withdraw),
            13 => self.on_any(World::restore),
            14..=16 => self.change_tree(),
            17 => self.set_up(),
            18 | 19 => self.import(),
            20 => self.undo(),
            _ => self.erase(),
        }
    }

    /// What an act gave; one that was refused must have been refused with reasons, and have left nothing.
    fn done<T>(&mut self, before: i64, result: Result<T>) -> Option<T> {
        let after = self.w.head();
        match result {
            Ok(value) => {
                assert!(after > before, "seed {}, {}: an act left no entry", self.seed, self.w.name);
                Some(value)
            }
            Err(e) => {
                assert!(e.is::<Refusal>(), "seed {}, {}: a fault: {e:#}", self.seed, self.w.name);
                assert_eq!(after, before, "seed {}, {}: a refused act left entries", self.seed, self.w.name);
                self.refused += 1;
                None
            }
        }
    }

    fn day(&mut self) -> String {
        let (year, month) = (self.chance.between(2011, 2013), self.chance.between(1, 12));
        format!("{year}-{month:02}-{:02}", self.chance.between(1, 28))
    }

    fn code(&mut self, letter: char) -> Value {
        self.count += 1;
        format!("{letter}{}", self.count).into()
    }

    fn any(&mut self, ledger: &str) -> Value {
        let of: Vec<Id> = self.records.iter().filter(|(l, _)| *l == ledger).map(|(_, id)| *id).collect();
        if of.is_empty() { Value::Null } else { (*self.chance.of(&of)).into() }
    }

    fn sometimes(&mut self, value: Value) -> Value {
        if self.chance.one_in(3) { Value::Null } else { value }
    }

    /// A field of a ledger with a value that it may have.
    fn field(&mut self, name: &'static str) -> (&'static str, Value) {
        let value = match name {
            "code" => self.code('C'),
            "name" | "head" | "new_name" | "note" | "goods" => format!("名{}", self.chance.below(50)).into(),
            "members" => self.chance.between(1, 30).into(),
            "on_day" | "began_on" | "set_up_on" => self.day().into(),
            "joined" | "lapsed_on" | "ended_on" | "returned_on" => {
                let day = self.day().into();
                self.sometimes(day)
            }
            "visitor" | "person" => self.any("people"),
            "household" => {
                let household = self.any("households");
                self.sometimes(household)
            }
            "receiver" | "target" | "parent" => (*self.chance.of(&self.orgs)).into(),
            "topic" => (*self.chance.of(&["seed", "credit"])).into(),
            "kind" => (*self.chance.of(&["head", "deputy", "clerk"])).into(),
            "new_kind" => (*self.chance.of(&["town", "shop"])).into(),
            _ => self.chance.between(1, 9_000).into(),
        };
        (name, value)
    }

    fn add_to(&mut self, ledger: &'static str) {
        let given: Vec<_> = fields(ledger).iter().map(|name| self.field(name)).collect();
        let (org, before) = (*self.chance.of(&self.orgs), self.w.head());
        let result = self.w.add(ledger, org, &given);
        if let Some(id) = self.done(before, result) {
            self.records.push((ledger, id));
        }
    }

    fn amend(&mut self) {
        let (ledger, id) = *self.chance.of(&self.records);
        let names = fields(ledger);
        let names = [*self.chance.of(names), *self.chance.of(names)];
        let given = names.map(|name| self.field(name));
        let before = self.w.head();
        let result = self.w.amend(ledger, id, &given);
        self.done(before, result);
    }

    fn on_any(&mut self, act: fn(&World, &str, Id) -> Result<()>) {
        let (ledger, id) = *self.chance.of(&self.records);
        let before = self.w.head();
        let result = act(self.w, ledger, id);
        self.done(before, result);
    }

    fn change_tree(&mut self) {
        let change = *self.chance.of(&["rename", "convert", "move", "move", "move", "merge", "dissolve"]);
        // Few end, so that something is left to happen to.
        let change = if matches!(change, "merge" | "dissolve") && self.chance.one_in(2) { "move" } else { change };
        let to = match change {
            "rename" => self.field("new_name").1,
            "convert" => self.field("new_kind").1,
            _ => self.field("target").1,
        };
        let (org, on, before) = (*self.chance.of(&self.orgs), self.day(), self.w.head());
        let result = self.w.change(org, &on, change, to);
        if let Some(id) = self.done(before, result) {
            self.records.push(("organisation_changes", id));
        }
    }

    fn set_up(&mut self) {
        let name = self.field("name").1;
        let given = [
            ("code", self.code('O')),
            ("name", name),
            ("kind", "shop".into()),
            self.field("parent"),
            self.field("set_up_on"),
        ];
        if self.orgs.len() >= MOST_ORGS {
            return;
        }
        let before = self.w.head();
        let result = self.w.add("organisations", Id(0), &given);
        if let Some(id) = self.done(before, result) {
            self.keep_org(id);
        }
    }

    /// Imports visits, posts or changes of the tree, some of them wrong.
    fn import(&mut self) {
        let (ledger, header) = *self.chance.of(&[
            ("visits", "姓名,topic,on_day,credit"),
            ("posts", "姓名,kind,began_on"),
            ("organisation_changes", "change,on_day,new_name,target"),
        ]);
        let mut text = format!("组织代码,{header}\n");
        let rows = if self.chance.one_in(3) { 30 } else { self.chance.between(1, 6) };
        for _ in 0..rows {
            let (org, other, on) = (*self.chance.of(&self.orgs), *self.chance.of(&self.orgs), self.day());
            let Value::Int(person) = self.any("people") else { return };
            let wrong = self.chance.one_in(12);
            let person = if wrong { "无名氏".into() } else { self.code_of("people", Id(person)) };
            let (org, other) = (self.code_of("organisations", org), self.code_of("organisations", other));
            let (fen, kind) = (self.chance.between(0, 90_000), *self.chance.of(&["主任", "副主任", "店员"]));
            let row = match ledger {
                "visits" => format!("{person},信贷,{on},{}.{:02}", fen / 100, fen % 100),
                "posts" => format!("{person},{kind},{on}"),
                _ if rows == 1 => format!("调整隶属,{on},,{other}"),
                _ => format!("更名,{on},{},", if wrong { "" } else { "新名" }),
            };
            text.push_str(&format!("{org},{row}\n"));
        }
        let options = Options { dry_run: false, accept_good: self.chance.one_in(2) };
        let before = self.w.head();
        let outcome = match self.w.import(&Viewer::operator(), ledger, &text, options) {
            Ok(outcome) => outcome,
            Err(e) => {
                self.done::<()>(before, Err(e));
                return;
            }
        };
        let [added, amended, _, bad] = outcome.plan.counts();
        let stored = added + amended > 0 && (bad == 0 || options.accept_good);
        let wrote = self.w.head() - before;
        assert_eq!(wrote, if stored { (added + amended) as i64 } else { 0 }, "seed {}: {text}", self.seed);
        assert_eq!(outcome.import.is_some(), stored, "seed {}: {text}", self.seed);
        let Some(import) = outcome.import else { return };
        self.imports.push(import);
        let sql = "SELECT record FROM journal WHERE batch = $1 AND act = 'add' ORDER BY seq";
        let ids = self.w.db.read(|tx| tx.all(sql, &[import.into()], |r| r.id(0))).unwrap();
        self.records.extend(ids.into_iter().map(|id| (ledger, id)));
    }

    fn code_of(&self, ledger: &str, id: Id) -> String {
        match &self.w.record(ledger, id).values[0] {
            Value::Text(code) => code.to_string(),
            other => panic!("{other:?} is no code"),
        }
    }

    fn undo(&mut self) {
        if self.imports.is_empty() {
            return;
        }
        let import = *self.chance.of(&self.imports);
        let before = self.w.head();
        let result = undo::undo(&self.w.db, &self.w.sys, self.w.clock(), &Viewer::operator(), import);
        self.done(before, result);
    }

    fn erase(&mut self) {
        let (ledger, id) = *self.chance.of(&self.records);
        if !matches!(ledger, "people" | "households" | "visits") {
            return;
        }
        let before = self.w.head();
        let result = self
            .w
            .act(|tx, sys, cx| erasure::erase(tx, sys, cx, Authority::Operator, sys.ledger(ledger)?, id, "本人要求"));
        self.done(before, result);
    }

    /// Every figure at every node in every period, kept and scanned.
    fn readings(&self, step: usize) -> Vec<Reading> {
        let (w, mut out) = (self.w, Vec::new());
        w.db.read(|tx| {
            for figure in &w.sys.figures {
                for (at, node) in self.orgs.iter().enumerate() {
                    for text in PERIODS {
                        let kept = read::read(tx, &w.sys, figure, *node, period(text))?;
                        let scanned = read::rescan(tx, &w.sys, figure, *node, period(text))?;
                        let place = format!("{} of node {at} in {text}", figure.id);
                        assert_eq!(kept, scanned, "seed {}, step {step}, {}: {place}", self.seed, w.name);
                        out.push(kept);
                    }
                }
            }
            Ok(())
        })
        .unwrap();
        out
    }

    fn evidence_is_as_long_as_told(&self) {
        let w = self.w;
        w.db.read(|tx| {
            for figure in w.sys.figures.iter().filter(|f| !matches!(f.measure, Measure::GainOnLastYear(_))) {
                for (node, text) in self.orgs.iter().flat_map(|n| PERIODS[1..].iter().map(move |p| (*n, *p))) {
                    let told = read::read(tx, &w.sys, figure, node, period(text))?.records;
                    let wanted = evidence::Wanted { node, period: period(text), part: 0, skip: 0, take: 10_000 };
                    let shown = evidence::list(tx, &w.sys, &Scope::everything(), figure, wanted)?;
                    assert_eq!(shown.len() as i64, told, "seed {}, {}: {} in {text}", self.seed, w.name, figure.id);
                }
            }
            Ok(())
        })
        .unwrap();
    }
}

/// The fields that these histories give; what a ledger's identity is made of comes first.
fn fields(ledger: &str) -> &'static [&'static str] {
    match ledger {
        "people" => &["code", "name", "joined"],
        "households" => &["code", "head", "members"],
        "visits" => &["on_day", "visitor", "household", "topic", "credit", "lapsed_on", "note"],
        "posts" => &["person", "kind", "pay", "began_on", "ended_on"],
        "transfers" => &["on_day", "receiver", "person", "goods", "value", "returned_on"],
        "organisations" => &["name", "parent", "set_up_on"],
        _ => &["on_day", "new_name", "target"],
    }
}
