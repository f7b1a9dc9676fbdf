//! The two languages and their words.
//!
//! Words live in `locales/*/*.ftl` (Fluent), a file an area, embedded in the program, and in the sources that mechanisms
//! register ([`crate::words`]); all are parsed once, when the first is asked for. A message without variables is kept ready-made in a map, because pages ask for dozens of them per rendering; only messages with variables go
//! through the Fluent formatter. This file may touch the locale files and nothing else.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::words;
pub use crate::words::keys;

/// A language of the product. Chinese comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Both languages, in the order in which they are offered.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The BCP 47 tag, as it stands in `<html lang>`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The other language: what the language switch offers.
    #[must_use]
    pub fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }

    /// Reads a tag by its primary part (`en-GB` is English, `zh-Hans` is Chinese); `None` for any other language.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let primary = tag.trim().split(['-', '_']).next()?;
        if primary.eq_ignore_ascii_case("zh") {
            Some(Lang::Zh)
        } else if primary.eq_ignore_ascii_case("en") {
            Some(Lang::En)
        } else {
            None
        }
    }
}

/// The value of a variable in a message.
#[derive(Clone, Copy, Debug)]
pub enum Arg<'a> {
    /// Words, dates, years: shown as given.
    Text(&'a str),
    /// A count: shown with thousands separators; chooses the plural form.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(count: i64) -> Self {
        Arg::Number(count)
    }
}

impl From<u32> for Arg<'_> {
    fn from(count: u32) -> Self {
        Arg::Number(i64::from(count))
    }
}

impl From<usize> for Arg<'_> {
    fn from(count: usize) -> Self {
        Arg::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// The words of one language: the ready-made messages and the formatter for the others.
struct Words {
    ready: HashMap<&'static str, String>,
    bundle: FluentBundle<FluentResource>,
}

static ZH: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::Zh));
static EN: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::En));

impl Words {
    fn load(lang: Lang) -> Words {
        let theirs = words::registered().iter().map(|s| if lang == Lang::Zh { s.zh } else { s.en });
        let sources: Vec<&'static str> = std::iter::once(source(lang)).chain(theirs).collect();
        let id: LanguageIdentifier = lang.tag().parse().expect("our own language tags are valid");
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            // Counts are whole and far below 2^53, so the way through f64 loses nothing.
            FluentValue::Number(n) if n.value.fract() == 0.0 => Some(grouped(n.value as i64)),
            _ => None,
        }));
        for source in &sources {
            let resource = FluentResource::try_new((*source).to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{} words do not parse: {errors:?}", lang.tag()));
            bundle.add_resource(resource).unwrap_or_else(|errors| panic!("{} words clash: {errors:?}", lang.tag()));
        }
        let mut words = Words { ready: HashMap::new(), bundle };
        for key in sources.into_iter().flat_map(keys) {
            // Formatting without arguments fails exactly for messages that have variables.
            if let Ok(text) = words.format(key, None) {
                words.ready.insert(key, text);
            }
        }
        words
    }

    fn of(lang: Lang) -> &'static Words {
        match lang {
            Lang::Zh => &ZH,
            Lang::En => &EN,
        }
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Result<String, String> {
        let pattern = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
            .ok_or_else(|| "no such message".to_owned())?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors);
        if errors.is_empty() { Ok(text.into_owned()) } else { Err(format!("{errors:?}")) }
    }
}

/// The kit's own Fluent source of a language, one file an area.
#[must_use]
pub fn source(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => words::OWN_ZH,
        Lang::En => words::OWN_EN,
    }
}

/// Whether both languages have this message: for labels whose key is made at run time.
#[must_use]
pub fn has_key(key: &str) -> bool {
    Lang::ALL.iter().all(|&lang| Words::of(lang).bundle.has_message(key))
}

/// The message of a key that has no variables. A missing key panics in debug builds and shows the key in release.
#[must_use]
pub fn tr(lang: Lang, key: &str) -> Cow<'static, str> {
    match Words::of(lang).ready.get(key) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(missing(lang, key, "absent, or it has variables")),
    }
}

/// The message of a key with its variables filled in. A missing key or variable panics in debug builds and shows the
/// key in release.
#[must_use]
pub fn tr_args(lang: Lang, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    let mut values = FluentArgs::with_capacity(args.len());
    for (name, arg) in args {
        match arg {
            Arg::Text(text) => values.set(*name, FluentValue::from(*text)),
            Arg::Number(count) => values.set(*name, FluentValue::from(*count)),
        }
    }
    match Words::of(lang).format(key, Some(&values)) {
        Ok(text) => text,
        Err(why) => missing(lang, key, &why),
    }
}

fn missing(lang: Lang, key: &str, why: &str) -> String {
    debug_assert!(false, "message {key} in {}: {why}", lang.tag());
    key.to_owned()
}

/// A whole number as people read it: `6,680`. Both languages group by thousands.
#[must_use]
pub fn number(_lang: Lang, value: i64) -> String {
    grouped(value)
}

fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A percentage or other ratio with a fixed number of decimals and thousands separators: `70.13`.
#[must_use]
pub fn decimal(_lang: Lang, value: f64, places: usize) -> String {
    let plain = format!("{:.places$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::new();
    if value < 0.0 && plain.bytes().any(|b| matches!(b, b'1'..=b'9')) {
        out.push('-');
    }
    out.push_str(&whole.parse().map_or_else(|_| whole.to_owned(), grouped));
    if !fraction.is_empty() {
        let _ = write!(out, ".{fraction}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let cases = [(0, "0"), (999, "999"), (6680, "6,680"), (-1_234_567, "-1,234,567"), (100, "100")];
        for (value, shown) in cases {
            assert_eq!(number(Lang::Zh, value), shown);
        }
        assert_eq!(number(Lang::En, i64::MIN), "-9,223,372,036,854,775,808");
        assert_eq!(decimal(Lang::Zh, 70.126, 2), "70.13");
        assert_eq!(decimal(Lang::Zh, -12345.6, 1), "-12,345.6");
        assert_eq!(decimal(Lang::Zh, -0.001, 1), "0.0");
    }

    #[test]
    fn tags_are_read_by_their_primary_part() {
        assert_eq!(Lang::from_tag("zh-Hans-CN"), Some(Lang::Zh));
        assert_eq!(Lang::from_tag("en_GB"), Some(Lang::En));
        assert_eq!(Lang::from_tag("fr"), None);
        assert_eq!(Lang::Zh.other(), Lang::En);
    }

    #[test]
    fn messages_take_text_and_grouped_numbers() {
        assert_eq!(tr(Lang::Zh, "desk-title"), "工作台");
        assert_eq!(tr_args(Lang::En, "list-rows", &[("count", 6680_i64.into())]), "6,680 records");
        assert_eq!(tr_args(Lang::En, "list-rows", &[("count", 1_i64.into())]), "1 record");
        assert!(tr_args(Lang::Zh, "banner-business-day", &[("day", "2013-12-31".into())]).contains("2013-12-31"));
    }

    #[test]
    #[should_panic(expected = "no-such-key")]
    fn a_missing_key_is_loud_in_debug() {
        let _ = tr(Lang::Zh, "no-such-key");
    }
}
