//! Names with values, from a query or a form, and the names that many pages know.

use axum::extract::Query;
use axum::http::Uri;
use hangji_platform::{Refusal, Result};

use crate::words::message;

/// Names with values, from a query or a form.
#[derive(Debug, Clone, Default)]
pub struct Params(pub Vec<(String, String)>);

/// Whether a text holds U+0000, which no text that people write does, and which PostgreSQL cannot store.
pub fn has_nul(text: &str) -> bool {
    text.contains('\0')
}

impl Params {
    /// Takes pairs as they were sent; none where one of them is no text.
    pub fn of_pairs(pairs: Vec<(String, String)>) -> Option<Params> {
        pairs.iter().all(|(name, value)| !has_nul(name) && !has_nul(value)).then_some(Params(pairs))
    }

    /// Reads a query, as it stands behind the question mark of an address.
    pub fn of_query(text: &str) -> Result<Params> {
        let bad = || Refusal::BadRequest(message("bad-query", &[]));
        let uri = format!("/?{text}").parse().map_err(|_| bad())?;
        Ok(Params::of_uri(&uri).ok_or_else(bad)?)
    }

    /// Reads the query of an address; none where it is no text.
    pub fn of_uri(uri: &Uri) -> Option<Params> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
        Params::of_pairs(pairs)
    }

    /// The first value of a name, without the spaces around it; blank counts as not given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// The first value of a name as it was sent.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Refuses names that the page does not know, so that a misspelt filter never shows everything.
    pub fn only(&self, known: impl Fn(&str) -> bool, list: &str) -> Result<()> {
        match self.0.iter().find(|(n, _)| !known(n)) {
            None => Ok(()),
            Some((name, _)) => {
                let name = short(name);
                let args = [("name", (&name).into()), ("known", list.into())];
                Err(Refusal::BadRequest(message("bad-parameter", &args)).into())
            }
        }
    }

    /// [`Params::only`] for a fixed list.
    pub fn only_of(&self, known: &[&str]) -> Result<()> {
        self.only(|n| known.contains(&n), &known.join(", "))
    }

    /// A whole number of at least `least`, else the usual one.
    pub fn count(&self, name: &str, least: i64, most: i64, usual: i64) -> Result<i64> {
        let Some(text) = self.get(name) else { return Ok(usual) };
        text.parse().ok().filter(|n| (least..=most).contains(n)).ok_or_else(|| {
            let (value, range) = (short(text), format!("{least}–{most}"));
            let args = [
                ("name", name.into()),
                ("value", (&value).into()),
                ("range", (&range).into()),
                ("least", least.into()),
            ];
            // A limit that nobody reaches says nothing.
            Refusal::BadRequest(message(if most > 1_000_000_000 { "bad-count" } else { "bad-number" }, &args)).into()
        })
    }
}

/// The beginning of a text from outside, fit for a message.
pub fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The parameters that choose a figure.
pub const PERIOD: &str = "period";
/// See [`PERIOD`].
pub const ORG: &str = "org";
