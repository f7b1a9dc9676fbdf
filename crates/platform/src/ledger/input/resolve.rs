//! From the name or code of one record to the record, within the territory of whoever asks, by index: what it costs does
//! not grow with the ledger. An ambiguous name is asked back with the candidates.
//!
//! A text means a record by its id, its code, its name, `name（code）`, or, for names made of several parts
//! (`2013-05-01 · cadre · household`), by the parts that are filled in; spaces, full-width forms and case do not matter.

use hangji_sheets::values::half_width_char;
use hangji_store::{Id, Tx};

use crate::access::scope::{Plan, Scope};
use crate::ledger::declare::{Kind, Ledger, ORG};
use crate::ledger::naming;
use crate::query::Query;
use crate::refusal::Message;
use crate::{Result, System, tree};

/// At most so many candidates are looked at: more are too many to choose from anyway.
const MOST: usize = 50;

/// Something a name may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The record.
    pub id: Id,
    /// Its code; its id where it has none.
    pub code: String,
    /// The organisation it belongs to; an organisation is its own.
    pub org: Id,
    /// What that is called; for an organisation, the one above.
    pub org_name: String,
}

/// SQL for how a column is compared with what somebody wrote: without spaces, in lower case. The indexes of
/// `ledger::schema` are made of the same text.
#[must_use]
pub fn comparable(column: &str) -> String {
    format!("lower(replace(replace({column}, ' ', ''), '\u{3000}', ''))")
}

/// What somebody wrote, as [`comparable`] makes columns: spaces out, full-width forms to half-width, lower case.
#[must_use]
pub fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
        .map(half_width_char)
        .flat_map(char::to_lowercase)
        .collect()
}

/// The forms in which a folded text may be stored: half-width, or all of it full-width.
fn stored_forms(folded: &str) -> [String; 2] {
    let full = |c: char| match c {
        '\u{21}'..='\u{7e}' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        _ => c,
    };
    [folded.to_owned(), folded.chars().map(full).flat_map(char::to_lowercase).collect()]
}

/// The record of a ledger that a text names. Among several of one name, those of `own_org` win. An id in brackets decides
/// alone: the name beside it may have changed since.
///
/// # Errors
/// The inner error says that nothing or too much goes by that name; the outer is a fault.
pub fn resolve(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    ledger: &str,
    text: &str,
    own_org: Id,
) -> Result<std::result::Result<Id, Message>> {
    let ledger = sys.ledger(ledger)?;
    let mut lookup = Lookup { tx, sys, scope, ledger, found: Vec::new() };
    lookup.look(text)?;
    let title = ledger.title;
    Ok(choose(lookup.found, (title.zh, title.en), text, own_org))
}

/// The one that is meant among candidates, or what to say.
pub(crate) fn choose(
    found: Vec<Candidate>,
    (zh, en): (&str, &str),
    text: &str,
    own_org: Id,
) -> std::result::Result<Id, Message> {
    let shown: String = text.chars().take(40).collect();
    let own: Vec<&Candidate> = found.iter().filter(|c| c.org == own_org).collect();
    let found: Vec<&Candidate> = if found.len() > 1 && !own.is_empty() { own } else { found.iter().collect() };
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => Err(Message::new(
            format!("在您的范围内找不到{zh}“{shown}”：请核对名称，或填代码"),
            format!("no {en} `{shown}` in your territory: check the name, or give the code"),
        )),
        many => {
            let list: Vec<String> = many.iter().take(5).map(|c| format!("{}（{}）", c.code, c.org_name)).collect();
            let count = if many.len() > MOST { format!("{MOST}+") } else { many.len().to_string() };
            Err(Message::new(
                format!("“{shown}”有{count}个：请填其中一个代码：{}", list.join("、")),
                format!("{count} go by `{shown}`: give the code of one: {}", list.join(", ")),
            ))
        }
    }
}

struct Lookup<'l, 'c> {
    tx: &'l mut Tx<'c>,
    sys: &'l System,
    scope: &'l Scope,
    ledger: &'l Ledger,
    found: Vec<Candidate>,
}

/// One condition of a look-up, appended to a statement.
type Condition<'f> = &'f dyn Fn(&mut Query<'_>);

impl Lookup<'_, '_> {
    fn look(&mut self, text: &str) -> Result<()> {
        let whole = folded(text);
        if whole.is_empty() {
            return Ok(());
        }
        let bracketed = whole.strip_suffix(')').and_then(|s| s.rsplit_once('('));
        let inner = bracketed.map_or(whole.as_str(), |(_, code)| code);
        if let Ok(id) = inner.parse::<Id>() {
            self.take("r", &|q| {
                q.push("r.id = ");
                q.bind_int(id.0);
            })?;
            if !self.found.is_empty() {
                return Ok(());
            }
        }
        self.by_code(&whole)?;
        self.by_name(&whole)?;
        // `张三（P001）`: the code in brackets decides, the name must agree.
        if let Some((name, code)) = bracketed.filter(|_| self.found.is_empty()) {
            self.by_name(name)?;
            let named: Vec<Id> = std::mem::take(&mut self.found).into_iter().map(|c| c.id).collect();
            self.by_code(code)?;
            self.found.retain(|c| named.contains(&c.id));
        }
        Ok(())
    }

    fn by_code(&mut self, code: &str) -> Result<()> {
        if self.ledger.is_tree {
            return self.take("n", &|q| equals(q, "n.code", code));
        }
        match naming::code(self.ledger) {
            Some(column) => self.take("r", &|q| equals(q, &format!("r.{column}"), code)),
            None => Ok(()),
        }
    }

    fn by_name(&mut self, name: &str) -> Result<()> {
        if self.ledger.is_tree {
            self.take("n", &|q| equals(q, "n.name", name))?;
            // People go on using the old name for years.
            return self.take("r", &|q| equals(q, "r.name", name));
        }
        let parts = naming::parts(self.ledger);
        if let [one] = parts.as_slice() {
            return self.take("r", &|q| self_part(q, self.sys, self.ledger, one, name));
        }
        let segments: Vec<&str> = name.split(naming::BETWEEN.trim()).collect();
        for chosen in assignments(&segments, parts.len()).iter().filter(|a| a.iter().any(Option::is_some)) {
            self.take("r", &|q| {
                for (i, part) in parts.iter().enumerate() {
                    q.push(if i == 0 { "" } else { " AND " });
                    match &chosen[i] {
                        Some(text) => self_part(q, self.sys, self.ledger, part, text),
                        // The organisation is never left out, and so never stands in for a gap.
                        None if *part == ORG => q.push("1 = 0"),
                        None => q.push(&format!("r.{part} IS NULL")),
                    }
                }
            })?;
        }
        for part in said_singly(self.ledger, &parts) {
            self.take("r", &|q| self_part(q, self.sys, self.ledger, part, name))?;
        }
        Ok(())
    }

    /// Adds the records in force and in scope that fulfil a condition. `from` is the table that the condition is about.
    fn take(&mut self, from: &str, condition: Condition<'_>) -> Result<()> {
        let (ledger, left) = (self.ledger, MOST + 1 - self.found.len().min(MOST));
        let code = match (ledger.is_tree, naming::code(ledger)) {
            (true, _) => "n.code".to_owned(),
            (false, Some(code)) => format!("CAST(r.{code} AS TEXT)"),
            (false, None) => "CAST(NULL AS TEXT)".to_owned(),
        };
        // Organisations stand under another one; other records belong to one.
        let (place, org) = if ledger.is_tree { ("n.parent", "r.id") } else { ("r.org", "r.org") };
        let mut query = Query::new(&format!("SELECT r.id, {code}, {org}, p.name FROM "));
        query.push(&match from {
            "n" => format!("org n JOIN {} r ON r.id = n.id", ledger.name),
            _ if ledger.is_tree => format!("{} r JOIN org n ON n.id = r.id", ledger.name),
            _ => format!("{} r", ledger.name),
        });
        query.push(&format!(" LEFT JOIN org p ON p.id = {place} WHERE r.state = 0 AND "));
        condition(&mut query);
        query.push(" AND ");
        self.scope.restrict(&mut query, ledger, Plan::Walk);
        query.push(" LIMIT ");
        query.bind_int(left as i64);
        let found = &mut self.found;
        self.tx.each(query.text(), &query.params(), |r| {
            let id = r.id(0)?;
            if !found.iter().any(|c| c.id == id) {
                let code = r.opt_text(1)?.map_or_else(|| id.to_string(), str::to_owned);
                found.push(Candidate {
                    id,
                    code,
                    org: r.id(2)?,
                    org_name: r.opt_text(3)?.unwrap_or_default().to_owned(),
                });
            }
            Ok(())
        })
    }
}

/// That a column holds a folded text, in either of its stored forms.
fn equals(query: &mut Query<'_>, column: &str, text: &str) {
    query.push(&format!("{} IN (", comparable(column)));
    for (i, form) in stored_forms(text).into_iter().enumerate() {
        query.push(if i == 0 { "" } else { ", " });
        query.bind_text(form);
    }
    query.push(")");
}

/// That one part of a record's name is a folded text: its own column, or what it refers to by its shortest name.
fn self_part(query: &mut Query<'_>, sys: &System, ledger: &Ledger, part: &str, text: &str) {
    if part == ORG {
        query.push("r.org IN (SELECT o.id FROM org o WHERE ");
        equals(query, "o.name", text);
        return query.push(")");
    }
    let Some(field) = ledger.position(part).map(|i| &ledger.fields[i]) else { return query.push("1 = 0") };
    match field.kind {
        Kind::Record(tree::ORGANISATIONS) => {
            query.push(&format!("r.{part} IN (SELECT o.id FROM org o WHERE "));
            equals(query, "o.name", text);
            query.push(")");
        }
        Kind::Record(other) => match sys.ledger(other).ok().and_then(naming::shortest) {
            Some(name) => {
                query.push(&format!("r.{part} IN (SELECT o.id FROM {other} o WHERE "));
                equals(query, &format!("o.{name}"), text);
                query.push(")");
            }
            None => query.push("1 = 0"),
        },
        kind if kind.is_number() => match text.parse() {
            Ok(number) => {
                query.push(&format!("r.{part} = "));
                query.bind_int(number);
            }
            Err(_) => query.push("1 = 0"),
        },
        Kind::Day | Kind::Choice(_) => {
            query.push(&format!("r.{part} = "));
            query.bind_text(text.to_owned());
        }
        _ => equals(query, &format!("r.{part}"), text),
    }
}

/// The parts of a name made of several that people also say alone, as the year of a grading in its own organisation.
pub(crate) fn said_singly<'p>(ledger: &Ledger, parts: &'p [&'static str]) -> impl Iterator<Item = &'static str> + 'p {
    let alone = |p: &&'static str| {
        *p != ORG && ledger.position(p).is_some_and(|i| !matches!(ledger.fields[i].kind, Kind::Record(_)))
    };
    let singly: Vec<&'static str> = parts.iter().copied().filter(alone).collect();
    singly.into_iter().filter(move |_| parts.len() > 1)
}

/// The ways in which the segments of a written name may be the parts of a ledger's name, in order, some parts left out: a
/// part may itself hold the sign that stands between them.
fn assignments(segments: &[&str], parts: usize) -> Vec<Vec<Option<String>>> {
    if parts == 0 {
        return if segments.is_empty() { vec![Vec::new()] } else { Vec::new() };
    }
    let mut out = Vec::new();
    for taken in 0..=segments.len() {
        let first = (taken > 0).then(|| segments[..taken].join(naming::BETWEEN.trim()));
        for mut rest in assignments(&segments[taken..], parts - 1) {
            rest.insert(0, first.clone());
            out.push(rest);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_and_what_is_stored_meet() {
        for text in ["Li One", "ＬＩ ＯＮＥ", " li\u{3000}one\u{200b}"] {
            assert_eq!(folded(text), "lione");
        }
        assert_eq!(stored_forms("p-1"), ["p-1".to_owned(), "ｐ－１".to_owned()]);
    }

    #[test]
    fn segments_fill_parts_in_order_and_leave_gaps() {
        let all = assignments(&["2013-05-01", "张三", "王五"], 4);
        let of = |parts: [Option<&str>; 4]| parts.map(|p| p.map(str::to_owned)).to_vec();
        assert!(all.contains(&of([Some("2013-05-01"), Some("张三"), Some("王五"), None])));
        assert!(all.contains(&of([Some("2013-05-01"), Some("张三"), None, Some("王五")])));
        assert!(all.contains(&of([Some("2013-05-01"), None, Some("张三·王五"), None])));
        assert!(!all.contains(&of([Some("张三"), Some("2013-05-01"), Some("王五"), None])));
    }
}
