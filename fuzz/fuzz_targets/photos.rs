//! Photos drawn anew: what comes out opens, is no larger than wanted and carries nothing beside the picture.
#![no_main]

use std::io::Cursor;

use hangji_files::photo::{LONGEST_SIDE, SMALL_SIDE};
use hangji_files::{Kind, tidy};
use hangji_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

/// Larger pictures only take long; that the largest are refused is a unit test's affair.
const MOST_PIXELS: u64 = 1 << 20;

fuzz_target!(init: seeds::photos(), |bytes: &[u8]| {
    let told = |kind: &Kind| Kind::of(&name(*kind), bytes) == Ok(*kind);
    let Some(kind) = [Kind::Jpeg, Kind::Png, Kind::Webp].into_iter().find(told) else { return };
    let claimed = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().expect("memory").into_dimensions();
    if claimed.is_ok_and(|(width, height)| u64::from(width) * u64::from(height) > MOST_PIXELS) {
        return;
    }
    match tidy(&name(kind), bytes.to_vec()) {
        Ok(photo) => {
            opens(photo.kind, &photo.bytes, LONGEST_SIDE);
            opens(photo.kind, &photo.small.expect("a small one"), SMALL_SIDE);
            if let Some(place) = photo.place {
                assert!(place.latitude.abs() <= 90_000_000 && place.longitude.abs() <= 180_000_000, "{place:?}");
            }
        }
        Err(error) => assert!(!error.to_string().is_empty() && !error.zh().is_empty()),
    }
});

fn name(kind: Kind) -> String {
    format!("a.{}", kind.endings()[0])
}

fn opens(kind: Kind, bytes: &[u8], side: u32) {
    assert_eq!(Kind::of(&name(kind), bytes), Ok(kind));
    let picture = image::load_from_memory(bytes).expect("what we drew opens");
    assert!(picture.width() <= side && picture.height() <= side);
    assert!(exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).is_err());
}
