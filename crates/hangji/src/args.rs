//! The command line: a contract that scripts rely on.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use hangji_platform::Lang;
use hangji_platform::figures::Period;
use hangji_store::{Id, Url, UrlError};

/// Hangji (夯基): primary-level organisation building, each fact entered once.
#[derive(Parser)]
#[command(name = "hangji", version, propagate_version = true)]
pub struct Args {
    /// Configuration file [default: hangji.toml, /etc/hangji/hangji.toml, where there is one]
    #[arg(long, global = true, env = "HANGJI_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Database, sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE [default: sqlite:data/hangji.db]
    // As it was written: a parsed address is shown without its password.
    #[arg(long, global = true, value_name = "URL", value_parser = address)]
    pub database: Option<String>,
    /// File with the keys of the database's sealed fields [default: the database's file with .key after it; for PostgreSQL data/hangji.key]
    #[arg(long, global = true, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Language of messages: zh or en (by default taken from LANG)
    #[arg(long, global = true, env = "HANGJI_LANG", value_name = "LANG")]
    pub lang: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// An address as it was written, if it is one.
fn address(text: &str) -> Result<String, UrlError> {
    text.parse::<Url>().map(|_| text.to_owned())
}

impl Args {
    /// The arguments that are keys of the configuration too: key, argument, value.
    pub fn given(&self) -> Vec<(&'static str, &'static str, String)> {
        let listen = match &self.command {
            Command::Demo { listen, .. } | Command::Serve { listen } => *listen,
            _ => None,
        };
        let database = self.database.as_ref().map(|url| ("database_url", "--database", url.clone()));
        let key = self.key.as_ref().map(|file| ("key_file", "--key", file.display().to_string()));
        database.into_iter().chain(key).chain(listen.map(|l| ("listen", "--listen", l.to_string()))).collect()
    }

    /// The language of messages: as asked for, else as the terminal's.
    pub fn lang(&self) -> Lang {
        let terminal = || std::env::var("LC_ALL").or_else(|_| std::env::var("LANG")).unwrap_or_default();
        let tag = self.lang.clone().unwrap_or_else(terminal);
        if tag.to_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
    }
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the demo district: the one that is there, or a new one in a database of its own
    Demo {
        /// Folder for the demo's own database, unless --database names one [default: data/demo]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// Address to serve on [default: 127.0.0.1:8080]
        #[arg(long, value_name = "ADDR")]
        listen: Option<SocketAddr>,
        /// Make the database, then stop
        #[arg(long)]
        no_serve: bool,
        /// Delete the demo that is there, with all that was entered into it, and make a new one; asks first
        #[arg(long)]
        fresh: bool,
    },
    /// Make an empty database with its key file
    Init,
    /// Serve the database
    Serve {
        /// Address to serve on [default: 127.0.0.1:8080]
        #[arg(long, value_name = "ADDR")]
        listen: Option<SocketAddr>,
    },
    /// Print every figure of an organisation
    Figures {
        /// Code of the organisation, or of the unit it serves
        #[arg(long, value_name = "CODE")]
        org: String,
        /// 2013, 2013Q2, 2013-05 or 2013-01-01..2013-06-30
        #[arg(long, value_name = "PERIOD")]
        period: Period,
        /// How to print
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Print the records behind a figure, one line each
    Evidence {
        /// Id of the figure
        figure: String,
        /// Code of the organisation, or of the unit it serves
        #[arg(long, value_name = "CODE")]
        org: String,
        /// 2013, 2013Q2, 2013-05 or 2013-01-01..2013-06-30
        #[arg(long, value_name = "PERIOD")]
        period: Period,
        /// For ratios: what it is a part of, instead of the part
        #[arg(long)]
        whole: bool,
        /// How to print
        #[arg(long, value_enum, default_value = "csv")]
        format: Format,
    },
    /// Print every ledger with its fields, types and purposes
    Ledgers {
        /// How to print
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Write the Excel template of a ledger
    Template {
        /// Name of the ledger
        ledger: String,
        /// File to write
        #[arg(short, long, value_name = "FILE.xlsx")]
        output: PathBuf,
    },
    /// Import a file into a ledger
    Import {
        /// Name of the ledger
        ledger: String,
        /// File to read: xlsx, xls, ods or CSV
        file: PathBuf,
        /// Tell what would happen; store nothing
        #[arg(long)]
        dry_run: bool,
        /// Store the good rows although others are refused
        #[arg(long)]
        accept_good: bool,
        /// Write the refused rows with the reasons to this workbook
        #[arg(long, value_name = "FILE.xlsx")]
        errors: Option<PathBuf>,
        /// Import with the rights and in the territory of this account
        #[arg(long = "as", value_name = "USER")]
        user: Option<String>,
    },
    /// Undo an import as one act
    Undo {
        /// Id of the import, as printed when it was made
        import: Id,
    },
    /// Write a ledger's records to a file
    Export {
        /// Name of the ledger
        ledger: String,
        /// Only records of this organisation and those below it
        #[arg(long, value_name = "CODE")]
        org: Option<String>,
        /// Only records of this period
        #[arg(long, value_name = "PERIOD")]
        period: Option<Period>,
        /// Show masked fields open, for this purpose, which the journal keeps: contact, identity, transfer, statistics,
        /// request or inspection
        #[arg(long, value_name = "PURPOSE")]
        unmask: Option<String>,
        /// Why, in a sentence; goes with --unmask
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
        /// File to write
        #[arg(short, long, value_name = "FILE.xlsx|FILE.csv")]
        output: PathBuf,
    },
    /// Accounts
    User {
        /// What to do with accounts
        #[command(subcommand)]
        act: UserAct,
    },
    /// Print a token with which a script uses the API as an account
    Token {
        /// Log-in name of the account
        #[arg(long, value_name = "NAME")]
        user: String,
        /// How many days it lasts
        #[arg(long, value_name = "N")]
        days: u32,
    },
    /// Write a backup of the database, which may be in use, to a file, with the attached files where they are in a folder; the
    /// key file is not in it
    Backup {
        /// File to write; must not exist. With --keep a folder
        file: PathBuf,
        /// Write a file named by the moment into the folder, and keep the newest N there
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        keep: Option<u32>,
    },
    /// Fill an empty database, of either engine, and the storage of attached files from a backup
    Restore {
        /// File that `backup` wrote
        file: PathBuf,
    },
    /// Print the configuration in effect, each value with its source; secrets stay hidden
    Config {
        /// How to print
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Say what is wrong with this installation, and how to mend it; the exit status is 1 if something does not work
    Check {
        /// How to print
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Tell within how many days people's requests about their data are answered, and how many wait
    Requests {
        /// Answer new requests within so many days from now on
        #[arg(long, value_name = "N")]
        days: Option<i64>,
    },
    /// Put a new key before the others in the key file: from the next start on it seals, the others still open
    Rekey,
    /// Recompute the journal's chain, the tables from it, and what is derived; name the first entry that does not fit
    Verify {
        /// Read every attached file too, and compare it with what was attached
        #[arg(long)]
        files: bool,
    },
}

/// What to do with accounts. Passwords are read from standard input, one line, so that they stay out of the list of
/// processes.
#[derive(Subcommand)]
pub enum UserAct {
    /// Add an account; the password is read from standard input
    Add {
        /// Log-in name
        login: String,
        /// Name shown
        #[arg(long)]
        name: String,
        /// Code of the role
        #[arg(long)]
        role: String,
        /// Code of the organisation at the root of its territory
        #[arg(long, value_name = "CODE")]
        org: String,
    },
    /// Set an account's password, read from standard input
    Passwd {
        /// Log-in name
        login: String,
    },
    /// List the accounts
    List {
        /// How to print
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
}

/// How to print.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for people
    Table,
    /// One JSON document
    Json,
    /// Comma-separated values
    Csv,
}

impl Format {
    /// Its name in events.
    pub fn code(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Json => "json",
            Format::Csv => "csv",
        }
    }
}
