//! What an attached file is, by its bytes and its name, and the name that it is kept under. The name stands in the first
//! line, the bytes below.
#![no_main]

use hangji_files::{Kind, Unfit, renamed};
use hangji_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

const KINDS: [Kind; 10] =
    [Kind::Pdf, Kind::Docx, Kind::Xlsx, Kind::Pptx, Kind::Doc, Kind::Xls, Kind::Ppt, Kind::Jpeg, Kind::Png, Kind::Webp];

fuzz_target!(init: seeds::kinds(), |bytes: &[u8]| {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return };
    let (name, bytes) = (String::from_utf8_lossy(&bytes[..end]), &bytes[end + 1..]);
    match Kind::of(&name, bytes) {
        Ok(kind) => {
            assert_eq!(renamed(&name, kind), name);
            assert_eq!(Kind::of_media_type(kind.media_type()), Some(kind));
        }
        Err(Unfit::Misnamed { is, .. }) => {
            // Under the name that it should have it is taken. PowerPoint of both ages is called the same.
            let called = |kind: &Kind| kind.word() == is && Kind::of(&renamed("a", *kind), bytes) == Ok(*kind);
            let kind = KINDS.into_iter().find(called).expect("it is taken under its own name");
            assert_eq!(Kind::of(&renamed(&name, kind), bytes), Ok(kind), "{name:?}");
        }
        Err(error) => assert!(!error.to_string().is_empty() && !error.zh().is_empty()),
    }
});
