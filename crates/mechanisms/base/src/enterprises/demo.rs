//! The register of enterprises in the demo district: the firms of the cast, and the state enterprises.

use hangji_demokit::cast::Tree;
use hangji_demokit::firms::Firms;
use hangji_demokit::{Book, Chance, Part, Scene};
use hangji_platform::Result;
use hangji_store::Id;

use super::ENTERPRISES;

/// The part; offers [`Enterprises`].
pub const DEMO: Part = Part { code: "enterprise_register", write };

/// The records of enterprises.
#[derive(Debug)]
pub struct Enterprises {
    /// Of each firm of the cast.
    pub of_firm: Vec<Id>,
    /// State enterprises: the organisation in each (position in the tree), and the record.
    pub state: Vec<(usize, Id)>,
}

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let Scene { book, chance, stage } = scene;
    let tree = stage.get()?;
    let of_firm = firms(book, tree, stage.get()?)?;
    let state = state(book, chance, tree)?;
    stage.put(Enterprises { of_firm, state });
    Ok(())
}

fn firms(book: &mut Book<'_>, tree: &Tree, firms: &Firms) -> Result<Vec<Id>> {
    let mut ids = Vec::with_capacity(firms.all.len());
    for f in &firms.all {
        ids.push(book.add(
            ENTERPRISES,
            tree.all[tree.townships[f.township]].id,
            &[
                ("code", f.code.as_str().into()),
                ("name", f.name.as_str().into()),
                ("ownership", "non_public".into()),
                ("industry", f.industry.into()),
                ("employees", f.employees.into()),
                ("members", f.members.into()),
                ("began_on", f.from.into()),
                ("ended_on", f.to.into()),
            ],
        )?);
    }
    Ok(ids)
}

/// State enterprises stand in the register but in no rate of non-public enterprises.
fn state(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree) -> Result<Vec<(usize, Id)>> {
    let orgs = tree.standing_in("state_enterprise").filter(|o| tree.all[*o].kind != "committee");
    let mut out = Vec::new();
    for (nth, org) in orgs.enumerate() {
        let o = &tree.all[org];
        let id = book.add(
            ENTERPRISES,
            o.id,
            &[
                ("code", format!("640502980{:06}", nth + 1).into()),
                ("name", o.name.trim_end_matches("党支部").into()),
                ("ownership", "state".into()),
                ("industry", "services".into()),
                ("employees", chance.between(24, 260).into()),
                ("members", chance.between(5, 22).into()),
                ("began_on", o.from.into()),
            ],
        )?;
        out.push((org, id));
    }
    Ok(out)
}
