//! What the declarations of several mechanisms share: periods of validity, percent units, sentences.

use hangji_platform::figures::{Counting, Facts, Measure, Part, Timing};
use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, Record, choice};
use hangji_platform::query::Query;
use hangji_platform::{Message, Problem, Result, Term, Unit, t};
use hangji_store::{Day, Id, Tx};

/// Who needs the days of validity, and where they are reused.
const DATED: (Term, Term) = (
    t("党务干部，用以确定当时有效的情况", "Party-affairs officers, to know what held when"),
    t("按时点统计的各项指标、履历", "figures as of a day, histories"),
);

/// The percent unit with so many decimals.
pub(crate) const fn percent(decimals: u32) -> Unit {
    Unit { code: "percent", term: t("%", "%"), divisor: 1, decimals }
}

/// First day in force.
pub(crate) fn began(zh: &'static str, en: &'static str, also: &'static [&'static str]) -> Field {
    Field::new("began_on", zh, en, Kind::Day).required().also(also).purpose(DATED.0, DATED.1)
}

/// Day from which it is no longer in force; empty while it is.
pub(crate) fn ended(zh: &'static str, en: &'static str, also: &'static [&'static str]) -> Field {
    Field::new("ended_on", zh, en, Kind::Day)
        .also(also)
        .may_be_future()
        .purpose(DATED.0, DATED.1)
        .hint("从这一天起不再有效；仍然有效则留空", "the day from which it no longer holds; leave empty while it does")
}

/// The three grades of a grading round.
pub(crate) const GRADES: &[Choice] =
    &[choice("advanced", "先进", "advanced"), choice("middle", "一般", "middle"), choice("lagging", "后进", "lagging")];

/// A problem at a field, in both languages.
pub(crate) fn at(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::at(field, Message::new(zh, en))
}

/// Two days in order: refused if the later one is not after (or, where the same day will do, before) the earlier.
pub(crate) fn in_order(
    v: &FieldReader<'_>,
    first: &'static str,
    then: &'static str,
    same_day_will_do: bool,
) -> Option<Problem> {
    let (a, b) = (v.day(first)?, v.day(then)?);
    if a < b || (same_day_will_do && a == b) {
        return None;
    }
    let title = |name: &str| v.ledger.position(name).map_or(t("", ""), |i| v.ledger.fields[i].title);
    let (first, last) = (title(first), title(then));
    let (zh, en) = if same_day_will_do { ("不能早于", "before") } else { ("必须晚于", "not after") };
    Some(at(
        then,
        format!("{}（{b}）{zh}{}（{a}）", last.zh, first.zh),
        format!("{} ({b}) is {en} {} ({a})", last.en, first.en),
    ))
}

/// Ends after it began.
pub(crate) fn ends_after_it_began(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    in_order(v, "began_on", "ended_on", false)
}

/// A whole period in words, for sentences about overlaps.
pub(crate) fn span(began: &str, ended: Option<&str>) -> Message {
    match ended {
        Some(e) => Message::new(format!("{began} 起、{e} 止"), format!("from {began} until {e}")),
        None => Message::new(format!("{began} 起至今"), format!("since {began}")),
    }
}

/// Another record of the ledger in force at the same time.
pub(crate) struct Overlap {
    /// The other record.
    pub(crate) id: Id,
    /// Its days in words.
    pub(crate) span: Message,
}

/// The earliest other record whose days (`began_on`, `ended_on`) overlap with those of this one and that has the same
/// values in the given columns (`org` is the owning organisation).
pub(crate) fn overlapping(tx: &mut Tx<'_>, ledger: &Ledger, record: &Record, same: &[&str]) -> Result<Option<Overlap>> {
    let v = FieldReader { ledger, values: &record.values };
    let Some(began) = v.text("began_on") else { return Ok(None) };
    let mut query =
        Query::new(&format!("SELECT x.id, x.began_on, x.ended_on FROM {} x WHERE x.state = 0", ledger.name));
    for column in same {
        query.push(&format!(" AND x.{column} = "));
        match (*column, v.text(column), v.int(column)) {
            ("org", ..) => query.bind_int(record.org.0),
            (_, Some(text), _) => query.bind_text(text),
            (_, _, Some(number)) => query.bind_int(number),
            // What is not given is the same as nothing.
            _ => return Ok(None),
        }
    }
    query.push(" AND x.id <> ");
    query.bind_int(record.id.0);
    query.push(" AND (x.ended_on IS NULL OR x.ended_on > ");
    query.bind_text(began);
    query.push(")");
    if let Some(ended) = v.text("ended_on") {
        query.push(" AND x.began_on < ");
        query.bind_text(ended);
    }
    query.push(" ORDER BY x.began_on");
    tx.first(query.text(), &query.params(), |r| Ok(Overlap { id: r.id(0)?, span: span(r.text(1)?, r.opt_text(2)?) }))
}

/// What the person of a record is called.
pub(crate) fn person_of(tx: &mut Tx<'_>, ledger: &Ledger, record: Id) -> Result<String> {
    let sql = format!("SELECT p.name FROM {} x JOIN people p ON p.id = x.person WHERE x.id = $1", ledger.name);
    let name = tx.first(&sql, &[record.into()], |r| Ok(r.opt_text(0)?.unwrap_or_default().to_owned()))?;
    Ok(name.unwrap_or_default())
}

/// Events counted one by one.
pub(crate) fn events(facts: Facts) -> Measure {
    Measure::Amount(Part::new(Counting::Facts, Timing::During, facts))
}

/// Events whose keys are counted once.
pub(crate) fn distinct_events(key: &'static str, facts: Facts) -> Measure {
    Measure::Amount(Part::new(Counting::Distinct(key), Timing::During, facts))
}

/// The sum over events.
pub(crate) fn sum(value: &'static str, facts: Facts) -> Measure {
    Measure::Amount(Part::new(Counting::Sum(value), Timing::During, facts))
}

/// What stands at the end of the period, counted one by one.
pub(crate) fn stock(facts: Facts) -> Measure {
    Measure::Amount(Part::new(Counting::Facts, Timing::AtEnd, facts))
}

/// What stands at the end of the period, keys counted once.
pub(crate) fn distinct_stock(key: &'static str, facts: Facts) -> Measure {
    Measure::Amount(Part::new(Counting::Distinct(key), Timing::AtEnd, facts))
}

/// For the rules tables of the mechanisms.
#[cfg(test)]
pub(crate) mod testing {
    use hangji_platform::import::cells::read_text;
    use hangji_platform::ledger::{Kind, Ledger, Value, check};
    use hangji_store::Day;

    /// The example of a ledger with some fields written otherwise (`""` empties one); references are numbers. Gives the
    /// fields that the ledger finds wrong, and fails where a text cannot even be read.
    pub(crate) fn wrong(ledgers: &[Ledger], name: &str, changes: &[(&str, &str)]) -> Vec<&'static str> {
        let ledger = ledgers.iter().find(|l| l.name == name).expect("a ledger of this mechanism");
        let values: Vec<Value> = ledger
            .fields
            .iter()
            .map(|f| {
                let of = |list: &[(&str, &'static str)]| list.iter().find(|(n, _)| *n == f.name).map(|(_, t)| *t);
                let changed = changes.iter().find(|(n, _)| *n == f.name).map(|(_, t)| (*t).to_owned());
                let text = changed.or_else(|| of(ledger.example).map(str::to_owned)).unwrap_or_default();
                match f.kind {
                    Kind::Record(_) if !text.is_empty() => Value::Int(text.parse().unwrap_or(1)),
                    _ => read_text(f, &text).unwrap_or_else(|message| panic!("{}: {}", f.name, message.en)),
                }
            })
            .collect();
        let today = Day::new(2013, 12, 31).expect("a day");
        let found = check::problems(ledger, &values, today);
        found.into_iter().map(|p| p.field.unwrap_or("")).collect()
    }

    /// A row: ledger, what is written otherwise, the field that is wrong.
    pub(crate) type Row<'r> = (&'r str, &'r [(&'r str, &'r str)], &'r str);

    /// Runs a table: ledger, what is written otherwise, the field that is wrong (`""`: nothing is).
    pub(crate) fn table(ledgers: &[Ledger], rows: &[Row<'_>]) {
        for (ledger, changes, expected) in rows {
            let found = wrong(ledgers, ledger, changes);
            let expected: Vec<&str> = [*expected].into_iter().filter(|e| !e.is_empty()).collect();
            assert_eq!(found, expected, "{ledger} with {changes:?}");
        }
    }
}
