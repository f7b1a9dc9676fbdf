//! From values to words: terms, amounts, moments, sentences in both languages.

use hangji_platform::figures::{Shown, Tone};
use hangji_platform::ledger::{Field, Kind, Ledger};
use hangji_platform::{Message, System, tree};
use hangji_store::Day;
use hangji_ui::components::Kind as Colour;
use hangji_ui::{Arg, Lang, number, tr_args};

/// The platform's word for a language.
pub fn platform(lang: Lang) -> hangji_platform::Lang {
    match lang {
        Lang::Zh => hangji_platform::Lang::Zh,
        Lang::En => hangji_platform::Lang::En,
    }
}

/// A message in both languages.
pub fn message(key: &str, args: &[(&str, Arg<'_>)]) -> Message {
    Message::new(tr_args(Lang::Zh, key, args), tr_args(Lang::En, key, args))
}

/// A figure's number with its thousands apart; a dash where there is none.
pub fn amount(lang: Lang, shown: Option<Shown>) -> String {
    let Some(shown) = shown else { return "–".to_owned() };
    let ten = 10_i64.pow(shown.decimals);
    let whole = number(lang, shown.scaled / ten);
    let sign = if shown.scaled < 0 && shown.scaled > -ten { "-" } else { "" };
    match shown.decimals {
        0 => whole,
        d => format!("{sign}{whole}.{:0d$}", (shown.scaled % ten).abs(), d = d as usize),
    }
}

/// A figure's number for a chart.
pub fn height(shown: Option<Shown>) -> f64 {
    shown.map_or(f64::NAN, |s| s.scaled as f64 / 10_f64.powi(s.decimals as i32))
}

/// A moment of the journal's clock in Chinese time.
pub fn moment(ms: i64) -> String {
    let minutes = (ms + 8 * 3_600_000).rem_euclid(86_400_000) / 60_000;
    format!("{} {:02}:{:02}", Day::of_ms(ms), minutes / 60, minutes % 60)
}

/// A share's tone as a colour.
pub fn colour(tone: Tone) -> Colour {
    match tone {
        Tone::Good => Colour::Good,
        Tone::Fair => Colour::Plain,
        Tone::Poor => Colour::Bad,
    }
}

/// A moment of the journal's clock for programs (RFC 3339).
pub fn moment_exact(ms: i64) -> String {
    let seconds = (ms + 8 * 3_600_000).rem_euclid(86_400_000) / 1000;
    format!("{}T{:02}:{:02}:{:02}+08:00", Day::of_ms(ms), seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// What an organisation's kind is called: the choice of the ledger of organisations.
pub fn org_kind(sys: &System, lang: Lang, kind: &str) -> String {
    let field = sys.ledger(tree::ORGANISATIONS).ok().and_then(|l| field(l, "kind"));
    let choices = match field.map(|f| f.kind) {
        Some(Kind::Choice(choices)) => choices,
        _ => &[],
    };
    choices.iter().find(|c| c.code == kind).map_or_else(|| kind.to_owned(), |c| c.term.in_(platform(lang)).to_owned())
}

/// A field by its name.
pub fn field<'l>(ledger: &'l Ledger, name: &str) -> Option<&'l Field> {
    ledger.position(name).map(|i| &ledger.fields[i])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_sign_and_decimals() {
        let show = |scaled, decimals| amount(Lang::Zh, Some(Shown { scaled, decimals }));
        assert_eq!(show(7013, 2), "70.13");
        assert_eq!(show(-5, 2), "-0.05");
        assert_eq!(show(-123_456, 2), "-1,234.56");
        assert_eq!(show(6680, 0), "6,680");
        assert_eq!(amount(Lang::En, None), "–");
    }

    #[test]
    fn moments_are_told_in_chinese_time() {
        assert_eq!(moment(1_388_505_600_000), "2014-01-01 00:00");
        assert_eq!(moment(1_388_505_540_000), "2013-12-31 23:59");
        assert_eq!(moment_exact(1_388_505_540_000), "2013-12-31T23:59:00+08:00");
    }
}
