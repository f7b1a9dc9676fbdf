//! What the server does beside answering: it keeps the index of search in step with the journal, and removes files that
//! nothing refers to.

use std::sync::Arc;
use std::time::Duration;

use hangji_platform::{Result, System, search};
use hangji_store::{Clock, Db, log_safe};

use crate::app::App;
use crate::storage::{self, StorageHandle};

/// How long after a change it is found at the latest, where nobody asks earlier.
const REST: Duration = Duration::from_secs(1);
/// How long to wait after a failure.
const AFTER_FAULT: Duration = Duration::from_secs(30);

/// How often the storage is cleared of what nothing refers to.
const BETWEEN_CLEARINGS: Duration = Duration::from_secs(600);

/// Clears the storage for ever: when the program starts, and now and then.
pub(crate) async fn keep_storage(db: Db, place: StorageHandle, clock: Clock) {
    loop {
        match storage::clear(&db, &place, clock).await {
            Ok(0) => tokio::time::sleep(BETWEEN_CLEARINGS).await,
            Ok(_) => {}
            Err(e) => {
                tracing::warn!(error = log_safe(&e), "the storage of files cannot be cleared");
                tokio::time::sleep(BETWEEN_CLEARINGS).await;
            }
        }
    }
}

/// Follows the journal for ever, a small stretch a transaction, so that others write in between.
pub(crate) async fn keep_index(db: Db, sys: Arc<System>) {
    loop {
        let step = async {
            let behind = db.read_async(search::behind).await?;
            if behind == 0 { Ok(0) } else { take_in(db.clone(), sys.clone()).await }
        };
        match step.await {
            Ok(0) => tokio::time::sleep(REST).await,
            Ok(_) => {}
            Err(e) => {
                tracing::warn!(error = log_safe(&e), "the index of search cannot be kept");
                tokio::time::sleep(AFTER_FAULT).await;
            }
        }
    }
}

/// Journal entries taken in at once, and how often before an answer: what is left is told on the page.
const AT_ONCE: i64 = 1_000;
const TIMES: usize = 4;

/// Lets the index take in what has just been written, so that one finds what one has just entered. Where it fails the
/// answer is only older.
pub async fn freshen(app: &App) {
    for _ in 0..TIMES {
        match app.db.read_async(search::behind).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(e) => return tracing::warn!(error = log_safe(&e), "the index of search cannot be read"),
        }
        if let Err(e) = take_in(app.db.clone(), app.sys.clone()).await {
            return tracing::warn!(error = log_safe(&e), "the index of search cannot be kept");
        }
    }
}

/// One step of the index on the thread that writes.
pub(crate) async fn take_in(db: Db, sys: Arc<System>) -> Result<i64> {
    db.write_async(move |tx| search::catch_up(tx, &sys, AT_ONCE)).await
}
