//! A served district in a temporary database, and browsers that look at it.

use std::sync::{Arc, LazyLock};

use axum::Router;
use hangji_platform::access::{Password, Viewer};
use hangji_platform::ledger::{Value, acts};
use hangji_platform::{Cx, System, setting};
use hangji_store::{Clock, Day, Id, Tx};
pub(crate) use hangji_testclient::{Browser, Page};
use hangji_testkit::TestDb;
use hangji_web::ui;
use hangji_web_core::{App, Options, router};

use super::district::system;

pub(crate) const PASSWORD: &str = "correct horse";

/// The same, hashed: slow by design, and so once for all accounts of all districts.
static HASHED: LazyLock<Password> = LazyLock::new(|| Password::chosen(PASSWORD, &[], None).expect("a good password"));

/// The district with its two towns, a cadre and a visit in each.
pub(crate) struct District {
    pub(crate) app: Router,
    /// What the watcher reads.
    pub(crate) metrics: Router,
    /// The visits of the first and second town.
    pub(crate) visits: [Id; 2],
    /// The cadres of the first and second town.
    pub(crate) people: [Id; 2],
    // After `app`: the database goes once nobody looks at it.
    pub(crate) on: TestDb,
}

/// Enters records as the operator.
pub(crate) struct Clerk<'c> {
    pub(crate) sys: &'c System,
    pub(crate) cx: Cx,
}

impl Clerk<'_> {
    pub(crate) fn add(&mut self, tx: &mut Tx<'_>, ledger: &str, org: Id, values: Vec<Value>) -> Id {
        let viewer = Viewer::operator();
        let may = viewer.may_write(self.sys, ledger).expect("the operator writes everything");
        acts::add(tx, self.sys, &mut self.cx, &may, org, values).expect("a good record")
    }

    pub(crate) fn account(&mut self, tx: &mut Tx<'_>, org: Id, login: &str, role: &str, person: Option<Id>) {
        let values = vec![login.into(), login.into(), role.into(), person.into(), Value::Null];
        let id = self.add(tx, "accounts", org, values);
        HASHED.store(tx, &mut self.cx, id, None).expect("a password stored");
    }
}

fn text(s: &str) -> Value {
    s.into()
}

impl District {
    /// A fresh one, on the engine chosen for this run. Made on a thread of its own, because the tests are asynchronous
    /// and the database is not.
    pub(crate) fn new() -> District {
        District::with(Options::default())
    }

    /// One whose operator decided otherwise.
    pub(crate) fn with(options: Options) -> District {
        std::thread::spawn(move || District::make(options)).join().expect("a district")
    }

    fn make(options: Options) -> District {
        let on = hangji_testkit::chosen();
        let sys = Arc::new(system());
        sys.prepare(&on.db).expect("a schema");
        let today = Day::new(2013, 12, 31).expect("a day");
        let cx = Cx::new(Id::default(), Clock::Real, today).expect("chance");
        let mut clerk = Clerk { sys: &sys, cx };
        let filled = on.db.write(|tx| {
            setting::fix_business_day(tx, today)?;
            Ok(fill(tx, &mut clerk))
        });
        let (visits, people) = filled.expect("records");
        let app = App::new(on.db.clone(), sys, Clock::Real, options, vec![ui()]).expect("an application");
        let metrics = app.metrics(None).expect("metrics");
        District { app: router(app), metrics, visits, people, on }
    }

    /// A browser that has logged in.
    pub(crate) async fn browser(&self, login: &str) -> Browser {
        let mut browser = self.stranger();
        browser.sign_in(login, PASSWORD).await;
        browser
    }

    /// The same district after so many milliseconds: another program on its database, whose clock stands there.
    pub(crate) fn later(&self, ms: i64) -> Router {
        let clock = Clock::Fixed(Clock::Real.now_ms() + ms);
        let (db, sys) = (self.on.db.clone(), Arc::new(system()));
        router(App::new(db, sys, clock, Options::default(), vec![ui()]).expect("an application"))
    }

    /// A browser that has not.
    pub(crate) fn stranger(&self) -> Browser {
        Browser::of(self.app.clone())
    }
}

fn fill(tx: &mut Tx<'_>, clerk: &mut Clerk<'_>) -> ([Id; 2], [Id; 2]) {
    let org = |code: &str, name: &str, kind: &str, parent: Option<Id>| {
        vec![text(code), text(name), text(kind), parent.into(), Value::Null, text("2000-01-01")]
    };
    let top = clerk.add(tx, "organisations", Id(0), org("D", "District", "committee", None));
    let towns = [("T1", "Town One"), ("T2", "Town Two")]
        .map(|(code, name)| clerk.add(tx, "organisations", Id(0), org(code, name, "committee", Some(top))));
    clerk.add(tx, "organisations", Id(0), org("B1", "Branch One", "branch", Some(towns[0])));
    let people = [(0, "P1", "Li One", "13900000001"), (1, "P2", "Wang Two", "13900000002")]
        .map(|(i, code, name, phone)| clerk.add(tx, "people", towns[i], vec![text(code), text(name), text(phone)]));
    let visits = [(0, "policy", 7, "first-note"), (1, "help", 5, "second-note")].map(|(i, purpose, n, note)| {
        let values = vec![text("2013-05-01"), people[i].into(), text(purpose), n.into(), Value::Int(1250), text(note)];
        clerk.add(tx, "visits", towns[i], values)
    });
    clerk.account(tx, top, "top", "officer", None);
    clerk.account(tx, towns[0], "one", "officer", None);
    clerk.account(tx, towns[0], "reader", "reader", None);
    clerk.account(tx, towns[0], "writer", "writer", None);
    clerk.account(tx, towns[1], "cadre", "cadre", Some(people[0]));
    clerk.account(tx, towns[1], "double", "cadre", Some(people[0]));
    for office in ["system", "security", "audit"] {
        clerk.account(tx, top, office, office, None);
    }
    (visits, people)
}
