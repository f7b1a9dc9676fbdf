//! The real system served over a small district: two townships with their villages, one record of each ledger in a
//! village, and an account of every role in the first township. To those of the first, the second is hidden.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use axum::Router;
use hangji_district::{business_day, uis};
use hangji_platform::access::{ACCOUNTS, Office, Password, Permission, Reach, Role};
use hangji_platform::figures::Measure;
use hangji_platform::ledger::{Kind, Ledger, Value};
use hangji_platform::privacy::requests;
use hangji_platform::{Cx, Result, System, setting};
use hangji_store::{Clock, Db, Id, Tx};
use hangji_testclient::Browser;
use hangji_testkit::TestDb;
use hangji_web_core::options::Storage;
use hangji_web_core::{App, Options, router};

use super::samples::{Clerk, Mark, Records, exemplified, phone, sample};

const PASSWORD: &str = "correct horse";

/// The same, hashed: slow by design, and so once for all accounts of all districts.
static HASHED: LazyLock<Password> = LazyLock::new(|| Password::chosen(PASSWORD, &[], None).expect("a good password"));

/// The township that everybody belongs to, and the hidden one.
const TOWNS: [&str; 2] = ["Alder", "Birch"];

/// Code of the hidden township. Addresses and forms say it; no record does.
pub(crate) const HIDDEN_ORG: &str = "BIRCH";
/// Code of a village of the first township.
pub(crate) const OWN_ORG: &str = "ALDER1";

/// An officer of the whole district.
pub(crate) const TOP: &str = "top";
/// An officer of the hidden township.
pub(crate) const OTHER: &str = "other";
/// A person of the first township whose account belongs to the second.
pub(crate) const ELSEWHERE: &str = "elsewhere";

/// Everything declared, unlocked.
pub(crate) fn system() -> System {
    let sys = hangji_district::system().expect("the declarations fit together");
    sys.encryption.unlock(hangji_testkit::ring()).expect("locked until now");
    sys
}

/// What is only said in records of a township.
fn texts(town: usize) -> Vec<String> {
    vec![format!("{}.", TOWNS[town]), phone(TOWNS[town])]
}

/// What is only said in records of a township, and what its organisations are called.
pub(crate) fn words(town: usize) -> Vec<String> {
    let name = TOWNS[town];
    let codes = (1..=4).map(|village| Mark { town: name, village }.code());
    texts(town).into_iter().chain(codes).chain([format!("{name} Town"), format!("{name} Village")]).collect()
}

/// Somebody who signs in, and the words that nothing may tell them.
pub(crate) struct Login {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) hidden: Vec<String>,
    /// None if they ask everything; otherwise whose turn it is among those who share the addresses.
    turn: Option<usize>,
}

impl Login {
    /// Whether they ask the address of this number. An officer and whoever sees what names them ask them all; of the others
    /// each asks every third, another one from one role to the next: their ways through the program are the same.
    pub(crate) fn asks(&self, address: usize) -> bool {
        self.turn.is_none_or(|turn| (turn + address).is_multiple_of(3))
    }
}

/// Everybody there is to be: each role in the first township, an office without records once more over the whole district,
/// whoever sees what names them also in an account that belongs elsewhere, and an officer of the whole.
pub(crate) fn logins(sys: &System) -> Vec<Login> {
    let login =
        |name: &str, role: &Role, hidden, turn| Login { name: name.to_owned(), role: role.clone(), hidden, turn };
    let mut out = Vec::new();
    for (number, role) in sys.roles.iter().enumerate() {
        let asks_all = role.reach == Reach::Involved || role.code == officer(sys).code;
        let turn = if asks_all { None } else { Some(number) };
        if reads_nothing(sys, role) {
            // Whose the accounts are they must know: the person of the second village, and what organisations are called.
            let first = [format!("{}.1.", TOWNS[0]), phone(TOWNS[0])];
            let all = [first.to_vec(), texts(1)].concat();
            out.push(login(role.code, role, all.clone(), turn));
            out.push(login(&over_all(role), role, all, Some(number + 1)));
        } else {
            out.push(login(role.code, role, words(1), turn));
        }
        if role.reach == Reach::Involved {
            out.push(login(ELSEWHERE, role, texts(1), None));
        }
    }
    out.push(login(TOP, officer(sys), Vec::new(), Some(0)));
    out
}

fn over_all(role: &Role) -> String {
    format!("all-{}", role.code)
}

/// Whether a role is one of administration that has nothing to do with records.
fn reads_nothing(sys: &System, role: &Role) -> bool {
    role.office != Office::Work && exemplified(sys).all(|l| !role.may_read(l.name))
}

/// The role that writes most.
pub(crate) fn officer(sys: &System) -> &Role {
    let writes = |role: &&Role| sys.ledgers.iter().filter(|l| role.may(Permission::Add, l.name)).count();
    sys.roles.iter().rev().max_by_key(writes).expect("roles")
}

/// A served district.
pub(crate) struct District {
    pub(crate) app: Router,
    pub(crate) sys: Arc<System>,
    /// One record of each ledger in the first township.
    pub(crate) own: Records,
    /// One record of each in the second, or where they would be.
    pub(crate) hidden: Records,
    /// The person of those who see what names them.
    pub(crate) person: Id,
    /// Addresses to which the pages lead that officers of the second township see.
    pub(crate) led_to: BTreeSet<String>,
    folder: PathBuf,
    // After `app`: the database goes once nobody looks at it.
    pub(crate) on: TestDb,
}

impl Drop for District {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl District {
    /// One with both townships, on the engine chosen for this run.
    pub(crate) fn new() -> District {
        District::of(true)
    }

    /// One with both townships, or with the first alone. Made on a thread of its own, because the tests are asynchronous
    /// and the database is not.
    pub(crate) fn of(second: bool) -> District {
        std::thread::spawn(move || District::make(second)).join().expect("a district")
    }

    fn make(second: bool) -> District {
        let on = hangji_testkit::chosen();
        let sys = Arc::new(system());
        sys.prepare(&on.db).expect("a schema");
        let cx = Cx::new(Id::default(), Clock::Real, business_day()).expect("chance");
        let mut clerk = Clerk { sys: &sys, cx };
        let (own, person) = first_township(&on.db, &mut clerk);
        let hidden = if second { second_township(&on.db, &mut clerk, &own) } else { Records::new() };
        let folder = hangji_testkit::fresh_folder();
        let options = Options { storage: Some(Storage::Folder(folder.join("files"))), ..Options::default() };
        let app = App::new(on.db.clone(), sys.clone(), Clock::Real, options, uis()).expect("an application");
        District { app: router(app), sys, own, hidden, person, led_to: BTreeSet::new(), folder, on }
    }

    /// A browser that has not signed in.
    pub(crate) fn stranger(&self) -> Browser {
        Browser::of(self.app.clone())
    }

    /// A browser that has.
    pub(crate) async fn browser(&self, login: &str) -> Browser {
        let mut browser = self.stranger();
        browser.sign_in(login, PASSWORD).await;
        browser
    }
}

/// Writes, and keeps it.
fn write<T: Send>(db: &Db, act: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send) -> T {
    db.write(act).expect("written")
}

fn organisation(
    tx: &mut Tx<'_>,
    clerk: &mut Clerk<'_>,
    code: &str,
    name: &str,
    kind: [&str; 2],
    parent: Option<Id>,
) -> Result<Id> {
    let given = [
        ("code", code.into()),
        ("name", name.into()),
        ("kind", kind[0].into()),
        ("sector", kind[1].into()),
        ("parent", parent.map_or(Value::Null, Value::from)),
        ("set_up_on", "2000-01-01".into()),
    ];
    clerk.add(tx, "organisations", Id(0), &given)
}

fn village(tx: &mut Tx<'_>, clerk: &mut Clerk<'_>, mark: Mark, parent: Id) -> Result<Id> {
    let name = format!("{} Village {}", mark.town, mark.village);
    organisation(tx, clerk, &mark.code(), &name, ["branch", "village"], Some(parent))
}

fn account(
    tx: &mut Tx<'_>,
    clerk: &mut Clerk<'_>,
    org: Id,
    login: &str,
    role: &Role,
    person: Option<Id>,
) -> Result<Id> {
    let person = person.filter(|_| role.reach == Reach::Involved);
    let given = [
        ("login", login.into()),
        ("name", login.into()),
        ("role", role.code.into()),
        ("person", person.map_or(Value::Null, Value::from)),
    ];
    let id = clerk.add(tx, ACCOUNTS, org, &given)?;
    HASHED.store(tx, &mut clerk.cx, id, None)?;
    Ok(id)
}

/// A request of a village's person that their own record be erased.
fn request(tx: &mut Tx<'_>, clerk: &mut Clerk<'_>, records: &Records, mark: Mark) -> Result<Id> {
    let given = [
        ("person", records["people"].into()),
        ("what", "erase".into()),
        ("ledger", "people".into()),
        ("record", records["people"].to_string().into()),
        ("wrong", format!("{}.{}.requests.wrong", mark.town, mark.village).as_str().into()),
        ("asked_on", "2013-12-30".into()),
        ("due_on", "2014-01-14".into()),
        ("status", "open".into()),
    ];
    clerk.add(tx, requests::LEDGER, records["organisations"], &given)
}

/// The district and its first township, with two villages, and everybody's accounts. Who sees what names them is the person
/// of the second village, so that nothing hidden names them.
fn first_township(db: &Db, clerk: &mut Clerk<'_>) -> (Records, Id) {
    write(db, |tx| {
        setting::fix_business_day(tx, business_day())?;
        let root = organisation(tx, clerk, "ROOT", "District", ["district_committee", "district"], None)?;
        let town = organisation(tx, clerk, "ALDER", "Alder Town", ["township_committee", "township"], Some(root))?;
        let mut all = Vec::new();
        for number in [1, 2] {
            let mark = Mark { town: TOWNS[0], village: number };
            let org = village(tx, clerk, mark, town)?;
            all.push(clerk.fill(tx, org, mark));
        }
        let person = all[1]["people"];
        for role in &clerk.sys.roles {
            account(tx, clerk, town, role.code, role, Some(person))?;
            if reads_nothing(clerk.sys, role) {
                account(tx, clerk, root, &over_all(role), role, None)?;
            }
        }
        let officer = officer(clerk.sys);
        account(tx, clerk, root, TOP, officer, None)?;
        let spare = account(tx, clerk, town, "spare", officer, None)?;
        let mut own = all.swap_remove(0);
        own.insert(ACCOUNTS, spare);
        let asked = request(tx, clerk, &own, Mark { town: TOWNS[0], village: 1 })?;
        own.insert(requests::LEDGER, asked);
        Ok((own, person))
    })
}

/// What is hidden from the first township: a village with a record of each ledger; one that came from the first, with what
/// it has entered since; one whose records were all withdrawn; and one whose records name people and things of the first.
fn second_township(db: &Db, clerk: &mut Clerk<'_>, own: &Records) -> Records {
    let mark = |village| Mark { town: TOWNS[1], village };
    let (hidden, gone, about) = write(db, |tx| {
        let above = |tx: &mut Tx<'_>, code: &str| {
            tx.first("SELECT id FROM org WHERE code = $1", &[code.into()], |r| r.id(0)).map(|id| id.expect("a node"))
        };
        let (root, first) = (above(tx, "ROOT")?, above(tx, "ALDER")?);
        let town = organisation(tx, clerk, HIDDEN_ORG, "Birch Town", ["township_committee", "township"], Some(root))?;
        let org = village(tx, clerk, mark(1), town)?;
        let mut hidden = clerk.fill(tx, org, mark(1));

        let moved = village(tx, clerk, mark(2), first)?;
        let change = [
            ("change", "move".into()),
            ("on_day", "2000-02-01".into()),
            ("target", town.into()),
            ("reason", "Birch Village 2 moved".into()),
        ];
        clerk.add(tx, "organisation_changes", moved, &change)?;
        clerk.fill(tx, moved, mark(2));

        let ended = village(tx, clerk, mark(3), town)?;
        let gone = clerk.fill(tx, ended, mark(3));

        let officer = officer(clerk.sys);
        hidden.insert(ACCOUNTS, account(tx, clerk, town, OTHER, officer, None)?);
        let of_first = tx.first("SELECT person FROM accounts WHERE person IS NOT NULL", &[], |r| r.id(0))?;
        for role in clerk.sys.roles.iter().filter(|r| r.reach == Reach::Involved) {
            account(tx, clerk, town, ELSEWHERE, role, of_first)?;
        }
        let asked = request(tx, clerk, &hidden, mark(1))?;
        hidden.insert(requests::LEDGER, asked);
        Ok((hidden, gone, village(tx, clerk, mark(4), town)?))
    });
    withdraw_all(db, clerk, gone);
    let named = about_the_first(db, clerk, about, mark(4), own);
    assert!(named > 3, "only {named} hidden records name something of the first township");
    hidden
}

fn withdraw_all(db: &Db, clerk: &mut Clerk<'_>, records: Records) {
    let mut waiting: Vec<_> = records.into_iter().filter(|(ledger, _)| *ledger != "organisations").collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        // What others lean on goes after them.
        waiting.retain(|(ledger, id)| db.write(|tx| clerk.withdraw(tx, ledger, *id)).is_err());
        assert!(waiting.len() < before, "{waiting:?} cannot be withdrawn");
    }
}

/// Records of a hidden village that refer to those of the first township, as far as ledgers let it; tells how many do.
/// What figures count where such a record points is no secret there, and left out.
fn about_the_first(db: &Db, clerk: &mut Clerk<'_>, org: Id, mark: Mark, own: &Records) -> usize {
    let sys = clerk.sys;
    let refers = |ledger: &&Ledger| ledger.fields.iter().any(|f| matches!(f.kind, Kind::Record(_)));
    let ledgers = exemplified(sys).filter(refers).filter(|ledger| !is_counted_elsewhere(sys, ledger));
    let about = |ledger: &Ledger| {
        let given = sample(ledger, mark, &|other| own.get(other).copied()).expect("a record of each ledger");
        // What may only refer to its own place is refused, and taken back whole.
        db.write(|tx| clerk.add(tx, ledger.name, org, &given)).is_ok()
    };
    ledgers.map(about).filter(|added| *added).count()
}

/// Whether a figure counts records of a ledger for another organisation than their own.
fn is_counted_elsewhere(sys: &System, ledger: &Ledger) -> bool {
    let parts = sys.figures.iter().flat_map(|figure| match &figure.measure {
        Measure::Amount(part) => vec![part],
        Measure::Ratio(part, of, _) => vec![part, of],
        Measure::GainOnLastYear(_) => Vec::new(),
    });
    parts.flat_map(|part| &part.sources).any(|facts| facts.ledger == ledger.name && facts.org != "r.org")
}
