//! The whole document around a page's content: header, navigation, banner, landmarks.
//!
//! May touch words and asset addresses; knows no routes of the application except `/` (desk), `/search`, `/help`
//! and `/logout`, and the two query parameters `lang` and `type` that the switches send.

use maud::{DOCTYPE, Markup, html};

use crate::assets::asset_url;
use crate::lang::{Lang, tr};

/// Everything around the content of a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shell<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The title in the browser's tab; the product's name is added.
    pub title: &'a str,
    /// A line above the content, such as the business day of demonstration data.
    pub banner: Option<&'a str>,
    /// Where the page stands: label and link, the last one without a link.
    pub crumbs: &'a [(String, Option<String>)],
    /// The navigation; a group with an empty title stands first, without a heading.
    pub nav: &'a [NavGroup],
    /// Who is signed in.
    pub user: Option<User<'a>>,
    /// Whether everything is shown larger.
    pub large_type: bool,
    /// Path and query of this page, for the links that switch language and type size.
    pub here: &'a str,
    /// Whether the header offers the search box (`GET /search?q=`).
    pub search: bool,
    /// Scripts beside the one of all pages, by the name of their file; the page works without them.
    pub scripts: &'a [&'static str],
}

/// A heading of the navigation with its links.
#[derive(Clone, Debug, Default)]
pub struct NavGroup {
    /// The heading; may be empty.
    pub title: String,
    /// The links below it.
    pub items: Vec<NavItem>,
}

/// A link of the navigation.
#[derive(Clone, Debug, Default)]
pub struct NavItem {
    /// The words of the link.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is the page (or the ledger of the page) now shown.
    pub current: bool,
    /// How many things wait there.
    pub badge: Option<u32>,
}

/// The person signed in.
#[derive(Clone, Copy, Debug, Default)]
pub struct User<'a> {
    /// The person's name.
    pub name: &'a str,
    /// The role in words, with its place.
    pub role: &'a str,
}

/// A whole page of the application around its content.
#[must_use]
pub fn page(shell: &Shell<'_>, main: Markup) -> Markup {
    let lang = shell.lang;
    let own: &[&'static str] = if shell.search { &["search.js"] } else { &[] };
    document(
        lang,
        shell.title,
        shell.large_type,
        &[own, shell.scripts].concat(),
        "app",
        html! {
            a.skip href="#main" { (tr(lang, "skip-to-content")) }
            header.top {
                div.brand {
                    a.mark href="/" { (tr(lang, "product-mark")) }
                    (crumbs(lang, shell.crumbs))
                }
                // The menu button of the phone. It precedes what it unfolds, so that the style sheet alone can show and
                // hide the tools and the navigation; on a wide screen they always show.
                details.menu { summary { (tr(lang, "menu")) } }
                div.tools {
                    @if shell.search { (search_box(lang)) }
                    (switches(shell))
                    @if let Some(user) = shell.user { (user_menu(lang, user)) }
                }
                (navigation(lang, shell.nav))
            }
            div.stage {
                @if let Some(banner) = shell.banner { p.banner role="note" { (banner) } }
                main id="main" tabindex="-1" { (main) }
            }
        },
    )
}

/// A page without navigation: signing in, errors before anyone is known.
#[must_use]
pub fn bare_page(lang: Lang, title: &str, main: Markup) -> Markup {
    bare_page_with(lang, title, &[], main)
}

/// The same with scripts of its own.
#[must_use]
pub fn bare_page_with(lang: Lang, title: &str, scripts: &[&'static str], main: Markup) -> Markup {
    document(
        lang,
        title,
        false,
        scripts,
        "bare",
        html! {
            header.bare-top {
                a.mark href="/" { (tr(lang, "product-mark")) }
                (language_link(lang, ""))
            }
            main id="main" { (main) }
            footer { (tr(lang, "product-tagline")) }
        },
    )
}

fn document(lang: Lang, title: &str, large: bool, scripts: &[&'static str], class: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) class=[large.then_some("large")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="format-detection" content="telephone=no";
                title { (title) " · " (tr(lang, "product-name")) }
                link rel="stylesheet" href=(asset_url("hangji.css"));
                link rel="icon" type="image/svg+xml" href=(asset_url("icon.svg"));
                @for script in std::iter::once(&"hangji.js").chain(scripts) {
                    script type="module" src=(asset_url(script)) {}
                }
            }
            body class=(class) { (body) }
        }
    }
}

fn crumbs(lang: Lang, crumbs: &[(String, Option<String>)]) -> Markup {
    html! {
        @if !crumbs.is_empty() {
            nav.crumbs aria-label=(tr(lang, "crumbs-label")) {
                ol {
                    @for (i, (label, href)) in crumbs.iter().enumerate() {
                        li {
                            @match href {
                                Some(href) => { a href=(href) { (label) } }
                                None => {
                                    span aria-current=[(i + 1 == crumbs.len()).then_some("page")] { (label) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn search_box(lang: Lang) -> Markup {
    html! {
        form.search role="search" action="/search" method="get" {
            label.hidden for="search" { (tr(lang, "search-label")) }
            input id="search" type="search" name="q" maxlength="100" autocomplete="off"
                placeholder=(tr(lang, "search-placeholder")) data-suggest="/search/suggest"
                data-suggestions=(tr(lang, "search-suggestions"));
            button type="submit" { (tr(lang, "search-submit")) }
        }
    }
}

fn switches(shell: &Shell<'_>) -> Markup {
    let (kind, label) = match shell.large_type {
        true => ("normal", tr(shell.lang, "type-normal")),
        false => ("large", tr(shell.lang, "type-large")),
    };
    html! {
        div.switches {
            a href="/help" { (tr(shell.lang, "help-title")) }
            a href=(href_with(shell.here, "type", kind)) { (label) }
            (language_link(shell.lang, shell.here))
        }
    }
}

/// The link to the same page in the other language, named in that language.
fn language_link(lang: Lang, here: &str) -> Markup {
    let other = lang.other().tag();
    html! { a href=(href_with(here, "lang", other)) hreflang=(other) lang=(other) { (tr(lang, "language-switch")) } }
}

fn user_menu(lang: Lang, user: User<'_>) -> Markup {
    html! {
        div.who {
            a.name href="/account" title=(user.role) {
                b { (user.name) }
                // An account that many share is often called after its role.
                @if user.role != user.name { " " small { (user.role) } }
            }
            form action="/logout" method="post" {
                button type="submit" { (tr(lang, "user-log-out")) }
            }
        }
    }
}

fn navigation(lang: Lang, groups: &[NavGroup]) -> Markup {
    html! {
        nav.side aria-label=(tr(lang, "nav-label")) {
            @for group in groups {
                @if !group.title.is_empty() { h2 { (group.title) } }
                ul {
                    @for item in &group.items {
                        li {
                            a href=(item.href) aria-current=[item.current.then_some("page")] {
                                span { (item.label) }
                                @if let Some(count) = item.badge {
                                    span.badge { (count) span.hidden { " " (tr(lang, "nav-waiting")) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// An address with one query parameter set, any earlier value of it dropped. The value is encoded.
#[must_use]
pub fn href_with(here: &str, name: &str, value: &str) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let mut out = String::with_capacity(here.len() + name.len() + value.len() + 2);
    out.push_str(path);
    out.push('?');
    let kept = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(name));
    for pair in kept {
        out.push_str(pair);
        out.push('&');
    }
    out.push_str(name);
    out.push('=');
    out.push_str(&encoded(value));
    out
}

/// A text as one segment of a path or one value of a query.
#[must_use]
pub fn encoded(value: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_parameter_is_set_once() {
        assert_eq!(href_with("/list?page=2&lang=en", "lang", "zh-CN"), "/list?page=2&lang=zh-CN");
        assert_eq!(href_with("/list", "q", "滨 河"), "/list?q=%E6%BB%A8%20%E6%B2%B3");
        assert_eq!(href_with("", "lang", "en"), "?lang=en");
    }

    #[test]
    fn data_is_escaped_and_nothing_is_inline() {
        let crumbs = [("<script>".to_owned(), None)];
        let shell = Shell {
            title: "<b>",
            crumbs: &crumbs,
            banner: Some("\"&"),
            here: "/x?a=\"><script>",
            user: Some(User { name: "<i>", role: "\"><i>" }),
            search: true,
            ..Shell::default()
        };
        let text = page(&shell, html! { p { "x" } }).into_string();
        assert!(text.starts_with("<!DOCTYPE html><html lang=\"zh-CN\">"));
        assert!(!text.contains("<script>") && !text.contains("style=") && !text.contains("<i>"));
        assert!(text.contains("&lt;script&gt;"));
    }
}
