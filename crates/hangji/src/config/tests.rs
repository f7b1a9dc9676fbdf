//! Which value wins, what is refused and in which words, and the example file.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use hangji_platform::Lang;

use super::keys::{KEYS, Kind};
use super::{Config, ConfigError, Source, refusal};

/// A file in a folder of its own.
struct File(PathBuf);

impl File {
    fn new(text: &str) -> File {
        let folder = hangji_testkit::fresh_folder();
        std::fs::write(folder.join("hangji.toml"), text).unwrap();
        File(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.join("hangji.toml")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn read(
    file: &File,
    variables: &[(&str, &str)],
    arguments: &[(&'static str, &str)],
) -> Result<Config, Vec<ConfigError>> {
    let given: Vec<_> = arguments.iter().map(|(k, v)| (*k, "--argument", (*v).to_owned())).collect();
    let variables = variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
    Config::read(Some(file.path()), &given, variables)
}

/// What is refused, keys that need one another included.
fn refused(text: &str, variables: &[(&str, &str)]) -> String {
    let file = File::new(text);
    let wrong = read(&file, variables, &[]).and_then(|c| c.settings().map(drop)).unwrap_err();
    refusal(&wrong).text(Lang::En)
}

#[test]
fn the_nearer_source_wins() {
    let file = File::new("listen = \"127.0.0.1:1\"\n[session]\nhours = 4\n[oidc]\nscopes = [\"a\", \"b\"]\n");
    let variables = [("HANGJI_LISTEN", "127.0.0.1:2"), ("HANGJI_SESSION_IDLE_MINUTES", "7"), ("HANGJI_TLS_KEY", "")];
    let arguments = [("listen", "127.0.0.1:3")];
    for (variables, arguments, expected) in [
        (&variables[..0], &arguments[..0], ("127.0.0.1:1", "120")),
        (&variables[..], &arguments[..0], ("127.0.0.1:2", "7")),
        (&variables[..], &arguments[..], ("127.0.0.1:3", "7")),
    ] {
        let config = read(&file, variables, arguments).unwrap();
        assert_eq!((config.of("listen").0, config.of("session.idle_minutes").0), expected);
        assert_eq!(config.of("session.hours"), ("4", &Source::Line(file.path(), 3)));
        assert_eq!(config.of("limits.body_kib"), ("1024", &Source::Default));
        assert_eq!(config.of("oidc.scopes").0, "a,b");
        let options = config.options().unwrap();
        assert_eq!(options.session.most.as_secs(), 4 * 3600);
    }
    let strange = read(&file, &[("HANGJI_PORT", "tcp://10.0.0.1"), ("HANGJI_TEST_X", "1")], &[]).unwrap().strange;
    assert_eq!(strange, ["HANGJI_PORT"], "variables of container systems do not stop the start");
}

#[test]
fn what_is_wrong_is_told_with_place_and_remedy() {
    for (text, words) in [
        ("lisen = \"127.0.0.1:1\"", &["hangji.toml:1", "no key `lisen`", "do you mean listen"][..]),
        ("\n\n[sesion]\nhours = 2", &["hangji.toml:3", "`sesion`"]),
        ("hours = 2", &["do you mean session.hours"]),
        ("[session]\nhors = 2", &["hangji.toml:2", "do you mean session.hours"]),
        ("[session]\nhours = \"two\"", &["hangji.toml:2: session.hours", "`two`", "from 1 to 168"]),
        ("[session]\nhours = 0", &["from 1 to 168"]),
        ("listen = 8080", &["`8080`", "127.0.0.1:8080"]),
        ("listen = \"\"", &["default, 127.0.0.1:8080"]),
        ("listen = [[1]]", &["a list of texts"]),
        ("listen", &["hangji.toml:1", "is not TOML"]),
        ("database_url = \"mysql://x\"", &["sqlite:PATH"]),
        ("public_url = \"example\"", &["https://HOST"]),
        ("second_factor = \"all\"", &["off, optional, administrators, everybody"]),
        ("[log]\naccess = \"no\"", &["true or false"]),
        ("[log]\nlevel = \"a=b=c\"", &["error, warn, info"]),
        ("trusted_proxies = [\"proxy\"]", &["`proxy`", "IP address"]),
        ("[tls]\ncert = \"a.pem\"", &["tls.cert: needs tls.key"]),
        ("[tls]\nredirect_from = \"127.0.0.1:80\"", &["needs public_url"]),
        ("[oidc]\nissuer = \"https://a\"", &["needs public_url", "needs oidc.client_id", "oidc.client_secret_file"]),
        ("[storage]\nkind = \"s3\"", &["needs storage.bucket", "storage.secret_key_file"]),
        ("[metrics]\ntoken = \"a\"\ntoken_file = \"b\"", &["exclude each other"]),
        ("[session]\nidle_minutes = 600", &["longer than session.hours"]),
    ] {
        let message = refused(text, &[]);
        for word in words {
            assert!(message.contains(word), "{text:?}: {message}");
        }
    }
    assert!(refused("", &[("HANGJI_LISTEN", "x")]).starts_with("HANGJI_LISTEN: "));
    let both = refused("a = 1\nlisten = 1", &[]);
    assert!(both.contains(":1: no key") && both.contains(":2: listen"), "everything at once: {both}");
    let missing = Config::read(Some("/no/such/hangji.toml".into()), &[], std::iter::empty()).unwrap_err();
    assert!(refusal(&missing).text(Lang::En).contains("/no/such/hangji.toml"));
}

#[test]
fn secrets_come_from_files_and_are_never_shown() {
    let file = File::new("[metrics]\ntoken = \"hush-hush\"\n");
    std::fs::write(file.0.join("secret"), "from-a-file\n").unwrap();
    let secret = file.0.join("secret").display().to_string();
    let variables = [
        ("HANGJI_OIDC_ISSUER", "https://id.example"),
        ("HANGJI_OIDC_CLIENT_ID", "hangji"),
        ("HANGJI_OIDC_CLIENT_SECRET_FILE", secret.as_str()),
        ("HANGJI_PUBLIC_URL", "https://a.example/"),
        ("HANGJI_DATABASE_URL", "postgres://u:s3cret@h/d"),
    ];
    let config = read(&file, &variables, &[]).unwrap();
    let options = config.options().unwrap();
    assert_eq!(options.oidc.as_ref().unwrap().client_secret, "from-a-file");
    assert!(options.https() && options.public_url.as_deref() == Some("https://a.example"));
    let shown = format!("{:?} {options:?}", config.shown(Lang::En));
    for hidden in ["hush-hush", "from-a-file", "s3cret"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
    assert!(shown.contains("postgres://u:***@h/d") && shown.contains("hangji.toml:2"), "{shown}");
    std::fs::write(file.0.join("secret"), "\n").unwrap();
    assert_eq!(config.options().unwrap_err().place, "oidc.client_secret_file");
}

/// The example file, from the table of keys.
fn example() -> String {
    let mut out = String::from(
        "# 夯基的配置 · Configuration of Hangji. 由测试生成 · Made by a test: HANGJI_WRITE=1 cargo test -p hangji example\n\
         #\n\
         # 顺序：命令行、环境变量、本文件、默认值 · Order: command line, environment, this file, default.\n\
         # 位置 · Place: --config FILE, HANGJI_CONFIG, ./hangji.toml, /etc/hangji/hangji.toml\n\
         # 相对路径从工作目录算起 · Relative paths count from the working directory.\n\
         # 查看与检查 · To see and to check: hangji config, hangji check\n",
    );
    let mut table = "";
    for key in KEYS {
        let (of, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if of != table {
            table = of;
            write!(out, "\n[{table}]\n").unwrap();
        }
        let value = match key.kind {
            Kind::Flag | Kind::Number(..) => key.default.to_owned(),
            Kind::List | Kind::Machines => {
                let each: Vec<_> = super::keys::parts(key.default).map(|p| format!("{p:?}")).collect();
                format!("[{}]", each.join(", "))
            }
            _ => format!("{:?}", key.default),
        };
        let words = if let Kind::Word(words) = key.kind { format!(" ({})", words.join(" | ")) } else { String::new() };
        write!(out, "\n# {}\n# {}{words}\n# {}\n#{name} = {value}\n", key.about.zh, key.about.en, key.variable())
            .unwrap();
    }
    out
}

#[test]
fn the_example_names_every_key_with_its_default() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/hangji.example.toml");
    let made = example();
    if std::env::var("HANGJI_WRITE").is_ok() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(kept, made, "run HANGJI_WRITE=1 cargo test -p hangji example");
    let open: String = made
        .lines()
        .map(|l| l.strip_prefix('#').filter(|l| l.contains(" = ") && !l.starts_with(' ')).unwrap_or(l))
        .filter(|l| !l.ends_with("= \"\""))
        .fold(String::new(), |all, l| all + l + "\n");
    let config = read(&File::new(&open), &[], &[]).unwrap();
    for key in KEYS {
        assert_eq!(config.of(key.name).0, key.default, "{}", key.name);
    }
    config.settings().unwrap();
}
