//! The filter bar of a list, made from the fields of its ledger.

use hangji_pages::parts::{FilterField, FilterKind, filter_bar};
use hangji_pages::{Markup, tr};
use hangji_platform::ledger::{Field, Kind, Ledger};

use crate::links;
use crate::listing::{By, given, has_territory, may_search};
use crate::request::{ORG, PERIOD, Visit};

/// The bar: organisation, period, then a control for each listed field and each field the address filters by.
pub(crate) fn bar(visit: &Visit<'_>, ledger: &Ledger) -> Markup {
    let (lang, params) = (visit.lang, &visit.asked.params);
    let plain = |name: &str, label: &str, kind| FilterField {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        value: params.get(name).unwrap_or_default().to_owned(),
    };
    let mut fields = Vec::with_capacity(ledger.fields.len() + 4);
    if has_territory(&visit.scope) {
        fields.push(plain(ORG, &tr(lang, "filter-org"), FilterKind::Text));
    }
    if ledger.dated.is_some() {
        fields.push(plain(PERIOD, &tr(lang, "filter-period"), FilterKind::Text));
    }
    let shown = ledger.fields.iter().filter(|f| may_search(visit, ledger, f) && (f.listed || is_given(visit, f)));
    fields.extend(shown.map(|f| control(visit, f)));
    let withdrawn = vec![("1".to_owned(), tr(lang, "filter-withdrawn").into_owned())];
    fields.push(plain("withdrawn", &tr(lang, "filter-state"), FilterKind::Select(withdrawn)));
    if params.get("sort").is_some() {
        fields.push(plain("sort", "", FilterKind::Hidden));
    }
    filter_bar(lang, &fields, &tr(lang, "list-filter"), &links::list(ledger.name))
}

fn is_given(visit: &Visit<'_>, field: &Field) -> bool {
    let ends = ["", "_from", "_to", "_min", "_max"];
    ends.iter().any(|e| !given(&visit.asked.params, field, e).is_empty())
}

fn control(visit: &Visit<'_>, field: &Field) -> FilterField {
    let params = &visit.asked.params;
    let text = |ending: &str| given(params, field, ending).to_owned();
    let (kind, value) = match (By::of(field), field.kind) {
        (By::Days, _) => (FilterKind::DateRange { to: text("_to") }, text("_from")),
        (By::Numbers, _) => (FilterKind::NumberRange { to: text("_max") }, text("_min")),
        (_, Kind::Choice(choices)) => {
            let options = choices.iter().map(|c| (c.code.to_owned(), visit.t(c.term).to_owned())).collect();
            (FilterKind::Select(options), text(""))
        }
        (_, Kind::YesNo) => {
            let options = ["yes", "no"].map(|w| (w.to_owned(), tr(visit.lang, w).into_owned())).to_vec();
            (FilterKind::Select(options), text(""))
        }
        _ => (FilterKind::Text, text("")),
    };
    FilterField { name: field.name.to_owned(), label: visit.t(field.title).to_owned(), kind, value }
}
