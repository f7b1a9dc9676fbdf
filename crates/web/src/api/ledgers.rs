//! The ledgers there are, with their fields.

use hangji_platform::Result;
use hangji_platform::ledger::{Field, Kind, Ledger, Sensitivity};
use hangji_platform::{Term, ledger};
use hangji_store::Tx;
use hangji_web_core::operation::{Call, Operation};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::RequestCx;
use hangji_web_core::schema::{Member, Type, list_of, optional, or_null, required};
use serde_json::{Value, json};

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    vec![
        Operation::get("/api/v1/ledgers", "list_ledgers", "api-list-ledgers", all)
            .tag("ledgers")
            .gives(list_of(declared())),
    ]
}

/// A term in both languages.
pub(super) fn term() -> Type {
    Type::Object(vec![required("zh", Type::Words), required("en", Type::Words)])
}

/// A ledger as [`declared`], with how long its records are kept.
pub(super) fn explained() -> Type {
    let mut members = members();
    members.push(required("retention", term()));
    Type::Object(members)
}

fn declared() -> Type {
    Type::Object(members())
}

fn members() -> Vec<Member> {
    let choice = Type::Object(vec![required("code", Type::Words), required("title", term())]);
    let field = Type::Object(vec![
        required("name", Type::Words),
        required("title", term()),
        required(
            "type",
            Type::OneOf(&["text", "code", "phone", "id_card", "whole", "money", "day", "choice", "yes_no", "record"]),
        ),
        required("required", Type::Flag),
        required("masked", Type::Flag),
        optional("choices", list_of(choice)),
        optional("ledger", Type::Words),
        required("unit", or_null(term())),
        required("needed_by", or_null(term())),
        required("reused_in", or_null(term())),
    ]);
    vec![
        required("name", Type::Words),
        required("title", term()),
        required("about", term()),
        required("mechanism", Type::Words),
        required("writes", Type::Flag),
        required("fields", list_of(field)),
    ]
}

/// Every ledger that the viewer may read, with its fields.
fn all(_: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let readable = rcx.sys.ledgers.iter().filter(|l| rcx.viewer.may_read(rcx.sys, l.name).is_ok());
    let ledgers: Vec<Value> = readable.map(|l| declaration(rcx, l)).collect();
    Ok(Reply::ok(&ledgers.into()))
}

/// A term as JSON.
pub(super) fn words(term: Term) -> Value {
    json!({ "zh": term.zh, "en": term.en })
}

fn declaration(rcx: &RequestCx<'_>, ledger: &Ledger) -> Value {
    json!({
        "name": ledger.name,
        "title": words(ledger.title),
        "about": words(ledger.about),
        "mechanism": ledger.mechanism,
        "writes": rcx.viewer.writes(ledger.name),
        "fields": ledger.fields.iter().map(field).collect::<Vec<_>>(),
    })
}

/// A ledger's declaration with how long its records are kept.
pub(super) fn explanation(rcx: &RequestCx<'_>, ledger: &Ledger) -> Value {
    let mut out = declaration(rcx, ledger);
    out["retention"] = words(ledger.retention);
    out
}

fn field(field: &Field) -> Value {
    let mut out = json!({
        "name": field.name,
        "title": words(field.title),
        "type": type_name(field.kind),
        "required": field.required,
        "masked": field.sensitivity == Sensitivity::Masked,
        "unit": field.unit.map(words),
        "needed_by": field.purpose.map(|p| words(p.needed_by)),
        "reused_in": field.purpose.map(|p| words(p.reused_in)),
    });
    match field.kind {
        Kind::Choice(choices) => {
            let each = |c: &ledger::Choice| json!({ "code": c.code, "title": words(c.term) });
            out["choices"] = choices.iter().map(each).collect();
        }
        Kind::Record(other) => out["ledger"] = other.into(),
        _ => {}
    }
    out
}

/// A kind in a word.
fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text(_) | Kind::Long(_) => "text",
        Kind::Code(_) => "code",
        Kind::Phone => "phone",
        Kind::IdCard => "id_card",
        Kind::Whole(..) => "whole",
        Kind::Money(..) => "money",
        Kind::Day => "day",
        Kind::Choice(_) => "choice",
        Kind::YesNo => "yes_no",
        Kind::Record(_) => "record",
    }
}
