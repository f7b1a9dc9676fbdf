//! Access: who may see or do what = role × territory × own involvement.
//!
//! [`scope`] holds the one predicate that decides which records a person sees; every list, count, tree, export, figure,
//! evidence list and search applies it in SQL. [`rights`] are types: what changes records asks for a [`MayWrite`], which
//! only [`Viewer::may_write`] makes; [`permissions`] list everything there is to decide. `account` and [`sessions`] keep
//! people and their log-ins; [`mod@password`], [`factors`] and [`passkeys`] what they prove themselves with; [`lockout`]
//! counts who could not; [`admin`] is what administrators do, [`directory`] what they find, and `segregation_of_duties` keeps them apart.

mod account;
pub mod admin;
pub mod directory;
pub mod factors;
pub mod lockout;
pub mod oidc_login;
pub mod passkeys;
pub mod password;
pub mod permissions;
pub mod rights;
pub mod role;
pub mod scope;
pub mod security_events;
pub(crate) mod segregation_of_duties;
pub mod session_rules;
pub mod sessions;

pub(crate) use account::accounts;
pub use account::{ACCOUNTS, ROLE, TERRITORY};
pub use password::{Breaches, Password, set_password};
pub use permissions::{AdminAction, Permission};
pub use rights::{MayWrite, Viewer};
pub use role::{Office, Reach, Role};
pub use scope::Scope;
pub use session_rules::{Demand, SessionRules};

/// How somebody proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// By password alone.
    Password,
    /// By password and the code of an app.
    Totp,
    /// By password and a passkey.
    Passkey,
    /// By password and a recovery code.
    Recovery,
    /// By another site that vouches for them (OpenID Connect).
    Oidc,
    /// By a token made beforehand.
    Token,
}

impl How {
    /// All of them.
    pub const ALL: [How; 6] = [How::Password, How::Totp, How::Passkey, How::Recovery, How::Oidc, How::Token];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            How::Password => "password",
            How::Totp => "totp",
            How::Passkey => "passkey",
            How::Recovery => "recovery",
            How::Oidc => "oidc",
            How::Token => "token",
        }
    }

    /// From the stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<How> {
        How::ALL.into_iter().find(|h| h.code() == code)
    }
}
