//! Delegate studios with their people, and volunteer teams.

use std::collections::HashSet;

use anyhow::ensure;
use hangji_platform::Result;
use hangji_store::{Day, Id};

use crate::book::Book;
use crate::chance::{Chance, day};
use crate::staff::Staff;
use crate::tree::Tree;

/// Studios open at the end of 2013, of which so many opened in 2012; all others in 2013.
const STUDIOS: usize = 118;
const IN_2012: usize = 43;
/// Delegates stationed in them, and liaison officers.
const DELEGATES: usize = 774;
const LIAISONS: usize = 146;
/// Volunteer teams and the people in them.
const TEAMS: usize = 17;
const VOLUNTEERS: usize = 165;

/// A studio.
pub(crate) struct Studio {
    pub(crate) id: Id,
    /// Its organisation: position in the tree.
    pub(crate) org: usize,
    pub(crate) opened: Day,
}

/// Writes studios and volunteers; gives the studios that stand.
pub(crate) fn write(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree, staff: &Staff) -> Result<Vec<Studio>> {
    let studios = studios(book, chance, tree)?;
    stationed(book, chance, tree, staff, &studios)?;
    volunteers(book, chance, tree, staff)?;
    Ok(studios)
}

fn studio(
    book: &mut Book<'_>,
    chance: &mut Chance,
    tree: &Tree,
    nth: usize,
    org: usize,
    to: Option<Day>,
) -> Result<Studio> {
    let o = &tree.all[org];
    let opened = if nth < IN_2012 || to.is_some() {
        chance.day(day(2012, 5, 10), day(2012, 11, 30))
    } else {
        chance.day(day(2013, 1, 15), day(2013, 10, 31))
    };
    let short = o.name.trim_end_matches("党支部").trim_end_matches("党总支").trim_end_matches("党委");
    let id = book.add(
        "studios",
        o.id,
        &[
            ("code", format!("GZS-{:03}", nth + 1).into()),
            ("name", format!("{short}党代表工作室").into()),
            ("opened_on", opened.into()),
            ("closed_on", to.into()),
            ("place", format!("{short}便民服务大厅").into()),
            ("reception_day", chance.between(1, 28).into()),
        ],
    )?;
    Ok(Studio { id, org, opened })
}

/// One in every township, the others in villages and communities. Three closed again.
fn studios(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree) -> Result<Vec<Studio>> {
    let mut places: Vec<usize> = tree.townships[..11].to_vec();
    let mut villages: Vec<usize> =
        tree.villages.iter().copied().filter(|v| tree.all[*v].township.is_some_and(|t| t < 11)).collect();
    chance.shuffle(&mut villages);
    let closed: Vec<usize> = villages.drain(..3).collect();
    places.extend(villages.into_iter().take(STUDIOS - 11));
    let mut out = Vec::new();
    for (nth, org) in places.into_iter().enumerate() {
        out.push(studio(book, chance, tree, nth, org, None)?);
    }
    for (i, org) in closed.into_iter().enumerate() {
        let to = [day(2012, 12, 20), day(2013, 4, 10), day(2013, 9, 1)][i];
        studio(book, chance, tree, STUDIOS + i, org, Some(to))?;
    }
    Ok(out)
}

fn placed(
    book: &mut Book<'_>,
    studio: &Studio,
    org: Id,
    person: Id,
    role: &'static str,
    from: Day,
    to: Option<Day>,
) -> Result<()> {
    book.add(
        "studio_people",
        org,
        &[
            ("studio", studio.id.into()),
            ("person", person.into()),
            ("role", role.into()),
            ("began_on", from.into()),
            ("ended_on", to.into()),
        ],
    )?;
    Ok(())
}

/// Delegates, heads and liaison officers: each from the studio's own township while there are any left, else from the
/// district's agencies.
fn stationed(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree, staff: &Staff, studios: &[Studio]) -> Result<()> {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); tree.townships.len()];
    let mut far = Vec::new();
    for (i, p) in staff.people.iter().enumerate() {
        match p.township {
            Some(t) => near[t].push(i),
            None if p.level != "division" => far.push(i),
            None => {}
        }
    }
    near.iter_mut().for_each(|list| chance.shuffle(list));
    chance.shuffle(&mut far);
    let mut used = HashSet::new();
    let (mut delegates, mut liaisons) = (0, 0);
    let mut twice = Vec::new();
    for (nth, s) in studios.iter().enumerate() {
        let t = tree.all[s.org].township.unwrap_or_default();
        let org = tree.all[s.org].id;
        let mut next = || near[t].pop().or_else(|| far.pop());
        let many = DELEGATES * (nth + 1) / STUDIOS - delegates;
        for i in 0..many {
            let Some(who) = next() else { continue };
            used.insert(who);
            let from = chance.day(s.opened, s.opened.plus_days(25));
            placed(book, s, org, staff.people[who].id, "delegate", from, None)?;
            if i == 0 {
                // A delegate heads the studio.
                placed(book, s, org, staff.people[who].id, "head", from, None)?;
                if nth % 9 == 0 {
                    twice.push(who);
                }
            }
        }
        delegates += many;
        let many = LIAISONS * (nth + 1) / STUDIOS - liaisons;
        for _ in 0..many {
            let Some(who) = next() else { continue };
            placed(book, s, org, staff.people[who].id, "liaison", s.opened, None)?;
        }
        liaisons += many;
        // Somebody who left again.
        if nth % 6 == 2
            && let Some(who) = next()
        {
            let to = chance.day(s.opened.plus_days(20), day(2013, 12, 1));
            placed(book, s, org, staff.people[who].id, "delegate", s.opened, Some(to))?;
        }
    }
    ensure!(used.len() == DELEGATES, "{} delegates found, not {DELEGATES}", used.len());
    // Delegates who serve in two studios count once.
    for (i, who) in twice.into_iter().enumerate() {
        let s = &studios[(i * 9 + 5) % studios.len()];
        placed(book, s, tree.all[s.org].id, staff.people[who].id, "delegate", s.opened.plus_days(10), None)?;
    }
    Ok(())
}

fn volunteers(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree, staff: &Staff) -> Result<()> {
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
            "volunteer_teams",
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
        book.add("volunteers", org, &fields)
    };
    for (i, who) in people.iter().enumerate().take(VOLUNTEERS) {
        let team = i * TEAMS / VOLUNTEERS;
        let from = chance.day(teams[team].2, teams[team].2.plus_days(60));
        joined(book, team, *who, from, None)?;
    }
    // In a second team, in teams that ended, and one who left.
    for i in 0..4 {
        joined(book, TEAMS - 1 - i, people[i * 3], teams[TEAMS - 1 - i].2.plus_days(14), None)?;
    }
    for i in 0..14 {
        joined(book, TEAMS + i % 2, people[VOLUNTEERS + i], teams[TEAMS + i % 2].2, None)?;
    }
    joined(book, 3, people[VOLUNTEERS + 20], teams[3].2, Some(day(2013, 5, 20)))?;
    Ok(())
}
