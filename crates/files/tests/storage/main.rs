//! What every storage does, on a folder and on a service that checks signatures.
#![expect(clippy::unwrap_used, reason = "tests")]

mod service;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use hangji_files::storage::{Folder, S3, Storage, Trouble, digest};
use service::Fake;

/// A folder of its own, gone afterwards.
struct Place(PathBuf);

impl Place {
    fn new() -> Place {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("hangji_files_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        Place(std::env::temp_dir().join(name))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn behaves(storage: &dyn Storage) {
    let key = "0K/3M/1N1T2000M0K3M";
    assert!(matches!(storage.read(key), Err(Trouble::Missing(_))));
    storage.remove(key).unwrap();
    storage.put(key, b"one").unwrap();
    storage.put("0K/3M/other-s", &vec![7; 300_000]).unwrap();
    assert_eq!(storage.get(key, &digest(b"one")).unwrap(), b"one");
    assert!(matches!(storage.get(key, &digest(b"two")), Err(Trouble::Altered(_))));
    storage.put(key, b"two").unwrap();
    assert_eq!(storage.get(key, &digest(b"two")).unwrap(), b"two");
    storage.remove(key).unwrap();
    assert!(matches!(storage.read(key), Err(Trouble::Missing(_))));
    assert_eq!(storage.read("0K/3M/other-s").unwrap().len(), 300_000);
    for key in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/b/c/d", "a.b", "a\\b", "名", "a b", "a/"] {
        assert!(matches!(storage.put(key, b"x"), Err(Trouble::NoKey(_))), "{key}");
        assert!(matches!(storage.read(key), Err(Trouble::NoKey(_))), "{key}");
        assert!(matches!(storage.remove(key), Err(Trouble::NoKey(_))), "{key}");
    }
    storage.probe().unwrap();
}

#[test]
fn a_folder_keeps_bytes_and_nothing_else() {
    let place = Place::new();
    behaves(&Folder::new(&place.0));
    let left: Vec<_> = std::fs::read_dir(place.0.join("0K/3M")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["other-s"]);
    assert_eq!(std::fs::read_dir(&place.0).unwrap().count(), 1, "the probe leaves nothing");
}

#[cfg(unix)]
#[test]
fn what_is_attached_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    Folder::new(&place.0).put("a/b/c", b"x").unwrap();
    let mode = |p: &str| std::fs::metadata(place.0.join(p)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("a"), mode("a/b/c")), (0o700, 0o600));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let place = Place::new();
    std::fs::write(&place.0, b"a file").unwrap();
    let message = Folder::new(&place.0).probe().unwrap_err().to_string();
    std::fs::remove_file(&place.0).unwrap();
    assert!(message.contains(place.0.to_str().unwrap()), "{message}");
}

#[test]
fn a_bucket_keeps_bytes_with_signatures_that_hold() {
    let fake = Fake::start();
    behaves(&S3::new(&fake.service("the secret", true)).unwrap());
    assert!(fake.asked() > 10);
}

#[test]
fn the_bucket_may_stand_in_the_name_of_the_host() {
    let fake = Fake::start();
    let s3 = S3::new(&fake.service("the secret", false)).unwrap();
    assert_eq!(s3.name(), "http://files.s3.example.invalid/");
}

#[test]
fn what_a_service_refuses_is_told_without_the_signature() {
    let fake = Fake::start();
    let wrong = S3::new(&fake.service("another secret", true)).unwrap();
    let message = wrong.probe().unwrap_err().to_string();
    assert!(message.contains("403") && message.contains("SignatureDoesNotMatch"), "{message}");
    let right = S3::new(&fake.service("the secret", true)).unwrap();
    fake.fail(true);
    let message = right.put("a/b", b"x").unwrap_err().to_string();
    assert!(message.contains("503") && message.contains("SlowDown") && !message.contains("X-Amz"), "{message}");
    fake.fail(false);
    right.put("a/b", b"x").unwrap();
    drop(fake);
    let message = right.read("a/b").unwrap_err().to_string();
    assert!(message.contains("127.0.0.1") && !message.contains("Signature"), "{message}");
}

#[test]
fn a_service_that_is_none_is_refused_at_once() {
    let fake = Fake::start();
    for endpoint in ["", "ftp://a.b", "no address"] {
        let service = hangji_files::storage::Service { endpoint, ..fake.service("x", true) };
        assert!(S3::new(&service).is_err(), "{endpoint}");
    }
    let missing = hangji_files::storage::Service { ca_file: Some("no/such.pem".as_ref()), ..fake.service("x", true) };
    assert!(S3::new(&missing).is_err_and(|e| e.to_string().contains("no/such.pem")));
}
