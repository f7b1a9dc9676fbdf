//! A PostgreSQL server of the test's own: TLS to it, and how the program bears its going and coming.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use hangji_store::{Db, Url, log_safe};
use hangji_testkit::SERVER;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

/// A cluster in a folder, gone with the test.
struct Cluster {
    folder: PathBuf,
    /// User and password, as an address writes them.
    who: String,
    /// `127.0.0.1:PORT`.
    place: String,
}

fn script(args: &[&str]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres");
    let out = Command::new(script).args(args).output().unwrap();
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

impl Cluster {
    /// Starts one beside files that are there already; none where PostgreSQL is not tested.
    fn start(folder: PathBuf, certificate: Option<&str>) -> Option<Cluster> {
        if std::env::var(SERVER).is_err() {
            assert!(std::env::var("CI").is_err(), "{SERVER} must be set where CI is");
            return None;
        }
        let at = |name: String| folder.join(name).display().to_string();
        let files = certificate.map(|name| [at(format!("{name}.pem")), at(format!("{name}.key"))]);
        let data = at("cluster".to_owned());
        let mut args = vec!["start", data.as_str()];
        args.extend(files.iter().flatten().map(String::as_str));
        let url = script(&args);
        let parts: Vec<&str> = url.split(['@', '/']).collect();
        let (who, place) = (parts[2].to_owned(), parts[3].to_owned());
        Some(Cluster { folder, who, place })
    }

    fn tell(&self, what: &str) {
        script(&[what, &self.folder.join("cluster").display().to_string()]);
    }

    fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Opens the database; says whether the server speaks TLS with it, or why it did not open.
    fn open(&self, host: &str, query: &str) -> Result<bool, String> {
        let port = self.place.rsplit(':').next().unwrap();
        let url: Url = format!("postgres://{}@{host}:{port}/postgres?{query}", self.who).parse().unwrap();
        let sql = "SELECT COUNT(*) FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()";
        let found = Db::open(&url).and_then(|db| db.read(|tx| tx.number(sql, &[])));
        found.map(|n| n == 1).map_err(|e| log_safe(&e))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.tell("stop");
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// An authority; its certificate stands in the folder.
fn authority(folder: &Path, name: &str) -> Issuer<'static, KeyPair> {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    std::fs::write(folder.join(format!("{name}.pem")), params.self_signed(&key).unwrap().pem()).unwrap();
    Issuer::new(params, key)
}

/// A certificate for a host with its key.
fn certificate(folder: &Path, name: &str, host: &str, issuer: &Issuer<'_, KeyPair>) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    std::fs::write(folder.join(format!("{name}.pem")), params.signed_by(&key, issuer).unwrap().pem()).unwrap();
    std::fs::write(folder.join(format!("{name}.key")), key.serialize_pem()).unwrap();
}

#[test]
fn a_server_must_prove_who_it_is() {
    let folder = hangji_testkit::fresh_folder();
    let right = authority(&folder, "right");
    authority(&folder, "wrong");
    certificate(&folder, "server", "localhost", &right);
    let Some(cluster) = Cluster::start(folder, Some("server")) else { return };
    let root = |name: &str| format!("sslrootcert={}", cluster.file(&format!("{name}.pem")));
    for (host, query, tls) in [
        ("localhost", String::new(), true),
        ("localhost", "sslmode=disable".into(), false),
        ("localhost", "sslmode=require".into(), true),
        ("127.0.0.1", "sslmode=prefer".into(), true),
        ("localhost", format!("sslmode=verify-full&{}", root("right")), true),
        ("127.0.0.1", format!("sslmode=verify-ca&{}", root("right")), true),
    ] {
        assert_eq!(cluster.open(host, &query), Ok(tls), "{host} {query}");
    }
    for (host, query, words) in [
        ("localhost", format!("sslmode=verify-full&{}", root("wrong")), "comes from no trusted authority"),
        ("localhost", format!("sslmode=require&{}", root("wrong")), "ca_file"),
        ("localhost", "sslmode=verify-full".into(), "comes from no trusted authority"),
        ("127.0.0.1", format!("sslmode=verify-full&{}", root("right")), "is for another host"),
        ("localhost", format!("sslmode=verify-full&{}", root("missing")), "is the path right"),
        ("localhost", format!("sslmode=verify-full&sslrootcert={}", cluster.file("server.key")), "no certificate"),
    ] {
        let message = cluster.open(host, &query).unwrap_err();
        assert!(
            message.contains(words) && !message.contains("p@ss") && !message.contains("p%40ss"),
            "{host} {query}: {message}"
        );
    }
    // The program's own key for it, where nothing stands in the address.
    let database = format!(
        "postgres://{}@localhost:{}/postgres?sslmode=verify-full",
        cluster.who,
        cluster.place.rsplit(':').next().unwrap()
    );
    for (file, good) in [("right.pem", true), ("wrong.pem", false)] {
        let mut check = program(&cluster, &["check"]);
        let out =
            check.env("HANGJI_DATABASE_URL", &database).env("HANGJI_CA_FILE", cluster.file(file)).output().unwrap();
        let message = String::from_utf8(out.stdout).unwrap();
        assert_eq!(message.contains("OK    database"), good, "{message}");
        assert_eq!(message.contains("comes from no trusted authority"), !good, "{message}");
        // The same address on the command line, with its password.
        let mut check = program(&cluster, &["check", "--database", &database]);
        let out = check.env("HANGJI_CA_FILE", cluster.file(file)).output().unwrap();
        let message = String::from_utf8(out.stdout).unwrap();
        assert_eq!(message.contains("OK    database"), good, "{message}");
    }
}

/// A proof of the password that stands for this server's certificate, which nobody in between could hand on.
#[test]
fn a_password_is_bound_to_the_certificate() {
    let folder = hangji_testkit::fresh_folder();
    let right = authority(&folder, "right");
    certificate(&folder, "server", "localhost", &right);
    let Some(cluster) = Cluster::start(folder, Some("server")) else { return };
    let port = cluster.place.rsplit(':').next().unwrap();
    let url = |user: &str, query: &str| -> Url {
        format!("postgres://{user}@localhost:{port}/postgres?{query}").parse().unwrap()
    };
    let db = Db::open(&url(&cluster.who, "")).unwrap();
    db.write(|tx| tx.run("CREATE ROLE bound LOGIN PASSWORD 'hush'", &[])).unwrap();
    let rules = Path::new(&cluster.file("cluster")).join("data/pg_hba.conf");
    std::fs::write(rules, "host all bound all scram-sha-256\nhost all postgres all trust\n").unwrap();
    db.read(|tx| tx.first("SELECT pg_reload_conf()::int", &[], |row| row.int(0))).unwrap();
    let opened = |query: &str, password: &str| {
        let db = Db::open(&url(&format!("bound:{password}"), query));
        db.and_then(|db| db.read(|tx| tx.number("SELECT COUNT(*) FROM pg_roles", &[]))).map_err(|e| log_safe(&e))
    };
    let trusting = format!("sslmode=verify-full&sslrootcert={}&channel_binding=require", cluster.file("right.pem"));
    assert!(opened(&trusting, "hush").is_ok(), "{:?}", opened(&trusting, "hush"));
    assert!(opened(&trusting, "other").is_err());
    assert!(opened("sslmode=disable", "hush").is_ok(), "a proof without");
    assert!(opened("sslmode=disable&channel_binding=require", "hush").is_err());
}

#[test]
fn a_server_without_tls_is_told_apart() {
    let Some(cluster) = Cluster::start(hangji_testkit::fresh_folder(), None) else { return };
    assert_eq!(cluster.open("localhost", ""), Ok(false), "this machine's own may go without");
    let message = cluster.open("localhost", "sslmode=require").unwrap_err();
    assert!(message.contains("speaks no TLS") && message.contains("sslmode=disable"), "{message}");
}

fn program(cluster: &Cluster, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hangji"));
    command.args(args).current_dir(&cluster.folder).env("HANGJI_LANG", "en").stdin(Stdio::null());
    command
}

/// The program, serving; killed with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The status of an answer.
fn ask(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_whitespace().nth(1).unwrap().to_owned()
}

#[test]
fn the_program_outlives_its_database() {
    let Some(cluster) = Cluster::start(hangji_testkit::fresh_folder(), None) else { return };
    let on = |args: &[&str]| {
        let mut command = program(&cluster, args);
        command.env("HANGJI_DATABASE_URL", format!("postgres://{}@{}/postgres", cluster.who, cluster.place));
        command
    };
    assert!(!on(&["verify"]).status().unwrap().success(), "nothing was ever made there");
    assert!(on(&["init"]).status().unwrap().success());
    let mut serve = on(&["serve", "--listen", "127.0.0.1:0"]);
    serve.stdout(Stdio::piped());
    let mut child = serve.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let server = Server(child);
    let address = line.split("://").nth(1).unwrap().trim().trim_end_matches('/').to_owned();
    let health = || ["/health/live", "/health/ready"].map(|path| ask(&address, path));
    assert_eq!(health(), ["200", "200"]);
    cluster.tell("halt");
    for _ in 0..3 {
        assert_eq!(health(), ["200", "503"], "it lives, and cannot work");
    }
    assert_eq!(ask(&address, "/"), "500");
    cluster.tell("again");
    // At once, without a restart and without a request that pays for the connections that died.
    for _ in 0..6 {
        assert_eq!(health(), ["200", "200"]);
        assert_eq!(ask(&address, "/"), "303", "to the log-in");
    }
    drop(server);
}
