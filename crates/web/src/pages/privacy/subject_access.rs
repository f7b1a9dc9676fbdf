//! One's own page: what is held about me, who looked, what changed, and what I asked for.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::ledger::list::Line;
use hangji_platform::ledger::{Ledger, State as Standing};
use hangji_platform::privacy::access_log::{self, Look};
use hangji_platform::privacy::requests::{self, Asking, CORRECT, ERASE, Request};
use hangji_platform::privacy::subject_access::{self, Held};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{
    Col, FieldKind, Form, FormField, Kind as Colour, Table, Td, button_link, card, data_table, empty_state, facts,
    form, heading, history, notice, pad, post_button, tag,
};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields::with_errors;
use hangji_web_core::history::{self as passages, Names};
use hangji_web_core::links::OWN_DATA;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::{message, moment, platform};
use hangji_web_core::{facts, listing};

/// Records of each ledger on the page, and looks at them; the file has all.
const ROWS: i64 = 20;
const LOOKS: i64 = 200;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&["saved"])?;
        content(tx, rcx, None)
    })
    .await
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refused: Option<&Refusal>) -> Result<Content> {
    let lang = rcx.lang;
    let title = tr(lang, "privacy-own-title");
    let Some(person) = rcx.viewer.person else {
        let main = html! {
            (heading(&title, "", html! {}))
            (empty_state(&tr(lang, "privacy-no-person"), &tr(lang, "privacy-no-person-hint")))
        };
        return Ok(Content::new(title, OWN_DATA, main));
    };
    let held = subject_access::held(tx, rcx.sys, None, person, ROWS)?;
    let looks = access_log::at_person(tx, rcx.sys, None, person, LOOKS)?;
    let actions = html! {
        (button_link(&format!("{OWN_DATA}/export.xlsx"), &tr(lang, "privacy-own-xlsx"), false))
        (button_link(&format!("{OWN_DATA}/export.json"), &tr(lang, "privacy-own-json"), false))
    };
    let main = html! {
        @if let Some(refusal) = refused { (notice(Colour::Bad, html! { (refusal.text(platform(lang))) })) }
        @else if rcx.head.params.get("saved").is_some() {
            (notice(Colour::Good, html! { (tr(lang, "privacy-asked")) }))
        }
        (heading(&title, &tr(lang, "privacy-own-about"), actions))
        (requests_card(rcx, &requests::mine(tx, rcx.sys, person)?, true))
        @if held.is_empty() { (empty_state(&tr(lang, "privacy-nothing-held"), "")) }
        @for part in &held { (held_card(rcx, part, OWN_DATA)) }
        (looked(tx, rcx, &looks)?)
        (changed(tx, rcx, &held, person)?)
    };
    Ok(Content::new(title, OWN_DATA, main))
}

/// The records of one ledger, each leading to its page below `base`.
pub(super) fn held_card(rcx: &RequestCx<'_>, held: &Held<'_>, base: &str) -> Markup {
    let lang = rcx.lang;
    let row = |line: &Line| {
        let href = format!("{base}/{}/{}", held.ledger.name, line.record.id);
        let state = match line.record.state {
            Standing::InForce => html! {},
            Standing::Withdrawn => tag(Colour::Warn, &tr(lang, "privacy-withdrawn")),
        };
        vec![Td::link(&href, &listing::name(rcx, held.ledger, line)).heading(), Td::text(&line.org_name), Td::of(state)]
    };
    let table = Table {
        caption: rcx.t(held.ledger.title).to_owned(),
        columns: ["term-record", "term-organisation", "privacy-state"].map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: held.lines.iter().map(row).collect(),
        ..Table::default()
    };
    let more = held.count - held.lines.len() as i64;
    let title = format!("{} · {}", rcx.t(held.ledger.title), hangji_ui::number(lang, held.count));
    let purpose = format!("/ledgers/{}/purpose", held.ledger.name);
    card(
        &title,
        html! { a href=(purpose) { (tr(lang, "privacy-purpose-link")) } },
        html! {
            (data_table(lang, &table))
            @if more > 0 { (pad(html! { p { (tr_args(lang, "privacy-more", &[("count", more.into())])) } })) }
        },
    )
}

/// Who looked.
pub(super) fn looked(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, found: &[Look]) -> Result<Markup> {
    let lang = rcx.lang;
    let mut names = Names::default();
    let mut rows = Vec::new();
    for look in found {
        let what = look.purpose.map_or_else(String::new, |p| rcx.t(p.term).to_owned());
        let how = tr(lang, if look.taken { "privacy-look-file" } else { "privacy-look-page" });
        let ledger = rcx.t(rcx.sys.ledger(look.ledger)?.title);
        let who = names.actor(tx, rcx, look.actor)?;
        rows.push(
            [moment(look.at), who, ledger.to_owned(), what, look.why.clone(), how.into_owned()]
                .map(|t| Td::text(&t))
                .to_vec(),
        );
    }
    let heads = ["privacy-when", "privacy-who", "term-ledger", "privacy-purpose", "privacy-why", "privacy-how"];
    let table = Table {
        caption: tr(lang, "privacy-looks").into_owned(),
        columns: heads.map(|k| Col::text(tr(lang, k))).to_vec(),
        rows,
        empty: tr(lang, "privacy-no-looks").into_owned(),
        ..Table::default()
    };
    Ok(card(&tr(lang, "privacy-looks"), html! {}, data_table(lang, &table)))
}

/// Who changed the record that is the person.
fn changed(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, held: &[Held<'_>], person: Id) -> Result<Markup> {
    let own = held.iter().find(|h| h.lines.iter().any(|l| subject_access::is_self(h.ledger, &l.record, person)));
    let Some(own) = own else { return Ok(html! {}) };
    let changes = passages::of(tx, rcx, own.ledger, person, &mut Names::default())?;
    Ok(card(&tr(rcx.lang, "privacy-changes"), html! {}, history(rcx.lang, &changes)))
}

/// How far a request has come, as a tag.
pub(super) fn status(rcx: &RequestCx<'_>, request: &Request<'_>) -> Markup {
    let (colour, key) = match request.status.as_str() {
        _ if request.is_overdue(rcx.today) => (Colour::Bad, "privacy-overdue"),
        requests::OPEN => (Colour::Info, "privacy-open"),
        requests::DONE => (Colour::Good, "privacy-done"),
        _ => (Colour::Warn, "privacy-refused"),
    };
    tag(colour, &tr(rcx.lang, key))
}

/// What a request is about: what is asked for, the ledger, the field.
pub(super) fn about(rcx: &RequestCx<'_>, request: &Request<'_>) -> String {
    let what = tr(rcx.lang, if request.what == CORRECT { "privacy-correct" } else { "privacy-erase" });
    let field = request.field.map_or_else(String::new, |i| format!(" · {}", rcx.t(request.target.fields[i].title)));
    format!("{what} · {}{field}", rcx.t(request.target.title))
}

/// The answer in words: the ground with its rule, and what was said.
pub(super) fn answer(rcx: &RequestCx<'_>, request: &Request<'_>) -> Markup {
    html! {
        @if let Some(ground) = request.ground { p { (rcx.t(ground.term)) } }
        @if !request.answer.is_empty() { p { (request.answer) } }
    }
}

/// Requests with their answers; `mine` are taken back while they wait.
pub(super) fn requests_card(rcx: &RequestCx<'_>, found: &[Request<'_>], mine: bool) -> Markup {
    let lang = rcx.lang;
    if found.is_empty() {
        return html! {};
    }
    let row = |r: &Request<'_>| {
        let due = r.due_on.map_or_else(String::new, |d| d.to_string());
        let back = format!("/me/requests/{}/take-back", r.line.record.id);
        let act = html! { @if mine && r.is_open() { (post_button(&back, &tr(lang, "privacy-take-back"), false)) } };
        let heading = Td::text(&about(rcx, r)).heading();
        vec![heading, Td::of(status(rcx, r)), Td::text(&due), Td::of(answer(rcx, r)), Td::of(act)]
    };
    let heads = ["privacy-request", "privacy-state", "privacy-due", "privacy-answer", "privacy-act"];
    let title = tr(lang, if mine { "privacy-my-requests" } else { "privacy-requests-title" });
    let table = Table {
        caption: title.clone().into_owned(),
        columns: heads.map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: found.iter().map(row).collect(),
        ..Table::default()
    };
    card(&title, html! {}, data_table(lang, &table))
}

/// A record about the viewer, whatever their role reads.
pub(crate) fn find<'v>(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, ledger: &str, id: &str) -> Result<(&'v Ledger, Line, Id)> {
    let none = || Refusal::NotFound(message("no-record", &[]));
    let person = rcx.viewer.person.ok_or_else(none)?;
    let ledger = rcx.sys.ledger(ledger).map_err(|_| none())?;
    let id: Id = id.parse().map_err(|_| none())?;
    let line = subject_access::one(tx, rcx.sys, None, ledger, person, id)?.ok_or_else(none)?;
    Ok((ledger, line, person))
}

/// A record about the viewer in full, with the forms to have it corrected or erased.
pub(crate) async fn record(State(app): State<Shared>, head: RequestHead, Path(at): Path<(String, String)>) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&[])?;
        record_page(tx, rcx, &at, &Params::default(), None)
    })
    .await
}

fn record_page(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    (ledger, id): &(String, String),
    given: &Params,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let lang = rcx.lang;
    let (ledger, line, person) = find(tx, rcx, ledger, id)?;
    let opened = subject_access::is_self(ledger, &line.record, person);
    let tried = Tried { given, refused };
    let (title, main) = record_main(tx, rcx, ledger, &line, opened, OWN_DATA, &tried)?;
    let crumbs = vec![(tr(lang, "privacy-own-title").into_owned(), Some(OWN_DATA.to_owned())), (title.clone(), None)];
    Ok(Content::new(title, OWN_DATA, main).at(crumbs))
}

/// What was asked for and refused, if anything was.
pub(super) struct Tried<'t> {
    pub(super) given: &'t Params,
    pub(super) refused: Option<&'t Refusal>,
}

/// The title of a record about a person and what its page shows: its facts, and the forms to have it corrected or erased,
/// which are sent to its address below `base`.
pub(super) fn record_main(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    line: &Line,
    opened: bool,
    base: &str,
    tried: &Tried<'_>,
) -> Result<(String, Markup)> {
    let lang = rcx.lang;
    let title = listing::name(rcx, ledger, line);
    let items = facts::items(tx, rcx, ledger, line, opened)?;
    let action = format!("{base}/{}/{}", ledger.name, line.record.id);
    let none = Params::default();
    let [correct, erase] = [CORRECT, ERASE].map(|what| {
        let same = tried.given.get("what") == Some(what);
        let refused = tried.refused.filter(|r| same && matches!(r, Refusal::Invalid(_)));
        asking(rcx, ledger, &action, what, if same { tried.given } else { &none }, refused)
    });
    let main = html! {
        @if let Some(refusal) = tried.refused.filter(|r| !matches!(r, Refusal::Invalid(_))) {
            (notice(Colour::Bad, html! { (refusal.text(platform(lang))) }))
        }
        (heading(&title, rcx.t(ledger.title), html! {}))
        (card(&tr(lang, "record-facts"), html! {}, pad(facts(lang, &items))))
        (card(&tr(lang, "privacy-correct"), html! {}, correct))
        (card(&tr(lang, "privacy-erase"), html! {}, html! {
            (pad(html! { p { (tr(lang, "privacy-erase-words")) } (retention(rcx, ledger)) }))
            (erase)
        }))
    };
    Ok((title, main))
}

/// How long a ledger's records are kept, and why: what a request to erase one is decided by.
pub(super) fn retention(rcx: &RequestCx<'_>, ledger: &Ledger) -> Markup {
    html! { p { b { (tr(rcx.lang, "privacy-retention")) } (tr(rcx.lang, "colon")) (rcx.t(ledger.retention)) } }
}

fn asking(
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    action: &str,
    what: &str,
    given: &Params,
    refused: Option<&Refusal>,
) -> Markup {
    let lang = rcx.lang;
    let field = |name: &str, key: &str, kind| {
        FormField::new(name, tr(lang, key), kind).required().value(given.raw(name).unwrap_or_default())
    };
    let mut fields = vec![field("what", "privacy-request", FieldKind::Hidden).value(what)];
    if what == CORRECT {
        let options = ledger.fields.iter().map(|f| (f.name.to_owned(), rcx.t(f.title).to_owned())).collect();
        fields.push(field("field", "privacy-field", FieldKind::Select(options)));
        fields.push(field("should_be", "privacy-should-be", FieldKind::Text { max: Some(500) }));
    }
    // Two forms stand on one page, and so no two fields have one name.
    let long = FieldKind::Long { max: Some(500) };
    if what == CORRECT {
        fields.push(field("wrong", "privacy-wrong", long));
    } else {
        let error = refused.map(|r| r.text(platform(lang)));
        fields.push(field("why", "privacy-erase-why", long).error(error));
    }
    let whole = Form {
        action: action.to_owned(),
        fields: if what == CORRECT { with_errors(rcx, fields, refused) } else { fields },
        submit: tr(lang, "privacy-ask").into_owned(),
        ..Form::default()
    };
    form(lang, &whole)
}

/// What a form asks for.
pub(super) fn wish<'g>(ledger: &'g Ledger, line: &Line, given: &'g Params) -> Asking<'g> {
    let text = |name: &str| given.get(name).unwrap_or_default();
    Asking {
        what: text("what"),
        ledger: ledger.name,
        record: line.record.id,
        field: text("field"),
        wrong: if text("what") == CORRECT { text("wrong") } else { text("why") },
        should_be: text("should_be"),
    }
}

/// Makes a request.
pub(crate) async fn ask(
    State(app): State<Shared>,
    head: RequestHead,
    Path(at): Path<(String, String)>,
    Posted(sent): Posted,
) -> Response {
    let (place, given) = (at.clone(), sent.clone());
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let (ledger, line, _) = find(tx, rcx, &place.0, &place.1)?;
        requests::ask(tx, rcx.sys, cx, &rcx.viewer, wish(ledger, &line, &given))?;
        Ok(format!("{OWN_DATA}?saved=1"))
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        Ok(record_page(tx, rcx, &at, &sent, Some(refusal))?.refused(refusal))
    };
    app.act(head, act, refused).await
}

/// Takes a waiting request back.
pub(crate) async fn take_back(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let id = id.parse().map_err(|_| Refusal::NotFound(message("no-record", &[])))?;
        requests::take_back(tx, rcx.sys, cx, &rcx.viewer, id)?;
        Ok(OWN_DATA.to_owned())
    };
    let refused =
        |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| Ok(content(tx, rcx, Some(refusal))?.refused(refusal));
    app.act(head, act, refused).await
}
