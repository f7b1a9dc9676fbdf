//! What the tests of the platform stand on: an invented [`system`] that uses every kind of field and figure, a [`World`]
//! that is this system on a fresh database, and [`Chance`] that repeats itself.
//!
//! Only tests use it. It knows nothing of Party building: its organisations are those of some cooperative.

mod chance;
mod database;
mod figures;
mod ledgers;
pub mod phone;
mod rules;
mod world;

use hangji_platform::access::{Office, Role};
use hangji_platform::field_encryption::Ring;
use hangji_platform::figures::Figure;
use hangji_platform::ledger::Ledger;
use hangji_platform::{Mechanism, Report, Result, System};

pub use chance::Chance;
pub use database::{SERVER, TestDb, chosen, databases, fresh_folder, opened, sqlite};
pub use figures::figures;
pub use ledgers::{id_card, ledgers};
pub use rules::{Row, rules_table};
pub use world::{World, day, period, refusal, worlds};

/// The roles: a manager of a whole territory, a clerk who reads it masked, a member who sees what names them, and a
/// manager who looks on at administration, too. What a clerk writes stands on the ledgers.
#[must_use]
pub fn roles() -> Vec<Role> {
    let role = |code| Role::new(code, "角色", code).exports().sees_figures().reads_all();
    let manager = |code| role(code).writes_all().unmasks_all().erases_all();
    vec![manager("admin").office(Office::Audit), manager("manager"), role("clerk"), role("member").involved()]
}

/// A system of some ledgers and figures with the [`roles`], locked until it is given keys.
///
/// # Errors
/// If the declarations contradict each other.
pub fn declared(ledgers: Vec<Ledger>, figures: Vec<Figure>) -> Result<System> {
    let cooperative = Mechanism::new("base", "合作社", "Cooperative").ledgers(ledgers).figures(figures);
    System::new(vec![cooperative], roles(), Report::default())
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
    let sys = declared(ledgers(), figures()).expect("declarations");
    sys.encryption.unlock(ring()).expect("locked until now");
    sys
}
