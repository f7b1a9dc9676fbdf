//! Volunteer teams of the demo district.

use hangji_demokit::cast::{Staff, Tree};
use hangji_demokit::{Book, Chance, Part, Scene, day};
use hangji_platform::Result;
use hangji_store::Day;

use super::{VOLUNTEER_TEAMS, VOLUNTEERS};

/// Volunteer teams and the people in them.
const TEAMS: usize = 17;
const PEOPLE: usize = 165;

/// The part.
pub const DEMO: Part = Part { code: "volunteers", write };

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let Scene { book, chance, stage } = scene;
    teams(book, chance, stage.get()?, stage.get()?)
}

fn teams(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree, staff: &Staff) -> Result<()> {
    const FIELDS: &[&str] = &["policy", "care", "mediation", "environment", "science", "culture"];
    let mut people: Vec<usize> = (0..staff.people.len()).filter(|i| staff.people[*i].level == "village").collect();
    chance.shuffle(&mut people);
    let mut teams = Vec::new();
    // Two more than stand at the end: one ended in 2012, one in 2013.
    for nth in 0..TEAMS + 2 {
        let township = nth % 11;
        let org = &tree.all[tree.townships[township]];
        let formed = if nth < 9 {
            chance.day(day(2011, 4, 1), day(2012, 9, 30))
        } else if nth < TEAMS {
            chance.day(day(2013, 2, 15), day(2013, 8, 31))
        } else {
            day(2011, 5, 4)
        };
        let ended = [None, Some(day(2012, 10, 8)), Some(day(2013, 6, 3))][(nth + 1).saturating_sub(TEAMS)];
        let word = ["党员", "青年党员", "巾帼"][nth / 11 % 3];
        let name = format!("{}{word}志愿者服务队", org.name.trim_end_matches("党委"));
        let id = book.add(
            VOLUNTEER_TEAMS,
            org.id,
            &[
                ("code", format!("ZYD-{:02}", nth + 1).into()),
                ("name", name.into()),
                ("field", FIELDS[nth % FIELDS.len()].into()),
                ("formed_on", formed.into()),
                ("ended_on", ended.into()),
            ],
        )?;
        teams.push((id, org.id, formed));
    }
    let joined = |book: &mut Book<'_>, team: usize, who: usize, from: Day, to: Option<Day>| {
        let (id, org, _) = teams[team];
        let person = staff.people[who].id;
        let fields =
            [("team", id.into()), ("person", person.into()), ("began_on", from.into()), ("ended_on", to.into())];
        book.add(VOLUNTEERS, org, &fields)
    };
    for (i, who) in people.iter().enumerate().take(PEOPLE) {
        let team = i * TEAMS / PEOPLE;
        let from = chance.day(teams[team].2, teams[team].2.plus_days(60));
        joined(book, team, *who, from, None)?;
    }
    // In a second team, in teams that ended, and one who left.
    for i in 0..4 {
        joined(book, TEAMS - 1 - i, people[i * 3], teams[TEAMS - 1 - i].2.plus_days(14), None)?;
    }
    for i in 0..14 {
        joined(book, TEAMS + i % 2, people[PEOPLE + i], teams[TEAMS + i % 2].2, None)?;
    }
    joined(book, 3, people[PEOPLE + 20], teams[3].2, Some(day(2013, 5, 20)))?;
    Ok(())
}
