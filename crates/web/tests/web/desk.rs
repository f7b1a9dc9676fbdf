//! The desk of each role, its tasks, the territories compared, the index of figures.

use axum::http::StatusCode;

use super::fixture::{Browser, District, Page};
use super::import::upload;

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
async fn what_waits_beside_the_records_stands_among_the_tasks_of_who_decides() {
    let district = District::new();
    let (cadre, one, writer) =
        (district.browser("cadre").await, district.browser("one").await, district.browser("writer").await);
    let erase = [("what", "erase"), ("why", "left the post")];
    cadre.post(&format!("/me/data/people/{}", district.people[0]), &erase).await;
    let file = upload(&writer, "visits", "visits.csv", "Day of visit,Cadre\n2013-05-01,P1\n").await;
    for path in ["/?lang=en", "/tasks?lang=en"] {
        let (mine, hers) = (ok(&one, path).await, ok(&writer, path).await);
        assert!(mine.has("Ask for erasure · People") && mine.has("15 days left (2014-01-15)"), "{path}: {}", mine.text);
        assert!(!mine.has("visits.csv"), "others' files: {path}");
        assert!(hers.has(&file) && hers.has("Visits · visits.csv") && hers.has("columns to confirm"), "{}", hers.text);
        assert!(!hers.has("href=\"/requests/"), "no right to erase: {path}");
        assert!(!ok(&cadre, path).await.has("href=\"/requests/"), "one's own request: {path}");
    }
    assert!(ok(&one, "/tasks?lang=en&state=later").await.has("href=\"/requests/"));
    let soon = ok(&one, "/tasks?lang=en&state=soon").await;
    assert!(!soon.has("href=\"/requests/") && soon.has("Later 1"), "{}", soon.text);
    assert!(!ok(&one, "/tasks?duty=visits.revisit").await.has("href=\"/requests/"));
    // A file waits without a day, and so is pressing from the first; the request is not before its day.
    let badge = |n: u8| format!("<span class=\"badge\">{n}<span class=\"hidden\"> waiting");
    assert!(ok(&writer, "/ledgers?lang=en").await.has(&badge(2)));
    assert!(ok(&one, "/ledgers?lang=en").await.has(&badge(1)));
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
        assert_eq!(
            [has("visits.households"), has("visits.share_spent_on_explaining_policies")],
            [households, policy],
            "{query}"
        );
    }
    let cadre = district.browser("cadre").await;
    assert_eq!(cadre.get("/figures").await.status, StatusCode::NOT_FOUND);
    let one = district.browser("one").await;
    assert_eq!(one.get("/figures?org=T2").await.status, StatusCode::NOT_FOUND);
}

/// The numbers of a page's table, cell by cell, without what surrounds them.
fn cells(page: &Page, tag: &str) -> Vec<String> {
    let text = |cell: &str| {
        let mut out = String::new();
        let mut rest = cell;
        while let Some((before, after)) = rest.split_once('<') {
            out.push_str(before);
            rest = after.split_once('>').map_or("", |(_, r)| r);
        }
        out + rest
    };
    let (open, close) = (format!("<{tag} class=\"num\">"), format!("</{tag}>"));
    let parts = page.text.split(open.as_str()).skip(1);
    parts.filter_map(|p| p.split(close.as_str()).next()).map(text).collect()
}

#[tokio::test]
async fn an_analysis_is_a_table_a_chart_and_files_of_the_same_numbers() {
    let district = District::new();
    let top = district.browser("top").await;
    for (query, total) in [
        ("figure=visits.households&by=below&lang=en", "12"),
        ("figure=visits.households&by=below&across=quarter&compare=year&lang=en", "12"),
        (
            "figure=visits.households&figure=visits.share_spent_on_explaining_policies&by=month&period=2013&lang=en",
            "50",
        ),
        ("figure=visits.households&by=field:purpose&across=below&lang=en", "12"),
        ("figure=visits.share_spent_on_explaining_policies&by=kind&chart=bars&lang=en&sort=-c0", "50"),
        ("figure=visits.households&by=year&compare=prior&lang=en", "12"),
    ] {
        let page = ok(&top, &format!("/analysis?{query}")).await;
        let found = cells(&page, "td");
        assert!(found.iter().any(|c| c == total), "{query}: {found:?}");
        assert!(page.has("<svg xmlns") && page.has("<desc>"), "{query}");
        let csv = ok(&top, &format!("/analysis/export.csv?{query}")).await;
        let rows = csv.text.trim_start_matches('\u{feff}').lines().skip(1);
        let numbers: Vec<String> = rows.flat_map(|r| r.split(',').skip(1).map(str::to_owned)).collect();
        // Ranks stand on the page only, where rows are sorted by a number.
        let ranked = query.contains("sort=-c");
        let shown: Vec<&String> = found.iter().filter(|c| !ranked || c.as_str() != "1").collect();
        let shown: Vec<String> = shown.iter().map(|c| c.replace([',', '–'], "")).collect();
        assert_eq!(shown, numbers, "{query}");
        let xlsx = ok(&top, &format!("/analysis/export.xlsx?{query}")).await;
        assert!(xlsx.text.starts_with("PK"), "{query}");
        let svg = ok(&top, &format!("/analysis/export.svg?{query}")).await;
        assert!(svg.text.starts_with("<?xml") && !svg.has("<a "), "{query}: {}", svg.text);
    }
    let page = ok(&top, "/analysis?figure=visits.households&by=below").await;
    assert!(page.has("/figures/visits.households?org=T1&amp;period=2013"), "numbers open: {}", page.text);
    let field = ok(&top, "/analysis?figure=visits.households&by=field:purpose").await;
    assert!(field.has("/l/visits?purpose=policy&amp;org=D&amp;period=2013"), "{}", field.text);
}

#[tokio::test]
async fn an_analysis_stays_within_rights_and_names_nonsense() {
    let district = District::new();
    let one = district.browser("one").await;
    let hidden = one.get("/analysis?org=T2").await;
    let nothing = one.get("/analysis?org=T9").await;
    assert_eq!((hidden.status, nothing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(hidden.text.replace("T2", "T9"), nothing.text);
    assert_eq!(district.browser("cadre").await.get("/analysis").await.status, StatusCode::NOT_FOUND);
    let reader = district.browser("reader").await;
    assert_eq!(reader.get("/analysis").await.status, StatusCode::OK);
    assert_eq!(reader.get("/analysis/export.csv").await.status, StatusCode::FORBIDDEN);
    for (query, word) in [
        ("by=colour", "below, kind, month"),
        ("by=field:note", "id=\"a-by-error\""),
        ("by=month&across=year", "must differ"),
        ("compare=never", "year, prior"),
        ("chart=cake", "stacked"),
        ("sort=up", "name, c0"),
        ("by=month&period=1950-01-01..2013-12-31", "narrow"),
        ("colour=red", "colour"),
    ] {
        let page = one.get(&format!("/analysis?lang=en&{query}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{query}: {}", page.text);
        assert!(page.has(word), "{query}: {}", page.text);
    }
}

#[tokio::test]
async fn a_question_that_makes_no_sense_keeps_its_form() {
    let district = District::new();
    let one = district.browser("one").await;
    for (query, field) in [
        ("by=field:note", "by"),
        ("by=month&across=month", "across"),
        ("by=month&across=colour", "across"),
        ("period=abc", "period"),
        ("by=month&period=1950-01-01..2013-12-31", "period"),
        ("compare=never", "compare"),
    ] {
        let page =
            one.get(&format!("/analysis?lang=en&figure=visits.share_spent_on_explaining_policies&{query}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{query}");
        let error = format!("<p class=\"error\" id=\"a-{field}-error\">");
        assert_eq!(page.text.matches(&error).count(), 1, "{query}: {}", page.text);
        assert_eq!(page.text.matches("aria-invalid").count(), 1, "{query}");
        let kept = page.has("<option value=\"visits.share_spent_on_explaining_policies\" selected>")
            && !page.has("<svg xmlns");
        assert!(kept, "{query}: {}", page.text);
    }
    assert!(one.get("/analysis?period=abc").await.has("value=\"abc\""));
    let widened = ok(&one, "/analysis?by=year&period=2013&lang=en").await;
    assert!(widened.has("years before it: 2009-01-01..2013-12-31"), "{}", widened.text);
    let compared = ok(&one, "/analysis?by=month&compare=year&period=2013&lang=en").await;
    assert!(compared.has("Compared with 2012"), "{}", compared.text);
}

#[tokio::test]
async fn figures_belong_to_their_index() {
    let district = District::new();
    let top = district.browser("top").await;
    let page = ok(&top, "/figures/visits.households?lang=en").await;
    assert!(page.has("<a href=\"/figures\" aria-current=\"page\">"), "{}", page.text);
    let none = top.get("/figures/visits.sung").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert!(none.has("visits.sung") && !none.has("hangji figures"), "{}", none.text);
    let page = top.get("/figures/visits.households?page=abc").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.has("abc") && !page.has("184467"), "{}", page.text);
    // One is not many.
    let desk = ok(&top, "/?lang=en").await;
    assert!(desk.has("12</") && desk.has("households"), "{}", desk.text);
}

#[tokio::test]
async fn pins_stand_on_the_desk_of_their_account_alone() {
    let district = District::new();
    let (top, one) = (district.browser("top").await, district.browser("one").await);
    for query in ["figure=visits.households&by=below", "figure=visits.share_spent_on_explaining_policies&by=month"] {
        let page = top.post("/pins", &[("query", query)]).await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/#pins"), "{}", page.text);
    }
    let desk = ok(&top, "/").await;
    let first = "/analysis?figure=visits.households&amp;org=D&amp;by=below";
    let second = "/analysis?figure=visits.share_spent_on_explaining_policies&amp;org=D&amp;by=month";
    assert!(at(&desk, first) < at(&desk, second));
    assert!(!ok(&one, "/").await.has("pins"));
    let id = desk.text.split("/pins/").nth(1).and_then(|t| t.split('/').next()).expect("an id").to_owned();
    for act in ["move", "remove"] {
        assert_eq!(one.post(&format!("/pins/{id}/{act}"), &[("way", "down")]).await.status, StatusCode::NOT_FOUND);
    }
    top.post(&format!("/pins/{id}/move"), &[("way", "down")]).await;
    let desk = ok(&top, "/").await;
    assert!(at(&desk, second) < at(&desk, first));
    top.post(&format!("/pins/{id}/remove"), &[]).await;
    assert!(!ok(&top, "/").await.has(first));
    let page = one.post("/pins", &[("query", "figure=visits.households&org=T2")]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(one.post("/pins", &[("query", "colour=red")]).await.status, StatusCode::BAD_REQUEST);
}
