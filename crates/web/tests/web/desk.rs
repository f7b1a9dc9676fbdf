//! The desk of each role, its tasks, the territories compared, the index of figures.

use axum::http::StatusCode;

use super::fixture::{Browser, District, Page};

async fn ok(browser: &Browser, path: &str) -> Page {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
    page
}

/// The place of words in a page.
fn at(page: &Page, words: &str) -> usize {
    page.text.find(words).unwrap_or_else(|| panic!("{words}: {}", page.text))
}

#[tokio::test]
async fn the_desk_lists_what_this_person_must_do() {
    let district = District::new();
    let [first, second] = district.visits.map(|id| format!("/l/visits/{id}"));
    for (login, sees) in [("top", [true, true]), ("one", [true, false]), ("writer", [true, false])] {
        let browser = district.browser(login).await;
        for path in ["/?lang=en", "/tasks?lang=en", "/tasks?lang=en&state=overdue&duty=visits.revisit"] {
            let page = ok(&browser, path).await;
            let days_over = "214 days overdue (2013-05-31)";
            assert!(page.has(days_over) && page.has("visit again within a month"), "{login} {path}: {}", page.text);
            assert_eq!([page.has(&first), page.has(&second)], sees, "{login} {path}");
        }
        assert!(!ok(&browser, "/tasks?state=soon").await.has(&first), "{login}");
    }
    // Beside the desk in the menu stands what is overdue, on every page.
    let menu = ok(&district.browser("top").await, "/ledgers?lang=en").await;
    assert!(menu.has("<span class=\"badge\">2<span class=\"hidden\"> waiting"), "{}", menu.text);
}

#[tokio::test]
async fn who_is_named_must_act_and_who_only_reads_sees_how_it_stands() {
    let district = District::new();
    let first = format!("/l/visits/{}", district.visits[0]);
    let cadre = ok(&district.browser("cadre").await, "/?lang=en").await;
    assert!(cadre.has(&first) && cadre.has("Records about me") && !cadre.has("second-note"), "{}", cadre.text);
    let reader = district.browser("reader").await;
    let desk = ok(&reader, "/?lang=en").await;
    assert!(desk.has("Nothing waits for you") && desk.has("In others' hands"), "{}", desk.text);
    assert!(desk.has("1 overdue") && desk.has("/tasks?whose=others&amp;state=overdue&amp;duty=visits.revisit"));
    assert!(!ok(&reader, "/tasks").await.has(&first));
    assert!(ok(&reader, "/tasks?whose=others&duty=visits.revisit").await.has(&first));
}

#[tokio::test]
async fn territories_are_sorted_by_any_column_and_nonsense_is_named() {
    let district = District::new();
    let top = district.browser("top").await;
    let rows =
        |page: &Page| at(page, "/?org=T1&amp;period=2013\">Town One") < at(page, "/?org=T2&amp;period=2013\">Town Two");
    for (query, one_first) in
        [("", true), ("sort=-name", false), ("sort=visits.households", false), ("sort=-visits.households", true)]
    {
        assert_eq!(rows(&ok(&top, &format!("/?{query}")).await), one_first, "{query}");
    }
    let page = ok(&top, "/?sort=-visits.households").await;
    assert!(page.has("aria-sort=\"descending\"") && page.has("sort=visits.households"), "{}", page.text);
    for (path, word) in [
        ("/?sort=colour", "visits.households, name"),
        ("/tasks?state=late", "overdue, soon, later"),
        ("/tasks?duty=visits.sing", "visits.revisit"),
        ("/tasks?whose=hers", "mine, others"),
        ("/tasks?colour=red", "colour"),
    ] {
        let page = top.get(path).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(page.has(word), "{path}: {}", page.text);
    }
}

#[tokio::test]
async fn figures_are_found_by_name_and_meaning() {
    let district = District::new();
    let top = district.browser("top").await;
    for (query, [households, policy]) in [
        ("", [true, true]),
        ("q=households+visited", [true, false]),
        ("q=%E8%AE%B2%E6%94%BF%E7%AD%96", [false, true]),
        ("q=nothing", [false, false]),
    ] {
        let page = ok(&top, &format!("/figures?{query}")).await;
        let has = |id: &str| page.has(&format!("/figures/{id}?org=D"));
        assert_eq!([has("visits.households"), has("visits.policy")], [households, policy], "{query}");
    }
    let cadre = district.browser("cadre").await;
    assert_eq!(cadre.get("/figures").await.status, StatusCode::NOT_FOUND);
    let one = district.browser("one").await;
    assert_eq!(one.get("/figures?org=T2").await.status, StatusCode::NOT_FOUND);
}
