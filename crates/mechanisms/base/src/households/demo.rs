//! Households of the demo district.

use hangji_demokit::cast::Tree;
use hangji_demokit::{Book, Chance, Inventor, Part, Scene};
use hangji_platform::Result;
use hangji_store::Id;

use super::HOUSEHOLDS;

/// Households in the register.
const COUNT: usize = 7_500;

/// The part; offers [`Houses`].
pub const DEMO: Part = Part { code: "households", write };

/// A household.
#[derive(Debug)]
pub struct House {
    /// Its record.
    pub id: Id,
    /// Name of its head.
    pub head: String,
    /// Its village.
    pub village: usize,
    /// Whether it is in difficulty or on a subsistence allowance.
    pub poor: bool,
}

/// All households.
#[derive(Debug)]
pub struct Houses {
    /// The households.
    pub all: Vec<House>,
}

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let houses = households(scene.book, &mut scene.chance, scene.stage.get()?)?;
    scene.stage.put(houses);
    Ok(())
}

fn households(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree) -> Result<Houses> {
    // Their telephones have a series of their own.
    let mut inventor = Inventor::new(1);
    let n = tree.villages.len();
    let mut sizes: Vec<usize> = (0..n)
        .map(|v| if tree.village(v).sector == "village" { 28 + chance.below(28) } else { 6 + chance.below(12) })
        .collect();
    // To the round number, a household here and there.
    let mut at = 0;
    while sizes.iter().sum::<usize>() != COUNT {
        let over = sizes.iter().sum::<usize>() > COUNT;
        if over && sizes[at % n] > 6 {
            sizes[at % n] -= 1;
        } else if !over {
            sizes[at % n] += 1;
        }
        at += 7;
    }
    let mut out = Vec::with_capacity(COUNT);
    for (v, size) in sizes.into_iter().enumerate() {
        let org = tree.village(v);
        let place = org.short();
        for i in 0..size {
            let condition = match chance.below(100) {
                0..6 => "old_member",
                6..15 => "difficult",
                15..22 => "low_income",
                22..27 => "left_behind",
                _ => "ordinary",
            };
            let male = chance.percent(88);
            let head = Inventor::name(chance, male);
            let group = 1 + (i * 6 / size) as i64;
            let phone = chance.percent(70).then(|| inventor.phone());
            let id = book.add(
                HOUSEHOLDS,
                org.id,
                &[
                    ("code", format!("NH{:03}-{:03}", v + 1, i + 1).into()),
                    ("head", head.as_str().into()),
                    ("village", tree.units[v].into()),
                    ("group_no", group.into()),
                    ("address", format!("{place}{group}组{}号", i + 1).into()),
                    ("phone", phone.into()),
                    ("condition", condition.into()),
                ],
            )?;
            out.push(House { id, head, village: v, poor: matches!(condition, "difficult" | "low_income") });
        }
    }
    Ok(Houses { all: out })
}
