//! Prose from our own embedded texts: the few forms of Markdown that help pages need. Never used for what people type.

use maud::{Markup, html};

/// A block of prose.
enum Block<'t> {
    Heading(&'t str),
    Paragraph(String),
    Items(Vec<&'t str>),
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut out = Vec::new();
    for part in text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()) {
        if let Some(heading) = part.strip_prefix("## ") {
            out.push(Block::Heading(heading));
        } else if part.starts_with("- ") {
            out.push(Block::Items(part.lines().filter_map(|l| l.strip_prefix("- ")).collect()));
        } else {
            out.push(Block::Paragraph(part.lines().collect::<Vec<_>>().join(" ")));
        }
    }
    out
}

/// Prose: `## ` begins a heading of the second rank, `- ` items; within, `**strong**`, `` `keys` `` and `[words](/address)`.
#[must_use]
pub fn prose(text: &str) -> Markup {
    html! {
        div.prose {
            @for block in blocks(text) {
                @match block {
                    Block::Heading(words) => { h2 { (words) } }
                    Block::Paragraph(words) => { p { (inline(&words)) } }
                    Block::Items(items) => { ul { @for item in items { li { (inline(item)) } } } }
                }
            }
        }
    }
}

/// Words with their strong, keyed and linked parts.
fn inline(text: &str) -> Markup {
    let next = ["**", "`", "["].into_iter().filter_map(|sign| text.find(sign).map(|at| (at, sign))).min();
    let Some((at, sign)) = next else { return html! { (text) } };
    let (before, rest) = (&text[..at], &text[at + sign.len()..]);
    let close = if sign == "[" { "](" } else { sign };
    let Some((inside, after)) = rest.split_once(close) else { return html! { (text) } };
    html! {
        (before)
        @match sign {
            "**" => { strong { (inside) } (inline(after)) }
            "`" => { kbd { (inside) } (inline(after)) }
            _ => {
                @let (href, after) = after.split_once(')').unwrap_or((after, ""));
                a href=(href) { (inside) } (inline(after))
            }
        }
    }
}

/// Prose without its signs, for search.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, more)) = rest.split_once("](") {
        out.push_str(before);
        rest = more.split_once(')').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.replace("**", "").replace(['`', '[', '#'], "").replace("\n- ", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_few_forms_become_markup() {
        let text = "One **two** `Tab` [three](/x) <b>\n\n## Four\n\n- five\n- six";
        let html = prose(text).into_string();
        for part in ["<strong>two</strong>", "<kbd>Tab</kbd>", "<a href=\"/x\">three</a>", "&lt;b&gt;", "<h2>Four</h2>"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(html.contains("<ul><li>five</li><li>six</li></ul>"));
        assert_eq!(plain(text), "One two Tab three <b>\n\n Four\n\nfive\nsix");
    }
}
