//! Whatever is changed behind the platform's back, `verify` names it.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::Viewer;
use hangji_platform::annotations::attachments::{self, NewFile};
use hangji_platform::annotations::{AnnotatedRecord, Limits, leftovers, remarks};
use hangji_platform::journal::hash;
use hangji_platform::ledger::Authority;
use hangji_platform::privacy::erasure;
use hangji_platform::verify::Fault;
use hangji_store::{Engine, Id, V};
use hangji_testkit::{World, id_card, worlds};

/// Something in every table: two towns, one of them renamed and moved; every ledger with every field given.
#[expect(clippy::too_many_lines, reason = "one record of every kind")]
fn fill(w: &World) -> Id {
    let root = w.org("U", Id(0), "2000-01-01");
    let town = w.org("T1", root, "2001-01-01");
    let unit = w.add("units", root, &[("code", "D1".into()), ("name", "供销站".into())]).unwrap();
    let shop = [
        ("code", "S1".into()),
        ("name", "一店".into()),
        ("kind", "shop".into()),
        ("unit", unit.into()),
        ("parent", root.into()),
        ("set_up_on", "2002-01-01".into()),
    ];
    let shop = w.add("organisations", Id(0), &shop).unwrap();
    w.change(town, "2008-01-01", "rename", "新社").unwrap();
    let moved = [
        ("change", "move".into()),
        ("on_day", "2009-01-01".into()),
        ("new_name", "二店".into()),
        ("new_kind", "shop".into()),
        ("target", town.into()),
        ("reason", "就近".into()),
    ];
    w.add("organisation_changes", shop, &moved).unwrap();
    let person = [
        ("code", "P1".into()),
        ("name", "张三".into()),
        ("id_card", id_card(1).into()),
        ("phone", "010-12345678".into()),
        ("joined", "2003-05-01".into()),
    ];
    let person = w.add("people", shop, &person).unwrap();
    let house = [("code", "H1".into()), ("head", "李四".into()), ("members", 3.into())];
    let house = w.add("households", town, &house).unwrap();
    let visit = [
        ("on_day", "2012-03-01".into()),
        ("visitor", person.into()),
        ("household", house.into()),
        ("topic", "credit".into()),
        ("hours", 2.into()),
        ("credit", 5000.into()),
        ("answered", 0.into()),
        ("lapsed_on", "2014-01-01".into()),
        ("note", "要贷款".into()),
    ];
    w.add("visits", shop, &visit).unwrap();
    let post = [
        ("person", person.into()),
        ("kind", "head".into()),
        ("pay", 300_000.into()),
        ("began_on", "2010-01-01".into()),
        ("ended_on", "2013-01-01".into()),
    ];
    w.add("posts", shop, &post).unwrap();
    let sent = [
        ("on_day", "2012-04-01".into()),
        ("receiver", town.into()),
        ("person", person.into()),
        ("goods", "化肥".into()),
        ("value", 900.into()),
        ("returned_on", "2013-06-01".into()),
    ];
    w.add("transfers", shop, &sent).unwrap();
    let account = [
        ("login", "li".into()),
        ("name", "李".into()),
        ("role", "clerk".into()),
        ("person", person.into()),
        ("territory", root.into()),
    ];
    w.add("accounts", root, &account).unwrap();
    let request = [
        ("person", person.into()),
        ("what", "correct".into()),
        ("ledger", "people".into()),
        ("record", person.to_string().into()),
        ("field", "phone".into()),
        ("wrong", "换号".into()),
        ("should_be", "010-87654321".into()),
        ("asked_on", "2013-01-01".into()),
        ("due_on", "2013-01-16".into()),
        ("status", "refused".into()),
        ("ground", "settled".into()),
        ("answer", "已改".into()),
        ("answered_on", "2013-01-02".into()),
    ];
    w.add("requests", root, &request).unwrap();
    w.amend("people", person, &[("phone", "010-87654321".into())]).unwrap();
    person
}

fn filled() -> Vec<World> {
    let worlds = worlds();
    for w in &worlds {
        fill(w);
        w.assert_sound();
    }
    worlds
}

/// What is found after statements that change some tables, which are put back as they were.
#[track_caller]
fn tampered(w: &World, tables: &[&str], sql: &str) -> Fault {
    for table in tables {
        w.sql(&format!("CREATE TABLE saved_{table} AS SELECT * FROM {table}"));
    }
    w.sql(sql);
    let found = w.verify().first_fault;
    for table in tables {
        w.sql(&format!(
            "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM saved_{table}; DROP TABLE saved_{table}"
        ));
    }
    found.unwrap_or_else(|| panic!("{}: not found: {sql}", w.name))
}

fn bytes(w: &World, hex: &str) -> String {
    if w.name == "sqlite" { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") }
}

/// Names and types of a table's columns.
fn columns(w: &World, table: &str) -> Vec<(String, String)> {
    let read = |tx: &mut hangji_store::Tx<'_>| {
        let sql = match tx.engine() {
            Engine::Sqlite => "SELECT name, upper(type) FROM pragma_table_info($1)",
            Engine::Postgres => {
                "SELECT column_name::text, upper(data_type::text) FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = $1"
            }
        };
        tx.all(sql, &[table.into()], |r| Ok((r.text(0)?.to_owned(), r.text(1)?.to_owned())))
    };
    let found = w.db.read(read).unwrap();
    assert!(!found.is_empty(), "{table}");
    found
}

/// Another value of a column, as SQL: of the same type, and never one that is there.
fn other_value(w: &World, column: &str, kind: &str) -> String {
    match kind {
        "TEXT" => format!("COALESCE({column}, '') || 'x'"),
        "BLOB" | "BYTEA" => bytes(w, &"ab".repeat(if column == "salt" { 16 } else { 32 })),
        _ if column == "state" => "1 - state".to_owned(),
        _ => format!("COALESCE({column}, 0) + 1000003"),
    }
}

#[test]
fn every_column_of_a_journal_entry_is_proven() {
    for w in filled() {
        for seq in [1, 7, w.head()] {
            for (column, kind) in columns(&w, "journal") {
                let value = other_value(&w, &column, &kind);
                let sql = format!("UPDATE journal SET {column} = {value} WHERE seq = {seq}");
                let fault = tampered(&w, &["journal"], &sql);
                assert_eq!(fault.entry, seq, "{} {sql}: {fault:?}", w.name);
            }
        }
        w.assert_sound();
    }
}

#[test]
fn entries_deleted_inserted_or_swapped_are_found() {
    for w in filled() {
        let last = w.head();
        let at = |sql: &str| tampered(&w, &["journal", "journal_head"], sql).entry;
        assert_eq!(at("DELETE FROM journal WHERE seq = 4"), 4);
        assert_eq!(at("DELETE FROM journal WHERE seq = 1"), 1);
        assert_eq!(at("DELETE FROM journal WHERE seq > 6"), 7);
        at("DELETE FROM journal");
        let swap = "UPDATE journal SET seq = -1 WHERE seq = 5; UPDATE journal SET seq = 5 WHERE seq = 6;
                    UPDATE journal SET seq = 6 WHERE seq = -1";
        assert_eq!(at(swap), 5);
        let copy = |seq: i64| {
            let rest = "at, actor, act, batch, ledger, record, prior, reason, body, salt, hash";
            format!("INSERT INTO journal (seq, {rest}) SELECT {seq}, {rest} FROM journal WHERE seq = 3")
        };
        assert_eq!(at(&copy(last + 1)), last + 1, "{}", w.name);
        assert_eq!(at(&copy(0)), 0, "{}", w.name);
        let named = format!("{}; UPDATE journal_head SET seq = {}", copy(last + 1), last + 1);
        assert_eq!(at(&named), last + 1);
        w.assert_sound();
    }
}

#[test]
fn a_head_that_names_another_entry_is_found() {
    for w in filled() {
        let last = w.head();
        for (column, kind) in columns(&w, "journal_head") {
            let value = other_value(&w, &column, &kind);
            tampered(&w, &["journal_head"], &format!("UPDATE journal_head SET {column} = {value}"));
        }
        tampered(&w, &["journal_head"], "DELETE FROM journal_head");
        tampered(&w, &["journal_head"], &format!("UPDATE journal_head SET hash = {}", bytes(&w, "abcd")));
        // A tail cut off together with its head shows in the rows that it wrote.
        let cut = format!(
            "DELETE FROM journal WHERE seq = {last}; UPDATE journal_head SET seq = {0},
             hash = (SELECT hash FROM journal WHERE seq = {0})",
            last - 1
        );
        tampered(&w, &["journal", "journal_head"], &cut);
        w.assert_sound();
    }
}

#[test]
fn every_column_of_every_ledger_follows_from_the_journal() {
    for w in filled() {
        for ledger in &w.sys.ledgers {
            let table = ledger.name;
            let entry = w.number(&format!("SELECT entry FROM {table} ORDER BY id DESC LIMIT 1"));
            let last = format!("id = (SELECT MAX(id) FROM {table})");
            for (column, kind) in columns(&w, table) {
                let value = other_value(&w, &column, &kind);
                let sql = format!("UPDATE {table} SET {column} = {value} WHERE {last}");
                let fault = tampered(&w, &[table], &sql);
                assert_eq!(fault.entry, entry, "{} {sql}: {fault:?}", w.name);
                let null = format!("UPDATE {table} SET {column} = NULL WHERE {last}");
                if !["id", "org", "state", "entry"].contains(&column.as_str()) {
                    assert_eq!(tampered(&w, &[table], &null).entry, entry, "{} {null}", w.name);
                }
            }
            assert_eq!(tampered(&w, &[table], &format!("DELETE FROM {table} WHERE {last}")).entry, entry);
            let fields: Vec<&str> = ledger.fields.iter().map(|f| f.name).collect();
            let copied: Vec<String> = ledger
                .fields
                .iter()
                .map(|f| if ledger.key.contains(&f.name) { other_value(&w, f.name, kind_of(f)) } else { f.name.into() })
                .collect();
            let sql = format!(
                "INSERT INTO {table} (id, org, state, entry, {}) SELECT id + 1, org, state, entry, {} FROM {table} WHERE {last}",
                fields.join(", "),
                copied.join(", ")
            );
            assert_eq!(tampered(&w, &[table], &sql).entry, entry, "{} {sql}", w.name);
        }
        w.assert_sound();
    }
}

fn kind_of(f: &hangji_platform::ledger::Field) -> &'static str {
    if f.kind.is_number() { "BIGINT" } else { "TEXT" }
}

#[test]
fn the_tree_and_the_sums_follow_from_the_records() {
    for w in filled() {
        let after = w.head() + 1;
        // A row of each, told by its whole key.
        let sum =
            "part = (SELECT part FROM figure_sum WHERE value <> 0 AND facts <> 0 ORDER BY part, org, slot LIMIT 1)
            AND org = (SELECT org FROM figure_sum WHERE value <> 0 AND facts <> 0 ORDER BY part, org, slot LIMIT 1)
            AND slot = (SELECT slot FROM figure_sum WHERE value <> 0 AND facts <> 0 ORDER BY part, org, slot LIMIT 1)";
        let town = "(SELECT id FROM org WHERE code = 'T1')";
        let tables = [
            ("figure_sum", sum.to_owned()),
            ("org", "code = 'T1'".to_owned()),
            ("org_span", format!("org = {town} AND valid_from = '2008-01-01'")),
            ("org_closure", format!("descendant = {town} AND ancestor = {town}")),
            ("territory", format!("org = {town} AND node = {town}")),
        ];
        for (table, row) in &tables {
            let all = columns(&w, table);
            let names: Vec<&str> = all.iter().map(|(n, _)| n.as_str()).collect();
            let others: Vec<String> = all.iter().map(|(n, k)| other_value(&w, n, k)).collect();
            // Another row for the same part, so that it is one that figures read.
            let others: Vec<&str> = others.iter().map(|o| if o.contains("(part,") { "part" } else { o }).collect();
            let mut changes: Vec<String> = all
                .iter()
                .map(|(n, k)| format!("UPDATE {table} SET {n} = {} WHERE {row}", other_value(&w, n, k)))
                .collect();
            changes.push(format!("DELETE FROM {table} WHERE {row}"));
            changes.push(format!(
                "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE {row}",
                names.join(", "),
                others.join(", ")
            ));
            changes.push(format!("DELETE FROM {table}"));
            for sql in changes {
                assert_eq!(tampered(&w, &[table], &sql).entry, after, "{} {sql}", w.name);
            }
        }
        w.assert_sound();
    }
}

/// A file and a remark on a person, and one of each withdrawn.
fn annotated(w: &World, person: Id) {
    let who = Viewer::operator();
    w.act(|tx, sys, cx| {
        let annotated = AnnotatedRecord::find(tx, sys, &who, "people", person)?;
        for n in 1..3 {
            let id = cx.ids.next();
            leftovers::expect(tx, cx, &[id])?;
            let (name, media_type) = (format!("张三{n}.jpg"), "image/jpeg".to_owned());
            let file = NewFile {
                id,
                name,
                media_type,
                bytes: 5,
                sha256: vec![n; 32],
                small: vec![9; 32],
                place: Some((1, 2)),
            };
            attachments::attach(tx, sys, cx, &who, &Limits::default(), &annotated, vec![file])?;
            let remark = remarks::add(tx, cx, &who, &Limits::default(), &annotated, &format!("张三说{n}"))?;
            if n == 2 {
                attachments::withdraw(tx, cx, &who, &annotated, id, "误传")?;
                remarks::withdraw(tx, cx, &who, &annotated, remark, "误记")?;
            }
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn what_stands_beside_the_records_follows_from_the_journal() {
    for w in worlds() {
        let person = fill(&w);
        annotated(&w, person);
        w.assert_sound();
        for table in ["attachment", "remark"] {
            for (withdrawn, row) in [("= 0", "MIN"), ("<> 0", "MAX")] {
                let row = format!("id = (SELECT {row}(id) FROM {table} WHERE withdrawn {withdrawn})");
                for (column, kind) in columns(&w, table) {
                    let value = match column.as_str() {
                        // The place is not kept in this ledger, and one of two numbers is no place.
                        "latitude" | "longitude" => continue,
                        _ => other_value(&w, &column, &kind),
                    };
                    tampered(&w, &[table], &format!("UPDATE {table} SET {column} = {value} WHERE {row}"));
                }
                tampered(&w, &[table], &format!("DELETE FROM {table} WHERE {row}"));
            }
            tampered(&w, &[table], &format!("UPDATE {table} SET withdrawn = 0"));
            let copied = if table == "attachment" {
                "name, media_type, bytes, sha256, small, at, account, latitude, longitude, withdrawn"
            } else {
                "text, at, account, withdrawn"
            };
            tampered(
                &w,
                &[table],
                &format!(
                    "INSERT INTO {table} (id, entry, ledger, record, {copied})
                     SELECT id + 1, entry, ledger, record, {copied} FROM {table} WHERE withdrawn = 0"
                ),
            );
        }
        tampered(&w, &["attachment"], "UPDATE attachment SET latitude = 1, longitude = 2");
        w.assert_sound();
    }
}

#[test]
fn erasure_takes_what_stands_beside_the_record_along() {
    for w in worlds() {
        let person = fill(&w);
        annotated(&w, person);
        let attached = w.number("SELECT MIN(seq) FROM journal WHERE act = 'attach'");
        w.sql("CREATE TABLE saved AS SELECT * FROM journal");
        strip(&w, attached, &["file"]);
        assert_eq!(w.verify().first_fault.map(|f| f.entry), Some(attached), "{}: stripped without leave", w.name);
        w.sql("DELETE FROM journal; INSERT INTO journal SELECT * FROM saved; DROP TABLE saved");
        erase_person(&w, person);
        w.assert_sound();
        assert_eq!(w.number("SELECT COUNT(*) FROM attachment") + w.number("SELECT COUNT(*) FROM remark"), 0);
        for gone in ["张三", "误传", "误记", &"01".repeat(32)] {
            let sql = format!("SELECT COUNT(*) FROM journal WHERE body LIKE '%{gone}%' OR reason LIKE '%{gone}%'");
            assert_eq!(w.number(&sql), 0, "{gone}");
        }
        assert_eq!(w.number("SELECT COUNT(*) FROM file_to_remove WHERE due_at = 0"), 4);
        // What is attached afterwards is proven again.
        annotated(&w, person);
        w.assert_sound();
        erase_person(&w, person);
        w.assert_sound();
    }
}

/// Strips members of an entry as an erasure would, without the entry that says so.
fn strip(w: &World, seq: i64, gone: &[&str]) {
    let strip = |tx: &mut hangji_store::Tx<'_>| {
        let sql = "SELECT reason, body, salt FROM journal WHERE seq = $1";
        let stripped =
            tx.first(sql, &[seq.into()], |r| hash::erase(r.text(0)?, r.text(1)?, r.blob(2)?, |n| gone.contains(&n)))?;
        let (reason, body, salt) = stripped.unwrap();
        let sql = "UPDATE journal SET reason = $1, body = $2, salt = $3 WHERE seq = $4";
        tx.run(sql, &[(&reason).into(), (&body).into(), V::Blob(&salt), seq.into()])
    };
    assert_eq!(w.db.write(strip).unwrap(), 1);
}

#[test]
fn members_erased_without_an_entry_that_says_so_are_found() {
    for w in worlds() {
        let person = fill(&w);
        let first = w.number(&format!("SELECT MIN(seq) FROM journal WHERE record = {}", person.0));
        // The name; nothing but the reason; a field that no law erases.
        for gone in [&["name"][..], &[], &["code"]] {
            w.sql("CREATE TABLE saved AS SELECT * FROM journal");
            strip(&w, first, gone);
            let fault = w.verify().first_fault.unwrap_or_else(|| panic!("{} {gone:?}", w.name));
            assert_eq!(fault.entry, first, "{} {gone:?}: {fault:?}", w.name);
            w.sql("DELETE FROM journal; INSERT INTO journal SELECT * FROM saved; DROP TABLE saved");
        }
        w.assert_sound();
        // An erasure licenses nothing that came after it.
        erase_person(&w, person);
        w.assert_sound();
        w.amend("people", person, &[("name", "王五".into())]).unwrap();
        let later = w.head();
        w.amend("people", person, &[("name", "王六".into())]).unwrap();
        w.assert_sound();
        strip(&w, later, &["name"]);
        let fault = w.verify().first_fault.unwrap_or_else(|| panic!("{} later", w.name));
        assert_eq!(fault.entry, later, "{} {fault:?}", w.name);
    }
}

fn erase_person(w: &World, id: Id) {
    w.act(|tx, sys, cx| erasure::erase(tx, sys, cx, Authority::Operator, sys.ledger("people")?, id, "依法删除"))
        .unwrap();
}

#[test]
fn erasure_leaves_a_sound_database_without_the_values() {
    for w in worlds() {
        let person = fill(&w);
        erase_person(&w, person);
        w.assert_sound();
        for gone in ["张三", "010-12345678", "010-87654321", "2003-05-01"] {
            assert_eq!(w.number(&format!("SELECT COUNT(*) FROM journal WHERE body LIKE '%{gone}%'")), 0, "{gone}");
        }
        // Twice, and of a record that was withdrawn before or is put back after.
        erase_person(&w, person);
        w.assert_sound();
        let other = w.person(w.record("people", person).org, "P2", "赵六");
        w.withdraw("people", other).unwrap();
        erase_person(&w, other);
        w.assert_sound();
        assert_eq!(w.record("people", other).state, hangji_platform::ledger::State::Withdrawn);
        let state = format!("UPDATE people SET state = 0 WHERE id = {}", other.0);
        assert_eq!(tampered(&w, &["people"], &state).entry, w.head(), "{}", w.name);
    }
}
