//! The OpenAPI 3.1 document, made from the declarations.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::System;
use hangji_platform::ledger::{Field, Kind, Ledger};
use serde_json::{Map, Value, json};

use crate::cookies;
use crate::request::{Asked, Shared};

/// The document.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    app.data(asked, |_, visit| Ok(document(visit.sys))).await
}

fn document(sys: &System) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    schemas.insert("Problem".into(), problem());
    schemas.insert("Reading".into(), reading());
    schemas.insert("Change".into(), change());
    for ledger in &sys.ledgers {
        schemas.insert(ledger.name.into(), record(ledger));
        schemas.insert(format!("{}_new", ledger.name), new_record(ledger));
        schemas.insert(format!("{}_amend", ledger.name), amendment(ledger));
        paths.insert(format!("/api/v1/{}", ledger.name), collection(ledger));
        paths.insert(format!("/api/v1/{}/{{id}}", ledger.name), single(ledger));
        paths.insert(format!("/api/v1/{}/{{id}}/withdraw", ledger.name), withdrawal(ledger));
    }
    let list = json!({ "type": "array", "items": { "type": "object" } });
    paths.insert(
        "/api/v1/ledgers".into(),
        json!({ "get": operation("listLedgers", "Every ledger with its fields", &[], &list) }),
    );
    let readings = json!({ "type": "array", "items": reference("Reading") });
    let at =
        [query("org", "Code of the organisation"), query("period", "2013, 2013Q2, 2013-05, 2013-01-01..2013-06-30")];
    paths.insert("/api/v1/figures".into(), json!({ "get": operation("listFigures", "Every figure", &at, &readings) }));
    paths.insert("/api/v1/figures/{id}/evidence".into(), evidence(at));
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Hangji", "version": env!("CARGO_PKG_VERSION") },
        "security": [{ "session": [] }, { "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": cookies::SESSION },
                "token": { "type": "http", "scheme": "bearer" },
            },
        },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn query(name: &str, about: &str) -> Value {
    json!({ "name": name, "in": "query", "description": about, "schema": { "type": "string" } })
}

fn number(name: &str, least: i64) -> Value {
    json!({ "name": name, "in": "query", "schema": { "type": "integer", "minimum": least } })
}

fn id_parameter() -> Value {
    json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } })
}

fn content(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn operation(id: &str, summary: &str, parameters: &[Value], answer: &Value) -> Value {
    json!({
        "operationId": id,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": { "description": "OK", "content": content(answer) },
            "default": {
                "description": "Refused",
                "content": { "application/problem+json": { "schema": reference("Problem") } },
            },
        },
    })
}

fn with_body(mut operation: Value, schema: &str) -> Value {
    operation["requestBody"] = json!({ "required": true, "content": content(&reference(schema)) });
    operation
}

fn collection(ledger: &Ledger) -> Value {
    let name = ledger.name;
    let mut parameters = vec![
        query("org", "Only records of this organisation's territory, by code"),
        query("period", "Only records whose day lies in it"),
        query("withdrawn", "1: withdrawn records instead of those in force"),
        query("sort", "Field to sort by; - before it turns the order round"),
        number("limit", 1),
        number("offset", 0),
    ];
    for field in &ledger.fields {
        let ends: &[&str] = match field.kind {
            Kind::Day => &["_from", "_to"],
            Kind::Whole(..) | Kind::Money(..) => &["_min", "_max"],
            _ => &[""],
        };
        parameters.extend(ends.iter().map(|e| query(&format!("{}{e}", field.name), field.title.en)));
    }
    let page = json!({
        "type": "object",
        "required": ["total", "limit", "offset", "records"],
        "properties": {
            "total": { "type": "integer" },
            "limit": { "type": "integer" },
            "offset": { "type": "integer" },
            "records": { "type": "array", "items": reference(name) },
        },
    });
    let mut add =
        with_body(operation(&format!("add_{name}"), "Enter a record", &[], &reference(name)), &format!("{name}_new"));
    let responses = &mut add["responses"];
    responses["201"] = responses["200"].take();
    if let Some(map) = responses.as_object_mut() {
        map.remove("200");
    }
    json!({ "get": operation(&format!("list_{name}"), ledger.title.en, &parameters, &page), "post": add })
}

fn single(ledger: &Ledger) -> Value {
    let (name, id) = (ledger.name, [id_parameter()]);
    let amend = operation(&format!("amend_{name}"), "Give a record another state", &id, &reference(name));
    json!({
        "get": operation(&format!("get_{name}"), "One record", &id, &reference(name)),
        "patch": with_body(amend, &format!("{name}_amend")),
    })
}

fn withdrawal(ledger: &Ledger) -> Value {
    let name = ledger.name;
    let act = operation(&format!("withdraw_{name}"), "Take a record out of force", &[id_parameter()], &reference(name));
    json!({ "post": with_body(act, "Change") })
}

fn evidence([org, period]: [Value; 2]) -> Value {
    let answer = json!({
        "type": "object",
        "required": ["figure", "records"],
        "properties": {
            "figure": reference("Reading"),
            "records": { "type": "array", "items": { "type": "object" } },
        },
    });
    let part = query("part", "0 the amount or the numerator, 1 the denominator");
    let parameters = [id_parameter(), org, period, part, number("limit", 1), number("offset", 0)];
    json!({ "get": operation("listEvidence", "The records behind a figure", &parameters, &answer) })
}

/// How a field looks in JSON.
fn field_schema(field: &Field) -> Value {
    let text = |extra: Value| {
        let mut schema = json!({ "type": ["string", "null"] });
        if let (Some(schema), Value::Object(extra)) = (schema.as_object_mut(), extra) {
            schema.extend(extra);
        }
        schema
    };
    let mut schema = match field.kind {
        Kind::Text(n) | Kind::Long(n) | Kind::Code(n) => text(json!({ "maxLength": n })),
        Kind::Phone | Kind::IdCard => text(json!({})),
        Kind::Whole(least, most) => json!({ "type": ["integer", "null"], "minimum": least, "maximum": most }),
        Kind::Money(..) => text(json!({ "pattern": "^-?[0-9]+(\\.[0-9]{1,2})?$" })),
        Kind::Day => text(json!({ "format": "date" })),
        Kind::YesNo => json!({ "type": ["boolean", "null"] }),
        Kind::Record(other) => text(json!({ "x-hangji-ledger": other })),
        Kind::Choice(choices) => {
            let codes = choices.iter().map(|c| Value::from(c.code)).chain([Value::Null]);
            json!({ "enum": codes.collect::<Vec<_>>() })
        }
    };
    schema["title"] = field.title.zh.into();
    schema["description"] = field.title.en.into();
    schema
}

fn fields(ledger: &Ledger) -> Map<String, Value> {
    ledger.fields.iter().map(|f| (f.name.to_owned(), field_schema(f))).collect()
}

fn record(ledger: &Ledger) -> Value {
    let mut properties = Map::new();
    for name in ["id", "org", "org_name"] {
        properties.insert(name.into(), json!({ "type": "string" }));
    }
    properties.insert("state".into(), json!({ "enum": ["in_force", "withdrawn"] }));
    properties.insert("entry".into(), json!({ "type": "integer" }));
    properties.extend(fields(ledger));
    properties.insert("names".into(), json!({ "type": "object", "additionalProperties": { "type": "string" } }));
    json!({ "type": "object", "title": ledger.title.zh, "description": ledger.about.en, "properties": properties })
}

fn new_record(ledger: &Ledger) -> Value {
    let mut properties = fields(ledger);
    let mut required: Vec<&str> = ledger.fields.iter().filter(|f| f.required).map(|f| f.name).collect();
    if !ledger.is_tree {
        properties.insert("org".into(), json!({ "type": "string" }));
        required.push("org");
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn amendment(ledger: &Ledger) -> Value {
    let mut properties = fields(ledger);
    properties.insert("seen".into(), json!({ "type": "integer" }));
    properties.insert("reason".into(), json!({ "type": "string", "maxLength": 500 }));
    json!({
        "type": "object", "properties": properties, "required": ["seen", "reason"], "additionalProperties": false,
    })
}

fn change() -> Value {
    json!({
        "type": "object",
        "properties": { "seen": { "type": "integer" }, "reason": { "type": "string", "maxLength": 500 } },
        "required": ["seen", "reason"],
    })
}

fn reading() -> Value {
    json!({
        "type": "object",
        "required": ["id", "value", "numerator", "denominator", "unit", "records"],
        "properties": {
            "id": { "type": "string" },
            "value": { "type": ["number", "null"] },
            "numerator": { "type": ["integer", "null"] },
            "denominator": { "type": ["integer", "null"] },
            "unit": { "type": "string" },
            "records": { "type": "integer" },
        },
    })
}

fn problem() -> Value {
    let error = json!({
        "type": "object",
        "properties": { "field": { "type": ["string", "null"] }, "zh": { "type": "string" }, "en": { "type": "string" } },
    });
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "detail_zh"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "detail_zh": { "type": "string" },
            "instance": { "type": "string" },
            "errors": { "type": "array", "items": error },
        },
    })
}
