//! What a record is called where another one refers to it, in a list, a task or a suggestion: `张三`, or, where nothing
//! in it is a name, what tells it from others at a glance: `2013-05-01 · 张三 · 王五`.

use super::declare::{Ledger, ORG};
use super::line::{Line, shown};
use super::{Field, Kind};
use crate::{Lang, Result, System, tree};

/// Between the parts of a name.
pub(crate) const BETWEEN: &str = " · ";

/// The field that tells any two records of a ledger in force apart in one word; ledgers without one go by the id.
#[must_use]
pub fn code(ledger: &Ledger) -> Option<&'static str> {
    ledger.named_by.first().copied().filter(|first| ledger.key == [*first])
}

/// The fields that make the name, in their order; [`ORG`] stands for the organisation's name.
#[must_use]
pub fn parts(ledger: &Ledger) -> Vec<&'static str> {
    match (code(ledger), ledger.named_by) {
        (Some(_), [_, names @ ..]) if !names.is_empty() => names.to_vec(),
        (_, [_, ..]) => ledger.named_by.to_vec(),
        _ => {
            let telling = |f: &Field| !f.is_encrypted() && !matches!(f.kind, Kind::Record(_));
            let in_key = ledger.key.iter().find(|k| ledger.position(k).is_some_and(|i| telling(&ledger.fields[i])));
            in_key.copied().or(ledger.dated).into_iter().collect()
        }
    }
}

/// The one field that names a record within the name of another.
pub(crate) fn shortest(ledger: &Ledger) -> Option<&'static str> {
    let plain = |f: &Field| !matches!(f.kind, Kind::Record(_));
    parts(ledger).into_iter().rev().find(|p| ledger.position(p).is_some_and(|i| plain(&ledger.fields[i])))
}

/// SQL for the name of a ledger's record under an alias. What its parts refer to is told by its own name, one step far.
///
/// # Errors
/// If a part refers to a ledger that does not exist.
pub(crate) fn sql(sys: &System, ledger: &Ledger, alias: &str) -> Result<String> {
    let parts = parts(ledger);
    let mut text = String::new();
    for part in &parts {
        let one = part_sql(sys, ledger, alias, part)?;
        match (text.is_empty(), parts.len()) {
            (true, 1) => text = one,
            // What is not filled in leaves no gap behind.
            (true, _) => text = format!("COALESCE({one}, '')"),
            _ => text.push_str(&format!(" || COALESCE('{BETWEEN}' || {one}, '')")),
        }
    }
    Ok(if text.is_empty() { format!("CAST({alias}.id AS TEXT)") } else { format!("({text})") })
}

fn part_sql(sys: &System, ledger: &Ledger, alias: &str, part: &str) -> Result<String> {
    if part == ORG {
        return Ok(format!("(SELECT o.name FROM org o WHERE o.id = {alias}.org)"));
    }
    let kind = ledger.position(part).map(|i| ledger.fields[i].kind);
    Ok(match kind {
        Some(Kind::Record(tree::ORGANISATIONS)) => format!("(SELECT o.name FROM org o WHERE o.id = {alias}.{part})"),
        Some(Kind::Record(other)) => {
            let name = shortest(sys.ledger(other)?).unwrap_or("id");
            format!("(SELECT CAST(o.{name} AS TEXT) FROM {other} o WHERE o.id = {alias}.{part})")
        }
        _ => format!("CAST({alias}.{part} AS TEXT)"),
    })
}

/// What a record that was read is called; its id where nothing of its name is filled in.
#[must_use]
pub fn of_line(ledger: &Ledger, line: &Line, lang: Lang) -> String {
    let part = |part: &'static str| match ledger.position(part) {
        Some(i) => shown(&ledger.fields[i], &line.record.values[i], line.names[i].as_deref(), lang, false),
        None => line.org_name.clone(),
    };
    let words = |names: Vec<&'static str>| {
        names.into_iter().map(part).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(BETWEEN)
    };
    let found = [parts(ledger), ledger.dated.into_iter().collect()].into_iter().map(words).find(|t| !t.is_empty());
    found.unwrap_or_else(|| line.record.id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> Ledger {
        Ledger::new("things", "物", "Things")
            .field(Field::new("code", "编号", "Code", Kind::Code(9)))
            .field(Field::new("name", "名称", "Name", Kind::Text(9)))
            .field(Field::new("on_day", "日期", "Day", Kind::Day))
            .field(Field::new("person", "人", "Person", Kind::Record("people")))
    }

    #[test]
    fn a_code_is_what_alone_tells_two_records_apart() {
        let coded = ledger().named_by(&["code", "name"]).key(&["code"]);
        assert_eq!((code(&coded), parts(&coded)), (Some("code"), vec!["name"]));
        let by_code = ledger().named_by(&["code"]).key(&["code"]);
        assert_eq!((code(&by_code), parts(&by_code)), (Some("code"), vec!["code"]));
        let told = ledger().named_by(&["on_day", "person"]).key(&["person", "on_day"]);
        assert_eq!((code(&told), parts(&told)), (None, vec!["on_day", "person"]));
    }

    #[test]
    fn a_ledger_without_names_never_goes_by_the_number_of_what_it_refers_to() {
        assert_eq!(parts(&ledger().key(&["person", "code"])), ["code"]);
        assert_eq!(parts(&ledger().key(&["person"]).dated("on_day")), ["on_day"]);
    }
}
