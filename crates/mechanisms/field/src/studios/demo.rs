//! Delegate studios of the demo district with their people.

use std::collections::HashSet;

use anyhow::ensure;
use hangji_demokit::cast::{Staff, Tree};
use hangji_demokit::{Book, Chance, Part, Scene, day};
use hangji_platform::Result;
use hangji_store::{Day, Id};

use super::{STUDIO_PEOPLE, STUDIOS};

/// The part; offers [`Studios`].
pub const DEMO: Part = Part { code: "studios", write };

/// Studios open at the end of 2013, of which so many opened in 2012; all others in 2013.
const OPEN: usize = 118;
const IN_2012: usize = 43;
/// Delegates stationed in them, and liaison officers.
const DELEGATES: usize = 774;
const LIAISONS: usize = 146;
/// A studio.
#[derive(Debug)]
pub struct Studio {
    /// Its record.
    pub id: Id,
    /// Its organisation: position in the tree.
    pub org: usize,
    /// The day it opened.
    pub opened: Day,
}

/// The studios that stand at the end of 2013.
#[derive(Debug)]
pub struct Studios {
    /// The studios.
    pub open: Vec<Studio>,
}

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let Scene { book, chance, stage } = scene;
    let (tree, staff) = (stage.get()?, stage.get()?);
    let open = studios(book, chance, tree)?;
    stationed(book, chance, tree, staff, &open)?;
    stage.put(Studios { open });
    Ok(())
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
    let short = o.short();
    let id = book.add(
        STUDIOS,
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
    places.extend(villages.into_iter().take(OPEN - 11));
    let mut out = Vec::new();
    for (nth, org) in places.into_iter().enumerate() {
        out.push(studio(book, chance, tree, nth, org, None)?);
    }
    for (i, org) in closed.into_iter().enumerate() {
        let to = [day(2012, 12, 20), day(2013, 4, 10), day(2013, 9, 1)][i];
        studio(book, chance, tree, OPEN + i, org, Some(to))?;
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
        STUDIO_PEOPLE,
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
            None if !matches!(p.level, "division" | "region") => far.push(i),
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
        let many = DELEGATES * (nth + 1) / OPEN - delegates;
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
        let many = LIAISONS * (nth + 1) / OPEN - liaisons;
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
