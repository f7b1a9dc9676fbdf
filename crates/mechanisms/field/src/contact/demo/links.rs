//! Households, links, and the cadres sent down.

use std::collections::HashMap;

use hangji_platform::Result;
use hangji_store::{Day, Id};

use crate::book::Book;
use crate::chance::{Chance, day};
use crate::firms::Firms;
use crate::invent::Inventor;
use crate::staff::Staff;
use crate::tree::Tree;

/// Households in the register.
const HOUSEHOLDS: usize = 7_500;
/// Regional cadres with an enterprise each, of whom so many since 2012.
const REGIONAL: usize = 18;
const REGIONAL_2012: usize = 12;
/// Leading cadres of the 321 scheme, of whom so many since 2012.
const LEADING: usize = 60;
const LEADING_2012: usize = 52;
/// Cadres enrolled at the end of 2013, of whom so many since 2012; and some who went back.
const ENROLLED: usize = 715;
const ENROLLED_2012: usize = 610;
const WENT_BACK: usize = 22;

/// A household.
pub(crate) struct House {
    pub(crate) id: Id,
    pub(crate) head: String,
    pub(crate) village: usize,
    pub(crate) poor: bool,
}

/// A cadre at work in a village.
pub(crate) struct Sent {
    pub(crate) person: Id,
    pub(crate) since: Day,
}

/// What visits need to know.
pub(crate) struct Field {
    pub(crate) houses: Vec<House>,
    /// Cadres by village.
    pub(crate) sent: Vec<Vec<Sent>>,
    /// Linked enterprises with their cadre and organisation.
    pub(crate) linked: Vec<(Id, Id, Id)>,
    /// Households with the leading cadre who keeps contact with them, and since when.
    pub(crate) leaders: HashMap<Id, (Id, Day)>,
}

/// Writes them.
pub(crate) fn write(
    book: &mut Book<'_>,
    chance: &mut Chance,
    inventor: &mut Inventor,
    tree: &Tree,
    staff: &Staff,
    firms: (&Firms, &[Id]),
) -> Result<Field> {
    let houses = households(book, chance, inventor, tree)?;
    let linked = regional(book, chance, inventor, tree, firms)?;
    let leaders = leading(book, chance, tree, staff, &houses)?;
    let sent = enrolled(book, chance, tree, staff)?;
    Ok(Field { houses, sent, linked, leaders })
}

fn households(book: &mut Book<'_>, chance: &mut Chance, inventor: &mut Inventor, tree: &Tree) -> Result<Vec<House>> {
    let n = tree.villages.len();
    let mut sizes: Vec<usize> =
        (0..n)
            .map(|v| {
                if tree.all[tree.villages[v]].sector == "village" {
                    28 + chance.below(28)
                } else {
                    6 + chance.below(12)
                }
            })
            .collect();
    // To the round number, a household here and there.
    let mut at = 0;
    while sizes.iter().sum::<usize>() != HOUSEHOLDS {
        let over = sizes.iter().sum::<usize>() > HOUSEHOLDS;
        if over && sizes[at % n] > 6 {
            sizes[at % n] -= 1;
        } else if !over {
            sizes[at % n] += 1;
        }
        at += 7;
    }
    let mut out = Vec::with_capacity(HOUSEHOLDS);
    for (v, size) in sizes.into_iter().enumerate() {
        let org = &tree.all[tree.villages[v]];
        let place = org.name.trim_end_matches("党支部").trim_end_matches("党总支").trim_end_matches("党委");
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
                "households",
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
    Ok(out)
}

struct Link {
    cadre: Id,
    scheme: &'static str,
    target: &'static str,
    /// Field and id of the target.
    to: (&'static str, Id),
    from: Day,
    until: Option<Day>,
}

fn link(book: &mut Book<'_>, org: Id, l: &Link) -> Result<()> {
    // A home is called at once a year at least, what is larger every quarter.
    let least = if l.to.0 == "household" { 1 } else { 4 };
    book.add(
        "contact_links",
        org,
        &[
            ("cadre", l.cadre.into()),
            ("scheme", l.scheme.into()),
            ("target", l.target.into()),
            (l.to.0, l.to.1.into()),
            ("began_on", l.from.into()),
            ("ended_on", l.until.into()),
            ("least_visits", least.into()),
        ],
    )?;
    Ok(())
}

/// Cadres of the autonomous region's departments, each linked to one enterprise.
fn regional(
    book: &mut Book<'_>,
    chance: &mut Chance,
    inventor: &mut Inventor,
    tree: &Tree,
    (firms, ids): (&Firms, &[Id]),
) -> Result<Vec<(Id, Id, Id)>> {
    let mut large: Vec<usize> = (0..firms.all.len())
        .filter(|i| firms.all[*i].employees >= 60 && firms.all[*i].to.is_none() && firms.all[*i].from < day(2012, 1, 1))
        .collect();
    chance.shuffle(&mut large);
    let mut out = Vec::new();
    // Three more than stand at the end: their links of 2012 ended.
    for (nth, firm) in large.into_iter().take(REGIONAL + 3).enumerate() {
        let p = inventor.person(chance, day(1960, 1, 1), day(1980, 12, 31), 72);
        let cadre = book.add(
            "people",
            tree.all[0].id,
            &[
                ("code", format!("PZ{:03}", nth + 1).into()),
                ("name", p.name.into()),
                ("sex", p.sex.into()),
                ("birth", p.birth.into()),
                ("id_card", p.id_card.into()),
                ("phone", p.phone.into()),
                ("ethnicity", p.ethnicity.into()),
                ("education", "bachelor".into()),
                ("level", "region".into()),
            ],
        )?;
        let standing = nth < REGIONAL;
        let from = if nth < REGIONAL_2012 || !standing {
            chance.day(day(2012, 3, 5), day(2012, 5, 30))
        } else {
            chance.day(day(2013, 3, 4), day(2013, 5, 20))
        };
        let until = (!standing).then(|| day(2013, 1, 31));
        let org = tree.all[tree.townships[firms.all[firm].township]].id;
        let l = Link {
            cadre,
            scheme: "region_enterprise",
            target: "enterprise",
            to: ("enterprise", ids[firm]),
            from,
            until,
        };
        link(book, org, &l)?;
        if standing {
            out.push((ids[firm], cadre, org));
        }
    }
    Ok(out)
}

/// Leading cadres of division and section level: one village, two old members and three households each. What the
/// numbers 3-2-1 stood for in the district is not known (rules.md, §7): this is one reading, kept as records.
fn leading(
    book: &mut Book<'_>,
    chance: &mut Chance,
    tree: &Tree,
    staff: &Staff,
    houses: &[House],
) -> Result<HashMap<Id, (Id, Day)>> {
    let mut kept = HashMap::new();
    let mut who = vec![staff.secretary[0]];
    who.extend(&staff.leaders);
    who.extend(staff.cadres.iter().copied().filter(|c| staff.people[*c].level == "section"));
    let villages: Vec<usize> =
        (0..tree.villages.len()).filter(|v| tree.all[tree.villages[*v]].sector == "village").collect();
    for (nth, person) in who.into_iter().take(LEADING + 4).enumerate() {
        let standing = nth < LEADING;
        let from = if nth < LEADING_2012 || !standing {
            chance.day(day(2012, 2, 6), day(2012, 4, 10))
        } else {
            chance.day(day(2013, 1, 14), day(2013, 3, 29))
        };
        let until = (!standing).then(|| [day(2012, 12, 10), day(2013, 2, 18)][nth % 2]);
        let v = villages[(nth * 5 + 2) % villages.len()];
        let org = &tree.all[tree.villages[v]];
        let cadre = staff.people[person].id;
        let new = |target, to| Link { cadre, scheme: "three_two_one", target, to, from, until };
        link(book, org.id, &new("village", ("target_org", org.id)))?;
        let homes: Vec<&House> = houses.iter().filter(|h| h.village == v).collect();
        for (i, h) in homes.iter().skip(nth % 8).step_by(3).take(5).enumerate() {
            let target = if i < 2 { "old_member" } else { "household" };
            link(book, org.id, &new(target, ("household", h.id)))?;
            if standing {
                kept.entry(h.id).or_insert((cadre, from));
            }
        }
    }
    Ok(kept)
}

/// Cadres enrolled in the campaign, spread over the villages.
fn enrolled(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree, staff: &Staff) -> Result<Vec<Vec<Sent>>> {
    const ROLES: &[&str] = &["policy_publicist", "opinion_investigator", "development_helper", "stability_mediator"];
    let mut who = staff.cadres.clone();
    chance.shuffle(&mut who);
    anyhow::ensure!(who.len() >= ENROLLED + WENT_BACK, "only {} cadres to send down", who.len());
    let mut sent: Vec<Vec<Sent>> = (0..tree.villages.len()).map(|_| Vec::new()).collect();
    for (nth, person) in who.into_iter().take(ENROLLED + WENT_BACK).enumerate() {
        let p = &staff.people[person];
        let org = tree.all[p.org].id;
        let role = chance.pick(ROLES);
        let mut enrol = |role: &str, from: Day, to: Option<Day>| {
            let fields =
                [("cadre", p.id.into()), ("role", role.into()), ("began_on", from.into()), ("ended_on", to.into())];
            book.add("campaign_cadres", org, &fields)
        };
        let first = day(2012, 3, 12);
        if nth >= ENROLLED {
            enrol(role, first, Some(day(2013, 1, 31)))?;
            continue;
        }
        let since = if nth < ENROLLED_2012 { first } else { day(2013, 2, 25) };
        if nth < ENROLLED_2012 && nth % 30 == 0 {
            // Another role in the second year: enrolled anew, counted once.
            enrol(role, first, Some(day(2013, 2, 25)))?;
            enrol(ROLES[nth / 30 % 4], day(2013, 2, 25), None)?;
        } else {
            enrol(role, since, None)?;
        }
        let village = nth % sent.len();
        sent[village].push(Sent { person: p.id, since });
    }
    Ok(sent)
}
