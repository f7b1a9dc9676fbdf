//! Turns for the work on passwords, which costs memory and a core each: so many at once.

use std::sync::Arc;

use hangji_platform::Result;
use hangji_platform::access::sessions::{self, Claim};
use hangji_web_core::app::App;
use tokio::sync::{Semaphore, SemaphorePermit};

const AT_ONCE: usize = 2;

/// The turns.
pub(crate) struct PasswordChecks(Semaphore);

impl PasswordChecks {
    /// Those of the application.
    pub(crate) fn of(app: &App) -> Arc<PasswordChecks> {
        app.state(|_| PasswordChecks(Semaphore::new(AT_ONCE)))
    }

    /// Waits for one's turn.
    pub(crate) async fn turn(&self) -> Result<SemaphorePermit<'_>> {
        Ok(self.0.acquire().await?)
    }
}

/// Whether a password proves a claim: slow by design, beside the threads of pages, so many at once.
pub(crate) async fn check(app: &App, claim: Claim, password: String) -> Result<(Claim, bool)> {
    let checks = PasswordChecks::of(app);
    let _permit = checks.turn().await?;
    Ok(tokio::task::spawn_blocking(move || {
        let right = sessions::proves(&claim, &password);
        (claim, right)
    })
    .await?)
}
