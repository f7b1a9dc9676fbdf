//! The demo district served to a real Chromium, for end-to-end tests and screenshots. Debian's packages `chromium` and
//! `chromium-driver` are needed; the README's test command installs them.
//!
//! A browser runs with or without the pages' scripts ([`Script`]); [`Browser::barriers`] asks axe-core about a page.

mod axe;
mod commands;
mod page_checks;

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use fantoccini::{Client, ClientBuilder, Locator};
use hangji_store::{Clock, Db, Url};
use hangji_web_core::options::Storage;
use hangji_web_core::{App, Options};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::commands::Post;

/// The demo district, served on a free port from a temporary folder.
pub struct Site {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// The accounts of the demo.
    pub accounts: Vec<hangji_district::Account>,
    folder: PathBuf,
}

impl Site {
    /// Makes the demo district and serves it.
    ///
    /// # Errors
    /// If the folder or port cannot be had.
    pub async fn start(name: &str) -> Result<Site> {
        let folder = std::env::temp_dir().join(format!("hangji-{name}-{}", std::process::id()));
        let file = folder.join("hangji.db");
        let sys = Arc::new(hangji_district::system()?);
        sys.encryption.unlock(hangji_platform::field_encryption::Ring::fresh()?)?;
        let (db, accounts) = tokio::task::spawn_blocking({
            let sys = Arc::clone(&sys);
            move || -> Result<_> {
                let db = Db::open(&Url::Sqlite(file))?;
                sys.prepare(&db)?;
                let accounts = hangji_district::load(&db, &sys, Clock::Real, &mut |_| {})?;
                Ok((db, accounts))
            }
        })
        .await??;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let options = Options { storage: Some(Storage::Folder(folder.join("files"))), ..Options::default() };
        let app = App::new(db, sys, Clock::Real, options, hangji_district::uis())?;
        tokio::spawn(hangji_web_core::serve(app, listener));
        Ok(Site { url, accounts, folder })
    }

    /// Log-in name and password of the first account with a role.
    ///
    /// # Errors
    /// If the demo has none.
    pub fn account(&self, login_starts: &str) -> Result<(&str, &str)> {
        let found = self.accounts.iter().find(|a| a.login.starts_with(login_starts));
        found.map(|a| (a.login.as_str(), a.password.as_str())).with_context(|| format!("no account {login_starts}…"))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// How the window is to be.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl Window {
    /// A desktop.
    pub const DESKTOP: Window = Window { width: 1440, height: 940 };
    /// An old phone.
    pub const PHONE: Window = Window { width: 390, height: 844 };
}

/// Whether the pages' scripts run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// As in a browser of today.
    On,
    /// As in one that is old, slow or locked down.
    Off,
}

/// A Chromium of its own, ended with the value.
pub struct Browser {
    /// The WebDriver client.
    pub client: Client,
    base: String,
    _driver: Child,
}

impl Browser {
    /// Starts a browser that looks at a site, with its scripts.
    ///
    /// # Errors
    /// If chromedriver or chromium is missing or does not start.
    pub async fn start(site: &Site, window: Window) -> Result<Browser> {
        Browser::start_with(site, window, Script::On).await
    }

    /// A browser in which the first account with a role (see [`Site::account`]) has logged in.
    ///
    /// # Errors
    /// As [`Browser::start_with`] and [`Browser::log_in`].
    pub async fn opened(site: &Site, login_starts: &str, window: Window, script: Script) -> Result<Browser> {
        let (login, password) = site.account(login_starts)?;
        let browser = Browser::start_with(site, window, script).await?;
        browser.log_in(login, password).await?;
        Ok(browser)
    }

    /// Starts a browser that looks at a site.
    ///
    /// # Errors
    /// If chromedriver or chromium is missing or does not start.
    pub async fn start_with(site: &Site, window: Window, script: Script) -> Result<Browser> {
        let (driver, port) = start_driver().await?;
        let mut options = json!({
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1", "--lang=zh-CN", "--accept-lang=zh-CN"],
            "prefs": {"intl.accept_languages": "zh-CN"},
        });
        if window.width < 500 {
            // Desktop windows do not get this narrow; the phone is emulated.
            let metrics = json!({"width": window.width, "height": window.height, "pixelRatio": 1.0});
            options["mobileEmulation"] = json!({"deviceMetrics": metrics});
        }
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:chromeOptions".into(), options);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .context("starting chromium: is the package chromium installed?")?;
        if window.width >= 500 {
            client.set_window_size(window.width, window.height).await?;
        }
        let browser = Browser { client, base: site.url.clone(), _driver: driver };
        if script == Script::Off {
            for command in Post::without_script_files() {
                browser.client.issue_cmd(command).await?;
            }
        }
        Ok(browser)
    }

    /// Gives the machine a security key, for passkeys.
    ///
    /// # Errors
    /// If chromedriver has none.
    pub async fn plug_in_a_key(&self) -> Result<()> {
        self.client.issue_cmd(Post::authenticator()).await?;
        Ok(())
    }

    /// Shows the page as it would be printed, or on the screen again.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn printed(&self, printed: bool) -> Result<()> {
        self.client.issue_cmd(Post::media(printed)).await?;
        Ok(())
    }

    /// Goes to a path of the site.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn go(&self, path: &str) -> Result<()> {
        Ok(self.client.goto(&format!("{}{path}", self.base)).await?)
    }

    /// Logs in through the page, as a person would.
    ///
    /// # Errors
    /// If the desk does not come.
    pub async fn log_in(&self, login: &str, password: &str) -> Result<()> {
        self.go("/login").await?;
        self.fill("user", login).await?;
        self.fill("password", password).await?;
        self.click("form button[type=submit]").await?;
        // The password's check takes its time, and the click does not wait for the answer.
        self.until("form[action='/logout']").await?;
        let path = self.path().await?;
        ensure!(path == "/", "after logging in the page is {path}");
        Ok(())
    }

    /// Types into a field of a form, by its name.
    ///
    /// # Errors
    /// If there is none.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let field = self.client.find(Locator::Css(&format!("[name={name}]"))).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Clicks the first element of a selector.
    ///
    /// # Errors
    /// If there is none.
    pub async fn click(&self, css: &str) -> Result<()> {
        Ok(self.client.find(Locator::Css(css)).await.with_context(|| format!("no {css}"))?.click().await?)
    }

    /// Waits until the page holds an element: what a click leads to takes its time.
    ///
    /// # Errors
    /// If it does not come.
    pub async fn until(&self, css: &str) -> Result<()> {
        self.client.wait().for_element(Locator::Css(css)).await.with_context(|| format!("{css} did not come"))?;
        Ok(())
    }

    /// Path and query of the page.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn path(&self) -> Result<String> {
        let url = self.client.current_url().await?;
        Ok(match url.query() {
            Some(q) => format!("{}?{q}", url.path()),
            None => url.path().to_owned(),
        })
    }

    /// The text of the page as a person reads it.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn text(&self) -> Result<String> {
        Ok(self.client.find(Locator::Css("body")).await?.text().await?)
    }

    /// How many elements a selector finds.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn count(&self, css: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(css)).await?.len())
    }

    /// Ends the session, so that Chromium goes too.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.clone().close().await?)
    }
}

/// Starts chromedriver on a free port. It asks for one port twice (IPv4 and IPv6) and ends if another program took the
/// second meanwhile, so that several starting at once may need another try.
async fn start_driver() -> Result<(Child, String)> {
    const TRIES: usize = 5;
    for _ in 0..TRIES {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting chromedriver: install chromium-driver, or run the README's test command, which does")?;
        let mut lines = BufReader::new(driver.stdout.take().context("chromedriver's output")?).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(port) = line.split("successfully on port ").nth(1) {
                return Ok((driver, port.trim_end_matches('.').trim().to_owned()));
            }
        }
    }
    anyhow::bail!("chromedriver ended {TRIES} times before it told its port")
}
