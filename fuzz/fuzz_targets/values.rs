//! Dates, numbers, money and the rest as people write them. The first byte says what kind of cell it is.
#![no_main]

use hangji_fuzz::{seeds, values};
use hangji_sheets::{Cell, normal_title, title_unit};
use libfuzzer_sys::fuzz_target;

const UNITS: [Option<&str>; 4] = [None, Some("万元"), Some("万人"), Some("元/亩")];

fuzz_target!(init: seeds::values(), |bytes: &[u8]| {
    let Some((which, rest)) = bytes.split_first() else { return };
    let number = || rest.first_chunk().map(|bytes| f64::from_le_bytes(*bytes));
    let cell = match which % 4 {
        0 => number().map_or(Cell::Empty, Cell::Number),
        1 => number().map_or(Cell::Bool(true), Cell::Date),
        _ => {
            let text = String::from_utf8_lossy(rest).into_owned();
            let _ = title_unit(&text);
            let normal = normal_title(&text);
            assert_eq!(normal_title(&normal), normal, "{text:?}");
            Cell::Text(text)
        }
    };
    values::every(&cell, UNITS[usize::from(which / 4 % 4)]);
});
