//! Files and folders: whether they are there, who may read them, and how much room there is.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use hangji_store::{Url, beside};

use super::{Findings, Level, folder_of};
use crate::config::Settings;

/// Below this there is no room for a backup of a district, nor for the journal of a month.
const LEAST_BYTES: u64 = 200 << 20;
/// Below this it is time to look for more.
const FEW_BYTES: u64 = 2 << 30;

/// Bits of a mode that let others than the owner read or write.
const OTHERS: u32 = 0o077;

/// Looks at the data folder and the files that hold secrets.
pub fn look(settings: &Settings, found: &mut Findings) {
    if let Url::Sqlite(file) = &settings.database {
        let folder = folder_of(file);
        data_folder(&folder, found);
        for suffix in ["", "-wal"] {
            secret("database", &beside(file, suffix), Level::Warn, found);
        }
    }
    if let Some((_, key)) = &settings.tls {
        secret("tls", key, Level::Fail, found);
    }
}

fn data_folder(folder: &Path, found: &mut Findings) {
    let name = folder.display();
    // The nearest that is there: in it the first start makes the rest.
    let there = folder.ancestors().find(|p| p.exists()).filter(|p| !p.as_os_str().is_empty());
    let there = there.unwrap_or(Path::new("."));
    if there.is_dir() && writable(there).is_ok() && !folder.is_dir() {
        let what = [format!("还没有数据目录 {name}"), format!("there is no folder {name} yet")];
        let how =
            ["第一次运行时建立；不对则改 database_url", "the first start makes it; if it is wrong, mend database_url"];
        return found.bad("folder", Level::Warn, [&what[0], &what[1]], how);
    }
    if let Err(e) = writable(folder) {
        let what = [format!("不能写入 {name}：{e}"), format!("{name} cannot be written: {e}")];
        let how = ["让运行本程序的用户拥有它（chown）", "give it to the user that runs this program (chown)"];
        return found.bad("folder", Level::Fail, [&what[0], &what[1]], how);
    }
    room(folder, found);
}

/// Writes a file and removes it.
fn writable(folder: &Path) -> std::io::Result<()> {
    let probe = folder.join(format!(".hangji-check-{}", std::process::id()));
    fs::write(&probe, b"x")?;
    fs::remove_file(&probe)
}

fn room(folder: &Path, found: &mut Findings) {
    let Ok(disk) = rustix::fs::statvfs(folder) else { return };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let name = folder.display();
    let mib = free >> 20;
    let what = [format!("{name} 剩余 {mib} MiB"), format!("{mib} MiB are free in {name}")];
    let how = ["清理或扩容", "make room, or take a larger disk"];
    match free {
        0..LEAST_BYTES => found.bad("disk", Level::Fail, [&what[0], &what[1]], how),
        LEAST_BYTES..FEW_BYTES => found.bad("disk", Level::Warn, [&what[0], &what[1]], how),
        _ => {
            let [zh, en] = what;
            found.ok("disk", zh, en);
        }
    }
}

/// A file that somebody named is to be there.
pub fn present(area: &'static str, file: &Path, found: &mut Findings) {
    if !file.is_file() {
        let name = file.display();
        let what = [format!("没有文件 {name}"), format!("there is no file {name}")];
        let how = ["改正路径，或从备份取回", "mend the path, or fetch the file from where it was kept"];
        found.bad(area, Level::Fail, [&what[0], &what[1]], how);
    }
}

/// A file that nobody else should read, if it is there.
pub fn secret(area: &'static str, file: &Path, level: Level, found: &mut Findings) {
    let Ok(about) = fs::metadata(file) else { return };
    let (mode, name) = (about.permissions().mode() & 0o777, file.display());
    if mode & OTHERS == 0 {
        return found.ok(area, format!("{name} 只有所有者可读"), format!("{name} is its owner's alone"));
    }
    let what = [format!("{name} 的权限是 {mode:o}，别人可读"), format!("{name} has mode {mode:o}: others may read it")];
    let how = [format!("chmod 600 {name}"), format!("chmod 600 {name}")];
    found.bad(area, level, [&what[0], &what[1]], [&how[0], &how[1]]);
}
