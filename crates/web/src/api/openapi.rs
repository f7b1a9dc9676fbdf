//! The OpenAPI 3.1 document, made from the table of operations and the declarations. An operation on a ledger is written
//! once for each ledger, with the ledger's own types.

use hangji_platform::ledger::{Field, Kind, Ledger};
use hangji_platform::{Result, System};
use hangji_store::Tx;
use hangji_ui::{Lang, tr};
use hangji_web_core::cookies;
use hangji_web_core::operation::{About, Call, Gives, KEY, LONGEST_KEY, Need, Operation, Parameter, Takes};
use hangji_web_core::problem::{self, Kind as ApiError};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::RequestCx;
use hangji_web_core::schema::{ID_PATTERN, Type, nullable, reference};
use hangji_web_core::words::platform;
use serde_json::{Map, Value, json};

use super::files::lang;
use super::{figures, orgs};

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    vec![
        Operation::get("/api/openapi.json", "get_document", "api-document", show).with(lang()).gives(Type::Anything),
        Operation::file(problem::PAGE, "get_problems", "api-problems", "text/html; charset=utf-8", |_, head, _| {
            Box::pin(async move { problem::page(head.lang) })
        })
        .needs(Need::Nobody),
    ]
}

/// The document.
fn show(_: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    Ok(Reply::ok(&document(rcx.sys, &rcx.app.registered().operations, rcx.lang)))
}

fn document(sys: &System, operations: &[Operation], lang: Lang) -> Value {
    let mut paths = Map::new();
    for operation in operations {
        if operation.path.contains("{ledger}") {
            for ledger in &sys.ledgers {
                let path = operation.path.replace("{ledger}", ledger.name);
                put(&mut paths, path, operation, written(operation, Some(ledger), lang));
            }
        } else {
            put(&mut paths, operation.path.to_owned(), operation, written(operation, None, lang));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Hangji",
            "version": env!("CARGO_PKG_VERSION"),
            "description": tr(lang, "api-about"),
        },
        "security": [{ "token": [] }, { "session": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas(sys, lang),
            "responses": { "Problem": {
                "description": tr(lang, "api-refused"),
                "content": { (problem::MIME): { "schema": reference("Problem") } },
            } },
            "securitySchemes": {
                "session": {
                    "type": "apiKey", "in": "cookie", "name": cookies::SESSION,
                    "description": tr(lang, "api-session"),
                },
                "token": { "type": "http", "scheme": "bearer", "description": tr(lang, "api-token") },
            },
        },
    })
}

fn put(paths: &mut Map<String, Value>, path: String, operation: &Operation, written: Value) {
    paths.entry(path).or_insert_with(|| json!({}))[operation.method.to_lowercase()] = written;
}

/// An operation as the document has it.
fn written(operation: &Operation, ledger: Option<&Ledger>, lang: Lang) -> Value {
    let name = ledger.map_or_else(|| operation.name.to_owned(), |l| format!("{}_{}", operation.name, l.name));
    let title = ledger.map(|l| l.title.in_(platform(lang)));
    let summary = tr(lang, operation.about);
    let mut out = json!({
        "operationId": name,
        "tags": [operation.tag],
        "summary": title.map_or_else(|| summary.to_string(), |title| format!("{title}: {summary}")),
        "x-hangji-need": operation.need.word(),
        "parameters": parameters(operation, ledger, lang),
        "responses": responses(operation, ledger, lang),
    });
    if operation.forgets {
        out["x-hangji-forgets"] = json!(true);
        out["description"] = tr(lang, "api-forgets").into();
    }
    if operation.need == Need::Nobody {
        out["security"] = json!([]);
    }
    match &operation.takes {
        Takes::Nothing => {}
        Takes::Json(kind) => {
            let content = json!({ "application/json": { "schema": kind.schema(ledger) } });
            out["requestBody"] = json!({ "required": true, "content": content });
        }
        Takes::File(..) | Takes::Attachment => {
            let bytes = json!({ "schema": { "type": "string", "format": "binary" } });
            let types = operation.takes.media_types();
            let content: Map<_, _> = types.into_iter().map(|m| (m.to_owned(), bytes.clone())).collect();
            out["requestBody"] = json!({ "required": true, "content": content });
        }
    }
    out
}

fn parameters(operation: &Operation, ledger: Option<&Ledger>, lang: Lang) -> Vec<Value> {
    let in_path = operation.variables().filter(|v| *v != "ledger").map(|name| {
        let schema = if name == "id" {
            json!({ "type": "string", "pattern": ID_PATTERN })
        } else {
            json!({ "type": "string", "minLength": 1, "maxLength": 100 })
        };
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    });
    let of_ledger = ledger.zip(operation.of_ledger).map(|(ledger, of)| of(ledger)).unwrap_or_default();
    let in_query = operation.parameters.iter().chain(&of_ledger).map(|p| in_query(p, lang));
    let mut out: Vec<Value> = in_path.chain(in_query).collect();
    if operation.matches {
        out.push(in_header("If-Match", "^\"(0|[1-9][0-9]{0,17})\"$", tr(lang, "api-header-match").as_ref()));
    }
    if operation.is_write() {
        let pattern = format!("^[!-~]{{1,{LONGEST_KEY}}}$");
        out.push(in_header(KEY.as_str(), &pattern, tr(lang, "api-header-key").as_ref()));
    }
    out
}

fn in_query(parameter: &Parameter, lang: Lang) -> Value {
    let about = match parameter.about {
        About::Key(key) => tr(lang, key).into_owned(),
        About::Term(term) => term.in_(platform(lang)).to_owned(),
    };
    json!({ "name": parameter.name, "in": "query", "description": about, "schema": parameter.kind.schema(None) })
}

fn in_header(name: &str, pattern: &str, about: &str) -> Value {
    json!({
        "name": name, "in": "header", "description": about, "schema": { "type": "string", "pattern": pattern },
    })
}

/// What an operation answers when it does what it is asked to, and every way in which it may refuse.
fn responses(operation: &Operation, ledger: Option<&Ledger>, lang: Lang) -> Value {
    let mut done = match &operation.gives {
        Gives::Json(kind) => json!({
            "description": tr(lang, "api-done"),
            "content": { "application/json": { "schema": kind.schema(ledger) } },
        }),
        Gives::File(mimes) => {
            let bytes = json!({ "schema": { "type": "string", "format": "binary" } });
            let content: Map<_, _> = mimes.iter().map(|m| ((*m).to_owned(), bytes.clone())).collect();
            json!({ "description": tr(lang, "api-done"), "content": content })
        }
    };
    if operation.matches || operation.path.ends_with("{ledger}/{id}") || operation.status.as_u16() == 201 {
        let tag = json!({ "description": tr(lang, "api-header-tag"), "schema": { "type": "string" } });
        done["headers"] = json!({ "ETag": tag });
    }
    let mut out = json!({ (operation.status.as_str()): done });
    for kind in refusals(operation) {
        out[kind.status.as_str()] = json!({ "$ref": "#/components/responses/Problem" });
    }
    out
}

/// The ways in which an operation may refuse.
fn refusals(operation: &Operation) -> Vec<ApiError> {
    use problem::{
        BAD_REQUEST, CONFLICT, FAULT, FORBIDDEN, INVALID, KEY_TAKEN, MEDIA_TYPE, NOT_FOUND, SIGN_IN, STALE, TOO_LARGE,
    };
    let mut out = vec![BAD_REQUEST, FAULT];
    if operation.need != Need::Nobody {
        out.extend([SIGN_IN, FORBIDDEN, NOT_FOUND]);
    }
    if operation.method != "GET" {
        out.extend([CONFLICT, INVALID]);
    }
    if operation.is_write() {
        out.push(KEY_TAKEN);
    }
    if operation.matches {
        out.push(STALE);
    }
    if !matches!(operation.takes, Takes::Nothing) {
        out.extend([TOO_LARGE, MEDIA_TYPE, INVALID]);
    }
    out
}

fn schemas(sys: &System, lang: Lang) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("Problem".into(), problem::schema());
    out.insert("Reading".into(), figures::reading());
    out.insert("Org".into(), orgs::org());
    for ledger in &sys.ledgers {
        let record = reference(ledger.name);
        out.insert(ledger.name.into(), record_schema(ledger, lang));
        out.insert(format!("{}_new", ledger.name), new_record(ledger, lang));
        out.insert(format!("{}_amend", ledger.name), amendment(ledger, lang));
        out.insert(format!("{}_page", ledger.name), page(ledger, &record));
        out.insert(format!("{}_history", ledger.name), history(ledger));
    }
    out
}

/// How a field looks in a record that is sent (`exact`, as it is checked) or answered (a mask may stand in its place).
fn field_schema(field: &Field, exact: bool, lang: Lang) -> Value {
    let text = |most: usize| json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": "\\S" });
    let mut schema = match field.kind {
        Kind::Text(_) | Kind::Long(_) | Kind::Code(_) | Kind::Phone | Kind::IdCard if !exact => {
            json!({ "type": "string" })
        }
        Kind::Text(most) | Kind::Long(most) | Kind::Code(most) => text(most),
        Kind::Phone => text(30),
        Kind::IdCard => json!({ "type": "string", "pattern": "^[0-9]{17}[0-9X]$" }),
        Kind::Whole(least, most) | Kind::Money(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Kind::Day => json!({ "type": "string", "format": "date" }),
        Kind::YesNo => json!({ "type": "boolean" }),
        Kind::Record(other) => json!({ "type": "string", "pattern": ID_PATTERN, "x-hangji-ledger": other }),
        Kind::Choice(choices) => {
            json!({ "type": "string", "enum": choices.iter().map(|c| c.code).collect::<Vec<_>>() })
        }
    };
    schema["title"] = field.title.in_(platform(lang)).into();
    if matches!(field.kind, Kind::Money(..)) {
        schema["description"] = tr(lang, "api-in-fen").into();
    }
    schema
}

/// The fields as they are sent: what a record must have may not be null.
fn sent(ledger: &Ledger, lang: Lang) -> Map<String, Value> {
    let written = |f: &Field| {
        let schema = field_schema(f, true, lang);
        if f.required { schema } else { nullable(schema) }
    };
    ledger.fields.iter().map(|f| (f.name.to_owned(), written(f))).collect()
}

fn record_schema(ledger: &Ledger, lang: Lang) -> Value {
    let mut properties = Map::new();
    properties.insert("id".into(), json!({ "type": "string", "pattern": ID_PATTERN }));
    properties.insert("org".into(), json!({ "type": "string" }));
    properties.insert("org_name".into(), json!({ "type": "string" }));
    properties.insert("state".into(), json!({ "type": "string", "enum": ["in_force", "withdrawn"] }));
    properties.insert("entry".into(), json!({ "type": "integer", "description": tr(lang, "api-entry") }));
    let answered = |f: &Field| (f.name.to_owned(), nullable(field_schema(f, false, lang)));
    properties.extend(ledger.fields.iter().map(answered));
    properties.insert("names".into(), json!({ "type": "object", "additionalProperties": { "type": "string" } }));
    json!({
        "type": "object",
        "title": ledger.name,
        "description": ledger.about.in_(platform(lang)),
        "properties": properties,
        "required": ["id", "org", "org_name", "state", "entry", "names"],
    })
}

fn new_record(ledger: &Ledger, lang: Lang) -> Value {
    let mut properties = sent(ledger, lang);
    let mut required: Vec<&str> = ledger.fields.iter().filter(|f| f.required).map(|f| f.name).collect();
    if !ledger.is_tree {
        properties.insert("org".into(), json!({ "type": "string", "minLength": 1, "maxLength": 40 }));
        required.push("org");
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn amendment(ledger: &Ledger, lang: Lang) -> Value {
    let mut properties = sent(ledger, lang);
    properties.insert("seen".into(), json!({ "type": "integer", "minimum": 0, "description": tr(lang, "api-seen") }));
    properties.insert("reason".into(), json!({ "type": "string", "minLength": 1, "maxLength": 500, "pattern": "\\S" }));
    json!({ "type": "object", "properties": properties, "required": ["reason"], "additionalProperties": false })
}

fn page(ledger: &Ledger, record: &Value) -> Value {
    let sums: Map<String, Value> = ledger
        .fields
        .iter()
        .filter(|f| f.totalled)
        .map(|f| (f.name.to_owned(), json!({ "type": "integer" })))
        .collect();
    json!({
        "type": "object",
        "required": ["records", "next"],
        "properties": {
            "records": { "type": "array", "items": record },
            "next": { "type": ["string", "null"] },
            "total": { "type": "integer" },
            "sums": { "type": "object", "properties": sums },
        },
    })
}

fn history(ledger: &Ledger) -> Value {
    let names: Vec<&str> = ledger.fields.iter().map(|f| f.name).collect();
    let any = json!({ "type": ["string", "integer", "boolean", "null"] });
    let change = json!({
        "type": "object",
        "required": ["field", "before", "after"],
        "properties": { "field": { "type": "string", "enum": names }, "before": any, "after": any },
    });
    let passage = json!({
        "type": "object",
        "required": ["entry", "at", "by", "act", "batch", "reason", "changes"],
        "properties": {
            "entry": { "type": "integer" },
            "at": { "type": "string", "format": "date-time" },
            "by": { "type": "string" },
            "act": { "type": "string", "enum": ["add", "amend", "withdraw", "restore", "erase"] },
            "batch": { "type": ["string", "null"], "pattern": ID_PATTERN },
            "reason": { "type": "string" },
            "changes": { "type": "array", "items": change },
        },
    });
    json!({ "type": "array", "items": passage })
}
