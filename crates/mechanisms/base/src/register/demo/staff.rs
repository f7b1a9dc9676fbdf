//! People and posts: every organisation has a secretary at every time, villages their teams, agencies their cadres.

use hangji_demokit::cast::{Person, Staff, Tree, Unfit};
use hangji_demokit::{Book, Chance, Inventor, day};
use hangji_platform::Result;
use hangji_store::{Day, Id};

use crate::register::{PEOPLE, POSTS};

/// Year, month and day.
type Ymd = (i32, u32, u32);

/// Villages whose secretary is or was a graduate: village, from, until.
const GRADUATE_SECRETARIES: [(usize, Ymd, Option<Ymd>); 3] =
    [(68, (2011, 11, 10), Some((2013, 4, 15))), (104, (2013, 3, 20), None), (172, (2013, 8, 12), None)];
/// Graduates in office at the end of 2013, of whom so many came in 2013; and those who left in 2013 and in 2012.
const GRADUATES: usize = 60;
const GRADUATES_NEW: usize = 8;
const GRADUATES_LEFT: [usize; 2] = [5, 4];
/// Secretaries found unfit: the day, and whether their organisation was under rectification then. The last one was not,
/// and counts in no figure of rectification.
const UNFIT: [(Ymd, bool); 6] = [
    ((2012, 7, 9), true),
    ((2012, 8, 20), true),
    ((2012, 9, 3), true),
    ((2013, 7, 18), true),
    ((2013, 8, 26), true),
    ((2013, 9, 12), false),
];
/// Cadres of the autonomous region's departments.
const REGIONAL: usize = 21;

/// Writes people and posts.
pub(super) fn write(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree) -> Result<Staff> {
    let mut staff = Staff { unfit: unfit(chance, tree), ..Staff::default() };
    let mut w = Writer { book, chance, inventor: Inventor::new(0), tree, staff: &mut staff };
    w.secretaries()?;
    w.teams()?;
    w.graduates()?;
    w.cadres()?;
    w.regional()?;
    Ok(staff)
}

/// Chooses the villages whose secretaries were found unfit.
fn unfit(chance: &mut Chance, tree: &Tree) -> Vec<Unfit> {
    let graduates = GRADUATE_SECRETARIES.map(|(v, ..)| tree.villages[v]);
    let mut villages: Vec<usize> = tree.standing_in("village").filter(|o| tree.all[*o].village.is_some()).collect();
    villages.retain(|o| tree.all[*o].kind != "committee" && !graduates.contains(o));
    chance.shuffle(&mut villages);
    villages
        .into_iter()
        .zip(UNFIT)
        .map(|(org, ((y, m, d), rectified))| Unfit { org, on: day(y, m, d), rectified })
        .collect()
}

struct Writer<'w, 's> {
    book: &'w mut Book<'s>,
    chance: &'w mut Chance,
    inventor: Inventor,
    tree: &'w Tree,
    staff: &'w mut Staff,
}

impl Writer<'_, '_> {
    /// A new person; gives their position.
    fn person(&mut self, org: usize, level: &'static str, born: (i32, i32), men: usize) -> Result<usize> {
        let p = self.inventor.person(self.chance, day(born.0, 1, 1), day(born.1, 12, 31), men);
        let schools: &[&'static str] = match level {
            "division" | "region" => &["bachelor", "bachelor", "master"],
            "section" | "staff" => &["college", "bachelor", "bachelor"],
            "village" if born.0 >= 1983 => &["college", "bachelor"],
            "village" => &["junior", "senior", "senior", "vocational", "college"],
            _ => &["junior", "senior", "vocational", "college", "bachelor"],
        };
        let number = self.staff.people.len() + 1;
        let joined = (p.birth.year() + 20 + self.chance.below(12) as i32).min(2012);
        let joined = self.chance.day(day(joined, 1, 1), day(joined, 12, 31));
        let o = &self.tree.all[org];
        let id = self.book.add(
            PEOPLE,
            o.id,
            &[
                ("code", format!("P{number:05}").into()),
                ("name", p.name.as_str().into()),
                ("sex", p.sex.into()),
                ("birth", p.birth.into()),
                ("id_card", p.id_card.into()),
                ("phone", p.phone.into()),
                ("ethnicity", p.ethnicity.into()),
                ("education", self.chance.pick(schools).into()),
                ("joined_on", joined.into()),
                ("level", level.into()),
            ],
        )?;
        self.staff.people.push(Person { id, name: p.name, level, org, township: o.township });
        Ok(self.staff.people.len() - 1)
    }

    fn post(
        &mut self,
        person: usize,
        org: usize,
        kind: &'static str,
        from: Day,
        ended: Option<(Day, &'static str)>,
    ) -> Result<Id> {
        self.book.add(
            POSTS,
            self.tree.all[org].id,
            &[
                ("person", self.staff.people[person].id.into()),
                ("kind", kind.into()),
                ("began_on", from.into()),
                ("ended_on", ended.map(|(d, _)| d).into()),
                ("end_reason", ended.map(|(_, r)| r).into()),
            ],
        )
    }

    fn level(&self, org: usize) -> &'static str {
        let o = &self.tree.all[org];
        match (o.kind, o.sector) {
            ("district_committee", _) => "division",
            ("township_committee", _) | (_, "agency") => "section",
            (_, "village" | "community") => "village",
            (_, "institution" | "state_enterprise") => "staff",
            _ => "none",
        }
    }

    /// One secretary after the other for every organisation.
    fn secretaries(&mut self) -> Result<()> {
        for org in 0..self.tree.all.len() {
            let o = &self.tree.all[org];
            let (from, to, level) = (o.from, o.to, self.level(org));
            let began = if from >= day(2011, 1, 1) {
                from
            } else {
                self.chance.day(from.max(day(2008, 2, 1)), day(2011, 6, 30))
            };
            let graduate = GRADUATE_SECRETARIES.iter().find(|(v, ..)| self.tree.villages[*v] == org);
            let change: Option<(Day, &'static str)> =
                if let Some(unfit) = self.staff.unfit.iter().find(|u| u.org == org) {
                    Some((unfit.on, "unfit"))
                } else if let Some((_, (y, m, d), _)) = graduate {
                    Some((day(*y, *m, *d), "term"))
                } else if to.is_none() && from < day(2011, 1, 1) && self.chance.percent(9) {
                    let reasons = ["term", "transfer", "transfer", "retired", "other", "term", "died"];
                    let reason = reasons[self.chance.below(reasons.len())];
                    Some((self.chance.day(day(2012, 2, 1), day(2013, 11, 25)), reason))
                } else {
                    None
                };
            let mut who = self.person(org, level, (1952, 1978), 82)?;
            let Some((on, reason)) = change else {
                self.post(who, org, "secretary", began, to.map(|d| (d, "other")))?;
                self.staff.secretary.push(who);
                continue;
            };
            self.post(who, org, "secretary", began.min(on.plus_days(-90)), Some((on, reason)))?;
            let mut next = on;
            if let Some((_, _, until)) = graduate {
                who = self.person(org, "village", (1984, 1988), 60)?;
                let posted = self.chance.day(day(2009, 7, 1), day(2011, 9, 30));
                let ended = until.map(|(y, m, d)| (day(y, m, d), "transfer"));
                self.post(who, org, "graduate_official", posted, ended)?;
                self.post(who, org, "secretary", on, ended)?;
                let Some((until, _)) = ended else {
                    self.staff.secretary.push(who);
                    continue;
                };
                next = until;
            }
            who = self.person(org, level, (1962, 1982), 80)?;
            self.post(who, org, "secretary", next, None)?;
            self.staff.secretary.push(who);
        }
        Ok(())
    }

    /// Deputies, committee members and directors of villages and townships.
    fn teams(&mut self) -> Result<()> {
        for org in 0..self.tree.all.len() {
            let o = &self.tree.all[org];
            let began = |chance: &mut Chance| chance.day(o.from.max(day(2010, 11, 1)), day(2011, 6, 30));
            if o.village.is_some() {
                // Secretary and director in one hand (一肩挑) in every fifth village.
                let director = if self.chance.percent(20) {
                    self.staff.secretary[org]
                } else {
                    self.person(org, "village", (1958, 1983), 86)?
                };
                let from = began(self.chance);
                self.post(director, org, "village_director", from, None)?;
                for kind in ["deputy_secretary", "committee_member", "committee_member"] {
                    let who = self.person(org, "village", (1960, 1986), 66)?;
                    let from = began(self.chance);
                    self.post(who, org, kind, from, None)?;
                }
            } else if self.tree.townships.contains(&org) {
                for kind in ["deputy_secretary", "deputy_secretary", "committee_member", "committee_member"] {
                    let who = self.person(org, "section", (1962, 1980), 74)?;
                    let from = began(self.chance);
                    self.post(who, org, kind, from, None)?;
                    self.staff.cadres.push(who);
                }
            } else if o.kind == "district_committee" {
                for kind in ["deputy_secretary"; 2].into_iter().chain(["committee_member"; 9]) {
                    let who = self.person(org, "division", (1956, 1972), 78)?;
                    let from = began(self.chance);
                    self.post(who, org, kind, from, None)?;
                    self.staff.leaders.push(who);
                }
            }
        }
        Ok(())
    }

    /// Graduates posted as village officials, beside those who are secretaries.
    fn graduates(&mut self) -> Result<()> {
        let secretaries = GRADUATE_SECRETARIES.map(|(v, ..)| v);
        let mut villages: Vec<usize> = self.tree.standing_in("village").collect();
        villages.retain(|o| self.tree.all[*o].village.is_some_and(|v| !secretaries.contains(&v)));
        self.chance.shuffle(&mut villages);
        let standing = GRADUATES - GRADUATE_SECRETARIES.iter().filter(|(_, _, until)| until.is_none()).count();
        // One graduate secretary left in 2013 as well.
        let [left_2013, left_2012] = GRADUATES_LEFT;
        for (i, org) in villages.into_iter().take(standing + left_2013 - 1 + left_2012).enumerate() {
            let who = self.person(org, "village", (1985, 1989), 48)?;
            let from = if i < GRADUATES_NEW {
                self.chance.day(day(2013, 7, 15), day(2013, 9, 10))
            } else {
                self.chance.day(day(2009, 8, 1), day(2011, 9, 20))
            };
            let ended = match i.checked_sub(standing) {
                None => None,
                Some(n) if n < left_2013 - 1 => Some(self.chance.day(day(2013, 3, 1), day(2013, 10, 30))),
                Some(_) => Some(self.chance.day(day(2012, 4, 1), day(2012, 11, 30))),
            };
            let reason = if i % 2 == 0 { "term" } else { "transfer" };
            self.post(who, org, "graduate_official", from, ended.map(|d| (d, reason)))?;
        }
        Ok(())
    }

    /// Cadres of the district's agencies and of township agencies.
    fn cadres(&mut self) -> Result<()> {
        for org in 0..self.tree.all.len() {
            let o = &self.tree.all[org];
            if o.sector != "agency" || o.to.is_some() || o.kind == "committee" {
                continue;
            }
            self.staff.cadres.push(self.staff.secretary[org]);
            let (least, most) = if o.township.is_some() { (12, 18) } else { (9, 11) };
            let n = self.chance.between(least, most);
            for i in 0..n {
                let level = if i == 0 { "section" } else { "staff" };
                let who = self.person(org, level, (1960, 1988), 62)?;
                if i == 0 {
                    let from = self.chance.day(o.from.max(day(2009, 1, 1)), day(2011, 12, 31));
                    self.post(who, org, "deputy_secretary", from, None)?;
                }
                self.staff.cadres.push(who);
            }
        }
        Ok(())
    }

    /// Cadres of the autonomous region's departments: they stand in the district's register, but work elsewhere.
    fn regional(&mut self) -> Result<()> {
        for nth in 0..REGIONAL {
            let p = self.inventor.person(self.chance, day(1960, 1, 1), day(1980, 12, 31), 72);
            let id = self.book.add(
                PEOPLE,
                self.tree.all[0].id,
                &[
                    ("code", format!("PZ{:03}", nth + 1).into()),
                    ("name", p.name.as_str().into()),
                    ("sex", p.sex.into()),
                    ("birth", p.birth.into()),
                    ("id_card", p.id_card.into()),
                    ("phone", p.phone.into()),
                    ("ethnicity", p.ethnicity.into()),
                    ("education", "bachelor".into()),
                    ("level", "region".into()),
                ],
            )?;
            self.staff.regional.push(self.staff.people.len());
            self.staff.people.push(Person { id, name: p.name, level: "region", org: 0, township: None });
        }
        Ok(())
    }
}
