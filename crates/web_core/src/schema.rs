//! The types of what programs send and get. One [`Type`] is written into the OpenAPI document as JSON Schema and checks
//! what is sent, so that the two cannot differ. Pure: no database, no HTTP.

use hangji_platform::figures::Period;
use hangji_platform::ledger::Ledger;
use hangji_platform::{Message, Problem};
use hangji_store::{Day, Id};
use serde_json::{Map, Value, json};

use crate::request::short;
use crate::words::message;

/// What a value looks like.
#[derive(Debug, Clone)]
pub enum Type {
    /// Any text: answers only.
    Words,
    /// A text of 1 to so many characters.
    Text(usize),
    /// A whole number between two bounds.
    Whole(i64, i64),
    /// A number with decimals: answers only.
    Number,
    /// True or false.
    Flag,
    /// A day, `2013-05-01`.
    Day,
    /// A period, `2013`, `2013Q2`, `2013-05` or `2013-01-01..2013-06-30`.
    Period,
    /// The id of a record: 13 letters and digits.
    Id,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, which follow from declarations.
    Among(Vec<String>),
    /// An object of any form: answers only.
    Anything,
    /// A text, a whole number, true or false, or nothing: the value of a field.
    Scalar,
    /// An object whose members are all texts.
    Texts,
    /// A list of at most so many.
    List(Box<Type>, usize),
    /// An object with these members and no other.
    Object(Vec<Member>),
    /// The type, or null.
    OrNull(Box<Type>),
    /// A component of the document, by its name.
    Named(&'static str),
    /// The component of the ledger in the path: its record (`""`) or another one (`"_new"`, `"_amend"`, …).
    OfLedger(&'static str),
}

/// A member of an object.
#[derive(Debug, Clone)]
pub struct Member {
    name: &'static str,
    kind: Type,
    required: bool,
}

/// A member that must be there.
pub fn required(name: &'static str, kind: Type) -> Member {
    Member { name, kind, required: true }
}

/// A member that may be left out.
pub fn optional(name: &'static str, kind: Type) -> Member {
    Member { name, kind, required: false }
}

/// A list of anything up to a bound that no answer passes.
pub fn list_of(kind: Type) -> Type {
    Type::List(Box::new(kind), usize::MAX)
}

/// A type that may be null.
pub fn or_null(kind: Type) -> Type {
    Type::OrNull(Box::new(kind))
}

/// The pattern of record ids.
pub const ID_PATTERN: &str = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$";
/// The pattern of periods.
const PERIOD_PATTERN: &str =
    r"^[0-9]{4}(Q[1-4]|-[0-9]{2})?$|^[0-9]{4}-[0-9]{2}-[0-9]{2}\.\.[0-9]{4}-[0-9]{2}-[0-9]{2}$";

impl Type {
    /// As JSON Schema. `ledger` is the ledger of the path, for [`Type::OfLedger`].
    pub fn schema(&self, ledger: Option<&Ledger>) -> Value {
        match self {
            Type::Words => json!({ "type": "string" }),
            Type::Text(most) => json!({ "type": "string", "minLength": 1, "maxLength": most }),
            Type::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Type::Number => json!({ "type": "number" }),
            Type::Flag => json!({ "type": "boolean" }),
            Type::Day => json!({ "type": "string", "format": "date" }),
            Type::Period => json!({ "type": "string", "pattern": PERIOD_PATTERN, "examples": ["2013Q2"] }),
            Type::Id => json!({ "type": "string", "pattern": ID_PATTERN }),
            Type::OneOf(words) => json!({ "type": "string", "enum": words }),
            Type::Among(words) => json!({ "type": "string", "enum": words }),
            Type::Anything => json!({ "type": "object" }),
            Type::Scalar => json!({ "type": ["string", "integer", "boolean", "null"] }),
            Type::Texts => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
            Type::List(of, most) => {
                let mut schema = json!({ "type": "array", "items": of.schema(ledger) });
                if *most < usize::MAX {
                    schema["maxItems"] = (*most).into();
                }
                schema
            }
            Type::Object(members) => object(members, ledger),
            Type::OrNull(of) => nullable(of.schema(ledger)),
            Type::Named(name) => reference(name),
            Type::OfLedger(suffix) => reference(&format!("{}{suffix}", ledger.map_or("", |l| l.name))),
        }
    }

    /// What is wrong with a value sent, in the words for its place.
    pub fn wrong(&self, value: &Value) -> Option<Message> {
        let fits = match (self, value) {
            (Type::Words, Value::String(_))
            | (Type::Number, Value::Number(_))
            | (Type::Flag, Value::Bool(_))
            | (Type::OrNull(_) | Type::Scalar, Value::Null)
            | (Type::Scalar, Value::String(_) | Value::Bool(_))
            | (Type::Named(_) | Type::OfLedger(_) | Type::Anything, _) => true,
            (Type::OrNull(of), value) => return of.wrong(value),
            (Type::Scalar, Value::Number(n)) => n.is_i64(),
            (Type::Texts, Value::Object(given)) => given.values().all(Value::is_string),
            (Type::Text(most), Value::String(s)) => !s.trim().is_empty() && s.chars().count() <= *most,
            (Type::Whole(least, most), Value::Number(n)) => n.as_i64().is_some_and(|n| (*least..=*most).contains(&n)),
            (Type::Day, Value::String(s)) => s.parse::<Day>().is_ok(),
            (Type::Period, Value::String(s)) => s.parse::<Period>().is_ok(),
            (Type::Id, Value::String(s)) => s.parse::<Id>().is_ok(),
            (Type::OneOf(words), Value::String(s)) => words.contains(&s.as_str()),
            (Type::Among(words), Value::String(s)) => words.contains(s),
            (Type::List(of, most), Value::Array(items)) => {
                return if items.len() > *most {
                    Some(self.form())
                } else {
                    items.iter().find_map(|item| of.wrong(item))
                };
            }
            (Type::Object(members), Value::Object(given)) => {
                return problems(members, given).into_iter().next().map(|p| p.message);
            }
            _ => false,
        };
        (!fits).then(|| self.form())
    }

    /// What is wrong with the text of a parameter.
    pub(crate) fn wrong_text(&self, text: &str) -> Option<Message> {
        let value = match self {
            Type::Whole(..) => text.parse::<i64>().map_or(Value::Null, Value::from),
            _ => Value::from(text),
        };
        self.wrong(&value)
    }

    /// How the type is written, as a message.
    fn form(&self) -> Message {
        match self {
            Type::Words => message("json-text", &[]),
            Type::Text(most) => message("api-form-text", &[("most", (*most as i64).into())]),
            Type::Whole(least, most) => {
                let range = format!("{least}–{most}");
                message("api-form-whole", &[("range", (&range).into())])
            }
            Type::Number => message("api-form-number", &[]),
            Type::Flag => message("json-yes-no", &[]),
            Type::Day => message("api-form-day", &[]),
            Type::Period => message("api-form-period", &[]),
            Type::Id => message("json-reference", &[]),
            Type::OneOf(words) => message("api-form-one-of", &[("words", words.join(", ").as_str().into())]),
            Type::Among(words) => message("api-form-one-of", &[("words", words.join(", ").as_str().into())]),
            Type::List(_, usize::MAX) => message("api-form-list", &[]),
            Type::List(_, most) => message("api-form-list-most", &[("most", (*most as i64).into())]),
            Type::OrNull(of) => of.form(),
            Type::Scalar => message("api-form-scalar", &[]),
            Type::Texts => message("api-form-texts", &[]),
            Type::Object(_) | Type::Anything | Type::Named(_) | Type::OfLedger(_) => message("api-form-object", &[]),
        }
    }
}

/// Everything wrong with an object sent: what it lacks, what it has too much, what does not fit.
pub fn problems(members: &[Member], given: &Map<String, Value>) -> Vec<Problem> {
    let mut out = Vec::new();
    for name in given.keys().filter(|n| members.iter().all(|m| m.name != n.as_str())) {
        out.push(Problem::whole(message("bad-field", &[("name", short(name).as_str().into())])));
    }
    for member in members {
        let wrong = match given.get(member.name) {
            None if member.required => Some(message("api-missing", &[])),
            None => None,
            Some(value) => member.kind.wrong(value),
        };
        out.extend(wrong.map(|why| Problem::at(member.name, at(member.name, &why))));
    }
    out
}

/// A message with the name of its place before it.
pub fn at(name: &str, why: &Message) -> Message {
    Message::new(format!("{name}：{}", why.zh), format!("{name}: {}", why.en))
}

fn object(members: &[Member], ledger: Option<&Ledger>) -> Value {
    let properties: Map<String, Value> = members.iter().map(|m| (m.name.to_owned(), m.kind.schema(ledger))).collect();
    let required: Vec<&str> = members.iter().filter(|m| m.required).map(|m| m.name).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// A reference to a component.
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A schema that takes null too.
pub fn nullable(mut schema: Value) -> Value {
    let Some(kind) = schema.get("type").cloned() else {
        return json!({ "anyOf": [schema, { "type": "null" }] });
    };
    schema["type"] = json!([kind, "null"]);
    if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_checked_as_the_document_says() {
        let object = Type::Object(vec![required("name", Type::Text(3)), optional("count", or_null(Type::Whole(1, 9)))]);
        for (good, value) in [
            (true, json!({ "name": "甲乙丙" })),
            (true, json!({ "name": "a", "count": null })),
            (false, json!({ "name": "abcd" })),
            (false, json!({ "name": " " })),
            (false, json!({ "count": 3 })),
            (false, json!({ "name": "a", "count": 10 })),
            (false, json!({ "name": "a", "count": 1.5 })),
            (false, json!({ "name": "a", "other": 1 })),
            (false, json!(["name"])),
        ] {
            assert_eq!(object.wrong(&value).is_none(), good, "{value}");
        }
        let ids = Type::List(Box::new(Type::Id), 1);
        assert!(ids.wrong(&json!(["0000000000001"])).is_none());
        assert!(ids.wrong(&json!(["0000000000001", "0000000000002"])).is_some());
        assert!(ids.wrong(&json!(["x"])).is_some());
    }

    #[test]
    fn parameters_are_read_from_text() {
        assert!(Type::Whole(1, 500).wrong_text("500").is_none());
        for (kind, text) in [
            (Type::Whole(1, 500), "501"),
            (Type::Whole(1, 500), " 5"),
            (Type::Whole(1, 500), ""),
            (Type::Day, "2013-02-30"),
            (Type::Period, "2013Q5"),
            (Type::OneOf(&["0", "1"]), "2"),
            (Type::Text(5), "  "),
        ] {
            assert!(kind.wrong_text(text).is_some(), "{kind:?} {text}");
        }
    }

    #[test]
    fn schemas_say_null_where_it_may_be() {
        assert_eq!(
            nullable(json!({ "type": "string", "enum": ["a"] })),
            json!({ "type": ["string", "null"], "enum": ["a", null] })
        );
        assert_eq!(or_null(Type::Named("X")).schema(None)["anyOf"][1], json!({ "type": "null" }));
    }
}
