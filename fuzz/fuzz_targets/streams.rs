//! The records of an old workbook (BIFF), put into a container that holds: changes to whole files end at its tables.
#![no_main]

use hangji_fuzz::{let_panics_of_others_be_caught, ole, seeds, sheets};
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: {
        seeds::streams();
        let_panics_of_others_be_caught();
    },
    |bytes: &[u8]| sheets::read(ole("/Workbook", bytes))
);
