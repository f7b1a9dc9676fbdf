//! Figures over the invented ledgers: every counting with every timing, joins, two sources, ratio and gain.

use hangji_platform::Unit;
use hangji_platform::figures::{Counting, Facts, Figure, Measure, Part, Timing};
use hangji_platform::term::{counted, t};

const PERCENT: Unit = Unit { code: "%", term: t("%", "%"), divisor: 1, decimals: 2 };

fn amount(id: &'static str, counting: Counting, timing: Timing, source: Facts) -> Figure {
    figure(id, Part::new(counting, timing, source))
}

fn figure(id: &'static str, part: Part) -> Figure {
    Figure::new(id, id, id, counted("thing", "things", "个"), Measure::Amount(part))
}

fn visits() -> Facts {
    Facts::of("visits").on("r.on_day")
}

fn posts() -> Facts {
    Facts::of("posts").on("r.began_on").until("r.ended_on")
}

/// Organisations, standing until they end.
fn standing() -> Facts {
    Facts::of("organisations").with("o", "org", "o.id = r.id").on("r.set_up_on").until("o.valid_to")
}

fn sent() -> Facts {
    Facts::of("transfers").on("r.on_day")
}

/// The figures.
#[must_use]
pub fn figures() -> Vec<Figure> {
    use Counting::{Distinct, Facts as Each, Sum};
    use Timing::{AtEnd, During};
    vec![
        amount("events.facts", Each, During, visits()),
        amount("events.sum", Sum("r.credit"), During, visits().when("r.topic = 'credit'")),
        amount("events.distinct", Distinct("r.household"), During, visits()),
        amount("events.distinct_while_valid", Distinct("r.visitor"), During, visits().until("r.lapsed_on")),
        amount("events.joined_sum", Sum("h.members"), During, visits().with("h", "households", "h.id = r.household")),
        amount("events.since_joining", Each, During, visits().with("p", "people", "p.id = r.visitor").on("p.joined")),
        // Counted where the household is, not the visit.
        amount(
            "events.elsewhere",
            Distinct("r.visitor"),
            During,
            visits().with("h", "households", "h.id = r.household").for_org("h.org"),
        ),
        amount("stock.facts", Each, AtEnd, posts()),
        amount("stock.sum", Sum("r.pay"), AtEnd, posts()),
        amount("stock.distinct", Distinct("r.person"), AtEnd, posts()),
        // Persons who hold two posts at once, wherever: the table joined with itself.
        amount(
            "stock.two_posts",
            Distinct("r.person"),
            AtEnd,
            posts().with("s", "posts", "s.person = r.person AND s.id <> r.id").on("s.began_on").until("s.ended_on"),
        ),
        amount(
            "stock.pairs",
            Each,
            AtEnd,
            posts().with("s", "posts", "s.org = r.org AND s.id > r.id").on("s.began_on").until("s.ended_on"),
        ),
        amount("orgs.standing", Each, AtEnd, standing()),
        amount(
            "orgs.ended",
            Each,
            During,
            Facts::of("organisations")
                .with("o", "org", "o.id = r.id AND o.valid_to < '9999-12-31'")
                .on("o.valid_to")
                .for_org("o.parent"),
        ),
        // One record in two sources: sent by one, received by another.
        figure("two.sum", Part::new(Sum("r.value"), During, sent()).and(sent().for_org("r.receiver"))),
        figure("two.facts", Part::new(Each, AtEnd, sent().until("r.returned_on")).and(sent().for_org("r.receiver"))),
        figure("two.distinct", Part::new(Distinct("r.person"), During, sent()).and(sent().for_org("r.receiver"))),
        figure("two.ledgers", Part::new(Distinct("r.person"), AtEnd, posts()).and(sent().until("r.returned_on"))),
        Figure::new(
            "rate.now",
            "rate.now",
            "rate.now",
            PERCENT,
            Measure::Ratio(
                Part::new(Distinct("r.org"), AtEnd, posts().when("r.kind = 'head'")),
                Part::new(Each, AtEnd, standing()),
                100,
            ),
        ),
        Figure::new("rate.gain", "rate.gain", "rate.gain", PERCENT, Measure::GainOnLastYear("rate.now")),
    ]
}
