//! A figure's reading as scripts get it, from the command line and the API alike.

use serde_json::{Value, json};

use super::declare::Figure;
use super::read::{Reading, Shown};

/// `{"id","value","numerator","denominator","unit","records"}`; null where there is nothing to divide by, and numerator
/// and denominator only for ratios.
#[must_use]
pub fn reading(figure: &Figure, reading: &Reading) -> Value {
    let (numerator, denominator) = reading.ratio.unzip();
    json!({
        "id": figure.id,
        "value": reading.shown(figure).map(number),
        "numerator": numerator,
        "denominator": denominator,
        "unit": figure.unit.code,
        "records": reading.records,
    })
}

/// A number as it is shown, with its decimals and no more.
#[must_use]
pub fn number(shown: Shown) -> Value {
    if shown.decimals == 0 {
        return shown.scaled.into();
    }
    // The text of a short decimal reads back as the nearest double, which JSON writes as that decimal again.
    shown.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}
