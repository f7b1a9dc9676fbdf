//! Text is stored as it is typed, whatever it looks like; what makes no sense is refused by field, and leaves nothing.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::Viewer;
use hangji_platform::import::{self, Options, run::File};
use hangji_platform::ledger::acts::Correction;
use hangji_platform::ledger::{Kind, Value, acts, body, list};
use hangji_platform::{Cx, Lang, Refusal};
use hangji_store::{Clock, Id};
use hangji_testkit::{World, day, refusal, worlds};

struct Place {
    w: World,
    root: Id,
    a: Id,
    person: Id,
}

fn places() -> Vec<Place> {
    worlds()
        .into_iter()
        .map(|w| {
            let root = w.org("U", Id(0), "2000-01-01");
            let a = w.org("A", root, "2000-01-01");
            let person = w.person(a, "P1", "张三");
            Place { w, root, a, person }
        })
        .collect()
}

impl Place {
    /// A complete record of each ledger that takes part.
    fn good(&self, ledger: &str) -> Vec<(&'static str, Value)> {
        match ledger {
            "people" => vec![("code", "P2".into()), ("name", "李四".into())],
            "units" => vec![("code", "D1".into()), ("name", "供销站".into())],
            "households" => vec![("code", "H1".into()), ("members", 3.into())],
            "visits" => vec![("on_day", "2013-01-01".into()), ("visitor", self.person.into())],
            "posts" => {
                vec![("person", self.person.into()), ("kind", "clerk".into()), ("began_on", "2013-01-01".into())]
            }
            "transfers" => {
                vec![("on_day", "2013-01-01".into()), ("receiver", self.root.into()), ("value", 1.into())]
            }
            "organisations" => vec![
                ("code", "N1".into()),
                ("name", "新社".into()),
                ("kind", "town".into()),
                ("parent", self.root.into()),
                ("set_up_on", "2013-01-01".into()),
            ],
            "organisation_changes" => vec![("change", "dissolve".into()), ("on_day", "2013-01-01".into())],
            "accounts" => vec![("login", "li".into()), ("name", "李".into()), ("role", "clerk".into())],
            "requests" => vec![
                ("person", self.person.into()),
                ("what", "erase".into()),
                ("ledger", "people".into()),
                ("record", self.person.to_string().into()),
                ("asked_on", "2013-01-01".into()),
                ("due_on", "2013-01-16".into()),
                ("status", "open".into()),
            ],
            other => panic!("no record of {other}"),
        }
    }

    fn with(&self, ledger: &str, field: &'static str, value: Value) -> Vec<(&'static str, Value)> {
        let mut given = self.good(ledger);
        given.retain(|(name, _)| *name != field);
        given.push((field, value));
        given
    }

    /// Demands that a value of a field is refused by that field's name and that nothing is stored.
    #[track_caller]
    fn refused(&self, ledger: &str, field: &'static str, value: Value) -> String {
        let head = self.w.head();
        let refused = refusal(self.w.add(ledger, self.a, &self.with(ledger, field, value.clone())));
        let declared = self.w.sys.ledger(ledger).unwrap();
        let title = declared.fields[declared.position(field).unwrap()].title;
        let Refusal::Invalid(problems) = &refused else { panic!("{ledger}.{field} {value:?}: {refused:?}") };
        let named = problems.iter().any(|p| p.field == Some(field) && p.message.zh.contains(title.zh));
        assert!(named, "{ledger}.{field} {value:?}: {problems:?}");
        assert_eq!(self.w.head(), head, "{}: something was stored", self.w.name);
        refused.text(Lang::Zh)
    }
}

const HOSTILE: &[&str] = &[
    "'; DROP TABLE people; --",
    "x' OR '1'='1",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=a()>",
    "$1 {id} %s \\' \\\\ ?1",
    "{\"erased\":\"0\"}",
    "=cmd|' /C calc'!A0",
    "𠮷👍🏽é e\u{301} \u{200b}零",
    "NULL",
];

#[test]
fn hostile_text_is_stored_and_read_back_verbatim() {
    for p in places() {
        let w = &p.w;
        for ledger in &w.sys.ledgers {
            let texts: Vec<&'static str> = ledger
                .fields
                .iter()
                .filter(|f| matches!(f.kind, Kind::Text(_) | Kind::Long(_) | Kind::Code(_)))
                .map(|f| f.name)
                .collect();
            for (n, hostile) in HOSTILE.iter().enumerate() {
                let mut given = p.good(ledger.name);
                given.retain(|(name, _)| !texts.contains(name));
                given.extend(texts.iter().map(|name| (*name, Value::from(*hostile))));
                if ledger.key == ["person", "kind", "org", "began_on"] || ledger.name == "visits" {
                    let field = ledger.dated.unwrap();
                    given.retain(|(name, _)| *name != field);
                    given.push((field, format!("2012-01-0{}", n + 1).into()));
                }
                let org = if ledger.name == "organisation_changes" {
                    w.org(&format!("X{n}"), p.root, "2001-01-01")
                } else {
                    p.a
                };
                let id = w.add(ledger.name, org, &given).unwrap();
                let line =
                    w.db.read(|tx| list::one(tx, &w.sys, &Viewer::operator().scope(), ledger, id)).unwrap().unwrap();
                let seq = line.record.entry;
                let entry = w.db.read(|tx| {
                    let sql = "SELECT body FROM journal WHERE seq = $1";
                    tx.first(sql, &[seq.into()], |r| body::read(ledger, r.text(0)?))
                });
                let (_, told) = entry.unwrap().unwrap();
                for name in &texts {
                    let at = ledger.position(name).unwrap();
                    let want = Value::from(*hostile);
                    assert_eq!(
                        (&line.record.values[at], &told[at]),
                        (&want, &want),
                        "{} {}.{name}",
                        w.name,
                        ledger.name
                    );
                }
            }
        }
        assert_eq!(w.number("SELECT COUNT(*) FROM people"), 1 + HOSTILE.len() as i64);
        w.assert_sound();
    }
}

#[test]
fn hostile_text_comes_through_an_import() {
    for p in places() {
        let mut text = String::from("编号,姓名,所属党组织\n");
        let quoted = |s: &str| format!("\"{}\"", s.replace('"', "\"\""));
        for (n, hostile) in HOSTILE.iter().enumerate() {
            text.push_str(&format!("Q{n},{},A\n", quoted(hostile)));
        }
        let out = p.w.import(&Viewer::operator(), "people", &text, Options::default()).unwrap();
        assert_eq!(out.plan.counts(), [HOSTILE.len(), 0, 0, 0], "{}", p.w.name);
        p.w.assert_sound();
    }
}

#[test]
fn texts_that_deceive_or_do_not_fit_are_refused_by_field() {
    for p in places() {
        for ledger in &p.w.sys.ledgers {
            for field in &ledger.fields {
                let most = match field.kind {
                    Kind::Text(n) | Kind::Long(n) | Kind::Code(n) => n,
                    Kind::Phone => 30,
                    _ => continue,
                };
                for bad in ["\u{0}", "a\u{0}b", "a\u{1b}[31m", "\u{202e}cba", "a\u{7f}", " ", "\t", "\u{3000}", ""] {
                    p.refused(ledger.name, field.name, bad.into());
                }
                p.refused(ledger.name, field.name, "长".repeat(most + 1).into());
                p.refused(ledger.name, field.name, "长".repeat(1 << 20).into());
                p.refused(ledger.name, field.name, 5.into());
                if !matches!(field.kind, Kind::Long(_)) {
                    p.refused(ledger.name, field.name, "两\n行".into());
                }
            }
        }
        for bad in ["1234", "电话", "010-1234567x", "12345678901234567"] {
            p.refused("people", "phone", bad.into());
        }
        for bad in ["110105194912310021", "11010519491231002x", "1", "11010519490231002X"] {
            p.refused("people", "id_card", bad.into());
        }
        p.w.assert_sound();
    }
}

#[test]
fn absurd_numbers_days_and_choices_are_refused_by_field() {
    for p in places() {
        for ledger in &p.w.sys.ledgers {
            for field in &ledger.fields {
                let bad: Vec<Value> = match field.kind {
                    Kind::Whole(least, most) | Kind::Money(least, most) => {
                        vec![i64::MIN.into(), i64::MAX.into(), (least - 1).into(), (most + 1).into(), "1".into()]
                    }
                    Kind::YesNo => vec![2.into(), (-1).into(), "yes".into()],
                    Kind::Choice(_) => vec!["nothing".into(), "".into(), 1.into()],
                    Kind::Record(_) => vec![Id(12345).into(), Id(0).into(), Id(i64::MIN).into(), "P1".into()],
                    Kind::Day => [
                        "2013-02-30",
                        "0000-00-00",
                        "1850-01-01",
                        "2101-01-01",
                        "10000-01-01",
                        "9999-12-31",
                        "2013-1-1",
                        "2013-01-01T00:00",
                        "昨天",
                        "",
                    ]
                    .map(Value::from)
                    .into(),
                    _ => continue,
                };
                for value in bad {
                    p.refused(ledger.name, field.name, value);
                }
                if matches!(field.kind, Kind::Day) && !field.may_be_future {
                    assert!(p.refused(ledger.name, field.name, "2014-01-01".into()).contains("晚于业务日期"));
                }
                if field.required {
                    p.refused(ledger.name, field.name, Value::Null);
                }
            }
        }
        assert!(p.refused("visits", "credit", (-5).into()).contains("“-0.05”"), "the sign of less than a yuan is told");
        let early = refusal(p.w.add("visits", p.a, &p.with("visits", "on_day", "1999-12-31".into())));
        assert!(matches!(&early, Refusal::Invalid(s) if s[0].field == Some("on_day")), "{early:?}");
        p.w.assert_sound();
    }
}

#[test]
fn references_need_a_record_in_force() {
    for p in places() {
        let gone = p.w.person(p.a, "P9", "去者");
        p.w.withdraw("people", gone).unwrap();
        p.refused("visits", "visitor", gone.into());
        p.refused("visits", "visitor", p.root.into());
        let head = p.w.head();
        assert!(matches!(refusal(p.w.add("visits", Id(99), &p.good("visits"))), Refusal::Invalid(_)));
        assert!(matches!(refusal(p.w.withdraw("people", p.w_visited())), Refusal::Conflict(_)));
        assert_eq!(p.w.head(), head + 1);
        p.w.assert_sound();
    }
}

impl Place {
    /// The person, with a visit that refers to them.
    fn w_visited(&self) -> Id {
        self.w.add("visits", self.a, &self.good("visits")).unwrap();
        self.person
    }
}

#[test]
fn the_tree_takes_no_cycles_and_no_second_root() {
    for p in places() {
        let below = p.w.org("B", p.a, "2001-01-01");
        let head = p.w.head();
        let tree: [(&str, hangji_platform::Result<()>); 7] = [
            ("社A", p.w.change(p.a, "2010-01-01", "move", below).map(drop)),
            ("社A", p.w.change(p.a, "2010-01-01", "move", p.a).map(drop)),
            ("社A", p.w.change(p.a, "2010-01-01", "merge", below).map(drop)),
            ("社A", p.w.amend("organisations", p.a, &[("parent", below.into())])),
            ("社A", p.w.amend("organisations", p.a, &[("parent", p.a.into())])),
            ("社A", p.w.amend("organisations", p.a, &[("parent", Value::Null)])),
            ("社A", p.w.change(p.a, "2010-01-01", "dissolve", Value::Null).map(drop)),
        ];
        for (i, (name, result)) in tree.into_iter().enumerate() {
            let text = refusal(result).text(Lang::Zh);
            assert!(text.contains(name) || text.contains("社U") || text.contains("社B"), "{i}: {text}");
        }
        assert_eq!(p.w.head(), head, "{}", p.w.name);
        p.w.assert_sound();
    }
}

#[test]
fn a_post_for_one_is_held_by_one_even_when_two_are_entered_at_once() {
    for p in places() {
        let other = p.w.person(p.a, "P2", "李四");
        let (db, sys, who) = (&p.w.db, &p.w.sys, Viewer::operator());
        let before = p.w.head();
        let results: Vec<_> = std::thread::scope(|scope| {
            let enter = |(i, person): (i64, Id)| {
                let given = [("person", person.into()), ("kind", "head".into()), ("began_on", "2013-01-01".into())];
                let values = p.w.values("posts", &given);
                let who = &who;
                scope.spawn(move || {
                    let mut cx = Cx::new(Id(0), Clock::Fixed(1_400_000_000_000 + i), day("2013-12-31"))?;
                    let may = who.may_write(sys, "posts")?;
                    db.write(|tx| acts::add(tx, sys, &mut cx, &may, p.a, values))
                })
            };
            let threads: Vec<_> = [(1, p.person), (2, other)].into_iter().map(enter).collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let refused: Vec<Refusal> = results.into_iter().filter(Result::is_err).map(refusal).collect();
        let [Refusal::Invalid(problems)] = refused.as_slice() else { panic!("{refused:?}") };
        assert_eq!(problems[0].field, Some("began_on"));
        assert_eq!(p.w.head(), before + 1, "{}", p.w.name);
        p.w.assert_sound();
    }
}

#[test]
fn a_reason_is_given_and_is_a_reason() {
    for p in places() {
        let head = p.w.head();
        let long = "长".repeat(501);
        let erased = format!("{{\"erased\":\"{}\"}}", "0".repeat(64));
        for reason in ["", "  ", "\u{0}", "a\u{1b}b", &long, &erased] {
            let who = Viewer::operator();
            let seen = p.w.record("people", p.person).entry;
            let done = p.w.act(|tx, sys, cx| {
                acts::withdraw(tx, sys, cx, &who.may_write(sys, "people")?, Correction { id: p.person, seen, reason })
            });
            assert!(refusal(done).text(Lang::Zh).contains("理由"), "{reason}");
        }
        assert_eq!(p.w.head(), head, "{}", p.w.name);
        p.w.assert_sound();
    }
}

#[test]
fn files_that_are_no_tables_are_told_what_they_seem_to_be() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";
    let nul = "编号,姓名\nP5,\0\0\0\0张\n".as_bytes();
    let files: [(&str, &[u8], &str); 8] = [
        ("a.xlsx", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
        ("a.csv", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
        ("a.xls", png, "图片"),
        ("a.xlsx", b"", "空"),
        ("a.csv", b"\xef\xbb\xbf \r\n\r\n", "空"),
        ("a.xls", "<html><body><table><tr><td>编号</td></tr></table>".as_bytes(), "网页"),
        ("a.csv", nul, "二进制"),
        ("a.csv", "甲,乙\n1,2\n".as_bytes(), "编号"),
    ];
    for p in places() {
        let head = p.w.head();
        for (name, bytes, word) in files {
            let file = File { name: name.into(), bytes: bytes.to_vec() };
            let options = Options { accept_good: true, ..Options::default() };
            let who = Viewer::operator();
            let done = import::import(&p.w.db, &p.w.sys, p.w.clock(), &who, "people", file, options, &mut |_, _, _| {});
            let text = refusal(done).text(Lang::Zh);
            assert!(text.contains(word), "{name} {word}: {text}");
        }
        assert_eq!(p.w.head(), head, "{}", p.w.name);
    }
}
