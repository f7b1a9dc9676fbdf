//! What records are called where others refer to them, and that what a form or a file says of one is taken back.

use hangji_district::system;
use hangji_platform::Lang;
use hangji_platform::access::Scope;
use hangji_platform::import::names::Names;
use hangji_platform::ledger::list::{self, Line};
use hangji_platform::ledger::{Value, naming, suggest};
use hangji_store::{Id, Tx};
use hangji_testkit::{World, databases};

fn worlds() -> Vec<World> {
    databases().into_iter().map(|on| World::new(system().expect("declarations hold together"), on)).collect()
}

fn one(tx: &mut Tx<'_>, w: &World, ledger: &str, id: Id) -> hangji_platform::Result<Line> {
    let found = list::one(tx, &w.sys, &Scope::everything(), w.sys.ledger(ledger)?, id)?;
    found.ok_or_else(|| anyhow::anyhow!("no record {id}"))
}

/// A branch, a cadre, a household that was visited twice.
fn visited(w: &World) -> (Id, Id, [Id; 2]) {
    let given: Vec<(&str, Value)> = vec![
        ("code", "1".into()),
        ("name", "韩闸村党总支".into()),
        ("kind", "district_committee".into()),
        ("sector", "district".into()),
        ("set_up_on", "2005-01-01".into()),
    ];
    let org = w.add("organisations", Id(0), &given).expect("an organisation");
    let given = [("code", "P1".into()), ("name", "任彦龙".into()), ("level", "section".into())];
    let cadre = w.add("people", org, &given).expect("a person");
    let given = [("code", "NH-1".into()), ("head", "王五".into()), ("condition", "difficult".into())];
    let household = w.add("households", org, &given).expect("a household");
    let visits = ["2013-05-01", "2013-06-01"].map(|on| {
        let given = [
            ("date", on.into()),
            ("cadre", cadre.into()),
            ("target", "household".into()),
            ("household", household.into()),
        ];
        w.add("visits", org, &given).expect("a visit")
    });
    (org, cadre, visits)
}

#[test]
fn a_visit_goes_by_its_day_cadre_and_household_and_is_taken_back_by_that() {
    for w in worlds() {
        let (org, _, visits) = visited(&w);
        let given = [
            ("code", "SX-1".into()),
            ("kind", "opinion".into()),
            ("raised_on", "2013-06-01".into()),
            ("via", "visit".into()),
            ("visit", visits[0].into()),
            ("content", "修路".into()),
        ];
        let matter = w.add("matters", org, &given).expect("a matter");
        let ledger = w.sys.ledger("matters").expect("a ledger");
        let at = ledger.position("visit").expect("a field");
        let line = w.db.read(|tx| one(tx, &w, "matters", matter)).expect("the matter");
        assert_eq!(line.names[at].as_deref(), Some("2013-05-01 · 任彦龙 · 王五"), "{}", w.name);
        assert_eq!(line.codes[at].as_deref(), Some(visits[0].to_string().as_str()), "{}", w.name);
        let visit = w.sys.ledger("visits").expect("a ledger");
        let scope = Scope::everything();
        let found = w.db.read(|tx| suggest::matching(tx, &w.sys, &scope, visit, "王五", 5)).expect("suggestions");
        let texts: Vec<&str> = found.iter().map(|s| s.text.as_str()).collect();
        let written = |id: Id, day: &str| format!("{day} · 任彦龙 · 王五（{id}）");
        assert_eq!(texts, [written(visits[1], "2013-06-01"), written(visits[0], "2013-05-01")], "{}", w.name);
        // As the form was filled in, as somebody copied the number only, and after the name beside it has changed.
        let alone = visits[0].to_string();
        for text in [texts[1], "2013-05-01 · 任彦龙 · 王五", &alone, &format!("2013-05-01 · 任彦龙（{alone}）")]
        {
            let mut names = Names::new(Scope::everything());
            let id = w.db.read(|tx| names.resolve(tx, &w.sys, "visits", text, org)).expect("the database");
            assert_eq!(id.map_err(|why| why.zh), Ok(visits[0]), "{text} on {}", w.name);
            // A file names many: the ledger was read by then.
            let again = w.db.read(|tx| {
                drop(names.resolve(tx, &w.sys, "visits", "nothing", org)?);
                names.resolve(tx, &w.sys, "visits", text, org)
            });
            assert_eq!(again.expect("the database").map_err(|why| why.zh), Ok(visits[0]), "{text} on {}", w.name);
        }
    }
}

#[test]
fn gradings_and_links_are_told_apart_by_their_names() {
    for w in worlds() {
        let (org, cadre, _) = visited(&w);
        let given = [("year", 2012.into()), ("grade", "middle".into()), ("confirmed_on", "2012-04-20".into())];
        let grading = w.add("gradings", org, &given).expect("a grading");
        let name = |ledger: &str, id: Id| {
            let line = w.db.read(|tx| one(tx, &w, ledger, id)).expect("a record");
            naming::of_line(w.sys.ledger(ledger).expect("a ledger"), &line, Lang::Zh)
        };
        assert_eq!(name("gradings", grading), "韩闸村党总支 · 2012");
        for text in ["2012", "韩闸村党总支 · 2012"] {
            let mut names = Names::new(Scope::everything());
            let id = w.db.read(|tx| names.resolve(tx, &w.sys, "gradings", text, org)).expect("the database");
            assert_eq!(id.map_err(|why| why.zh), Ok(grading), "{text} on {}", w.name);
        }
        let given = [
            ("cadre", cadre.into()),
            ("scheme", "three_two_one".into()),
            ("target", "village".into()),
            ("target_org", org.into()),
            ("began_on", "2012-02-21".into()),
        ];
        let link = w.add("contact_links", org, &given).expect("a link");
        assert_eq!(name("contact_links", link), "任彦龙 · 韩闸村党总支", "{}", w.name);
    }
}
