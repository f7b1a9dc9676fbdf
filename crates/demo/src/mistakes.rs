//! Mistakes that were made at first and have been mended: wrong values amended, double entries withdrawn.

use anyhow::Context as _;
use hangji_platform::Result;
use hangji_platform::ledger::Value;
use hangji_store::Id;

use crate::book::Book;
use crate::chance::{Chance, day};
use crate::visits::Visit;

/// Writes them. The records in the book are right; what stood there first is remembered beside them.
pub(crate) fn write(
    book: &mut Book<'_>,
    chance: &mut Chance,
    visits: &[Visit],
    investments: &[Id],
    matters: &[Id],
) -> Result<()> {
    for nth in 0..24 {
        let v = &visits[nth * 311 % visits.len()];
        let right = number(book, "visits", v.id, "handbooks")?;
        book.was_wrong("visits", v.id, "handbooks", right * 10 + 10, "手册数多录了一个零，按民情日记更正")?;
    }
    for nth in 0..5 {
        let id = investments[nth * 17 % investments.len()];
        let right = number(book, "venue_investments", id, "amount")?;
        book.was_wrong("venue_investments", id, "amount", right / 10, "金额少录一位，按记账凭证更正")?;
    }
    for nth in 0..6 {
        let id = matters[nth * 197 % matters.len()];
        book.was_wrong("matters", id, "handler", "区信访局", "承办单位分错，已改派")?;
    }
    let doubled: Vec<&Visit> = visits.iter().filter(|v| v.house.is_some() && v.date < day(2013, 12, 1)).collect();
    for _ in 0..9 {
        let v = doubled[chance.below(doubled.len())];
        let record = book.record("visits", v.id)?;
        let (org, values) = (record.org, record.values.clone());
        let mut fields = book.named("visits", &values)?;
        // The same visit, a day later in the book.
        fields.retain(|(name, _)| *name != "date" && *name != "consolation");
        fields.push(("date", Value::from(v.date.plus_days(1))));
        let id = book.add("visits", org, &fields)?;
        book.was_withdrawn("visits", id, "重复录入");
    }
    Ok(())
}

fn number(book: &Book<'_>, ledger: &'static str, id: Id, field: &str) -> Result<i64> {
    let values = book.record(ledger, id)?.values.clone();
    let found = book.named(ledger, &values)?.into_iter().find(|(name, _)| *name == field);
    match found {
        Some((_, Value::Int(n))) => Ok(n),
        _ => None.with_context(|| format!("{ledger}.{field} of {id} is no number")),
    }
}
