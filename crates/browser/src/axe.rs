//! Accessibility: the engine axe-core put into a page, and what it finds against WCAG 2.2 AA.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::Browser;

/// WCAG 2.0, 2.1 and 2.2, levels A and AA.
const ASKED: &str = "
    const done = arguments[arguments.length - 1];
    const asked = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    axe.run(document, { runOnly: asked, resultTypes: ['violations'] })
      .then((r) => done(r.violations.map((v) => [v.id, v.help, v.nodes.map((n) => n.html.slice(0, 200))])))
      .catch((e) => done([['axe', String(e), []]]));
";

impl Browser {
    /// What the page does against WCAG 2.2 AA: rule, meaning and places, one line each; empty if nothing.
    ///
    /// # Errors
    /// If axe-core is not installed (`npm ci` in `crates/browser/axe`, as the README's test command does) or the browser
    /// fails.
    pub async fn barriers(&self) -> Result<Vec<String>> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("axe/node_modules/axe-core/axe.min.js");
        let engine = std::fs::read_to_string(&file)
            .context("axe-core is not installed: run `npm ci` in crates/browser/axe, or the README's test command")?;
        self.client.execute(&engine, vec![]).await?;
        let found = self.client.execute_async(ASKED, vec![]).await?;
        let each = |v: &Value| {
            let places: Vec<&str> = v[2].as_array().into_iter().flatten().filter_map(Value::as_str).take(3).collect();
            let text = |i: usize| v[i].as_str().unwrap_or_default().to_owned();
            format!("{}: {}: {}", text(0), text(1), places.join(" | "))
        };
        Ok(found.as_array().map(|all| all.iter().map(each).collect()).unwrap_or_default())
    }
}
