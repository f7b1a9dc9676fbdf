//! What the world sees: addresses, certificate, metrics, attachments' store, sign-in provider.

use std::io;
use std::net::{SocketAddr, TcpListener};

use hangji_web_core::Options;
use hangji_web_core::options::Storage;

use super::{Findings, Level};
use crate::commands::serve::END_IS_NEAR_DAYS;
use crate::commands::storage::beside;
use crate::config::{Config, Settings};
use crate::tls::Certificate;

/// Looks at what stands open.
pub fn look(config: &Config, settings: &Settings, now_ms: i64, found: &mut Findings) {
    certificate(settings, now_ms, found);
    let Ok(options) = config.options() else { return };
    let local = settings.listen.ip().is_loopback();
    if !local && !options.https() {
        let what =
            [format!("{} 未加密，密码会被看到", settings.listen), format!("{} is not encrypted", settings.listen)];
        let how = [
            "设置 tls.cert 和 tls.key，或放在 https 反向代理后并设置 public_url",
            "set tls.cert and tls.key, or stand behind an https proxy and set public_url",
        ];
        found.bad("listen", Level::Warn, [&what[0], &what[1]], how);
    } else {
        found.ok("listen", settings.listen.to_string(), settings.listen.to_string());
    }
    public_address(settings, &options, found);
    for (area, at) in
        [("listen", Some(settings.listen)), ("metrics", settings.metrics), ("listen", settings.redirect_from)]
    {
        if let Some(Err(e)) = at.map(TcpListener::bind) {
            taken(area, at.unwrap_or(settings.listen), &e, found);
        }
    }
    if let Some(at) = settings.metrics.filter(|at| !at.ip().is_loopback())
        && config.of("metrics.token").0.is_empty()
        && config.of("metrics.token_file").0.is_empty()
    {
        let what = [format!("指标在 {at} 任何人可读"), format!("anybody may read the metrics at {at}")];
        let how = ["设置 metrics.token_file，或只监听本机", "set metrics.token_file, or listen on this machine only"];
        found.bad("metrics", Level::Warn, [&what[0], &what[1]], how);
    }
    storage(&beside(options.clone(), &settings.database), found);
    if let Some(provider) = &options.oidc {
        match hangji_web::oidc::reachable(&options) {
            Ok(()) => found.ok("oidc", format!("{} 可用", provider.issuer), format!("{} answers", provider.issuer)),
            Err(e) => {
                let how = [
                    "检查 oidc.issuer、网络和 ca_file；签发者须与其发现文档一致",
                    "look at oidc.issuer, the network and ca_file; the issuer must be as its own document names it",
                ];
                found.fault("oidc", &e, how);
            }
        }
    }
    for (key, file) in [("breach_file", &options.breach_file), ("ca_file", &options.ca_file)] {
        if let Some(file) = file.as_ref().filter(|f| !f.is_file()) {
            let what =
                [format!("{key}：没有文件 {}", file.display()), format!("{key}: there is no {}", file.display())];
            found.bad("config", Level::Fail, [&what[0], &what[1]], ["改正路径", "mend the path"]);
        }
    }
}

/// An address that cannot be listened on now.
fn taken(area: &'static str, at: SocketAddr, e: &io::Error, found: &mut Findings) {
    if e.kind() == io::ErrorKind::AddrInUse {
        let what = [format!("{at} 已有程序在用"), format!("a program listens on {at}")];
        let how = [
            "如是本程序正在运行则无妨；否则停掉它，或换一个地址",
            "well if it is this one, running; else stop the other, or choose another address",
        ];
        return found.bad(area, Level::Warn, [&what[0], &what[1]], how);
    }
    let what = [format!("不能监听 {at}：{e}"), format!("{at} cannot be listened on: {e}")];
    let how = [
        "换成本机的地址；1024 以下的端口需要权限（CAP_NET_BIND_SERVICE）",
        "take an address of this machine; ports below 1024 need a right (CAP_NET_BIND_SERVICE)",
    ];
    found.bad(area, Level::Fail, [&what[0], &what[1]], how);
}

/// The address that browsers are told, beside what is spoken here.
fn public_address(settings: &Settings, options: &Options, found: &mut Findings) {
    let Some(url) = &options.public_url else { return };
    let secure = url.strip_prefix("https://");
    if settings.tls.is_some() && secure.is_none() {
        let what =
            [format!("public_url 是 {url}，而本程序用 TLS"), format!("public_url is {url}, and TLS is spoken here")];
        found.bad("listen", Level::Fail, [&what[0], &what[1]], ["改为 https://", "write https:// there"]);
    }
    if secure.is_some() && settings.tls.is_none() && options.trusted_proxies.is_empty() {
        let what = [
            format!("public_url 是 {url}，而本程序不用 TLS，也没有反向代理"),
            format!("public_url is {url}, yet no TLS is spoken here and no proxy is named"),
        ];
        let how = [
            "设置 tls.cert 和 tls.key，或在 trusted_proxies 写明反向代理",
            "set tls.cert and tls.key, or name the proxy in trusted_proxies",
        ];
        found.bad("listen", Level::Warn, [&what[0], &what[1]], how);
    }
    let host = secure.and_then(|rest| rest.split('/').next()).map(without_port);
    if let (Some(host), Some((cert, key))) = (host, &settings.tls)
        && let Ok(certificate) = Certificate::read(cert, key)
        && !certificate.is_for(host)
    {
        let what = [format!("证书不是给 {host} 的"), format!("the certificate is not for {host}")];
        let how = ["换成含此名称的证书，或改正 public_url", "take one that names it, or mend public_url"];
        found.bad("tls", Level::Fail, [&what[0], &what[1]], how);
    }
}

/// The host of `host`, `host:port` or `[address]:port`.
fn without_port(place: &str) -> &str {
    match place.strip_prefix('[').and_then(|p| p.split_once(']')) {
        Some((address, _)) => address,
        None => place.split(':').next().unwrap_or(place),
    }
}

/// Whether the storage of attached files keeps what is put into it.
fn storage(options: &Options, found: &mut Findings) {
    if let Some(Storage::Folder(folder)) = &options.storage
        && !folder.exists()
    {
        let name = folder.display();
        let (zh, en) =
            (format!("第一个附件将建立目录 {name}"), format!("the first attachment makes the folder {name}"));
        return found.ok("storage", zh, en);
    }
    let how = match &options.storage {
        Some(Storage::S3(_)) => [
            "检查 storage.endpoint、storage.bucket、storage.region、密钥、网络和 ca_file；密钥须能写、读、删",
            "look at storage.endpoint, storage.bucket, storage.region, the key, the network and ca_file; the key must write, read and remove",
        ],
        _ => ["让运行本程序的用户拥有它（chown）", "give it to the user that runs this program (chown)"],
    };
    match hangji_web_core::storage(options) {
        Ok(None) => {
            let what = ["没有附件存放处，不能添加附件", "there is no storage: files cannot be attached"];
            let how = ["设置 storage.folder，或 storage.kind = \"s3\"", "set storage.folder, or storage.kind = \"s3\""];
            found.bad("storage", Level::Warn, what, how);
        }
        Ok(Some(place)) => match place.probe() {
            Ok(()) => {
                let name = place.name();
                found.ok(
                    "storage",
                    format!("{name} 可写、可读、可删"),
                    format!("{name} can be written, read and cleared"),
                );
            }
            Err(e) => found.fault("storage", &e.into(), how),
        },
        Err(e) => found.fault("storage", &e, how),
    }
}

fn certificate(settings: &Settings, now_ms: i64, found: &mut Findings) {
    let Some((cert, key)) = &settings.tls else { return };
    let (begin, end) = match Certificate::read(cert, key).and_then(|c| c.holds()) {
        Ok(holds) => holds,
        Err(e) => {
            let how = ["换成配套的PEM证书链和私钥", "put a chain and its own key there, both PEM"];
            return found.fault("tls", &e, how);
        }
    };
    let now = now_ms / 1000;
    let days = (end - now).div_euclid(24 * 3600);
    let how = ["换新证书，再发 SIGHUP", "put a new certificate in its place and send SIGHUP"];
    if now < begin {
        let how = ["检查时钟和证书", "look at the clock and at the certificate"];
        found.bad("tls", Level::Fail, ["证书尚未生效", "the certificate does not hold yet"], how);
    } else if days < 0 {
        found.bad("tls", Level::Fail, ["证书已过期", "the certificate has ended"], how);
    } else if days < END_IS_NEAR_DAYS {
        let what = [format!("证书还有 {days} 天到期"), format!("the certificate ends in {days} days")];
        found.bad("tls", Level::Warn, [&what[0], &what[1]], how);
    } else {
        found.ok("tls", format!("证书还有 {days} 天到期"), format!("the certificate ends in {days} days"));
    }
}
