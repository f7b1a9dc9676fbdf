//! Two districts that differ only in what people of the first township may not see: in one there is a second township with
//! records of every ledger, drafts, views, imports, files and remarks, in the other there is none. Every route answers
//! people of the first the same in both, byte for byte but for ids, times and chance: no page, count, chart, export,
//! suggestion, search, header or refusal tells that the second township exists.

use std::collections::BTreeMap;

use hangji_platform::access::Office;
use hangji_platform::journal::events::{self, Event};
use hangji_platform::ledger::{Kind, Ledger, Value};
use hangji_platform::{Cx, journal};
use hangji_store::{Clock, Id};
use hangji_testclient::{Browser, Page};
use serde_json::json;

use super::addresses::{Known, addresses, changes, form, is_id, is_signed_out, queries, readings, send_form};
use super::every_route::worked_in;
use super::fixture::{District, Login, OTHER, OWN_ORG, logins, officer, words};
use super::samples::{Mark, exemplified, sample};

/// Routes whose answers hold nothing but chance.
const CHANCE: [&str; 2] = ["/account/second-factor/app", "/account/second-factor/app/begin"];

/// Ids that the hidden records have where there is a second township; in the other district nothing has them.
struct Twins {
    with: District,
    without: District,
}

impl Twins {
    async fn new() -> Twins {
        let mut with = worked_in().await;
        let mut without = District::of(false);
        even(&with, &without);
        // What the pages of the second township lead to in the first is no secret, and has another id in the other district.
        let of_first = |address: &String| with.own.values().any(|id| address.contains(&id.to_string()));
        with.led_to = with.led_to.iter().filter(|address| !of_first(address)).cloned().collect();
        without.hidden.clone_from(&with.hidden);
        without.led_to.clone_from(&with.led_to);
        Twins { with, without }
    }

    fn both(&self) -> [&District; 2] {
        [&self.with, &self.without]
    }

    async fn browsers(&self, login: &str) -> [Browser; 2] {
        [self.with.browser(login).await, self.without.browser(login).await]
    }

    /// Whoever works with records: each role of the first township that has no office.
    fn logins(&self) -> Vec<Login> {
        let here = |login: &Login| login.role.office == Office::Work && login.name == login.role.code;
        logins(&self.with.sys).into_iter().filter(here).collect()
    }
}

/// Brings both journals to one length by events that nobody of the first township sees: an entry's number tells how much
/// was written before it, and not where.
fn even(with: &District, without: &District) {
    let (one, other) = (with.on.db.clone(), without.on.db.clone());
    let paired = std::thread::spawn(move || {
        let wanted = one.read(journal::head)?.0;
        other.write(|tx| {
            let mut cx = Cx::new(Id(0), Clock::Real, hangji_district::business_day())?;
            while journal::head(tx)?.0 < wanted {
                events::note(tx, &mut cx, Event::Export, Id(0), &[], "")?;
            }
            Ok(())
        })
    });
    paired.join().expect("a thread").expect("as many entries");
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

/// Two people of one name, asking the same in both districts.
struct Pair<'t> {
    twins: &'t Twins,
    login: &'t str,
    browsers: [Browser; 2],
    found: Vec<String>,
}

impl<'t> Pair<'t> {
    async fn new(twins: &'t Twins, login: &'t str) -> Pair<'t> {
        Pair { twins, login, browsers: twins.browsers(login).await, found: Vec::new() }
    }

    /// Asks both districts the same and notes down where the answers differ.
    async fn compare(&mut self, method: &str, paths: &[String; 2], own: bool) {
        let mut pages = Vec::new();
        for (at, district) in self.twins.both().into_iter().enumerate() {
            let form = form(district, &paths[at], own);
            let mut page = send_form(&self.browsers[at], method, &paths[at], &form).await;
            if is_signed_out(&page) {
                self.browsers[at] = district.browser(self.login).await;
                page = send_form(&self.browsers[at], method, &paths[at], &form).await;
            }
            assert!(!page.status.is_server_error(), "{method} {}: {}", paths[at], page.text);
            pages.push(plain(&page));
        }
        if pages[0] != pages[1] {
            self.found.push(format!("{method} {}\n{}", paths[0], difference(&pages[0], &pages[1])));
        }
    }

    /// Fails with the first few differences: they are long.
    #[track_caller]
    fn learnt_nothing(&self) {
        let shown: Vec<&str> = self.found.iter().take(6).map(String::as_str).collect();
        let told = format!("{} answers tell {} of the second township", self.found.len(), self.login);
        assert!(shown.is_empty(), "{told}:\n{}", shown.join("\n\n"));
    }
}

/// The addresses of a route in both districts, side by side.
fn pairs(twins: &Twins, route: &Known) -> Vec<[String; 2]> {
    let [with, without] = twins.both().map(|district| addresses(district, route).unwrap_or_default());
    assert_eq!(with.len(), without.len(), "{}", route.path);
    with.into_iter().zip(without).map(|(a, b)| [a, b]).collect()
}

#[tokio::test]
async fn what_is_read_does_not_tell_that_the_second_township_exists() {
    let twins = Twins::new().await;
    for (number, login) in twins.logins().iter().enumerate() {
        let mut pair = Pair::new(&twins, &login.name).await;
        for route in readings().filter(|route| !CHANCE.contains(&route.path)) {
            for (at, paths) in pairs(&twins, route).into_iter().enumerate().filter(|(at, _)| login.asks(*at)) {
                pair.compare("GET", &paths, false).await;
                // Queries go with addresses of lists and pages; those of single things carry none.
                if paths[0].contains('?') || paths[0].split('/').any(is_id) {
                    continue;
                }
                let all = twins.both().map(|district| queries(district, &paths[0]));
                for (a, b) in all[0].iter().zip(&all[1]).skip((at + number) % 4).step_by(4) {
                    pair.compare("GET", &[format!("{}{a}", paths[0]), format!("{}{b}", paths[1])], false).await;
                }
            }
        }
        pair.learnt_nothing();
    }
}

#[tokio::test]
async fn what_is_sent_is_answered_as_if_there_were_no_second_township() {
    let twins = Twins::new().await;
    for login in twins.logins() {
        let mut pair = Pair::new(&twins, &login.name).await;
        for route in changes().filter(|route| !CHANCE.contains(&route.path)) {
            for (_, paths) in pairs(&twins, route).into_iter().enumerate().filter(|(at, _)| login.asks(*at)) {
                pair.compare(route.method, &paths, false).await;
                if !paths[0].split('/').any(is_id) {
                    pair.compare(route.method, &paths, true).await;
                }
            }
        }
        pair.learnt_nothing();
    }
}

/// A file that names the second township's records, organisations and keys is told what one is told that names nothing:
/// what an officer there takes away, brought in here, for its own place and for a place of one's own.
#[tokio::test]
async fn a_file_that_names_hidden_records_learns_nothing() {
    let twins = Twins::new().await;
    let sys = &twins.with.sys;
    let browsers = twins.browsers(officer(sys).code).await;
    let other = twins.with.browser(OTHER).await;
    for ledger in exemplified(sys) {
        let there = other.get(&format!("/l/{}/export.csv", ledger.name)).await.text;
        let mut tables = vec![there.clone()];
        // That a key of the whole system is taken, it may tell: another test.
        tables.extend((!has_plain_key(ledger)).then(|| at_home(&there)));
        for table in tables {
            let [with, without] =
                [imported(&browsers[0], ledger, &table).await, imported(&browsers[1], ledger, &table).await];
            for (with, without) in with.iter().zip(&without) {
                assert_eq!(with, without, "{}: {}", ledger.name, difference(with, without));
            }
        }
    }
}

/// A table whose rows belong to a village of the first township.
fn at_home(table: &str) -> String {
    let moved = |row: &str| row.split_once(',').map_or(String::new(), |(_, rest)| format!("{OWN_ORG},{rest}\r\n"));
    let (head, rows) = table.split_once("\r\n").expect("a header");
    format!("{head}\r\n{}", rows.split("\r\n").map(moved).collect::<String>())
}

/// What somebody is told who imports a table, step by step.
async fn imported(browser: &Browser, ledger: &Ledger, table: &str) -> [String; 6] {
    let taken = browser.upload(&format!("/l/{}/import", ledger.name), "names.csv", table.as_bytes()).await;
    assert!(taken.status.is_redirection(), "{}: {}", ledger.name, taken.text);
    let path = taken.location;
    let columns = browser.settled(&path).await;
    let chosen = columns.proposed_columns();
    let form: Vec<(&str, &str)> = chosen.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let planned = browser.post(&format!("{path}/columns"), &form).await;
    let preview = browser.settled(&path).await;
    assert!(!preview.has("import-columns"), "the columns are decided: {}", preview.text);
    let refused = browser.get(&format!("{path}/refused.xlsx")).await;
    let ran = browser.post(&format!("{path}/run"), &[]).await;
    let done = browser.settled(&path).await;
    // How many may wait is limited.
    browser.post(&format!("{path}/discard"), &[]).await;
    [&columns, &planned, &preview, &refused, &ran, &done].map(plain)
}

/// A natural key is one for the whole system: that it is taken shows, but not where, by whom, or what else stands there.
#[tokio::test]
async fn a_key_taken_elsewhere_tells_only_that_it_is_taken() {
    let district = District::new();
    let browser = district.browser(officer(&district.sys).code).await;
    let mut tried = 0;
    for ledger in exemplified(&district.sys).filter(|ledger| has_plain_key(ledger)) {
        let taken =
            sample(ledger, Mark { town: "Birch", village: 1 }, &|_| Some(Id(0))).expect("no reference is asked for");
        let fresh = sample(ledger, Mark { town: "Fresh", village: 9 }, &|other| district.own.get(other).copied());
        let mut body = serde_json::Map::from_iter([("org".to_owned(), json!("ALDER1"))]);
        for (name, value) in fresh.expect("a record of each ledger") {
            let taken =
                taken.iter().find(|(n, _)| ledger.key.contains(n) && *n == name).map(|(_, value)| value.clone());
            body.insert(name.to_owned(), as_json(ledger, name, taken.unwrap_or(value)));
        }
        let page = browser.json("POST", &format!("/api/v1/{}", ledger.name), &body.clone().into()).await;
        assert_eq!(page.status.as_u16(), 409, "{}: {}", ledger.name, page.text);
        let sent = serde_json::Value::from(body).to_string();
        let id = district.hidden[ledger.name].to_string();
        let said = page.text.replace(&sent, "");
        for word in words(1).iter().chain([&id]).filter(|word| !sent.contains(word.as_str())) {
            assert!(!said.contains(word.as_str()), "{}: {word}: {said}", ledger.name);
        }
        tried += 1;
    }
    assert!(tried > 3, "only {tried} ledgers have a key that can be taken");
}

/// Whether a ledger's key is one for the whole system: it names neither an organisation nor another record.
fn has_plain_key(ledger: &Ledger) -> bool {
    let is_plain =
        |name: &&str| ledger.position(name).is_some_and(|at| !matches!(ledger.fields[at].kind, Kind::Record(_)));
    !ledger.key.is_empty() && ledger.key.iter().all(is_plain)
}

fn as_json(ledger: &Ledger, name: &str, value: Value) -> serde_json::Value {
    let kind = ledger.position(name).map(|at| ledger.fields[at].kind);
    match (value, kind) {
        (Value::Int(id), Some(Kind::Record(_))) => json!(Id(id).to_string()),
        (Value::Int(number), Some(Kind::YesNo)) => json!(number == 1),
        (Value::Int(number), _) => json!(number),
        (Value::Text(text), _) => json!(&*text),
        (Value::Null, _) => serde_json::Value::Null,
    }
}

/// What leans on a record from outside the territory keeps it in force, uncounted.
#[tokio::test]
async fn what_leans_on_a_record_from_outside_is_not_counted() {
    let district = District::new();
    let browser = district.browser(officer(&district.sys).code).await;
    let path = format!("/l/people/{}", district.own["people"]);
    let seen = browser.get(&path).await;
    let mark = seen.text.split("name=\"seen\" value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a mark");
    let kept = browser.post(&format!("{path}/withdraw?lang=en"), &[("seen", mark), ("reason", "gone")]).await;
    assert_eq!(kept.status.as_u16(), 409, "{}", kept.text);
    assert!(kept.has(" and some that you may not see"), "{}", kept.text);
    let posts = district.sys.ledger("posts").expect("posts").title.en;
    assert!(kept.has(&format!("1 of {posts}")), "{}", kept.text);
}
