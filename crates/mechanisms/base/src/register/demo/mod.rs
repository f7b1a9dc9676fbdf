//! The register's part of the demo district: the cast. Every other part refers to it, and so it comes first.

mod staff;
mod tree;

use hangji_demokit::{Part, Scene, divisions, firms};
use hangji_platform::Result;

/// The part; offers the tree, the staff and the firms.
pub const DEMO: Part = Part { code: "register", write };

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let Scene { book, chance, stage } = scene;
    let townships = divisions::townships();
    let villages = divisions::villages(&townships);
    let firms = firms::invent();
    let tree = tree::write(book, chance, &townships, &villages, &firms)?;
    let staff = staff::write(book, chance, &tree)?;
    stage.put(firms);
    stage.put(tree);
    stage.put(staff);
    Ok(())
}
