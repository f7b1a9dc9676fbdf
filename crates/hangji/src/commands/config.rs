//! `config`: what is in effect, and where each value came from.

use anyhow::Result;
use hangji_platform::Lang;
use serde_json::{Value, json};

use crate::args::Format;
use crate::config::Config;
use crate::config::keys::KEYS;
use crate::output;

/// Prints every key.
pub fn show(config: &Config, format: Format, lang: Lang) -> Result<bool> {
    let all = config.shown(lang);
    if format == Format::Json {
        let about = KEYS.iter().map(|k| json!({"zh": k.about.zh, "en": k.about.en}));
        let one = |([key, value, source], about): (&[String; 3], Value)| json!({"key": key, "value": value, "source": source, "about": about});
        println!("{}", serde_json::to_string_pretty(&all.iter().zip(about).map(one).collect::<Vec<_>>())?);
        return Ok(true);
    }
    let rows: Vec<Vec<String>> = all.into_iter().map(Vec::from).collect();
    output::print(&["key", "value", "source"], &rows, format)?;
    if let Some(file) = &config.file {
        eprintln!("{}: {}", super::say(lang, "配置文件", "file"), file.display());
    }
    for name in &config.strange {
        eprintln!(
            "{name}: {}",
            super::say(lang, "不是配置项，未使用", "is no key of the configuration and is not used")
        );
    }
    Ok(true)
}
