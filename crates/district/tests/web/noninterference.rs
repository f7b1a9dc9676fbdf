//! Two districts that differ only in what an account of the first town may not see: in one there is a second town with
//! its people, visits, drafts, views and imports, in the other there is none. Every route answers accounts of the first
//! town the same in both, byte for byte but for ids, times and chance: no page, count, chart, export, suggestion, search,
//! header or refusal tells that the second town exists. The routes come from the router's own table.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use hangji_platform::journal::events::{self, Event};
use hangji_platform::ledger::acts::Correction;
use hangji_platform::ledger::{Value, acts};
use hangji_platform::{Cx, journal};
use hangji_store::{Clock, Day, Id, Tx};
use hangji_web_core::Options;

use super::every_route::{addresses, queries, send};
use super::fixture::{Browser, Clerk, District, Page};
use super::import::{settled, upload};

const LOGINS: [&str; 4] = ["one", "reader", "writer", "cadre"];

/// Routes whose answers hold nothing but chance.
const CHANCE: [&str; 2] = ["/account/second-factor/app", "/account/second-factor/app/begin"];

/// Ids that the second town's records have where there is one; in the other district nothing has them.
struct Twins {
    with: District,
    without: District,
}

impl Twins {
    async fn new() -> Twins {
        let mut with = District::filled(Options::default(), two_towns);
        let mut without = District::filled(Options::default(), one_town);
        let also = of_the_second_town(&with).await;
        even(&with, &without);
        (without.visits[1], without.people[1]) = (with.visits[1], with.people[1]);
        without.also.clone_from(&also);
        with.also = also;
        Twins { with, without }
    }

    async fn browsers(&self, login: &str) -> [Browser; 2] {
        [self.with.browser(login).await, self.without.browser(login).await]
    }
}

fn one_town(tx: &mut Tx<'_>, clerk: &mut Clerk<'_>) -> ([Id; 2], [Id; 2]) {
    let (visit, person) = first_town(tx, clerk);
    ([visit, Id(0)], [person, Id(0)])
}

fn two_towns(tx: &mut Tx<'_>, clerk: &mut Clerk<'_>) -> ([Id; 2], [Id; 2]) {
    let (first_visit, first_person) = first_town(tx, clerk);
    let (visit, person) = second_town(tx, clerk, first_person);
    ([first_visit, visit], [first_person, person])
}

fn org(code: &str, name: &str, kind: &str, parent: Option<Id>) -> Vec<Value> {
    vec![code.into(), name.into(), kind.into(), parent.into(), Value::Null, "2000-01-01".into()]
}

fn visit(day: &str, person: Id, households: i64, note: &str) -> Vec<Value> {
    vec![day.into(), person.into(), "policy".into(), households.into(), Value::Int(1250), note.into()]
}

/// The organisation of a code.
fn known(tx: &mut Tx<'_>, code: &str) -> Id {
    let sql = "SELECT id FROM organisations WHERE code = $1";
    tx.first(sql, &[code.into()], |r| r.id(0)).expect("organisations").expect("one of them")
}

fn first_town(tx: &mut Tx<'_>, clerk: &mut Clerk<'_>) -> (Id, Id) {
    let top = clerk.add(tx, "organisations", Id(0), org("D", "District", "committee", None));
    let town = clerk.add(tx, "organisations", Id(0), org("T1", "Town One", "committee", Some(top)));
    clerk.add(tx, "organisations", Id(0), org("B1", "Branch One", "branch", Some(town)));
    let person = |code: &str, name: &str| vec![code.into(), name.into(), "13900000001".into()];
    let (li, zhao) = (person("P1", "Li One"), person("P0", "Zhao One"));
    let (li, zhao) = (clerk.add(tx, "people", town, li), clerk.add(tx, "people", town, zhao));
    let seen = clerk.add(tx, "visits", town, visit("2013-05-01", li, 7, "first-note"));
    clerk.add(tx, "visits", town, visit("2013-05-03", zhao, 4, "first-other"));
    for role in ["reader", "writer"] {
        clerk.account(tx, town, role, role, None);
    }
    clerk.account(tx, town, "one", "officer", None);
    clerk.account(tx, town, "cadre", "cadre", Some(zhao));
    (seen, li)
}

/// What is hidden from the first town: records in force and withdrawn, one that refers to the first town's person, and a
/// branch that came from the first town with what it has entered since.
fn second_town(tx: &mut Tx<'_>, clerk: &mut Clerk<'_>, first_person: Id) -> (Id, Id) {
    let (top, first) = (known(tx, "D"), known(tx, "T1"));
    let town = clerk.add(tx, "organisations", Id(0), org("T2", "Town Two", "committee", Some(top)));
    let branch = clerk.add(tx, "organisations", Id(0), org("B2", "Branch Two", "branch", Some(first)));
    let moved = vec!["move".into(), "2013-02-01".into(), Value::Null, Value::Null, town.into()];
    clerk.add(tx, "organisation_changes", branch, moved);
    clerk.add(tx, "units", town, vec!["U2".into(), "Unit Two".into()]);
    let person = |code: &str, name: &str| vec![code.into(), name.into(), "13900000002".into()];
    let wang = clerk.add(tx, "people", town, person("P2", "Wang Two"));
    clerk.add(tx, "people", branch, person("P3", "Li Two"));
    let hidden = clerk.add(tx, "visits", town, visit("2013-05-01", wang, 5, "second-note"));
    clerk.add(tx, "visits", town, visit("2013-06-01", first_person, 3, "second-about-first"));
    clerk.add(tx, "visits", branch, visit("2013-07-01", wang, 2, "second-branch"));
    let gone = clerk.add(tx, "visits", town, visit("2013-08-01", wang, 9, "second-gone"));
    let viewer = hangji_platform::access::Viewer::operator();
    let may = viewer.may_write(clerk.sys, "visits").expect("the operator writes everything");
    let at = tx.number("SELECT entry FROM visits WHERE id = $1", &[gone.into()]).expect("the entry");
    acts::withdraw(tx, clerk.sys, &mut clerk.cx, &may, Correction { id: gone, seen: at, reason: "second-reason" })
        .expect("withdrawn");
    clerk.account(tx, town, "two", "officer", None);
    (hidden, wang)
}

/// An officer of the second town works: what they leave behind has ids, too.
async fn of_the_second_town(district: &District) -> Vec<String> {
    let two = district.browser("two").await;
    let view = [("name", "second-view"), ("query", "note=second"), ("shared", "1")];
    let draft = [("org", "T2"), ("note", "second-draft"), ("then", "draft")];
    let asked = [two.post("/l/visits/views", &view).await, two.post("/l/visits/new", &draft).await];
    two.post("/pins", &[("query", "figure=visits.households")]).await;
    let table = "on_day,person,purpose,households\n2013-09-01,P2,policy,3\n";
    let import = upload(&two, "visits", "second.csv", table).await;
    settled(&two, &import).await;
    let mut told: String = asked.iter().map(|page| format!("{} ", page.location)).collect();
    told.push_str(&import);
    for path in ["/", "/account", "/imports", "/drafts", "/l/visits/views"] {
        told.push_str(&two.get(path).await.text);
    }
    let mut ids: BTreeSet<String> = words_of(&told).filter(|w| is_id(w)).map(str::to_owned).collect();
    let records: Vec<String> = district.visits.iter().chain(&district.people).map(Id::to_string).collect();
    ids.retain(|id| !records.contains(id));
    assert!(ids.len() >= 3, "{ids:?}");
    ids.into_iter().collect()
}

/// Brings both journals to one length by events that nobody of the first town sees: an entry's number tells how much
/// was written before it, and not where.
fn even(with: &District, without: &District) {
    let (one, other) = (with.on.db.clone(), without.on.db.clone());
    let paired = std::thread::spawn(move || {
        let wanted = one.read(journal::head)?.0;
        other.write(|tx| {
            let mut cx = Cx::new(Id(0), Clock::Real, Day::new(2013, 12, 31).expect("a day"))?;
            while journal::head(tx)?.0 < wanted {
                events::note(tx, &mut cx, Event::Export, Id(0), &[], "")?;
            }
            Ok(())
        })
    });
    paired.join().expect("a thread").expect("as many entries");
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty())
}

fn is_id(word: &str) -> bool {
    word.len() == 13 && word.parse::<Id>().is_ok()
}

/// Whether a word can only be chance: keys, tokens, cursors.
fn is_chance(word: &str) -> bool {
    let has = |test: fn(&char) -> bool| word.chars().any(|c| test(&c));
    word.len() >= 20 && has(char::is_ascii_digit) && (has(char::is_ascii_uppercase) || has(char::is_ascii_lowercase))
}

/// An answer without what differs from one district to the other by itself: each id is the number of its first
/// appearance, times of the day and long texts of chance are left out.
fn plain(page: &Page) -> String {
    let mut text = format!("{}\n", page.status);
    let set_anew = ["set-cookie", "content-length", "x-request-id"];
    let headers: BTreeMap<&str, String> = page
        .headers
        .iter()
        .filter(|(name, _)| !set_anew.contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    text.push_str(&format!("{headers:?}\n"));
    text.push_str(&page.words());
    let mut out = String::with_capacity(text.len());
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    for piece in text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == ':')) {
        let (word, end) = match piece.char_indices().next_back() {
            Some((at, c)) if !(c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == ':') => piece.split_at(at),
            _ => (piece, ""),
        };
        if is_time(word) {
            out.push_str("<time>");
        } else if is_chance(word) && !word.split(['-', '_', ':']).any(is_id) {
            out.push_str("<chance>");
        } else {
            numbered(word, &mut ids, &mut out);
        }
        out.push_str(end);
    }
    out
}

fn is_time(word: &str) -> bool {
    let colon = word.find(':').is_some_and(|at| at >= 2);
    colon && word.chars().all(|c| c.is_ascii_digit() || ":-TZ".contains(c))
}

fn numbered(word: &str, ids: &mut BTreeMap<String, usize>, out: &mut String) {
    for part in word.split_inclusive(['-', '_', ':']) {
        let bare = part.trim_end_matches(['-', '_', ':']);
        if is_id(bare) {
            let next = ids.len();
            out.push_str(&format!("#{}", ids.entry(bare.to_owned()).or_insert(next)));
            out.push_str(&part[bare.len()..]);
        } else {
            out.push_str(part);
        }
    }
}

/// Where two answers part, with a little of what stands around it.
fn difference(with: &str, without: &str) -> String {
    let same = with.chars().zip(without.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(300)).take(600).collect::<String>();
    format!("with the second town:\n{}\n\nwithout it:\n{}", around(with), around(without))
}

/// Asks both districts the same and notes down where the answers differ.
async fn compare(browsers: &[Browser; 2], twins: &Twins, method: &str, paths: &[String; 2], found: &mut Vec<String>) {
    let [a, b] = browsers;
    let with = send(a, &twins.with, method, &paths[0]).await;
    let without = send(b, &twins.without, method, &paths[1]).await;
    assert!(!with.status.is_server_error(), "{method} {}: {}", paths[0], with.text);
    let (with, without) = (plain(&with), plain(&without));
    if with != without {
        found.push(format!("{method} {}\n{}", paths[0], difference(&with, &without)));
    }
}

/// The addresses of a route in both districts, side by side; with the queries that may tell more, if they are asked.
fn pairs(twins: &Twins, asked: bool, pattern: &str) -> Vec<[String; 2]> {
    let both = [&twins.with, &twins.without].map(|d| addresses(d, pattern).unwrap_or_default());
    let mut out = Vec::new();
    for (a, b) in both[0].iter().zip(&both[1]) {
        // Queries go with addresses of lists and pages; those of single things carry none.
        let plain_only = !asked || words_of(a).any(is_id);
        let each = [&twins.with, &twins.without].map(|d| if plain_only { vec![String::new()] } else { queries(d) });
        out.extend(each[0].iter().zip(&each[1]).map(|(p, q)| [format!("{a}{p}"), format!("{b}{q}")]));
    }
    out
}

/// Fails with the first few differences: they are long.
#[track_caller]
fn none_of(login: &str, found: &[String]) {
    let shown: Vec<&str> = found.iter().take(6).map(String::as_str).collect();
    assert!(found.is_empty(), "{} answers tell {login} of the second town:\n{}", found.len(), shown.join("\n\n"));
}

#[tokio::test]
async fn what_is_read_does_not_tell_that_the_second_town_exists() {
    let twins = Twins::new().await;
    for login in LOGINS {
        let browsers = twins.browsers(login).await;
        let mut found = Vec::new();
        for (_, pattern) in hangji_web::routes().into_iter().filter(|(m, p)| *m == "GET" && !CHANCE.contains(p)) {
            for paths in pairs(&twins, login == "one", pattern) {
                compare(&browsers, &twins, "GET", &paths, &mut found).await;
            }
        }
        none_of(login, &found);
    }
}

#[tokio::test]
async fn what_is_sent_is_answered_as_if_there_were_no_second_town() {
    let twins = Twins::new().await;
    for login in LOGINS {
        let mut browsers = twins.browsers(login).await;
        let mut found = Vec::new();
        for (method, pattern) in hangji_web::routes().into_iter().filter(|(m, p)| *m != "GET" && !CHANCE.contains(p)) {
            for paths in pairs(&twins, false, pattern) {
                compare(&browsers, &twins, method, &paths, &mut found).await;
                if browsers[0].get("/ledgers").await.status != StatusCode::OK {
                    browsers = twins.browsers(login).await;
                }
            }
        }
        none_of(login, &found);
    }
}

/// A file that names the second town's people, organisations and keys is told what one is told that names nothing.
#[tokio::test]
async fn a_file_that_names_hidden_records_learns_nothing() {
    let twins = Twins::new().await;
    let browsers = twins.browsers("one").await;
    let table = "走访日期,干部,事由,户数,备注,所属党组织\n2013-09-01,P2,policy,3,a,T1\n2013-09-02,Wang Two,help,4,b,T1\n\
                 2013-09-03,P1,help,4,c,T2\n2013-09-04,P1,help,4,d,Town Two\n2013-09-05,P1,help,4,e,B2\n2013-09-06,P1,help,4,f,T1\n";
    let mut told = Vec::new();
    for browser in &browsers {
        let path = upload(browser, "visits", "names.csv", table).await;
        let columns = settled(browser, &path).await;
        let chosen = super::import::proposed(&columns);
        let form: Vec<(&str, &str)> = chosen.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let planned = browser.post(&format!("{path}/columns"), &form).await;
        let preview = settled(browser, &path).await;
        let refused = browser.get(&format!("{path}/refused.xlsx")).await;
        let ran = browser.post(&format!("{path}/run"), &[]).await;
        let done = settled(browser, &path).await;
        told.push([&columns, &planned, &preview, &refused, &ran, &done].map(plain));
    }
    for (with, without) in told[0].iter().zip(&told[1]) {
        assert_eq!(with, without, "{}", difference(with, without));
    }
    assert!(!told[0][2].contains("import-columns"), "the columns are decided: {}", told[0][2]);
}

/// A natural key is one for the whole system: that it is taken shows, but not where, by whom, or what else stands there.
#[tokio::test]
async fn a_key_taken_elsewhere_tells_only_that_it_is_taken() {
    let twins = Twins::new().await;
    let one = twins.with.browser("one").await;
    let page = one.post("/l/people/new", &[("org", "T1"), ("code", "P2"), ("name", "Somebody")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{}", page.text);
    for word in ["Town Two", "Wang", "T2", &twins.with.people[1].to_string()] {
        assert!(!page.has(word), "{word}: {}", page.text);
    }
    // What leans on a person from outside the territory keeps them in force, uncounted.
    let path = format!("/l/people/{}", twins.with.people[0]);
    let seen = one.get(&path).await;
    let mark = seen.text.split("name=\"seen\" value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a mark");
    let kept = one.post(&format!("{path}/withdraw?lang=en"), &[("seen", mark), ("reason", "gone")]).await;
    assert_eq!(kept.status, StatusCode::CONFLICT, "{}", kept.text);
    assert!(kept.has("1 of Visits, and some that you may not see"), "{}", kept.text);
}
