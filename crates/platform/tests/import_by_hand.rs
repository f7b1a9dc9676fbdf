//! Imports as a person decides them step by step: columns placed by hand, decisions remembered for colleagues, files that
//! wait for their owner alone, a plan that is stored as it was shown or not at all, and the list of what was imported.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::HashMap;

use hangji_platform::access::Viewer;
use hangji_platform::import::look::{self, Look};
use hangji_platform::import::run::{Decided, File, import_opened, table};
use hangji_platform::import::waiting::{self, Stage};
use hangji_platform::import::{Options, Outcome, Plan, done, files, preview, remembered};
use hangji_platform::{Lang, Refusal, Result, System};
use hangji_sheets::{Layout, Limits};
use hangji_store::{Id, Tx};
use hangji_testkit::{World, fresh_folder, id_card, refusal, worlds};

const DRY: Options = Options { dry_run: true, accept_good: true };
const ALL: Options = Options { dry_run: false, accept_good: false };
const HOUSEHOLDS: &str = "户编号,户主,人口,所属党组织\nH1,老王,3,A\nH2,老赵,400,A\n";

/// A union of two towns, with somebody who manages each.
fn places() -> Vec<(World, [Viewer; 2])> {
    let place = |w: World| {
        let root = w.org("U", Id(0), "2000-01-01");
        let towns = ["A", "B"].map(|code| w.org(code, root, "2000-01-01"));
        let mut account = 100;
        let managers = towns.map(|org| {
            account += 1;
            Viewer { account: Id(account), ..w.viewer("manager", org, None) }
        });
        (w, managers)
    };
    worlds().into_iter().map(place).collect()
}

fn opened(text: &str) -> hangji_platform::import::run::Opened {
    File { name: "表.csv".into(), bytes: text.as_bytes().to_vec() }.open(&Limits::default()).unwrap()
}

fn looked(w: &World, who: &Viewer, ledger: &str, text: &str) -> Look {
    let sheets = opened(text).sheets;
    let look = |tx: &mut Tx<'_>| look::look(tx, w.sys.ledger(ledger)?, waiting::node(who), &sheets, None, None);
    w.db.read(look).unwrap()
}

/// The layout in which columns are, in order, these fields; nothing is left out.
fn placed(look: &Look, keys: &[&str]) -> Layout {
    let columns = look.columns.iter().zip(keys).filter(|(_, key)| !key.is_empty());
    let columns = columns.map(|(c, key)| (c.index, (*key).to_owned())).collect();
    Layout { sheet: look.sheet, header_row: look.header_row, columns }
}

fn run(w: &World, who: &Viewer, ledger: &str, text: &str, options: Options, decided: Decided<'_>) -> Result<Outcome> {
    import_opened(&w.db, &w.sys, w.clock(), who, ledger, opened(text), options, decided, &mut |_, _, _| {})
}

fn kept(w: &World, who: &Viewer, ledger: &str, text: &str) -> Id {
    let look = looked(w, who, ledger, text);
    let keep = |tx: &mut Tx<'_>, sys: &System, cx: &mut hangji_platform::Cx| {
        waiting::keep(tx, sys, cx, who, sys.ledger(ledger)?, "表.csv", text.as_bytes(), &look)
    };
    w.act_as(who, keep).unwrap()
}

fn now(w: &World) -> i64 {
    w.clock().now_ms()
}

#[test]
fn a_guess_left_as_it_is_imports_what_the_command_line_imports() {
    let texts = [
        ("households", HOUSEHOLDS),
        ("visits", "走访登记表,,,\n单位：万元,,,\n日期,姓名,金额,党组织\n2013年5月1日,P1,1.5,A\n合计,,1.5,\n"),
        (
            "visits",
            "基本,,结果,\n走访日期,走访人,信贷金额（元）,所属党组织\n2013-5-1,P1,150,A\n走访日期,走访人,信贷金额（元）,所属党组织\n",
        ),
        ("people", "编号,姓名,身份证号,电话,所属党组织,其他\nQ1,甲,不对,1,A,x\n"),
    ];
    for (w, [one, _]) in places() {
        w.person(one.org, "P1", "张三");
        for (ledger, text) in texts {
            let look = looked(&w, &one, ledger, text);
            let layout = look.decided(w.sys.ledger(ledger).unwrap(), |c| c.key.clone()).unwrap();
            let by_hand = table(w.sys.ledger(ledger).unwrap(), opened(text), Some(&layout)).unwrap();
            assert_eq!(by_hand, table(w.sys.ledger(ledger).unwrap(), opened(text), None).unwrap(), "{text}");
            let decided = Decided { layout: Some(&layout), ..Decided::default() };
            let here = run(&w, &one, ledger, text, DRY, decided).unwrap().plan;
            let there = run(&w, &one, ledger, text, DRY, Decided::default()).unwrap().plan;
            assert_eq!((here.counts(), here.digest()), (there.counts(), there.digest()), "{} {text}", w.name);
        }
    }
}

#[test]
fn columns_mean_what_a_person_says() {
    let text = "说明文字,,,,\n甲,乙,丙,丁,戊\nH1,老王,A,3,9\nH2,老赵,A,4,9\n";
    for (w, [one, _]) in places() {
        let ledger = w.sys.ledger("households").unwrap();
        let look = looked(&w, &one, "households", text);
        assert_eq!((look.header_row, look.remembered), (2, false), "the row with the most titles is offered");
        let doubts = look.decided(ledger, |c| c.key.clone()).unwrap_err();
        assert_eq!(doubts.missing, ["code", "members"]);
        let twice = look.decided(ledger, |c| (c.index != 2).then(|| "code".to_owned())).unwrap_err();
        assert_eq!(twice.twice, [0, 1, 3, 4]);
        let layout = placed(&look, &["code", "head", "org", "members", ""]);
        let decided = || Decided { layout: Some(&layout), ..Decided::default() };
        assert_eq!(
            run(&w, &one, "households", text, ALL, decided()).unwrap().plan.counts(),
            [2, 0, 0, 0],
            "{}",
            w.name
        );
        assert_eq!(w.number("SELECT CAST(SUM(members) AS BIGINT) FROM households"), 7);
        assert_eq!(run(&w, &one, "households", text, ALL, decided()).unwrap().plan.counts(), [0, 0, 2, 0]);
        for wrong in [
            Layout { header_row: 99, ..layout.clone() },
            Layout { sheet: 3, ..layout.clone() },
            Layout { columns: vec![(0, "code".into())], ..layout.clone() },
            Layout { columns: vec![(0, "code".into()), (1, "code".into()), (3, "members".into())], ..layout.clone() },
        ] {
            let decided = Decided { layout: Some(&wrong), ..Decided::default() };
            let refused = refusal(run(&w, &one, "households", text, ALL, decided));
            assert!(matches!(refused, Refusal::BadRequest(_)), "{wrong:?}: {refused:?}");
        }
        w.assert_sound();
    }
}

#[test]
fn decisions_are_remembered_by_ledger_territory_and_header() {
    let text = "甲,乙,丙,丁\nH1,老王,A,3\n";
    for (w, [one, other]) in places() {
        let layout = placed(&looked(&w, &one, "households", text), &["code", "head", "org", "members"]);
        let id = kept(&w, &one, "households", text);
        let decide = |tx: &mut Tx<'_>, sys: &System, cx: &mut hangji_platform::Cx| {
            let file = waiting::one(tx, sys, &one, id, cx.now_ms)?;
            waiting::decide(tx, sys, cx, &one, &file, &layout)
        };
        w.act_as(&one, decide).unwrap();
        let colleague = Viewer { account: Id(999), ..one.clone() };
        let keys = |look: &Look| look.columns.iter().map(|c| c.key.clone().unwrap_or_default()).collect::<Vec<_>>();
        // Another title line above, other rows, other brackets: the same header.
        let next = looked(&w, &colleague, "households", "又一个表,,,\n 甲 ,乙,丙,丁\nH5,老李,A,1\n");
        assert!(next.remembered && next.header_row == 2, "{}: {next:?}", w.name);
        assert_eq!(keys(&next), ["code", "head", "org", "members"]);
        assert!(!looked(&w, &colleague, "households", "乙,甲,丙,丁\nH5,老李,A,1\n").remembered);
        assert!(!looked(&w, &colleague, "visits", text).remembered);
        assert!(!looked(&w, &other, "households", text).remembered, "another territory has its own habits");
        // The oldest of too many go.
        let remember = |tx: &mut Tx<'_>, n: i64| {
            remembered::remember(tx, "households", one.org, &format!("{n}"), &layout, now(&w) + n)
        };
        w.db.write(|tx| (0..120).try_for_each(|n| remember(tx, n))).unwrap();
        let all: HashMap<_, _> = w.db.read(|tx| remembered::all(tx, "households", one.org)).unwrap();
        assert!(all.len() == 100 && all.contains_key("119") && !all.contains_key("3"), "{}", all.len());
    }
}

#[test]
fn a_file_waits_for_its_owner_alone_sealed_and_not_for_ever() {
    let text = format!("编号,姓名,身份证号,所属党组织\nQ1,甲,{},A\nQ2,乙,{}9,A\n", id_card(3), id_card(4));
    for (w, [one, other]) in places() {
        let id = kept(&w, &one, "people", &text);
        let find = |who: &Viewer, at: i64| w.db.read(|tx| waiting::one(tx, &w.sys, who, id, at));
        let file = find(&one, now(&w)).unwrap();
        assert_eq!(w.db.read(|tx| waiting::bytes(tx, &w.sys, id)).unwrap(), text.as_bytes());
        let missing = refusal(w.db.read(|tx| waiting::one(tx, &w.sys, &one, Id(5), now(&w))));
        assert_eq!(refusal(find(&other, now(&w))), missing);
        let plan = run(&w, &one, "people", &text, DRY, Decided::default()).unwrap().plan;
        let layout = file.look.decided(w.sys.ledger("people").unwrap(), |c| c.key.clone()).unwrap();
        w.act_as(&one, |tx, sys, cx| waiting::decide(tx, sys, cx, &one, &file, &layout)).unwrap();
        // Decided otherwise meanwhile: the plan of the earlier decision is not shown for the later.
        let keep = |file: &waiting::Waiting, plan: &Plan| {
            let ledger = w.sys.ledger("people")?;
            w.db.write(|tx| waiting::planned(tx, &w.sys, &one, ledger, file, plan, Stage::Planned))
        };
        assert!(matches!(refusal(keep(&file, &plan)), Refusal::Conflict(_)));
        let file = find(&one, now(&w)).unwrap();
        keep(&file, &plan).unwrap();
        let reasons = w.db.read(|tx| preview::reasons(tx, &w.sys, id, Lang::Zh)).unwrap();
        assert!(reasons[&3].contains("C3"), "{reasons:?}");
        // Nothing of what the file holds stands open in the database.
        let open = |tx: &mut Tx<'_>| {
            let mut all = Vec::new();
            tx.each("SELECT look FROM waiting_file", &[], |r| {
                all.extend_from_slice(r.text(0)?.as_bytes());
                Ok(())
            })?;
            tx.each("SELECT body FROM waiting_row", &[], |r| {
                all.extend_from_slice(r.text(0)?.as_bytes());
                Ok(())
            })?;
            tx.each("SELECT bytes FROM waiting_bytes", &[], |r| {
                all.extend_from_slice(r.blob(0)?);
                Ok(())
            })?;
            Ok(all)
        };
        let stored = w.db.read(open).unwrap();
        assert!(!stored.windows(10).any(|part| part == &id_card(3).as_bytes()[..10]), "{}", w.name);
        // Another role or another extent of the territory: what was shown is not shown again.
        let planned = find(&one, now(&w)).unwrap();
        let current = |who: &Viewer| w.db.read(|tx| planned.is_current(tx, who)).unwrap();
        assert!(current(&one) && !current(&Viewer { org: other.org, ..one.clone() }));
        assert!(!current(&Viewer { role: w.sys.role("clerk").cloned(), ..one.clone() }));
        w.org("A1", one.org, "2001-01-01");
        assert!(!current(&one), "{}", w.name);
        let late = planned.expires_at;
        assert_eq!(refusal(find(&one, late)), missing);
        w.db.write(|tx| waiting::sweep(tx, late)).unwrap();
        for table in ["waiting_file", "waiting_bytes", "waiting_row"] {
            assert_eq!(w.number(&format!("SELECT COUNT(*) FROM {table}")), 0, "{table}");
        }
        for _ in 0..20 {
            kept(&w, &one, "people", &text);
        }
        let look = looked(&w, &one, "people", &text);
        let keep = |tx: &mut Tx<'_>, sys: &System, cx: &mut hangji_platform::Cx| {
            waiting::keep(tx, sys, cx, &one, sys.ledger("people")?, "x", b"x", &look)
        };
        assert!(matches!(refusal(w.act_as(&one, keep)), Refusal::Conflict(_)), "so many files and no more");
    }
}

#[test]
fn what_was_shown_is_stored_with_its_mark_or_nothing_is() {
    let text = "户编号,人口,所属党组织\nH1,3,A\nH2,4,A\n";
    for (w, [one, _]) in places() {
        let shown = run(&w, &one, "households", text, DRY, Decided::default()).unwrap().plan.digest();
        let id = Id(4_000_000_000_000_000);
        let head = w.head();
        // What must be stored along fails: so does the import.
        let mut fails = |_: &mut Tx<'_>, _: &mut hangji_platform::Cx, _: &Plan| anyhow_error();
        let decided = Decided { id: Some(id), shown: Some(shown), kept: Some(&mut fails), ..Decided::default() };
        assert!(run(&w, &one, "households", text, ALL, decided).is_err());
        assert_eq!((w.head(), w.number("SELECT COUNT(*) FROM import")), (head, 0), "{}", w.name);
        // Somebody enters one of the households meanwhile.
        w.add("households", one.org, &[("code", "H2".into()), ("members", 9.into())]).unwrap();
        let head = w.head();
        let decided = Decided { id: Some(id), shown: Some(shown), ..Decided::default() };
        let refused = refusal(run(&w, &one, "households", text, ALL, decided));
        assert!(matches!(refused, Refusal::Conflict(_)) && w.head() == head, "{refused:?}");
        let shown = run(&w, &one, "households", text, DRY, Decided::default()).unwrap().plan.digest();
        let mut heard = [0; 4];
        let mut keeps = |_: &mut Tx<'_>, _: &mut hangji_platform::Cx, plan: &Plan| {
            heard = plan.counts();
            Ok(())
        };
        let decided = Decided { id: Some(id), shown: Some(shown), kept: Some(&mut keeps), ..Decided::default() };
        assert_eq!(run(&w, &one, "households", text, ALL, decided).unwrap().import, Some(id));
        assert_eq!(heard, [1, 1, 0, 0], "{}", w.name);
        w.assert_sound();
    }
}

fn anyhow_error() -> Result<()> {
    Err(Refusal::bad("不行", "no").into())
}

#[test]
fn imports_are_seen_by_who_made_them_and_by_those_who_keep_the_accounts() {
    for (w, [one, other]) in places() {
        let account = |org: Id, login: &str| {
            let given = [("login", login.into()), ("name", login.into()), ("role", "manager".into())];
            w.add("accounts", org, &given).unwrap()
        };
        let root = w.number("SELECT id FROM org WHERE code = 'U'");
        let [one, other] =
            [(one, "ann"), (other, "ben")].map(|(who, login)| Viewer { account: account(who.org, login), ..who });
        let import = |who: &Viewer, code: &str| {
            let text = format!("户编号,人口,所属党组织\n{code},3,{}\n", if who.org == other.org { "B" } else { "A" });
            run(&w, who, "households", &text, ALL, Decided::default()).unwrap().import.unwrap()
        };
        let (mine, theirs, cli) = (import(&one, "H1"), import(&other, "H2"), import(&Viewer::operator(), "H3"));
        let seen = |who: &Viewer| {
            let (all, count) =
                w.db.read(|tx| Ok((done::page(tx, &w.sys, who, None, 0, 10)?, done::count(tx, &w.sys, who, None)?)))
                    .unwrap();
            assert_eq!(all.len() as i64, count);
            all.iter().map(|d| d.id).collect::<Vec<_>>()
        };
        assert_eq!((seen(&one), seen(&other)), (vec![mine], vec![theirs]), "{}", w.name);
        let admin = |org| Viewer { account: Id(7), ..w.viewer("admin", org, None) };
        assert_eq!(seen(&admin(one.org)), [mine]);
        assert_eq!(seen(&admin(Id(root))), [theirs, mine]);
        assert_eq!(seen(&w.viewer("manager", Id(root), None)), [], "a territory alone shows no colleague's imports");
        assert_eq!(seen(&Viewer::operator()), [cli, theirs, mine]);
        let found = |who: &Viewer, id| w.db.read(|tx| done::one(tx, &w.sys, who, id)).unwrap().is_some();
        assert!(found(&one, mine) && !found(&one, theirs) && !found(&one, cli));
        let other_ledger = w.db.read(|tx| done::count(tx, &w.sys, &one, Some("visits"))).unwrap();
        assert_eq!(other_ledger, 0);
    }
}

#[test]
fn refused_rows_keep_the_meaning_of_their_columns() {
    let folder = fresh_folder();
    let text = "单位：万元,,,\n哪天,谁,借了,哪里\n2013-05-01,NIX,1.5,A\n";
    for (w, [one, _]) in places() {
        w.person(one.org, "P1", "张三");
        let ledger = w.sys.ledger("visits").unwrap();
        let layout = placed(&looked(&w, &one, "visits", text), &["on_day", "visitor", "credit", "org"]);
        let decided = Decided { layout: Some(&layout), ..Decided::default() };
        let plan = run(&w, &one, "visits", text, DRY, decided).unwrap().plan;
        let path = folder.join(format!("{}.xlsx", w.name));
        assert_eq!(files::refused_rows(ledger, &plan, Lang::Zh, &path).unwrap(), 1);
        let mut file = File::read(&path).unwrap().open(&Limits::default()).unwrap();
        file.sheets[0].rows[1].cells[1] = hangji_sheets::Cell::Text("P1".into());
        let clock = w.clock();
        let none = Decided::default();
        let out = import_opened(&w.db, &w.sys, clock, &one, "visits", file, ALL, none, &mut |_, _, _| {}).unwrap();
        assert_eq!(out.plan.counts(), [1, 0, 0, 0], "the reader knows the titles");
        assert_eq!(w.number("SELECT credit FROM visits"), 1_500_000, "{}: and the unit", w.name);
    }
    std::fs::remove_dir_all(folder).unwrap();
}
