//! The declarations are complete, agree with the work report, and hold together on a database.

use std::collections::{HashMap, HashSet};

use hangji_district::{REPORT, members, system};
use hangji_platform::import::plan::columns;
use hangji_platform::ledger::input::read_text;
use hangji_platform::ledger::{Kind, Ledger, check};
use hangji_store::{Day, Db, Url};
use hangji_ui::Lang;

fn ledgers() -> Vec<Ledger> {
    members().into_iter().flat_map(|m| m.mechanism.ledgers).collect()
}

fn both(what: &str, term: hangji_platform::Term) {
    assert!(!term.zh.trim().is_empty() && !term.en.trim().is_empty(), "{what} lacks a language");
}

#[test]
fn every_field_says_what_it_is_for_in_both_languages() {
    for l in ledgers() {
        both(l.name, l.title);
        both(l.name, l.about);
        assert!(!l.example.is_empty(), "{} has no example", l.name);
        for f in &l.fields {
            let what = format!("{}.{}", l.name, f.name);
            both(&what, f.title);
            let purpose = f.purpose.unwrap_or_else(|| panic!("{what} has no purpose"));
            both(&what, purpose.needed_by);
            both(&what, purpose.reused_in);
            if let Kind::Choice(choices) = f.kind {
                let codes: HashSet<&str> = choices.iter().map(|c| c.code).collect();
                let zh: HashSet<&str> = choices.iter().map(|c| c.term.zh).collect();
                assert!(codes.len() == choices.len() && zh.len() == choices.len(), "{what} has a choice twice");
                choices.iter().for_each(|c| both(&what, c.term));
            }
        }
    }
}

#[test]
fn no_header_means_two_columns_of_a_ledger() {
    for l in ledgers() {
        let mut seen: HashMap<String, String> = HashMap::new();
        for column in columns(&l) {
            let titles: HashSet<String> = column.titles.iter().map(|t| hangji_sheets::normal_title(t)).collect();
            for title in titles {
                if let Some(other) = seen.insert(title.clone(), column.key.clone()) {
                    panic!("{}: the header `{title}` means {other} and {}", l.name, column.key);
                }
            }
        }
    }
}

#[test]
fn examples_can_be_entered_as_they_stand() {
    let today = Day::new(2013, 12, 31).expect("a day");
    for l in ledgers() {
        for (name, text) in l.example.iter().filter(|(n, _)| *n != "org") {
            let f = &l.fields[l.position(name).expect("a field")];
            let value = read_text(f, text).unwrap_or_else(|s| panic!("{}.{name}: {}", l.name, s.en));
            if !matches!(f.kind, Kind::Record(_)) {
                let problem = check::field_problem(f, &value, today);
                assert!(problem.is_none(), "{}.{name}: {problem:?}", l.name);
            }
        }
    }
}

#[test]
fn the_figures_of_the_report_come_first_with_its_names_and_units() {
    let all = system().expect("declarations hold together").figures;
    let csv = include_str!("figures.csv");
    let rows: Vec<Vec<&str>> = csv.lines().skip(1).map(|l| l.splitn(9, ',').collect()).collect();
    assert_eq!(rows.len(), REPORT.figures.len());
    for (row, figure) in rows.iter().zip(&all) {
        let [id, section, zh, en, _, unit, ..] = row[..] else { panic!("a row of the report: {row:?}") };
        let found = (figure.id, figure.section, figure.title.zh, figure.title.en, figure.unit.code);
        assert_eq!(found, (id, section, zh, en, unit));
    }
    for f in &all {
        both(f.id, f.title);
        both(f.id, f.meaning);
        assert!(f.meaning != f.title, "{} is not explained", f.id);
    }
}

#[test]
fn roles_write_what_they_read_and_every_title_is_there() {
    let sys = system().expect("declarations hold together");
    for r in &sys.roles {
        both(r.code, r.title);
        for l in &sys.ledgers {
            let read = r.may_read(l.name);
            let more = r.may_write(l.name) || r.may_unmask(l.name) || r.may_erase(l.name);
            assert!(read || !more, "{} changes or opens {} and does not read it", r.code, l.name);
        }
    }
    for m in members() {
        both(m.mechanism.code, m.mechanism.title);
    }
    for f in &sys.figures {
        assert!(sys.section_title(f.section).zh != f.section, "no heading for the section {}", f.section);
    }
}

#[test]
fn every_mechanism_has_its_help_in_both_languages() {
    for m in members() {
        let [topic] = m.ui.help.as_slice() else { panic!("{} has no help page", m.mechanism.code) };
        let lines = |lang: Lang| topic.source(lang).lines().collect::<Vec<_>>();
        let (zh, en) = (lines(Lang::Zh), lines(Lang::En));
        let shape = |lines: &[&str]| {
            let mark = |l: &&str| l.starts_with('#') || l.starts_with("- ") || l.is_empty();
            lines.iter().map(|l| if mark(l) { l.chars().next() } else { Some('.') }).collect::<Vec<_>>()
        };
        for lines in [&zh, &en] {
            assert!(lines[0].starts_with("# ") && lines.iter().skip(1).all(|l| !l.starts_with("# ")), "{lines:?}");
            assert!((10..=40).contains(&lines.len()), "help of {} has {} lines", m.mechanism.code, lines.len());
        }
        assert_eq!(
            shape(&zh),
            shape(&en),
            "the help of {} says one thing in Chinese and another in English",
            m.mechanism.code
        );
    }
}

#[test]
fn the_system_prepares_a_database_twice() {
    let path = std::env::temp_dir().join(format!("hangji-district-{}.db", std::process::id()));
    let sys = system().expect("declarations hold together");
    let db = Db::open(&Url::Sqlite(path.clone())).expect("a database");
    sys.prepare(&db).expect("the first time");
    sys.prepare(&db).expect("the second time");
    drop(db);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
}
