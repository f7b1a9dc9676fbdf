//! A single name is looked up by index: saving one record asks the same of the database whether the district has 614
//! organisations or 50,000, and what a form means by a text is what a file means by it.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::{Scope, Viewer};
use hangji_platform::import::names::Names;
use hangji_platform::ledger::input::resolve;
use hangji_platform::ledger::{Authority, Change, Value, Write, acts, write};
use hangji_platform::{Result, System};
use hangji_store::{Id, QueryStats, Tx};
use hangji_testkit::{World, worlds};

/// A root with so many towns below it, and as many people and households in it; gives root and towns.
fn grown(w: &World, count: usize) -> (Id, Vec<Id>) {
    let root = w.org("R", Id(0), "2000-01-01");
    let towns = w.act(|tx, sys, cx| {
        let mut changes = Vec::new();
        for name in ["organisations", "people", "households"] {
            let ledger = sys.ledger(name)?;
            for i in 0..count {
                let id = cx.ids.next();
                let org = if ledger.is_tree { id } else { root };
                changes.push((ledger, Change::add(id, org, w.values(name, &nth(name, i, root)))));
            }
        }
        let towns = changes[..count].iter().map(|(_, change)| change.record.id).collect();
        write(tx, sys, cx, Write { changes, ..Write::under(Authority::Operator) })?;
        Ok(towns)
    });
    (root, towns.unwrap())
}

fn nth(ledger: &str, i: usize, root: Id) -> Vec<(&'static str, Value)> {
    match ledger {
        "organisations" => vec![
            ("code", format!("T{i:05}").into()),
            ("name", format!("乡社{i:05}").into()),
            ("kind", "town".into()),
            ("parent", root.into()),
            ("set_up_on", "2000-01-01".into()),
        ],
        "people" => vec![("code", format!("P{i:05}").into()), ("name", format!("张{i:05}").into())],
        _ => vec![("code", format!("H{i:05}").into()), ("head", format!("王{i:05}").into()), ("members", 4.into())],
    }
}

/// What it asks to enter one visit whose organisation, visitor and household are written by name.
fn entered(tx: &mut Tx<'_>, w: &World, sys: &System, who: &Viewer, day: &str) -> Result<QueryStats> {
    let mut cx = hangji_platform::Cx::new(who.account, w.clock(), hangji_testkit::day("2013-12-31"))?;
    let before = tx.stats();
    let scope = who.scope();
    let mut named = |ledger: &str, text: &str| -> Result<Id> {
        resolve(tx, sys, &scope, ledger, text, Id(0))?.map_err(|why| anyhow::anyhow!(why.en))
    };
    let org = named("organisations", "乡社00300")?;
    let (visitor, household) = (named("people", "张00300")?, named("households", "王00300（H00300）")?);
    let given = [("on_day", day.into()), ("visitor", visitor.into()), ("household", household.into())];
    acts::add(tx, sys, &mut cx, &who.may_write(sys, "visits")?, org, w.values("visits", &given))?;
    let after = tx.stats();
    Ok(QueryStats {
        statements: after.statements - before.statements,
        rows: after.rows - before.rows,
        steps: after.steps - before.steps,
    })
}

#[test]
fn one_record_costs_the_same_in_a_large_district_as_in_a_small_one() {
    let of = |count: usize| -> Vec<(String, QueryStats)> {
        let mut out = Vec::new();
        for w in worlds() {
            let (root, _) = grown(&w, count);
            let who = w.viewer("manager", root, None);
            // The second is counted: the first prepares what is kept.
            let asked = w.db.write(|tx| {
                entered(tx, &w, &w.sys, &who, "2013-05-01")?;
                entered(tx, &w, &w.sys, &who, "2013-05-02")
            });
            out.push((w.name.to_owned(), asked.unwrap()));
        }
        out
    };
    let (small, large) = (of(614), of(50_000));
    for ((name, small), (_, large)) in small.iter().zip(&large) {
        eprintln!("{name}: {small:?} at 614 organisations, {large:?} at 50,000");
        assert_eq!((small.statements, small.rows), (large.statements, large.rows), "{name}");
        assert!(large.steps <= small.steps * 5 / 4, "{name} scans: {small:?} against {large:?}");
        assert!(large.rows <= 40, "{name}: {large:?}");
    }
}

#[test]
fn a_form_and_a_file_mean_the_same_by_a_text() {
    for w in worlds() {
        let (root, towns) = grown(&w, 3);
        // Two of one name, in different towns; one with a sign inside the name.
        let twin = w.person(towns[1], "Q1", "张00000");
        let dotted = w.person(towns[2], "Q2", "买买提·艾力");
        let visit = |person: Id| {
            let given = [("on_day", "2013-05-01".into()), ("visitor", person.into())];
            w.add("visits", towns[1], &given).unwrap()
        };
        let visits = [visit(twin), visit(dotted)];
        let texts: Vec<(&str, String)> = vec![
            ("people", "张00001".into()),
            ("people", "ｐ００００１".into()),
            ("people", " 张 00001（P00001）".into()),
            ("people", "张00001（P00002）".into()),
            ("people", "张00000".into()),
            ("people", format!("谁（{twin}）")),
            ("people", twin.to_string()),
            ("people", "买买提·艾力".into()),
            ("people", "无此人".into()),
            ("organisations", "T00002".into()),
            ("organisations", "乡社00002".into()),
            ("organisations", "社R".into()),
            ("households", "王00001".into()),
            ("visits", visits[0].to_string()),
            ("visits", "2013-05-01".into()),
            ("visits", format!("某次走访（{}）", visits[1])),
        ];
        let whole = Scope::everything();
        let part = Scope::territory(towns[1], None);
        for scope in [whole, part] {
            for own in [Id(0), towns[1], root] {
                for (ledger, text) in &texts {
                    let sys = &w.sys;
                    let ledger = sys.ledger(ledger).unwrap().name;
                    let (one, many) =
                        w.db.read(|tx| {
                            let one = resolve(tx, sys, &scope, ledger, text, own)?;
                            Ok((one, Names::new(scope.clone()).resolve(tx, sys, ledger, text, own)?))
                        })
                        .unwrap();
                    // Candidates may be listed in another order.
                    let told = |found: std::result::Result<Id, hangji_platform::Message>| {
                        found.map_err(|m| m.en.chars().filter(char::is_ascii_digit).count())
                    };
                    assert_eq!(told(one), told(many), "{text} in {ledger} on {} ({scope:?}, {own})", w.name);
                }
            }
        }
    }
}
