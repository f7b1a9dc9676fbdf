//! What is sealed, who may open it, and what people are owed about what is held on them.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::{Scope, Viewer, factors};
use hangji_platform::field_encryption::{Ring, TAG};
use hangji_platform::import::Options;
use hangji_platform::ledger::list::{self, Filter, Wanted};
use hangji_platform::ledger::{Authority, Field, Kind, Ledger, Value};
use hangji_platform::privacy::erasure;
use hangji_platform::rekeying;
use hangji_platform::verify::verify;
use hangji_platform::{Cx, Refusal, System, backup};
use hangji_store::{Clock, Db, Id, Tx, Url};
use hangji_testkit::{World, databases, declared, fresh_folder, id_card, ledgers, refusal, ring, worlds};

const PHONE: &str = "13912345678";

fn person(w: &World, root: Id, code: &str) -> Id {
    let given = [("code", code.into()), ("name", "某".into()), ("id_card", id_card(7).into()), ("phone", PHONE.into())];
    w.add("people", root, &given).unwrap()
}

/// Everything that stands in the tables, as text.
fn dump(tx: &mut Tx<'_>, sys: &System) -> String {
    let mut out = String::new();
    let mut take = |sql: &str, tx: &mut Tx<'_>| {
        for line in tx.all(sql, &[], |r| Ok(r.opt_text(0)?.unwrap_or_default().to_owned())).unwrap() {
            out.push_str(&line);
            out.push('\n');
        }
    };
    take("SELECT reason || body FROM journal ORDER BY seq", tx);
    take("SELECT name || ' ' || value FROM setting", tx);
    for ledger in &sys.ledgers {
        for field in ledger.fields.iter().filter(|f| !f.kind.is_number()) {
            take(&format!("SELECT {} FROM {}", field.name, ledger.name), tx);
        }
    }
    out
}

#[test]
fn nothing_masked_stands_in_the_database_in_the_clear() {
    for w in worlds() {
        let root = w.org("A", Id(0), "2000-01-01");
        let id = person(&w, root, "P1");
        let other = "010-87654321";
        w.amend("people", id, &[("phone", other.into())]).unwrap();
        let all = w.db.read(|tx| Ok(dump(tx, &w.sys))).unwrap();
        for secret in [PHONE, other, &id_card(7)] {
            assert!(!all.contains(secret), "{} keeps {secret}", w.name);
        }
        assert!(all.matches(TAG).count() >= 5, "{}", w.name);
        let record = w.record("people", id);
        assert_eq!(record.values[2..4], [Value::from(id_card(7)), other.into()], "{}", w.name);
        if let Url::Sqlite(path) = w.db.url() {
            for ending in ["", "-wal"] {
                let mut name = path.clone().into_os_string();
                name.push(ending);
                let bytes = std::fs::read(name).unwrap_or_default();
                for secret in [PHONE, other, &id_card(7)] {
                    assert!(!bytes.windows(secret.len()).any(|b| b == secret.as_bytes()), "{ending} keeps {secret}");
                }
            }
        }
        w.assert_sound();
    }
}

#[test]
fn who_has_no_key_verifies_and_copies_and_reads_nothing() {
    let folder = fresh_folder();
    for w in worlds() {
        let root = w.org("A", Id(0), "2000-01-01");
        let id = person(&w, root, "P1");
        let locked = declared(ledgers(), hangji_testkit::figures()).unwrap();
        locked.prepare(&w.db).unwrap();
        assert_eq!(verify(&w.db, &locked, true).unwrap().first_fault, None, "{}", w.name);
        let file = folder.join(format!("{}.db", w.name));
        backup::backup(&w.db, &locked, &file).unwrap();
        let ledger = locked.ledger("people").unwrap();
        let read = w.db.read(|tx| list::one(tx, &locked, &Scope::everything(), ledger, id));
        assert!(refusal(read).to_string().contains("--key"), "{}", w.name);

        // A backup is of no use without the key, and says which it needs.
        for (ring, word) in [(None, "put the key file"), (Some(Ring::fresh().unwrap()), "does not fit")] {
            for to in databases() {
                let sys = declared(ledgers(), hangji_testkit::figures()).unwrap();
                ring.clone().into_iter().for_each(|r| sys.encryption.unlock(r).unwrap());
                sys.prepare(&to.db).unwrap();
                let message = refusal(backup::restore(&to.db, &sys, &file)).to_string();
                assert!(
                    message.contains(word) && message.contains(&hangji_testkit::ring().fingerprints()[0]),
                    "{message}"
                );
                assert_eq!(to.db.read(|tx| tx.number("SELECT COUNT(*) FROM journal", &[])).unwrap(), 0);
            }
        }
        for to in databases() {
            let sys = hangji_testkit::system();
            sys.prepare(&to.db).unwrap();
            backup::restore(&to.db, &sys, &file).unwrap();
            let ledger = sys.ledger("people").unwrap();
            let line = to.db.read(|tx| list::one(tx, &sys, &Scope::everything(), ledger, id)).unwrap().unwrap();
            assert_eq!(line.record.values[3], PHONE.into());
            assert_eq!(verify(&to.db, &sys, true).unwrap().first_fault, None);
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_wrong_key_opens_no_database() {
    for w in worlds() {
        let root = w.org("A", Id(0), "2000-01-01");
        person(&w, root, "P1");
        let other = declared(ledgers(), hangji_testkit::figures()).unwrap();
        other.encryption.unlock(Ring::fresh().unwrap()).unwrap();
        let message = refusal(other.prepare(&w.db)).to_string();
        assert!(message.contains(&ring().fingerprints()[0]) && message.contains("--key"), "{message}");
    }
}

#[test]
fn key_files_are_made_once_and_missed_when_gone() {
    let folder = fresh_folder();
    let key = folder.join("data.key");
    let open = |db: &Db| {
        let sys = declared(ledgers(), hangji_testkit::figures()).unwrap();
        sys.prepare(db).unwrap();
        rekeying::unlock(db, &sys.encryption, &key)
    };
    for on in databases() {
        drop(std::fs::remove_file(&key));
        open(&on.db).unwrap();
        let made = std::fs::read(&key).unwrap();
        open(&on.db).unwrap();
        assert_eq!(std::fs::read(&key).unwrap(), made);
        std::fs::remove_file(&key).unwrap();
        assert!(refusal(open(&on.db)).to_string().contains("data.key"), "{}", on.name);
        assert!(!key.exists(), "no new key for an old database");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// Secrets of authenticator apps are sealed again at the start: those from before they were sealed at all, and those under
/// an earlier key.
#[test]
fn secrets_of_second_factors_follow_the_key() {
    let folder = fresh_folder();
    let hex = "000102030405060708090a0b0c0d0e0f10111213";
    for on in databases() {
        let key = folder.join(format!("{}.key", on.name));
        let started = || {
            let sys = declared(ledgers(), hangji_testkit::figures()).unwrap();
            sys.prepare(&on.db).unwrap();
            rekeying::unlock(&on.db, &sys.encryption, &key).unwrap();
            sys
        };
        let secret =
            |sys: &System| on.db.read(|tx| factors::pending_totp(tx, &sys.encryption, Id(7))).unwrap().unwrap();
        let stored = || on.db.read(|tx| tx.first("SELECT secret FROM factor", &[], |r| Ok(r.text(0)?.to_owned())));
        let sys = started();
        let mut cx = Cx::new(Id(7), Clock::Real, "2013-12-31".parse().unwrap()).unwrap();
        on.db.write(|tx| factors::begin_totp(tx, &mut cx, &sys.encryption, Id(7))).unwrap();
        on.db.write(|tx| tx.run("UPDATE factor SET secret = $1", &[hex.into()])).unwrap();
        assert_eq!(secret(&sys), "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT", "from before it was sealed");
        let first = (secret(&started()), stored().unwrap().unwrap());
        assert!(first.1.starts_with(TAG) && first.0 == secret(&sys), "{}", on.name);
        Ring::turn(&key).unwrap();
        let second = (secret(&started()), stored().unwrap().unwrap());
        assert!(second.0 == first.0 && second.1 != first.1, "{}", on.name);
        assert_eq!(stored().unwrap().unwrap(), second.1, "once is enough");
        on.db.write(|tx| tx.run("UPDATE factor SET account = 8, id = id + 1", &[])).unwrap();
        assert!(
            on.db.read(|tx| factors::pending_totp(tx, &sys.encryption, Id(8))).is_err(),
            "carried to another account"
        );
    }
    std::fs::remove_dir_all(folder).unwrap();
}

fn found(w: &World, filter: Filter) -> Vec<Id> {
    let ledger = w.sys.ledger("people").unwrap();
    let wanted = Wanted { filters: vec![filter], ..Wanted::default() };
    w.db.read(|tx| {
        let count = list::totals(tx, &w.sys, &Scope::everything(), ledger, &wanted)?.count;
        let lines = list::lines(tx, &w.sys, &Scope::everything(), ledger, &wanted, count, 0, 10)?;
        assert_eq!(lines.len() as i64, count);
        Ok(lines.into_iter().map(|l| l.record.id).collect())
    })
    .unwrap()
}

/// A system whose clients are known by their telephone numbers.
fn clients(ring: Ring) -> System {
    let clients = Ledger::new("clients", "客户", "Clients")
        .field(Field::new("phone", "电话", "Phone", Kind::Phone).required())
        .field(Field::new("note", "备注", "Note", Kind::Text(40)))
        .key(&["phone"]);
    let sys = declared([ledgers(), vec![clients]].concat(), hangji_testkit::figures()).unwrap();
    sys.encryption.unlock(ring).unwrap();
    sys
}

#[test]
fn sealed_fields_are_found_whole_and_keep_their_natural_key_over_a_change_of_keys() {
    let folder = fresh_folder();
    for on in databases() {
        let key = folder.join(format!("{}.key", on.name));
        let first = Ring::create(&key).unwrap();
        let db = on.db.clone();
        let mut w = World::new(clients(first), on);
        let root = w.org("A", Id(0), "2000-01-01");
        w.add("clients", root, &[("phone", PHONE.into()), ("note", "old".into())]).unwrap();
        assert!(matches!(refusal(w.add("clients", root, &[("phone", PHONE.into())])), Refusal::Conflict(_)));
        let person = person(&w, root, "P1");
        let is = |text: &str| Filter::Is(3, text.into());
        assert_eq!((found(&w, is(PHONE)), found(&w, is("1391234567"))), (vec![person], vec![]));
        assert_eq!(found(&w, Filter::Contains(3, "1391".into())), []);

        // With a new key in front everything goes on as before.
        let sys = clients(Ring::turn(&key).unwrap());
        sys.prepare(&db).unwrap();
        w.sys = sys;
        assert_eq!(found(&w, is(PHONE)), [person]);
        assert!(matches!(refusal(w.add("clients", root, &[("phone", PHONE.into())])), Refusal::Conflict(_)));
        let who = Viewer::operator();
        let text = format!("Phone,Note,Organisation\n{PHONE},new,A\n010-1234567,b,A\n");
        let done = w.import(&who, "clients", &text, Options::default()).unwrap();
        assert_eq!(done.plan.counts(), [1, 1, 0, 0]);
        assert_eq!(w.import(&who, "clients", &text, Options::default()).unwrap().plan.counts(), [0, 0, 2, 0]);
        w.amend("people", person, &[("name", "他".into())]).unwrap();
        assert_eq!(w.record("people", person).values[3], PHONE.into());
        assert_eq!(w.db.read(rekeying::used).unwrap().len(), 2);
        w.assert_sound();
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_stood_in_the_clear_before_there_were_keys_is_still_read_and_found() {
    for w in worlds() {
        let root = w.org("A", Id(0), "2000-01-01");
        let id = person(&w, root, "P1");
        // As a program without keys would have written it; the chain is not looked at here.
        w.sql(&format!("UPDATE people SET phone = '{PHONE}'"));
        assert_eq!(found(&w, Filter::Is(3, PHONE.into())), [id]);
        w.amend("people", id, &[("name", "他".into())]).unwrap();
        let stored = w.db.read(|tx| tx.all("SELECT phone FROM people", &[], |r| Ok(r.text(0)?.to_owned()))).unwrap();
        assert!(stored[0].starts_with(TAG), "{stored:?}");
    }
}

#[test]
fn an_altered_or_moved_sealed_value_is_not_taken_for_another() {
    for w in worlds() {
        let root = w.org("A", Id(0), "2000-01-01");
        let id = person(&w, root, "P1");
        w.sql("UPDATE people SET phone = id_card");
        let ledger = w.sys.ledger("people").unwrap();
        let read = w.db.read(|tx| list::one(tx, &w.sys, &Scope::everything(), ledger, id));
        assert!(format!("{:#}", read.unwrap_err()).contains("altered"));
        assert!(w.verify().first_fault.is_some(), "{}", w.name);
    }
}

#[test]
fn erasure_takes_sealed_values_from_row_and_history() {
    for w in worlds() {
        let root = w.org("A", Id(0), "2000-01-01");
        let id = person(&w, root, "P1");
        let sealed = w.db.read(|tx| tx.all("SELECT phone FROM people", &[], |r| Ok(r.text(0)?.to_owned()))).unwrap();
        let ledger = w.sys.ledger("people").unwrap();
        w.act(|tx, sys, cx| erasure::erase(tx, sys, cx, Authority::Operator, ledger, id, "依申请")).unwrap();
        let all = w.db.read(|tx| Ok(dump(tx, &w.sys))).unwrap();
        assert!(!all.contains(&sealed[0]), "{}", w.name);
        w.assert_sound();
    }
}

#[test]
fn a_masked_export_that_comes_back_changes_no_sealed_value_and_makes_none() {
    for w in worlds() {
        let root = w.org("A", Id(0), "2000-01-01");
        let id = person(&w, root, "P1");
        let who = Viewer::operator();
        let text = "编号,姓名,电话,所属党组织\nP1,改名,139******78,A\nP2,新人,139******78,A\n";
        let options = Options { accept_good: true, ..Options::default() };
        assert_eq!(w.import(&who, "people", text, options).unwrap().plan.counts(), [0, 1, 0, 1], "{}", w.name);
        let record = w.record("people", id);
        assert_eq!((&record.values[1], &record.values[3]), (&"改名".into(), &PHONE.into()));
    }
}
