//! What the targets share: limits that keep a run short, what must hold of whatever is read, and the first inputs.

pub mod seeds;
pub mod sheets;
pub mod values;

use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};
use std::sync::Mutex;

/// A file of parts, stored as they are.
#[must_use]
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        writer.start_file(*name, stored).expect("a name of ours");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

/// An OLE2 file of one stream.
#[must_use]
pub fn ole(name: &str, content: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory");
    file.create_stream(name).and_then(|mut stream| stream.write_all(content)).expect("memory");
    file.flush().expect("memory");
    file.into_inner().into_inner()
}

/// The reader of workbooks promises that a panic of the library below it is told as a damaged file, and catches it. The
/// fuzzer would stop at it nevertheless, so that panics of others are only named, once for each place, and those of ours
/// still end the run. One that is not caught ends it, too.
pub fn let_panics_of_others_be_caught() {
    static TOLD: Mutex<BTreeSet<(String, u32)>> = Mutex::new(BTreeSet::new());
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(|place| (place.file().to_owned(), place.line())).unwrap_or_default();
        // Crates of others lie in cargo's registry, below a folder of that name.
        if !place.0.contains("/registry/src/") {
            abort(panic);
        }
        if TOLD.lock().is_ok_and(|mut told| told.insert(place)) {
            eprintln!("caught: {panic}");
        }
    }));
}
