//! The parts of a workbook, put into an archive that holds: changes to whole files end at its checksums. The first byte
//! says which part it is; the others are then as small as they can be.
#![no_main]

use hangji_fuzz::{let_panics_of_others_be_caught, seeds, sheets};
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: {
        seeds::parts();
        let_panics_of_others_be_caught();
    },
    |bytes: &[u8]| {
        if let Some((which, part)) = bytes.split_first() {
            sheets::read(sheets::around(*which, part));
        }
    }
);
