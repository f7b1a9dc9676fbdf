//! The facts of a record: found by its address, each with its label, its value and what it is needed for.

use hangji_platform::ledger::list::{self, Line, shown};
use hangji_platform::ledger::{Field, Kind, Ledger, Value};
use hangji_platform::{Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::{Markup, html, tr};

use crate::links;
use crate::request::RequestCx;
use crate::words::{message, platform};

/// The ledger and the record of an address, in the words for what does not exist if the viewer may not see them.
pub fn find<'v>(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, ledger: &str, id: &str) -> Result<(&'v Ledger, Line)> {
    let none = || Refusal::NotFound(message("no-record", &[]));
    let ledger = rcx.viewer.may_read(rcx.sys, ledger)?;
    let id: Id = id.parse().map_err(|_| none())?;
    let line = list::one(tx, rcx.sys, &rcx.scope, ledger, id)?;
    line.map(|l| (ledger, l)).ok_or_else(|| none().into())
}

/// Label, value and purpose of each fact: the organisation, then every field, masked ones open or not.
pub fn items(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    line: &Line,
    opened: bool,
) -> Result<Vec<(String, Markup, Option<String>)>> {
    let mut items = Vec::with_capacity(ledger.fields.len() + 1);
    if !ledger.is_tree {
        let seen = rcx.scope.has_org(tx, line.record.org)?;
        let name = html! {
            @if seen { a href=(links::org(&line.org_code)) { (line.org_name) } } @else { (line.org_name) }
        };
        items.push((tr(rcx.lang, "term-organisation").into_owned(), name, None));
    }
    for (i, field) in ledger.fields.iter().enumerate() {
        let value = fact(tx, rcx, ledger, line, i, opened)?;
        items.push((rcx.t(field.title).to_owned(), value, purpose(rcx, field)));
    }
    Ok(items)
}

fn fact(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, i: usize, opened: bool) -> Result<Markup> {
    let (field, value) = (&ledger.fields[i], &line.record.values[i]);
    let text = shown(field, value, line.names[i].as_deref(), platform(rcx.lang), opened);
    let href = match (field.kind, value) {
        (Kind::Record(other), Value::Int(id)) => reference(tx, rcx, other, Id(*id))?,
        _ => None,
    };
    Ok(html! {
        @if text.is_empty() { span.none { (tr(rcx.lang, "record-unfilled")) } }
        @else if let Some(href) = href { a href=(href) { (text) } }
        @else { (text) @if let Some(unit) = field.unit { " " (rcx.t(unit)) } }
    })
}

/// Where a reference leads, if the viewer may go there.
fn reference(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &str, id: Id) -> Result<Option<String>> {
    let Ok(ledger) = rcx.viewer.may_read(rcx.sys, ledger) else { return Ok(None) };
    let found = list::one(tx, rcx.sys, &rcx.scope, ledger, id)?;
    Ok(found.map(|l| if ledger.is_tree { links::org(&l.org_code) } else { links::record(ledger.name, id) }))
}

/// Who needs a field and where it is reused.
pub fn purpose(rcx: &RequestCx<'_>, field: &Field) -> Option<String> {
    let p = field.purpose?;
    let (who, whence) = (tr(rcx.lang, "form-who-needs"), tr(rcx.lang, "form-where-reused"));
    let colon = tr(rcx.lang, "colon");
    Some(format!("{who}{colon}{} · {whence}{colon}{}", rcx.t(p.needed_by), rcx.t(p.reused_in)))
}
