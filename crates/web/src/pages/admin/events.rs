//! What happened beside the records, for the audit administrator: log-ins, exports, looks at masked fields, changes of what
//! guards accounts. Changes of rights are entries of the ledger of accounts, told on the page of each.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::access::security_events::{self, Passage, Wanted};
use hangji_platform::access::{Demand, How, Office};
use hangji_platform::journal::events::Event;
use hangji_platform::journal::{self, hash::to_hex};
use hangji_platform::{Refusal, Result};
use hangji_store::{Day, Id, Tx};
use hangji_ui::components::{
    Col, FilterField, FilterKind, Kind as Colour, Table, Td, button_link, card, data_table, filter_bar, heading,
    notice, pad,
};
use hangji_ui::lang::has_key;
use hangji_ui::{Markup, href_with, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared, short};
use hangji_web_core::words::{message, moment};

use super::{EVENTS, administration, crumbs, href, tabs};
use crate::pages::account::sessions::how_words;

/// Events on one page.
const ROWS: i64 = 50;
const KIND: &str = "kind";
const ACCOUNT: &str = "account";
const DAY: &str = "day";
const FROM: &str = "day_from";
const TO: &str = "day_to";
const LEDGER: &str = "ledger";
const RECORD: &str = "record";
const BEFORE: &str = "before";
/// What an address may narrow the events by, beside the page.
pub(crate) const NARROWS: [&str; 6] = [KIND, ACCOUNT, FROM, TO, LEDGER, RECORD];

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        let names: Vec<&str> = NARROWS.iter().copied().chain([BEFORE]).collect();
        let wanted = wanted(tx, rcx, &names)?;
        content(tx, rcx, &wanted)
    })
    .await
}

fn bad(name: &str, value: &str, known: &str) -> anyhow::Error {
    let value = short(value);
    let args = [("name", name.into()), ("value", (&value).into()), ("known", known.into())];
    Refusal::BadRequest(message("admin-bad-value", &args)).into()
}

/// What the address asks for.
pub(crate) fn wanted(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, names: &[&str]) -> Result<Wanted> {
    let work = administration(rcx)?;
    rcx.viewer.holds(&[Office::Audit])?;
    let params = &rcx.head.params;
    params.only_of(names)?;
    let events = match params.get(KIND) {
        Some(code) => {
            let known = || bad(KIND, code, &Event::ALL.map(Event::code).join(", "));
            vec![Event::from_code(code).ok_or_else(known)?]
        }
        None => Vec::new(),
    };
    let account = match params.get(ACCOUNT) {
        // Of an account that nobody sees there are no events.
        Some(login) => Some(work.by_login(tx, login)?.unwrap_or(Id(-1))),
        None => None,
    };
    let ledger = params.get(LEDGER).map(|name| rcx.sys.ledger(name)).transpose()?.map(|l| l.name);
    let record = params.get(RECORD).map(|id| id.parse().map_err(|_| bad(RECORD, id, "0000000000001"))).transpose()?;
    let before = params.get(BEFORE).map(|n| n.parse().map_err(|_| bad(BEFORE, n, "1, 2, 3"))).transpose()?;
    Ok(Wanted { account, events, ledger, record, from: day(params, FROM)?, to: day(params, TO)?, before })
}

fn day(params: &Params, name: &str) -> Result<Option<Day>> {
    params.get(name).map(|text| text.parse().map_err(|_| bad(name, text, "2013-12-31"))).transpose()
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, wanted: &Wanted) -> Result<Content> {
    let lang = rcx.lang;
    let mut found = security_events::list(tx, rcx.sys, &rcx.viewer, wanted, ROWS + 1)?;
    let more = found.len() as i64 > ROWS;
    found.truncate(ROWS as usize);
    let next = found.last().filter(|_| more).map(|p| href_with(&rcx.head.here, BEFORE, &p.seq.to_string()));
    let query = rcx.head.here.split_once('?').map(|(_, q)| format!("?{q}")).unwrap_or_default();
    let query = hangji_web_core::links::without(&query, BEFORE);
    let files = html! {
        @if rcx.viewer.exports() {
            (button_link(&format!("{EVENTS}/export.xlsx{query}"), &tr(lang, "list-export"), false))
            (button_link(&format!("{EVENTS}/export.csv{query}"), "CSV", false))
        }
    };
    let title = tr(lang, "events-title");
    let main = html! {
        (heading(&title, &tr(lang, "events-about"), files))
        (tabs(rcx, EVENTS))
        (chain(tx, rcx)?)
        (filters(rcx))
        (card(&title, html! {}, html! {
            (table(rcx, &found))
            @if let Some(next) = next { (pad(button_link(&next, &tr(lang, "events-older"), false))) }
        }))
    };
    Ok(Content::new(&*title, EVENTS, main).at(crumbs(rcx, &title)))
}

/// Where the chain stands. To check all of it takes its time: the operator's command does.
fn chain(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Markup> {
    let (last, hash) = journal::head(tx)?;
    let hash = to_hex(&hash);
    let args = [("entry", last.into()), ("hash", hash[..16].into())];
    Ok(notice(Colour::Info, html! { (tr_args(rcx.lang, "events-chain", &args)) " " code { "hangji verify" } }))
}

fn filters(rcx: &RequestCx<'_>) -> Markup {
    let lang = rcx.lang;
    let value = |name: &str| rcx.head.params.get(name).unwrap_or_default().to_owned();
    let field = |name: &str, key: &str, kind, value: String| FilterField {
        name: name.into(),
        label: tr(lang, key).into_owned(),
        kind,
        value,
        error: None,
    };
    let kinds = Event::ALL.map(|e| (e.code().to_owned(), event_words(rcx, e))).to_vec();
    let ledgers = rcx.sys.ledgers.iter().map(|l| (l.name.to_owned(), rcx.t(l.title).to_owned())).collect();
    let fields = [
        field(KIND, "events-what", FilterKind::Select(kinds), value(KIND)),
        field(ACCOUNT, "events-account", FilterKind::Text, value(ACCOUNT)),
        field(DAY, "events-days", FilterKind::DateRange { to: value(TO) }, value(FROM)),
        field(LEDGER, "admin-ledger", FilterKind::Select(ledgers), value(LEDGER)),
        field(RECORD, "events-record", FilterKind::Text, value(RECORD)),
    ];
    filter_bar(lang, &fields, &tr(lang, "list-filter"), EVENTS)
}

fn table(rcx: &RequestCx<'_>, found: &[Passage]) -> Markup {
    let lang = rcx.lang;
    let heads = ["events-number", "events-when", "events-who", "events-what", "events-subject", "events-details"];
    let row = |p: &Passage| {
        let subject = match &p.subject {
            Some((id, login)) => html! { a href=(href(*id)) { (login) } },
            None if p.record == Id(0) => html! { "–" },
            None => html! { (p.record) },
        };
        vec![
            Td::text(&p.seq.to_string()).heading(),
            Td::text(&moment(p.at)),
            Td::text(&who(rcx, p)),
            Td::text(&event_words(rcx, p.event)),
            Td::of(subject),
            Td::text(&details(rcx, p)),
        ]
    };
    let table = Table {
        caption: tr(lang, "events-title").into_owned(),
        columns: heads.map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: found.iter().map(row).collect(),
        empty: tr(lang, "events-none").into_owned(),
        ..Table::default()
    };
    data_table(lang, &table)
}

/// Who acted.
pub(super) fn who(rcx: &RequestCx<'_>, p: &Passage) -> String {
    match &p.actor {
        Some((_, login, name)) if login == name => login.clone(),
        Some((_, login, name)) => format!("{login} · {name}"),
        None => tr(rcx.lang, "events-nobody").into_owned(),
    }
}

/// What is known of an event besides, and why it was.
pub(super) fn details(rcx: &RequestCx<'_>, p: &Passage) -> String {
    let each = p.about.iter().filter(|(_, value)| !value.is_empty());
    let mut all: Vec<String> = each.map(|(name, value)| detail(rcx, name, value)).collect();
    if !p.reason.is_empty() {
        all.push(p.reason.clone());
    }
    all.join(" · ")
}

/// One thing that is known, in words where it is a code of ours.
fn detail(rcx: &RequestCx<'_>, name: &str, value: &str) -> String {
    let lang = rcx.lang;
    let how = || How::from_code(value).map(|how| how_words(rcx, how));
    let ledger = || rcx.sys.ledger(value).ok().map(|l| rcx.t(l.title).to_owned());
    let (key, value) = match name {
        "how" => return how().unwrap_or_else(|| value.to_owned()),
        "locked" => return tr(lang, "events-about-locked").into_owned(),
        "one_time" => return tr(lang, "admin-one-time").into_owned(),
        "reads_only" if value == "0" => return tr(lang, "token-reads-and-writes").into_owned(),
        "reads_only" => return tr(lang, "token-reads-only").into_owned(),
        "added" => ("events-about-added", how().unwrap_or_else(|| value.to_owned())),
        "removed" => ("events-about-removed", how().unwrap_or_else(|| tr(lang, "filter-all").into_owned())),
        "ledger" | "what" => ("admin-ledger", ledger().unwrap_or_else(|| value.to_owned())),
        "rows" => ("events-about-rows", value.to_owned()),
        "count" => ("events-about-count", value.to_owned()),
        "days" => ("token-days", value.to_owned()),
        "name" => ("token-name", value.to_owned()),
        "filter" | "query" => ("list-filter", value.to_owned()),
        "fields" | "columns" => ("events-about-fields", value.to_owned()),
        "purpose" => ("events-about-purpose", purpose(rcx, value)),
        "second_factor" => match Demand::from_code(value) {
            Some(demand) => ("factor-title", tr(lang, super::second_factor::key(demand)).into_owned()),
            None => ("factor-title", value.to_owned()),
        },
        // Forms of files and kinds of sessions are the same in every language.
        _ => return value.to_owned(),
    };
    format!("{}{}{value}", tr(lang, key), tr(lang, "colon"))
}

fn purpose(rcx: &RequestCx<'_>, code: &str) -> String {
    let found = hangji_platform::privacy::access_log::PURPOSES.iter().find(|p| p.code == code);
    found.map_or_else(|| code.to_owned(), |p| rcx.t(p.term).to_owned())
}

/// What an event is called; its code where the words lack it.
pub(super) fn event_words(rcx: &RequestCx<'_>, event: Event) -> String {
    let key = format!("event-{}", event.code().replace('_', "-"));
    if has_key(&key) { tr(rcx.lang, &key).into_owned() } else { event.code().to_owned() }
}
