//! Figures: named measures over records, that always open onto them.
//!
//! One definition ([`declare`]) gives three things that must agree: the maintained sums ([`upkeep`] keeps them,
//! [`read`] reads them), the [`scan`] over the records, and the [`evidence`] list. [`parts`] turns definitions into SQL,
//! once. A figure is counted on the tree as it stood: events on their own day, stocks on the period's last day.

pub mod analysis;
pub mod declare;
pub mod evidence;
pub mod grid;
pub mod json;
pub mod parts;
pub mod period;
pub mod read;
pub mod scan;
pub mod upkeep;

pub use declare::{Counting, Facts, Figure, Measure, Part, Share, Shares, Target, Timing, Tone};
pub use parts::Parts;
pub use period::Period;
pub use read::{Reading, Shown};

use hangji_store::Tx;

use crate::{Result, System};

/// Brings the maintained sums in step with the definitions: parts that are new or defined otherwise than when the sums
/// were made are summed anew from the records.
///
/// # Errors
/// If the database fails.
pub fn bring_forward(tx: &mut Tx<'_>, sys: &System) -> Result<()> {
    let known = tx.all("SELECT id, name, definition FROM figure_part", &[], |r| {
        Ok((r.int(0)?, r.text(1)?.to_owned(), r.text(2)?.to_owned()))
    })?;
    for part in sys.parts.iter() {
        let stored = known.iter().find(|(id, ..)| *id == part.id);
        if stored.is_some_and(|(_, name, definition)| *name == part.name && *definition == part.definition) {
            continue;
        }
        tx.run("DELETE FROM figure_sum WHERE part = $1", &[part.id.into()])?;
        tx.run(
            "INSERT INTO figure_part (id, name, definition) VALUES ($1, $2, $3)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, definition = excluded.definition",
            &[part.id.into(), (&part.name).into(), (&part.definition).into()],
        )?;
        upkeep::Upkeep::whole(tx, part)?.store(tx, sys)?;
    }
    for (id, ..) in known.iter().filter(|(id, ..)| sys.parts.iter().all(|p| p.id != *id)) {
        tx.run("DELETE FROM figure_sum WHERE part = $1", &[(*id).into()])?;
        tx.run("DELETE FROM figure_part WHERE id = $1", &[(*id).into()])?;
    }
    Ok(())
}
