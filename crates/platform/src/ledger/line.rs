//! One record as lists and pages show it, and how a value is shown.

use hangji_store::Id;

use super::declare::{Field, Kind};
use super::value::{Record, Value};
use crate::term::{Lang, t};

/// One record of a list, with the words for what it refers to.
#[derive(Debug, Clone)]
pub struct Line {
    /// The record.
    pub record: Record,
    /// Code of its organisation.
    pub org_code: String,
    /// Name of its organisation today.
    pub org_name: String,
    /// For each field that refers to a record: what that one is called.
    pub names: Vec<Option<String>>,
    /// And its code, which tells it from others of that name; its id where the ledger has no code.
    pub codes: Vec<Option<String>>,
}

/// A value as people read it: choices by their word, money in yuan, references by name; a masked field's behind its mask
/// unless it was opened with a stated need.
#[must_use]
pub fn shown(field: &Field, value: &Value, name: Option<&str>, lang: Lang, opened: bool) -> String {
    match (field.kind, value) {
        (_, Value::Null) => String::new(),
        (Kind::Choice(choices), Value::Text(s)) => {
            choices.iter().find(|c| c.code == &**s).map_or_else(|| s.to_string(), |c| c.term.in_(lang).to_owned())
        }
        (Kind::YesNo, Value::Int(i)) => {
            let word = if *i == 1 { t("是", "yes") } else { t("否", "no") };
            word.in_(lang).to_owned()
        }
        (Kind::Money(..), Value::Int(i)) => {
            let sign = if *i < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", i.abs() / 100, i.abs() % 100)
        }
        (Kind::Record(_), Value::Int(i)) => name.map_or_else(|| Id(*i).to_string(), str::to_owned),
        (_, Value::Text(s)) if field.is_encrypted() && !opened => masked(s),
        (_, Value::Text(s)) => s.to_string(),
        (_, Value::Int(i)) => i.to_string(),
    }
}

/// Leaves the first three and the last two characters of a sensitive text.
#[must_use]
pub fn masked(s: &str) -> String {
    let chars: Vec<char> = s.chars().collect();
    let (head, tail) = if chars.len() > 7 { (3, 2) } else { (0, 0) };
    let hidden = chars.len() - head - tail;
    let text: String = chars[..head].iter().collect();
    let end: String = chars[chars.len() - tail..].iter().collect();
    format!("{text}{}{end}", "*".repeat(hidden))
}
