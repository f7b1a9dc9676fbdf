//! What must hold between records: refused with the names and days that clash, on both databases.

use hangji_district::system;
use hangji_platform::Lang;
use hangji_platform::ledger::Value;
use hangji_store::Id;
use hangji_testkit::{World, databases, refusal};

fn worlds() -> Vec<World> {
    databases().into_iter().map(|on| World::new(system().expect("declarations hold together"), on)).collect()
}

/// A district committee with two village branches, and two people.
fn district(w: &World) -> (Id, Id, Id, Id) {
    let org = |code: &str, kind: &str, sector: &str, parent: Option<Id>| {
        let given: Vec<(&str, Value)> = vec![
            ("code", code.into()),
            ("name", format!("组织{code}").into()),
            ("kind", kind.into()),
            ("sector", sector.into()),
            ("parent", parent.into()),
            ("set_up_on", "2005-01-01".into()),
        ];
        w.add("organisations", Id(0), &given).expect("an organisation")
    };
    let root = org("1", "district_committee", "district", None);
    let (a, b) = (org("2", "branch", "village", Some(root)), org("3", "branch", "village", Some(root)));
    let person = |code: &str, name: &str| {
        let given = [("code", code.into()), ("name", name.into()), ("level", "section".into())];
        w.add("people", a, &given).expect("a person")
    };
    let (zhang, li) = (person("P1", "张三"), person("P2", "李四"));
    (a, b, zhang, li)
}

#[track_caller]
fn refused(w: &World, ledger: &str, org: Id, given: &[(&str, Value)], words: &[&str]) {
    let message = refusal(w.add(ledger, org, given)).text(Lang::Zh);
    for word in words {
        assert!(message.contains(word), "`{word}` is not said on {}: {message}", w.name);
    }
}

#[test]
fn two_secretaries_at_once_are_refused_with_both_names_and_days() {
    for w in worlds() {
        let (a, b, zhang, li) = district(&w);
        let post = |person: Id, began: &str, ended: Option<&str>| -> Vec<(&'static str, Value)> {
            vec![
                ("person", person.into()),
                ("kind", "secretary".into()),
                ("began_on", began.into()),
                ("ended_on", ended.into()),
                ("end_reason", ended.map(|_| "term").into()),
            ]
        };
        w.add("posts", a, &post(zhang, "2010-01-01", Some("2012-06-01"))).expect("the first");
        let words = ["张三", "李四", "2010-01-01", "2012-06-01", "2012-05-31"];
        refused(&w, "posts", a, &post(li, "2012-05-31", None), &words);
        refused(&w, "posts", a, &post(li, "2009-01-01", Some("2010-01-02")), &["张三"]);
        w.add("posts", a, &post(li, "2012-06-01", None)).expect("the day the first one ended");
        w.add("posts", b, &post(zhang, "2012-06-01", None)).expect("another organisation");
        refused(&w, "posts", a, &post(zhang, "2013-01-01", None), &["李四", "至今"]);
    }
}

#[test]
fn a_rectification_follows_its_own_lagging_grade() {
    for w in worlds() {
        let (a, b, ..) = district(&w);
        let graded = |org: Id, year: i64, grade: &str| {
            let on = format!("{year}-04-20");
            let given = [("year", year.into()), ("grade", grade.into()), ("confirmed_on", on.into())];
            w.add("gradings", org, &given).expect("a grading")
        };
        let (lagging, middle) = (graded(a, 2013, "lagging"), graded(a, 2012, "middle"));
        let file = |grading: Id| -> Vec<(&'static str, Value)> {
            vec![
                ("grading", grading.into()),
                ("opened_on", "2013-05-06".into()),
                ("causes", "班子不团结".into()),
                ("result", "open".into()),
            ]
        };
        refused(&w, "rectifications", b, &file(lagging), &["组织2", "2013", "不是本党组织"]);
        refused(&w, "rectifications", a, &file(middle), &["未定为后进"]);
        w.add("rectifications", a, &file(lagging)).expect("its own lagging grade");
    }
}

#[test]
fn nothing_is_linked_enrolled_or_covered_twice_at_once() {
    for w in worlds() {
        let (a, b, zhang, li) = district(&w);
        let link = |cadre: Id, began: &str| -> Vec<(&'static str, Value)> {
            vec![
                ("cadre", cadre.into()),
                ("scheme", "three_two_one".into()),
                ("target", "village".into()),
                ("target_org", a.into()),
                ("began_on", began.into()),
            ]
        };
        w.add("contact_links", a, &link(zhang, "2012-01-01")).expect("the first link");
        refused(&w, "contact_links", a, &link(zhang, "2013-01-01"), &["2012-01-01", "至今"]);
        w.add("contact_links", a, &link(li, "2013-01-01")).expect("another cadre");

        let enrolled = |began: &str, ended: Option<&str>| -> Vec<(&'static str, Value)> {
            vec![
                ("cadre", zhang.into()),
                ("role", "policy_publicist".into()),
                ("began_on", began.into()),
                ("ended_on", ended.into()),
            ]
        };
        w.add("campaign_cadres", a, &enrolled("2012-03-01", Some("2013-01-31"))).expect("the first year");
        refused(&w, "campaign_cadres", a, &enrolled("2013-01-30", None), &["2012-03-01"]);
        w.add("campaign_cadres", a, &enrolled("2013-01-31", None)).expect("the second year");

        let firm = [
            ("code", "640502990000001".into()),
            ("name", "某公司".into()),
            ("ownership", "non_public".into()),
            ("employees", 40.into()),
            ("members", 3.into()),
            ("began_on", "2008-01-01".into()),
        ];
        let firm = w.add("enterprises", a, &firm).expect("an enterprise");
        let cover = |began: &str| -> Vec<(&'static str, Value)> {
            vec![("enterprise", firm.into()), ("way", "alone".into()), ("began_on", began.into())]
        };
        w.add("coverage", a, &cover("2012-05-01")).expect("covered");
        refused(&w, "coverage", a, &cover("2013-05-01"), &["2012-05-01"]);
        w.add("coverage", b, &cover("2013-05-01")).expect("covered by another beside it: counts once");
        let reading = w.figure("enterprise.coverage", a, "2013");
        assert_eq!(reading.ratio, Some((1, 1)), "{}", w.name);
    }
}

#[test]
fn a_studio_has_one_head_at_a_time() {
    for w in worlds() {
        let (a, _, zhang, li) = district(&w);
        let studio = [("code", "G1".into()), ("name", "工作室".into()), ("opened_on", "2012-06-01".into())];
        let studio = w.add("studios", a, &studio).expect("a studio");
        let head = |person: Id, began: &str| -> Vec<(&'static str, Value)> {
            vec![
                ("studio", studio.into()),
                ("person", person.into()),
                ("role", "head".into()),
                ("began_on", began.into()),
            ]
        };
        w.add("studio_people", a, &head(zhang, "2012-06-01")).expect("a head");
        refused(&w, "studio_people", a, &head(li, "2013-01-01"), &["张三", "2012-06-01"]);
    }
}
