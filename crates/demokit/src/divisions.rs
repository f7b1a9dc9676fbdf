//! The real townships, villages and communities of the district (`china-division` 2.7.0, WTFPL).

/// A township or area at township level.
#[derive(Debug)]
pub struct Township {
    /// Nine digits.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
}

/// A village or community.
#[derive(Debug)]
pub struct Village {
    /// Twelve digits.
    pub code: &'static str,
    /// Its name without the word for its committee.
    pub name: String,
    /// Position of its township.
    pub township: usize,
    /// Whether it is a village rather than a community.
    pub rural: bool,
}

fn rows(csv: &'static str) -> impl Iterator<Item = [&'static str; 3]> {
    csv.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',').map(|c| c.trim_matches('"'));
        Some([cells.next()?, cells.next()?, cells.next()?])
    })
}

/// The thirteen townships and areas.
#[must_use]
pub fn townships() -> Vec<Township> {
    rows(include_str!("../data/streets.csv")).map(|[code, name, _]| Township { code, name }).collect()
}

/// The two hundred villages and communities.
#[must_use]
pub fn villages(townships: &[Township]) -> Vec<Village> {
    rows(include_str!("../data/villages.csv"))
        .filter_map(|[code, name, street]| {
            let township = townships.iter().position(|t| t.code == street)?;
            let rural = name.ends_with("村委会");
            let name = if rural {
                name.trim_end_matches("委会").to_owned()
            } else {
                name.strip_suffix("居委会").map_or_else(|| name.to_owned(), |n| format!("{n}社区"))
            };
            Some(Village { code, name, township, rural })
        })
        .collect()
}
