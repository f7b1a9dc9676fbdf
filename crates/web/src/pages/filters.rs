//! The filter bar of a list, made from the fields of its ledger; what the address asks for in words, each with a link
//! that takes it back; and the page on which a further condition is stated.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::ledger::filter::Asks;
use hangji_platform::ledger::list::States;
use hangji_platform::ledger::{Field, Kind, Ledger};
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;
use hangji_ui::components::{
    FieldKind, FilterField, FilterKind, Form, FormField, Kind as Colour, Method, card, filter_bar, form, heading,
    notice,
};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::conditions::{self, Op, may_search};
use hangji_web_core::fields::{self, options};
use hangji_web_core::links;
use hangji_web_core::listing::{COLUMNS, Listing, RECORD, SORT, STATES, VIEW, carried, has_territory};
use hangji_web_core::request::{ORG, PERIOD, Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::platform;

/// The bar: organisation, period, then a control for each listed field and each field the address filters by, with what
/// is wrong with their values.
pub(crate) fn bar(rcx: &RequestCx<'_>, ledger: &Ledger, wrong: &[(String, Refusal)]) -> Markup {
    let (lang, params) = (rcx.lang, &rcx.head.params);
    let plain = |name: &str, label: &str, kind| FilterField {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        value: params.get(name).unwrap_or_default().to_owned(),
        error: None,
    };
    let mut fields = Vec::with_capacity(ledger.fields.len() + 4);
    if has_territory(&rcx.scope) {
        fields.push(plain(ORG, &tr(lang, "filter-org"), FilterKind::Text));
    }
    if ledger.dated.is_some() {
        fields.push(plain(PERIOD, &tr(lang, "filter-period"), FilterKind::Text));
    }
    let shown = ledger.fields.iter().filter(|f| may_search(rcx, ledger, f) && (f.listed || is_given(rcx, f)));
    fields.extend(shown.map(|f| control(rcx, f)));
    let states = [("", "filter-in-force"), ("1", "filter-withdrawn"), ("all", "filter-all")];
    let states = states.map(|(value, key)| (value.to_owned(), tr(lang, key).into_owned()));
    fields.push(plain(STATES, &tr(lang, "filter-state"), FilterKind::OneOf(states.to_vec())));
    let mut unplaced = Vec::new();
    for (name, refusal) in wrong {
        let text = refusal.text(platform(lang));
        match fields.iter_mut().find(|f| ENDS.iter().any(|end| *name == format!("{}{end}", f.name))) {
            Some(field) => field.error = Some(text),
            None => unplaced.push(text),
        }
    }
    // What the bar has no control for stays as it is.
    for (name, value) in carried(&params.0) {
        let kept = [SORT, COLUMNS, VIEW, RECORD].contains(&name.as_str()) || name.contains('.');
        fields.extend(kept.then(|| FilterField { name, value, kind: FilterKind::Hidden, ..FilterField::default() }));
    }
    html! {
        @for text in &unplaced { (notice(Colour::Bad, html! { (text) })) }
        (filter_bar(lang, &fields, &tr(lang, "list-filter"), &links::everything(ledger.name)))
    }
}

/// What stands behind a field's name in the parameters of its control.
const ENDS: [&str; 5] = ["", "_from", "_to", "_min", "_max"];

fn is_given(rcx: &RequestCx<'_>, field: &Field) -> bool {
    ENDS.iter().any(|e| !given(&rcx.head.params, field, e).is_empty())
}

fn given<'p>(params: &'p Params, field: &Field, ending: &str) -> &'p str {
    params.get(&format!("{}{ending}", field.name)).unwrap_or_default()
}

fn control(rcx: &RequestCx<'_>, field: &Field) -> FilterField {
    let params = &rcx.head.params;
    let text = |ending: &str| given(params, field, ending).to_owned();
    let (kind, value) = match (field.kind, Asks::of(field)) {
        (Kind::Day, Asks::Range) => (FilterKind::DateRange { to: text("_to") }, text("_from")),
        (_, Asks::Range) => (FilterKind::NumberRange { to: text("_max") }, text("_min")),
        (Kind::Choice(_) | Kind::YesNo, _) => (FilterKind::Select(options(rcx, field)), text("")),
        _ => (FilterKind::Text, text("")),
    };
    FilterField { name: field.name.to_owned(), label: rcx.t(field.title).to_owned(), kind, value, error: None }
}

/// What the list is narrowed to, in words with links that widen it again, and the way to a further condition.
pub(crate) fn summary(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, listing: &Listing) -> Result<Markup> {
    let (lang, params) = (rcx.lang, &rcx.head.params);
    let query = carried(&params.0);
    let without = |name: &str| {
        let left: Vec<_> = query.iter().filter(|(n, _)| n != name).cloned().collect();
        links::list_with(ledger.name, &left)
    };
    let colon = tr(lang, "colon");
    let mut chips: Vec<(String, String)> = Vec::new();
    let ticked = params.0.iter().filter(|(n, _)| n == RECORD).count();
    if ticked > 0 {
        chips.push((tr_args(lang, "condition-records", &[("count", ticked.into())]), without(RECORD)));
    }
    if let Some(org) = &listing.org {
        chips.push((format!("{}{colon}{}", tr(lang, "term-organisation"), org.name), without(ORG)));
    }
    if let Some(period) = params.get(PERIOD) {
        chips.push((format!("{}{colon}{period}", tr(lang, "figure-period")), without(PERIOD)));
    }
    for condition in &listing.conditions {
        chips.push((condition.words(tx, rcx, ledger)?, without(&condition.name)));
    }
    match listing.wanted.states {
        States::InForce => {}
        States::Withdrawn => chips.push((tr(lang, "filter-withdrawn").into_owned(), without(STATES))),
        States::All => chips.push((tr(lang, "filter-every-state").into_owned(), without(STATES))),
    }
    let fields = ledger.fields.iter().filter(|f| may_search(rcx, ledger, f));
    Ok(html! {
        div.narrowing {
            @if !chips.is_empty() {
                h2 { (tr(lang, "conditions-title")) }
                ul.chips {
                    @for (words, href) in &chips {
                        li {
                            span { (words) }
                            a href=(href) aria-label=(tr_args(lang, "condition-remove", &[("condition", words.into())])) {
                                span aria-hidden="true" { "×" }
                            }
                        }
                    }
                }
            }
            form.add-condition action={ (links::list(ledger.name)) "/condition" } method="get" {
                @for (name, value) in &query { input type="hidden" name=(name) value=(value); }
                label for="new-field" { (tr(lang, "condition-field")) }
                select id="new-field" name=(NEW_FIELD) {
                    @for field in fields { option value=(field.name) { (rcx.t(field.title)) } }
                }
                button.button type="submit" { (tr(lang, "condition-add")) }
            }
        }
    })
}

const NEW_FIELD: &str = "new.field";
const NEW_OP: &str = "new.op";
const NEW_VALUE: &str = "new.value";

/// States a condition: first its comparison and value are asked for, then it is checked and joins the list's address.
pub(crate) async fn condition(State(app): State<Shared>, head: RequestHead, Path(ledger): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        let ledger = rcx.viewer.may_read(rcx.sys, &ledger)?;
        let params = &rcx.head.params;
        let kept = carried(&params.0);
        let (at, field) = wanted_field(rcx, ledger)?;
        let Some(op) = params.get(NEW_OP) else { return condition_page(tx, rcx, ledger, field, &kept, None) };
        let name = format!("{}.{op}", field.name);
        let yes = (op == "empty" || op == "filled").then(|| if op == "empty" { "yes" } else { "no" }.to_owned());
        let name = if yes.is_some() { format!("{}.empty", field.name) } else { name };
        let values = match yes {
            Some(yes) => vec![yes],
            None => params
                .0
                .iter()
                .filter(|(n, v)| n == NEW_VALUE && !v.trim().is_empty())
                .map(|(_, v)| v.clone())
                .collect(),
        };
        let mut all = kept.clone();
        all.extend(values.iter().map(|v| (name.clone(), v.trim().to_owned())));
        let wrong = if values.is_empty() {
            Some(tr(rcx.lang, "condition-no-value").into_owned())
        } else {
            let stated = Params(values.iter().map(|v| (name.clone(), v.clone())).collect());
            let found = conditions::of(rcx, ledger, &stated);
            let known = found.first().filter(|c| c.at == at).map(|c| c.filter(tx, rcx, ledger));
            match known {
                Some(Ok(_)) => None,
                Some(Err(e)) => Some(hangji_web_core::error::refusal(e)?.text(platform(rcx.lang))),
                None => Some(tr(rcx.lang, "condition-no-fit").into_owned()),
            }
        };
        match wrong {
            None => Ok(Content::moved(links::list_with(ledger.name, &all))),
            Some(wrong) => condition_page(tx, rcx, ledger, field, &kept, Some(wrong)),
        }
    })
    .await
}

fn wanted_field<'l>(rcx: &RequestCx<'_>, ledger: &'l Ledger) -> Result<(usize, &'l Field)> {
    let name = rcx.head.params.get(NEW_FIELD).unwrap_or_default();
    let at = ledger.position(name).filter(|i| may_search(rcx, ledger, &ledger.fields[*i]));
    at.map(|i| (i, &ledger.fields[i])).ok_or_else(|| {
        let known: Vec<&str> = ledger.fields.iter().filter(|f| may_search(rcx, ledger, f)).map(|f| f.name).collect();
        let (name, known) = (hangji_web_core::request::short(name), known.join(", "));
        let args = [("value", (&name).into()), ("known", (&known).into())];
        Refusal::BadRequest(hangji_web_core::words::message("bad-column", &args)).into()
    })
}

fn condition_page(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    field: &Field,
    kept: &[(String, String)],
    wrong: Option<String>,
) -> Result<Content> {
    let (lang, params) = (rcx.lang, &rcx.head.params);
    let mut fields: Vec<FormField> = kept.iter().map(|(n, v)| FormField::hidden(n, v)).collect();
    fields.push(FormField::hidden(NEW_FIELD, field.name));
    fields.push(
        FormField::new(NEW_OP, tr(lang, "condition-op"), FieldKind::Select(op_words(rcx, field)))
            .required()
            .value(params.get(NEW_OP).unwrap_or_else(|| Op::of(field)[0].code())),
    );
    let given: Vec<String> = params.0.iter().filter(|(n, _)| n == NEW_VALUE).map(|(_, v)| v.clone()).collect();
    let value = given.first().cloned().unwrap_or_default();
    let (kind, suggest) = match (field.kind, Asks::of(field)) {
        (Kind::Choice(_), _) => (FieldKind::Many(options(rcx, field), given), None),
        (Kind::YesNo, _) => (FieldKind::Select(options(rcx, field)), None),
        (Kind::Day, Asks::Range) => (FieldKind::Date, None),
        (Kind::Record(other), _) => fields::reference(tx, rcx, other, &[])?,
        _ => (FieldKind::Text { max: Some(200) }, None),
    };
    let label = rcx.t(field.title).to_owned();
    let hint = Some(tr(lang, "condition-value-hint").into_owned());
    fields.push(FormField::new(NEW_VALUE, label, kind).value(value).hint(hint).error(wrong).suggest(suggest));
    let back = links::list_with(ledger.name, kept);
    let whole = Form {
        action: format!("{}/condition", links::list(ledger.name)),
        method: Method::Get,
        fields,
        submit: tr(lang, "condition-add").into_owned(),
        cancel_href: Some(back),
        ..Form::default()
    };
    let title = format!("{} · {}", rcx.t(ledger.title), tr(lang, "condition-add"));
    let main = html! { (heading(&title, "", html! {})) (card(rcx.t(field.title), html! {}, form(lang, &whole))) };
    let list = links::list(ledger.name);
    let crumbs =
        vec![(rcx.t(ledger.title).to_owned(), Some(list.clone())), (tr(lang, "condition-add").into_owned(), None)];
    Ok(Content::new(title, list, main).at(crumbs).with_script("work.js"))
}

/// The comparisons that fit a field, in words; "empty" in both its directions.
fn op_words(rcx: &RequestCx<'_>, field: &Field) -> Vec<(String, String)> {
    let word = |op: &Op| match op {
        Op::Is => "op-is",
        Op::Not => "op-not",
        Op::In => "op-in",
        Op::NotIn => "op-not-in",
        Op::Has => "op-has",
        Op::Begins => "op-begins",
        Op::From => "op-from",
        Op::To => "op-to",
        Op::Empty => "op-empty",
    };
    // One of several says for choices what "is" says.
    let single = |op: &&Op| !(matches!(field.kind, Kind::Choice(_)) && matches!(op, Op::Is | Op::Not));
    let ops = Op::of(field).iter().filter(single);
    let mut out: Vec<(String, String)> =
        ops.map(|op| (op.code().to_owned(), tr(rcx.lang, word(op)).into_owned())).collect();
    out.push(("filled".to_owned(), tr(rcx.lang, "op-filled").into_owned()));
    out
}
