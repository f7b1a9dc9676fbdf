//! Every route, called as nobody and as every role, with addresses and forms that point into another's territory: nothing
//! of it shows, nothing of it changes, nothing breaks. The routes come from the router's own table, so that a new one is
//! covered by itself; one whose address this test cannot fill is listed in `docs/routes-uncalled.txt`, which only shrinks.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hangji_store::Id;
use hangji_web_core::route::{Need, Samples};

use super::fixture::{Browser, District, Page};

/// Words that stand only in records of the second town.
const HIDDEN: [&str; 4] = ["Town Two", "Wang Two", "second-note", "13900000002"];

/// What an account of the first town must not see.
struct Role {
    login: &'static str,
    hidden: &'static [&'static str],
}

/// Words of records that administrators have nothing to do with, whichever town it is; whose the accounts are they must know.
const WORK: [&str; 6] = ["Wang Two", "second-note", "first-note", "13900000001", "13900000002", "139******"];

/// `cadre` works in the second town, so its name is no secret to them; `top` sees everything.
const ROLES: [Role; 8] = [
    Role { login: "one", hidden: &HIDDEN },
    Role { login: "reader", hidden: &HIDDEN },
    Role { login: "writer", hidden: &HIDDEN },
    Role { login: "cadre", hidden: &["Wang Two", "second-note", "13900000002"] },
    Role { login: "system", hidden: &WORK },
    Role { login: "security", hidden: &WORK },
    Role { login: "audit", hidden: &WORK },
    Role { login: "top", hidden: &[] },
];

/// What may stand in an address for one of its parts, in the area that the address belongs to.
fn fillings(district: &District, path: &str, part: &str) -> Option<Vec<String>> {
    let words = |all: &[&str]| Some(all.iter().map(|s| (*s).to_owned()).collect());
    let records: Vec<Id> = district.visits.iter().chain(&district.people).copied().collect();
    match part {
        "ledger" => words(&["visits", "people", "organisations", "accounts", "nothing"]),
        "code" => words(&["T1", "T2", "D", "nothing"]),
        "session" => words(&["nothing"]),
        "name" if path.starts_with("/api/v1/") => words(&["visits", "people", "accounts", "nothing"]),
        "figure" => words(&["visits.households", "visits.share_spent_on_explaining_policies", "nothing"]),
        "id" if path.contains("figures/") => {
            words(&["visits.households", "visits.share_spent_on_explaining_policies", "nothing"])
        }
        // Ids of other things (sessions, imports, views) are as unknown to their readers as those of records.
        "id" | "account" | "import" | "record" | "file" | "remark" => {
            Some(records.iter().map(Id::to_string).chain(district.also.iter().cloned()).collect())
        }
        _ => sample(path, part),
    }
}

/// What the route itself says may stand there.
fn sample(path: &str, part: &str) -> Option<Vec<String>> {
    static SAMPLES: LazyLock<Vec<(&str, Samples)>> =
        LazyLock::new(|| hangji_web::ui().all_routes().map(|route| (route.path, route.samples)).collect());
    let of_route = SAMPLES.iter().filter(|(known, _)| *known == path).flat_map(|(_, samples)| samples);
    let values = of_route.into_iter().find(|(variable, _)| *variable == part).map(|(_, values)| *values);
    values.map(|all| all.iter().map(|value| (*value).to_owned()).collect())
}

/// Every address of a pattern, or none if a part of it is unknown here.
pub(crate) fn addresses(district: &District, pattern: &str) -> Option<Vec<String>> {
    let mut all = vec![String::new()];
    let mut rest = pattern;
    while let Some((before, more)) = rest.split_once('{') {
        let (part, after) = more.split_once('}').expect("a pattern closes its braces");
        let filled = fillings(district, pattern, part)?;
        all = all.iter().flat_map(|start| filled.iter().map(move |f| format!("{start}{before}{f}"))).collect();
        rest = after;
    }
    Some(all.into_iter().map(|start| start + rest).collect())
}

/// Queries that point into the other town, beside none at all. Words asked for are not hidden words.
pub(crate) fn queries(district: &District) -> Vec<String> {
    let (visit, person) = (district.visits[1], district.people[1]);
    [
        String::new(),
        "org=T2".into(),
        "org=D".into(),
        "q=Wang".into(),
        "q=second".into(),
        "q=T2".into(),
        "q=P2".into(),
        format!("person={person}"),
        format!("id={visit}"),
        format!("copy={visit}"),
        format!("record={visit}"),
        "note=second".into(),
        "limit=500".into(),
        "as_of=2013-06-30".into(),
        "by=org".into(),
    ]
    .map(|q| if q.is_empty() { q } else { format!("?{q}") })
    .to_vec()
}

/// A form that tries everything at once on records of the other town.
fn form(district: &District) -> Vec<(&'static str, String)> {
    let (visit, person) = (district.visits[1].to_string(), district.people[1].to_string());
    vec![
        ("org", "T2".into()),
        ("seen", "1".into()),
        ("reason", "x".into()),
        ("id", visit.clone()),
        ("ids", visit),
        ("person", person),
        ("account", "cadre".into()),
        ("on_day", "2013-05-02".into()),
        ("purpose", "policy".into()),
        ("households", "3".into()),
        ("code", "P7".into()),
        ("name", "x".into()),
        ("q", "Wang".into()),
        ("text", "x".into()),
    ]
}

/// Asks as a browser would ask this route: with a form, or as JSON.
pub(crate) async fn send(browser: &Browser, district: &District, method: &str, path: &str) -> Page {
    if method == "GET" {
        return browser.get(path).await;
    }
    let form = form(district);
    if path.starts_with("/api/") {
        let body: serde_json::Map<_, _> = form.iter().map(|(n, v)| ((*n).to_owned(), v.as_str().into())).collect();
        return browser.json(method, path, &body.into()).await;
    }
    let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    browser.post(path, &pairs).await
}

/// Everything an answer tells: its words, those of a packed workbook too, and its headers.
fn told(page: &Page) -> String {
    format!("{} {:?}", page.words(), page.headers)
}

/// The records of the second town as they stand, with their entries: what nobody of the first may change.
fn standing(district: &District) -> Vec<(i64, i64)> {
    let ids = [district.visits[1], district.people[1]];
    let on = &district.on.db;
    let read = |id: Id| {
        let sql = "SELECT COUNT(*), MAX(seq) FROM journal WHERE record = $1
                   AND (ledger <> 'events' OR act IN ('attach', 'detach', 'remark', 'remark_withdrawn'))";
        on.read(|tx| tx.first(sql, &[id.into()], |r| Ok((r.int(0)?, r.int(1)?)))).expect("a count").expect("a row")
    };
    std::thread::scope(|s| s.spawn(|| ids.map(read).to_vec()).join().expect("read"))
}

fn uncalled(district: &District) -> Vec<&'static str> {
    let patterns: BTreeSet<&str> = hangji_web::routes().into_iter().map(|(_, path)| path).collect();
    patterns.into_iter().filter(|path| addresses(district, path).is_none()).collect()
}

/// The list may only shrink: whoever adds a route teaches [`fillings`] its parts.
#[tokio::test]
async fn routes_not_called_are_listed() {
    let listed = include_str!("../../../../docs/routes-uncalled.txt");
    let listed: Vec<&str> = listed.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    assert_eq!(
        uncalled(&District::new()),
        listed,
        "docs/routes-uncalled.txt: teach `fillings` the parts of new routes"
    );
    assert!(listed.is_empty(), "the list was empty once and stays so");
}

/// Routes that answer people whom nobody knows: those that say so.
const OPEN: [&str; 6] = ["/login", "/logout", "/assets/", "/health/", "/sign-in", "/api/problems"];

#[tokio::test]
async fn nobody_gets_in_anywhere() {
    let district = District::new();
    let before = standing(&district);
    let stranger = district.stranger();
    for (method, pattern) in hangji_web::routes() {
        for path in addresses(&district, pattern).unwrap_or_default() {
            let page = send(&stranger, &district, method, &path).await;
            assert!(!page.status.is_server_error(), "{method} {path}: {}", page.text);
            let told = told(&page);
            for word in HIDDEN.iter().chain(&["Town One", "Li One", "first-note"]) {
                assert!(!told.contains(word), "{method} {path} tells a stranger {word}");
            }
            if !OPEN.iter().any(|open| path.starts_with(open)) {
                let sent_away = page.status == StatusCode::SEE_OTHER && page.location.starts_with("/login");
                let refused = page.status == StatusCode::UNAUTHORIZED;
                assert!(sent_away || refused, "{method} {path} answers a stranger {}: {}", page.status, page.text);
            }
        }
    }
    assert_eq!(standing(&district), before);
}

#[tokio::test]
async fn no_role_sees_or_changes_what_is_not_theirs() {
    let district = District::new();
    let before = standing(&district);
    for role in &ROLES {
        let mut browser = district.browser(role.login).await;
        for (method, pattern) in hangji_web::routes() {
            for address in addresses(&district, pattern).unwrap_or_default() {
                // The whole of the queries where something is read; forms carry their own.
                let queries = if method == "GET" { queries(&district) } else { vec![String::new()] };
                for query in queries {
                    let path = format!("{address}{query}");
                    if role.hidden.is_empty() && method != "GET" {
                        continue;
                    }
                    let page = send(&browser, &district, method, &path).await;
                    assert!(!page.status.is_server_error(), "{method} {path} as {}: {}", role.login, page.text);
                    let told = told(&page);
                    for word in role.hidden {
                        assert!(!told.contains(word), "{method} {path} tells {} {word}: {told}", role.login);
                    }
                }
                if method != "GET" && browser.get("/ledgers").await.status != StatusCode::OK {
                    browser = district.browser(role.login).await;
                }
            }
        }
        assert_eq!(standing(&district), before, "{} changed records of another town", role.login);
    }
}

/// An id in a link is a disclosure too: pages that list must not name hidden records.
#[tokio::test]
async fn no_page_links_to_a_hidden_record() {
    let district = District::new();
    let one = district.browser("one").await;
    let hidden = [district.visits[1].to_string(), district.people[1].to_string()];
    for (_, pattern) in hangji_web::routes().into_iter().filter(|(method, _)| *method == "GET") {
        for path in addresses(&district, pattern).unwrap_or_default() {
            let page = one.get(&path).await;
            for id in hidden.iter().filter(|id| !path.contains(id.as_str())) {
                assert!(!told(&page).contains(id.as_str()), "{path} names {id}");
            }
        }
    }
}

#[tokio::test]
async fn bodies_of_the_wrong_kind_are_refused_everywhere() {
    let district = District::new();
    for (method, pattern) in hangji_web::routes().into_iter().filter(|(method, _)| *method != "GET") {
        let one = district.browser("one").await;
        let Some(path) = addresses(&district, pattern).and_then(|all| all.into_iter().next()) else { continue };
        for (kind, body) in [("text/plain", "x"), ("application/json", "{"), ("application/x-www-form-urlencoded", "%")]
        {
            let request = Request::builder().method(method).uri(&path).header(header::COOKIE, &one.cookie);
            let request = request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).expect("a request");
            let page = one.send(request).await;
            assert!(!page.status.is_server_error(), "{method} {path} with {kind}: {}", page.text);
        }
    }
}

/// Whatever is answered, and to whomever: pages, data, files, errors, ways elsewhere.
#[tokio::test]
async fn strict_headers_stand_on_every_answer() {
    let district = District::new();
    let (stranger, top) = (district.stranger(), district.browser("top").await);
    let paths = hangji_web::routes().into_iter().flat_map(|(method, pattern)| {
        addresses(&district, pattern).unwrap_or_default().into_iter().map(move |path| (method, path))
    });
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
    let reader = district.browser("reader").await;
    for route in hangji_web::ui().all_routes() {
        let open = OPEN.iter().any(|open| route.path.starts_with(open));
        assert_eq!(route.need == Need::Nobody, open, "{} {}", route.method, route.path);
        if route.need != Need::Write {
            continue;
        }
        for path in addresses(&district, route.path).unwrap_or_default() {
            let page = send(&reader, &district, route.method, &path).await;
            let refused = page.status.is_client_error();
            assert!(refused, "{} {path} answers {} to whoever only reads", route.method, page.status);
        }
    }
}
