//! A mechanism that brings a page, an operation, an entry of the menu, words and help: all of it is served, and what does not
//! fit is refused at the start.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use hangji_platform::access::{How, SessionRules, sessions};
use hangji_platform::journal::hash::to_hex;
use hangji_platform::{Cx, Result, System};
use hangji_store::{Id, Tx};
use hangji_testkit::{World, chosen, system};
use hangji_ui::help::Topic;
use hangji_ui::words::WordSource;
use hangji_ui::{Lang, html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::menu::Entry;
use hangji_web_core::operation::Operation;
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{RequestHead, Shared};
use hangji_web_core::route::{Need, Route};
use hangji_web_core::{App, MechanismUi, Options, parity, router};
use serde_json::json;
use tower::ServiceExt as _;

async fn page(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |_, rcx| {
        rcx.head.params.only_of(&[])?;
        let title = tr(rcx.lang, "notes-title");
        Ok(Content::new(title.clone(), "/notes", html! { h1 { (title) } }))
    })
    .await
}

fn words(zh: &'static str, en: &'static str) -> WordSource {
    WordSource { code: "notes", zh, en }
}

fn notes() -> MechanismUi {
    MechanismUi {
        code: "notes",
        routes: vec![Route::get("/notes", page).needs(Need::SignedIn).twin(&["list_notes"])],
        operations: vec![
            Operation::get("/api/v1/notes", "list_notes", "notes-title", |_, rcx, _| {
                Ok(Reply::ok(&json!({ "viewer": rcx.viewer.name })))
            })
            .tag("notes"),
        ],
        menu: vec![Entry::new("notes-title", "/notes")],
        words: Some(words("notes-title = 工作笔记\n", "notes-title = Working notes\n")),
        help: vec![Topic::new("notes", "# 笔记\n\n写什么。\n", "# Notes\n\nWhat to write.\n")],
        ..MechanismUi::default()
    }
}

/// The session of a clerk.
fn session(world: &World) -> String {
    let root = world.org("T0", Id(0), "2000-01-01");
    let given = [("login", "li".into()), ("name", "Li".into()), ("role", "clerk".into())];
    let account = world.add("accounts", root, &given).expect("an account");
    let open = |tx: &mut Tx<'_>, _: &System, cx: &mut Cx| {
        sessions::open_for(tx, cx, &SessionRules::default(), account, How::Password, &sessions::Client::default())
    };
    to_hex(&world.act(open).expect("a session"))
}

/// An application over the world's database.
fn app(world: &World, uis: Vec<MechanismUi>) -> Result<App> {
    App::new(world.db.clone(), Arc::new(system()), world.clock(), Options::default(), uis)
}

async fn get(app: &Router, path: &str, session: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).header(header::COOKIE, format!("hangji={session}"));
    let request = request.header(header::ACCEPT_LANGUAGE, "en").body(Body::empty()).expect("a request");
    let response = app.clone().oneshot(request).await.expect("an answer");
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[test]
fn what_a_mechanism_brings_is_served() {
    let world = World::new(system(), chosen());
    let session = session(&world);
    let served = router(app(&world, vec![notes()]).expect("an application"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let get = |path: &'static str, session: &str| runtime.block_on(get(&served, path, session));

    let (status, shown) = get("/notes", &session);
    assert_eq!(status, StatusCode::OK, "{shown}");
    assert!(shown.contains("<h1>Working notes</h1>") && shown.contains("href=\"/notes\""), "page and menu: {shown}");
    assert_eq!(get("/notes", "").0, StatusCode::SEE_OTHER, "nobody sees it without a session");
    let (status, told) = get("/api/v1/notes", &session);
    assert_eq!((status, told.as_str()), (StatusCode::OK, "{\"viewer\":\"Li\"}"));
    assert_eq!(get("/nothing", &session).0, StatusCode::NOT_FOUND);

    assert_eq!(tr(Lang::Zh, "notes-title"), "工作笔记");
    assert_eq!(Topic::of("notes").map(|topic| topic.title(Lang::En)), Some("Notes"));
    assert!(parity(&[notes()]).ends_with("GET /notes = list_notes\n"));

    // The same parts make another application; words that come after others were asked for do not.
    assert!(app(&world, vec![notes()]).is_ok());
    let late = MechanismUi {
        code: "late",
        words: Some(WordSource { code: "late", ..words("", "") }),
        ..MechanismUi::default()
    };
    assert!(refused(&world, vec![late]).contains("too late"));
}

/// Why an application is not made of such parts.
fn refused(world: &World, uis: Vec<MechanismUi>) -> String {
    app(world, uis).err().map(|e| format!("{e:#}")).expect("it does not fit")
}

#[test]
fn what_does_not_fit_is_refused_by_its_name() {
    let world = World::new(system(), chosen());
    let twice = refused(&world, vec![notes(), notes()]);
    assert!(twice.contains("GET /notes"), "{twice}");
    let other = MechanismUi { routes: Vec::new(), ..notes() };
    let twice = refused(&world, vec![MechanismUi { operations: other.operations.clone(), ..other.clone() }, other]);
    assert!(twice.contains("/api/v1/notes"), "{twice}");
    let foreign = MechanismUi { code: "other", words: Some(words("", "")), ..MechanismUi::default() };
    assert!(refused(&world, vec![foreign]).contains("notes"));
    let key =
        MechanismUi { code: "notes", words: Some(words("desk-x = 一\n", "desk-x = 1\n")), ..MechanismUi::default() };
    assert!(refused(&world, vec![key]).contains("desk-x"));
}
