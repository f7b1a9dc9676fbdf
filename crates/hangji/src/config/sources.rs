//! Reading the file and the environment into values by key.

use std::path::{Path, PathBuf};

use hangji_platform::Message;
use toml::de::{DeTable, DeValue};

use super::keys::{self, KEYS};
use super::{ConfigError, Source};

/// Where the file is looked for when nobody names one.
const USUAL: [&str; 2] = ["hangji.toml", "/etc/hangji/hangji.toml"];

/// Variables that begin as ours do and are no keys: for the command line, and for tests.
const OTHERS: [&str; 4] = ["HANGJI_LANG", "HANGJI_CONFIG", "HANGJI_WRITE", "HANGJI_TEST_"];

/// The file that is there, if one is.
pub fn usual_file() -> Option<PathBuf> {
    USUAL.iter().map(PathBuf::from).find(|p| p.is_file())
}

/// The values found so far, and what was wrong.
pub struct Reading {
    values: Vec<(String, Source)>,
    strange: Vec<String>,
    wrong: Vec<ConfigError>,
}

impl Default for Reading {
    fn default() -> Self {
        let values = KEYS.iter().map(|k| (k.default.to_owned(), Source::Default)).collect();
        Reading { values, strange: Vec::new(), wrong: Vec::new() }
    }
}

impl Reading {
    /// Takes the file's values.
    pub fn file(&mut self, path: &Path) {
        let place = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) => return self.refuse(place, format!("读不了：{e}"), format!("cannot be read: {e}")),
        };
        match DeTable::parse(&text) {
            Ok(table) => self.table(path, &text, "", table.get_ref()),
            Err(e) => {
                let at = e.span().map_or(String::new(), |s| format!(":{}", line(&text, s.start)));
                self.refuse(
                    format!("{place}{at}"),
                    format!("不是TOML：{}", e.message()),
                    format!("is not TOML: {}", e.message()),
                );
            }
        }
    }

    fn table(&mut self, path: &Path, text: &str, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = format!("{prefix}{}", key.get_ref());
            let source = Source::Line(path.to_owned(), line(text, key.span().start));
            match value.get_ref() {
                DeValue::Table(inner) if is_table(&name) => self.table(path, text, &format!("{name}."), inner),
                DeValue::Table(_) => self.unknown(&name, &source),
                other => match plain(other) {
                    Some(value) => self.take(&name, value, source),
                    None => self.refuse(
                        format!("{}: {name}", source.shown(hangji_platform::Lang::En)),
                        "要写成文字、数、true/false 或文字的列表".to_owned(),
                        "is to be a text, a number, true/false or a list of texts".to_owned(),
                    ),
                },
            }
        }
    }

    /// Takes the variables that are keys.
    pub fn environment(&mut self, variables: impl Iterator<Item = (String, String)>) {
        let mut ours: Vec<_> = variables.filter(|(name, _)| name.starts_with("HANGJI_")).collect();
        ours.sort();
        for (name, value) in ours {
            match KEYS.iter().find(|k| k.variable() == name) {
                // An empty variable is how a container system says "not set".
                Some(_) if value.is_empty() => {}
                Some(key) => self.take(key.name, value, Source::Variable(name)),
                None if OTHERS.iter().any(|o| name.starts_with(o)) => {}
                None => self.strange.push(name),
            }
        }
    }

    /// Takes a value over those taken before.
    pub fn take(&mut self, name: &str, value: String, source: Source) {
        let Some(at) = keys::position(name) else { return self.unknown(name, &source) };
        let shown = source.shown(hangji_platform::Lang::En);
        let place = if matches!(source, Source::Line(..)) { format!("{shown}: {name}") } else { shown };
        match (value.is_empty(), KEYS[at].kind.wrong(&value)) {
            (false, Some(message)) => self.wrong.push(ConfigError { place, message }),
            (true, _) if !KEYS[at].default.is_empty() => self.refuse(
                place,
                format!("不能空；删去这一行即取默认值 {}", KEYS[at].default),
                format!("cannot be empty: leave the line out for the default, {}", KEYS[at].default),
            ),
            _ => self.values[at] = (value, source),
        }
    }

    fn unknown(&mut self, name: &str, source: &Source) {
        let (zh, en) = match keys::nearest(name, KEYS.iter().map(|k| k.name)) {
            Some(near) => {
                (format!("没有配置项“{name}”；是 {near} 吗？"), format!("no key `{name}`: do you mean {near}?"))
            }
            None => (
                format!("没有配置项“{name}”；`hangji config` 列出全部"),
                format!("no key `{name}`: `hangji config` lists them all"),
            ),
        };
        self.refuse(source.shown(hangji_platform::Lang::En), zh, en);
    }

    fn refuse(&mut self, place: String, zh: String, en: String) {
        self.wrong.push(ConfigError { place, message: Message::new(zh, en) });
    }

    /// The values by key, the strange variables, and what was wrong.
    pub fn finish(self) -> (Vec<(String, Source)>, Vec<String>, Vec<ConfigError>) {
        (self.values, self.strange, self.wrong)
    }
}

/// Whether keys stand in a table of this name.
fn is_table(name: &str) -> bool {
    KEYS.iter().any(|k| k.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

/// A value as the environment would write it.
fn plain(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(s) => Some(s.to_string()),
        DeValue::Integer(i) if i.radix() == 10 => Some(i.as_str().to_owned()),
        DeValue::Boolean(b) => Some(b.to_string()),
        DeValue::Array(list) => {
            let texts: Option<Vec<&str>> = list.iter().map(|v| v.get_ref().as_str()).collect();
            texts.map(|t| t.join(","))
        }
        _ => None,
    }
}

/// The number of the line of a byte.
fn line(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|b| *b == b'\n').count()
}
