//! SQL put together piece by piece: text comes from declarations only, everything from outside is a parameter.

use std::borrow::Cow;
use std::fmt::Write as _;

use hangji_store::{Id, V};

/// A statement under construction with its parameters, numbered in order of first use.
#[derive(Debug, Default, Clone)]
pub struct Query<'a> {
    text: String,
    params: Vec<Param<'a>>,
}

#[derive(Debug, Clone)]
enum Param<'a> {
    Int(i64),
    Text(Cow<'a, str>),
}

impl<'a> Query<'a> {
    /// A statement that begins with a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), params: Vec::new() }
    }
    /// Appends text made from declarations.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }
    /// Appends a number from outside.
    pub fn bind_int(&mut self, v: i64) {
        self.params.push(Param::Int(v));
        let _ = write!(self.text, "${}", self.params.len());
    }
    /// Appends ids, with commas between them.
    pub fn bind_ids(&mut self, ids: impl IntoIterator<Item = Id>) {
        for (i, id) in ids.into_iter().enumerate() {
            self.push(if i == 0 { "" } else { ", " });
            self.bind_int(id.0);
        }
    }
    /// Appends a text from outside.
    pub fn bind_text(&mut self, v: impl Into<Cow<'a, str>>) {
        self.params.push(Param::Text(v.into()));
        let _ = write!(self.text, "${}", self.params.len());
    }
    /// Gives `$1`, `$2`, `$3` of a text that came with them: two texts and a number.
    pub fn stand_for(&mut self, texts: [String; 2], number: i64) {
        self.params.extend(texts.map(|t| Param::Text(t.into())));
        self.params.push(Param::Int(number));
    }
    /// The statement.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
    /// Its parameters.
    #[must_use]
    pub fn params(&self) -> Vec<V<'_>> {
        self.params
            .iter()
            .map(|p| match p {
                Param::Int(i) => V::Int(*i),
                Param::Text(s) => V::Text(s),
            })
            .collect()
    }
    /// Statement and parameters as one text: the key under which an answer may be remembered.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        format!("{}\u{0}{:?}", self.text, self.params)
    }
}
