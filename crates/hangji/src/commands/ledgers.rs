//! `ledgers`: the declarations, printed.

use anyhow::Result;
use hangji_platform::ledger::{Field, Kind, Ledger, Sensitivity};
use hangji_platform::{Lang, System};
use serde_json::{Value, json};

use crate::args::Format;
use crate::output;

/// Prints every ledger with its fields, types and purposes.
pub fn all(sys: &System, format: Format, lang: Lang) -> Result<bool> {
    if format == Format::Json {
        let list: Vec<Value> = sys.ledgers.iter().map(ledger).collect();
        println!("{}", serde_json::to_string_pretty(&list)?);
        return Ok(true);
    }
    let rows: Vec<Vec<String>> = sys
        .ledgers
        .iter()
        .flat_map(|l| {
            l.fields.iter().map(move |f| {
                let purpose = f.purpose.map_or("", |p| p.needed_by.in_(lang));
                let required = if f.required { "required" } else { "" };
                let cells = [l.name, f.name, kind(f.kind), required, f.title.in_(lang), purpose];
                cells.map(str::to_owned).to_vec()
            })
        })
        .collect();
    output::print(&["ledger", "field", "type", "required", "title", "needed_by"], &rows, format)?;
    Ok(true)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text(_) => "text",
        Kind::Long(_) => "long_text",
        Kind::Code(_) => "code",
        Kind::Phone => "phone",
        Kind::IdCard => "id_card",
        Kind::Whole(..) => "whole_number",
        Kind::Money(..) => "money",
        Kind::Day => "date",
        Kind::Choice(_) => "choice",
        Kind::YesNo => "yes_no",
        Kind::Record(_) => "record",
    }
}

fn ledger(l: &Ledger) -> Value {
    json!({
        "name": l.name,
        "title": {"zh": l.title.zh, "en": l.title.en},
        "about": {"zh": l.about.zh, "en": l.about.en},
        "mechanism": l.mechanism,
        "dated": l.dated,
        "key": l.key,
        "named_by": l.named_by,
        "fields": l.fields.iter().map(field).collect::<Vec<_>>(),
    })
}

fn field(f: &Field) -> Value {
    let mut out = json!({
        "name": f.name,
        "title": {"zh": f.title.zh, "en": f.title.en},
        "type": kind(f.kind),
        "required": f.required,
        "synonyms": f.synonyms,
        "sensitivity": match f.sensitivity {
            Sensitivity::Open => "open",
            Sensitivity::Personal => "personal",
            Sensitivity::Masked => "masked",
        },
        "purpose": f.purpose.map(|p| json!({
            "needed_by": {"zh": p.needed_by.zh, "en": p.needed_by.en},
            "reused_in": {"zh": p.reused_in.zh, "en": p.reused_in.en},
        })),
    });
    match f.kind {
        Kind::Text(most) | Kind::Long(most) | Kind::Code(most) => out["most_characters"] = most.into(),
        Kind::Whole(least, most) => (out["least"], out["most"]) = (least.into(), most.into()),
        Kind::Money(least, most) => (out["least_fen"], out["most_fen"]) = (least.into(), most.into()),
        Kind::Record(ledger) => out["ledger"] = ledger.into(),
        Kind::Choice(choices) => {
            let list = choices.iter().map(|c| json!({"code": c.code, "zh": c.term.zh, "en": c.term.en}));
            out["choices"] = list.collect::<Vec<_>>().into();
        }
        Kind::Phone | Kind::IdCard | Kind::Day | Kind::YesNo => {}
    }
    out
}
