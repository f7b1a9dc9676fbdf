//! `figures` and `evidence`.

use std::io::Write as _;

use anyhow::Result;
use hangji_platform::access::Scope;
use hangji_platform::figures::{self, Figure, Period, evidence as behind, json, read};
use hangji_platform::ledger::list::shown;
use hangji_platform::privacy::access_log::Taken;
use hangji_platform::{Lang, System, tree};
use hangji_store::{Db, Tx};
use serde_json::{Map, Value, json};

use super::note_printed;
use crate::args::Format;
use crate::output;

/// Prints every figure at an organisation in a period.
pub fn all(sys: &System, db: &Db, org: &str, period: Period, format: Format, lang: Lang) -> Result<bool> {
    let readings = db.read(|tx| {
        let org = tree::lookup::by_code(tx, &Scope::everything(), org)?;
        sys.figures.iter().map(|f| Ok((f, read::read(tx, sys, f, org.id, period)?))).collect::<Result<Vec<_>>>()
    })?;
    if format == Format::Json {
        let list: Vec<Value> = readings.iter().map(|(f, r)| json::reading(f, r)).collect();
        println!("{}", serde_json::to_string_pretty(&list)?);
        return Ok(true);
    }
    let number = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
    let rows: Vec<Vec<String>> = readings
        .iter()
        .map(|(f, r)| {
            let title = if format == Format::Csv { String::new() } else { f.title.in_(lang).to_owned() };
            let mut row = vec![
                f.id.to_owned(),
                r.shown(f).map_or_else(String::new, |v| v.to_string()),
                number(r.ratio.map(|(n, _)| n)),
                number(r.ratio.map(|(_, d)| d)),
                f.unit.code.to_owned(),
                r.records.to_string(),
            ];
            if format == Format::Table {
                row.push(title);
            }
            row
        })
        .collect();
    let header = ["id", "value", "numerator", "denominator", "unit", "records", "title"];
    output::print(&header[..if format == Format::Csv { 6 } else { 7 }], &rows, format)?;
    Ok(true)
}

/// What evidence is asked for.
pub struct Request {
    pub figure: String,
    pub org: String,
    pub period: Period,
    pub whole: bool,
}

/// Printed at a time.
const STRETCH: i64 = 1000;

/// Prints the records behind a figure, one line each.
pub fn evidence(sys: &System, db: &Db, request: &Request, format: Format, lang: Lang) -> Result<bool> {
    let figure = sys.figure(&request.figure)?;
    let rows = db.read(|tx| count(tx, sys, figure, request))?;
    let part = if request.whole { " whole" } else { "" };
    let filter = format!("org={} period={}{part}", request.org, request.period);
    note_printed(db, Taken { what: figure.id, rows, filter: &filter, columns: "", format: format.code() })?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut objects = Vec::new();
    if format != Format::Json {
        writeln!(out, "ledger,record,organisation,organisation_name,date,content")?;
    }
    db.read(|tx| {
        let org = tree::lookup::by_code(tx, &Scope::everything(), &request.org)?;
        let mut wanted = behind::Wanted {
            node: org.id,
            period: request.period,
            part: usize::from(request.whole),
            skip: 0,
            take: STRETCH,
        };
        loop {
            let witnesses = behind::list(tx, sys, &Scope::everything(), figure, wanted)?;
            for w in &witnesses {
                if format == Format::Json {
                    objects.push(object(sys, w, lang)?);
                } else {
                    writeln!(out, "{}", line(sys, w, lang)?)?;
                }
            }
            if witnesses.len() < STRETCH as usize {
                return Ok(());
            }
            wanted.skip += STRETCH;
        }
    })?;
    if format == Format::Json {
        writeln!(out, "{}", serde_json::to_string_pretty(&objects)?)?;
    }
    out.flush()?;
    Ok(true)
}

/// How many records stand behind what is asked for.
fn count(tx: &mut Tx<'_>, sys: &System, figure: &Figure, request: &Request) -> Result<usize> {
    let org = tree::lookup::by_code(tx, &Scope::everything(), &request.org)?;
    let records = match sys.parts.of(figure.id).nth(1).filter(|_| request.whole) {
        Some(whole) => read::kept(tx, whole, org.id, request.period)?.1,
        None => read::read(tx, sys, figure, org.id, request.period)?.records,
    };
    Ok(usize::try_from(records)?)
}

/// The fields of a witness as people read them, by field name. The operator holds the database; masks stay on all the
/// same, because what is printed travels.
fn fields(sys: &System, w: &figures::evidence::Witness, lang: Lang) -> Result<Vec<(&'static str, String)>> {
    let ledger = sys.ledger(w.ledger)?;
    let values = w.line.record.values.iter().zip(&w.line.names);
    let texts = ledger.fields.iter().zip(values).map(|(f, (v, n))| (f.name, shown(f, v, n.as_deref(), lang, false)));
    Ok(texts.filter(|(_, text)| !text.is_empty()).collect())
}

fn line(sys: &System, w: &figures::evidence::Witness, lang: Lang) -> Result<String> {
    let fields = fields(sys, w, lang)?;
    let dated = sys.ledger(w.ledger)?.dated;
    let day = fields.iter().find(|(name, _)| Some(*name) == dated).map_or("", |(_, text)| text.as_str());
    let content: Vec<String> = fields.iter().map(|(name, text)| format!("{name}={text}")).collect();
    let cells = [
        w.ledger.to_owned(),
        w.line.record.id.to_string(),
        w.line.org_code.clone(),
        w.line.org_name.clone(),
        day.to_owned(),
        content.join("; "),
    ];
    Ok(cells.map(|c| output::csv_cell(&c)).join(","))
}

fn object(sys: &System, w: &figures::evidence::Witness, lang: Lang) -> Result<Value> {
    let fields: Map<String, Value> = fields(sys, w, lang)?.into_iter().map(|(n, t)| (n.to_owned(), t.into())).collect();
    Ok(json!({
        "ledger": w.ledger,
        "record": w.line.record.id.to_string(),
        "organisation": w.line.org_code,
        "organisation_name": w.line.org_name,
        "fields": fields,
    }))
}
