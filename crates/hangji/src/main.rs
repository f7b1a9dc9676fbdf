//! The program: reads the command line, opens the database, and hands over to the room that does the work.
//!
//! Results go to standard output, everything else to standard error; the exit status is 0 only when all that was asked
//! was done.

mod args;
mod commands;
mod config;
mod log;
mod output;
mod tls;

use std::process::ExitCode;

use clap::Parser as _;
use hangji_platform::{Lang, Refusal};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = args::Args::parse();
    let lang = args.lang();
    match commands::run(args) {
        Ok(true) => ExitCode::SUCCESS,
        // What was not done has been said where it happened.
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{}", told(&error, lang));
            ExitCode::FAILURE
        }
    }
}

/// An error as its reader needs it: a refusal in their language, a fault with its causes.
fn told(error: &anyhow::Error, lang: Lang) -> String {
    match error.downcast_ref::<Refusal>() {
        Some(refusal) => refusal.text(lang),
        None => format!("{error:#}"),
    }
}
