//! A file as it is sent: told apart, read, converted cell by cell, and its table found.
#![no_main]

use hangji_fuzz::{let_panics_of_others_be_caught, seeds, sheets};
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: {
        seeds::workbook();
        let_panics_of_others_be_caught();
    },
    |bytes: &[u8]| sheets::read(bytes.to_vec())
);
