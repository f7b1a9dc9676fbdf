//! Fresh databases of both kinds, gone when the test is over.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Once;

use hangji_store::Db;

/// The variable that names a PostgreSQL server where tests may create databases.
pub const SERVER: &str = "HANGJI_TEST_POSTGRES";

/// A fresh, empty database; what it leaves behind is removed when this is dropped.
pub struct TestDb {
    /// `sqlite` or `postgres`, for messages.
    pub name: &'static str,
    /// The database.
    pub db: Db,
    /// Its address, with what is needed to open it again from another process.
    pub address: String,
    // After `db`: a database is dropped once its connections are closed.
    _rest: Rest,
}

enum Rest {
    Folder(PathBuf),
    Database { server: String, name: String },
}

impl Drop for Rest {
    fn drop(&mut self) {
        match self {
            Rest::Folder(path) => drop(std::fs::remove_dir_all(path)),
            Rest::Database { server, name } => {
                let (server, name) = (server.clone(), name.clone());
                // On a thread of its own: the test may be an asynchronous one, where this client must not block.
                let gone = std::thread::spawn(move || {
                    if let Ok(mut client) = postgres::Client::connect(&server, postgres::NoTls) {
                        drop(client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
                    }
                });
                drop(gone.join());
            }
        }
    }
}

/// A folder of its own under the system's temporary one.
///
/// # Panics
/// If it cannot be made.
#[must_use]
pub fn fresh_folder() -> PathBuf {
    let path = std::env::temp_dir().join(fresh_name());
    std::fs::create_dir_all(&path).expect("a temporary folder");
    path
}

fn fresh_name() -> String {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("random bytes");
    format!("hangji_test_{:016x}", u64::from_le_bytes(bytes))
}

/// An empty database of each kind that can be had: SQLite always, PostgreSQL where [`SERVER`] is set.
///
/// # Panics
/// If one cannot be made; also if `CI` is set and [`SERVER`] is not.
#[must_use]
pub fn databases() -> Vec<TestDb> {
    let mut out = vec![sqlite()];
    match std::env::var(SERVER) {
        Ok(server) => out.push(postgres(&server)),
        Err(_) => {
            assert!(std::env::var("CI").is_err(), "{SERVER} must be set where CI is");
            // Past the test harness, which would swallow it.
            static SAID: Once = Once::new();
            SAID.call_once(|| drop(writeln!(std::io::stderr(), "PostgreSQL left out: {SERVER} is not set")));
        }
    }
    out
}

/// The variable that names the engine of [`chosen`]: `sqlite`, which is the default, or `postgres`.
pub const ENGINE: &str = "HANGJI_TEST_ENGINE";

/// An empty database of the kind that the variable `HANGJI_TEST_ENGINE` names: for tests that are run once for each.
///
/// # Panics
/// If it cannot be made.
#[must_use]
pub fn chosen() -> TestDb {
    match std::env::var(ENGINE).as_deref() {
        Ok("postgres") => postgres(&std::env::var(SERVER).expect("a server for tests on PostgreSQL")),
        _ => sqlite(),
    }
}

/// An empty SQLite database.
///
/// # Panics
/// If it cannot be made.
#[must_use]
pub fn sqlite() -> TestDb {
    let folder = fresh_folder();
    let address = format!("sqlite:{}", folder.join("data.db").display());
    TestDb { name: "sqlite", db: opened(&address), address, _rest: Rest::Folder(folder) }
}

fn postgres(server: &str) -> TestDb {
    let name = fresh_name();
    let mut client = postgres::Client::connect(server, postgres::NoTls).expect("the PostgreSQL server of the tests");
    client.batch_execute(&format!("CREATE DATABASE {name}")).expect("a PostgreSQL database");
    let address = with_database(server, &name);
    let rest = Rest::Database { server: server.to_owned(), name };
    TestDb { name: "postgres", db: opened(&address), address, _rest: rest }
}

/// The database at an address.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn opened(address: &str) -> Db {
    Db::open(&address.parse().expect("the address of a database")).expect(address)
}

/// The address of another database on the same server.
fn with_database(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').map_or((server, String::new()), |(a, o)| (a, format!("?{o}")));
    let (scheme, rest) = address.split_once("://").expect("postgres://…");
    let host = rest.split('/').next().unwrap_or(rest);
    format!("{scheme}://{host}/{name}{options}")
}
