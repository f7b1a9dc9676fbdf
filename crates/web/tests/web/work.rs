//! Daily work in ledgers: conditions, columns, drafts that nobody loses, decisions after a conflict, the next row.

use axum::http::StatusCode;

use super::fixture::{Browser, District, Page};

const GOOD: [(&str, &str); 5] =
    [("org", "T1"), ("on_day", "2013-06-01"), ("person", "P1"), ("purpose", "help"), ("households", "12")];

fn with<'a>(extra: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    GOOD.iter().copied().filter(|(n, _)| extra.iter().all(|(m, _)| m != n)).chain(extra.iter().copied()).collect()
}

/// The value of a hidden field.
fn hidden(page: &Page, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let at = page.text.find(&mark).unwrap_or_else(|| panic!("{name} in {}", page.text)) + mark.len();
    page.text[at..].split('"').next().expect("its end").to_owned()
}

/// Lets every session run out.
fn end_sessions(district: &District) {
    let db = district.on.db.clone();
    let ended = std::thread::spawn(move || db.write(|tx| tx.run("UPDATE session SET expires_at = 1", &[])));
    ended.join().expect("a thread").expect("sessions");
}

async fn number_of(browser: &Browser, query: &str) -> i64 {
    browser.get(&format!("/api/v1/visits?totals=1&{query}")).await.json()["total"].as_i64().expect("a total")
}

#[tokio::test]
async fn conditions_fit_their_fields_and_are_taken_back_one_by_one() {
    let district = District::new();
    let top = district.browser("top").await;
    // The words asked for stand on the page, too: rows are told by their links.
    let [first, second] = district.visits.map(|id| format!("href=\"/l/visits/{id}\""));
    let has = async |query: &str| {
        let page = top.get(&format!("/l/visits?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}: {}", page.text);
        (page.has(&first), page.has(&second))
    };
    for (query, expected) in [
        ("purpose.in=policy&purpose.in=help", (true, true)),
        ("purpose.not=policy", (false, true)),
        ("purpose.not_in=policy&purpose.not_in=help", (false, false)),
        ("note.begins=FIRST", (true, false)),
        ("note.begins=note", (false, false)),
        ("note.is=first-note", (true, false)),
        ("note.not=first-note", (false, true)),
        ("note.has=note&note.has=sec", (false, true)),
        ("note.empty=yes", (false, false)),
        ("note.empty=no", (true, true)),
        ("households.from=6", (true, false)),
        ("households.is=5", (false, true)),
        ("person.not=P1", (false, true)),
        ("on_day.to=2013-04-30", (false, false)),
    ] {
        assert_eq!(has(query).await, expected, "{query}");
    }
    for query in ["note.from=1", "note.empty=maybe", "purpose.in=fishing", "households.has=1", "on_day.is=soon"] {
        let page = top.get(&format!("/l/visits?{query}&lang=en")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(page.has(query.split('=').next().expect("a name")), "{query}: {}", page.text);
    }
    let page = top.get("/l/visits?purpose.in=policy&note.has=first&lang=en").await;
    assert!(page.has("Purpose is one of policy") && page.has("Note contains “first”"), "{}", page.text);
    assert!(page.has("href=\"/l/visits?note.has=first\"") && page.has("href=\"/l/visits?purpose.in=policy\""));
}

#[tokio::test]
async fn a_condition_is_stated_step_by_step() {
    let district = District::new();
    let top = district.browser("top").await;
    let asked = top.get("/l/visits/condition?note.has=first&new.field=purpose&lang=en").await;
    assert!(
        asked.has("value=\"policy\"") && asked.has("is none of") && asked.has("type=\"checkbox\""),
        "{}",
        asked.text
    );
    let path = "/l/visits/condition?note.has=first&new.field=purpose&new.op=in&new.value=policy&new.value=help";
    let made = top.get(path).await;
    assert_eq!(made.location, "/l/visits?note.has=first&purpose.in=policy&purpose.in=help", "{}", made.text);
    let empty = top.get("/l/visits/condition?new.field=note&new.op=empty").await;
    assert_eq!(empty.location, "/l/visits?note.empty=yes");
    for wrong in [
        "new.field=households&new.op=from&new.value=many",
        "new.field=note&new.op=is",
        "new.field=note&new.op=x&new.value=1",
    ] {
        let page = top.get(&format!("/l/visits/condition?{wrong}")).await;
        assert!(page.has("aria-invalid=\"true\"") && page.has("role=\"alert\""), "{wrong}: {}", page.text);
    }
    assert_eq!(top.get("/l/visits/condition?new.field=colour").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_is_masked_is_only_found_whole_and_by_those_who_need_it() {
    let district = District::new();
    let (top, writer) = (district.browser("top").await, district.browser("writer").await);
    let page = top.get("/l/people?phone.is=13900000001").await;
    assert!(page.has("Li One") && !page.has("Wang Two"), "{}", page.text);
    assert!(!top.get("/l/people?phone=1390").await.has("Li One"));
    for query in ["phone.has=1390", "phone.begins=139", "phone.from=1", "sort=phone"] {
        assert_eq!(top.get(&format!("/l/people?{query}")).await.status, StatusCode::BAD_REQUEST, "{query}");
    }
    for query in ["phone.is=13900000001", "phone.empty=no", "sort=phone"] {
        assert_eq!(writer.get(&format!("/l/people?{query}")).await.status, StatusCode::BAD_REQUEST, "{query}");
    }
}

#[tokio::test]
async fn columns_are_chosen_ordered_and_totalled() {
    let district = District::new();
    let top = district.browser("top").await;
    let page = top.get("/l/visits?columns=households,note&lang=en").await;
    let head = page.text.split("<thead>").nth(1).and_then(|t| t.split("</thead>").next()).expect("a head");
    assert!(head.contains("Households") && head.contains("Note"));
    assert!(!head.contains("Day of visit") && !head.contains("Cadre"), "{head}");
    assert!(page.text.contains(">12<"), "the total stays: {}", page.text);
    let filtered = top.get("/l/visits?columns=households,note&note=second&lang=en").await;
    assert!(filtered.has(">5<") && !filtered.has(">12<"), "the total follows the filter");
    assert_eq!(top.get("/l/visits?columns=colour").await.status, StatusCode::BAD_REQUEST);
    let form = top.get("/l/visits/columns?columns=note,person&note=first").await;
    assert!(
        form.has("name=\"place.note\" value=\"1\"") && form.has("name=\"place.person\" value=\"2\""),
        "{}",
        form.text
    );
    let path = "/l/visits/columns?note=first&new.columns=1&place.person=2&place.note=1&place.org=";
    assert_eq!(top.get(path).await.location, "/l/visits?note=first&columns=note%2Cperson");
    assert_eq!(top.get("/l/visits/columns?new.columns=1&place.note=first").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_form_sent_too_late_waits_for_its_owner() {
    let district = District::new();
    let one = district.browser("one").await;
    end_sessions(&district);
    let page = one.post("/l/visits/new", &with(&[("note", "typed for an hour")])).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let next = page.location.strip_prefix("/login?next=").expect("the log-in").replace("%2F", "/");
    assert!(next.starts_with("/drafts/"), "{next}");
    assert!(!page.has("typed for") && !district.stranger().get(&next).await.has("typed for"));
    // Somebody else signs in on the same computer.
    let other = district.browser("writer").await;
    assert_eq!(other.get(&next).await.status, StatusCode::NOT_FOUND);
    assert!(!other.get("/drafts").await.has("typed for"));
    let one = district.browser("one").await;
    let form = one.get(&next).await;
    assert!(form.has("typed for an hour") && form.has("action=\"/l/visits/new\""), "{}", form.text);
    assert!(one.get("/drafts").await.has(&next));
    assert!(one.get("/l/visits").await.has("href=\"/drafts\""));
    let draft = hidden(&form, "draft");
    let saved = one.post("/l/visits/new", &with(&[("note", "typed for an hour"), ("draft", &draft)])).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(number_of(&one, "note=typed").await, 1);
    assert!(!one.get("/drafts").await.has("/drafts/"), "what was entered is no draft");
    // Nobody's token keeps nothing.
    let mut stranger = district.stranger();
    stranger.cookie = format!("hangji={}", "0".repeat(64));
    let page = stranger.post("/l/visits/new", &with(&[("note", "from nowhere")])).await;
    assert_eq!(page.location, "/login?next=%2Fl%2Fvisits%2Fnew");
}

#[tokio::test]
async fn a_form_survives_a_session_that_was_ended_elsewhere() {
    let district = District::new();
    let (one, elsewhere) = (district.browser("one").await, district.browser("one").await);
    elsewhere.post("/account/sessions/end-others", &[]).await;
    let left = elsewhere.post("/logout", &[]).await;
    assert!(left.cookie.is_empty(), "another window of this browser may still send a form");
    for (browser, note) in [(&one, "ended there"), (&elsewhere, "left here")] {
        assert_eq!(browser.get("/").await.location, "/login?next=%2F");
        let page = browser.post("/l/visits/new", &with(&[("note", note)])).await;
        assert!(page.location.starts_with("/login?next=%2Fdrafts%2F"), "{}", page.location);
        let login = browser.get(&format!("{}&lang=en", page.location)).await;
        assert!(login.has("kept as a draft"), "{}", login.text);
    }
    assert!(!one.get("/login?next=%2Ftasks&lang=en").await.has("kept as a draft"));
    let again = district.browser("one").await;
    let drafts = again.get("/drafts").await;
    assert_eq!(drafts.text.matches("/discard\"").count(), 2, "{}", drafts.text);
    // Where one begins anew, one is told of what one left.
    let form = again.get("/l/visits/new").await;
    assert!(form.has("2份草稿"), "{}", form.text);
}

#[tokio::test]
async fn drafts_are_kept_resumed_and_thrown_away() {
    let district = District::new();
    let (one, writer) = (district.browser("one").await, district.browser("writer").await);
    let page = one.post("/l/visits/new", &[("org", "T1"), ("note", "half done"), ("then", "draft")]).await;
    let path = page.location.strip_suffix("?saved=1").expect("a draft").to_owned();
    assert_eq!(number_of(&one, "").await, 1, "nothing was entered");
    let form = one.get(&path).await;
    assert!(form.has("half done"));
    let draft = hidden(&form, "draft");
    let again = [("org", "T1"), ("note", "three quarters"), ("then", "draft"), ("draft", draft.as_str())];
    assert_eq!(one.post("/l/visits/new", &again).await.location, format!("{path}?saved=1"));
    let list = one.get("/drafts").await;
    assert!(list.has("three quarters") && !list.has("half done"));
    for browser in [&writer, &district.stranger()] {
        assert!(!browser.get(&path).await.has("three quarters"));
        browser.post(&format!("{path}/discard"), &[]).await;
    }
    assert!(one.get(&path).await.has("three quarters"));
    assert_eq!(one.post(&format!("{path}/discard"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(one.get(&path).await.status, StatusCode::NOT_FOUND);
    for n in 0..60 {
        let page = one.post("/l/visits/new", &[("note", &format!("n{n}")), ("then", "draft")]).await;
        if page.status == StatusCode::CONFLICT {
            assert!(n >= 45 && page.has("50") && page.has(&format!("n{n}")), "{}", page.text);
            return;
        }
    }
    panic!("drafts without end");
}

/// Everything of a form comes back to its author; nothing of it stands in the clear in the database.
#[tokio::test]
async fn drafts_are_sealed_and_keep_masked_fields_for_their_author() {
    let district = District::new();
    let (one, top) = (district.browser("one").await, district.browser("top").await);
    let form = [("org", "T1"), ("code", "P9"), ("name", "Zhao Nine"), ("phone", "13912345678"), ("then", "draft")];
    let page = one.post("/l/people/new", &form).await;
    let path = page.location.strip_suffix("?saved=1").expect("a draft").to_owned();
    let kept = one.get(&path).await;
    assert!(kept.has("P9") && kept.has("value=\"13912345678\""), "{}", kept.text);
    let listed = one.get("/drafts").await;
    assert!(listed.has("P9") && !listed.has("13912345678"), "a list is not the form");
    assert_eq!(top.get(&path).await.status, StatusCode::NOT_FOUND);
    // Kept again in its place, and kept because the session had ended.
    let draft = hidden(&kept, "draft");
    let again = [&form[..2], &[("phone", "13987654321"), ("draft", draft.as_str()), ("then", "draft")]].concat();
    assert_eq!(one.post("/l/people/new", &again).await.location, format!("{path}?saved=1"));
    end_sessions(&district);
    one.post("/l/people/new", &form).await;
    let (db, sql) = (district.on.db.clone(), "SELECT form FROM draft");
    let read = move || db.read(|tx| tx.all(sql, &[], |r| Ok(r.text(0)?.to_owned())));
    let stored = std::thread::spawn(read).join().expect("a thread").expect("drafts");
    assert_eq!(stored.len(), 2);
    for text in &stored {
        assert!(
            ["13912345678", "13987654321", "Zhao Nine", "\"phone\""].iter().all(|word| !text.contains(word)),
            "{text}"
        );
    }
    let one = district.browser("one").await;
    assert!(one.get(&path).await.has("value=\"13987654321\""));
    // What was put in another's place does not open, and tells nothing.
    let (db, sql) = (district.on.db.clone(), "UPDATE draft SET form = (SELECT MIN(form) FROM draft)");
    std::thread::spawn(move || db.write(|tx| tx.run(sql, &[]))).join().expect("a thread").expect("drafts");
    assert!(one.get("/drafts").await.status.is_server_error());
}

#[tokio::test]
async fn a_draft_of_an_amendment_remembers_what_was_seen() {
    let district = District::new();
    let (one, top) = (district.browser("one").await, district.browser("top").await);
    let path = format!("/l/visits/{}", district.visits[0]);
    let amend = format!("{path}/amend");
    let mark = hidden(&one.get(&amend).await, "seen");
    let change = |note: &'static str| {
        vec![("on_day", "2013-05-01"), ("person", "P1"), ("purpose", "policy"), ("households", "7"), ("note", note)]
    };
    let sent = |form: Vec<(&'static str, &'static str)>, extra: Vec<(&'static str, String)>| {
        form.into_iter().map(|(n, v)| (n, v.to_owned())).chain(extra).collect::<Vec<_>>()
    };
    let post = async |browser: &Browser, form: Vec<(&'static str, String)>| {
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        browser.post(&amend, &form).await
    };
    let page = post(&one, sent(change("mine"), vec![("seen", mark.clone()), ("then", "draft".into())])).await;
    let draft = page.location.strip_suffix("?saved=1").expect("a draft").to_owned();
    let extra = vec![("seen", mark.clone()), ("reason", "first".into())];
    assert_eq!(post(&top, sent(change("theirs"), extra)).await.status, StatusCode::SEE_OTHER);
    let form = one.get(&draft).await;
    assert!(form.has("mine") && form.has("theirs") && form.has("name=\"take.note\""), "{}", form.text);
    let late = vec![("seen", mark), ("reason", "second".into())];
    assert_eq!(post(&one, sent(change("mine"), late)).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn after_a_conflict_each_field_is_decided() {
    let district = District::new();
    let (one, top) = (district.browser("one").await, district.browser("top").await);
    let path = format!("/l/visits/{}", district.visits[0]);
    let amend = format!("{path}/amend");
    let opened = top.get(&amend).await;
    let person = hidden(&opened, "person");
    let mark = hidden(&opened, "seen");
    let form = |money: &str, households: &str, note: &str, mark: &str, take: &str| {
        [
            ("on_day", "2013-05-01"),
            ("person", person.as_str()),
            ("purpose", "policy"),
            ("households", households),
            ("money", money),
            ("note", note),
            ("reason", "checked"),
            ("seen", mark),
            ("take.note", take),
        ]
        .map(|(n, v)| (n, v.to_owned()))
    };
    let post = async |browser: &Browser, form: [(&'static str, String); 9]| {
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        browser.post(&amend, &form).await
    };
    // They change money and note; the viewer households and note.
    assert_eq!(post(&one, form("99.00", "7", "theirs", &mark, "")).await.status, StatusCode::SEE_OTHER);
    let page = post(&top, form("12.50", "8", "mine", &mark, "")).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.has("name=\"money\" value=\"99.00\""), "only they changed it: {}", page.text);
    assert!(page.has("name=\"households\" value=\"8\"") && page.has("name=\"note\" value=\"mine\""));
    assert!(page.has("name=\"take.note\" value=\"now\"") && !page.has("name=\"take.households\""));
    let now = hidden(&page, "seen");
    assert_ne!(now, mark);
    assert_eq!(post(&top, form("99.00", "8", "mine", &now, "now")).await.status, StatusCode::SEE_OTHER);
    let record = top.get(&format!("/api/v1/visits/{}", district.visits[0])).await.json();
    assert_eq!((&record["money"], &record["households"], &record["note"]), (&9900.into(), &8.into(), &"theirs".into()));
}

#[tokio::test]
async fn the_next_row_begins_like_the_last() {
    let district = District::new();
    let (one, writer) = (district.browser("one").await, district.browser("writer").await);
    assert!(!one.get("/l/visits/new").await.has("copy=last"));
    let form = with(&[("org", "B1"), ("note", "long day"), ("then", "next")]);
    let next = one.post("/l/visits/new", &form).await;
    assert!(next.location.ends_with("&org=B1"), "{}", next.location);
    let empty = one.get(&next.location).await;
    assert!(empty.has("value=\"B1\"") && !empty.has("long day") && empty.has("copy=last"), "{}", empty.text);
    assert!(empty.has("name=\"on_day\" value=\"\" class=\"short\" required autofocus"), "{}", empty.text);
    assert!(empty.has("<option value=\"Li One（P1）\">"), "recently used: {}", empty.text);
    let copy = one.get("/l/visits/new?copy=last&org=B1").await;
    assert!(copy.has("long day") && copy.has("value=\"2013-06-01\"") && copy.has("value=\"Li One（P1）\""));
    assert!(!writer.get("/l/visits/new?copy=last").await.has("long day"), "the last row is one's own");
    let page =
        one.post("/l/people/new", &[("org", "T1"), ("code", "P7"), ("name", "Zhao"), ("phone", "13900000007")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let copy = one.get("/l/people/new?copy=last").await;
    assert!(copy.has("Zhao") && !copy.has("P7") && !copy.has("13900000007"), "{}", copy.text);
}

#[tokio::test]
async fn suggestions_are_scoped_and_few() {
    let district = District::new();
    let (one, top, cadre) =
        (district.browser("one").await, district.browser("top").await, district.browser("cadre").await);
    let found = one.get("/l/people/suggest?q=").await.json();
    assert_eq!(found, serde_json::json!([{ "text": "Li One（P1）", "place": "Town One" }]));
    assert_eq!(top.get("/l/people/suggest?q=o").await.json().as_array().map(Vec::len), Some(2));
    assert_eq!(one.get("/l/people/suggest?q=Wang").await.json(), serde_json::json!([]));
    assert_eq!(cadre.get("/l/units/suggest?q=a").await.status, StatusCode::NOT_FOUND);
    let form = one.get("/l/visits/new").await;
    assert!(form.has("data-suggest=\"/l/people/suggest\"") && !form.has("Wang Two"), "{}", form.text);
}

/// The way to a record's row in a list.
fn row(id: hangji_store::Id) -> String {
    format!("href=\"/l/visits/{id}\"")
}

#[tokio::test]
async fn views_are_ones_own_or_the_territorys() {
    let district = District::new();
    let (one, top, reader) =
        (district.browser("one").await, district.browser("top").await, district.browser("reader").await);
    let save = async |browser: &Browser, name: &str, shared: bool| {
        let mut form = vec![("name", name), ("query", "purpose.in=policy&columns=note,org&page=3")];
        form.extend(shared.then_some(("shared", "true")));
        browser.post("/l/visits/views", &form).await
    };
    let own = save(&one, "Mine only", false).await;
    assert!(own.location.starts_with("/l/visits?purpose.in=policy&columns=note%2Corg&view="), "{}", own.text);
    assert_eq!(save(&one, "For the town", true).await.status, StatusCode::SEE_OTHER);
    assert_eq!(save(&top, "For the district", true).await.status, StatusCode::SEE_OTHER);
    assert_eq!(save(&reader, "No right to share", true).await.status, StatusCode::FORBIDDEN);
    let twice = save(&one, "Mine only", false).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.has("Mine only") && twice.has("id=\"f-name-error\""), "{}", twice.text);
    assert_eq!(save(&top, "Mine only", false).await.status, StatusCode::SEE_OTHER, "another's name is free");
    let list = one.get("/l/visits").await;
    for name in ["Mine only", "For the town", "For the district"] {
        assert!(list.has(name), "{name}");
    }
    let others = reader.get("/l/visits").await;
    assert!(others.has("For the town") && others.has("For the district") && !others.has("Mine only"));
    let above = top.get("/l/visits").await;
    assert!(!above.has("For the town"), "shared downwards, not upwards");
    let id = own.location.rsplit("view=").next().expect("an id").to_owned();
    let path = format!("/l/visits/views/{id}");
    assert_eq!(reader.post(&path, &[("act", "delete")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(one.post(&path, &[("name", "For the town")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        assert_eq!(one.post(&path, &[("name", "Renamed")]).await.status, StatusCode::SEE_OTHER);
    }
    assert!(one.get("/l/visits").await.has("Renamed"));
    assert_eq!(one.post(&path, &[("act", "usual")]).await.status, StatusCode::SEE_OTHER);
    assert!(one.get("/l/visits").await.location.ends_with(&format!("view={id}")));
    assert_eq!(one.get("/l/visits?view=all").await.status, StatusCode::OK);
    assert_eq!(one.post(&path, &[("act", "delete")]).await.status, StatusCode::SEE_OTHER);
    assert!(!one.get("/l/visits").await.has("Renamed"));
    for (name, query) in [("", "note=a"), ("x", "colour=red")] {
        let page = one.post("/l/visits/views", &[("name", name), ("query", query)]).await;
        assert!(page.status.is_client_error(), "{name} {query}: {}", page.status);
    }
}

#[tokio::test]
async fn an_act_on_many_runs_each_records_checks() {
    let district = District::new();
    let one = district.browser("one").await;
    for note in ["bulk-a", "bulk-b"] {
        let page = one.post("/l/visits/new", &with(&[("note", note)])).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    }
    let list = one.get("/l/visits?note=bulk").await;
    let picks: Vec<String> = list
        .text
        .split("name=\"pick\" value=\"")
        .skip(1)
        .map(|t| t.split('"').next().expect("its end").to_owned())
        .collect();
    assert_eq!(picks.len(), 2, "{}", list.text);
    let foreign = format!("{}.4", district.visits[1]);
    let stale = format!("{}.1", district.visits[0]);
    let nothing = "0000000000001.4".to_owned();
    let form = |extra: &[(&'static str, &'static str)]| {
        let all = [picks.clone(), vec![foreign.clone(), stale.clone(), nothing.clone()]].concat();
        let picks = all.into_iter().map(|p| ("pick", p));
        picks.chain(extra.iter().map(|(n, v)| (*n, (*v).to_owned()))).collect::<Vec<_>>()
    };
    let post = async |form: Vec<(&'static str, String)>| {
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        one.post("/l/visits/bulk?lang=en", &form).await
    };
    let asked = post(form(&[("deed", "set:purpose")])).await;
    assert!(asked.status == StatusCode::OK && asked.has("name=\"step\" value=\"try\""), "{}", asked.text);
    let without = post(form(&[("deed", "set:purpose"), ("step", "try"), ("value", "policy")])).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is asked for");
    let set = [("deed", "set:purpose"), ("value", "policy"), ("reason", "agreed")];
    let tried = post(form(&[&set[..], &[("step", "try")]].concat())).await;
    assert!(tried.has("2 records would be changed") && tried.has("3 records would be left"), "{}", tried.text);
    assert!(!tried.has("second-note") && !tried.has("Town Two"));
    assert_eq!(number_of(&one, "note=bulk&purpose=policy").await, 0, "a trial stores nothing");
    let run = post(form(&[&set[..], &[("step", "run")]].concat())).await;
    assert!(run.location.starts_with("/l/visits/bulk/"), "{}", run.text);
    let done = one.get(&format!("{}?lang=en", run.location)).await;
    assert!(done.status == StatusCode::OK && done.has("2 records changed"), "{}", done.text);
    assert_eq!(number_of(&one, "note=bulk&purpose=policy").await, 2);
    assert_eq!(district.browser("writer").await.get(&run.location).await.status, StatusCode::NOT_FOUND);
    // What belongs to others and what does not exist are refused in the same words.
    let why = |id: &str| {
        let rest = done.text.split(id).nth(1).unwrap_or_default();
        rest.split("</tr>").next().unwrap_or_default().to_owned()
    };
    assert_eq!(why(&district.visits[1].to_string()), why("0000000000001"));
    // All that match, without a tick; what was seen before is not what is there now.
    let all = |step: &'static str| {
        [("all", "1"), ("query", "note=bulk"), ("deed", "withdraw"), ("reason", "twice"), ("step", step)]
    };
    assert!(one.post("/l/visits/bulk?lang=en", &all("try")).await.has("2 records would be changed"));
    let again = post(form(&[&set[..], &[("step", "run")]].concat())).await;
    assert!(one.get(&format!("{}?lang=en", again.location)).await.has("0 records changed"));
    one.post("/l/visits/bulk", &all("run")).await;
    assert_eq!(number_of(&one, "note=bulk").await, 0);
    let reader = district.browser("reader").await;
    assert_eq!(reader.post("/l/visits/bulk", &all("run")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_ticked_is_exported_with_the_chosen_columns() {
    let district = District::new();
    let top = district.browser("top").await;
    let pick = format!("{}.1", district.visits[0]);
    let form = [("pick", pick.as_str()), ("deed", "export"), ("query", "columns=note,households")];
    let to = top.post("/l/visits/bulk", &form).await.location;
    assert_eq!(to, format!("/l/visits/export.xlsx?columns=note%2Chouseholds&id={}", district.visits[0]));
    let csv = top.get(&to.replace(".xlsx", ".csv")).await;
    assert!(csv.has("first-note") && !csv.has("second-note") && !csv.has("Li One"), "{}", csv.text);
    let list = top.get(&format!("/l/visits?id={}", district.visits[1])).await;
    assert!(list.has(&row(district.visits[1])) && !list.has(&row(district.visits[0])));
    assert_eq!(top.get("/l/visits?id=x").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_filter_that_does_not_fit_keeps_the_list_and_says_so_beside_the_field() {
    let district = District::new();
    let top = district.browser("top").await;
    for (query, field) in [("org=Nowhere", "org"), ("period=abc", "period"), ("households_min=many", "households")] {
        let page = top.get(&format!("/l/visits?{query}&note=first&lang=en")).await;
        assert!(page.status.is_client_error(), "{query}");
        assert!(page.has(&format!("id=\"filter-{field}-error\"")), "{query}: {}", page.text);
        assert!(page.has("name=\"note\" value=\"first\""), "{query}: the other filters stay");
        let row = format!("href=\"/l/visits/{}\"", district.visits[0]);
        assert!(!page.has(&row), "{query}: a condition that is not understood never shows more");
    }
    // Where there is no page to keep, it is refused as before.
    assert_eq!(top.get("/l/visits/export.xlsx?period=abc").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(top.get("/api/v1/visits?org=Town%20One").await.status, StatusCode::NOT_FOUND);
    let page = top.get("/l/visits?org=Town%20One").await;
    let [first, second] = district.visits.map(|id| format!("href=\"/l/visits/{id}\""));
    assert!(page.has(&first) && !page.has(&second), "an organisation goes by its name, too: {}", page.text);
    let unpicked = top.post("/l/visits/bulk", &[("query", "note=first"), ("deed", "withdraw")]).await;
    let page = top.get(&unpicked.location).await;
    assert!(page.status == StatusCode::OK && page.has("没有勾选") && page.has(&first), "{}", page.text);
    assert!(!page.has("&amp;nothing_picked=1&amp;sort"), "the notice is not carried along");
}

#[tokio::test]
async fn withdrawn_records_stand_beside_the_others_when_asked_for() {
    let district = District::new();
    let top = district.browser("top").await;
    let path = format!("/l/visits/{}", district.visits[0]);
    let entry = hidden(&top.get(&path).await, "seen");
    let page = top.post(&format!("{path}/withdraw"), &[("seen", &entry), ("reason", "twice")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let [first, second] = district.visits.map(|id| format!("href=\"/l/visits/{id}\""));
    for (query, expected) in [("", (false, true)), ("?withdrawn=1", (true, false)), ("?withdrawn=all", (true, true))] {
        let page = top.get(&format!("/l/visits{query}")).await;
        assert_eq!((page.has(&first), page.has(&second)), expected, "{query}: {}", page.text);
        assert_eq!(page.has(">已撤回</span>"), expected.0, "{query}");
    }
    assert_eq!(number_of(&top, "withdrawn=all").await, 2);
    assert_eq!(top.get("/l/visits?withdrawn=some").await.status, StatusCode::BAD_REQUEST);
    // The form is not even shown.
    let form = top.get(&format!("{path}/amend")).await;
    assert!(form.status == StatusCode::CONFLICT && form.has("先恢复再修改"), "{}", form.text);
    assert!(!form.has("name=\"households\""));
}

#[tokio::test]
async fn a_draft_is_named_in_words() {
    let district = District::new();
    let one = district.browser("one").await;
    one.post("/l/visits/new", &[("org", "T1"), ("purpose", "help"), ("then", "draft")]).await;
    let page = one.get("/drafts?lang=zh-CN").await;
    assert!(page.has("Town One") && page.has("帮困难") && !page.has("· help"), "{}", page.text);
}

#[tokio::test]
async fn a_value_that_no_record_takes_is_asked_for_again() {
    let district = District::new();
    let one = district.browser("one").await;
    let id = district.visits[0];
    let entry = hidden(&one.get(&format!("/l/visits/{id}")).await, "seen");
    let pick = format!("{id}.{entry}");
    let form = [("deed", "set:on_day"), ("step", "try"), ("pick", &pick), ("value", "2031-01-01"), ("reason", "late")];
    let page = one.post("/l/visits/bulk", &form).await;
    assert!(page.has("name=\"value\"") && page.has("2031-01-01") && page.has("late"), "{}", page.text);
}
