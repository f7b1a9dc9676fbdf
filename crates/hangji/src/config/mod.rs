//! The configuration: one file and the environment, read into typed settings.
//!
//! A value comes from the command line, else from the environment, else from the file, else from the table of keys
//! ([`keys`]). Everything that is wrong is told at once, with its place and its remedy; nothing starts on a guess.

pub mod keys;
pub mod settings;
mod sources;

use std::path::PathBuf;

use hangji_platform::{Lang, Message, Refusal};

use keys::KEYS;
pub use settings::Settings;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An argument, as `--listen`.
    Argument(&'static str),
    /// A variable of the environment.
    Variable(String),
    /// A line of the file.
    Line(PathBuf, usize),
    /// Nobody gave one.
    Default,
}

impl Source {
    /// As `hangji config` prints it.
    pub fn shown(&self, lang: Lang) -> String {
        match self {
            Source::Argument(name) => (*name).to_owned(),
            Source::Variable(name) => name.clone(),
            Source::Line(file, line) => format!("{}:{line}", file.display()),
            Source::Default => Message::new("默认", "default").in_(lang).to_owned(),
        }
    }
}

/// Something wrong with the configuration, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Where, as text: an argument, a variable, a line of the file, a key.
    pub place: String,
    /// What, and how to mend it.
    pub message: Message,
}

/// The values by key, each with its source.
#[derive(Debug)]
pub struct Config {
    values: Vec<(String, Source)>,
    /// The file that was read, if there was one.
    pub file: Option<PathBuf>,
    /// Variables that look like ours and are none: told, not refused, because container systems set variables by the
    /// names of services.
    pub strange: Vec<String>,
}

impl Config {
    /// Reads file and environment; `given` are the arguments of the command line that are keys as well.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read(
        file: Option<PathBuf>,
        given: &[(&'static str, &'static str, String)],
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Config, Vec<ConfigError>> {
        let mut reading = sources::Reading::default();
        let file = file.or_else(sources::usual_file);
        if let Some(path) = &file {
            reading.file(path);
        }
        reading.environment(environment);
        for (key, argument, value) in given {
            reading.take(key, value.clone(), Source::Argument(argument));
        }
        let (values, strange, wrong) = reading.finish();
        if wrong.is_empty() { Ok(Config { values, file, strange }) } else { Err(wrong) }
    }

    /// The value of a key and its source.
    pub fn of(&self, name: &str) -> (&str, &Source) {
        let at = keys::position(name).expect("keys are named by the program");
        (&self.values[at].0, &self.values[at].1)
    }

    /// Whether the file itself holds something that nobody else should read.
    pub fn holds_secret(&self) -> bool {
        let hidden = |(key, (value, source)): (&keys::Key, &(String, Source))| {
            matches!(source, Source::Line(..)) && key.shown(value) != *value
        };
        KEYS.iter().zip(&self.values).any(hidden)
    }

    /// Every key as it may be shown: name, value, source.
    pub fn shown(&self, lang: Lang) -> Vec<[String; 3]> {
        let one = |(key, (value, source)): (&keys::Key, &(String, Source))| {
            [key.name.to_owned(), key.shown(value), source.shown(lang)]
        };
        KEYS.iter().zip(&self.values).map(one).collect()
    }
}

/// What is wrong, as one refusal.
pub fn refusal(wrong: &[ConfigError]) -> Refusal {
    let lines = |lang: Lang| {
        let line = |w: &ConfigError| format!("{}: {}", w.place, w.message.in_(lang));
        wrong.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    Refusal::BadRequest(Message::new(lines(Lang::Zh), lines(Lang::En)))
}

#[cfg(test)]
mod tests;
