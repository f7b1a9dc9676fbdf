//! What the world sees: addresses, certificate, metrics, attachments' store, sign-in provider.

use hangji_web::options::Storage;

use super::{Findings, Level, files};
use crate::commands::serve::END_IS_NEAR_DAYS;
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
    if let Some(at) = settings.metrics.filter(|at| !at.ip().is_loopback())
        && config.of("metrics.token").0.is_empty()
        && config.of("metrics.token_file").0.is_empty()
    {
        let what = [format!("指标在 {at} 任何人可读"), format!("anybody may read the metrics at {at}")];
        let how = ["设置 metrics.token_file，或只监听本机", "set metrics.token_file, or listen on this machine only"];
        found.bad("metrics", Level::Warn, [&what[0], &what[1]], how);
    }
    if let Some(Storage::Folder(folder)) = &options.storage {
        storage(folder, found);
    }
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

fn storage(folder: &std::path::Path, found: &mut Findings) {
    let name = folder.display();
    match files::writable(folder) {
        Ok(()) => found.ok("storage", format!("附件目录 {name} 可写"), format!("{name} can be written")),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let what = [format!("还没有附件目录 {name}"), format!("there is no folder {name} yet")];
            let how = ["保存第一个附件时建立", "the first attachment makes it"];
            found.bad("storage", Level::Warn, [&what[0], &what[1]], how);
        }
        Err(e) => {
            let what = [format!("不能写入附件目录 {name}：{e}"), format!("{name} cannot be written: {e}")];
            let how = ["让运行本程序的用户拥有它（chown）", "give it to the user that runs this program (chown)"];
            found.bad("storage", Level::Fail, [&what[0], &what[1]], how);
        }
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
