//! Commands that chromedriver takes beyond the client library's own: Chromium's tools and the virtual authenticator.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

/// A command to the session: the rest of its address, and what it says.
#[derive(Debug)]
pub(crate) struct Post {
    path: &'static str,
    body: Value,
}

impl Post {
    /// Keeps script files from loading. Since no page holds inline script (the content policy forbids it), that is a
    /// browser without script; chromedriver itself needs scripts and hangs where they are switched off altogether.
    pub(crate) fn without_script_files() -> [Post; 2] {
        [
            Post::tool("Network.enable", json!({})),
            Post::tool("Network.setBlockedURLs", json!({ "urls": ["*/assets/*.js*"] })),
        ]
    }

    /// Shows the page as it would be printed, or on the screen again.
    pub(crate) fn media(printed: bool) -> Post {
        Post::tool("Emulation.setEmulatedMedia", json!({ "media": if printed { "print" } else { "" } }))
    }

    /// A security key built into the machine, which always says yes.
    pub(crate) fn authenticator() -> Post {
        let body = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserConsenting": true,
            "isUserVerified": true,
        });
        Post { path: "webauthn/authenticator", body }
    }

    fn tool(name: &str, params: Value) -> Post {
        Post { path: "goog/cdp/execute", body: json!({ "cmd": name, "params": params }) }
    }
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
