//! From the name or code of something to its record, within the territory of whoever asks; an ambiguous name is asked
//! back with the candidates.

use std::collections::{HashMap, HashSet};

use hangji_store::{Day, Id, Tx};

use crate::access::scope::{Plan, Scope};
use crate::ledger::declare::ORG;
use crate::ledger::{Kind, Ledger, naming};
use crate::query::Query;
use crate::refusal::Message;
use crate::{Result, System, tree};

/// Something a name may mean.
#[derive(Debug, Clone)]
struct Candidate {
    id: Id,
    code: String,
    org: Id,
    org_name: String,
}

/// An organisation's life, for the check that a record's day lies in it.
#[derive(Debug, Clone)]
pub struct Life {
    /// First day.
    pub from: Day,
    /// First day no longer.
    pub to: Day,
    /// Name today.
    pub name: String,
}

/// Names looked up so far; ledgers are read once, when first needed.
pub struct Names {
    scope: Scope,
    known: HashMap<&'static str, HashMap<String, Vec<Candidate>>>,
    lives: HashMap<Id, Life>,
    /// Ledgers of which one record was looked for by its id: whoever asks again has a whole file.
    asked: HashSet<&'static str>,
}

impl Names {
    /// Nothing known yet; names mean what the scope sees.
    #[must_use]
    pub fn new(scope: Scope) -> Names {
        Names { scope, known: HashMap::new(), lives: HashMap::new(), asked: HashSet::new() }
    }

    /// The record of a ledger that a text names: by id, by code, by name, or by `name（code）`. Among several of one name,
    /// those of `own_org` win. An id in brackets decides alone: the name beside it may have changed since.
    ///
    /// # Errors
    /// The inner error says that nothing or too much goes by that name; the outer is a fault.
    pub fn resolve(
        &mut self,
        tx: &mut Tx<'_>,
        sys: &System,
        ledger: &'static str,
        text: &str,
        own_org: Id,
    ) -> Result<std::result::Result<Id, Message>> {
        if !self.known.contains_key(ledger) {
            // One record is found by its id, and no ledger is read for that; a file has many.
            let first = self.asked.insert(ledger);
            if let Some(id) = first.then(|| self.by_id(tx, sys.ledger(ledger)?, text)).transpose()?.flatten() {
                return Ok(Ok(id));
            }
            let names = self.read(tx, sys, ledger)?;
            self.known.insert(ledger, names);
        }
        let title = sys.ledger(ledger)?.title;
        let known = &self.known[ledger];
        let shown: String = text.chars().take(40).collect();
        let found = look(known, text);
        let own: Vec<&Candidate> = found.iter().copied().filter(|c| c.org == own_org).collect();
        let found = if found.len() > 1 && !own.is_empty() { own } else { found };
        Ok(match found.as_slice() {
            [one] => Ok(one.id),
            [] => Err(Message::new(
                format!("在您的范围内找不到{}“{shown}”：请核对名称，或填代码", title.zh),
                format!("no {} `{shown}` in your territory: check the name, or give the code", title.en),
            )),
            many => {
                let list: Vec<String> = many.iter().take(5).map(|c| format!("{}（{}）", c.code, c.org_name)).collect();
                Err(Message::new(
                    format!("“{shown}”有{}个：请填其中一个代码：{}", many.len(), list.join("、")),
                    format!("{} go by `{shown}`: give the code of one: {}", many.len(), list.join(", ")),
                ))
            }
        })
    }

    /// The record in force whose id a text is, or holds in brackets at its end.
    fn by_id(&self, tx: &mut Tx<'_>, ledger: &Ledger, text: &str) -> Result<Option<Id>> {
        let whole = folded(text);
        let inner = whole.strip_suffix(')').and_then(|s| s.rsplit_once('(')).map_or(whole.as_str(), |(_, code)| code);
        let Ok(id) = inner.parse::<Id>() else { return Ok(None) };
        let mut query = Query::new(&format!("SELECT r.id FROM {} r WHERE r.state = 0 AND r.id = ", ledger.name));
        query.bind_int(id.0);
        query.push(" AND ");
        self.scope.restrict(&mut query, ledger, Plan::Walk);
        tx.first(query.text(), &query.params(), |r| r.id(0))
    }

    /// The life of an organisation in the territory.
    ///
    /// # Errors
    /// If the database fails.
    pub fn life(&mut self, tx: &mut Tx<'_>, sys: &System, org: Id) -> Result<Option<&Life>> {
        if !self.known.contains_key(tree::ORGANISATIONS) {
            let names = self.read(tx, sys, tree::ORGANISATIONS)?;
            self.known.insert(tree::ORGANISATIONS, names);
        }
        Ok(self.lives.get(&org))
    }

    /// An organisation that the file itself sets up: rows below may stand under it.
    ///
    /// # Errors
    /// If the database fails.
    pub fn set_up(&mut self, tx: &mut Tx<'_>, sys: &System, id: Id, code: &str, name: &str) -> Result<()> {
        if !self.known.contains_key(tree::ORGANISATIONS) {
            let names = self.read(tx, sys, tree::ORGANISATIONS)?;
            self.known.insert(tree::ORGANISATIONS, names);
        }
        let candidate = Candidate { id, code: code.to_owned(), org: id, org_name: name.to_owned() };
        remember(self.known.entry(tree::ORGANISATIONS).or_default(), candidate, &[name]);
        Ok(())
    }

    fn read(&mut self, tx: &mut Tx<'_>, sys: &System, ledger: &'static str) -> Result<HashMap<String, Vec<Candidate>>> {
        let ledger = sys.ledger(ledger)?;
        if ledger.is_tree {
            return self.read_organisations(tx, ledger);
        }
        let code = naming::code(ledger).unwrap_or("id");
        let singly = said_singly(ledger);
        let each: String = singly.iter().map(|part| format!(", CAST(r.{part} AS TEXT)")).collect();
        let mut query = Query::new(&format!(
            "SELECT r.id, CAST(r.{code} AS TEXT), {}, r.org, n.name{each} FROM {} r LEFT JOIN org n ON n.id = r.org
             WHERE r.state = 0 AND ",
            naming::sql(sys, ledger, "r")?,
            ledger.name
        ));
        self.scope.restrict(&mut query, ledger, Plan::Walk);
        let mut names: HashMap<String, Vec<Candidate>> = HashMap::new();
        tx.each(query.text(), &query.params(), |r| {
            let id = r.id(0)?;
            let code = if code == "id" { id.to_string() } else { r.opt_text(1)?.unwrap_or_default().to_owned() };
            let org_name = r.opt_text(4)?.unwrap_or_default().to_owned();
            let mut called = vec![r.opt_text(2)?.unwrap_or_default().to_owned()];
            for i in 0..singly.len() {
                called.extend(r.opt_text(5 + i)?.map(str::to_owned));
            }
            let called: Vec<&str> = called.iter().map(String::as_str).collect();
            remember(&mut names, Candidate { id, code, org: r.id(3)?, org_name }, &called);
            Ok(())
        })?;
        Ok(names)
    }

    fn read_organisations(&mut self, tx: &mut Tx<'_>, ledger: &Ledger) -> Result<HashMap<String, Vec<Candidate>>> {
        let mut query = Query::new(
            "SELECT r.id, n.code, n.name, n.valid_from, n.valid_to, p.name, r.name
             FROM organisations r JOIN org n ON n.id = r.id LEFT JOIN org p ON p.id = n.parent WHERE ",
        );
        self.scope.restrict(&mut query, ledger, Plan::Walk);
        let mut names: HashMap<String, Vec<Candidate>> = HashMap::new();
        let lives = &mut self.lives;
        tx.each(query.text(), &query.params(), |r| {
            let (id, code) = (r.id(0)?, r.text(1)?.to_owned());
            let (name, first_name) = (r.text(2)?.to_owned(), r.text(6)?.to_owned());
            lives.insert(id, Life { from: r.day(3)?, to: r.day(4)?, name: name.clone() });
            let org_name = r.opt_text(5)?.unwrap_or_default().to_owned();
            // People go on using the old name for years.
            let both = if first_name == name { vec![name.as_str()] } else { vec![name.as_str(), first_name.as_str()] };
            remember(&mut names, Candidate { id, code, org: id, org_name }, &both);
            Ok(())
        })?;
        Ok(names)
    }
}

/// The parts of a name made of several that people also say alone, as the year of a grading in its own organisation.
fn said_singly(ledger: &Ledger) -> Vec<&'static str> {
    let parts = naming::parts(ledger);
    let alone = |p: &&'static str| {
        *p != ORG && ledger.position(p).is_some_and(|i| !matches!(ledger.fields[i].kind, Kind::Record(_)))
    };
    if parts.len() < 2 { Vec::new() } else { parts.into_iter().filter(alone).collect() }
}

fn remember(names: &mut HashMap<String, Vec<Candidate>>, c: Candidate, called: &[&str]) {
    // As written and folded: most files write codes and names as they are, and folding costs more than finding.
    let id = c.id.to_string();
    let mut keys: Vec<String> = vec![id.to_lowercase(), id, c.code.clone(), folded(&c.code)];
    keys.extend(called.iter().flat_map(|n| [(*n).to_owned(), folded(n)]));
    keys.sort_unstable();
    keys.dedup();
    for key in keys.into_iter().filter(|k| !k.is_empty()) {
        names.entry(key).or_default().push(c.clone());
    }
}

fn look<'k>(known: &'k HashMap<String, Vec<Candidate>>, text: &str) -> Vec<&'k Candidate> {
    if let Some(found) = known.get(text) {
        return found.iter().collect();
    }
    let whole = folded(text);
    if let Some(found) = known.get(&whole) {
        return found.iter().collect();
    }
    // `张三（P001）`: the code in brackets decides, the name must agree; an id needs no name beside it.
    let Some((name, code)) = whole.strip_suffix(')').and_then(|s| s.rsplit_once('(')) else { return Vec::new() };
    let by_name: Vec<Id> = known.get(name.trim()).into_iter().flatten().map(|c| c.id).collect();
    let is_id = |c: &&Candidate| code.trim().parse() == Ok(c.id);
    known.get(code.trim()).into_iter().flatten().filter(|c| is_id(c) || by_name.contains(&c.id)).collect()
}

/// Spaces out, full-width forms to half-width, lower case.
fn folded(s: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    s.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').map(half).flat_map(char::to_lowercase).collect()
}
