//! Venues of the demo district, works on them, money and equipment.

use anyhow::ensure;
use hangji_demokit::cast::Tree;
use hangji_demokit::{Book, Chance, Part, Scene, day};
use hangji_platform::Result;
use hangji_store::{Day, Id};

use super::{EQUIPMENT, VENUE_INVESTMENTS, VENUE_WORKS, VENUES};

/// The part.
pub const DEMO: Part = Part { code: "venues", write };

/// What a year brought.
struct Year {
    year: i32,
    /// Works completed: new builds, repairs.
    built: usize,
    repaired: usize,
    /// Money booked, in fen.
    invested: i64,
    /// Distance-education sets installed.
    sets: i64,
}

const YEARS: [Year; 2] = [
    Year { year: 2012, built: 4, repaired: 8, invested: 1_186_300_000, sets: 31 },
    Year { year: 2013, built: 7, repaired: 11, invested: 2_320_490_000, sets: 54 },
];

struct Venue {
    id: Id,
    org: Id,
}

struct Work {
    id: Id,
    venue: usize,
    started: Day,
    kind: &'static str,
}

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let Scene { book, chance, stage } = scene;
    let investments = places(book, chance, stage.get()?)?;
    mistakes(book, &investments)
}

/// Sums that were wrong at first.
fn mistakes(book: &mut Book<'_>, investments: &[Id]) -> Result<()> {
    for nth in 0..5 {
        let id = investments[nth * 17 % investments.len()];
        let right = book.number(VENUE_INVESTMENTS, id, "amount")?;
        book.was_wrong(VENUE_INVESTMENTS, id, "amount", right / 10, "金额少录一位，按记账凭证更正")?;
    }
    Ok(())
}

/// Writes them; gives the ids of the investments.
fn places(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree) -> Result<Vec<Id>> {
    let venues = venues(book, chance, tree)?;
    let mut rural: Vec<usize> = (0..venues.len()).filter(|v| tree.all[tree.villages[*v]].sector == "village").collect();
    chance.shuffle(&mut rural);
    let mut booked = Vec::new();
    for y in &YEARS {
        let mut works = Vec::new();
        let mut kinds = vec!["new_build"; y.built];
        kinds.extend(vec!["repair"; y.repaired]);
        for kind in kinds {
            let venue = rural.pop().unwrap_or_default();
            works.push(work(book, chance, &venues, venue, y.year, kind, true)?);
        }
        if y.year == 2013 {
            // Under way at the end of the year: they count when they are completed.
            for kind in ["repair", "repair", "extension"] {
                let venue = rural.pop().unwrap_or_default();
                works.push(work(book, chance, &venues, venue, y.year, kind, false)?);
            }
        }
        booked.extend(investments(book, chance, &venues, &works, y)?);
        equipment(book, chance, &venues, &rural, y)?;
    }
    Ok(booked)
}

fn venues(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree) -> Result<Vec<Venue>> {
    let mut out = Vec::new();
    for (v, org) in tree.villages.iter().enumerate() {
        let org = &tree.all[*org];
        let (kind, word) = if org.sector == "village" {
            ("village_hall", "党员活动室")
        } else {
            ("community_hall", "社区党群活动中心")
        };
        let name = org.short();
        let id = book.add(
            VENUES,
            org.id,
            &[
                ("code", format!("CS-{:03}", v + 1).into()),
                ("name", format!("{name}{word}").into()),
                ("kind", kind.into()),
                ("floor_area", chance.between(60, 420).into()),
                ("in_use_from", chance.day(day(2005, 3, 1), day(2010, 10, 1)).into()),
            ],
        )?;
        out.push(Venue { id, org: org.id });
    }
    Ok(out)
}

fn work(
    book: &mut Book<'_>,
    chance: &mut Chance,
    venues: &[Venue],
    venue: usize,
    year: i32,
    kind: &'static str,
    completed: bool,
) -> Result<Work> {
    let started = if completed {
        chance.day(day(year, 3, 10), day(year, 6, 20))
    } else {
        chance.day(day(year, 8, 20), day(year, 10, 20))
    };
    let completed = completed.then(|| chance.day(started.plus_days(50), day(year, 11, 28)));
    let contents = match kind {
        "new_build" => chance.pick(&["新建砖混结构活动室及附属设施", "新建两层村级阵地，含会议室、图书室"]),
        "repair" => chance.pick(&["屋面防水，更换门窗，粉刷墙面", "更换暖气管道，硬化院落", "改造电路，维修会议室"]),
        _ => chance.pick(&["扩建便民服务大厅", "扩建文化活动广场"]),
    };
    let id = book.add(
        VENUE_WORKS,
        venues[venue].org,
        &[
            ("venue", venues[venue].id.into()),
            ("kind", kind.into()),
            ("started_on", started.into()),
            ("completed_on", completed.into()),
            ("contents", contents.into()),
        ],
    )?;
    Ok(Work { id, venue, started, kind })
}

/// Books the year's money: the larger part on works, the rest on furnishing other venues; the last sum makes it even.
fn investments(
    book: &mut Book<'_>,
    chance: &mut Chance,
    venues: &[Venue],
    works: &[Work],
    y: &Year,
) -> Result<Vec<Id>> {
    const SOURCES: &[&str] = &[
        "central",
        "region",
        "region",
        "city",
        "district",
        "district",
        "township",
        "village",
        "party_fees",
        "donation",
    ];
    let mut planned: Vec<(usize, Option<Id>, i64, Day)> = Vec::new();
    let whole_hundreds = |chance: &mut Chance, a: i64, b: i64| chance.between(a, b) * 10_000;
    for w in works {
        for part in 0..3 {
            let amount = match w.kind {
                "new_build" => whole_hundreds(chance, 2600, 6200),
                "repair" => whole_hundreds(chance, 300, 1100),
                _ => whole_hundreds(chance, 500, 1500),
            };
            let on = w.started.plus_days(20 + part * 35).min(day(y.year, 12, 24));
            planned.push((w.venue, Some(w.id), amount, on));
        }
    }
    while planned.iter().map(|p| p.2).sum::<i64>() < y.invested - 45_000_000 {
        let on = chance.day(day(y.year, 2, 10), day(y.year, 12, 20));
        planned.push((chance.below(venues.len()), None, whole_hundreds(chance, 400, 3900), on));
    }
    let rest = y.invested - planned.iter().map(|p| p.2).sum::<i64>();
    ensure!(rest > 0, "too much money on works in {}: {rest} fen left", y.year);
    planned.push((chance.below(venues.len()), None, rest, day(y.year, 12, 26)));
    planned.sort_by_key(|p| p.3);
    let mut ids = Vec::new();
    for (nth, (venue, work, amount, on)) in planned.into_iter().enumerate() {
        let source = chance.pick(SOURCES);
        ids.push(book.add(
            VENUE_INVESTMENTS,
            venues[venue].org,
            &[
                ("venue", venues[venue].id.into()),
                ("booked_on", on.into()),
                ("amount", amount.into()),
                ("source", source.into()),
                ("voucher", format!("{}-{:02}-{:04}", on.year(), on.month(), nth + 1).into()),
                ("work", work.into()),
            ],
        )?);
    }
    Ok(ids)
}

fn equipment(book: &mut Book<'_>, chance: &mut Chance, venues: &[Venue], rural: &[usize], y: &Year) -> Result<()> {
    let mut left = y.sets;
    let offset = if y.year == 2013 { 0 } else { 40 };
    let mut at = offset;
    while left > 0 {
        let n = if chance.percent(15) { 2.min(left) } else { 1 };
        left -= n;
        let on = chance.day(day(y.year, 4, 1), day(y.year, 10, 31));
        installed(book, &venues[rural[at % rural.len()]], "distance_education", n, on)?;
        at += 1;
    }
    for nth in 0..24 {
        let kind = ["computer", "projector", "library", "other"][nth % 4];
        let venue = &venues[chance.below(venues.len())];
        installed(book, venue, kind, chance.between(1, 6), day(y.year, 5, 6).plus_days(nth as i64 * 5))?;
    }
    Ok(())
}

fn installed(book: &mut Book<'_>, venue: &Venue, kind: &'static str, n: i64, on: Day) -> Result<()> {
    book.add(
        EQUIPMENT,
        venue.org,
        &[("venue", venue.id.into()), ("kind", kind.into()), ("quantity", n.into()), ("installed_on", on.into())],
    )?;
    Ok(())
}
