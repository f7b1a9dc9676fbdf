//! What must hold between a rectification file and other records.

use hangji_base::common::at;
use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::ledger::{Ledger, Record};
use hangji_platform::{Problem, Result, System};
use hangji_store::Tx;

use crate::grading::GRADINGS;

/// The file belongs to the organisation whose lagging grade it follows.
pub(super) fn of_its_own_lagging_grade(
    tx: &mut Tx<'_>,
    _: &System,
    ledger: &Ledger,
    record: &Record,
) -> Result<Option<Problem>> {
    let v = FieldReader { ledger, values: &record.values };
    let sql = format!(
        "SELECT g.org, g.grade, g.year, o.name FROM {GRADINGS} g LEFT JOIN org o ON o.id = g.org
         WHERE g.id = $1 AND g.state = 0"
    );
    let found = tx.first(&sql, &[v.int("grading").into()], |r| {
        Ok((r.id(0)?, r.text(1)?.to_owned(), r.int(2)?, r.opt_text(3)?.unwrap_or_default().to_owned()))
    })?;
    Ok(match found {
        None => Some(at("grading", "没有这次定级，或已撤回", "there is no such grading, or it was withdrawn")),
        Some((org, _, year, name)) if org != record.org => Some(at(
            "grading",
            format!("所选定级是“{name}”{year}年度的，不是本党组织的"),
            format!("that grading is of {name} for {year}, not of this organisation"),
        )),
        Some((_, grade, year, name)) if grade != "lagging" => Some(at(
            "grading",
            format!("“{name}”{year}年度未定为后进，不需要整顿台账"),
            format!("{name} was not graded lagging in {year}: there is nothing to rectify"),
        )),
        Some(_) => None,
    })
}
