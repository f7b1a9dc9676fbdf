//! What every page of the end-to-end tests must be, at every step.

use anyhow::{Result, ensure};

use crate::Browser;

impl Browser {
    /// Fails, naming the step, where the page has barriers ([`Browser::barriers`]) or is wider than the screen.
    ///
    /// # Errors
    /// What is wrong with the page; or if the browser fails.
    pub async fn is_sound(&self, step: &str) -> Result<()> {
        let found = self.barriers().await?;
        ensure!(found.is_empty(), "{step}: {found:#?}");
        let wide = "return document.documentElement.scrollWidth > window.innerWidth";
        ensure!(self.client.execute(wide, vec![]).await? == false, "{step}: the page is wider than the screen");
        Ok(())
    }
}
