//! What routes are called with: addresses filled with records of one's own and of another's territory, queries and forms
//! that point there. A variable is known by its name (a ledger, a record, an organisation's code, a figure), by what the
//! route declares as samples, or by the addresses that pages lead to; so routes of mechanisms are called, too.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use hangji_platform::ledger::{Kind, Ledger, Value};
use hangji_testclient::{Browser, Page};
use hangji_web_core::MechanismUi;
use hangji_web_core::route::{Need, Samples};

use super::fixture::{District, HIDDEN_ORG, OWN_ORG};
use super::samples::{Mark, sample};

/// A route without where it leads.
pub(crate) struct Known {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) need: Need,
    samples: Samples,
}

static ROUTES: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let uis = hangji_district::uis();
    let all = uis.iter().flat_map(MechanismUi::all_routes);
    all.map(|r| Known { method: r.method, path: r.path, need: r.need, samples: r.samples }).collect()
});

/// Every route of the real system.
pub(crate) fn routes() -> impl Iterator<Item = &'static Known> {
    ROUTES.iter()
}

/// Those that only read.
pub(crate) fn readings() -> impl Iterator<Item = &'static Known> {
    routes().filter(|route| route.method == "GET")
}

/// Those that change something.
pub(crate) fn changes() -> impl Iterator<Item = &'static Known> {
    routes().filter(|route| route.method != "GET")
}

/// Addresses of one route that are called at most; of more, every so many.
const OF_A_ROUTE: usize = 90;
/// Addresses that pages lead to, of one route.
const LED_TO: usize = 6;

/// Every address of a route, or none if a variable of it is unknown here. They are the same many, in the same order, in two
/// districts of the same system.
pub(crate) fn addresses(district: &District, route: &Known) -> Option<Vec<String>> {
    let variables: Vec<&str> = route.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    let mut rest = variables.as_slice();
    while let [first, more @ ..] = rest {
        let pair = names_ledger(route, first) && more.first().is_some_and(|next| names_record(next));
        let choices = if pair { records(district) } else { one(district, route, first)? };
        rest = if pair { &more[1..] } else { more };
        all = all.iter().flat_map(|start| choices.iter().map(move |c| [start.as_slice(), c].concat())).collect();
    }
    let filled = thinned(all, OF_A_ROUTE).into_iter().map(|values| filled(route.path, &values));
    let led_to: Vec<String> = district.led_to.iter().filter(|a| fits(route.path, a)).cloned().collect();
    Some(filled.chain(thinned(led_to, LED_TO)).collect())
}

/// At most so many, from beginning to end.
fn thinned<T>(all: Vec<T>, most: usize) -> Vec<T> {
    // An odd step meets every value of a last variable that has two.
    let step = if all.len() > most { all.len().div_ceil(most) | 1 } else { 1 };
    all.into_iter().step_by(step).collect()
}

fn filled(pattern: &str, values: &[String]) -> String {
    let mut values = values.iter();
    let mut pieces = pattern.split('{');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (_, after) = piece.split_once('}').expect("a pattern closes its braces");
        out.push_str(values.next().expect("a value of each variable"));
        out.push_str(after);
    }
    out
}

/// Whether an address is one of a pattern.
fn fits(pattern: &str, address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let (wanted, given): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    wanted.len() == given.len() && wanted.iter().zip(given).all(|(w, g)| *w == g || w.starts_with('{'))
}

fn names_ledger(route: &Known, variable: &str) -> bool {
    variable == "ledger" || (variable == "name" && route.path.starts_with("/api/"))
}

fn names_record(variable: &str) -> bool {
    matches!(variable, "id" | "record")
}

/// Ledgers with records of theirs, one's own and hidden ones; what is held about a person who has an account; and such as do
/// not belong together.
fn records(district: &District) -> Vec<Vec<String>> {
    let pair = |ledger: &str, id: String| vec![ledger.to_owned(), id];
    let both = [&district.own, &district.hidden];
    let each = district.own.keys().flat_map(|ledger| both.map(|records| pair(ledger, records[ledger].to_string())));
    let strays = both.map(|records| pair("people", records["organisations"].to_string()));
    let named = pair("people", district.person.to_string());
    each.chain(strays).chain([named, pair("nothing", district.hidden["people"].to_string())]).collect()
}

/// What may stand for one variable.
fn one(district: &District, route: &Known, variable: &str) -> Option<Vec<Vec<String>>> {
    let declared = route.samples.iter().find(|(name, _)| *name == variable).map(|(_, values)| *values);
    let ids = |ledger: &str| [&district.own, &district.hidden].map(|records| records[ledger].to_string()).to_vec();
    let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect();
    let before = route.path.split(&format!("/{{{variable}}}")).next().unwrap_or_default();
    let before = before.rsplit('/').next().unwrap_or_default();
    let ledger = district.own.keys().find(|ledger| **ledger == before || is_one_of(variable, ledger));
    let values: Vec<String> = match (variable, declared) {
        (_, Some(values)) => words(values),
        _ if names_ledger(route, variable) => {
            district.own.keys().copied().chain(["nothing"]).map(str::to_owned).collect()
        }
        ("code", _) => words(&[OWN_ORG, HIDDEN_ORG, "ROOT", "nothing"]),
        ("figure", _) => figures(district),
        ("id", _) if before == "figures" => figures(district),
        _ if ledger.is_some() => ids(ledger.expect("just found")),
        ("id" | "session" | "file" | "remark" | "record", _) => others(district, before),
        _ => return None,
    };
    Some(values.into_iter().map(|value| vec![value]).collect())
}

/// Whether a variable is called after one record of a ledger.
fn is_one_of(variable: &str, ledger: &str) -> bool {
    ledger.strip_suffix('s').is_some_and(|one| one == variable)
}

fn figures(district: &District) -> Vec<String> {
    district.sys.figures.iter().map(|figure| figure.id).chain(["nothing"]).map(str::to_owned).collect()
}

/// Ids of what is no record: drafts, views, imports, files, remarks, sessions of the hidden township, first those that stand
/// in addresses behind the same word. To those who do not know them they are as unknown as the records among them.
fn others(district: &District, before: &str) -> Vec<String> {
    let known = |id: &str| district.hidden.values().any(|record| record.to_string() == id);
    let (mut named, mut rest) = (BTreeSet::new(), BTreeSet::new());
    for address in &district.led_to {
        let mut last = "";
        for part in address.split(['/', '?', '=', '&']) {
            if is_id(part) && !known(part) {
                let kind = if last == before { &mut named } else { &mut rest };
                kind.insert(part);
            }
            last = part;
        }
    }
    let few = [named, rest].map(|ids| thinned(ids.into_iter().map(str::to_owned).collect(), 6));
    let records = ["people", "accounts"].map(|ledger| district.hidden[ledger].to_string());
    few.into_iter().flatten().chain(records).collect()
}

/// Whether a word is an id.
pub(crate) fn is_id(word: &str) -> bool {
    word.len() == 13 && word.parse::<hangji_store::Id>().is_ok()
}

/// The ledger that an address is about.
fn ledger_of<'d>(district: &'d District, path: &str) -> Option<&'d Ledger> {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/').find_map(|part| district.sys.ledgers.iter().find(|ledger| ledger.name == part))
}

/// Queries that point into the hidden township, beside none at all. Words asked for are no hidden words.
pub(crate) fn queries(district: &District, path: &str) -> Vec<String> {
    let mut all: Vec<String> = [
        "org=BIRCH",
        "org=ROOT",
        "q=Birch",
        "q=BIRCH",
        "q=%E6%9D%91",
        "limit=500",
        "as_of=2013-06-30",
        "by=org",
        "period=2013",
        "figure=orgs.standing&by=org",
    ]
    .map(str::to_owned)
    .to_vec();
    for name in ["id", "copy", "record"] {
        all.push(format!("{name}={}", district.hidden["people"]));
    }
    if let Some(ledger) = ledger_of(district, path) {
        let hidden = |name: &str| district.hidden.get(name).copied();
        all.extend(ledger.fields.iter().filter_map(|field| match field.kind {
            Kind::Record(other) => hidden(other).map(|id| format!("{}={id}", field.name)),
            Kind::Text(_) | Kind::Long(_) => Some(format!("{}=Birch", field.name)),
            _ => None,
        }));
    }
    all.into_iter().map(|query| format!("?{query}")).collect()
}

/// A form that tries everything at once on records of the hidden township: to enter there, or (`own`) to enter at home what
/// refers to them.
pub(crate) fn form(district: &District, path: &str, own: bool) -> Vec<(&'static str, String)> {
    let person = district.hidden["people"].to_string();
    let ledger = ledger_of(district, path);
    let hidden = ledger.and_then(|ledger| district.hidden.get(ledger.name)).map_or(person.clone(), |id| id.to_string());
    let org = if own { OWN_ORG } else { HIDDEN_ORG };
    let mut out = vec![
        ("org", org.to_owned()),
        ("seen", "1".to_owned()),
        ("reason", "x".to_owned()),
        ("id", hidden.clone()),
        ("ids", hidden),
        ("person", person),
        ("account", "other".to_owned()),
        ("name", "x".to_owned()),
        ("q", "Birch".to_owned()),
        ("text", "x".to_owned()),
    ];
    let fresh = Mark { town: "Fresh", village: 9 };
    let given = ledger.and_then(|ledger| sample(ledger, fresh, &|other| district.hidden.get(other).copied()));
    for (name, value) in given.unwrap_or_default() {
        let kind = ledger.and_then(|l| l.position(name).map(|at| l.fields[at].kind));
        let text = match (value, kind) {
            (Value::Int(id), Some(Kind::Record(_))) => hangji_store::Id(id).to_string(),
            (Value::Int(number), _) => number.to_string(),
            (Value::Text(text), _) => text.to_string(),
            (Value::Null, _) => String::new(),
        };
        out.retain(|(known, _)| *known != name);
        out.push((name, text));
    }
    out
}

/// Asks as a browser would ask this route: with a form, or as JSON.
pub(crate) async fn send(browser: &Browser, district: &District, method: &str, path: &str) -> Page {
    send_form(browser, method, path, &form(district, path, false)).await
}

/// Asks with a form, where something is sent at all.
pub(crate) async fn send_form(browser: &Browser, method: &str, path: &str, form: &[(&'static str, String)]) -> Page {
    if method == "GET" {
        return browser.get(path).await;
    }
    if path.starts_with("/api/") {
        let body: serde_json::Map<_, _> = form.iter().map(|(n, v)| ((*n).to_owned(), v.as_str().into())).collect();
        return browser.json(method, path, &body.into()).await;
    }
    let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    browser.post(path, &pairs).await
}

/// Whether an answer says that nobody is signed in.
pub(crate) fn is_signed_out(page: &Page) -> bool {
    page.status == axum::http::StatusCode::UNAUTHORIZED || page.location.starts_with("/login")
}
