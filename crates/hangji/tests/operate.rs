//! Operating the program: its configuration, `check`, TLS, metrics, and how it stops.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hangji_store::{Db, Url};
use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use serde_json::Value;

/// A folder to run the program in, with what it finds there.
struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

impl Place {
    fn new() -> Place {
        Place(hangji_testkit::fresh_folder())
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hangji"));
        command.args(args).current_dir(&self.0).env("HANGJI_LANG", "en").stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    fn mode(&self, name: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(self.0.join(name), std::fs::Permissions::from_mode(mode)).unwrap();
    }

    /// What `check` says, and whether it is content.
    fn check(&self, args: &[&str]) -> (String, bool) {
        let out = self.run(&[&["check"], args].concat());
        (String::from_utf8(out.stdout).unwrap(), out.status.success())
    }

    /// Writes a certificate for `localhost` with its key; gives what a client trusts.
    fn certificate(&self, name: &str, until: (i32, u8, u8)) -> CertificateDer<'static> {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until.0, until.1, until.2);
        let certificate = params.self_signed(&key).unwrap();
        self.write(&format!("{name}.pem"), &certificate.pem());
        self.write(&format!("{name}.key"), &key.serialize_pem());
        self.mode(&format!("{name}.key"), 0o600);
        certificate.der().clone()
    }
}

/// The program, serving; killed if the test ends before it.
struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    fn start(place: &Place, variables: &[(&str, &str)]) -> Server {
        assert!(place.run(&["init"]).status.success());
        let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.envs(variables.iter().copied()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Server { child, lines }
    }

    /// The address in the next line, which begins with `word`.
    fn address(&mut self, word: &str) -> SocketAddr {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        assert!(line.starts_with(word), "{line:?}");
        line.split("://").nth(1).unwrap().trim().split('/').next().unwrap().parse().unwrap()
    }

    fn tell(&self, signal: &str) {
        let told = Command::new("sh").args(["-c", &format!("kill -{signal} {}", self.child.id())]).status().unwrap();
        assert!(told.success());
    }
}

/// Repeats until it holds; a test that waits for ever tells so.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(30), "never: {what}");
        std::thread::yield_now();
    }
}

fn ask(mut stream: impl Read + Write, path: &str, more: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // The end of a TLS connection may come without a farewell.
    drop(stream.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn the_configuration_is_shown_with_its_sources() {
    let place = Place::new();
    place.write("hangji.toml", "[session]\nhours = 4\n[metrics]\ntoken = \"hush\"\n");
    let shown = |place: &Place, args: &[&str]| -> Vec<Value> {
        let out = place.command(args).env("HANGJI_LOG_FORMAT", "json").output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap()
    };
    let all = shown(&place, &["config", "--format", "json", "--database", "sqlite:x.db"]);
    let of = |key: &str| {
        let one = all.iter().find(|v| v["key"] == key).unwrap();
        (one["value"].as_str().unwrap(), one["source"].as_str().unwrap())
    };
    assert_eq!(of("session.hours"), ("4", "hangji.toml:2"));
    assert_eq!(of("log.format"), ("json", "HANGJI_LOG_FORMAT"));
    assert_eq!(of("database_url"), ("sqlite:x.db", "--database"));
    assert_eq!(of("limits.import_mib"), ("20", "default"));
    assert_eq!(of("metrics.token"), ("***", "hangji.toml:4"));
    place.write("other.toml", "[sesion]\nhours = 4\n");
    let refused = place.run(&["ledgers", "--config", "other.toml"]);
    let message = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && message.contains("other.toml:1: no key `sesion`"), "{message}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of what is wrong")]
fn check_names_what_is_wrong_and_how_to_mend_it() {
    let place = Place::new();
    place.certificate("good", (2999, 1, 1));
    place.certificate("old", (2021, 1, 1));
    place.certificate("other", (2999, 1, 1));
    place.certificate("open", (2999, 1, 1));
    place.mode("open.key", 0o644);
    place.write("text", "no database");
    place.write("not-a.db", &"this is no database, but long enough to look like one. ".repeat(40));
    Db::open(&Url::Sqlite(place.0.join("newer.db"))).unwrap();
    newer(&place.0.join("newer.db"));
    let tls = |cert: &str, key: &str| format!("[tls]\ncert = \"{cert}.pem\"\nkey = \"{key}.key\"\n");
    std::fs::create_dir(place.0.join("there")).unwrap();
    let s3 = "endpoint = \"http://127.0.0.1:1\"\nbucket = \"b\"\naccess_key = \"a\"\nsecret_key = \"hush\"";
    let database = |url: &str| format!("database_url = \"{url}\"\n");
    let public =
        |scheme: &str, host: &str, cert: &str| format!("public_url = \"{scheme}://{host}\"\n{}", tls(cert, cert));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let busy = listener.local_addr().unwrap();
    for (text, words, content) in [
        (String::new(), &["WARN  folder", "the first start makes it"][..], true),
        ("lisen = 1".into(), &["FAIL  config", "do you mean listen"], false),
        (database("sqlite:not-a.db"), &["FAIL  database", "not an SQLite database"], false),
        (database("sqlite:text/data.db"), &["FAIL  folder"], false),
        (database("sqlite:newer.db"), &["FAIL  database", "step 999", "newer program"], false),
        (database("postgres://u:hush@127.0.0.1:1/x"), &["FAIL  database", "whether the server runs"], false),
        (tls("good", "good"), &["OK    tls", "the certificate ends in"], true),
        (tls("old", "old"), &["FAIL  tls", "has ended", "SIGHUP"], false),
        (tls("good", "other"), &["FAIL  tls", "do not belong together"], false),
        (tls("missing", "good"), &["FAIL  tls", "missing.pem"], false),
        (tls("open", "open"), &["FAIL  tls", "chmod 600 open.key"], false),
        ("key_file = \"no.key\"".into(), &["FAIL  key", "there is no file no.key"], false),
        ("breach_file = \"no.txt\"".into(), &["FAIL  config", "no.txt"], false),
        ("listen = \"0.0.0.0:8080\"".into(), &["WARN  listen", "set tls.cert"], true),
        ("[metrics]\nlisten = \"0.0.0.0:9090\"".into(), &["WARN  metrics", "token_file"], true),
        ("[metrics]\ntoken_file = \"no\"".into(), &["FAIL  config", "metrics.token_file"], false),
        (format!("listen = \"{busy}\""), &["WARN  listen", "a program listens on"], true),
        (format!("[metrics]\nlisten = \"{busy}\""), &["WARN  metrics", "a program listens on"], true),
        ("listen = \"192.0.2.1:8080\"".into(), &["FAIL  listen", "an address of this machine"], false),
        (public("http", "localhost", "good"), &["FAIL  listen", "write https://"], false),
        (public("https", "localhost:8443", "good"), &["OK    tls"], true),
        (public("https", "other.example", "good"), &["FAIL  tls", "not for other.example"], false),
        ("public_url = \"https://localhost\"".into(), &["WARN  listen", "trusted_proxies"], true),
        ("[metrics]\ntoken = \"hush\"".into(), &["WARN  config", "chmod 600 hangji.toml"], true),
        (
            database("postgres://u:hush@192.0.2.1:1/x?sslmode=prefer&connect_timeout=1"),
            &["WARN  database", "verify-full"],
            false,
        ),
        (String::new(), &["OK    storage", "the first attachment makes the folder data/hangji.db.files"], true),
        ("[storage]\nfolder = \"there\"".into(), &["OK    storage", "there can be written, read and cleared"], true),
        ("[storage]\nfolder = \"text\"".into(), &["FAIL  storage", "writing text/", "chown"], false),
        (database("postgres://u:hush@127.0.0.1:1/x"), &["WARN  storage", "set storage.folder"], false),
        (format!("[storage]\nkind = \"s3\"\n{s3}"), &["FAIL  storage", "127.0.0.1:1", "the key must write"], false),
    ] {
        place.write("hangji.toml", &text);
        let (message, _) = place.check(&[]);
        for word in words {
            assert!(message.contains(word), "{text}: {word}: {message}");
        }
        assert!(!message.contains("hush"), "{message}");
        let failed = message.contains("FAIL");
        assert_eq!(place.run(&["check"]).status.success(), !failed, "{message}");
        assert!(content || failed, "{message}");
    }
    place.write("hangji.toml", "");
    let (json, _) = place.check(&["--format", "json"]);
    let all: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert!(all.iter().all(|f| f["said"]["zh"].is_string() && f["level"].is_string()), "{json}");
    let (zh, _) = place.check(&["--lang", "zh"]);
    assert!(zh.contains("还没有数据目录"), "{zh}");
}

#[test]
fn check_compares_the_keys_with_the_database() {
    let place = Place::new();
    let args = ["--database", "sqlite:data.db"];
    assert!(place.run(&[&["init"][..], &args].concat()).status.success(), "makes both");
    let (message, content) = place.check(&args);
    assert!(content && message.contains("OK    key       data.db.key holds the keys"), "{message}");
    place.mode("data.db.key", 0o644);
    assert!(place.check(&args).0.contains("chmod 600 data.db.key"));
    let key = place.0.join("data.db.key");
    std::fs::rename(&key, place.0.join("away")).unwrap();
    let (message, content) = place.check(&args);
    assert!(!content && message.contains("FAIL  key") && message.contains("from where a copy was kept"), "{message}");
    assert!(place.run(&["init", "--database", "sqlite:other.db", "--key", "data.db.key"]).status.success());
    let (message, content) = place.check(&args);
    assert!(!content && message.contains("lacks the key"), "another key: {message}");
}

/// Gives a database a step that no program knows yet.
fn newer(file: &Path) {
    let db = Db::open(&Url::Sqlite(file.to_owned())).unwrap();
    let step = "CREATE TABLE schema_step (number BIGINT PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL);
                INSERT INTO schema_step (number, name, text) VALUES (999, 'later', '')";
    db.write(|tx| tx.batch(step)).unwrap();
}

/// Connects by TLS; gives the answer and the certificate that was shown.
fn securely(address: SocketAddr, trusted: &[&CertificateDer<'static>]) -> (String, Option<CertificateDer<'static>>) {
    let mut roots = RootCertStore::empty();
    for certificate in trusted {
        roots.add((*certificate).clone()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut socket = TcpStream::connect(address).unwrap();
    let answer = ask(rustls::Stream::new(&mut client, &mut socket), "/login", "");
    let shown = client.peer_certificates().and_then(|c| c.first()).map(|c| c.clone().into_owned());
    (answer, shown)
}

#[test]
fn tls_is_spoken_and_its_certificate_read_again() {
    let place = Place::new();
    let first = place.certificate("site", (2999, 1, 1));
    let variables = [("HANGJI_TLS_CERT", "site.pem"), ("HANGJI_TLS_KEY", "site.key")];
    let mut server = Server::start(&place, &variables);
    let address = server.address("serving");
    let (answer, shown) = securely(address, &[&first]);
    assert!(answer.starts_with("HTTP/1.1 200") && shown.as_ref() == Some(&first), "{answer}");
    assert!(answer.to_lowercase().contains("strict-transport-security: max-age="), "{answer}");
    let plain = ask(TcpStream::connect(address).unwrap(), "/login", "");
    assert!(!plain.contains("200 OK"), "nothing is told without TLS: {plain}");

    let second = place.certificate("site", (2998, 1, 1));
    server.tell("HUP");
    until("the new certificate", || securely(address, &[&first, &second]).1.as_ref() == Some(&second));
    place.write("site.pem", "nonsense");
    server.tell("HUP");
    let (answer, shown) = securely(address, &[&second]);
    assert!(answer.starts_with("HTTP/1.1 200") && shown.as_ref() == Some(&second), "the old one stays");
}

#[test]
fn told_to_stop_it_finishes_what_is_under_way() {
    let place = Place::new();
    let mut server = Server::start(&place, &[]);
    let address = server.address("serving");
    let mut slow = begin_slow(address);
    server.tell("TERM");
    until("new connections are refused", || TcpStream::connect(address).is_err());
    slow.write_all(b"d=x").unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "the answer came after all: {answer}");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn told_to_stop_it_does_not_wait_for_ever() {
    let place = Place::new();
    let mut server = Server::start(&place, &[("HANGJI_STOP_SECONDS", "1")]);
    let address = server.address("serving");
    let _slow = begin_slow(address);
    server.tell("TERM");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

/// A sign-in whose form does not come to its end; the server is at it when this returns.
fn begin_slow(address: SocketAddr) -> TcpStream {
    let mut slow = TcpStream::connect(address).unwrap();
    let head = "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Content-Length: 12\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
    slow.write_all(head.as_bytes()).unwrap();
    // The server asks for the body once the handler reads it.
    let mut go_on = [0; 25];
    slow.read_exact(&mut go_on).unwrap();
    assert!(go_on.starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&go_on));
    slow.write_all(b"user=a&pw").unwrap();
    slow
}

#[test]
fn metrics_and_redirects_have_listeners_of_their_own() {
    let place = Place::new();
    let variables = [
        ("HANGJI_METRICS_LISTEN", "127.0.0.1:0"),
        ("HANGJI_METRICS_TOKEN", "hush"),
        ("HANGJI_TLS_REDIRECT_FROM", "127.0.0.1:0"),
        ("HANGJI_PUBLIC_URL", "https://hangji.example"),
    ];
    let mut server = Server::start(&place, &variables);
    let plain = server.address("redirect");
    let metrics = server.address("metrics");
    let address = server.address("serving");
    let moved = ask(TcpStream::connect(plain).unwrap(), "/l/visits?a=1", "");
    assert!(moved.starts_with("HTTP/1.1 308") && moved.contains("https://hangji.example/l/visits?a=1"), "{moved}");
    assert!(ask(TcpStream::connect(address).unwrap(), "/health/ready", "").starts_with("HTTP/1.1 200"));
    let to_metrics = || TcpStream::connect(metrics).unwrap();
    assert!(ask(to_metrics(), "/metrics", "").starts_with("HTTP/1.1 401"));
    let text = ask(to_metrics(), "/metrics", "Authorization: Bearer hush\r\n");
    assert!(text.starts_with("HTTP/1.1 200") && text.contains("route=\"/health/ready\""), "{text}");
}

/// A mistyped address would else be a fresh database in which everything fits, and the empty backup of a district.
#[test]
fn what_reads_a_database_does_not_make_one() {
    let place = Place::new();
    for command in [
        &["verify"][..],
        &["backup", "x.hjb"],
        &["backup", "--keep", "3", "kept"],
        &["figures", "--org", "640502", "--period", "2013"],
        &["evidence", "orgs.surveyed", "--org", "640502", "--period", "2013"],
        &["export", "visits", "-o", "x.csv"],
        &["requests"],
        &["undo", "1KDP8VW0000KX"],
        &["token", "--user", "district", "--days", "1"],
        &["user", "list"],
        &["import", "visits", "x.csv"],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let out = place.run(&[command, &["--database", "sqlite:none/hangji.db"]].concat());
        let told = String::from_utf8(out.stderr).unwrap();
        assert!(
            !out.status.success() && told.contains("there is no database sqlite:none/hangji.db"),
            "{command:?}: {told}"
        );
        assert_eq!(std::fs::read_dir(&place.0).unwrap().count(), 0, "{command:?} left something behind");
    }
}

#[test]
fn the_newest_backups_are_kept_and_restore() {
    let place = Place::new();
    assert!(place.run(&["init"]).status.success());
    std::fs::create_dir(place.0.join("kept")).unwrap();
    for day in ["20140101", "20140102", "20140103"] {
        place.write(&format!("kept/hangji-{day}-000000.db"), "old");
    }
    place.write("kept/mine.db", "other");
    let out = place.run(&["backup", "--keep", "2", "kept"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut names: Vec<String> = std::fs::read_dir(place.0.join("kept"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names[0] == "hangji-20140103-000000.db" && names[2] == "mine.db", "{names:?}");
    let file = format!("kept/{}", names[1]);
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(place.0.join(&file)).unwrap());
    assert_eq!(mode & 0o777, 0o600, "a backup is its owner's alone");
    let key = ["--key", "data/hangji.db.key"];
    assert!(place.run(&[&["restore", &file, "--database", "sqlite:new.db"][..], &key].concat()).status.success());
    assert!(place.run(&["verify", "--database", "sqlite:new.db"]).status.success());
    let (message, _) = place.check(&[]);
    assert!(message.contains("OK    database"), "{message}");
    assert!(!place.run(&["backup", "--keep", "0", "kept"]).status.success());
}

#[test]
fn silent_slow_and_swollen_requests_are_given_up_and_hinder_nobody() {
    let place = Place::new();
    let mut server = Server::start(&place, &[]);
    let address = server.address("serving");
    let connect = || TcpStream::connect(address).unwrap();
    let began = Instant::now();
    // Some say nothing, some begin and stop, one promises a body that never comes.
    let silent: Vec<TcpStream> = (0..300).map(|_| connect()).collect();
    let begun: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = connect();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: localh").unwrap();
            stream
        })
        .collect();
    let asked = Instant::now();
    assert!(ask(connect(), "/health/live", "").starts_with("HTTP/1.1 200"));
    assert!(asked.elapsed() < Duration::from_secs(2), "others are answered meanwhile: {:?}", asked.elapsed());
    let swollen = ask(connect(), "/", &format!("X-Much: {}\r\n", "x".repeat(500_000)));
    assert!(swollen.is_empty() || swollen.starts_with("HTTP/1.1 431"), "{swollen}");
    for mut stream in silent.into_iter().chain(begun) {
        let mut rest = Vec::new();
        // Ended, or refused with 408: what matters is that it ends.
        drop(stream.read_to_end(&mut rest));
    }
    println!("600 silent and half-open connections ended within {:.1} s", began.elapsed().as_secs_f64());
    assert!(began.elapsed() < Duration::from_secs(30));
    // A request that is half there does not hold the program when it is told to stop.
    let mut half = connect();
    half.write_all(b"GET / HTTP/1.1\r\nHost").unwrap();
    let told = Instant::now();
    server.tell("TERM");
    assert!(server.child.wait().unwrap().success());
    assert!(told.elapsed() < Duration::from_secs(15), "{:?}", told.elapsed());
}

#[test]
fn first_starts_and_backups_at_the_same_moment_do_not_hurt_each_other() {
    let place = Place::new();
    let at_once = |args: &[&str]| -> Vec<bool> {
        let spawn = |_| place.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let all: Vec<Child> = (0..8).map(spawn).collect();
        all.into_iter().map(|mut child| child.wait().unwrap().success()).collect()
    };
    assert_eq!(at_once(&["init"]), [true; 8], "whoever comes second finds it made");
    place.write("keep.partial", "another's");
    let done = at_once(&["backup", "keep.db"]);
    assert_eq!(done.iter().filter(|d| **d).count(), 1, "one name, one backup: {done:?}");
    assert_eq!(std::fs::read_to_string(place.0.join("keep.partial")).unwrap(), "another's");
    let left = std::fs::read_dir(&place.0).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = left.filter(|name| name.starts_with('.')).collect();
    assert!(left.is_empty(), "{left:?}");
    let key = ["--key", "data/hangji.db.key"];
    assert!(place.run(&[&["restore", "keep.db", "--database", "sqlite:new.db"][..], &key].concat()).status.success());
}

#[test]
fn attached_files_are_verified_and_go_along_with_a_backup() {
    let place = Place::new();
    let out = place.run(&["demo", "--no-serve", "--data", "d"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let of = |name: &str| format!("sqlite:{name}");
    let (old, new) = (of("d/hangji.db"), of("new/hangji.db"));
    let message = |args: &[&str]| {
        let out = place.run(args);
        (
            format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr)),
            out.status.success(),
        )
    };
    let (told, good) = message(&["verify", "--files", "--database", &old]);
    assert!(good && told.contains("files 10"), "{told}");
    let (told, good) = message(&["backup", "copy.db", "--database", &old]);
    assert!(good && told.contains("10 files"), "{told}");
    let key = ["--key", "d/hangji.db.key"];
    let (told, good) = message(&[&["restore", "copy.db", "--database", &new], &key[..]].concat());
    assert!(good && told.contains("10 files"), "{told}");
    let (told, good) = message(&["verify", "--files", "--database", &new]);
    assert!(good && told.contains("files 10"), "{told}");
    // One that was changed and one that is gone are named, and a backup that lacks them says so.
    let mut files = Vec::new();
    gather(&place.0.join("new/hangji.db.files"), &mut files);
    assert_eq!(files.len(), 10);
    std::fs::write(&files[0], "forged").unwrap();
    std::fs::remove_file(&files[1]).unwrap();
    let (told, good) = message(&["verify", "--files", "--database", &new]);
    assert!(!good && told.matches("a file does not fit, entry").count() == 2, "{told}");
    let (told, good) = message(&["backup", "second.db", "--database", &new]);
    assert!(!good && told.matches("missing file").count() == 2 && told.contains("8 files"), "{told}");
}

#[test]
fn a_demo_that_is_there_is_opened_and_deleted_only_for_whoever_says_yes() {
    let place = Place::new();
    let demo = |more: &[&str], answer: &str| {
        let args = [&["demo", "--no-serve", "--data", "d"], more].concat();
        let mut child =
            place.command(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.as_mut().unwrap();
        // It may have ended without a question.
        drop(child.stdin.take().unwrap().write_all(answer.as_bytes()));
        let mut told = String::new();
        child.stdout.take().unwrap().read_to_string(&mut told).unwrap();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        (told, child.wait().unwrap().success())
    };
    let accounts = || {
        let out = place.run(&["user", "list", "--database", "sqlite:d/hangji.db"]);
        String::from_utf8(out.stdout).unwrap()
    };
    let (told, good) = demo(&["--fresh"], "");
    assert!(good && told.contains("district-2013"), "nothing to delete: {told}");
    let old = ["--database", "sqlite:d/hangji.db"];
    let add = ["user", "add", "mine", "--name", "新人", "--role", "leader", "--org", "640502"];
    let mut child = place.command(&[&add[..], &old].concat()).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all("a-password-of-the-test\n".as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let (told, good) = demo(&[], "");
    assert!(good && told.contains("as it was left") && accounts().contains("mine"), "{told}");
    for answer in ["", "n\n", "no\n"] {
        let (told, good) = demo(&["--fresh"], answer);
        assert!(!good && told.contains("nothing was deleted") && accounts().contains("mine"), "{told}");
    }
    let (told, good) = demo(&["--fresh"], "y\n");
    assert!(good && told.contains("district-2013") && !accounts().contains("mine"), "{told}");
    let out = place.run(&["verify", "--files", "--database", "sqlite:d/hangji.db"]);
    assert!(
        out.status.success() && String::from_utf8_lossy(&out.stdout).contains("files 10"),
        "nothing of the one before"
    );
    // What is not a demo's is neither taken for one nor deleted.
    std::fs::create_dir(place.0.join("e")).unwrap();
    assert!(place.run(&["init", "--database", "sqlite:e/hangji.db"]).status.success());
    let out = place.run(&["demo", "--no-serve", "--data", "e", "--fresh"]);
    assert!(!out.status.success() && String::from_utf8_lossy(&out.stderr).contains("is not a demo's"));
}

#[test]
fn a_database_moved_away_while_it_is_served_is_told_and_not_replaced() {
    let place = Place::new();
    let mut server = Server::start(&place, &[]);
    let address = server.address("serving");
    let ready = || ask(TcpStream::connect(address).unwrap(), "/health/ready", "");
    assert!(ready().starts_with("HTTP/1.1 200"));
    let (there, away) = (place.0.join("data/hangji.db"), place.0.join("data/away.db"));
    std::fs::rename(&there, &away).unwrap();
    assert!(ready().contains("503") && ready().contains("the database is not there"), "{}", ready());
    std::fs::copy(&away, &there).unwrap();
    assert!(ready().contains("503"), "another one is in its place");
    std::fs::rename(&away, &there).unwrap();
    assert!(ready().starts_with("HTTP/1.1 200"), "put back");
    std::fs::remove_file(&there).unwrap();
    drop(server);
    let out = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(!out.status.success() && String::from_utf8_lossy(&out.stderr).contains("hangji init"));
    assert!(!there.exists());
}

fn gather(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { gather(&path, out) } else { out.push(path) }
    }
}
