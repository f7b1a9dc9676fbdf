//! The table of rights, tried: each role does, or is refused, every permission in every ledger of the demo district exactly as
//! `docs/rights.txt` says. Each try is taken back. What the roles reach is no question here: they look from the root, or
//! as a person whom the record names.

use std::collections::BTreeMap;

use hangji_district::{business_day, load, system};
use hangji_platform::access::security_events;
use hangji_platform::access::{ACCOUNTS, AdminAction, Office, Permission, Reach, Role, Viewer};
use hangji_platform::import::run::File;
use hangji_platform::import::{Options, files, import, undo};
use hangji_platform::ledger::acts::Correction;
use hangji_platform::ledger::list::{self, States, Wanted};
use hangji_platform::ledger::{Ledger, Record, Value, acts, rows};
use hangji_platform::privacy::{access_log, requests};
use hangji_platform::workspace::bulk;
use hangji_platform::{Cx, Lang, Refusal, Result, System, tree};
use hangji_store::{Clock, Db, Id, Tx, V};

const TABLE: &str = include_str!("../../../docs/rights.txt");

/// What the table says: role and ledger, and the marks of what may be done.
fn table() -> BTreeMap<(String, String), String> {
    let mut out = BTreeMap::new();
    let mut role = "";
    for line in TABLE.lines() {
        if let Some((marks, ledger)) = line.strip_prefix("  ").and_then(|l| l.split_once(' ')) {
            if marks.len() == Permission::ALL.len() {
                out.insert((role.to_owned(), ledger.to_owned()), marks.to_owned());
            }
        } else if let Some((code, _)) = line.split_once(" (") {
            role = code;
        }
    }
    out
}

/// Someone of a role, before a record.
struct Try<'t> {
    sys: &'t System,
    viewer: Viewer,
    ledger: &'t Ledger,
    record: Record,
}

impl<'t> Try<'t> {
    fn new(db: &Db, sys: &'t System, role: &Role, ledger: &'t Ledger) -> Try<'t> {
        let read = |tx: &mut Tx<'_>| {
            let root = tree::lookup::root(tx)?.map_or(Id(0), |o| o.id);
            let account = tx.number("SELECT MIN(id) FROM accounts WHERE role = $1", &[role.code.into()])?;
            Ok((root, before(tx, ledger, role.reach)?, account))
        };
        let (root, record, account) = db.read(read).expect("a record of each ledger");
        let named = ledger.involves.iter().filter_map(|f| ledger.position(f)).map(|i| &record.values[i]);
        let own = if ledger.name == "people" { Some(record.id) } else { None };
        let person = named.filter_map(|v| if let Value::Int(id) = v { Some(Id(*id)) } else { None }).next().or(own);
        let person = person.filter(|_| role.reach == Reach::Involved);
        let viewer = Viewer {
            account: Id(account),
            name: role.code.to_owned(),
            role: Some(role.clone()),
            org: root,
            person,
            reads_only: false,
        };
        Try { sys, viewer, ledger, record }
    }

    fn cx(&self, actor: Id) -> Cx {
        Cx::new(actor, Clock::Real, business_day()).expect("chance")
    }

    /// Tries, takes it back, and tells whether it was let pass. What a right allows may still be refused for what stands
    /// in the records; only with accounts the fields themselves are a matter of rights.
    fn passes(&self, db: &Db, permission: Permission) -> bool {
        let mut outcome = None;
        let mut act = |tx: &mut Tx<'_>| -> Result<()> {
            outcome = Some(self.act(tx, permission));
            anyhow::bail!("taken back")
        };
        if permission == Permission::Import {
            outcome = Some(self.import(db));
        } else {
            db.write(&mut act).expect_err("always taken back");
        }
        match outcome.expect("it was tried") {
            Ok(()) => true,
            Err(e) => match e.downcast::<Refusal>() {
                Ok(Refusal::Forbidden(_) | Refusal::NotFound(_)) => false,
                Ok(Refusal::Invalid(_)) => self.ledger.name != ACCOUNTS,
                Ok(_) => true,
                Err(fault) => panic!("{} {permission:?} {}: {fault:#}", self.viewer.name, self.ledger.name),
            },
        }
    }

    fn act(&self, tx: &mut Tx<'_>, permission: Permission) -> Result<()> {
        let (sys, viewer, name) = (self.sys, &self.viewer, self.ledger.name);
        let Record { id, org, entry, .. } = self.record;
        let cx = &mut self.cx(viewer.account);
        let correction = |seen| Correction { id, seen, reason: "a reason" };
        match permission {
            Permission::Read => {
                let ledger = viewer.may_read(sys, name)?;
                let found = list::one(tx, sys, &viewer.scope(), ledger, id)?;
                // Some ledgers name nobody, and so those who see what names them see nothing there.
                let reached = viewer.scope().node().or(viewer.person).is_some();
                assert!(found.is_some() || !reached, "{} does not see a record of {name} within reach", viewer.name);
                Ok(())
            }
            Permission::Add => acts::add(tx, sys, cx, &viewer.may_write(sys, name)?, org, self.changed(true)).map(drop),
            Permission::Amend => {
                acts::amend(tx, sys, cx, &viewer.may_write(sys, name)?, correction(entry), self.changed(false))
            }
            Permission::Withdraw => acts::withdraw(tx, sys, cx, &viewer.may_write(sys, name)?, correction(entry)),
            Permission::Restore => {
                let entry = self.withdrawn(tx)?;
                acts::restore(tx, sys, cx, &viewer.may_write(sys, name)?, correction(entry))
            }
            Permission::Import => unreachable!("imports have their own transaction"),
            Permission::Undo => {
                let import = self.imported(tx, cx)?;
                undo::undo_in(tx, sys, cx, viewer, import, "a reason").map(drop)
            }
            Permission::Bulk => {
                let may = viewer.may_write(sys, name)?;
                bulk::run(tx, sys, cx, &may, &[(id, entry)], &bulk::BulkAction::Withdraw, "a reason").map(drop)
            }
            Permission::Export => self.export(tx),
            Permission::Unmask => {
                let need = access_log::Need::stated(Some(access_log::PURPOSES[0].code), Some("a reason"))?;
                let ledger = viewer.may_read(sys, name)?;
                access_log::opened(tx, cx, viewer, ledger, &[id], &need)
            }
            Permission::Erase => {
                let asked = self.asked(tx, cx)?;
                let request = requests::find(tx, sys, viewer, asked)?;
                requests::grant_erasure(tx, sys, cx, viewer, &request)
            }
        }
    }

    /// Values to send: as they stand, and with accounts those that the office has to do with.
    fn changed(&self, new: bool) -> Vec<Value> {
        let mut values = self.record.values.clone();
        if self.ledger.name == ACCOUNTS {
            let at = |name: &str| self.ledger.position(name).expect("a field of accounts");
            if new {
                values = vec![Value::Null; values.len()];
                values[at("login")] = "new-login".into();
            }
            match self.viewer.office() {
                Office::Security => values[at("role")] = "branch_secretary".into(),
                _ => values[at("name")] = "Another".into(),
            }
        }
        values
    }

    /// The record taken out of force by the operator, where nothing leans on it; its entry then.
    fn withdrawn(&self, tx: &mut Tx<'_>) -> Result<i64> {
        let operator = Viewer::operator();
        let may = operator.may_write(self.sys, self.ledger.name)?;
        let cx = &mut self.cx(Id(0));
        // A refusal leaves it in force, and putting it back is then refused for that and not for want of a right.
        drop(acts::withdraw(
            tx,
            self.sys,
            cx,
            &may,
            Correction { id: self.record.id, seen: self.record.entry, reason: "a reason" },
        ));
        Ok(rows::load(tx, self.ledger, self.record.id)?.map_or(0, |r| r.entry))
    }

    /// An import of somebody else that brought nothing, to be undone.
    fn imported(&self, tx: &mut Tx<'_>, cx: &mut Cx) -> Result<Id> {
        let id = cx.ids.next();
        let sql =
            "INSERT INTO import (id, ledger, file, digest, at, actor, added, amended, skipped, refused, undone_by)
                   VALUES ($1, $2, 'a.csv', $3, 0, 0, 0, 0, 0, 0, 0)";
        tx.run(sql, &[id.into(), self.ledger.name.into(), V::Blob(&[])])?;
        Ok(id)
    }

    fn import(&self, db: &Db) -> Result<()> {
        let file = File { name: "a.csv".into(), bytes: b"nothing,known\n1,2\n".to_vec() };
        let options = Options { dry_run: true, ..Options::default() };
        let name = self.ledger.name;
        import(db, self.sys, Clock::Real, &self.viewer, name, file, options, &mut |_, _, _| {}).map(drop)
    }

    fn export(&self, tx: &mut Tx<'_>) -> Result<()> {
        let ledger = self.viewer.may_read(self.sys, self.ledger.name)?;
        let folder = hangji_testkit::fresh_folder();
        let few = Wanted { states: States::Withdrawn, ..Wanted::default() };
        let written = files::export(tx, self.sys, &self.viewer, ledger, &few, Lang::En, &folder.join("a.csv"));
        std::fs::remove_dir_all(folder).expect("our own folder");
        written.map(drop)
    }

    /// A request of some other person that the record be erased.
    fn asked(&self, tx: &mut Tx<'_>, cx: &mut Cx) -> Result<Id> {
        let operator = Viewer::operator();
        let may = operator.may_write(self.sys, requests::LEDGER)?;
        let mut values = vec![Value::Null; may.ledger.fields.len()];
        let own = self.viewer.person.unwrap_or_default();
        let person = tx.number("SELECT MAX(id) FROM people WHERE state = 0 AND id <> $1", &[own.into()])?;
        for (field, value) in [
            ("person", Value::Int(person)),
            ("what", "erase".into()),
            ("ledger", self.ledger.name.into()),
            ("record", self.record.id.to_string().as_str().into()),
            ("asked_on", "2013-12-30".into()),
            ("due_on", "2014-01-14".into()),
            ("status", "open".into()),
        ] {
            values[may.ledger.position(field).expect("a field of requests")] = value;
        }
        acts::add(tx, self.sys, cx, &may, self.record.org, values)
    }
}

/// A record of a ledger in force; for those who see what names them, one that names somebody. Of the accounts the
/// leader's, which is no administrator's.
fn before(tx: &mut Tx<'_>, ledger: &Ledger, reach: Reach) -> Result<Record> {
    let named = ledger.involves.iter().map(|f| format!("r.{f} IS NOT NULL")).collect::<Vec<_>>().join(" OR ");
    let which = match reach {
        _ if ledger.name == ACCOUNTS => "r.login = 'leader'".to_owned(),
        Reach::Involved if !named.is_empty() => named,
        _ => "1 = 1".to_owned(),
    };
    let columns = rows::columns(ledger, "r");
    let sql = format!("SELECT {columns} FROM {} r WHERE r.state = 0 AND ({which}) ORDER BY r.id LIMIT 1", ledger.name);
    let found = tx.first(&sql, &[], |r| rows::record(ledger, r))?;
    found.ok_or_else(|| anyhow::anyhow!("no record of {}", ledger.name))
}

fn district() -> (System, hangji_testkit::TestDb) {
    let on = hangji_testkit::sqlite();
    let sys = system().expect("declarations hold together");
    sys.encryption.unlock(hangji_testkit::ring()).expect("locked until now");
    sys.prepare(&on.db).expect("a schema");
    load(&on.db, &sys, Clock::Real, &mut |_| {}).expect("the demo district");
    (sys, on)
}

#[test]
fn every_line_of_the_table_is_true() {
    let (sys, on) = district();
    let table = table();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for role in &sys.roles {
        // Requests come from people and are answered, never kept by hand; there is none in the demo to try on.
        for ledger in sys.ledgers.iter().filter(|l| l.name != requests::LEDGER) {
            let marks = table.get(&(role.code.to_owned(), ledger.name.to_owned())).expect("a line of the table");
            let attempt = Try::new(&on.db, &sys, role, ledger);
            for (permission, mark, words) in Permission::ALL {
                tried += 1;
                let passed = attempt.passes(&on.db, permission);
                if passed != marks.contains(mark) {
                    wrong.push(format!("{} {} {words}: tried, {passed}", role.code, ledger.name));
                }
            }
        }
    }
    assert_eq!(tried, sys.roles.len() * (sys.ledgers.len() - 1) * Permission::ALL.len());
    assert!(wrong.is_empty(), "docs/rights.txt says otherwise of:\n{}", wrong.join("\n"));
    assert!(table.iter().filter(|((_, l), _)| l == requests::LEDGER).all(|(_, m)| m.chars().all(|c| c == '-')));
}

/// Administrators read events, or are refused, as the table says of their offices.
#[test]
fn what_administrators_do_is_theirs_alone() {
    let (sys, on) = district();
    for role in &sys.roles {
        let section = TABLE.split("\n\n").find(|s| s.starts_with(&format!("{} (", role.code))).expect("the role");
        let accounts = sys.ledger(ACCOUNTS).expect("accounts");
        let attempt = Try::new(&on.db, &sys, role, accounts);
        for (act, words) in AdminAction::ALL {
            let told = section.contains(&format!("\n  + {words}\n"));
            assert_eq!(attempt.viewer.holds(act.offices()).is_ok(), told, "{} {words}", role.code);
        }
        let read =
            on.db.read(|tx| security_events::list(tx, &sys, &attempt.viewer, &security_events::Wanted::default(), 10));
        assert_eq!(read.is_ok(), section.contains("\n  + reads events\n"), "{}", role.code);
    }
}
