//! Values of a record from what people type into forms and what programs send as JSON, and back.

use hangji_platform::ledger::input::{read_text, resolve};
use hangji_platform::ledger::list::{self, Line, shown};
use hangji_platform::ledger::write::unknown_reference;
use hangji_platform::ledger::{Field, Kind, Ledger, State, Value, check};
use hangji_platform::search::find::in_ledger;
use hangji_platform::search::words::Question;
use hangji_platform::tree::lookup::{self, Org};
use hangji_platform::{Message, Problem, Refusal, Result, tree};
use hangji_store::{Id, Tx};
use serde_json::{Map, Value as Json};

use crate::request::{ORG, Params, RequestCx, short};
use crate::words::{message, platform};

/// Reads all fields, gathering what is wrong with any of them.
struct Reader<'v, 'a> {
    rcx: &'v RequestCx<'a>,
    ledger: &'v Ledger,
    values: Vec<Value>,
    problems: Vec<Problem>,
}

impl<'v, 'a> Reader<'v, 'a> {
    fn new(rcx: &'v RequestCx<'a>, ledger: &'v Ledger, before: Option<&Line>) -> Self {
        let values = before.map_or_else(|| vec![Value::Null; ledger.fields.len()], |l| l.record.values.clone());
        Reader { rcx, ledger, values, problems: Vec::new() }
    }

    fn take(&mut self, i: usize, read: std::result::Result<Value, Message>) {
        match read {
            Ok(value) => self.values[i] = value,
            Err(message) => self.problems.push(Problem::at(self.ledger.fields[i].name, message)),
        }
    }

    /// The values, or everything wrong with them: what cannot be read and what does not hold, at once.
    fn finish(mut self) -> Result<Vec<Value>> {
        if self.problems.is_empty() {
            return Ok(self.values);
        }
        let more = check::problems(self.ledger, &self.values, self.rcx.today);
        let unread: Vec<_> = self.problems.iter().map(|p| p.field).collect();
        self.problems.extend(more.into_iter().filter(|p| p.field.is_some() && !unread.contains(&p.field)));
        Err(Refusal::Invalid(self.problems).into())
    }
}

/// What empties a masked field, because a blank one keeps its value.
pub(crate) const CLEAR: &str = "-";

/// Whether what was sent for a masked field of a stored record leaves it as it is: nothing, or a mask that was shown,
/// which may be that of an earlier state. A mask is never stored.
fn keeps_masked(field: &Field, before: Option<&Line>, text: &str) -> bool {
    field.is_encrypted() && before.is_some() && (text.trim().is_empty() || text.contains("**"))
}

/// The values of a form. A masked field left as it was shown, and a reference too, keep their value.
pub fn of_form(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    org: Id,
    before: Option<&Line>,
    form: &Params,
) -> Result<Vec<Value>> {
    let mut reader = Reader::new(rcx, ledger, before);
    for (i, field) in ledger.fields.iter().enumerate() {
        let Some(text) = form.raw(field.name) else { continue };
        let kept = before.is_some_and(|l| match field.kind {
            Kind::Record(_) => !text.trim().is_empty() && typed(rcx, ledger, i, l) == text.trim(),
            _ => keeps_masked(field, before, text),
        });
        if kept {
            continue;
        }
        let text = if field.is_encrypted() && text.trim() == CLEAR { "" } else { text };
        let read = match (field.kind, read_text(field, text)) {
            (Kind::Record(other), Ok(Value::Text(name))) => {
                resolve(tx, rcx.sys, &rcx.scope, other, &name, org)?.map(Value::from)
            }
            (_, read) => read,
        };
        reader.take(i, read);
    }
    reader.finish()
}

/// Organisation and values of a form for a new record, or everything that is wrong with either.
pub fn new_of_form(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, form: &Params) -> Result<(Id, Vec<Value>)> {
    let unknown = match org_of_form(tx, rcx, ledger, form) {
        Ok(org) => return Ok((org, of_form(tx, rcx, ledger, org, None, form)?)),
        Err(e) => match crate::error::refusal(e)? {
            Refusal::Invalid(problems) => problems,
            other => return Err(other.into()),
        },
    };
    let further = match of_form(tx, rcx, ledger, Id::default(), None, form) {
        Ok(values) => check::problems(ledger, &values, rcx.today),
        Err(e) => match crate::error::refusal(e)? {
            Refusal::Invalid(problems) => problems,
            other => return Err(other.into()),
        },
    };
    Err(Refusal::Invalid(unknown.into_iter().chain(further).collect()).into())
}

/// The organisation that a form names for a new record, by code or name.
fn org_of_form(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, form: &Params) -> Result<Id> {
    if ledger.is_tree {
        return Ok(Id::default());
    }
    let Some(text) = form.get(ORG) else {
        return Err(Refusal::invalid(Problem::at(ORG, message("org-missing", &[]))).into());
    };
    let found = resolve(tx, rcx.sys, &rcx.scope, tree::ORGANISATIONS, text, Id::default())?;
    found.map_err(|why| Refusal::invalid(Problem::at(ORG, why)).into())
}

/// The organisation that somebody means by a code, a name, or how a name is read (`dyz`).
pub fn org_named(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, text: &str) -> Result<Org> {
    match lookup::by_code(tx, &rcx.scope, text) {
        Ok(org) => return Ok(org),
        Err(e) => drop(crate::error::refusal(e)?),
    }
    let own = rcx.scope.node().unwrap_or_default();
    let found = resolve(tx, rcx.sys, &rcx.scope, tree::ORGANISATIONS, text, own)?;
    let why = match found {
        Ok(id) => return lookup::by_id(tx, &rcx.scope, id),
        Err(why) => why,
    };
    if let Some(question) = Question::of(text) {
        let ledger = rcx.sys.ledger(tree::ORGANISATIONS)?;
        let found = in_ledger(tx, rcx.sys, &rcx.scope, ledger, &question, 0, 2)?;
        if let [one] = found.records.as_slice() {
            return lookup::by_id(tx, &rcx.scope, *one);
        }
    }
    Err(Refusal::NotFound(why).into())
}

/// A field's value as a form holds it.
pub fn typed(rcx: &RequestCx<'_>, ledger: &Ledger, i: usize, line: &Line) -> String {
    let (field, value) = (&ledger.fields[i], &line.record.values[i]);
    match (field.kind, value) {
        (Kind::Choice(_), Value::Text(code)) => code.to_string(),
        (Kind::YesNo, Value::Int(n)) => if *n == 1 { "yes" } else { "no" }.to_owned(),
        // With its code, which tells it from others of that name.
        (Kind::Record(_), Value::Int(_)) => match (&line.names[i], &line.codes[i]) {
            (Some(name), Some(code)) if name != code => format!("{name}（{code}）"),
            _ => shown(field, value, line.names[i].as_deref(), platform(rcx.lang), true),
        },
        _ => shown(field, value, line.names[i].as_deref(), platform(rcx.lang), false),
    }
}

/// The values of a JSON object; fields that it does not name keep their value. `reserved` are names beside the fields.
pub fn of_json(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    before: Option<&Line>,
    object: &Map<String, Json>,
    reserved: &[&str],
) -> Result<Vec<Value>> {
    let mut reader = Reader::new(rcx, ledger, before);
    for name in object.keys().filter(|n| !reserved.contains(&n.as_str()) && ledger.position(n).is_none()) {
        reader.problems.push(Problem::whole(message("bad-field", &[("name", short(name).as_str().into())])));
    }
    for (i, field) in ledger.fields.iter().enumerate() {
        let Some(json) = object.get(field.name) else { continue };
        if json.as_str().is_some_and(|text| !text.is_empty() && keeps_masked(field, before, text)) {
            continue;
        }
        let read = read_json(tx, rcx, field, json, &reader.values[i])?;
        reader.take(i, read);
    }
    reader.finish()
}

/// A field's value from JSON; a record that it refers to is one that the viewer sees, or the one that stood there.
pub fn read_json(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    field: &Field,
    json: &Json,
    before: &Value,
) -> Result<std::result::Result<Value, Message>> {
    let read = of_json_value(field, json);
    if let (Kind::Record(other), Ok(Value::Int(id))) = (field.kind, &read)
        && *before != Value::Int(*id)
        && !is_seen(tx, rcx, other, Id(*id))?
    {
        return Ok(Err(unknown_reference(field.title.zh, field.title.en)));
    }
    Ok(read)
}

/// Whether the viewer sees a record in force: others may not be referred to, for their name would be told.
fn is_seen(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &str, id: Id) -> Result<bool> {
    let found = list::one(tx, rcx.sys, &rcx.scope, rcx.sys.ledger(ledger)?, id)?;
    Ok(found.is_some_and(|l| l.record.state == State::InForce))
}

fn of_json_value(field: &Field, json: &Json) -> std::result::Result<Value, Message> {
    let wrong = || {
        let form = message(json_form(field.kind), &[]);
        let title = field.title;
        Message::new(format!("{}：{}", title.zh, form.zh), format!("{}: {}", title.en, form.en))
    };
    match (field.kind, json) {
        (_, Json::Null) => Ok(Value::Null),
        (Kind::Whole(..) | Kind::Money(..), Json::Number(n)) => n.as_i64().map(Value::Int).ok_or_else(wrong),
        (Kind::YesNo, Json::Bool(b)) => Ok(Value::Int(i64::from(*b))),
        (Kind::Record(_), Json::String(s)) => s.parse::<Id>().map(Value::from).map_err(|_| wrong()),
        (Kind::Whole(..) | Kind::YesNo | Kind::Money(..) | Kind::Record(_), _) => Err(wrong()),
        (_, Json::String(s)) => Ok(s.as_str().into()),
        _ => Err(wrong()),
    }
}

/// The message that says how a kind is written in JSON.
fn json_form(kind: Kind) -> &'static str {
    match kind {
        Kind::Whole(..) => "json-whole",
        Kind::YesNo => "json-yes-no",
        Kind::Money(..) => "json-money",
        Kind::Record(_) => "json-reference",
        _ => "json-text",
    }
}

/// A record as the API gives it: its fields (or only those at some positions) beside `id`, `org`, `state`, `entry` and
/// the `names` of what it refers to. Masked fields stand behind their masks unless `opened`; money is in fen.
pub fn to_json(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, only: Option<&[usize]>, opened: bool) -> Json {
    let mut out = Map::new();
    out.insert("id".into(), line.record.id.to_string().into());
    out.insert("org".into(), line.org_code.clone().into());
    out.insert("org_name".into(), line.org_name.clone().into());
    out.insert("state".into(), state(line).into());
    out.insert("entry".into(), line.record.entry.into());
    let mut names = Map::new();
    for (i, field) in ledger.fields.iter().enumerate().filter(|(i, _)| only.is_none_or(|o| o.contains(i))) {
        out.insert(field.name.into(), value_to_json(rcx, field, &line.record.values[i], opened));
        if let Some(name) = &line.names[i] {
            names.insert(field.name.into(), name.clone().into());
        }
    }
    out.insert("names".into(), names.into());
    out.into()
}

/// Whether a record is in force, as the API says it.
pub fn state(line: &Line) -> &'static str {
    if line.record.state == State::InForce { "in_force" } else { "withdrawn" }
}

/// One value as the API gives it.
pub fn value_to_json(rcx: &RequestCx<'_>, field: &Field, value: &Value, opened: bool) -> Json {
    match (field.kind, value) {
        (_, Value::Null) => Json::Null,
        (Kind::YesNo, Value::Int(n)) => Json::Bool(*n == 1),
        (Kind::Whole(..) | Kind::Money(..), Value::Int(n)) => (*n).into(),
        (Kind::Record(_), Value::Int(n)) => Id(*n).to_string().into(),
        (Kind::Choice(_), Value::Text(code)) => code.to_string().into(),
        (_, value) => shown(field, value, None, platform(rcx.lang), opened).into(),
    }
}
