//! Words of texts and of questions: pure, no database. The index and the marks in what is found come from the same
//! functions, so that both agree on what a question means.
//!
//! A text is cut into *words*: an ideograph is a word, a run of letters or digits is one. A question is cut at its spaces
//! into *phrases*, all of which must occur, each as words that follow one another; the last word of a phrase may be the
//! beginning of one. Names are also found by how they are read: in pinyin, whole or only the first letters, from any
//! character of the name on.

use hangji_sheets::values::half_width_char;
use std::ops::Range;

use pinyin::ToPinyinMulti as _;

/// The longest question, in characters.
pub const LONGEST: usize = 100;
/// A word of more characters is known by these.
const LONGEST_WORD: usize = 64;
/// Words of one record that are indexed; PostgreSQL knows no positions beyond 16,383.
const MOST_WORDS: usize = 8_000;
/// Stands between texts, so that no phrase runs from one into the next; no word of a question is like it.
pub const GAP: &str = "¦";

/// A word and where it stands in its text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    at: Range<usize>,
}

/// Whether a character is a word by itself.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut open = false;
    for (start, c) in text.char_indices() {
        let (end, c) = (start + c.len_utf8(), half_width_char(c));
        if !c.is_alphanumeric() {
            open = false;
        } else if let (true, false, Some(last)) = (open, is_wide(c), out.last_mut()) {
            if last.text.chars().count() < LONGEST_WORD {
                last.text.extend(c.to_lowercase().filter(|l| l.is_alphanumeric()));
            }
            last.at.end = end;
        } else {
            let text = c.to_lowercase().filter(|l| l.is_alphanumeric()).collect();
            out.push(Word { text, at: start..end });
            open = !is_wide(c);
        }
    }
    out
}

/// How a character is read, without tones; none for what is no ideograph. `ü` is typed as `v` or `u`.
fn readings(word: &str) -> Vec<String> {
    let mut chars = word.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return Vec::new() };
    let mut out: Vec<String> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        for typed in [reading.plain().replace('ü', "v"), reading.plain().replace('ü', "u")] {
            if !out.contains(&typed) {
                out.push(typed);
            }
        }
    }
    out
}

/// What the ways to read a stretch of a name may grow to; beyond, only the first reading of a character goes on.
const MOST_WAYS: usize = 8;

/// Puts each reading after each way so far.
fn extend(ways: &mut Vec<String>, readings: &[String], initials: bool) {
    let kept = if ways.len() * readings.len() > MOST_WAYS { &readings[..1] } else { readings };
    let mut next: Vec<String> = Vec::with_capacity(ways.len() * kept.len());
    for way in ways.iter() {
        for reading in kept {
            let more = if initials { &reading[..1] } else { reading };
            let longer: String = way.chars().chain(more.chars()).take(LONGEST_WORD).collect();
            if !next.contains(&longer) {
                next.push(longer);
            }
        }
    }
    *ways = next;
}

/// The ways to read a name from a character on: whole syllables, then first letters.
fn ways(words: &[Vec<String>]) -> [Vec<String>; 2] {
    let mut both = [vec![String::new()], vec![String::new()]];
    for readings in words.iter().take_while(|r| !r.is_empty()) {
        extend(&mut both[0], readings, false);
        extend(&mut both[1], readings, true);
    }
    both
}

/// What a record is found by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doc {
    /// Its code, without signs between letters and digits.
    pub code: String,
    /// Its name, likewise.
    pub name: String,
    /// Its name in pinyin.
    pub sound: String,
    /// Its words, with [`GAP`]s between texts.
    pub words: Vec<String>,
}

impl Doc {
    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        if !self.words.is_empty() {
            self.words.push(GAP.to_owned());
        }
        self.words.extend(words(text).into_iter().map(|w| w.text));
        self.words.truncate(MOST_WORDS);
    }

    /// Adds a code: also found when it is typed without its hyphens and slashes.
    pub fn code(&mut self, code: &str) {
        self.text(code);
        let whole = squeezed(code);
        if words(code).len() > 1 && whole.is_ascii() {
            self.text(&whole);
        }
    }

    /// Adds a name: also found by how it is read.
    pub fn name(&mut self, name: &str) {
        self.text(name);
        let read: Vec<Vec<String>> = words(name).iter().map(|w| readings(&w.text)).collect();
        let mut keys: Vec<String> = Vec::new();
        for start in (0..read.len()).filter(|i| !read[*i].is_empty()) {
            for key in ways(&read[start..]).into_iter().flatten() {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        if !keys.is_empty() {
            self.words.push(GAP.to_owned());
            self.words.extend(keys);
            self.words.truncate(MOST_WORDS);
        }
    }

    /// Notes the code by which others refer to it.
    pub fn coded(&mut self, code: &str) {
        self.code = squeezed(code);
    }

    /// Notes what it is called.
    pub fn named(&mut self, name: &str) {
        self.name = squeezed(name);
        self.sound = words(name).iter().filter_map(|w| readings(&w.text).into_iter().next()).collect();
    }
}

/// A text's words without anything between them.
fn squeezed(text: &str) -> String {
    words(text).into_iter().map(|w| w.text).collect()
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its phrases: the words of each.
    phrases: Vec<Vec<String>>,
    /// The whole of it without spaces and signs: what codes and names are compared with.
    whole: String,
}

impl Question {
    /// A question of what somebody typed; none if there is no letter, digit or ideograph in it.
    #[must_use]
    pub fn of(text: &str) -> Option<Question> {
        let phrases: Vec<Vec<String>> =
            text.split_whitespace().map(|p| words(p).into_iter().map(|w| w.text).collect()).collect();
        let phrases: Vec<_> = phrases.into_iter().filter(|p: &Vec<String>| !p.is_empty()).collect();
        (!phrases.is_empty()).then(|| Question { phrases, whole: squeezed(text) })
    }

    /// Its phrases; each has words. Whether the last word may go on is told by [`goes_on`].
    #[must_use]
    pub fn phrases(&self) -> &[Vec<String>] {
        &self.phrases
    }

    /// The whole of it without spaces and signs.
    #[must_use]
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// Whether words hold every phrase.
    #[must_use]
    pub fn holds(&self, words: &[String]) -> bool {
        self.phrases.iter().all(|p| words.windows(p.len()).any(|w| agrees(p, w)))
    }

    /// Whether texts, taken together, hold every phrase; as names, also by how they are read.
    #[must_use]
    pub fn is_in(&self, names: &[&str], texts: &[&str]) -> bool {
        let mut doc = Doc::default();
        names.iter().for_each(|n| doc.name(n));
        texts.iter().for_each(|t| doc.text(t));
        self.holds(&doc.words)
    }

    /// Which stretches of a text the question means, in bytes, in order and apart; of a name also by how it is read.
    #[must_use]
    pub fn marks(&self, text: &str, is_name: bool) -> Vec<Range<usize>> {
        let words = words(text);
        let plain: Vec<String> = words.iter().map(|w| w.text.clone()).collect();
        let mut found: Vec<Range<usize>> = Vec::new();
        for phrase in &self.phrases {
            let starts = (0..plain.len().saturating_sub(phrase.len() - 1)).filter(|i| agrees(phrase, &plain[*i..]));
            found.extend(starts.map(|i| words[i].at.start..words[i + phrase.len() - 1].at.end));
            if let (true, [key]) = (is_name, phrase.as_slice()) {
                found.extend(sounding(&words, key));
            }
        }
        found.sort_by_key(|r| r.start);
        let mut apart: Vec<Range<usize>> = Vec::new();
        for r in found {
            match apart.last_mut() {
                Some(last) if r.start <= last.end => last.end = last.end.max(r.end),
                _ => apart.push(r),
            }
        }
        apart
    }
}

/// Whether the last word of a phrase may be the beginning of one: letters and digits may, an ideograph is whole.
#[must_use]
pub fn goes_on(word: &str) -> bool {
    !word.chars().next().is_some_and(is_wide)
}

/// Whether a stretch of words begins with a phrase.
fn agrees(phrase: &[String], words: &[String]) -> bool {
    let Some((last, before)) = phrase.split_last() else { return false };
    words.len() >= phrase.len()
        && words.iter().zip(before).all(|(w, p)| w == p)
        && (words[before.len()] == *last || goes_on(last) && words[before.len()].starts_with(last.as_str()))
}

/// The shortest stretches of a name that are read as a key, from wherever one begins.
fn sounding(words: &[Word], key: &str) -> Vec<Range<usize>> {
    let read: Vec<Vec<String>> = words.iter().map(|w| readings(&w.text)).collect();
    let mut out = Vec::new();
    for start in 0..words.len() {
        let mut both = [vec![String::new()], vec![String::new()]];
        for (i, readings) in read.iter().enumerate().skip(start).take_while(|(_, r)| !r.is_empty()) {
            extend(&mut both[0], readings, false);
            extend(&mut both[1], readings, true);
            if both.iter().flatten().any(|way| way.starts_with(key)) {
                out.push(words[start].at.start..words[i].at.end);
                break;
            }
            if both.iter().flatten().all(|way| !key.starts_with(way.as_str())) {
                break;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<String> {
        words(text).into_iter().map(|w| w.text).collect()
    }

    #[test]
    fn texts_are_cut_into_words() {
        assert_eq!(plain("党费 Party-fee２０13年，P1"), ["党", "费", "party", "fee2013", "年", "p1"]);
        assert_eq!(plain("  ——（）\u{0}"), Vec::<String>::new());
        assert_eq!(plain("\u{2B7A9}"), ["\u{2B7A9}"], "rare ideographs are words too");
    }

    #[test]
    fn names_are_found_by_how_they_are_read() {
        let mut doc = Doc::default();
        doc.name("东园镇韩闸村党支部");
        doc.code("P64-0001");
        for (question, found) in [
            ("韩闸", true),
            ("闸", true),
            ("韩村", false),
            ("韩 村", true),
            ("hanzha", true),
            ("hanzhacundang", true),
            ("hzc", true),
            ("DYZ", true),
            ("zha hz", true),
            ("hanz", true),
            ("anzha", false),
            ("p64", true),
            ("P64-00", true),
            ("p640001", true),
            ("0001", true),
            ("001", false),
            ("支部P64", false),
        ] {
            assert_eq!(Question::of(question).is_some_and(|q| q.holds(&doc.words)), found, "{question}");
        }
    }

    #[test]
    fn several_readings_and_umlauts_are_known() {
        for (name, question) in
            [("单雄信", "sxx"), ("单雄信", "danxiong"), ("重庆路", "chongqing"), ("吕律", "lvlv"), ("吕律", "lulu")]
        {
            assert!(Question::of(question).is_some_and(|q| q.is_in(&[name], &[])), "{name} {question}");
        }
        let long = "行".repeat(60);
        let mut doc = Doc::default();
        doc.name(&long);
        assert!(doc.words.len() <= MOST_WORDS);
    }

    #[test]
    fn marks_show_what_was_meant() {
        let mark = |question: &str, text: &str, name: bool| -> Vec<String> {
            let question = Question::of(question).expect("a question");
            question.marks(text, name).into_iter().map(|r| text[r].to_owned()).collect()
        };
        assert_eq!(mark("党费", "缴党费，党 费", false), ["党费", "党 费"]);
        assert_eq!(mark("hz", "东园镇韩闸村", true), ["韩闸"]);
        assert_eq!(mark("hanzh", "东园镇韩闸村", true), ["韩闸"]);
        assert_eq!(mark("hz", "东园镇韩闸村", false), Vec::<String>::new());
        assert_eq!(mark("vis 讲", "Visits：讲政策", false), ["Visits", "讲"]);
        assert_eq!(Question::of(" —— "), None);
    }
}
