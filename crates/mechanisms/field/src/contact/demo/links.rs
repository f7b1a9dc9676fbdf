//! Links, and the cadres sent down.

use std::collections::HashMap;

use anyhow::ensure;
use hangji_base::enterprises::Enterprises;
use hangji_base::households::{House, Houses};
use hangji_demokit::cast::{Staff, Tree};
use hangji_demokit::firms::Firms;
use hangji_demokit::{Book, Chance, Stage, day};
use hangji_platform::Result;
use hangji_store::{Day, Id};

use crate::contact::{CAMPAIGN_CADRES, CONTACT_LINKS};

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

/// A cadre at work in a village.
pub(super) struct Sent {
    pub(super) person: Id,
    pub(super) since: Day,
}

/// What visits need to know.
pub(super) struct Field {
    /// Cadres by village.
    pub(super) sent: Vec<Vec<Sent>>,
    /// Linked enterprises with their cadre and organisation.
    pub(super) linked: Vec<(Id, Id, Id)>,
    /// Households with the leading cadre who keeps contact with them, and since when.
    pub(super) leaders: HashMap<Id, (Id, Day)>,
}

/// Writes them.
pub(super) fn write(book: &mut Book<'_>, chance: &mut Chance, stage: &Stage) -> Result<Field> {
    let (tree, staff) = (stage.get()?, stage.get()?);
    let linked = regional(book, chance, tree, staff, (stage.get()?, stage.get()?))?;
    let leaders = leading(book, chance, tree, staff, stage.get()?)?;
    let sent = enrolled(book, chance, tree, staff)?;
    Ok(Field { sent, linked, leaders })
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
        CONTACT_LINKS,
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
    tree: &Tree,
    staff: &Staff,
    (firms, enterprises): (&Firms, &Enterprises),
) -> Result<Vec<(Id, Id, Id)>> {
    let mut large: Vec<usize> = (0..firms.all.len())
        .filter(|i| firms.all[*i].employees >= 60 && firms.all[*i].to.is_none() && firms.all[*i].from < day(2012, 1, 1))
        .collect();
    chance.shuffle(&mut large);
    ensure!(large.len() >= staff.regional.len(), "only {} large firms to link", large.len());
    let mut out = Vec::new();
    // Three more than stand at the end: their links of 2012 ended.
    for (nth, (firm, who)) in large.into_iter().zip(&staff.regional).enumerate() {
        let (cadre, enterprise) = (staff.people[*who].id, enterprises.of_firm[firm]);
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
            to: ("enterprise", enterprise),
            from,
            until,
        };
        link(book, org, &l)?;
        if standing {
            out.push((enterprise, cadre, org));
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
    houses: &Houses,
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
        let homes: Vec<&House> = houses.all.iter().filter(|h| h.village == v).collect();
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
    ensure!(who.len() >= ENROLLED + WENT_BACK, "only {} cadres to send down", who.len());
    let mut sent: Vec<Vec<Sent>> = (0..tree.villages.len()).map(|_| Vec::new()).collect();
    for (nth, person) in who.into_iter().take(ENROLLED + WENT_BACK).enumerate() {
        let p = &staff.people[person];
        let org = tree.all[p.org].id;
        let role = chance.pick(ROLES);
        let mut enrol = |role: &str, from: Day, to: Option<Day>| {
            let fields =
                [("cadre", p.id.into()), ("role", role.into()), ("began_on", from.into()), ("ended_on", to.into())];
            book.add(CAMPAIGN_CADRES, org, &fields)
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
