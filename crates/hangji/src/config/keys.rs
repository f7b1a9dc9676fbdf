//! Every key of the configuration: name, kind, default, meaning. The file, the environment, `hangji config` and the
//! example file are made from this table.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use hangji_platform::{Message, Term, t};
use hangji_store::{Url, without_password};
use tracing_subscriber::EnvFilter;

/// One key.
pub struct Key {
    /// As the file writes it, the table before the dot.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// The value where nobody gives one; empty is none.
    pub default: &'static str,
    /// What it decides.
    pub about: Term,
}

/// What a value may be.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Any text.
    Text,
    /// A text that is never shown.
    Secret,
    /// A path.
    File,
    /// Texts, in the environment with commas between them.
    List,
    /// Addresses of machines.
    Machines,
    /// Address of a database.
    Database,
    /// Address to listen on.
    Socket,
    /// Address to listen on, or `off`.
    SocketOrOff,
    /// Address of a site, without a slash at the end.
    Site,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// A whole number from … to ….
    Number(u64, u64),
    /// What is logged.
    Filter,
}

/// Words of the flags.
pub const FLAG: [&str; 2] = ["false", "true"];

const fn key(name: &'static str, kind: Kind, default: &'static str, zh: &'static str, en: &'static str) -> Key {
    Key { name, kind, default, about: t(zh, en) }
}

/// All keys, in the order of the example file: first those without a table.
pub const KEYS: &[Key] = &[
    key(
        "database_url",
        Kind::Database,
        "sqlite:data/hangji.db",
        "数据库：sqlite:路径，或 postgres://用户:密码@主机/库；远程主机默认 sslmode=verify-full",
        "database: sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE; other machines mean sslmode=verify-full",
    ),
    key("listen", Kind::Socket, "127.0.0.1:8080", "监听地址", "address to listen on"),
    key(
        "public_url",
        Kind::Site,
        "",
        "浏览器使用的地址，如 https://dangjian.example；https 时 Cookie 带 Secure，并发送 HSTS",
        "address that browsers use, as https://dangjian.example; with https cookies are Secure and HSTS is sent",
    ),
    key(
        "trusted_proxies",
        Kind::Machines,
        "",
        "反向代理的IP地址，只信任它们写的 X-Forwarded-For",
        "IP addresses of reverse proxies, whose X-Forwarded-For alone is believed",
    ),
    key(
        "key_file",
        Kind::File,
        "",
        "敏感字段的密钥文件；空为 SQLite 数据库旁的 <数据库>.key，PostgreSQL 为 data/hangji.key",
        "key file of sensitive fields; empty is <database>.key beside an SQLite database, data/hangji.key for PostgreSQL",
    ),
    key(
        "breach_file",
        Kind::File,
        "",
        "已泄露密码的 SHA-1 清单（按散列排序），可不设",
        "sorted list of SHA-1 hashes of breached passwords, optional",
    ),
    key(
        "ca_file",
        Kind::File,
        "",
        "对外连接（数据库、单点登录、对象存储）信任的根证书（PEM），代替通常的根证书",
        "root certificates (PEM) trusted, instead of the usual ones, for connections made (database, sign-in, storage)",
    ),
    key(
        "second_factor",
        Kind::Word(&["off", "optional", "administrators", "everybody"]),
        "optional",
        "谁必须使用第二因素",
        "who must have a second factor",
    ),
    key(
        "stop_seconds",
        Kind::Number(0, 3600),
        "20",
        "停止时等待未完成请求的秒数",
        "seconds that requests under way may take when the program stops",
    ),
    key("tls.cert", Kind::File, "", "证书链（PEM）；SIGHUP 重新读取", "certificate chain (PEM); SIGHUP reads it again"),
    key("tls.key", Kind::File, "", "证书的私钥（PEM）", "private key of the certificate (PEM)"),
    key(
        "tls.redirect_from",
        Kind::SocketOrOff,
        "off",
        "在此地址把 http 请求转到 public_url",
        "address where http requests are sent on to public_url",
    ),
    key("log.format", Kind::Word(&["text", "json"]), "text", "日志格式", "format of the log"),
    key(
        "log.level",
        Kind::Filter,
        "info",
        "日志级别：error、warn、info、debug、trace，或按模块",
        "level of the log: error, warn, info, debug, trace, or by module",
    ),
    key("log.access", Kind::Flag, "true", "每个请求记一行", "one line for each request"),
    key(
        "metrics.listen",
        Kind::SocketOrOff,
        "off",
        "Prometheus 指标的监听地址（与页面分开）",
        "address where Prometheus metrics are served, apart from the pages",
    ),
    key("metrics.token", Kind::Secret, "", "读取指标须带的 Bearer 令牌", "bearer token that reading metrics needs"),
    key("metrics.token_file", Kind::File, "", "存放该令牌的文件", "file that holds that token"),
    key("storage.kind", Kind::Word(&["folder", "s3"]), "folder", "附件存放处", "where attachments are kept"),
    key(
        "storage.folder",
        Kind::File,
        "",
        "附件目录；空为 SQLite 数据库旁的 文件名.files，PostgreSQL 须指定",
        "folder of attachments; empty is beside an SQLite database, its name with .files; PostgreSQL needs one",
    ),
    key("storage.endpoint", Kind::Site, "", "对象存储（S3）的地址", "address of the S3-compatible service"),
    key("storage.bucket", Kind::Text, "", "存储桶", "bucket"),
    key("storage.region", Kind::Text, "us-east-1", "区域", "region"),
    key("storage.access_key", Kind::Text, "", "访问密钥的编号", "id of the access key"),
    key("storage.secret_key", Kind::Secret, "", "访问密钥", "secret of the access key"),
    key("storage.secret_key_file", Kind::File, "", "存放访问密钥的文件", "file that holds that secret"),
    key(
        "storage.path_style",
        Kind::Flag,
        "true",
        "桶名写在路径里（自建服务多为 true）",
        "bucket in the path rather than in the host's name",
    ),
    key(
        "session.idle_minutes",
        Kind::Number(1, 1440),
        "120",
        "无操作多少分钟后须重新登录",
        "minutes without a request after which one signs in again",
    ),
    key(
        "session.hours",
        Kind::Number(1, 168),
        "8",
        "登录后最多多少小时须重新登录",
        "hours after the sign-in after which one signs in again",
    ),
    key("oidc.issuer", Kind::Site, "", "OpenID Connect 签发者", "issuer of OpenID Connect"),
    key("oidc.client_id", Kind::Text, "", "本系统在签发者处的编号", "what the issuer knows this system as"),
    key("oidc.client_secret", Kind::Secret, "", "签发者给的密码", "secret that the issuer gave"),
    key("oidc.client_secret_file", Kind::File, "", "存放该密码的文件", "file that holds that secret"),
    key("oidc.scopes", Kind::List, "profile", "除 openid 外请求的范围", "scopes asked for besides openid"),
    key("oidc.claim", Kind::Text, "preferred_username", "与登录名对应的声明", "claim that holds the log-in name"),
    key("oidc.label_zh", Kind::Text, "", "登录按钮的中文文字", "words of the button in Chinese"),
    key("oidc.label_en", Kind::Text, "", "登录按钮的英文文字", "words of the button in English"),
    key("limits.body_kib", Kind::Number(64, 65_536), "1024", "表单最大 KiB", "largest form, in KiB"),
    key("limits.import_mib", Kind::Number(1, 512), "20", "导入文件最大 MiB", "largest file to import, in MiB"),
    key("limits.attachment_mib", Kind::Number(1, 512), "20", "附件最大 MiB", "largest attachment, in MiB"),
    key("limits.files", Kind::Number(0, 1000), "20", "一条记录的附件最多个数", "most files attached to a record"),
    key(
        "limits.files_mib",
        Kind::Number(1, 65_536),
        "200",
        "一条记录的附件合计最大 MiB",
        "most MiB of a record's files together",
    ),
    key("limits.remarks", Kind::Number(0, 100_000), "500", "一条记录的留言最多条数", "most remarks on a record"),
];

impl Key {
    /// Its variable of the environment.
    pub fn variable(&self) -> String {
        format!("HANGJI_{}", self.name.replace('.', "_").to_uppercase())
    }

    /// Its value as it may be shown.
    pub fn shown(&self, value: &str) -> String {
        match self.kind {
            Kind::Secret if !value.is_empty() => "***".to_owned(),
            Kind::Database => without_password(value),
            _ => value.to_owned(),
        }
    }
}

/// The key of a name.
pub fn position(name: &str) -> Option<usize> {
    KEYS.iter().position(|k| k.name == name)
}

/// The name that an unknown one was probably meant to be.
pub fn nearest<'n>(name: &str, among: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let far = |other: &str| strsim::damerau_levenshtein(name, other);
    // A third of the letters wrong is not a slip any more; the last word alone may be the right one.
    let last = |n: &str| n.rsplit('.').next().unwrap_or_default().to_owned();
    among
        .map(|n| (if last(n) == last(name) { 1 } else { far(n) }, n))
        .filter(|(far, n)| *far <= n.len().max(6) / 3)
        .min()
        .map(|(_, n)| n)
}

/// Parts of a list, as the environment writes it.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ', '，', '、']).filter(|p| !p.is_empty())
}

impl Kind {
    /// What is wrong with a value that is not empty.
    pub fn wrong(self, text: &str) -> Option<Message> {
        let read = |ok: bool, zh: &str, en: &str| {
            (!ok).then(|| Message::new(format!("“{text}”不是{zh}"), format!("`{text}` is not {en}")))
        };
        match self {
            Kind::Text | Kind::Secret | Kind::File | Kind::List => None,
            Kind::Machines => {
                let ok = parts(text).all(|p| p.parse::<IpAddr>().is_ok());
                read(ok, "IP地址，写作 127.0.0.1", "an IP address: write 127.0.0.1")
            }
            Kind::Database => Url::from_str(text).err().map(|e| {
                let zh = "不是数据库地址：写作 sqlite:路径 或 postgres://用户:密码@主机/库，sslmode 可为 disable、prefer、\
                          require、verify-ca、verify-full";
                Message::new(format!("“{}”{zh}", without_password(text)), e.to_string())
            }),
            Kind::Socket => {
                let ok = SocketAddr::from_str(text).is_ok();
                read(ok, "地址和端口，写作 127.0.0.1:8080", "an address with its port: write 127.0.0.1:8080")
            }
            Kind::SocketOrOff => read(
                text == "off" || SocketAddr::from_str(text).is_ok(),
                "地址和端口（如 127.0.0.1:9090），也不是 off",
                "an address with its port (as 127.0.0.1:9090), nor off",
            ),
            Kind::Site => read(is_site(text), "网址，写作 https://主机", "an address: write https://HOST"),
            Kind::Word(words) => {
                let list = words.join(", ");
                read(words.contains(&text), &format!("下列之一：{list}"), &format!("one of {list}"))
            }
            Kind::Flag => read(FLAG.contains(&text), "true 或 false", "true or false"),
            Kind::Number(least, most) => {
                let ok = text.parse::<u64>().is_ok_and(|n| (least..=most).contains(&n));
                let (zh, en) = (format!("{least} 到 {most} 的整数"), format!("a whole number from {least} to {most}"));
                read(ok, &zh, &en)
            }
            Kind::Filter => read(
                EnvFilter::try_new(text).is_ok(),
                "日志级别：error、warn、info、debug 或 trace",
                "a level: error, warn, info, debug or trace",
            ),
        }
    }
}

/// `http(s)://host[:port][/path]`, no question, no spaces.
fn is_site(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|r| {
        let host = r.split('/').next().unwrap_or_default();
        !host.is_empty() && !r.contains(['?', '#', '@', '\\']) && !r.contains(char::is_whitespace)
    })
}
