//! Forms: one column, errors beside their fields and summed up on top, the purpose of each field a click away.

use maud::{Markup, html};

use crate::lang::{Arg, Lang, tr, tr_args};

/// How a form is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// Changes something.
    #[default]
    Post,
    /// Changes something and carries a file.
    Upload,
    /// Asks for something.
    Get,
}

/// A form.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// How it is sent.
    pub method: Method,
    /// Its fields, in order.
    pub fields: Vec<FormField>,
    /// The words on its button.
    pub submit: String,
    /// A second button that sends `then=next`: save and enter the next one. Its words.
    pub submit_next: Option<String>,
    /// A further button that sends `then=draft` whatever is filled in: keep it and go on another day. Its words.
    pub submit_draft: Option<String>,
    /// Whether typing begins in the first empty field; where something is wrong, one is led to the summary instead.
    pub focus: bool,
    /// Tells this form's fields from those of another on the same page; none where it is alone.
    pub id: Option<String>,
    /// Where to go without saving.
    pub cancel_href: Option<String>,
    /// Errors that concern no single field; fields with errors are listed below them.
    pub error_summary: Vec<String>,
}

/// A field of a form.
#[derive(Clone, Debug, Default)]
pub struct FormField {
    /// The name under which it is sent.
    pub name: String,
    /// The words beside it.
    pub label: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// How to fill it in.
    pub hint: Option<String>,
    /// What is wrong with its value.
    pub error: Option<String>,
    /// What can be entered.
    pub kind: FieldKind,
    /// The present value; `true` for a ticked box.
    pub value: String,
    /// Who needs it and where it is reused.
    pub purpose: Option<String>,
    /// Whether it is only shown.
    pub readonly: bool,
    /// Where a script may ask for suggestions, for [`FieldKind::Lookup`].
    pub suggest: Option<String>,
    /// What to decide about it: value, label, whether chosen; sent as `take.{name}`.
    pub decide: Vec<(String, String, bool)>,
}

impl FormField {
    /// A field that is sent under a name, with the words beside it and what can be entered.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> FormField {
        FormField { name: name.into(), label: label.into(), kind, ..FormField::default() }
    }

    /// A value that the form carries along.
    #[must_use]
    pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> FormField {
        FormField::new(name, "", FieldKind::Hidden).value(value)
    }

    /// It must be filled in.
    #[must_use]
    pub fn required(mut self) -> FormField {
        self.required = true;
        self
    }

    /// Its present value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> FormField {
        self.value = value.into();
        self
    }

    /// How to fill it in.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Option<String>>) -> FormField {
        self.hint = hint.into();
        self
    }

    /// What is wrong with its value, if anything is.
    #[must_use]
    pub fn error(mut self, error: impl Into<Option<String>>) -> FormField {
        self.error = error.into();
        self
    }

    /// Who needs it and where it is reused.
    #[must_use]
    pub fn purpose(mut self, purpose: impl Into<Option<String>>) -> FormField {
        self.purpose = purpose.into();
        self
    }

    /// Where a script may ask for suggestions.
    #[must_use]
    pub fn suggest(mut self, address: impl Into<Option<String>>) -> FormField {
        self.suggest = address.into();
        self
    }
}

/// What can be entered in a field.
#[derive(Clone, Debug)]
pub enum FieldKind {
    /// One line of at most so many characters.
    Text {
        /// The greatest length.
        max: Option<u32>,
    },
    /// Several lines of at most so many characters.
    Long {
        /// The greatest length.
        max: Option<u32>,
    },
    /// A whole number of this unit (may be empty).
    Whole {
        /// The unit beside the field.
        unit: String,
    },
    /// An amount in yuan and fen.
    Money,
    /// A date, `YYYY-MM-DD`.
    Date,
    /// One of these: value and label.
    Select(Vec<(String, String)>),
    /// Any number of these (value, label); chosen are these.
    Many(Vec<(String, String)>, Vec<String>),
    /// Yes or no; sends `true` when ticked and nothing when not.
    Bool,
    /// Text with suggestions (value, label), which need not be one of them.
    Lookup(Vec<(String, String)>),
    /// A password.
    Password {
        /// What the browser may fill in: `current-password` or `new-password`.
        autocomplete: &'static str,
    },
    /// A code that is good once; the browser or phone may fill it in.
    OneTime,
    /// A file of these types, as for the `accept` attribute.
    File {
        /// Media types or extensions, with commas.
        accept: String,
    },
    /// Any number of files of these types.
    Files {
        /// Media types or extensions, with commas.
        accept: String,
    },
    /// Carried along unseen, such as the version that is being amended.
    Hidden,
}

impl Default for FieldKind {
    fn default() -> FieldKind {
        FieldKind::Text { max: None }
    }
}

/// A form with its error summary, fields and buttons.
#[must_use]
pub fn form(lang: Lang, form: &Form) -> Markup {
    let method = if form.method == Method::Get { "get" } else { "post" };
    let enctype = (form.method == Method::Upload).then_some("multipart/form-data");
    let wrong = !form.error_summary.is_empty() || form.fields.iter().any(|f| f.error.is_some());
    let first = form.fields.iter().position(may_begin).filter(|_| form.focus && !wrong);
    html! {
        form.form action=(form.action) method=(method) enctype=[enctype] {
            (error_summary(lang, form))
            @for (i, field) in form.fields.iter().enumerate() { (form_field(lang, field, &id_of(form, field), first == Some(i))) }
            div.buttons {
                button.button.main type="submit" { (form.submit) }
                @if let Some(words) = &form.submit_next {
                    button.button type="submit" name="then" value="next" { (words) }
                }
                @if let Some(words) = &form.submit_draft {
                    button.button type="submit" name="then" value="draft" formnovalidate { (words) }
                }
                @if let Some(href) = &form.cancel_href { a.button.quiet href=(href) { (tr(lang, "form-cancel")) } }
            }
        }
    }
}

/// Whether typing may begin in a field: the first that is empty.
fn may_begin(field: &FormField) -> bool {
    let typed = !matches!(field.kind, FieldKind::Hidden | FieldKind::Bool | FieldKind::Many(..));
    typed && !field.readonly && field.value.is_empty()
}

fn error_summary(lang: Lang, form: &Form) -> Markup {
    let wrong: Vec<_> = form.fields.iter().filter_map(|f| f.error.as_ref().map(|error| (f, error))).collect();
    let count = wrong.len() + form.error_summary.len();
    html! {
        @if count > 0 {
            div.notice.bad role="alert" tabindex="-1" autofocus {
                @if !wrong.is_empty() { p { b { (tr_args(lang, "form-errors", &[("count", Arg::from(count))])) } } }
                ul {
                    @for error in &form.error_summary { li { (error) } }
                    @for (field, error) in wrong {
                        li { a href={ "#" (id_of(form, field)) } { (field.label) } (tr(lang, "colon")) (error) }
                    }
                }
            }
        }
    }
}

fn id_of(form: &Form, field: &FormField) -> String {
    match &form.id {
        None => format!("f-{}", field.name),
        Some(id) => format!("f-{id}-{}", field.name),
    }
}

fn form_field(lang: Lang, field: &FormField, id: &str, begin: bool) -> Markup {
    if matches!(field.kind, FieldKind::Hidden) {
        return html! { input type="hidden" name=(field.name) value=(field.value); };
    }
    let tick = matches!(field.kind, FieldKind::Bool);
    if let FieldKind::Many(options, chosen) = &field.kind {
        return many(lang, field, id, options, chosen);
    }
    html! {
        div.field.wrong[field.error.is_some()].tick[tick] {
            @if tick { (control(lang, field, id, begin)) }
            label for=(id) id={ (id) "-label" } {
                (field.label)
                @if field.required { span.required { (tr(lang, "form-required")) } }
                @if field.readonly { span.optional { (tr(lang, "form-readonly")) } }
            }
            @if let Some(hint) = &field.hint { p.hint id={ (id) "-hint" } { (hint) } }
            (field_error(lang, id, field.error.as_deref()))
            @if !tick { (control(lang, field, id, begin)) }
            @if !field.decide.is_empty() { (decision(field, id)) }
            @if let Some(purpose) = &field.purpose { (purpose_note(lang, purpose)) }
        }
    }
}

/// What is wrong with a field, if anything is; the control names it by `{id}-error`.
#[must_use]
pub fn field_error(lang: Lang, id: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            p.error id={ (id) "-error" } { b { (tr(lang, "form-error")) } (tr(lang, "colon")) (error) }
        }
    }
}

/// Boxes to tick under one label.
fn many(lang: Lang, field: &FormField, id: &str, options: &[(String, String)], chosen: &[String]) -> Markup {
    html! {
        fieldset.field.many.wrong[field.error.is_some()] id=(id) aria-describedby=[described_by(field, id)] {
            legend { (field.label) }
            @if let Some(hint) = &field.hint { p.hint id={ (id) "-hint" } { (hint) } }
            (field_error(lang, id, field.error.as_deref()))
            @for (key, words) in options {
                label.choice {
                    input type="checkbox" name=(field.name) value=(key) checked[chosen.contains(key)];
                    span { (words) }
                }
            }
        }
    }
}

/// What to decide about a field, below it.
fn decision(field: &FormField, id: &str) -> Markup {
    html! {
        div.decision role="radiogroup" aria-labelledby={ (id) "-label" } {
            @for (value, words, chosen) in &field.decide {
                label.choice {
                    input type="radio" name={ "take." (field.name) } value=(value) checked[*chosen];
                    span { (words) }
                }
            }
        }
    }
}

/// "Who needs it", folded away until asked for.
pub(super) fn purpose_note(lang: Lang, purpose: &str) -> Markup {
    html! { details.purpose { summary { (tr(lang, "form-purpose")) } p { (purpose) } } }
}

/// The attributes that `input` elements differ in.
#[derive(Default)]
struct Input<'a> {
    kind: &'a str,
    max: Option<u32>,
    mode: Option<&'a str>,
    list: Option<String>,
    autocomplete: Option<&'a str>,
    accept: Option<&'a str>,
    class: Option<&'a str>,
    begin: bool,
    several: bool,
}

fn control(lang: Lang, field: &FormField, id: &str, begin: bool) -> Markup {
    let plain = Input { kind: "text", begin, ..Input::default() };
    let by = described_by(field, id);
    let invalid = field.error.is_some().then_some("true");
    match &field.kind {
        FieldKind::Text { max } => input(field, id, Input { max: *max, ..plain }),
        FieldKind::Whole { unit } => html! {
            div.with-unit {
                (input(field, id, Input { mode: Some("numeric"), class: Some("short num"), ..plain }))
                @if !unit.is_empty() { span { (unit) } }
            }
        },
        FieldKind::Money => html! {
            div.with-unit {
                (input(field, id, Input { mode: Some("decimal"), class: Some("short num"), ..plain }))
                span { (tr(lang, "unit-yuan")) }
            }
        },
        FieldKind::Date => input(field, id, Input { kind: "date", class: Some("short"), ..plain }),
        FieldKind::Password { autocomplete } => {
            input(field, id, Input { kind: "password", autocomplete: Some(autocomplete), ..plain })
        }
        FieldKind::OneTime => {
            let short = Some("short num");
            input(field, id, Input { autocomplete: Some("one-time-code"), max: Some(40), class: short, ..plain })
        }
        FieldKind::File { accept } => input(field, id, Input { kind: "file", accept: Some(accept), ..plain }),
        FieldKind::Files { accept } => {
            input(field, id, Input { kind: "file", accept: Some(accept), several: true, ..plain })
        }
        FieldKind::Many(..) => html! {},
        FieldKind::Hidden => input(field, id, Input { kind: "hidden", ..plain }),
        FieldKind::Bool => html! {
            input type="checkbox" id=(id) name=(field.name) value="true" checked[field.value == "true"]
                disabled[field.readonly] aria-describedby=[by] aria-invalid=[invalid];
            // A disabled control is not sent, but its value must be.
            @if field.readonly { input type="hidden" name=(field.name) value=(field.value); }
        },
        FieldKind::Long { max } => html! {
            textarea id=(id) name=(field.name) rows="4" maxlength=[*max] required[field.required]
                readonly[field.readonly] autofocus[begin] aria-describedby=[by] aria-invalid=[invalid] { (field.value) }
        },
        FieldKind::Select(options) => html! {
            select id=(id) name=(field.name) required[field.required] disabled[field.readonly]
                autofocus[begin] aria-describedby=[by] aria-invalid=[invalid] {
                @if !field.required || field.value.is_empty() {
                    option value="" { (tr(lang, "form-choose")) }
                }
                @for (key, words) in options {
                    option value=(key) selected[*key == field.value] { (words) }
                }
            }
            @if field.readonly { input type="hidden" name=(field.name) value=(field.value); }
        },
        FieldKind::Lookup(options) => html! {
            (input(field, id, Input { list: Some(format!("{id}-list")), autocomplete: Some("off"), ..plain }))
            datalist id={ (id) "-list" } {
                @for (key, words) in options { option value=(key) { (words) } }
            }
        },
    }
}

fn input(field: &FormField, id: &str, with: Input<'_>) -> Markup {
    // A browser never accepts a value for a file field.
    let value = (with.kind != "file").then_some(&field.value);
    html! {
        input type=(with.kind) id=(id) name=(field.name) value=[value] class=[with.class] maxlength=[with.max]
            inputmode=[with.mode] list=[with.list] autocomplete=[with.autocomplete] accept=[with.accept]
            multiple[with.several] required[field.required] readonly[field.readonly] autofocus[with.begin] data-suggest=[&field.suggest]
            aria-describedby=[described_by(field, id)]
            aria-invalid=[field.error.is_some().then_some("true")];
    }
}

fn described_by(field: &FormField, id: &str) -> Option<String> {
    match (&field.hint, &field.error) {
        (None, None) => None,
        (Some(_), None) => Some(format!("{id}-hint")),
        (None, Some(_)) => Some(format!("{id}-error")),
        (Some(_), Some(_)) => Some(format!("{id}-hint {id}-error")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_stands_beside_its_field_and_on_top() {
        let field = FormField {
            name: "day".into(),
            label: "Day".into(),
            kind: FieldKind::Date,
            error: Some("must not be <later>".into()),
            hint: Some("when it happened".into()),
            required: true,
            ..FormField::default()
        };
        let form = self::form(Lang::En, &Form { action: "/x".into(), fields: vec![field], ..Form::default() });
        let text = form.into_string();
        assert!(text.contains("<a href=\"#f-day\">Day</a>: must not be &lt;later&gt;"));
        assert!(text.contains("aria-describedby=\"f-day-hint f-day-error\" aria-invalid=\"true\""));
    }

    #[test]
    fn what_is_only_shown_is_still_sent() {
        let field = FormField {
            name: "kind".into(),
            kind: FieldKind::Select(vec![("a".into(), "A".into())]),
            value: "a".into(),
            readonly: true,
            ..FormField::default()
        };
        let text = form_field(Lang::Zh, &field, "f-kind", false).into_string();
        assert!(text.contains("<input type=\"hidden\" name=\"kind\" value=\"a\">"));
    }
}
