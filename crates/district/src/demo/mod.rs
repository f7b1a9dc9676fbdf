//! The demo district: the parts of the mechanisms, then the accounts; and what is beside the records.

mod accounts;
mod annotations;

use hangji_demokit::{Part, Scene};
use hangji_platform::{Result, System};
use hangji_store::{Clock, Db};

use crate::{Member, members};
pub use accounts::{Account, password};
pub use annotations::{annotate, photo};

/// Fills an empty, prepared database with the demo district and tells its accounts. `progress` hears each ledger's name.
///
/// # Errors
/// If the database is not empty or cannot be written; nothing is stored then.
pub fn load(db: &Db, sys: &System, clock: Clock, progress: &mut dyn FnMut(&str)) -> Result<Vec<Account>> {
    load_of(&members(), db, sys, clock, progress)
}

/// Fills an empty, prepared database with what some mechanisms write, and the accounts.
///
/// # Errors
/// As [`load`].
pub fn load_of(
    members: &[Member],
    db: &Db,
    sys: &System,
    clock: Clock,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Account>> {
    let accounts = Part { code: "accounts", write };
    let parts: Vec<Part> = members.iter().flat_map(|m| m.demo).copied().chain([accounts]).collect();
    hangji_demokit::load(db, sys, clock, &parts, progress, |tx, cx, stage| {
        let accounts: &Vec<Account> = stage.get()?;
        accounts::passwords(tx, cx, accounts)?;
        Ok(accounts.clone())
    })
}

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let accounts = accounts::write(scene.book, scene.stage)?;
    scene.stage.put(accounts);
    Ok(())
}
