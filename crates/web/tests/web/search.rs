//! Search and help: what is found, how it is told, and what nobody finds out by asking.

use axum::http::StatusCode;

use super::fixture::District;

#[tokio::test]
async fn a_question_finds_records_in_groups() {
    let district = District::new();
    let top = district.browser("top").await;
    let page = top.get("/search?q=town&lang=en").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(
        page.has("<mark>Town</mark> One") && page.has("/orgs/T2") && page.has("Organisations · 2"),
        "{}",
        page.text
    );
    let page = top.get("/search?q=first-no&lang=en").await;
    assert!(page.has(&format!("/l/visits/{}", district.visits[0])) && page.has("<mark>first-note</mark>"));
    assert!(page.has("Town One") && !page.has("second-note"));
    let code = top.get("/search?q=p2&lang=en").await;
    assert!(code.has("Wang Two") && !code.has("Li One"));
    let declared = top.get("/search?q=visits&lang=en").await;
    assert!(declared.has("Figures ·") && declared.has("Ledgers ·") && declared.has("/l/visits\""), "{}", declared.text);
    let help = top.get("/search?q=passkey&lang=en").await;
    assert!(help.has("/help/password") && help.has("<mark>passkey</mark>"));
    assert!(top.get("/search?q=zzz&lang=en").await.has("Nothing was found"));
    assert!(top.get("/search?q=%25&lang=en").await.has("Nothing was found"), "signs alone find nothing");
    let echoed = top.get("/search?q=%3Cscript%3E").await;
    assert!(echoed.status == StatusCode::OK && !echoed.has("<script>"));
}

#[tokio::test]
async fn what_was_just_entered_changed_or_withdrawn_is_known_at_once() {
    let district = District::new();
    let one = district.browser("one").await;
    let form = [("org", "T1"), ("code", "P7"), ("name", "韩单"), ("phone", "13900000077")];
    let page = one.post("/l/people/new", &form).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    for question in ["%E9%9F%A9", "handan", "hs", "hanshan", "HD", "p7"] {
        assert!(one.get(&format!("/search?q={question}&lang=en")).await.has(">韩") || question == "p7", "{question}");
    }
    assert!(!one.get("/search?q=13900000077&lang=en").await.has("P7"), "masked fields are not searched");
    let record = page.location.split('?').next().unwrap_or_default().to_owned();
    let mark = one.get(&record).await.text;
    let mark =
        mark.split("name=\"seen\" value=\"").nth(1).and_then(|t| t.split('"').next()).unwrap_or_default().to_owned();
    one.post(&format!("{record}/withdraw"), &[("seen", &mark), ("reason", "x")]).await;
    assert!(one.get("/search?q=handan&lang=en").await.has("Nothing was found"));
}

#[tokio::test]
async fn another_territory_is_neither_found_nor_counted_nor_suggested() {
    let district = District::new();
    let (top, one) = (district.browser("top").await, district.browser("one").await);
    let form = [("org", "T2"), ("code", "P9"), ("name", "单东行"), ("phone", "")];
    assert_eq!(top.post("/l/people/new", &form).await.status, StatusCode::SEE_OTHER);
    for question in
        ["%E5%8D%95%E4%B8%9C%E8%A1%8C", "dandongxing", "shandong", "ddx", "p9", "p2", "wang", "second-note", "T2"]
    {
        for path in [
            format!("/search?q={question}"),
            format!("/search?q={question}&in=people"),
            format!("/search/suggest?q={question}"),
        ] {
            let (known, unknown) = (one.get(&path).await, one.get(&path.replace(question, "zqzqzq")).await);
            assert_eq!(known.status, StatusCode::OK, "{path}");
            // The question itself is told again, as it was typed and in addresses.
            let bare =
                |text: &str| [question, "单东行", "zqzqzq"].iter().fold(text.to_owned(), |t, q| t.replace(q, ""));
            assert_eq!(bare(&known.text), bare(&unknown.text), "{path}");
        }
        assert!(!top.get(&format!("/search?q={question}&lang=en")).await.has("Nothing was found"), "{question}");
    }
    let cadre = district.browser("cadre").await;
    assert!(cadre.get("/search?q=p1").await.has("Li One"), "what names them is theirs");
    assert!(!cadre.get("/search?q=town").await.has("/orgs/"));
    assert_eq!(cadre.get("/search?q=x&in=units").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn suggestions_and_pages_of_a_group() {
    let district = District::new();
    let top = district.browser("top").await;
    top.get("/search?q=x").await;
    let items = top.get("/search/suggest?q=tow&lang=en").await.json();
    assert_eq!(items["items"][0]["name"], "Town One");
    assert_eq!(items["items"][0]["href"], "/orgs/T1");
    assert_eq!(top.get("/search/suggest?q=t").await.json()["items"].as_array().map(Vec::len), Some(0));
    for n in 0..40 {
        let form = [("org", "T1"), ("code", &*format!("Q{n:02}")), ("name", "Zhao"), ("phone", "")];
        assert_eq!(top.post("/l/people/new", &form).await.status, StatusCode::SEE_OTHER);
    }
    let page = top.get("/search?q=zhao&lang=en").await;
    assert!(page.has("People · 40") && page.has("in=people") && page.text.matches("<mark>Zhao</mark>").count() == 5);
    let page = top.get("/search?q=zhao&in=people&page=2&lang=en").await;
    assert!(page.has("31–40 of 40") && page.text.matches("<mark>Zhao</mark>").count() == 10, "{}", page.text);
    let long = "x".repeat(101);
    for bad in [&*format!("/search?q={long}"), "/search?q=x&page=0", "/search?colour=1"] {
        assert_eq!(top.get(bad).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    assert_eq!(top.get("/search?q=x&in=nothing").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn help_speaks_both_languages() {
    let district = District::new();
    let one = district.browser("one").await;
    for topic in hangji_ui::help::topics() {
        for lang in hangji_ui::Lang::ALL {
            let page = one.get(&format!("/help/{}?lang={}", topic.name, lang.tag())).await;
            assert!(page.status == StatusCode::OK && page.has(topic.title(lang)), "{}", topic.name);
        }
    }
    assert!(one.get("/help").await.has("/help/keyboard"));
    assert_eq!(one.get("/help/nothing").await.status, StatusCode::NOT_FOUND);
}
