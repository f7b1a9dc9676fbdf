//! From the names and codes of a whole file to records, within the territory of whoever asks: each ledger is read once, when
//! it is first needed. Who looks up a single record asks [`resolve`](fn@crate::ledger::input::resolve), which means the same by a text.

use std::collections::HashMap;

use hangji_store::{Day, Id, Tx};

use crate::access::scope::{Plan, Scope};
use crate::ledger::input::resolve::{Candidate, choose, folded, said_singly};
use crate::ledger::{Ledger, naming};
use crate::query::Query;
use crate::refusal::Message;
use crate::{Result, System, tree};

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
}

impl Names {
    /// Nothing known yet; names mean what the scope sees.
    #[must_use]
    pub fn new(scope: Scope) -> Names {
        Names { scope, known: HashMap::new(), lives: HashMap::new() }
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
            let names = self.read(tx, sys, ledger)?;
            self.known.insert(ledger, names);
        }
        let title = sys.ledger(ledger)?.title;
        let known = &self.known[ledger];
        let found = look(known, text).into_iter().cloned().collect();
        Ok(choose(found, (title.zh, title.en), text, own_org))
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
        let parts = naming::parts(ledger);
        let singly: Vec<&str> = said_singly(ledger, &parts).collect();
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
