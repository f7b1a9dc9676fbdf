//! The trial of procedures (issue C, 11): rectification as five steps, each a record; standing as derived spans; one figure
//! over standing; corrections, withdrawals and an undo in the middle; on both engines.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::Viewer;
use hangji_platform::figures::{Counting, Facts, Figure, Measure, Part, Timing, scan};
use hangji_platform::import::{self, Options};
use hangji_platform::ledger::{Authority, Change, Choice, Field, Kind, Ledger, Value, Write, choice, write};
use hangji_platform::procedure::declare::Leads;
use hangji_platform::procedure::{self, Mark, Procedure, Standing, Step};
use hangji_platform::term::counted;
use hangji_platform::{Mechanism, Refusal, Report, System, t};
use hangji_store::Id;
use hangji_testkit::{Chance, World, databases, day, figures, ledgers, period, refusal, roles};

const RESULTS: &[Choice] = &[choice("passed", "合格", "passed"), choice("failed", "不合格", "failed")];
const CODE: &str = "rectification";

fn step_ledger(name: &'static str, zh: &'static str, en: &'static str) -> Ledger {
    Ledger::new(name, zh, en)
        .field(Field::new("file", "案卷", "File", Kind::Record("files")).required())
        .field(Field::new("on_day", "日期", "On", Kind::Day).required())
        .field(Field::new("result", "结果", "Result", Kind::Choice(RESULTS)))
        .dated("on_day")
}

fn rectification() -> Mechanism {
    let files = Ledger::new("files", "整顿案卷", "Files")
        .field(Field::new("code", "编号", "Code", Kind::Code(20)).required())
        .field(Field::new("opened_on", "立案日期", "Opened on", Kind::Day).required())
        .dated("opened_on")
        .named_by(&["code"])
        .key(&["code"]);
    let steps = [
        step_ledger("plans", "整改方案", "Plans"),
        step_ledger("reviews", "联审", "Reviews"),
        step_ledger("reports", "整改报告", "Reports"),
        step_ledger("acceptances", "验收", "Acceptances"),
        step_ledger("closings", "销号", "Closings"),
        step_ledger("confirmations", "确认", "Confirmations"),
    ];
    let procedure = Procedure {
        code: CODE,
        title: t("整顿", "Rectification"),
        cases: "files",
        opened_on: "opened_on",
        opens: "opened",
        steps: vec![
            Step::new("plan", "制定方案", "plan", "plans", Leads::To("planned")).by(&["clerk"]).due_after_opening(30),
            Step::new("review", "部门联审", "joint review", "reviews", Leads::To("under_way"))
                .after(&["plan"])
                .due_after("plan", 15),
            Step::new("report", "整改报告", "report", "reports", Leads::To("reported")).after(&["review"]),
            Step::new(
                "accept",
                "考核验收",
                "acceptance",
                "acceptances",
                Leads::By("result", &[("passed", "converted"), ("failed", "under_way")]),
            )
            .after(&["report"]),
            Step::new("close", "销号", "closing", "closings", Leads::To("closed")).after(&["accept"]),
            Step::new("confirm", "更正后确认", "confirmation", "confirmations", Leads::Confirms),
        ],
    };
    let converted = Figure::new(
        "files.converted",
        "已转化",
        "Converted",
        counted("file", "files", "个"),
        Measure::Amount(Part::new(
            Counting::Facts,
            Timing::AtEnd,
            Facts::of("files")
                .with("s", "case_span", "s.case_id = r.id AND s.procedure = 'rectification'")
                .when("s.stands IN ('converted', 'closed')")
                .on("s.valid_from")
                .until("s.valid_to"),
        )),
    );
    Mechanism::new("rectification", "整顿", "Rectification")
        .ledgers([vec![files], steps.to_vec()].concat())
        .figures(vec![converted])
        .procedures(vec![procedure])
}

fn trial() -> Vec<World> {
    databases()
        .into_iter()
        .map(|on| {
            let base = Mechanism::new("base", "合作社", "Cooperative").ledgers(ledgers()).figures(figures());
            let sys = System::new(vec![base, rectification()], roles(), Report::default()).unwrap();
            sys.encryption.unlock(hangji_testkit::ring()).unwrap();
            World::new(sys, on)
        })
        .collect()
}

fn case(w: &World, org: Id, code: &str) -> Id {
    w.add("files", org, &[("code", code.into()), ("opened_on", "2013-03-01".into())]).unwrap()
}

fn taken(case: Id, on: &str, result: Option<&str>) -> Vec<(&'static str, Value)> {
    vec![("file", case.into()), ("on_day", on.into()), ("result", result.into())]
}

fn standing(w: &World, case: Id) -> Standing {
    let procedure = &w.sys.procedures[0];
    let standing = w.db.read(|tx| procedure::of_case(tx, &w.sys, procedure, case)).unwrap().expect("a case in force");
    let differs = w.db.read(|tx| procedure::first_difference(tx, &w.sys)).unwrap();
    assert_eq!(differs, None, "the spans stored are not those derived on {}", w.name);
    standing
}

fn stands(w: &World, case: Id, on: &str) -> String {
    standing(w, case).on(day(on)).unwrap_or("-").to_owned()
}

fn next(w: &World, case: Id) -> Vec<(&'static str, bool)> {
    standing(w, case).next.into_iter().map(|n| (n.step, n.missing.is_empty())).collect()
}

/// The kept figure, held against its scan.
fn converted(w: &World, org: Id, during: &str) -> i128 {
    let reading = w.figure("files.converted", org, during);
    let part = w.sys.parts.of("files.converted").next().expect("its one part");
    let (scanned, _) = w.db.read(|tx| scan::count(tx, part, org, period(during))).unwrap();
    assert_eq!(reading.value.n, i128::from(scanned), "{during} on {}", w.name);
    reading.value.n
}

#[test]
fn a_case_goes_through_its_steps_and_no_step_comes_before_what_it_needs() {
    for w in trial() {
        let org = w.org("A", Id(0), "2000-01-01");
        let file = case(&w, org, "F1");
        assert_eq!(next(&w, file)[..2], [("plan", true), ("review", false)]);
        assert_eq!(standing(&w, file).next[0].due, Some(day("2013-03-31")));
        let early = refusal(w.add("reviews", org, &taken(file, "2013-03-10", None)));
        assert!(early.text(hangji_platform::Lang::Zh).contains("制定方案"), "{early}");
        for (ledger, on, result, then) in [
            ("plans", "2013-03-05", None, "planned"),
            ("reviews", "2013-03-20", None, "under_way"),
            ("reports", "2013-09-01", None, "reported"),
            ("acceptances", "2013-10-08", Some("passed"), "converted"),
            ("closings", "2013-11-02", None, "closed"),
        ] {
            w.add(ledger, org, &taken(file, on, result)).unwrap();
            assert_eq!(stands(&w, file, on), then, "{}", w.name);
        }
        assert_eq!(stands(&w, file, "2013-03-19"), "planned");
        assert_eq!(stands(&w, file, "2013-02-28"), "-");
        let by_quarter = ["2013Q3", "2013Q4", "2013"].map(|p| converted(&w, org, p));
        assert_eq!(by_quarter, [0, 1, 1], "{}", w.name);
        assert!(next(&w, file).is_empty());
        w.assert_sound();
    }
}

#[test]
fn a_step_is_taken_by_whom_it_names_within_their_territory() {
    for w in trial() {
        let org = w.org("A", Id(0), "2000-01-01");
        let towns = ["B", "C"].map(|code| w.org(code, org, "2000-01-01"));
        let files = [0, 1].map(|i| case(&w, towns[i], &format!("F{i}")));
        let clerk = w.viewer("clerk", towns[0], None);
        let take = |at: usize, ledger: &str, authority: Authority<'_>| {
            w.act_as(&clerk, |tx, sys, cx| {
                let values = w.values(ledger, &taken(files[at], "2013-03-05", None));
                let change = Change::add(cx.ids.next(), towns[at], values);
                write(tx, sys, cx, Write::under(authority).change(sys.ledger(ledger)?, change))
            })
        };
        assert!(take(0, "plans", Authority::Role(&clerk)).is_err(), "the ledger is not theirs to write");
        assert!(take(1, "plans", Authority::Step(&clerk)).is_err(), "another town's case");
        assert!(take(0, "reviews", Authority::Step(&clerk)).is_err(), "another's step");
        take(0, "plans", Authority::Step(&clerk)).unwrap();
        assert_eq!(stands(&w, files[0], "2013-12-31"), "planned");
        w.assert_sound();
    }
}

#[test]
fn a_correction_in_the_middle_marks_what_stood_on_it_and_blocks_the_next_step() {
    for w in trial() {
        let org = w.org("A", Id(0), "2000-01-01");
        let file = case(&w, org, "F1");
        let plan = w.add("plans", org, &taken(file, "2013-03-05", None)).unwrap();
        let review = w.add("reviews", org, &taken(file, "2013-03-20", None)).unwrap();
        w.add("reports", org, &taken(file, "2013-09-01", None)).unwrap();
        w.add("acceptances", org, &taken(file, "2013-10-08", Some("passed"))).unwrap();
        assert_eq!(converted(&w, org, "2013"), 1);
        // The plan is dated after the review: possible, with its reason; what stood on it is marked.
        w.amend("plans", plan, &[("on_day", "2013-04-02".into())]).unwrap();
        let now = standing(&w, file);
        let marks: Vec<(&str, bool)> = now.done.iter().map(|(t, m)| (t.step, *m == Mark::Founded)).collect();
        assert_eq!(marks, [("review", false), ("plan", true), ("report", false), ("accept", false)], "{}", w.name);
        assert_eq!((stands(&w, file, "2013-12-31"), converted(&w, org, "2013")), ("planned".to_owned(), 0));
        assert!(matches!(refusal(w.add("closings", org, &taken(file, "2013-11-02", None))), Refusal::Invalid(_)));
        // A declared step confirms what was decided; the case stands again as it did, from that day on.
        w.add("confirmations", org, &taken(file, "2013-11-20", None)).unwrap();
        assert_eq!(stands(&w, file, "2013-11-19"), "planned");
        assert_eq!(stands(&w, file, "2013-11-20"), "converted");
        assert_eq!(converted(&w, org, "2013"), 1);
        w.add("closings", org, &taken(file, "2013-12-02", None)).unwrap();
        // Withdrawing a fact and putting it back leads to where it was.
        let before = standing(&w, file);
        w.withdraw("reviews", review).unwrap();
        assert_ne!(standing(&w, file), before);
        w.restore("reviews", review).unwrap();
        assert_eq!(standing(&w, file), before, "{}", w.name);
        w.assert_sound();
    }
}

#[test]
fn an_import_of_steps_is_undone_and_the_case_stands_as_before() {
    for w in trial() {
        let org = w.org("A", Id(0), "2000-01-01");
        let files = [case(&w, org, "F1"), case(&w, org, "F2")];
        for file in files {
            w.add("plans", org, &taken(file, "2013-03-05", None)).unwrap();
        }
        let operator = Viewer::operator();
        let text = "org,案卷,日期\nA,F1,2013-03-20\nA,F2,2013-03-21\n";
        let outcome = w.import(&operator, "reviews", text, Options::default()).unwrap();
        assert_eq!(outcome.plan.counts(), [2, 0, 0, 0]);
        assert_eq!(files.map(|f| stands(&w, f, "2013-12-31")), ["under_way", "under_way"]);
        // A file cannot bring in a step before what it needs.
        let early = "org,案卷,日期,结果\nA,F1,2013-10-01,合格\n";
        assert_eq!(w.import(&operator, "acceptances", early, Options::default()).unwrap().import, None, "{}", w.name);
        import::undo::undo(&w.db, &w.sys, w.clock(), &operator, outcome.import.unwrap()).unwrap();
        assert_eq!(files.map(|f| stands(&w, f, "2013-12-31")), ["planned", "planned"]);
        w.assert_sound();
    }
}

#[test]
fn whatever_happens_spans_equal_their_derivation_and_figures_their_scan() {
    const LEDGERS: [&str; 6] = ["plans", "reviews", "reports", "acceptances", "closings", "confirmations"];
    for w in trial() {
        let root = w.org("A", Id(0), "2000-01-01");
        let orgs = [root, w.org("B", root, "2000-01-01")];
        let cases: Vec<Id> = (0..4).map(|i| case(&w, orgs[i % 2], &format!("F{i}"))).collect();
        let mut chance = Chance::new(13);
        let mut records: Vec<(&str, Id)> = Vec::new();
        let (mut accepted, mut refused) = (0, 0);
        for _ in 0..160 {
            let file = *chance.of(&cases);
            let on = format!("2013-{:02}-{:02}", 3 + chance.below(9), 1 + chance.below(28));
            let result = if chance.below(3) == 0 { "failed" } else { "passed" };
            let done = match chance.below(10) {
                0..=5 => {
                    // Mostly in order, so that some get far.
                    let at = chance.below(LEDGERS.len());
                    let added = w.add(LEDGERS[at], orgs[0], &taken(file, &on, Some(result)));
                    added.map(|id| records.push((LEDGERS[at], id)))
                }
                _ if records.is_empty() => continue,
                6 | 7 => {
                    let (ledger, id) = *chance.of(&records);
                    w.amend(ledger, id, &[("on_day", on.as_str().into()), ("file", file.into())])
                }
                8 => {
                    let (ledger, id) = *chance.of(&records);
                    w.withdraw(ledger, id)
                }
                _ => {
                    let (ledger, id) = *chance.of(&records);
                    w.restore(ledger, id)
                }
            };
            match done {
                Ok(()) => accepted += 1,
                Err(e) => {
                    assert!(e.downcast_ref::<Refusal>().is_some(), "a fault: {e:#}");
                    refused += 1;
                }
            }
            assert_eq!(w.db.read(|tx| procedure::first_difference(tx, &w.sys)).unwrap(), None, "{}", w.name);
        }
        assert!(accepted > 40 && refused > 20, "{accepted} accepted, {refused} refused");
        for during in ["2013Q1", "2013Q2", "2013Q3", "2013"] {
            for org in orgs {
                converted(&w, org, during);
            }
        }
        w.assert_sound();
    }
}
