//! What the server does beside answering: it keeps the index of search in step with the journal.

use std::sync::Arc;
use std::time::Duration;

use hangji_platform::{System, search};
use hangji_store::Db;

/// How long after a change it is found at the latest, where nobody asks earlier.
const REST: Duration = Duration::from_secs(1);
/// How long to wait after a failure.
const AFTER_FAULT: Duration = Duration::from_secs(30);

/// Follows the journal for ever, a small stretch a transaction, so that others write in between.
pub(crate) async fn keep_index(db: Db, sys: Arc<System>) {
    loop {
        let step = async {
            let behind = db.read_async(search::behind).await?;
            if behind == 0 { Ok(0) } else { crate::search::take_in(db.clone(), sys.clone()).await }
        };
        match step.await {
            Ok(0) => tokio::time::sleep(REST).await,
            Ok(_) => {}
            Err(e) => {
                tracing::warn!(error = format!("{e:#}"), "the index of search cannot be kept");
                tokio::time::sleep(AFTER_FAULT).await;
            }
        }
    }
}
