//! Trees whose branches open by links: every state of the tree is an address, only what is open is sent, and a long branch
//! comes by pages. They are plain nested lists whose switches say whether they are open (the disclosure pattern of WAI);
//! `tree.js` follows the same links in place and keeps the focus.

use maud::{Markup, html};

use crate::lang::{Lang, tr};

/// A node of a tree.
#[derive(Clone, Debug, Default)]
pub struct TreeNode {
    /// Tells it from the others of the page: letters and digits.
    pub id: String,
    /// Its name.
    pub label: String,
    /// What else to know at a glance: kind, counts.
    pub meta: String,
    /// Its page.
    pub href: String,
    /// Whether it is the one that was looked for.
    pub marked: bool,
    /// Whether its children are shown.
    pub open: bool,
    /// The address of the tree with this node opened, or closed if it is open; none if it has no children.
    pub expand_href: Option<String>,
    /// The way to the children before those shown, if there are some.
    pub before: Option<Step>,
    /// Its children, if it is open: a page of them.
    pub children: Vec<TreeNode>,
    /// The way to the children after those shown, if there are some.
    pub after: Option<Step>,
}

/// The way to another page of a branch.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// The address of the tree with that page.
    pub href: String,
    /// The words of the link.
    pub words: String,
    /// The node that the page begins with: where the focus goes.
    pub to: String,
}

/// A tree as nested lists.
#[must_use]
pub fn tree(lang: Lang, nodes: &[TreeNode]) -> Markup {
    html! { div.tree data-tree { ul { @for node in nodes { (item(lang, node)) } } } }
}

fn item(lang: Lang, node: &TreeNode) -> Markup {
    html! {
        li id={ "o-" (node.id) } {
            div.node.hit[node.marked] {
                (switch(lang, node))
                span.what {
                    a id={ "n-" (node.id) } href=(node.href) aria-current=[node.marked.then_some("true")] { (node.label) }
                    " " span.meta { (node.meta) }
                }
            }
            @if node.open && !node.children.is_empty() {
                ul {
                    @if let Some(step) = &node.before { (step_item(step)) }
                    @for child in &node.children { (item(lang, child)) }
                    @if let Some(step) = &node.after { (step_item(step)) }
                }
            }
        }
    }
}

fn step_item(step: &Step) -> Markup {
    html! { li.step { a href=(step.href) data-branch={ "n-" (step.to) } { (step.words) } } }
}

fn switch(lang: Lang, node: &TreeNode) -> Markup {
    let (sign, words, state) = match node.open {
        true => ("−", tr(lang, "tree-close"), "true"),
        false => ("+", tr(lang, "tree-open"), "false"),
    };
    html! {
        @match &node.expand_href {
            Some(href) => {
                a.switch id={ "s-" (node.id) } href=(href) data-branch={ "s-" (node.id) } aria-expanded=(state)
                    aria-label={ (words) " " (node.label) } { (sign) }
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
        let leaf = TreeNode { id: "2".into(), label: "leaf".into(), marked: true, ..TreeNode::default() };
        let after = Some(Step { href: "?from=3".into(), words: "next".into(), to: "3".into() });
        let mut root = TreeNode { label: "<root>".into(), children: vec![leaf], after, ..TreeNode::default() };
        root.expand_href = Some("?open=1".into());
        let closed = tree(Lang::En, &[root.clone()]).into_string();
        assert!(!closed.contains("leaf") && !closed.contains("next"));
        root.open = true;
        let text = tree(Lang::En, &[root]).into_string();
        assert!(text.contains("leaf") && text.contains("&lt;root&gt;") && text.contains("aria-expanded=\"true\""));
        assert!(text.contains("aria-current=\"true\"") && text.contains("data-branch=\"n-3\""));
    }
}
