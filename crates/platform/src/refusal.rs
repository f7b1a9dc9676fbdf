//! What the user did wrong, said so that they can mend it: the place, the reason and the remedy, in both languages.

use std::fmt;

use crate::term::Lang;

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Message {
    /// A sentence from both its forms.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
    /// The sentence in a language.
    #[must_use]
    pub fn in_(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// One thing wrong with a record, at a field where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field's name, or none if it concerns the whole record.
    pub field: Option<&'static str>,
    /// What is wrong and how to mend it.
    pub message: Message,
}

impl Problem {
    /// A problem at a field.
    #[must_use]
    pub fn at(field: &'static str, message: Message) -> Self {
        Self { field: Some(field), message }
    }
    /// A problem of the whole record.
    #[must_use]
    pub fn whole(message: Message) -> Self {
        Self { field: None, message }
    }
}

/// Why an act is refused. Nothing is stored when one is returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The record has problems.
    Invalid(Vec<Problem>),
    /// The actor has no right to it, or it does not exist: the two are not told apart, so that nothing leaks.
    NotFound(Message),
    /// The actor may see it but not do this.
    Forbidden(Message),
    /// Somebody else changed the record meanwhile.
    Conflict(Message),
    /// The request makes no sense as it stands.
    BadRequest(Message),
}

impl Refusal {
    /// A refusal for one problem.
    #[must_use]
    pub fn invalid(problem: Problem) -> Self {
        Refusal::Invalid(vec![problem])
    }

    /// A bad request.
    pub fn bad(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Refusal::BadRequest(Message::new(zh, en))
    }

    /// The whole refusal as one text in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Refusal::Invalid(problems) => {
                let each: Vec<&str> = problems.iter().map(|p| p.message.in_(lang)).collect();
                each.join(if lang == Lang::Zh { "；" } else { "; " })
            }
            Refusal::NotFound(s) | Refusal::Forbidden(s) | Refusal::Conflict(s) | Refusal::BadRequest(s) => {
                s.in_(lang).to_owned()
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Refusal {}
