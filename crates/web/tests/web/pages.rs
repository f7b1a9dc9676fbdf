//! What the pages show, in both languages, and what they say to nonsense.

use axum::http::StatusCode;

use super::fixture::District;

#[tokio::test]
async fn the_desk_opens_onto_every_figure() {
    let district = District::new();
    let top = district.browser("top").await;
    let index = top.get("/figures?lang=en").await;
    assert!(
        index.has("/figures/visits.share_spent_on_explaining_policies?org=D&amp;period=2013")
            && index.has("households visited in the period")
    );
    let page = top.get("/?lang=en").await;
    assert!(page.has("/figures/visits.households?org=D&amp;period=2013"), "{}", page.text);
    assert!(page.has("/figures/visits.households?org=T2&amp;period=2013"));
    assert!(page.has("Town Two") && page.has("2013-12-31") && page.has("Changed lately"));
    let figure = top.get("/figures/visits.households?org=D&period=2013&lang=en").await;
    assert!(figure.has(">12<") && figure.has("households visited in the period"));
    assert!(figure.has(&format!("/l/visits/{}", district.visits[0])));
    let ratio =
        top.get("/figures/visits.share_spent_on_explaining_policies?org=D&period=2013&part=1&check=1&lang=en").await;
    assert!(ratio.has(">50<") && ratio.has("They agree") && ratio.has("1/2"), "{}", ratio.text);
    let scanned = top.get("/figures/visits.households?org=D&period=2013-04-15..2013-05-02&lang=en").await;
    assert!(scanned.has("No sums are kept") && scanned.has(">12<"));
}

#[tokio::test]
async fn lists_filter_sort_and_total() {
    let district = District::new();
    let top = district.browser("top").await;
    let has = async |query: &str| {
        let page = top.get(&format!("/l/visits?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}: {}", page.text);
        (page.has("first-note"), page.has("second-note"))
    };
    for (query, expected) in [
        ("", (true, true)),
        ("purpose=policy", (true, false)),
        ("note=SECOND", (false, true)),
        ("note=%25", (false, false)),
        ("households_min=6", (true, false)),
        ("households_max=6&sort=-households", (false, true)),
        ("money_min=12.50&money_max=12.50", (true, true)),
        ("on_day_from=2013.5.2", (false, false)),
        ("period=2013Q2&org=T1", (true, false)),
        ("person=P2", (false, true)),
        ("person=Li+One&page=7", (true, false)),
        ("withdrawn=1", (false, false)),
        ("lang=en&type=large", (true, true)),
    ] {
        assert_eq!(has(query).await, expected, "{query}");
    }
    let page = top.get("/l/visits?lang=en").await;
    assert!(page.has(">12<") && page.has("25.00"), "totals: {}", page.text);
}

#[tokio::test]
async fn nonsense_is_named_with_its_remedy() {
    let district = District::new();
    let top = district.browser("top").await;
    for (query, word) in [
        ("colour=red", "colour"),
        ("on_day_from=yesterday", "on_day_from"),
        ("households_min=many", "households_min"),
        ("purpose=fishing", "purpose"),
        ("sort=colour", "colour"),
        ("period=2013-13", "2013-13"),
        ("page=0", "page"),
        ("person=Nobody", "person"),
        ("note_min=1", "note_min"),
        ("a%FF=1", ""),
    ] {
        let page = top.get(&format!("/l/visits?{query}&lang=en")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(page.has(word), "{query}: {}", page.text);
    }
    for path in ["/orgs?on=soon", "/figures/visits.households?part=9", "/?colour=1", "/l/people?period=2013"] {
        assert_eq!(top.get(path).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
    assert_eq!(top.get("/figures/no.such").await.status, StatusCode::NOT_FOUND);
    assert_eq!(top.get("/l/nothing").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_speak_both_languages_and_remember() {
    let district = District::new();
    let mut top = district.browser("top").await;
    let zh = top.get("/l/visits").await;
    assert!(zh.has("lang=\"zh-CN\"") && zh.has("走访日期"));
    let en = top.get("/l/visits?lang=en").await;
    assert!(en.has("lang=\"en\"") && en.has("Day of visit") && en.cookie.starts_with("lang=en"));
    top.cookie.push_str("; lang=en; type=large");
    let later = top.get("/l/visits").await;
    assert!(later.has("lang=\"en\"") && later.has("class=\"large\""));
    for path in
        ["/", "/orgs", "/orgs/T1", "/ledgers", "/figures/visits.share_spent_on_explaining_policies", "/l/visits/new"]
    {
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let text = top.get(path).await.text.replace("中文", "");
        assert!(!text.contains(han), "{path}: {:?}", text.split('>').find(|t| t.contains(han)));
    }
}

#[tokio::test]
async fn the_tree_opens_by_links() {
    let district = District::new();
    let top = district.browser("top").await;
    let page = top.get("/orgs").await;
    assert!(page.has("Town One") && !page.has("Branch One"));
    let at = page.text.find("aria-label=\"展开 Town One\"").expect("a switch");
    let before = &page.text[..at];
    let href = &before[before.rfind("href=\"").expect("a link") + 6..];
    let href = href.split('"').next().expect("its end").replace("&amp;", "&");
    let opened = top.get(href.split('#').next().expect("an address")).await;
    assert!(opened.has("Branch One"), "{href}");
    let org = top.get("/orgs/T1").await;
    assert!(org.has("Branch One") && org.has("/l/visits?org=T1") && org.has("2000-01-01"));
}

#[tokio::test]
async fn exports_are_files() {
    let district = District::new();
    let top = district.browser("top").await;
    let csv = top.get("/l/visits/export.csv?purpose=help").await;
    assert!(csv.has("second-note") && !csv.has("first-note"));
    let xlsx = top.get("/l/visits/export.xlsx").await;
    assert!(xlsx.status == StatusCode::OK && xlsx.text.starts_with("PK"));
}
