//! Contact in the demo district: links and cadres sent down, then what they did, then what was entered wrongly at first.

mod links;
mod visits;

use hangji_demokit::{Book, Chance, Part, Scene, day};
use hangji_platform::Result;
use hangji_platform::ledger::Value;
use hangji_store::{Day, Id};

use super::VISITS;

/// The part; offers [`Visits`].
pub const DEMO: Part = Part { code: "contact", write };

/// A visit as far as others need it.
#[derive(Debug)]
pub struct Visit {
    /// Its record.
    pub id: Id,
    /// Position of the household, if it was one.
    pub house: Option<usize>,
    /// Position of the village, if it was in one.
    pub village: Option<usize>,
    /// The day.
    pub date: Day,
    /// Who visited.
    pub cadre: Id,
}

/// All visits, year by year and day by day.
#[derive(Debug)]
pub struct Visits {
    /// The visits.
    pub all: Vec<Visit>,
}

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let Scene { book, chance, stage } = scene;
    let field = links::write(book, chance, stage)?;
    let all = visits::write(book, chance, stage, &field)?;
    mistakes(book, chance, &all)?;
    stage.put(Visits { all });
    Ok(())
}

/// Numbers of handbooks with a nought too many, and visits that were entered twice.
fn mistakes(book: &mut Book<'_>, chance: &mut Chance, visits: &[Visit]) -> Result<()> {
    for nth in 0..24 {
        let v = &visits[nth * 311 % visits.len()];
        let right = book.number(VISITS, v.id, "handbooks")?;
        book.was_wrong(VISITS, v.id, "handbooks", right * 10 + 10, "手册数多录了一个零，按民情日记更正")?;
    }
    let doubled: Vec<&Visit> = visits.iter().filter(|v| v.house.is_some() && v.date < day(2013, 12, 1)).collect();
    for _ in 0..9 {
        let v = doubled[chance.below(doubled.len())];
        let org = book.record(VISITS, v.id)?.org;
        let mut fields = book.named(VISITS, v.id)?;
        // The same visit, a day later in the book.
        fields.retain(|(name, _)| *name != "date" && *name != "consolation");
        fields.push(("date", Value::from(v.date.plus_days(1))));
        let id = book.add(VISITS, org, &fields)?;
        book.was_withdrawn(VISITS, id, "重复录入");
    }
    Ok(())
}
