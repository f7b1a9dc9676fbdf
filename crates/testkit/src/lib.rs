//! What the tests of the platform stand on: an invented [`system`] that uses every kind of field and figure, a [`World`]
//! that is this system on a fresh database, and [`Chance`] that repeats itself.
//!
//! Only tests use it. It knows nothing of Party building: its organisations are those of some cooperative.

mod chance;
mod database;
mod figures;
mod ledgers;
pub mod phone;
mod world;

use hangji_platform::access::{Office, Reach, Role};
use hangji_platform::field_encryption::Ring;
use hangji_platform::{System, t};

pub use chance::Chance;
pub use database::{SERVER, TestDb, chosen, databases, fresh_folder, sqlite};
pub use figures::figures;
pub use ledgers::{id_card, ledgers};
pub use world::{World, day, period, refusal, worlds};

const EVERYTHING: &[&str] = &["*"];

/// The roles: a manager of a whole territory, a clerk who reads it masked, a member who sees what names them.
#[must_use]
pub fn roles() -> Vec<Role> {
    let role = |code, reach, writes, unmasks| Role {
        code,
        title: t("角色", code),
        office: Office::Work,
        reach,
        reads: EVERYTHING,
        writes,
        exports: true,
        unmasks,
        erases: unmasks,
        figures: true,
    };
    vec![
        Role { reads: &["*", "accounts"], ..role("admin", Reach::Territory, &["*", "accounts"], EVERYTHING) },
        role("manager", Reach::Territory, EVERYTHING, EVERYTHING),
        role("clerk", Reach::Territory, &["visits"], &[]),
        role("member", Reach::Involved, &[], &[]),
    ]
}

/// The keys of all databases of tests: known to everybody, and so the same in two systems on one database.
///
/// # Panics
/// Never: the text is a key.
#[must_use]
pub fn ring() -> Ring {
    Ring::parse(&"A".repeat(86)).expect("64 bytes in base64")
}

/// The invented system, with the keys of tests.
///
/// # Panics
/// If its declarations contradict each other.
#[must_use]
pub fn system() -> System {
    let sys = System::new(ledgers(), figures(), roles()).expect("declarations");
    sys.encryption.unlock(ring()).expect("locked until now");
    sys
}
