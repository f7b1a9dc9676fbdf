//! The numbers of the desk, read with a few statements a figure whatever the number of organisations below.

use hangji_platform::Result;
use hangji_platform::figures::grid::{self, Cells};
use hangji_platform::figures::{Figure, Period, Reading};
use hangji_platform::tree::lookup::{self, Org};
use hangji_store::{Id, Tx};
use hangji_ui::components::FigureCard;
use hangji_ui::{tr, tr_args};
use hangji_web_core::links;
use hangji_web_core::readings::{target, target_words, trend_between, unit};
use hangji_web_core::request::RequestCx;
use hangji_web_core::words::{amount, height};

/// The figures of the desk at a node, at what stands below, and over time.
pub(super) struct Board<'v> {
    /// The figures.
    pub(super) figures: Vec<&'v Figure>,
    /// The node.
    pub(super) node: Org,
    /// What stands below it.
    pub(super) below: Vec<Org>,
    /// The period.
    pub(super) period: Period,
    /// By figure, by organisation (the node first), in the period and the same one a year before.
    cells: Vec<Cells>,
    /// By figure, the latest periods, this one last.
    courses: Vec<Vec<Reading>>,
    /// The periods of the courses.
    course: Vec<Period>,
    /// By figure, its shares, by organisation.
    shares: Vec<Vec<Vec<Reading>>>,
}

impl<'v> Board<'v> {
    /// Reads the desk.
    pub(super) fn read(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, node: Org, period: Period) -> Result<Board<'v>> {
        let below = lookup::children(tx, &rcx.scope, node.id, period.last.min(rcx.today))?;
        Board::over(tx, rcx, node, below, period)
    }

    /// Reads the desk's figures at a node and at what is to be compared with it.
    pub(super) fn over(
        tx: &mut Tx<'_>,
        rcx: &RequestCx<'v>,
        node: Org,
        below: Vec<Org>,
        period: Period,
    ) -> Result<Board<'v>> {
        let nodes: Vec<Id> = std::iter::once(node.id).chain(below.iter().map(|o| o.id)).collect();
        let course = course(period);
        let (figures, cells, courses, shares) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut board = Board { figures, node, below, period, cells, courses, course, shares };
        for figure in rcx.sys.figures.iter().filter(|f| f.desk) {
            board.add(tx, rcx, figure, &nodes)?;
        }
        Ok(board)
    }

    fn add(&mut self, tx: &mut Tx<'_>, rcx: &RequestCx<'v>, figure: &'v Figure, nodes: &[Id]) -> Result<()> {
        let cells = grid::read(tx, rcx.sys, figure, nodes, &[self.period, self.period.year_before()])?;
        // Below a branch there is nothing to compare: what never happened there only fills the page.
        if self.below.is_empty() && cells[0].iter().all(|reading| reading.records == 0) {
            return Ok(());
        }
        let mut over_time = grid::read(tx, rcx.sys, figure, &nodes[..1], &self.course)?;
        let mut shares = Vec::new();
        for share in figure.shares.iter().flat_map(|s| s.parts) {
            let read = grid::read(tx, rcx.sys, rcx.sys.figure(share.figure)?, nodes, &[self.period])?;
            shares.push(read.into_iter().flatten().collect());
        }
        self.figures.push(figure);
        self.cells.push(cells);
        self.courses.push(over_time.swap_remove(0));
        self.shares.push(shares);
        Ok(())
    }

    /// A figure's reading at an organisation: 0 is the node, then what stands below.
    pub(super) fn reading(&self, figure: usize, org: usize) -> &Reading {
        &self.cells[figure][org][0]
    }

    /// The readings of a figure's shares at an organisation.
    pub(super) fn shares(&self, figure: usize, org: usize) -> Vec<Reading> {
        self.shares[figure].iter().map(|share| share[org]).collect()
    }

    /// The figures as cards: value, trend, target, the course of the latest periods.
    pub(super) fn cards(&self, rcx: &RequestCx<'_>) -> Vec<FigureCard> {
        (0..self.figures.len()).map(|i| self.card(rcx, i)).collect()
    }

    fn card(&self, rcx: &RequestCx<'_>, i: usize) -> FigureCard {
        let (figure, period) = (self.figures[i], self.period);
        let [reading, before] = [self.cells[i][0][0], self.cells[i][0][1]];
        let values = self.courses[i].iter().map(|r| height(r.shown(figure)));
        FigureCard {
            label: rcx.t(figure.title).to_owned(),
            value: amount(rcx.lang, reading.shown(figure)),
            unit: unit(rcx, figure, &reading),
            href: links::figure(figure.id, &self.node.code, period),
            trend: trend_between(rcx, figure, &self.node, period, &reading, &before),
            target: target(figure, period).map(|t| (reading.meets(figure, t), target_words(rcx, figure, t))),
            spark: Some(values.collect()),
            course: self.course_words(rcx, i),
            ..FigureCard::default()
        }
    }

    /// The course in words: whether it rose or fell over the periods, and each of its values.
    fn course_words(&self, rcx: &RequestCx<'_>, i: usize) -> String {
        let figure = self.figures[i];
        let shown: Vec<_> = self.courses[i].iter().map(|r| r.shown(figure)).collect();
        let ends = (shown.iter().flatten().next(), shown.iter().flatten().next_back());
        let key = match ends {
            (Some(first), Some(last)) if last.scaled > first.scaled => "trend-up",
            (Some(first), Some(last)) if last.scaled < first.scaled => "trend-down",
            _ => "trend-same",
        };
        let values = self.course.iter().zip(&shown).map(|(p, v)| format!("{p} {}", amount(rcx.lang, *v)));
        let values = values.collect::<Vec<_>>().join(", ");
        let way = tr(rcx.lang, key);
        // With its ends: it is not the difference on last year, which may point the other way.
        let end = |p: Option<&Period>| p.map_or_else(String::new, ToString::to_string);
        let (from, to) = (end(self.course.first()), end(self.course.last()));
        let args = [
            ("from", (&from).into()),
            ("to", (&to).into()),
            ("way", way.as_ref().into()),
            ("values", (&values).into()),
        ];
        tr_args(rcx.lang, "desk-course", &args)
    }
}

/// The periods of the small lines: twelve months, four quarters or five years up to this one.
fn course(period: Period) -> Vec<Period> {
    match period.slot() {
        Some(slot) if slot < 10_000 => period.course(5),
        Some(slot) if slot < 100_000 => period.course(4),
        Some(_) => period.course(12),
        None => Period::month_of(period.last).course(12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_lines_show_what_fits_the_period() {
        for (text, count, first) in [
            ("2013", 5, "2009"),
            ("2013Q2", 4, "2012Q3"),
            ("2013-03", 12, "2012-04"),
            ("2013-03-05..2013-06-10", 12, "2012-07"),
        ] {
            let course = course(text.parse().expect("a period"));
            assert_eq!((course.len(), course[0].to_string().as_str()), (count, first), "{text}");
        }
    }
}
