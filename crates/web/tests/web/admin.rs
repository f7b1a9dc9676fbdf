//! Administration in the browser: what each of the three administrators does, what each is refused, and what the journal
//! keeps of it.

use axum::http::StatusCode;
use hangji_ui::{Lang, tr};

use super::fixture::{Browser, District, PASSWORD, Page};

const REASON: &str = "asked for in writing";

/// The page of an account, found by its log-in name as an administrator would.
async fn account(browser: &Browser, login: &str) -> String {
    let list = browser.get(&format!("/admin?q={login}")).await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text);
    let links = list.text.split("href=\"/admin/accounts/").skip(1).filter_map(|s| s.split_once("\">"));
    let found = links.filter_map(|(id, rest)| rest.starts_with(&format!("{login}<")).then_some(id)).next();
    format!("/admin/accounts/{}", found.unwrap_or_else(|| panic!("no account {login}: {}", list.text)))
}

async fn tried(browser: &Browser, page: &str, deed: &str) -> Page {
    browser.post(&format!("{page}/deed"), &[("deed", deed), ("reason", REASON)]).await
}

async fn give(browser: &Browser, page: &str, role: &str, territory: &str) -> Page {
    let form = browser.get(&format!("{page}/rights")).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    let seen =
        form.text.split_once("name=\"seen\" value=\"").and_then(|(_, s)| s.split_once('"')).expect("the entry").0;
    let fields = [("role", role), ("territory", territory), ("seen", seen), ("reason", REASON)];
    browser.post(&format!("{page}/rights"), &fields).await
}

fn secret(page: &Page) -> String {
    let found = page.text.split_once("id=\"one-time-password\">").and_then(|(_, s)| s.split_once('<'));
    found.unwrap_or_else(|| panic!("no password: {} {}", page.status, page.text)).0.to_owned()
}

async fn enter(district: &District, login: &str, password: &str) -> Page {
    district.stranger().post("/login", &[("user", login), ("password", password)]).await
}

fn inside(district: &District, page: &Page) -> Browser {
    let mut browser = district.stranger();
    browser.cookie = page.cookie.split(';').next().unwrap_or_default().to_owned();
    browser
}

fn message(key: &str) -> String {
    tr(Lang::Zh, key).into_owned()
}

#[tokio::test]
async fn an_account_is_opened_by_one_and_given_rights_by_another() {
    let district = District::new();
    let (system, security) = (district.browser("system").await, district.browser("security").await);
    let form = [("login", "new"), ("name", "New Officer"), ("org", "T1")];
    assert_eq!(security.post("/admin/accounts/new", &form).await.status, StatusCode::FORBIDDEN);
    let opened = system.post("/admin/accounts/new", &form).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text);
    let password = secret(&opened);
    let again = system.post("/admin/accounts/new", &form).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "a log-in name is taken once");
    let nowhere = [("login", "n2"), ("name", "x"), ("org", "nowhere")];
    assert_eq!(system.post("/admin/accounts/new", &nowhere).await.status, StatusCode::NOT_FOUND);

    // Until it has rights it opens nothing, and waits among the tasks of the one who gives them.
    let early = enter(&district, "new", &password).await;
    assert!(early.status.is_client_error() && early.cookie.is_empty(), "{}", early.status);
    let task = message("admin-concern-no-role");
    assert!(security.get("/tasks").await.has(&task) && security.get("/").await.has(&task));
    assert!(!system.get("/tasks").await.has(&task));
    let page = account(&security, "new").await;
    assert_eq!(give(&security, &page, "officer", "").await.status, StatusCode::SEE_OTHER);
    assert!(!security.get("/tasks").await.has(&task));

    // The password opens once, to choose another.
    let entered = enter(&district, "new", &password).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    let browser = inside(&district, &entered);
    assert_eq!(browser.get("/ledgers").await.location, "/account/password");
    let own = "a lantern in the winter fog 7";
    let change = [("old", password.as_str()), ("password", own), ("again", own)];
    assert_eq!(browser.post("/account/password", &change).await.location, "/account?saved=1");
    assert!(browser.get("/l/visits").await.has("first-note"));
    assert_eq!(enter(&district, "new", &password).await.status, StatusCode::UNAUTHORIZED);
}

/// A role that is none is refused, an unknown territory too, and whoever saw an older state is told.
#[tokio::test]
async fn rights_follow_at_once() {
    let district = District::new();
    let (security, one) = (district.browser("security").await, district.browser("one").await);
    let page = account(&security, "one").await;
    assert!(one.get("/l/visits").await.has("first-note"));
    assert_eq!(give(&security, &page, "officer", "B1").await.status, StatusCode::SEE_OTHER);
    let narrowed = one.get("/l/visits").await;
    assert!(narrowed.status == StatusCode::OK && !narrowed.has("first-note"));
    assert!(security.get(&page).await.has("Branch One"));
    assert_eq!(give(&security, &page, "emperor", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(give(&security, &page, "officer", "nowhere").await.status, StatusCode::NOT_FOUND);
    let old = [("role", "reader"), ("territory", ""), ("seen", "1"), ("reason", REASON)];
    assert_eq!(security.post(&format!("{page}/rights"), &old).await.status, StatusCode::CONFLICT);
    let unsaid = [("role", "reader"), ("territory", ""), ("seen", "1"), ("reason", " ")];
    assert_eq!(security.post(&format!("{page}/rights"), &unsaid).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(give(&security, &page, "", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(one.get("/l/visits").await.status, StatusCode::SEE_OTHER, "without a role there is no session");
    let history = security.get(&page).await;
    assert!(history.has(REASON) && history.has(&message("admin-may-nothing")));
}

#[tokio::test]
async fn each_office_does_its_own_and_is_told_why_not_the_rest() {
    let district = District::new();
    let deeds = ["password", "unlock", "end_sessions", "remove_factors", "reopen", "rights"];
    // As the account stands (not locked, no factor, in force) only these are done.
    let table: [(&str, &str, &[&str]); 3] =
        [("system", "one", &["password"]), ("security", "reader", &["end_sessions"]), ("audit", "writer", &[])];
    for (login, other, done) in table {
        let browser = district.browser(login).await;
        district.browser(other).await;
        let page = account(&browser, other).await;
        for name in deeds.into_iter().filter(|d| !done.contains(d) && *d != "rights") {
            assert_eq!(tried(&browser, &page, name).await.status, StatusCode::FORBIDDEN, "{login} {name}");
        }
        assert_eq!(tried(&browser, &page, "rights").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        for name in done {
            let status = tried(&browser, &page, name).await.status;
            assert!(status == StatusCode::OK || status == StatusCode::SEE_OTHER, "{login} {name} {status}");
        }
        let shown = browser.get(&page).await;
        assert!(shown.has(&message("admin-hindered")), "{login}");
        let own = account(&browser, login).await;
        for name in deeds {
            let status = tried(&browser, &own, name).await.status;
            assert!(status.is_client_error(), "{login} does {name} to their own account: {status}");
        }
        let rights = browser.get(&format!("{page}/rights")).await.status;
        assert_eq!(rights == StatusCode::OK, login == "security", "{login} {rights}");
        for room in ["/admin", "/admin/roles", "/admin/second-factor"] {
            assert_eq!(browser.get(room).await.status, StatusCode::OK, "{login} {room}");
        }
    }
    // The passwords of administrators are not the system administrator's to set, and nobody else finds any of it.
    let system = district.browser("system").await;
    let other = account(&system, "security").await;
    assert_eq!(tried(&system, &other, "password").await.status, StatusCode::FORBIDDEN);
    let officer = district.browser("top").await;
    for path in ["/admin", "/admin/roles", "/admin/second-factor", "/admin/events", "/admin/accounts/new", &other] {
        assert_eq!(officer.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(tried(&officer, &other, "suspend").await.status, StatusCode::NOT_FOUND);
    assert_eq!(officer.get("/admin/events/export.csv").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn locks_sessions_and_accounts_are_ended_and_undone() {
    let district = District::new();
    let security = district.browser("security").await;
    let page = account(&security, "one").await;
    for _ in 0..5 {
        enter(&district, "one", "wrong").await;
    }
    assert_eq!(enter(&district, "one", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(security.get("/admin?state=locked").await.has(">one<"));
    assert_eq!(tried(&security, &page, "unlock").await.status, StatusCode::SEE_OTHER);
    assert!(!security.get("/admin?state=locked").await.has(">one<"));

    let (first, second) = (district.browser("one").await, district.browser("one").await);
    let shown = security.get(&page).await;
    let one = shown.text.split("value=\"end_sessions:").nth(1).and_then(|s| s.split_once('"')).expect("a session").0;
    assert_eq!(tried(&security, &page, &format!("end_sessions:{one}")).await.status, StatusCode::SEE_OTHER);
    let open = [first.get("/ledgers").await.status, second.get("/ledgers").await.status];
    assert_eq!(open.iter().filter(|s| **s == StatusCode::OK).count(), 1, "one of two was ended");
    let silent = security.post(&format!("{page}/deed"), &[("deed", "end_sessions"), ("reason", "")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "not without a reason");
    assert_eq!(tried(&security, &page, "end_sessions").await.status, StatusCode::SEE_OTHER);
    assert_eq!(first.get("/ledgers").await.status, StatusCode::SEE_OTHER);

    let working = district.browser("one").await;
    let system = district.browser("system").await;
    assert_eq!(tried(&system, &page, "suspend").await.status, StatusCode::SEE_OTHER);
    assert_eq!(working.get("/ledgers").await.status, StatusCode::SEE_OTHER);
    assert_eq!(enter(&district, "one", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert!(system.get("/admin?state=suspended").await.has(">one<") && !system.get("/admin").await.has(">one<"));
    assert_eq!(tried(&system, &page, "reopen").await.status, StatusCode::FORBIDDEN, "that would be to give rights");
    assert_eq!(tried(&security, &page, "reopen").await.status, StatusCode::SEE_OTHER);
    assert_eq!(working.get("/ledgers").await.status, StatusCode::SEE_OTHER, "old sessions stay ended");
    assert_eq!(enter(&district, "one", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nobody_holds_two_offices() {
    let district = District::new();
    let security = district.browser("security").await;
    let (first, second) = (account(&security, "cadre").await, account(&security, "double").await);
    assert_eq!(give(&security, &first, "audit", "").await.status, StatusCode::SEE_OTHER);
    let refused = give(&security, &second, "system", "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(give(&security, &second, "officer", "").await.status, StatusCode::SEE_OTHER, "work is no office");
}

#[tokio::test]
async fn what_is_demanded_is_set_by_one_of_them() {
    let district = District::new();
    let form = [("demand", "everybody"), ("reason", REASON)];
    for (login, status) in [("system", StatusCode::FORBIDDEN), ("top", StatusCode::NOT_FOUND)] {
        assert_eq!(district.browser(login).await.post("/admin/second-factor", &form).await.status, status);
    }
    let (security, one) = (district.browser("security").await, district.browser("one").await);
    let unknown = security.post("/admin/second-factor", &[("demand", "angels"), ("reason", REASON)]).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(one.get("/ledgers").await.status, StatusCode::OK);
    let administrators = [("demand", "administrators"), ("reason", REASON)];
    let set = security.post("/admin/second-factor", &administrators).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
    assert_eq!(one.get("/ledgers").await.status, StatusCode::OK);
    assert_eq!(security.get("/admin").await.location, "/account/second-factor", "it holds for oneself too");
}

#[tokio::test]
async fn the_audit_administrator_reads_and_takes_away_what_happened() {
    let district = District::new();
    district.browser("one").await.get("/l/visits/export.csv").await;
    enter(&district, "two-is-nobody", "wrong").await;
    for (login, status) in [("system", StatusCode::FORBIDDEN), ("security", StatusCode::FORBIDDEN)] {
        assert_eq!(district.browser(login).await.get("/admin/events").await.status, status);
    }
    let audit = district.browser("audit").await;
    let table = async |query: &str| {
        let page = audit.get(&format!("/admin/events{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}: {}", page.text);
        page.text.split_once("<tbody>").map_or(String::new(), |(_, s)| s.to_owned())
    };
    let (log_in, export) = (message("event-log-in"), message("event-export"));
    let all = table("").await;
    assert!(all.contains(&log_in) && all.contains(&export) && all.contains(&message("event-log-in-failed")));
    let exports = table("?kind=export&ledger=visits").await;
    assert!(exports.contains(&export) && !exports.contains(&log_in));
    assert!(table("?kind=export&ledger=people").await.is_empty());
    let own = table("?account=one").await;
    assert!(own.contains(&export) && !own.contains(">audit<"));
    assert!(table("?account=nobody-there").await.is_empty());
    assert!(table("?day_to=2001-01-01").await.is_empty());
    assert!(!table("?day_from=2001-01-01").await.is_empty());
    for bad in ["?kind=x", "?day_from=yesterday", "?before=x", "?record=!", "?nonsense=1"] {
        assert_eq!(audit.get(&format!("/admin/events{bad}")).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    let file = audit.get("/admin/events/export.csv?account=one").await;
    assert!(file.status == StatusCode::OK && file.has(&export) && !file.has("audit"), "{}", file.text);
    let book = audit.get("/admin/events/export.xlsx").await;
    assert!(book.bytes.starts_with(b"PK"));
    assert!(table("?kind=export&account=audit").await.contains("events"), "taking them away is an event too");
}

/// Pages of fifty follow each other without a gap.
#[tokio::test]
async fn older_events_follow() {
    let district = District::new();
    let one = district.browser("one").await;
    for _ in 0..60 {
        assert_eq!(one.get("/l/units/export.csv").await.status, StatusCode::OK);
    }
    let audit = district.browser("audit").await;
    let numbers = |page: &Page| -> Vec<i64> {
        let rows = page.text.split("<th scope=\"row\">").skip(1);
        rows.filter_map(|r| r.split_once('<')?.0.parse().ok()).collect()
    };
    let mut seen = Vec::new();
    let mut path = "/admin/events?kind=export".to_owned();
    loop {
        let page = audit.get(&path).await;
        seen.extend(numbers(&page));
        let older = page.text.split("href=\"").filter_map(|s| s.split_once('"')).map(|s| s.0);
        match older
            .filter(|h| {
                h.contains("before=") && !h.contains("events/export") && !h.contains("lang=") && !h.contains("type=")
            })
            .last()
        {
            Some(next) => path = next.replace("&amp;", "&"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 60);
    assert!(seen.windows(2).all(|w| w[0] > w[1]));
}

/// Programs administer within the same offices, and end what is theirs; a token ends only itself.
#[tokio::test]
async fn programs_do_the_same_within_the_same_offices() {
    let district = District::new();
    let (security, one) = (district.browser("security").await, district.browser("one").await);
    let list = security.get("/api/v1/admin/accounts?q=one&limit=1").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text);
    let account = list.json()["accounts"][0]["account"].as_str().expect("an id").to_owned();
    let mut seen = Vec::new();
    let mut path = "/api/v1/admin/accounts?limit=2".to_owned();
    loop {
        let page = security.get(&path).await.json();
        seen.extend(page["accounts"].as_array().expect("a list").iter().map(|a| a["login"].to_string()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/admin/accounts?limit=2&cursor={next}");
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert!(seen.len() > 6 && sorted == seen, "each once, by log-in name: {seen:?}");

    let at = format!("/api/v1/admin/accounts/{account}");
    let standing = security.get(&at).await.json();
    assert_eq!((standing["in_force"].as_bool(), standing["role"].as_str()), (Some(true), Some("officer")));
    let rights = serde_json::json!({
        "role": "officer", "territory": "B1", "seen": standing["entry"], "reason": REASON,
    });
    assert_eq!(one.json("POST", &format!("{at}/rights"), &rights).await.status, StatusCode::NOT_FOUND);
    let given = security.json("POST", &format!("{at}/rights"), &rights).await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.text);
    assert!(!one.get("/l/visits").await.has("first-note"));
    let reason = serde_json::json!({ "reason": REASON });
    for (deed, status) in [("unlock", StatusCode::FORBIDDEN), ("end-sessions", StatusCode::OK)] {
        assert_eq!(security.json("POST", &format!("{at}/{deed}"), &reason).await.status, status, "{deed}");
    }
    assert_eq!(one.get("/ledgers").await.status, StatusCode::SEE_OTHER);
    let audit = district.browser("audit").await;
    let events = audit.get("/api/v1/admin/events?account=one&kind=session_ended").await.json();
    assert_eq!(events["events"][0]["reason"], REASON);
    assert_eq!(security.get("/api/v1/admin/events").await.status, StatusCode::FORBIDDEN);

    let (first, second) = (district.browser("one").await, district.browser("one").await);
    let all = first.get("/api/v1/me/sessions").await.json();
    let sessions = all["sessions"].as_array().expect("a list");
    let other = sessions.iter().find(|s| s["this"] == false).expect("the other browser")["session"].as_str();
    let end = format!("/api/v1/me/sessions/{}/end", other.expect("a code"));
    assert_eq!(first.json("POST", &end, &serde_json::json!({})).await.status, StatusCode::OK);
    assert_eq!(second.get("/ledgers").await.status, StatusCode::SEE_OTHER);
    assert_eq!(first.get("/ledgers").await.status, StatusCode::OK);
}
