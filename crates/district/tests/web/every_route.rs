//! Every route, called as nobody and as every role, with addresses and forms that point into another's territory: nothing
//! of it shows, nothing of it changes, nothing breaks. The routes are those that the mechanisms register, so that a new one
//! is covered by itself; one whose address cannot be filled is listed in `docs/routes-uncalled.txt`, which only shrinks.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::header;
use hangji_platform::access::{ACCOUNTS, Office, Role};
use hangji_testclient::{Browser, Page};
use hangji_web_core::route::Need;

use super::addresses::{Known, addresses, changes, is_signed_out, queries, readings, routes, send};
use super::fixture::{District, Login, OTHER, TOP, logins, words};
use super::links::led_to;
use super::parity::is_kept;
use super::samples::exemplified;

/// A district whose hidden township has been worked in, and the addresses there.
pub(crate) async fn worked_in() -> District {
    let mut district = District::new();
    let other = district.browser(OTHER).await;
    let made = work(&other, &district).await;
    district.led_to = led_to(&other, &district).await.into_iter().chain(made).collect();
    district
}

/// An officer works with what their township has: drafts, views, remarks, files, imports and pins have ids, too. Tells the
/// addresses to which no page leads.
async fn work(other: &Browser, district: &District) -> Vec<String> {
    for ledger in exemplified(&district.sys).step_by(5).map(|l| l.name).chain(["people"]) {
        let record = format!("/l/{ledger}/{}", district.hidden[ledger]);
        let view = [("name", "Birch.view"), ("query", "limit=20"), ("shared", "1")];
        let draft = [("org", "BIRCH1"), ("then", "draft"), ("name", "Birch.draft"), ("content", "Birch.draft")];
        other.post(&format!("/l/{ledger}/views"), &view).await;
        other.post(&format!("/l/{ledger}/new"), &draft).await;
        other.post(&format!("{record}/remarks"), &[("text", "Birch.remark")]).await;
        let photo = hangji_district::photo(1).expect("a photo");
        let sent = other.upload(&format!("{record}/files"), "Birch.photo.png", &photo).await;
        assert!(sent.status.is_redirection(), "{record}: {}", sent.text);
    }
    other.post("/pins", &[("query", "figure=orgs.standing")]).await;
    // A row more, which is refused: it has no name.
    let table = other.get("/l/people/export.csv").await.text + "BIRCH1,BIRCH9\r\n";
    let import = other.upload("/l/people/import", "Birch.people.csv", table.as_bytes()).await.location;
    let chosen = other.settled(&import).await.proposed_columns();
    let columns: Vec<(&str, &str)> = chosen.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    other.post(&format!("{import}/columns"), &columns).await;
    other.settled(&import).await;
    // Other records lean on all of them, so that none is withdrawn.
    let bulk = [("all", "1"), ("query", ""), ("deed", "withdraw"), ("reason", "Birch.bulk"), ("step", "run")];
    let done = other.post("/l/people/bulk", &bulk).await;
    assert!(done.status.is_redirection(), "{}", done.text);
    vec![done.location.replace("/l/", "/api/v1/ledgers/"), done.location]
}

/// Somebody, who signs in again where an address ended their session.
pub(crate) struct Person<'d> {
    district: &'d District,
    login: &'d str,
    browser: Browser,
}

impl<'d> Person<'d> {
    pub(crate) async fn new(district: &'d District, login: &'d str) -> Person<'d> {
        Person { district, login, browser: district.browser(login).await }
    }

    pub(crate) async fn ask(&mut self, method: &str, path: &str) -> Page {
        let page = send(&self.browser, self.district, method, path).await;
        if !is_signed_out(&page) || is_open(path) {
            return page;
        }
        self.browser = self.district.browser(self.login).await;
        send(&self.browser, self.district, method, path).await
    }
}

/// Everything an answer tells: its words, those of a packed workbook too, and its headers.
fn told(page: &Page) -> String {
    format!("{} {:?}", page.words(), page.headers)
}

/// Fails if an answer tells a word that its address does not say.
#[track_caller]
fn tells_nothing(page: &Page, words: &[String], what: &str, path: &str) {
    assert!(!page.status.is_server_error(), "{what}: {}", page.text);
    let told = told(page);
    for word in words.iter().filter(|word| !path.contains(word.as_str())) {
        let Some(at) = told.find(word.as_str()) else { continue };
        let around: String = told[..at].chars().rev().take(300).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{what} tells {word}: …{around}{}", told[at..].chars().take(200).collect::<String>());
    }
}

/// The hidden records as they stand, with their entries: what nobody of the first township may change. Accounts are the
/// administrators', wherever they belong.
fn standing(district: &District) -> Vec<(String, i64, i64)> {
    let on = &district.on.db;
    let read = |(ledger, id): (&&str, &hangji_store::Id)| {
        let sql = "SELECT COUNT(*), MAX(seq) FROM journal WHERE record = $1
                   AND (ledger <> 'events' OR act IN ('attach', 'detach', 'remark', 'remark_withdrawn'))";
        let row = on.read(|tx| tx.first(sql, &[(*id).into()], |r| Ok((r.int(0)?, r.int(1)?))));
        let (entries, last) = row.expect("a count").expect("a row");
        ((*ledger).to_owned(), entries, last)
    };
    let records = district.hidden.iter().filter(|(ledger, _)| **ledger != ACCOUNTS);
    std::thread::scope(|s| s.spawn(|| records.map(read).collect()).join().expect("read"))
}

/// The list may only shrink: a new route has variables that are known, or declares samples.
#[tokio::test]
async fn routes_not_called_are_listed() {
    let district = District::new();
    let uncalled = |route: &&Known| addresses(&district, route).is_none();
    let uncalled: BTreeSet<&str> = routes().filter(uncalled).map(|route| route.path).collect();
    let lines: String = uncalled.iter().map(|path| format!("{path}\n")).collect();
    let head = "# Routes that crates/district/tests/web/every_route.rs does not call. The list may only shrink.\n";
    is_kept("routes-uncalled.txt", &format!("{head}{lines}"));
    assert!(uncalled.is_empty(), "the list was empty once and stays so: declare samples of the new route");
}

/// Every ledger has records that can be hidden.
#[test]
fn every_ledger_has_a_record_in_both_townships() {
    let district = District::new();
    let ledgers: BTreeSet<&str> = district.sys.ledgers.iter().map(|l| l.name).collect();
    for records in [&district.own, &district.hidden] {
        assert_eq!(records.keys().copied().collect::<BTreeSet<_>>(), ledgers);
    }
}

/// What stands only in the middle of something that a person does: the tests of `hangji-web` go through it.
const IN_A_STORY: [&str; 5] =
    ["/login/second", "/sign-in/oidc", "/sign-in/oidc/callback", "/account/second-factor/app", "/l/{ledger}/condition"];

/// The walks below arrive: each page and file is answered to somebody at some address, so that refusals alone prove nothing.
#[tokio::test]
async fn every_page_is_arrived_at() {
    let district = worked_in().await;
    let mut left: Vec<&Known> = readings().collect();
    for login in [TOP, OTHER].into_iter().chain(district.sys.roles.iter().map(|role| role.code)) {
        let browser = district.browser(login).await;
        let mut next = Vec::new();
        for route in left {
            let mut arrived = false;
            for path in addresses(&district, route).unwrap_or_default() {
                arrived = arrived || browser.get(&path).await.status.is_success();
            }
            next.extend((!arrived).then_some(route));
        }
        left = next;
    }
    let left: Vec<&str> = left.into_iter().map(|route| route.path).collect();
    assert_eq!(left, IN_A_STORY, "declare samples of the new route");
}

/// Routes that answer people whom nobody knows: those that say so.
const OPEN: [&str; 6] = ["/login", "/logout", "/assets/", "/health/", "/sign-in", "/api/problems"];

fn is_open(path: &str) -> bool {
    OPEN.iter().any(|open| path.starts_with(open))
}

#[tokio::test]
async fn nobody_gets_in_anywhere() {
    let district = worked_in().await;
    let before = standing(&district);
    let stranger = district.stranger();
    let hidden = [words(0), words(1)].concat();
    for route in routes() {
        for path in addresses(&district, route).unwrap_or_default() {
            let page = send(&stranger, &district, route.method, &path).await;
            tells_nothing(&page, &hidden, &format!("{} {path} as a stranger", route.method), &path);
            if !is_open(&path) {
                let sent_away = page.status.is_redirection() && page.location.starts_with("/login");
                let refused = page.status.as_u16() == 401;
                assert!(sent_away || refused, "{} {path}: {} {}", route.method, page.status, page.text);
            }
        }
    }
    assert_eq!(standing(&district), before);
}

#[tokio::test]
async fn no_role_sees_what_is_not_theirs() {
    let district = worked_in().await;
    for (number, login) in logins(&district.sys).iter().enumerate() {
        let mut person = Person::new(&district, &login.name).await;
        for route in readings() {
            let all = addresses(&district, route).unwrap_or_default().into_iter().enumerate();
            for (at, address) in all.filter(|(at, _)| login.asks(*at)) {
                for path in asked(&district, &address, at + number) {
                    let page = person.ask("GET", &path).await;
                    tells_nothing(&page, &login.hidden, &format!("GET {path} as {}", login.name), &path);
                }
            }
        }
    }
}

/// An address as it is, and with every eighth query: which, differs from address to address and from one person to the
/// next, so that each is asked somewhere.
fn asked(district: &District, address: &str, turn: usize) -> Vec<String> {
    let bare = [address.to_owned()];
    if address.contains('?') {
        return bare.to_vec();
    }
    let queries = queries(district, address).into_iter().skip(turn % 8).step_by(8);
    bare.into_iter().chain(queries.map(|query| format!("{address}{query}"))).collect()
}

#[tokio::test]
async fn no_role_changes_what_is_not_theirs() {
    let district = worked_in().await;
    let before = standing(&district);
    for login in logins(&district.sys).iter().filter(|login| !login.hidden.is_empty()) {
        let mut person = Person::new(&district, &login.name).await;
        for route in changes() {
            let all = addresses(&district, route).unwrap_or_default().into_iter().enumerate();
            for (_, path) in all.filter(|(at, _)| login.asks(*at)) {
                let page = person.ask(route.method, &path).await;
                let what = format!("{} {path} as {}", route.method, login.name);
                tells_nothing(&page, &login.hidden, &what, &path);
            }
        }
        assert_eq!(standing(&district), before, "{} changed records of another township", login.name);
    }
}

/// An id in a link is a disclosure too: pages that list must not name hidden records.
#[tokio::test]
async fn no_page_links_to_a_hidden_record() {
    let district = District::new();
    let hidden: Vec<String> =
        district.hidden.iter().filter(|(ledger, _)| **ledger != ACCOUNTS).map(|(_, id)| id.to_string()).collect();
    for login in logins(&district.sys).iter().filter(|l| !l.hidden.is_empty() && l.role.office == Office::Work) {
        let browser = district.browser(&login.name).await;
        for route in readings() {
            let all = addresses(&district, route).unwrap_or_default().into_iter().enumerate();
            for (at, path) in all {
                if !login.asks(at) || hidden.iter().any(|id| path.contains(id.as_str())) {
                    continue;
                }
                let told = told(&browser.get(&path).await);
                for id in &hidden {
                    assert!(!told.contains(id.as_str()), "{path} names {id} to {}", login.name);
                }
            }
        }
    }
}

#[tokio::test]
async fn bodies_of_the_wrong_kind_are_refused_everywhere() {
    let district = District::new();
    let mut browser = district.browser(TOP).await;
    for route in changes() {
        let Some(path) = addresses(&district, route).and_then(|all| all.into_iter().next()) else { continue };
        for (kind, body) in [("text/plain", "x"), ("application/json", "{"), ("application/x-www-form-urlencoded", "%")]
        {
            let request = browser.request(route.method, &path).header(header::CONTENT_TYPE, kind);
            let page = browser.send(request.body(Body::from(body)).expect("a request")).await;
            assert!(!page.status.is_server_error(), "{} {path} with {kind}: {}", route.method, page.text);
        }
        if browser.get("/ledgers").await.status.as_u16() != 200 {
            browser = district.browser(TOP).await;
        }
    }
}

/// Whatever is answered, and to whomever: pages, data, files, errors, ways elsewhere.
#[tokio::test]
async fn strict_headers_stand_on_every_answer() {
    let district = District::new();
    let (stranger, top) = (district.stranger(), district.browser(TOP).await);
    let few = |route: &'static Known| addresses(&district, route).unwrap_or_default().into_iter().take(4);
    let paths = routes().flat_map(|route| few(route).map(move |path| (route.method, path)));
    for (method, path) in paths.chain([("GET", "/no/such/page".to_owned()), ("DELETE", "/login".to_owned())]) {
        // What changes things is asked as nobody, so that all of it is asked.
        let browser = if method == "GET" { &top } else { &stranger };
        let page = send(browser, &district, method, &path).await;
        let header = |name: &str| page.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        for (name, words) in [
            ("content-security-policy", "default-src 'none'; style-src 'self'; script-src 'self';"),
            ("content-security-policy", "frame-ancestors 'none'"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("permissions-policy", "geolocation=()"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert!(header(name).contains(words), "{method} {path} {}: {name}: {}", page.status, header(name));
        }
        assert!(!header("x-request-id").is_empty(), "{method} {path}");
        let public = path.starts_with("/assets/");
        assert_eq!(header("cache-control") == "no-store", !public, "{method} {path}: {}", header("cache-control"));
        assert!(header("server").is_empty(), "{method} {path} tells what serves");
    }
}

/// What a route says it needs is what it asks for: nothing of people whom nobody knows, and of ledgers the right to write.
#[tokio::test]
async fn routes_ask_for_what_they_say() {
    let district = District::new();
    let writes = |role: &Role| district.sys.ledgers.iter().any(|l| role.may_write(l.name));
    let all = logins(&district.sys);
    let only_reads = |login: &&Login| login.role.office == Office::Work && !writes(&login.role);
    let reader = all.iter().find(only_reads).expect("a role that only reads");
    let browser = district.browser(&reader.name).await;
    for route in routes() {
        assert_eq!(route.need == Need::Nobody, is_open(route.path), "{} {}", route.method, route.path);
        if route.need != Need::Write {
            continue;
        }
        for path in addresses(&district, route).unwrap_or_default() {
            let page = send(&browser, &district, route.method, &path).await;
            let refused = page.status.is_client_error();
            assert!(refused, "{} {path} answers {} to whoever only reads", route.method, page.status);
        }
    }
}
