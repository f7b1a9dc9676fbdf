//! The firms of the district and how each came to be covered by a Party organisation.
//!
//! At the end of 2013 there are 231 non-public enterprises in operation, 162 of them covered (70.13 %); at the end of 2012
//! there were 218 and 68 (31.19 %). Townships differ widely.

use hangji_store::Day;

use crate::chance::{Chance, day};
use crate::invent::Inventor;

/// Enterprises in operation at the end of 2013 and how many of them are covered, by township in the order of the file.
const OPERATING: [usize; 13] = [30, 42, 22, 16, 26, 24, 12, 10, 20, 10, 4, 1, 14];
const COVERED: [usize; 13] = [22, 31, 14, 10, 19, 15, 8, 6, 15, 5, 3, 1, 13];
/// Covered since before 2012, and since some day of 2012.
const BEFORE_2012: usize = 47;
const IN_2012: usize = 19;
/// Opened in 2013, opened in 2012.
const OPENED_2013: usize = 20;
const OPENED_2012: usize = 15;

const BUSINESSES: &[(&str, &str)] = &[
    ("商贸", "trade"),
    ("建材", "manufacturing"),
    ("枸杞制品", "manufacturing"),
    ("农业科技", "agriculture"),
    ("建筑工程", "construction"),
    ("物流", "transport"),
    ("餐饮", "catering"),
    ("旅游开发", "tourism"),
    ("光伏材料", "energy"),
    ("机械制造", "manufacturing"),
    ("果业", "agriculture"),
    ("石料", "mining"),
    ("物业服务", "services"),
    ("种业", "agriculture"),
    ("医药", "trade"),
];

/// How a firm is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By an organisation of its own.
    Alone,
    /// By a joint organisation of its township: the number of the joint organisation.
    Joint(usize),
    /// By the organisation of a village, community or agency.
    Attached,
}

/// A non-public firm.
#[derive(Debug)]
pub struct Firm {
    /// Its township.
    pub township: usize,
    /// Its number in the register of enterprises.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its industry, as the register codes it.
    pub industry: &'static str,
    /// People at work in it.
    pub employees: i64,
    /// Party members among them.
    pub members: i64,
    /// The day it opened.
    pub from: Day,
    /// The day it closed, if it did.
    pub to: Option<Day>,
    /// How it is covered, and since when.
    pub cover: Option<(Way, Day)>,
}

/// A joint organisation to be set up.
#[derive(Debug)]
pub struct Joint {
    /// Its township.
    pub township: usize,
    /// The day it is set up.
    pub since: Day,
}

/// All firms and joint organisations.
#[derive(Debug)]
pub struct Firms {
    /// The firms.
    pub all: Vec<Firm>,
    /// The joint organisations.
    pub joints: Vec<Joint>,
}

/// Makes the firms up: the same ones whoever asks.
#[must_use]
pub fn invent() -> Firms {
    let (chance, inventor) = (&mut Chance::of("firms"), &mut Inventor::new(9));
    let mut firms = Firms { all: Vec::new(), joints: Vec::new() };
    for township in 0..OPERATING.len() {
        for nth in 0..OPERATING[township] {
            let covered = nth < COVERED[township];
            firms.all.push(firm(chance, inventor, township, covered, firms.all.len()));
        }
        ways(&mut firms, township);
    }
    days(&mut firms, chance);
    closed(&mut firms, chance, inventor);
    for f in &mut firms.all {
        // An organisation of its own needs three full members (中办发〔2012〕11号).
        f.members = match f.cover {
            Some((Way::Alone, _)) => chance.between(3, 9 + f.employees / 20),
            Some(_) => chance.between(1, 2),
            None => chance.between(0, 1),
        };
    }
    firms
}

fn firm(chance: &mut Chance, inventor: &mut Inventor, township: usize, covered: bool, nth: usize) -> Firm {
    let (business, industry) = BUSINESSES[chance.below(BUSINESSES.len())];
    // The aim of 2013: every firm with thirty or more employees has an organisation.
    let large = covered && chance.percent(55);
    Firm {
        township,
        code: format!("640502990{:06}", 101 + nth),
        name: inventor.firm(chance, business),
        industry,
        employees: if large { chance.between(30, 380) } else { chance.between(5, 29) },
        members: 0,
        from: day(2005, 1, 1),
        to: None,
        cover: covered.then_some((Way::Alone, Day::OPEN)),
    }
}

/// Gives the covered firms of a township their ways: half alone, then joint ones by three to five, the rest attached.
fn ways(firms: &mut Firms, township: usize) {
    let mut covered: Vec<&mut Firm> =
        firms.all.iter_mut().filter(|f| f.township == township && f.cover.is_some()).collect();
    covered.sort_by_key(|f| std::cmp::Reverse(f.employees));
    let n = covered.len();
    let (alone, attached) = ((n * 11).div_ceil(20).max(n.min(3)), n / 6);
    let mut waiting = n - alone - attached;
    let mut size = 0;
    for (i, f) in covered.into_iter().enumerate() {
        let way = if i < alone {
            Way::Alone
        } else if waiting > 0 {
            waiting -= 1;
            if size == 0 {
                firms.joints.push(Joint { township, since: Day::OPEN });
                // The last group takes what is left rather than leave one firm behind.
                size = if waiting < 5 { waiting + 1 } else { 3 + i % 2 };
            }
            size -= 1;
            Way::Joint(firms.joints.len() - 1)
        } else {
            Way::Attached
        };
        f.cover = Some((way, Day::OPEN));
    }
}

/// Gives every firm the day it opened and the day since when it is covered.
fn days(firms: &mut Firms, chance: &mut Chance) {
    let mut order: Vec<usize> = (0..firms.all.len()).collect();
    chance.shuffle(&mut order);
    let covered: Vec<usize> = order.iter().copied().filter(|i| firms.all[*i].cover.is_some()).collect();
    // Firms that could set up an organisation of their own came first.
    let mut early = covered.clone();
    early.sort_by_key(|i| !matches!(firms.all[*i].cover, Some((Way::Alone, _))));
    let late: Vec<usize> = early.split_off(BEFORE_2012 + IN_2012);
    chance.shuffle(&mut early);
    let uncovered: Vec<usize> = order.into_iter().filter(|i| firms.all[*i].cover.is_none()).collect();
    let new_2013: Vec<usize> =
        late.iter().rev().take(8).chain(uncovered.iter().take(OPENED_2013 - 8)).copied().collect();
    let new_2012: Vec<usize> =
        late.iter().take(5).chain(uncovered.iter().skip(OPENED_2013 - 8).take(OPENED_2012 - 5)).copied().collect();
    for i in 0..firms.all.len() {
        let from = if new_2013.contains(&i) {
            chance.day(day(2013, 1, 10), day(2013, 8, 20))
        } else if new_2012.contains(&i) {
            chance.day(day(2012, 2, 10), day(2012, 10, 30))
        } else {
            chance.day(day(2004, 7, 1), day(2009, 11, 30))
        };
        firms.all[i].from = from;
        let Some((way, _)) = firms.all[i].cover else { continue };
        let since = match early.iter().position(|e| *e == i) {
            Some(nth) if nth < BEFORE_2012 => chance.day(day(2010, 1, 10), day(2011, 12, 20)),
            Some(_) => chance.day(day(2012, 2, 15), day(2012, 12, 20)),
            None => chance.day(from.plus_days(30).max(day(2013, 1, 15)), day(2013, 11, 28)),
        };
        firms.all[i].cover = Some((way, since));
        if let Way::Joint(j) = way {
            firms.joints[j].since = firms.joints[j].since.min(since);
        }
    }
}

/// Adds the firms that closed: five in 2012; seven in 2013, two of which had an organisation of their own.
fn closed(firms: &mut Firms, chance: &mut Chance, inventor: &mut Inventor) {
    for nth in 0..12 {
        let township = [0, 1, 4, 8, 1, 1, 4, 2, 0, 5, 1, 8][nth];
        let mut f = firm(chance, inventor, township, false, firms.all.len());
        f.from = chance.day(day(2005, 1, 10), day(2009, 11, 30));
        f.to = Some(match nth {
            0..5 => chance.day(day(2012, 3, 1), day(2012, 12, 10)),
            5 => day(2013, 2, 20),
            6 => day(2013, 3, 15),
            _ => chance.day(day(2013, 2, 1), day(2013, 11, 20)),
        });
        if nth == 5 || nth == 6 {
            f.cover = Some((Way::Alone, chance.day(day(2010, 6, 1), day(2011, 10, 30))));
        }
        firms.all.push(f);
    }
}
