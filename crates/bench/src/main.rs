//! Speed, measured beside its floor in the same run: `cargo run --release -p hangji-bench -- [--json] [--quick]`.
//!
//! The floor of a work is what hand-written SQL on the same data (or the bare hash) takes; `ratio` is ours over the floor.
//! Everything happens in a temporary folder, over the demo district with made-up visits.

mod district;
mod figures;
mod files;
mod pages;
mod report;
mod start;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use clap::Parser;
use hangji_platform::field_encryption::Ring;
use pages::Metrics;
use report::Report;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures every speed goal beside its floor.
#[derive(Parser)]
struct Args {
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// A tenth of the data: tells whether the benchmark runs, not whether the goals are met
    #[arg(long)]
    quick: bool,
    /// Serve this database for the measurement of the start (used by the benchmark itself)
    #[arg(long, hide = true)]
    serve: Option<PathBuf>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let sys = Arc::new(hangji_district::system()?);
    if let Some(file) = args.serve {
        sys.encryption.unlock(Ring::create(&key_beside(&file))?)?;
        return start::serve(&sys, &file);
    }
    let (small, large) = if args.quick { (10_000, 100_000) } else { (100_000, 1_000_000) };
    let folder = district::Folder::new()?;
    sys.encryption.unlock(Ring::create(&key_beside(&folder.0.join("demo.db")))?)?;
    let mut report = Report::default();

    let db = district::demo(&sys, &folder.0.join("demo.db"))?;
    start::measure(&mut report, &folder.0.join("demo.db"))?;

    let visits = district::Visits::read(&db)?;
    files::xlsx(&mut report, &sys, &folder.0, &visits, small)?;
    files::csv(&mut report, &sys, &db, &folder.0, &visits, small)?;
    pages::list(&mut report, &sys, &db, small, (2000.0, 30.0), Metrics::Off)?;

    visits.store(&sys, &db, small, large)?;
    pages::index(&mut report, &sys, &db)?;
    pages::list(&mut report, &sys, &db, large, (1000.0, 50.0), Metrics::Off)?;
    pages::found(&mut report, &sys, &db, large)?;
    pages::analysis(&mut report, &sys, &db, large)?;
    figures::readings(&mut report, &sys, &db, large)?;
    figures::evidence(&mut report, &sys, &db, large)?;
    verify::measure(&mut report, &sys, &db)?;
    // Last, because counting cannot be turned off again.
    pages::list(&mut report, &sys, &db, large, (1000.0, 50.0), Metrics::On)?;

    report.print(args.json)
}

/// The key file of a database: the benchmark makes it, and the server that it starts finds it there.
fn key_beside(database: &Path) -> PathBuf {
    database.with_file_name("key")
}
