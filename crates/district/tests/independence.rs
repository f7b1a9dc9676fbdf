//! The parts of the demo district lean on each other by what they offer, not by chance or by the order of ids: with an
//! extra mechanism in the middle, which draws from chance and writes records of its own and of a shared register, every
//! record of all others is the same, id included.

use std::collections::{HashMap, HashSet};

use hangji_base::register::{ORGANISATIONS, PEOPLE};
use hangji_demokit::cast::Tree;
use hangji_demokit::{Inventor, Part, Scene};
use hangji_district::{Member, load_of, members, system_of};
use hangji_platform::ledger::{Field, Kind, Ledger, Record, rows};
use hangji_platform::{Mechanism, Result};
use hangji_store::{Clock, Id};
use hangji_testkit::{TestDb, sqlite};
use hangji_web_core::MechanismUi;

const LEDGER: &str = "choirs";

/// An invented mechanism: choirs of organisations.
fn choirs() -> Member {
    let ledger = Ledger::new(LEDGER, "合唱队", "Choirs")
        .field(Field::new("name", "名称", "Name", Kind::Text(60)).required())
        .field(Field::new("host", "所在党组织", "Host", Kind::Record(ORGANISATIONS)));
    Member {
        mechanism: Mechanism::new("choirs", "合唱", "Choirs").with(ledger),
        ui: MechanismUi::new("choirs"),
        demo: &[Part { code: "choirs", write }],
    }
}

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let Scene { book, chance, stage } = scene;
    let tree: &Tree = stage.get()?;
    for org in tree.all.iter().take(300) {
        let name = Inventor::name(chance, true);
        book.add(LEDGER, org.id, &[("name", name.as_str().into()), ("host", org.id.into())])?;
    }
    let person = [("code", "X00001".into()), ("name", "某人".into()), ("level", "none".into())];
    book.add(PEOPLE, tree.all[0].id, &person)?;
    Ok(())
}

/// The records of a district of some mechanisms, by ledger.
fn records(members: &[Member]) -> HashMap<&'static str, Vec<Record>> {
    let on: TestDb = sqlite();
    let sys = system_of(members).expect("declarations hold together");
    sys.encryption.unlock(hangji_testkit::ring()).expect("locked until now");
    sys.prepare(&on.db).expect("a schema");
    load_of(members, &on.db, &sys, Clock::Real, &mut |_| {}).expect("the demo district");
    let all = |ledger: &Ledger| {
        let sql = format!("SELECT {} FROM {} r ORDER BY r.id", rows::columns(ledger, "r"), ledger.name);
        let mut found = on.db.read(|tx| tx.all(&sql, &[], |r| rows::record(ledger, r))).expect("records");
        // The number of the journal's entry tells the order of entering, which is another one.
        found.iter_mut().for_each(|r| r.entry = 0);
        found
    };
    sys.ledgers.iter().map(|l| (l.name, all(l))).collect()
}

#[test]
fn a_mechanism_in_the_middle_changes_no_other_record() {
    let as_it_is = records(&members());
    for place in [1, 5, members().len()] {
        let mut more = members();
        more.insert(place, choirs());
        let mut with = records(&more);
        assert_eq!(with.remove(LEDGER).map(|r| r.len()), Some(300));
        let known: HashSet<Id> = as_it_is[PEOPLE].iter().map(|r| r.id).collect();
        with.get_mut(PEOPLE).expect("people").retain(|r| known.contains(&r.id));
        assert_eq!(with.len(), as_it_is.len());
        for (ledger, wanted) in &as_it_is {
            assert!(with[ledger] == *wanted, "{ledger} differs with another mechanism at place {place}");
        }
    }
}
