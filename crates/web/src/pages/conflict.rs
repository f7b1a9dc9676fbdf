//! When somebody else was faster: what they changed, what the viewer wanted, and a decision field by field. Nobody's
//! change is lost: what only they touched is taken over, what only the viewer touched stays, and where both touched the
//! same field the viewer decides.

use std::collections::HashMap;

use hangji_platform::Result;
use hangji_platform::journal::history;
use hangji_platform::ledger::list::{Line, shown};
use hangji_platform::ledger::{Kind, Ledger, Value, suggest};
use hangji_store::{Id, Tx};
use hangji_ui::components::{Col, FormField, Table, Td, card, data_table, pad};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::history::Names;
use hangji_web_core::request::{Params, RequestCx};
use hangji_web_core::values;
use hangji_web_core::words::{moment, platform};

/// What stands where both may have changed something.
pub(crate) struct Rivals {
    /// Who changed the record last, and when.
    last: Option<(String, i64)>,
    /// The fields in which the record now differs from what the viewer typed, by position.
    fields: HashMap<usize, Rival>,
}

struct Rival {
    /// What the viewer typed, in words.
    mine: String,
    /// What the record holds now, as a form holds it and in words.
    now: (String, String),
    whose: Whose,
}

/// Who changed a field since the viewer opened the record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Theirs,
    Mine,
    Both,
}

/// What a form decides for: the record's present value, in the place of what was typed.
const NOW: &str = "now";

/// The form without the fields in which the viewer chose what the record holds now.
pub(crate) fn decided(ledger: &Ledger, form: &Params) -> Params {
    let yields = |name: &str| ledger.position(name).is_some() && form.raw(&format!("take.{name}")) == Some(NOW);
    Params(form.0.iter().filter(|(name, _)| !yields(name)).cloned().collect())
}

/// What differs, if the record has changed since the form was made.
pub(crate) fn rivals(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    line: &Line,
    form: &Params,
) -> Result<Option<Rivals>> {
    let seen: i64 = form.get("seen").and_then(|s| s.parse().ok()).unwrap_or_default();
    if seen == line.record.entry {
        return Ok(None);
    }
    let passages = history::of(tx, ledger, line.record.id)?;
    let base = passages.iter().find(|p| p.seq == seen).map(|p| &p.after.1);
    let mut fields = HashMap::new();
    for (i, field) in ledger.fields.iter().enumerate() {
        let Some(mine) = form.raw(field.name).map(tidy) else { continue };
        let now = values::typed(rcx, ledger, i, line);
        if mine == tidy(&now) || field.is_encrypted() {
            continue;
        }
        let before = base.map(|b| typed_before(tx, rcx, ledger, line, i, &b[i])).transpose()?;
        let whose = match before {
            Some(before) if tidy(&before) == mine => Whose::Theirs,
            Some(before) if tidy(&before) == tidy(&now) => Whose::Mine,
            _ => Whose::Both,
        };
        let words = shown(field, &line.record.values[i], line.names[i].as_deref(), platform(rcx.lang), false);
        fields.insert(i, Rival { mine: in_words(rcx, field.kind, &mine), now: (now, words), whose });
    }
    let last = match passages.last() {
        Some(p) => Some((Names::default().actor(tx, rcx, p.actor)?, p.at)),
        None => None,
    };
    Ok(Some(Rivals { last, fields }))
}

/// As browsers send what was shown: lines end in their own way, blanks around do not count.
fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// What the form held before either changed anything.
fn typed_before(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    line: &Line,
    i: usize,
    value: &Value,
) -> Result<String> {
    if *value == line.record.values[i] {
        return Ok(values::typed(rcx, ledger, i, line));
    }
    if let (Kind::Record(other), Value::Int(id)) = (ledger.fields[i].kind, value) {
        let found = suggest::among(tx, rcx.sys, &rcx.scope, rcx.sys.ledger(other)?, &[Id(*id)])?;
        return Ok(found.into_iter().next().map_or_else(String::new, |s| s.text));
    }
    let mut before = line.clone();
    before.record.values[i] = value.clone();
    Ok(values::typed(rcx, ledger, i, &before))
}

fn in_words(rcx: &RequestCx<'_>, kind: Kind, text: &str) -> String {
    match kind {
        Kind::Choice(choices) => {
            choices.iter().find(|c| c.code == text).map_or_else(|| text.to_owned(), |c| rcx.t(c.term).to_owned())
        }
        Kind::YesNo if text == "yes" => tr(rcx.lang, "yes").into_owned(),
        Kind::YesNo if text == "no" => tr(rcx.lang, "no").into_owned(),
        _ => text.to_owned(),
    }
}

impl Rivals {
    /// A field of the form: with their value where only they changed it, with a choice where both did.
    pub(crate) fn show(&self, rcx: &RequestCx<'_>, i: usize, form: &Params, field: &mut FormField) {
        let Some(rival) = self.fields.get(&i) else { return };
        match rival.whose {
            Whose::Mine => {}
            Whose::Theirs => field.value.clone_from(&rival.now.0),
            Whose::Both => {
                let lang = rcx.lang;
                let empty = || tr(lang, "history-nothing").into_owned();
                let now = if rival.now.1.is_empty() { empty() } else { rival.now.1.clone() };
                let theirs = tr_args(lang, "conflict-take-now", &[("value", (&now).into())]);
                let chose_now = form.raw(&format!("take.{}", field.name)) == Some(NOW);
                field.decide = vec![
                    ("typed".to_owned(), tr(lang, "conflict-take-typed").into_owned(), !chose_now),
                    (NOW.to_owned(), theirs, chose_now),
                ];
            }
        }
    }

    /// What the viewer wanted beside what the record holds now, and what becomes of each.
    pub(crate) fn table(&self, rcx: &RequestCx<'_>, ledger: &Ledger) -> Markup {
        let lang = rcx.lang;
        let rows = ledger.fields.iter().enumerate().filter_map(|(i, f)| {
            let rival = self.fields.get(&i)?;
            let becomes = match rival.whose {
                Whose::Theirs => "conflict-theirs",
                Whose::Mine => "conflict-yours",
                Whose::Both => "conflict-decide",
            };
            Some(vec![
                Td::text(rcx.t(f.title)).heading(),
                Td::text(&rival.mine),
                Td::text(&rival.now.1),
                Td::text(&tr(lang, becomes)),
            ])
        });
        let heads = ["conflict-field", "conflict-mine", "conflict-now", "conflict-becomes"];
        let table = Table {
            caption: tr(lang, "conflict-title").into_owned(),
            columns: heads.map(|k| Col::text(tr(lang, k))).to_vec(),
            rows: rows.collect(),
            empty: tr(lang, "conflict-same").into_owned(),
            ..Table::default()
        };
        let message = self
            .last
            .as_ref()
            .map(|(who, at)| tr_args(lang, "conflict-by", &[("who", who.into()), ("when", (&moment(*at)).into())]));
        let body =
            html! { @if let Some(message) = message { (pad(html! { p { (message) } })) } (data_table(lang, &table)) };
        card(&tr(lang, "conflict-title"), html! {}, body)
    }
}
