//! The spans of cases, kept in the write: which cases a change touches, their standing derived anew, the rows of those that
//! differ rewritten, and the figures that join them moved by the difference.

use std::collections::{BTreeMap, BTreeSet};

use hangji_store::{Id, Tx, V, fingerprint};

use super::SPANS;
use super::declare::{Leads, Procedure, Step};
use super::standing::{Mark, Span, Standing, Taken, standing};
use crate::figures::upkeep::{Touched, Upkeep};
use crate::ledger::Ledger;
use crate::ledger::declare::FieldReader;
use crate::ledger::value::Record;
use crate::refusal::{Message, Problem};
use crate::{Result, System};

/// Cases whose records a write has changed, by the position of their procedure.
#[derive(Debug, Default)]
pub(crate) struct TouchedCases(BTreeMap<usize, BTreeSet<i64>>);

impl TouchedCases {
    /// Notes the cases that a record's state belongs to: as a case itself, or as a step of one.
    pub(crate) fn note(&mut self, sys: &System, ledger: &Ledger, record: &Record) {
        for (at, procedure) in sys.procedures.iter().enumerate() {
            if procedure.cases == ledger.name {
                self.0.entry(at).or_default().insert(record.id.0);
            }
            for step in procedure.steps.iter().filter(|s| s.ledger == ledger.name) {
                let case = FieldReader { ledger, values: &record.values }.int(step.case);
                self.0.entry(at).or_default().extend(case);
            }
        }
    }

    /// Brings the spans of the touched cases in step with their records.
    ///
    /// # Errors
    /// If the database fails.
    pub(crate) fn follow(self, tx: &mut Tx<'_>, sys: &System) -> Result<()> {
        for (at, cases) in self.0 {
            let procedure = &sys.procedures[at];
            let mut upkeep = Upkeep::default();
            for case in cases {
                rewrite(tx, sys, procedure, Id(case), &mut upkeep)?;
            }
            upkeep.store(tx, sys)?;
        }
        Ok(())
    }
}

fn rewrite(tx: &mut Tx<'_>, sys: &System, procedure: &Procedure, case: Id, upkeep: &mut Upkeep) -> Result<()> {
    let derived = of_case(tx, sys, procedure, case)?.map(|s| s.spans).unwrap_or_default();
    if derived == stored(tx, procedure, case)? {
        return Ok(());
    }
    let ledger = sys.ledger(procedure.cases)?;
    let touched = Touched::records(tx, ledger.name, &[case])?;
    upkeep.lose(tx, sys, &touched)?;
    tx.run(
        &format!("DELETE FROM {SPANS} WHERE procedure = $1 AND case_id = $2"),
        &[procedure.code.into(), case.into()],
    )?;
    let days: Vec<(String, String)> = derived.iter().map(|s| (s.from.to_string(), s.to.to_string())).collect();
    let rows = derived.iter().zip(&days).enumerate().map(|(i, (span, (from, to)))| {
        [
            V::Int(span_id(procedure, case, i)),
            procedure.code.into(),
            case.into(),
            span.stands.as_str().into(),
            from.as_str().into(),
            to.as_str().into(),
            V::Int(0),
        ]
    });
    let columns = ["id", "procedure", "case_id", "stands", "valid_from", "valid_to", "state"];
    tx.bulk(SPANS, &columns, "itittti", rows)?;
    upkeep.gain(tx, sys, &touched)
}

/// The number of a case's n-th span: the same whenever it is derived.
fn span_id(procedure: &Procedure, case: Id, nth: usize) -> i64 {
    (fingerprint(&format!("{}/{}/{nth}", procedure.code, case.0)) >> 1) as i64
}

/// Where a case stands by its records; none if it is not in force.
///
/// # Errors
/// If the database fails or the procedure does not fit its ledgers.
pub fn of_case(tx: &mut Tx<'_>, sys: &System, procedure: &Procedure, case: Id) -> Result<Option<Standing>> {
    let sql = format!("SELECT {} FROM {} WHERE id = $1 AND state = 0", procedure.opened_on, procedure.cases);
    let Some(opened) = tx.first(&sql, &[case.into()], |r| r.day(0))? else { return Ok(None) };
    let mut taken = Vec::new();
    for step in &procedure.steps {
        taken.extend(of_step(tx, sys, step, case)?);
    }
    Ok(Some(standing(procedure, opened, &taken)))
}

fn of_step(tx: &mut Tx<'_>, sys: &System, step: &Step, case: Id) -> Result<Vec<Taken>> {
    let ledger = sys.ledger(step.ledger)?;
    let outcome = match step.leads {
        Leads::By(field, _) => format!("CAST(r.{field} AS TEXT)"),
        Leads::To(_) | Leads::Confirms => "CAST(NULL AS TEXT)".to_owned(),
    };
    let sql = format!(
        "SELECT r.id, r.{}, {outcome} FROM {} r WHERE r.{} = $1 AND r.state = 0 AND r.{} IS NOT NULL",
        step.on, ledger.name, step.case, step.on
    );
    tx.all(&sql, &[case.into()], |r| {
        let record = r.id(0)?;
        let outcome = r.opt_text(2)?.map(str::to_owned);
        Ok(Taken { step: step.code, record, on: r.day(1)?, order: record.0, outcome })
    })
}

fn stored(tx: &mut Tx<'_>, procedure: &Procedure, case: Id) -> Result<Vec<Span>> {
    let sql = format!(
        "SELECT stands, valid_from, valid_to FROM {SPANS} WHERE procedure = $1 AND case_id = $2 ORDER BY valid_from"
    );
    tx.all(&sql, &[procedure.code.into(), case.into()], |r| {
        Ok(Span { stands: r.text(0)?.to_owned(), from: r.day(1)?, to: r.day(2)? })
    })
}

/// Derives the spans of all cases of a database that has records but no spans yet.
///
/// # Errors
/// If the database fails.
pub(crate) fn bring_forward(tx: &mut Tx<'_>, sys: &System) -> Result<()> {
    for procedure in &sys.procedures {
        let mut upkeep = Upkeep::default();
        for case in cases(tx, procedure)? {
            rewrite(tx, sys, procedure, case, &mut upkeep)?;
        }
        upkeep.store(tx, sys)?;
    }
    Ok(())
}

fn cases(tx: &mut Tx<'_>, procedure: &Procedure) -> Result<Vec<Id>> {
    let sql = format!(
        "SELECT id FROM {} WHERE state = 0 UNION SELECT case_id FROM {SPANS} WHERE procedure = $1",
        procedure.cases
    );
    tx.all(&sql, &[procedure.code.into()], |r| r.id(0))
}

/// The first case whose spans do not follow from its records.
///
/// # Errors
/// If the database fails.
pub fn first_difference(tx: &mut Tx<'_>, sys: &System) -> Result<Option<Id>> {
    for procedure in &sys.procedures {
        for case in cases(tx, procedure)? {
            let derived = of_case(tx, sys, procedure, case)?.map(|s| s.spans).unwrap_or_default();
            if derived != stored(tx, procedure, case)? {
                return Ok(Some(case));
            }
        }
    }
    Ok(None)
}

/// What stands in the way of a step just entered or changed: steps that are missing before it. Corrections of earlier facts
/// are never refused; what stood on them is marked.
///
/// # Errors
/// If the database fails.
pub(crate) fn refused(tx: &mut Tx<'_>, sys: &System, ledger: &Ledger, record: &Record) -> Result<Option<Problem>> {
    for procedure in &sys.procedures {
        let Some(step) = procedure.steps.iter().find(|s| s.ledger == ledger.name) else { continue };
        let Some(case) = (FieldReader { ledger, values: &record.values }).int(step.case) else { continue };
        let standing = of_case(tx, sys, procedure, Id(case))?;
        let done = standing.map(|s| s.done).unwrap_or_default();
        let mark = done.into_iter().find(|(t, _)| t.record == record.id).map(|(_, mark)| mark);
        if let Some(Mark::Unfounded(missing)) = mark {
            return Ok(Some(Problem::whole(not_yet(procedure, step, &missing))));
        }
    }
    Ok(None)
}

fn not_yet(procedure: &Procedure, step: &Step, missing: &[&'static str]) -> Message {
    let titles: Vec<_> = missing.iter().filter_map(|code| procedure.step(code)).map(|s| s.title).collect();
    let zh: Vec<&str> = titles.iter().map(|t| t.zh).collect();
    let en: Vec<&str> = titles.iter().map(|t| t.en).collect();
    Message::new(
        format!("还不能“{}”：缺少{}", step.title.zh, zh.join("、")),
        format!("`{}` cannot be taken yet: missing {}", step.title.en, en.join(", ")),
    )
}
