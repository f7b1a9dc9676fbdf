//! `check`: what is wrong with this installation, and how to mend it. Looks, and changes nothing.

mod accounts;
mod database;
mod files;
mod key;
mod outside;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use hangji_platform::{Lang, Message, System};
use hangji_store::Clock;
use serde_json::json;

use crate::args::Format;
use crate::config::{Config, ConfigError, Settings};
use crate::output;

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// As it should be.
    Ok,
    /// Works, and should be mended.
    Warn,
    /// Does not work, or is open to anybody.
    Fail,
}

impl Level {
    fn word(self) -> &'static str {
        match self {
            Level::Ok => "OK",
            Level::Warn => "WARN",
            Level::Fail => "FAIL",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What it belongs to: a short word, the same in both languages.
    pub area: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What was seen.
    pub message: Message,
    /// What to do about it.
    pub remedy: Option<Message>,
}

/// What was found, in the order it was looked at.
#[derive(Default)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// All is well.
    pub fn ok(&mut self, area: &'static str, zh: impl Into<String>, en: impl Into<String>) {
        self.0.push(Finding { area, level: Level::Ok, message: Message::new(zh, en), remedy: None });
    }

    /// Something to mend: what, and how, each in both languages.
    pub fn bad(&mut self, area: &'static str, level: Level, what: [&str; 2], how: [&str; 2]) {
        let [message, remedy] = [what, how].map(|[zh, en]| Message::new(zh, en));
        self.0.push(Finding { area, level, message, remedy: Some(remedy) });
    }

    /// Something that failed for a reason of its own.
    pub fn fault(&mut self, area: &'static str, error: &anyhow::Error, how: [&str; 2]) {
        let why = format!("{error:#}");
        self.bad(area, Level::Fail, [&why, &why], how);
    }

    fn worst(&self) -> Level {
        let is = |level| self.0.iter().any(|f| f.level == level);
        if is(Level::Fail) {
            Level::Fail
        } else if is(Level::Warn) {
            Level::Warn
        } else {
            Level::Ok
        }
    }
}

/// Looks at everything and tells it; `false` if something does not work.
pub fn check(sys: &Arc<System>, config: Result<Config, Vec<ConfigError>>, format: Format, lang: Lang) -> Result<bool> {
    let mut found = Findings::default();
    match config.and_then(|c| c.settings().map(|settings| (c, settings))) {
        Ok((config, settings)) => all(sys, &config, &settings, &mut found),
        Err(wrong) => {
            for w in wrong {
                let what = [format!("{}: {}", w.place, w.message.zh), format!("{}: {}", w.place, w.message.en)];
                let how = ["改正后再检查；其余未查", "mend it and check again: nothing else was looked at"];
                found.bad("config", Level::Fail, [&what[0], &what[1]], how);
            }
        }
    }
    print(&found, format, lang)?;
    Ok(found.worst() != Level::Fail)
}

fn all(sys: &Arc<System>, config: &Config, settings: &Settings, found: &mut Findings) {
    configuration(config, found);
    let now_ms = Clock::Real.now_ms();
    files::look(settings, found);
    let db = database::look(settings, now_ms, found);
    key::look(settings, db.as_ref(), found);
    if let Some(db) = db {
        accounts::look(&db, sys, config, settings, found);
    }
    outside::look(config, settings, now_ms, found);
}

fn configuration(config: &Config, found: &mut Findings) {
    match &config.file {
        Some(file) => {
            let name = file.display();
            found.ok("config", format!("配置文件 {name} 可用"), format!("the file {name} is read"));
            if config.holds_secret() {
                files::secret("config", file, Level::Warn, found);
            }
        }
        None => found.ok("config", "没有配置文件，用默认值和环境变量", "no file: defaults and environment"),
    }
    for name in &config.strange {
        let what = [format!("环境变量 {name} 不是配置项"), format!("the variable {name} is no key")];
        let how = ["改名或删去；`hangji config` 列出全部", "rename or remove it: `hangji config` lists them all"];
        found.bad("config", Level::Warn, [&what[0], &what[1]], how);
    }
    let secrets = config.secret("metrics.token").map(drop);
    for wrong in [config.options().map(drop), secrets].into_iter().filter_map(Result::err) {
        let what = [format!("{}: {}", wrong.place, wrong.message.zh), format!("{}: {}", wrong.place, wrong.message.en)];
        let how =
            ["改正路径，或让运行本程序的用户可读", "mend the path, or let the user that runs this program read it"];
        found.bad("config", Level::Fail, [&what[0], &what[1]], how);
    }
}

fn print(found: &Findings, format: Format, lang: Lang) -> Result<()> {
    let both = |s: &Message| json!({"zh": s.zh, "en": s.en});
    match format {
        Format::Json => {
            let one = |f: &Finding| {
                let remedy = f.remedy.as_ref().map(both);
                json!({"area": f.area, "level": f.level.word(), "said": both(&f.message), "remedy": remedy})
            };
            println!("{}", serde_json::to_string_pretty(&found.0.iter().map(one).collect::<Vec<_>>())?);
        }
        Format::Csv => {
            let row = |f: &Finding| {
                let remedy = f.remedy.as_ref().map_or("", |r| r.in_(lang));
                [f.level.word(), f.area, f.message.in_(lang), remedy].map(str::to_owned).to_vec()
            };
            let rows: Vec<_> = found.0.iter().map(row).collect();
            output::print(&["level", "area", "said", "remedy"], &rows, format)?;
        }
        Format::Table => {
            for f in &found.0 {
                println!("{:<4}  {:<9} {}", f.level.word(), f.area, f.message.in_(lang));
                if let Some(remedy) = &f.remedy {
                    println!("                → {}", remedy.in_(lang));
                }
            }
        }
    }
    Ok(())
}

/// The folder of an SQLite database.
fn folder_of(file: &std::path::Path) -> PathBuf {
    file.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), PathBuf::from)
}
