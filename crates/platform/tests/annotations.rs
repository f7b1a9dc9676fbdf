//! Files and remarks beside a record: who sees them, who may add and withdraw them, and what the journal says of it.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::Viewer;
use hangji_platform::access::security_events::{self, Wanted};
use hangji_platform::annotations::attachments::{self, Attachment, NewFile};
use hangji_platform::annotations::{self, AnnotatedRecord, Limits, leftovers, remarks};
use hangji_platform::journal::events::Event;
use hangji_platform::{Refusal, Result};
use hangji_store::Id;
use hangji_testkit::{World, refusal, worlds};

/// Two towns, a visit and a household in the first; who manages it, who reads it, whom the visit names, who manages the
/// other.
struct Case<'w> {
    w: &'w World,
    root: Id,
    visit: Id,
    house: Id,
    manager: Viewer,
    clerk: Viewer,
    member: Viewer,
    other: Viewer,
}

const MOST: Limits = Limits { files: 2, bytes: 100, remarks: 2 };

impl<'w> Case<'w> {
    fn new(w: &'w World) -> Case<'w> {
        let root = w.org("U", Id(0), "2000-01-01");
        let [one, two] = ["T1", "T2"].map(|code| w.org(code, root, "2001-01-01"));
        // The person belongs to the other town, so the visit is theirs by name only.
        let person = w.person(two, "P1", "张三");
        let house = [("code", "H1".into()), ("head", "李四".into()), ("members", 3.into())];
        let house = w.add("households", one, &house).unwrap();
        let visit = w.add("visits", one, &[("on_day", "2013-03-01".into()), ("visitor", person.into())]).unwrap();
        let as_account = |n: i64, viewer: Viewer| Viewer { account: Id(n), ..viewer };
        Case {
            w,
            root,
            visit,
            house,
            manager: as_account(1, w.viewer("manager", one, None)),
            clerk: as_account(2, w.viewer("clerk", one, None)),
            member: as_account(3, w.viewer("member", two, Some(person))),
            other: as_account(4, w.viewer("manager", two, None)),
        }
    }

    fn attach(&self, who: &Viewer, ledger: &str, record: Id, bytes: i64) -> Result<Id> {
        let id = self.w.act(|tx, _, cx| {
            let id = cx.ids.next();
            leftovers::expect(tx, cx, &[id])?;
            Ok(id)
        })?;
        let (name, media_type, place) =
            ("现场.jpg".to_owned(), "image/jpeg".to_owned(), Some((38_555_000, 106_345_000)));
        let file = NewFile { id, name, media_type, bytes, sha256: vec![1; 32], small: Vec::new(), place };
        self.w.act_as(who, |tx, sys, cx| {
            let annotated = AnnotatedRecord::find(tx, sys, who, ledger, record)?;
            attachments::attach(tx, sys, cx, who, &MOST, &annotated, vec![file])
        })?;
        Ok(id)
    }

    fn say(&self, who: &Viewer, text: &str) -> Result<Id> {
        self.w.act_as(who, |tx, sys, cx| {
            let annotated = AnnotatedRecord::find(tx, sys, who, "visits", self.visit)?;
            remarks::add(tx, cx, who, &MOST, &annotated, text)
        })
    }

    fn files(&self, who: &Viewer, ledger: &str, record: Id) -> Result<Vec<Attachment>> {
        self.w.db.read(|tx| {
            let annotated = AnnotatedRecord::find(tx, &self.w.sys, who, ledger, record)?;
            attachments::of(tx, &annotated)
        })
    }

    fn detach(&self, who: &Viewer, id: Id, reason: &str) -> Result<()> {
        self.w.act_as(who, |tx, sys, cx| {
            let annotated = AnnotatedRecord::find(tx, sys, who, "visits", self.visit)?;
            attachments::withdraw(tx, cx, who, &annotated, id, reason)
        })
    }

    fn unsay(&self, who: &Viewer, id: Id) -> Result<()> {
        self.w.act_as(who, |tx, sys, cx| {
            let annotated = AnnotatedRecord::find(tx, sys, who, "visits", self.visit)?;
            remarks::withdraw(tx, cx, who, &annotated, id, "说错")
        })
    }
}

#[test]
fn who_sees_the_record_sees_its_files_and_nobody_else_learns_that_there_are_any() {
    for w in worlds() {
        let c = Case::new(&w);
        let id = c.attach(&c.manager, "visits", c.visit, 10).unwrap();
        for who in [&c.manager, &c.clerk, &c.member] {
            let found = c.files(who, "visits", c.visit).unwrap();
            assert_eq!(found.iter().map(|a| a.file.id).collect::<Vec<_>>(), [id], "{}", w.name);
        }
        let hidden = refusal(c.files(&c.other, "visits", c.visit));
        assert_eq!(hidden, refusal(c.files(&c.other, "visits", Id(1))));
        assert_eq!(refusal(c.attach(&c.other, "visits", c.visit, 1)), refusal(c.attach(&c.other, "visits", Id(1), 1)));
        assert_eq!(hidden, refusal(c.detach(&c.other, id, "x")));
        // A file is found at its own record only.
        let elsewhere = w.db.read(|tx| {
            let annotated = AnnotatedRecord::find(tx, &w.sys, &c.manager, "households", c.house)?;
            attachments::one(tx, &annotated, id)
        });
        assert!(matches!(refusal(elsewhere), Refusal::NotFound(_)));
        w.assert_sound();
    }
}

#[test]
fn who_writes_the_ledger_attaches_and_who_reads_it_remarks() {
    for w in worlds() {
        let c = Case::new(&w);
        // The member is named by the visit and writes nothing; the clerk writes visits and no households.
        assert!(matches!(refusal(c.attach(&c.member, "visits", c.visit, 1)), Refusal::Forbidden(_)));
        assert!(matches!(refusal(c.attach(&c.clerk, "households", c.house, 1)), Refusal::Forbidden(_)));
        let file = c.attach(&c.clerk, "visits", c.visit, 1).unwrap();
        let message = c.say(&c.member, " 已核实\r\n属实 ").unwrap();
        let read = w.db.read(|tx| {
            let annotated = AnnotatedRecord::find(tx, &w.sys, &c.clerk, "visits", c.visit)?;
            remarks::of(tx, &annotated)
        });
        assert_eq!(read.unwrap().first().map(|r| (r.text.as_str(), r.account)), Some(("已核实\n属实", Id(3))));
        for text in ["", " \n ", "a\u{7}b", &"长".repeat(2001)] {
            assert!(matches!(refusal(c.say(&c.member, text)), Refusal::Invalid(_)), "{text:?}");
        }
        // A token that only reads says nothing.
        let reads = Viewer { reads_only: true, ..c.clerk.clone() };
        assert!(matches!(refusal(c.say(&reads, "x")), Refusal::Forbidden(_)));
        assert!(matches!(refusal(c.attach(&reads, "visits", c.visit, 1)), Refusal::Forbidden(_)));
        assert!(matches!(refusal(c.detach(&reads, file, "x")), Refusal::Forbidden(_)));
        // Nobody attaches to what is withdrawn; what was attached stays.
        w.withdraw("visits", c.visit).unwrap();
        assert!(matches!(refusal(c.attach(&c.clerk, "visits", c.visit, 1)), Refusal::Conflict(_)));
        assert_eq!(c.files(&c.member, "visits", c.visit).unwrap().len(), 1);
        c.unsay(&c.member, message).unwrap();
        w.assert_sound();
    }
}

#[test]
fn its_author_and_who_writes_the_ledger_withdraw() {
    for w in worlds() {
        let c = Case::new(&w);
        let file = c.attach(&c.manager, "visits", c.visit, 1).unwrap();
        let (of_member, of_clerk) = (c.say(&c.member, "甲").unwrap(), c.say(&c.clerk, "乙").unwrap());
        assert!(matches!(refusal(c.detach(&c.member, file, "x")), Refusal::Forbidden(_)));
        assert!(matches!(refusal(c.unsay(&c.member, of_clerk)), Refusal::Forbidden(_)));
        assert!(matches!(refusal(c.detach(&c.clerk, file, " ")), Refusal::Invalid(_)));
        c.detach(&c.clerk, file, "误传").unwrap();
        assert!(matches!(refusal(c.detach(&c.clerk, file, "again")), Refusal::NotFound(_)));
        c.unsay(&c.member, of_member).unwrap();
        c.unsay(&c.manager, of_clerk).unwrap();
        assert!(c.files(&c.manager, "visits", c.visit).unwrap().is_empty());
        let passed = w.db.read(|tx| annotations::history(tx, c.visit)).unwrap();
        let told: Vec<_> =
            passed.iter().map(|p| (p.event, p.actor.0, p.file.as_deref(), p.reason.as_deref())).collect();
        assert_eq!(
            told,
            [
                (Event::Attach, 1, Some("现场.jpg"), None),
                (Event::Remark, 3, None, None),
                (Event::Remark, 2, None, None),
                (Event::Detach, 2, Some("现场.jpg"), Some("误传")),
                (Event::RemarkWithdrawn, 3, None, Some("说错")),
                (Event::RemarkWithdrawn, 1, None, Some("说错")),
            ],
            "{}",
            w.name
        );
        w.assert_sound();
    }
}

#[test]
fn no_more_is_kept_than_is_allowed() {
    for w in worlds() {
        let c = Case::new(&w);
        assert!(matches!(refusal(c.attach(&c.manager, "visits", c.visit, 101)), Refusal::Conflict(_)));
        let first = c.attach(&c.manager, "visits", c.visit, 60).unwrap();
        assert!(matches!(refusal(c.attach(&c.manager, "visits", c.visit, 41)), Refusal::Conflict(_)));
        c.attach(&c.manager, "visits", c.visit, 40).unwrap();
        assert!(matches!(refusal(c.attach(&c.manager, "visits", c.visit, 0)), Refusal::Conflict(_)));
        c.detach(&c.manager, first, "误传").unwrap();
        c.attach(&c.manager, "visits", c.visit, 60).unwrap();
        for n in 0..2 {
            c.say(&c.member, &n.to_string()).unwrap();
        }
        assert!(matches!(refusal(c.say(&c.member, "x")), Refusal::Conflict(_)));
        w.assert_sound();
    }
}

#[test]
fn only_a_ledger_that_needs_it_keeps_where_a_photo_was_taken() {
    for w in worlds() {
        let c = Case::new(&w);
        c.attach(&c.manager, "visits", c.visit, 1).unwrap();
        c.attach(&c.manager, "households", c.house, 1).unwrap();
        assert_eq!(c.files(&c.manager, "visits", c.visit).unwrap()[0].file.place, None);
        let kept = c.files(&c.manager, "households", c.house).unwrap()[0].file.place;
        assert_eq!(kept, Some((38_555_000, 106_345_000)));
        assert_eq!(w.number("SELECT COUNT(*) FROM journal WHERE body LIKE '%latitude%'"), 1);
        w.assert_sound();
    }
}

/// The audit administrator learns that something was attached or said, not what.
#[test]
fn the_audit_does_not_read_along() {
    for w in worlds() {
        let c = Case::new(&w);
        c.attach(&c.manager, "visits", c.visit, 1).unwrap();
        c.say(&c.member, "只有看得到记录的人看得到").unwrap();
        let all =
            w.db.read(|tx| security_events::list(tx, &w.sys, &Viewer::operator(), &Wanted::default(), 100)).unwrap();
        let told: Vec<Event> = all.iter().map(|p| p.event).collect();
        assert_eq!(told, [Event::Remark, Event::Attach]);
        assert!(all.iter().flat_map(|p| &p.about).all(|(n, _)| !["file", "text", "sha256"].contains(&n.as_str())));
    }
}

#[test]
fn what_nothing_refers_to_is_removed_in_time_and_nothing_else() {
    for w in worlds() {
        let c = Case::new(&w);
        let due = |hours: i64| {
            let now = w.clock().now_ms() + hours * 3_600_000;
            w.db.read(|tx| leftovers::due(tx, now, 100)).unwrap()
        };
        c.attach(&c.manager, "visits", c.visit, 1).unwrap();
        assert!(due(2).is_empty(), "{}: attached files stay", w.name);
        assert!(c.attach(&c.member, "visits", c.visit, 1).is_err());
        assert!(due(0).is_empty(), "an upload may be under way");
        let names = due(2);
        assert_eq!(names.len(), 2);
        w.db.write(|tx| leftovers::removed(tx, &names)).unwrap();
        assert!(due(2).is_empty());
        // A name whose time is nearly over is not taken any more: its removal may have begun.
        let late = w.act(|tx, _, cx| {
            let id = cx.ids.next();
            cx.now_ms -= 3_500_000;
            leftovers::expect(tx, cx, &[id])?;
            Ok(id)
        });
        let file = NewFile {
            id: late.unwrap(),
            name: "a.pdf".into(),
            media_type: "application/pdf".into(),
            bytes: 1,
            sha256: vec![1; 32],
            small: Vec::new(),
            place: None,
        };
        let attached = w.act_as(&c.manager, |tx, sys, cx| {
            let annotated = AnnotatedRecord::find(tx, sys, &c.manager, "visits", c.visit)?;
            attachments::attach(tx, sys, cx, &c.manager, &MOST, &annotated, vec![file.clone()])
        });
        assert!(matches!(refusal(attached), Refusal::Conflict(_)));
        assert_eq!(w.number("SELECT COUNT(*) FROM attachment"), 1);
        assert_ne!(c.root, Id(0));
    }
}

#[test]
fn a_backup_carries_them_to_the_other_engine() {
    let made = worlds();
    for w in &made {
        let c = Case::new(w);
        c.attach(&c.manager, "households", c.house, 1).unwrap();
        c.say(&c.member, "留言").unwrap();
        let folder = hangji_testkit::fresh_folder();
        let file = folder.join("copy.db");
        hangji_platform::backup::backup(&w.db, &w.sys, &file).unwrap();
        for to in worlds() {
            // A world has its business day set, which is no record.
            hangji_platform::backup::restore(&to.db, &to.sys, &file).unwrap();
            to.assert_sound();
            let stored = to.db.read(attachments::stored).unwrap();
            assert_eq!(stored.len(), 1);
            assert_eq!(to.number("SELECT COUNT(*) FROM remark"), 1);
        }
        drop(std::fs::remove_dir_all(folder));
    }
}
