//! Takes the screenshots of the main pages: `cargo run -p hangji-browser --bin hangji-screens -- docs/screens`.

use std::path::Path;

use anyhow::{Context as _, Result};
use hangji_browser::{Browser, Site, Window};

/// File name and path.
const PAGES: &[(&str, &str)] = &[
    ("desk", "/"),
    ("figure", "/figures/contact.households_visited?period=2013"),
    ("coverage", "/figures/enterprise.coverage?period=2013"),
    ("ledgers", "/ledgers"),
    ("list", "/l/visits?period=2013"),
    ("tree", "/orgs"),
    ("organisation", "/orgs/640502100"),
    ("form", "/l/visits/new"),
    ("tasks", "/tasks"),
    ("figures", "/figures"),
    ("analysis", "/analysis"),
    ("import", "/l/visits/import"),
    ("account", "/account"),
    ("search", "/search?q=dongyuan"),
];

#[tokio::main]
async fn main() -> Result<()> {
    let folder = std::env::args().nth(1).context("name the folder to write to")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let site = Site::start("screens").await?;
    let (login, password) = site.account("district")?;
    for (window, suffix) in [(Window::DESKTOP, ""), (Window::PHONE, "-phone")] {
        let browser = Browser::start(&site, window).await?;
        browser.go("/login").await?;
        shoot(&browser, folder, &format!("login{suffix}")).await?;
        browser.log_in(login, password).await?;
        for (name, path) in PAGES {
            browser.go(path).await?;
            shoot(&browser, folder, &format!("{name}{suffix}")).await?;
        }
        browser.go("/l/visits?period=2013").await?;
        browser.click("main tbody a[href^='/l/visits/']").await?;
        shoot(&browser, folder, &format!("record{suffix}")).await?;
        browser.go("/?lang=en").await?;
        shoot(&browser, folder, &format!("desk-en{suffix}")).await?;
        browser.close().await?;
    }
    Ok(())
}

async fn shoot(browser: &Browser, folder: &Path, name: &str) -> Result<()> {
    let file = folder.join(format!("{name}.png"));
    std::fs::write(&file, browser.client.screenshot().await?)?;
    println!("{}", file.display());
    Ok(())
}
