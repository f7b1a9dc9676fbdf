//! The storage of attached files: opened as the operator decided, and cleared of what nothing refers to.

use std::sync::Arc;

use hangji_files::Storage;
use hangji_files::storage::{Folder, S3, Service};
use hangji_platform::Result;
use hangji_platform::annotations::leftovers;
use hangji_store::{Clock, Db};

use crate::options::{self, Options};

/// A storage that threads share.
pub type StorageHandle = Arc<dyn Storage>;

/// Files looked at a time.
pub const AT_ONCE: usize = 2;
/// Names removed from the storage a time.
const STRETCH: i64 = 100;

/// The storage that the operator decided on; none if there is none.
///
/// # Errors
/// If the address of the service or its certificates are no such.
pub fn storage(options: &Options) -> Result<Option<StorageHandle>> {
    Ok(match &options.storage {
        None => None,
        Some(options::Storage::Folder(path)) => Some(Arc::new(Folder::new(path))),
        Some(options::Storage::S3(s3)) => Some(Arc::new(S3::new(&Service {
            endpoint: &s3.endpoint,
            bucket: &s3.bucket,
            region: &s3.region,
            access_key: &s3.access_key,
            secret_key: &s3.secret_key,
            path_style: s3.path_style,
            ca_file: options.ca_file.as_deref(),
        })?)),
    })
}

/// Removes from the storage what nothing refers to, some at a time; tells how many names.
///
/// # Errors
/// If the storage or the database fails.
pub async fn clear(db: &Db, place: &StorageHandle, clock: Clock) -> Result<usize> {
    let (place, now) = (place.clone(), clock.now_ms());
    let names = db.read_async(move |tx| leftovers::due(tx, now, STRETCH)).await?;
    if names.is_empty() {
        return Ok(0);
    }
    let names = tokio::task::spawn_blocking(move || {
        names.iter().try_for_each(|name| place.remove(name))?;
        Ok::<_, anyhow::Error>(names)
    });
    let names = names.await??;
    let count = names.len();
    db.write_async(move |tx| leftovers::removed(tx, &names)).await?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use hangji_platform::Cx;
    use hangji_store::{Day, Id};

    use super::*;

    #[tokio::test]
    async fn what_nothing_refers_to_is_removed_and_what_waits_is_left() {
        let made = std::thread::spawn(|| {
            let on = hangji_testkit::chosen();
            hangji_testkit::system().prepare(&on.db).expect("a schema");
            let names = on.db.write(|tx| {
                let mut cx = Cx::new(Id(0), Clock::Fixed(1_388_505_600_000), Day::of_ms(1_388_505_600_000))?;
                let old = cx.ids.next();
                leftovers::expect(tx, &cx, &[old])?;
                cx.now_ms += 7_200_000;
                let fresh = cx.ids.next();
                leftovers::expect(tx, &cx, &[fresh])?;
                Ok([old, fresh].map(leftovers::file))
            });
            (on, names.expect("two names"))
        });
        let (on, [old, fresh]) = made.join().expect("a database");
        let folder = hangji_testkit::fresh_folder();
        let place: StorageHandle = Arc::new(Folder::new(&folder));
        for name in [&old, &fresh] {
            place.put(name, b"x").expect("put");
        }
        let clock = Clock::Fixed(1_388_505_600_000 + 7_200_000);
        // A file and its small copy, which was never there.
        assert_eq!(clear(&on.db, &place, clock).await.expect("cleared"), 2);
        assert_eq!(clear(&on.db, &place, clock).await.expect("cleared"), 0);
        assert!(place.read(&old).is_err() && place.read(&fresh).is_ok());
        drop(std::fs::remove_dir_all(folder));
    }
}
