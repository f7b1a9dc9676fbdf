//! Files from end to end: what people really send, what is asked back, what is stored, and that it goes back as one.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use hangji_platform::access::Viewer;
use hangji_platform::import::run::File;
use hangji_platform::import::{self, Fate, Options, Outcome, files, undo};
use hangji_platform::ledger::list::Wanted;
use hangji_platform::ledger::{State, Value};
use hangji_platform::{Lang, Refusal};
use hangji_sheets::{Cell, Limits, Out, OutColumn, OutKind, Writer};
use hangji_store::Id;
use hangji_testkit::{World, fresh_folder, id_card, refusal, worlds};

const ALL: Options = Options { dry_run: false, accept_good: false };
const GOOD: Options = Options { accept_good: true, ..ALL };
const DRY: Options = Options { dry_run: true, ..ALL };

/// A union with two towns; 张三 lives in both, twice in the second.
struct Place {
    w: World,
    a: Id,
    b: Id,
}

fn places() -> Vec<Place> {
    worlds()
        .into_iter()
        .map(|w| {
            let root = w.org("U", Id(0), "2000-01-01");
            let (a, b) = (w.org("A", root, "2000-01-01"), w.org("B", root, "2000-01-01"));
            for (org, code, name) in [(a, "P1", "张三"), (a, "P2", "李四"), (b, "P3", "张三"), (b, "P4", "张三")]
            {
                w.person(org, code, name);
            }
            for (org, code) in [(a, "H1"), (b, "H2")] {
                w.add("households", org, &[("code", code.into()), ("members", 2.into())]).unwrap();
            }
            Place { w, a, b }
        })
        .collect()
}

impl Place {
    fn import(&self, ledger: &str, text: &str, options: Options) -> Outcome {
        self.w.import(&Viewer::operator(), ledger, text, options).unwrap()
    }
    /// Imports a file that must change nothing and tells its refusals, row by row.
    #[track_caller]
    fn refused(&self, who: &Viewer, ledger: &str, text: &str) -> Vec<(usize, String)> {
        let head = self.w.head();
        let out = self.w.import(who, ledger, text, ALL).unwrap();
        assert!(out.import.is_none() && self.w.head() == head, "{}: something was stored", self.w.name);
        message(&out)
    }
    fn count(&self, ledger: &str) -> i64 {
        self.w.number(&format!("SELECT COUNT(*) FROM {ledger} WHERE state = 0"))
    }
    fn person(&self, code: &str) -> Id {
        Id(self.w.number(&format!("SELECT id FROM people WHERE code = '{code}' AND state = 0")))
    }
    fn field(&self, ledger: &str, id: Id, field: &str) -> Value {
        let at = self.w.sys.ledger(ledger).unwrap().position(field).unwrap();
        self.w.record(ledger, id).values[at].clone()
    }
    fn undo(&self, import: Id) -> hangji_platform::Result<usize> {
        undo::undo(&self.w.db, &self.w.sys, self.w.clock(), &Viewer::operator(), import)
    }
}

fn message(out: &Outcome) -> Vec<(usize, String)> {
    let refused = |r: &import::RowPlan| match &r.fate {
        Fate::Refuse(problems) => {
            Some((r.number, problems.iter().map(|p| p.message.zh.as_str()).collect::<Vec<_>>().join("；")))
        }
        _ => None,
    };
    out.plan.rows.iter().filter_map(refused).collect()
}

#[test]
fn a_table_as_people_keep_it_is_read() {
    let text = "走访登记表,,,,,\n单位：万元,,,,,\n日期,姓名,走访户,金额,主题,党组织\n\
                2013年5月1日,李四,H1,1.5,信贷,A\n,,,,,\n2013.5.2,P2,,0.2,credit,社A\n20130503,李四（P2）,H1,,种子,社A（A）\n\
                2013/5/4,Ｐ２,h1,,,Ａ\n2013年05月05日,李四,H1,3元,,A\n合计,,,4.7,,\n填表人：王五,,,,,\n";
    for p in places() {
        let out = p.import("visits", text, ALL);
        assert_eq!((out.plan.counts(), message(&out)), ([5, 0, 0, 0], vec![]), "{}", p.w.name);
        let days = "SELECT COUNT(*) FROM visits WHERE on_day IN
            ('2013-05-01', '2013-05-02', '2013-05-03', '2013-05-04', '2013-05-05')";
        assert_eq!(p.w.number(days), 5, "{}", p.w.name);
        assert_eq!(p.w.number("SELECT CAST(SUM(credit) AS BIGINT) FROM visits"), 1_500_000 + 200_000 + 300);
        assert_eq!(p.w.number("SELECT COUNT(*) FROM visits WHERE topic = 'credit'"), 2);
        assert_eq!(p.w.number("SELECT COUNT(DISTINCT visitor) FROM visits"), 1);
        p.w.assert_sound();
    }
}

#[test]
fn a_workbook_is_read_like_a_text() {
    let folder = fresh_folder();
    let column = |title: &str, kind| OutColumn {
        title: title.into(),
        width: 12,
        note: None,
        options: vec![],
        kind,
        required: false,
    };
    let columns = [
        column("走访时间", OutKind::Date),
        column("走访人", OutKind::Text),
        column("信贷金额（万元）", OutKind::Text),
        column("所属党组织", OutKind::Text),
    ];
    for p in places() {
        let path = folder.join(format!("{}.xlsx", p.w.name));
        let mut writer = Writer::xlsx(&path, "走访", Some("走访登记表"), &columns).unwrap();
        writer.row(&[Out::Date("2013-05-01"), Out::Text("李四"), Out::Whole(2), Out::Text("社A")]).unwrap();
        writer.finish().unwrap();
        let file = File::read(&path).unwrap();
        let out =
            import::import(&p.w.db, &p.w.sys, p.w.clock(), &Viewer::operator(), "visits", file, ALL, &mut |_, _, _| {});
        assert_eq!(message(&out.unwrap()), vec![]);
        assert_eq!(p.w.number("SELECT credit FROM visits WHERE on_day = '2013-05-01'"), 2_000_000, "{}", p.w.name);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_ambiguous_name_is_asked_back_with_its_candidates() {
    for p in places() {
        let one = |org: &str| format!("走访日期,走访人,所属党组织\n2013-05-01,张三,{org}\n");
        let refused = p.refused(&Viewer::operator(), "visits", &one("B"));
        let (2, text) = &refused[0] else { panic!("{refused:?}") };
        assert!(text.starts_with("B2：") && text.contains("P3") && text.contains("P4"), "{text}");
        assert!(!text.contains("P1"), "those of the own organisation come first: {text}");
        assert_eq!(p.import("visits", &one("A"), ALL).plan.counts(), [1, 0, 0, 0], "{}", p.w.name);
    }
}

#[test]
fn what_lies_outside_the_territory_is_not_found_and_not_revealed() {
    for p in places() {
        let who = p.w.viewer("manager", p.a, None);
        for (text, name) in [
            ("走访日期,走访人,所属党组织\n2013-05-01,P1,社B\n", "社B"),
            ("走访日期,走访人,所属党组织\n2013-05-01,P3,A\n", "P3"),
            ("走访日期,走访人,走访户,所属党组织\n2013-05-01,P1,H2,A\n", "H2"),
        ] {
            let refused = p.refused(&who, "visits", text);
            let unknown = p.refused(&who, "visits", &text.replace(name, "NIX"));
            assert!(refused[0].1.contains("找不到"), "{refused:?}");
            assert_eq!(refused[0].1, unknown[0].1.replace("NIX", name), "told apart from what does not exist");
        }
        // A number taken by a person of another town: neither amended, nor told whose it is.
        let before = p.w.record("people", p.person("P3"));
        let refused = p.refused(&who, "people", "编号,姓名,电话,所属党组织\nP3,张三,010-11112222,A\n");
        assert_eq!(refused.len(), 1, "{}", p.w.name);
        assert_eq!(p.refused(&who, "people", "编号,姓名,所属党组织\nP3,张三,A\n"), refused, "no guessing of contents");
        assert_eq!(p.w.record("people", p.person("P3")), before);
        // A branch with nothing below it need not name itself.
        assert_eq!(p.w.import(&who, "visits", "走访日期,走访人\n2013-05-01,P1\n", ALL).unwrap().plan.counts()[0], 1);
        let clerk = p.w.viewer("clerk", p.a, None);
        assert!(matches!(refusal(p.w.import(&clerk, "people", "编号,姓名\nX,Y\n", ALL)), Refusal::Forbidden(_)));
    }
}

#[test]
fn refused_rows_name_cell_field_and_reason() {
    let wrong_card = {
        let mut card = id_card(3);
        let last = if card.ends_with('1') { '2' } else { '1' };
        card.pop();
        card.push(last);
        card
    };
    for p in places() {
        let people = format!("编号,姓名,身份证号,所属党组织\nQ1,甲,{},A\nQ2,乙,{wrong_card},A\nQ3,,,A\n", id_card(3));
        let refused = p.refused(&Viewer::operator(), "people", &people);
        assert_eq!(refused.iter().map(|r| r.0).collect::<Vec<_>>(), [3, 4], "{refused:?}");
        assert!(refused[0].1.contains("C3") && refused[0].1.contains("身份证号"), "{refused:?}");
        assert!(refused[1].1.contains("姓名"), "{refused:?}");
        let visits = "走访日期,走访人,主题,时长,已答复,所属党组织\n2013-02-30,P1,种子,1,是,A\n2014-01-01,P1,种子,1,是,A\n\
                      2013-01-01,P1,化肥,1,是,A\n2013-01-01,P1,种子,1.5,是,A\n2013-01-01,P1,种子,500,是,A\n\
                      2013-01-01,P1,种子,1,也许,A\n1999-12-31,P1,种子,1,是,A\n2013-01-01,P1,种子,1,是,\n";
        let refused = p.refused(&Viewer::operator(), "visits", visits);
        let words = ["A2", "晚于业务日期", "不在可选项中", "D5", "超出范围", "E7", "不存在", "缺少所属党组织"];
        assert_eq!(refused.len(), words.len(), "{refused:?}");
        for ((row, text), word) in refused.iter().zip(words) {
            assert!(text.contains(word) && text.contains(&row.to_string()), "row {row}: {text} lacks {word}");
        }
        let missing = refusal(p.w.import(&Viewer::operator(), "visits", "走访人,所属党组织\nP1,A\n", ALL));
        assert!(missing.text(Lang::Zh).contains("走访日期"), "{missing:?}");
    }
}

#[test]
fn natural_keys_amend_skip_and_keep_what_empty_cells_do_not_name() {
    for p in places() {
        let first = "户编号,户主,人口,所属党组织\nH7,老王,3,A\nH8,老赵,4,A\nH7,老王,3,A\n";
        let out = p.import("households", first, ALL);
        assert_eq!(out.plan.counts(), [2, 0, 1, 0], "an equal row is told and passed over");
        let second = "户编号,户主,人口,所属党组织\nH7,,5,A\nH8,老赵,4,A\nH9,,1,A\n";
        let out = p.import("households", second, ALL);
        assert_eq!(out.plan.counts(), [1, 1, 1, 0], "{}", p.w.name);
        let h7 = Id(p.w.number("SELECT id FROM households WHERE code = 'H7'"));
        assert_eq!(
            (p.field("households", h7, "head"), p.field("households", h7, "members")),
            ("老王".into(), 5.into())
        );
        let clash = p.refused(&Viewer::operator(), "households", "户编号,人口,所属党组织\nH5,1,A\nH5,2,A\n");
        assert!(clash[0].0 == 3 && clash[0].1.contains("第2行"), "{clash:?}");
        p.w.assert_sound();
    }
}

#[test]
fn a_dry_run_tells_the_same_and_stores_nothing() {
    let texts = [
        ("households", "户编号,人口,所属党组织\nH7,3,A\nH1,9,A\n"),
        ("posts", "人员,职务,任职日期,所属党组织\nP1,主任,2010-01-01,A\nP2,主任,2011-01-01,A\n"),
        ("organisations", "组织代码,组织名称,类别,上级组织,成立日期\nN1,新社,乡社,U,2011-01-01\n"),
    ];
    for p in places() {
        for (ledger, text) in texts {
            let before = (p.w.head(), p.w.number("SELECT COUNT(*) FROM import"));
            let dry = p.import(ledger, text, DRY);
            assert!(dry.import.is_none());
            assert_eq!((p.w.head(), p.w.number("SELECT COUNT(*) FROM import")), before, "{ledger}");
            let real = p.import(ledger, text, ALL);
            assert_eq!(
                (dry.plan.counts(), message(&dry)),
                (real.plan.counts(), message(&real)),
                "{} {ledger}",
                p.w.name
            );
        }
        p.w.assert_sound();
    }
}

#[test]
fn good_rows_are_stored_only_when_asked_and_the_others_come_back_as_a_workbook() {
    let text = "户编号,人口,所属党组织\nH7,3,A\nH8,300,A\nH9,2,NIX\n";
    let folder = fresh_folder();
    for p in places() {
        assert_eq!(p.refused(&Viewer::operator(), "households", text).len(), 2);
        let out = p.import("households", text, GOOD);
        assert_eq!((out.plan.counts(), p.count("households")), ([1, 0, 0, 2], 3), "{}", p.w.name);
        let path = folder.join(format!("{}.xlsx", p.w.name));
        assert_eq!(files::refused_rows(p.w.sys.ledger("households").unwrap(), &out.plan, Lang::Zh, &path).unwrap(), 2);
        let sheets = hangji_sheets::read(&path, &Limits::default()).unwrap();
        let rows: Vec<Vec<String>> = sheets[0].rows.iter().map(|r| r.cells.iter().map(shown).collect()).collect();
        assert_eq!(rows[0], ["户编号", "人口", "所属党组织", "原行号", "退回原因"]);
        assert_eq!((rows[1][0].as_str(), rows[1][3].as_str()), ("H8", "3"));
        assert!(rows[1][4].contains("超出范围") && rows[2][4].contains("找不到"), "{rows:?}");
        // Mended, it can be sent again as it is.
        let mended = hangji_sheets::read(&path, &Limits::default()).map(|mut s| s.remove(0)).unwrap();
        let again: String =
            mended.rows.iter().map(|r| r.cells[..3].iter().map(shown).collect::<Vec<_>>().join(",") + "\n").collect();
        let again = again.replace("300", "30").replace("NIX", "B");
        assert_eq!(p.import("households", &again, ALL).plan.counts(), [2, 0, 0, 0]);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(n) => n.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn guards_refuse_by_row() {
    let text = "人员,职务,任职日期,所属党组织\nP1,店员,2010-01-01,A\nP1,主任,2010-01-01,A\nP2,主任,2011-01-01,A\n";
    for p in places() {
        let refused = p.refused(&Viewer::operator(), "posts", text);
        assert_eq!(refused.iter().map(|r| r.0).collect::<Vec<_>>(), [3, 4], "{}", p.w.name);
        assert!(refused.iter().all(|r| r.1.contains("两名主任")), "{refused:?}");
        let out = p.import("posts", text, GOOD);
        assert_eq!((out.plan.counts(), p.count("posts")), ([1, 0, 0, 2], 1), "{}", p.w.name);
        p.w.assert_sound();
    }
}

#[test]
fn organisations_may_stand_under_others_of_the_same_file() {
    let text = "代码,名称,类别,上级,成立日期\nU,总社,联社,,2000-01-01\nT,乡社,乡社,U,2001-01-01\nS,门店,门店,乡社（T）,2002-01-01\nS,门店,门店,乡社,2002-01-01\n";
    for w in worlds() {
        let dry = w.import(&Viewer::operator(), "organisations", text, DRY).unwrap();
        assert_eq!((dry.plan.counts(), message(&dry)), ([3, 0, 1, 0], vec![]), "{}", w.name);
        let out = w.import(&Viewer::operator(), "organisations", text, ALL).unwrap();
        assert_eq!((out.plan.counts(), message(&out)), ([3, 0, 1, 0], vec![]), "{}", w.name);
        assert_eq!(w.number("SELECT depth FROM org WHERE code = 'S'"), 2);
        w.assert_sound();
        let again = w.import(&Viewer::operator(), "organisations", text, ALL).unwrap();
        assert_eq!(again.plan.counts(), [0, 0, 4, 0]);
        let two = "代码,名称,类别,上级,成立日期\nM,新社,乡社,U,2005-01-01\nN,新店,门店,M,2006-01-01\n";
        let two = w.import(&Viewer::operator(), "organisations", two, ALL).unwrap().import.unwrap();
        let gone = undo::undo(&w.db, &w.sys, w.clock(), &Viewer::operator(), two);
        assert_eq!((gone.unwrap(), w.number("SELECT COUNT(*) FROM org")), (2, 3), "{}", w.name);
        // Below a refused row there is nothing to stand under.
        let bad =
            "代码,名称,类别,上级,成立日期\nX,坏,不知,U,2001-01-01\nY,好,乡社,X,2002-01-01\nZ,好,乡社,U,2002-01-01\n";
        let out = w.import(&Viewer::operator(), "organisations", bad, GOOD).unwrap();
        assert_eq!(out.plan.counts(), [1, 0, 0, 2], "{}", w.name);
        w.assert_sound();
    }
}

#[test]
fn contradictions_of_the_tree_are_refused_whole() {
    for p in places() {
        let head = p.w.head();
        for (ledger, text) in [
            ("organisations", "代码,名称,类别,上级,成立日期\nR2,另社,联社,,2001-01-01\n"),
            ("organisations", "代码,名称,类别,上级,成立日期\nE,早社,乡社,A,1999-01-01\n"),
            ("organisation_changes", "党组织,变动,日期,去向\nA,调整隶属,2005-01-01,B\nB,调整隶属,2005-01-01,A\n"),
            ("organisation_changes", "党组织,变动,日期,去向\nU,撤销,2005-01-01,\n"),
        ] {
            for options in [ALL, GOOD, DRY] {
                let refused = refusal(p.w.import(&Viewer::operator(), ledger, text, options));
                assert!(matches!(refused, Refusal::Invalid(_)), "{refused:?}");
            }
        }
        assert_eq!(p.w.head(), head);
        p.w.assert_sound();
    }
}

#[test]
fn an_import_that_dies_leaves_nothing() {
    let text = "户编号,人口,所属党组织\nH7,3,A\nH8,2,A\n";
    for p in places() {
        for stage in ["read", "plan", "store"] {
            let head = p.w.head();
            let file = File { name: "f.csv".into(), bytes: text.as_bytes().to_vec() };
            let mut dies = |s: &str, _, _| assert_ne!(s, stage, "dies on purpose");
            let died = catch_unwind(AssertUnwindSafe(|| {
                import::import(&p.w.db, &p.w.sys, p.w.clock(), &Viewer::operator(), "households", file, ALL, &mut dies)
            }));
            assert!(died.is_err(), "{stage}");
            assert_eq!((p.w.head(), p.count("households")), (head, 2), "{} {stage}", p.w.name);
        }
        assert_eq!(p.import("households", text, ALL).plan.counts(), [2, 0, 0, 0]);
        p.w.assert_sound();
    }
}

#[test]
fn undo_puts_everything_back_once() {
    for p in places() {
        let import = |text: &str| p.import("households", text, ALL).import.unwrap();
        let h1 = Id(p.w.number("SELECT id FROM households WHERE code = 'H1'"));
        let first = import("户编号,户主,人口,所属党组织\nH1,老张,9,A\nH7,老王,3,A\n");
        assert_eq!(p.undo(first).unwrap(), 2);
        assert_eq!((p.field("households", h1, "head"), p.field("households", h1, "members")), (Value::Null, 2.into()));
        assert_eq!(p.count("households"), 2);
        let h7 = Id(p.w.number("SELECT id FROM households WHERE code = 'H7'"));
        assert_eq!(p.w.record("households", h7).state, State::Withdrawn);
        assert!(matches!(refusal(p.undo(first)), Refusal::Conflict(_)), "only once");
        assert!(matches!(refusal(p.undo(Id(5))), Refusal::NotFound(_)));

        let changed = import("户编号,人口,所属党组织\nH1,5,A\n");
        p.w.amend("households", h1, &[("members", 6.into())]).unwrap();
        let head = p.w.head();
        assert!(refusal(p.undo(changed)).text(Lang::En).contains(&h1.to_string()));

        let referred = import("户编号,人口,所属党组织\nH8,5,A\n");
        let h8 = Id(p.w.number("SELECT id FROM households WHERE code = 'H8' AND state = 0"));
        let visit = [("on_day", "2013-01-01".into()), ("visitor", p.person("P1").into()), ("household", h8.into())];
        p.w.add("visits", p.a, &visit).unwrap();
        assert!(refusal(p.undo(referred)).text(Lang::Zh).contains("走访"));
        assert_eq!(p.w.head(), head + 2, "nothing was stored by what was refused");
        // Somebody else's import is no import at all.
        let stranger = p.w.viewer("manager", p.b, None);
        let none = undo::undo(&p.w.db, &p.w.sys, p.w.clock(), &stranger, referred);
        assert!(matches!(refusal(none), Refusal::NotFound(_)));
        p.w.assert_sound();
    }
}

#[test]
fn what_was_exported_changes_nothing_when_it_comes_back() {
    let folder = fresh_folder();
    for p in places() {
        let w = &p.w;
        let (one, other) = (p.person("P3"), p.person("P4"));
        let house = Id(w.number("SELECT id FROM households WHERE code = 'H2'"));
        for (person, day) in [(one, "2013-01-01"), (other, "2013-01-02")] {
            let visit = [
                ("on_day", day.into()),
                ("visitor", person.into()),
                ("household", house.into()),
                ("credit", (-0).into()),
                ("answered", 1.into()),
                ("topic", "seed".into()),
                ("note", "=1+1，\"引号\"\n第二行".into()),
            ];
            w.add("visits", p.b, &visit).unwrap();
            w.add("visits", p.b, &visit[..2]).unwrap();
            w.add("posts", p.b, &[("person", person.into()), ("kind", "clerk".into()), ("began_on", day.into())])
                .unwrap();
        }
        w.amend("people", one, &[("id_card", id_card(5).into()), ("phone", "010-12345678".into())]).unwrap();
        w.change(p.a, "2010-01-01", "rename", "社B").unwrap();
        w.change(p.b, "2011-01-01", "move", p.a).unwrap();
        for ledger in w.sys.ledgers.iter().filter(|l| !l.key.is_empty()) {
            for (lang, end) in [(Lang::Zh, "xlsx"), (Lang::En, "csv")] {
                let path = folder.join(format!("{}-{}-{end}.{end}", w.name, ledger.name));
                let who = Viewer::operator();
                let wanted = Wanted::default();
                let n = w.db.read(|tx| files::export(tx, &w.sys, &who, ledger, &wanted, lang, &path)).unwrap();
                if n == 0 {
                    continue;
                }
                let file = File::read(&path).unwrap();
                let out =
                    import::import(&w.db, &w.sys, w.clock(), &who, ledger.name, file, ALL, &mut |_, _, _| {}).unwrap();
                assert_eq!(
                    (out.plan.counts(), message(&out)),
                    ([0, 0, n, 0], vec![]),
                    "{} {} {end}",
                    w.name,
                    ledger.name
                );
            }
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}
