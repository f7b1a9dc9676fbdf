//! Trees whose branches open by links: every state of the tree is an address, and only what is open is sent.

use maud::{Markup, html};

use crate::lang::{Lang, tr};

/// A node of a tree.
#[derive(Clone, Debug, Default)]
pub struct TreeNode {
    /// Its name.
    pub label: String,
    /// What else to know at a glance: kind, counts.
    pub meta: String,
    /// Its page.
    pub href: String,
    /// Whether its children are shown.
    pub open: bool,
    /// The address of the tree with this node opened, or closed if it is open; none if it has no children.
    pub expand_href: Option<String>,
    /// Its children, if it is open.
    pub children: Vec<TreeNode>,
}

/// A tree as nested lists.
#[must_use]
pub fn tree(lang: Lang, nodes: &[TreeNode]) -> Markup {
    html! { div.tree { (branch(lang, nodes)) } }
}

fn branch(lang: Lang, nodes: &[TreeNode]) -> Markup {
    html! {
        ul {
            @for node in nodes {
                li {
                    div.node {
                        (switch(lang, node))
                        span.what { a href=(node.href) { (node.label) } " " span.meta { (node.meta) } }
                    }
                    @if node.open && !node.children.is_empty() { (branch(lang, &node.children)) }
                }
            }
        }
    }
}

fn switch(lang: Lang, node: &TreeNode) -> Markup {
    let (sign, words, state) = match node.open {
        true => ("−", tr(lang, "tree-close"), "true"),
        false => ("+", tr(lang, "tree-open"), "false"),
    };
    html! {
        @match &node.expand_href {
            Some(href) => {
                a.switch href=(href) aria-expanded=(state) aria-label={ (words) " " (node.label) } { (sign) }
            }
            None => { span.switch aria-hidden="true" {} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_open_branches_are_sent() {
        let leaf = TreeNode { label: "leaf".into(), ..TreeNode::default() };
        let mut root = TreeNode { label: "<root>".into(), children: vec![leaf], ..TreeNode::default() };
        root.expand_href = Some("?open=1".into());
        assert!(!tree(Lang::En, &[root.clone()]).into_string().contains("leaf"));
        root.open = true;
        let text = tree(Lang::En, &[root]).into_string();
        assert!(text.contains("leaf") && text.contains("&lt;root&gt;") && text.contains("aria-expanded=\"true\""));
    }
}
