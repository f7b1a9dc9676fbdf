//! The help pages: short texts in both languages, embedded from `help/` or registered by mechanisms. A text begins with `# `
//! and its title.

use crate::components::prose::plain;
use crate::lang::Lang;
use crate::registry::Registry;

/// A help page in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name in addresses.
    pub name: &'static str,
    zh: &'static str,
    en: &'static str,
}

/// Makes the list of topics from the names of their files.
macro_rules! topics {
    ($($name:literal),+ $(,)?) => {
        &[$(Topic {
            name: $name,
            zh: include_str!(concat!("../help/zh-CN/", $name, ".md")),
            en: include_str!(concat!("../help/en/", $name, ".md")),
        }),+]
    };
}

/// The kit's own topics, in the order in which a newcomer reads them.
static OWN: &[Topic] = topics![
    "start",
    "ledgers",
    "records",
    "conflict",
    "import",
    "figures",
    "organisations",
    "search",
    "journal",
    "password",
    "privacy",
    "keyboard",
    "programs",
];

static REGISTERED: Registry<Topic> = Registry::new();

/// Adds the help page of a mechanism. One that is there already changes nothing.
///
/// # Errors
/// If another has its name, it has no title, or help was asked for before.
pub fn register(topic: Topic) -> Result<(), String> {
    let check = |others: &[Topic]| {
        if OWN.iter().chain(others).any(|other| other.name == topic.name) {
            return Err("there is another of that name".to_owned());
        }
        let titled = Lang::ALL.iter().all(|lang| topic.source(*lang).starts_with("# "));
        if titled { Ok(()) } else { Err("it does not begin with a title".to_owned()) }
    };
    REGISTERED.add(topic, check).map_err(|why| format!("the help page {}: {why}", topic.name))
}

/// All topics: the kit's own, then those of mechanisms.
pub fn topics() -> impl Iterator<Item = &'static Topic> {
    OWN.iter().chain(REGISTERED.all())
}

impl Topic {
    /// A help page by its name and its texts in both languages.
    #[must_use]
    pub const fn new(name: &'static str, zh: &'static str, en: &'static str) -> Topic {
        Topic { name, zh, en }
    }

    /// The topic of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<&'static Topic> {
        topics().find(|t| t.name == name)
    }

    /// Its whole text, title first.
    #[must_use]
    pub fn source(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// Its title.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &'static str {
        self.source(lang).lines().next().and_then(|l| l.strip_prefix("# ")).unwrap_or(self.name)
    }

    /// Its text below the title, for [`crate::components::prose::prose`].
    #[must_use]
    pub fn text(&self, lang: Lang) -> &'static str {
        self.source(lang).split_once('\n').map_or("", |(_, text)| text)
    }

    /// Its text without signs.
    #[must_use]
    pub fn plain(&self, lang: Lang) -> String {
        plain(self.text(lang)).trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::prose::prose;

    #[test]
    fn every_topic_speaks_both_languages_and_links_to_topics_there_are() {
        let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for topic in topics() {
            for lang in Lang::ALL {
                assert_ne!(topic.title(lang), topic.name);
                let html = prose(topic.text(lang)).into_string();
                assert!(html.len() > 200, "{}", topic.name);
                for link in html.split("href=\"/help/").skip(1) {
                    let name = link.split('"').next().unwrap_or_default();
                    assert!(Topic::of(name).is_some(), "{} links to {name}", topic.name);
                }
                assert_eq!(han(&topic.plain(lang)), lang == Lang::Zh, "{} in {}", topic.name, lang.tag());
            }
        }
    }
}
