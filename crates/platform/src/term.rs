//! Words of the field in both languages: part of a declaration, so that none can be missing.

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Simplified Chinese, the first language.
    #[default]
    Zh,
    /// English.
    En,
}

/// A term of the field in Chinese and English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Chinese, as officially used.
    pub zh: &'static str,
    /// English, as officially translated.
    pub en: &'static str,
}

/// Makes a [`Term`].
#[must_use]
pub const fn t(zh: &'static str, en: &'static str) -> Term {
    Term { zh, en }
}

impl Term {
    /// The term in a language.
    #[must_use]
    pub const fn in_(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// A unit of measure: what it is called and how a stored whole number becomes a number shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// The name scripts rely on, in English singular (`organisation`, `10k yuan`).
    pub code: &'static str,
    /// The name shown, in English plural.
    pub term: Term,
    /// Stored whole numbers are divided by this to be shown (fen to yuan: 100).
    pub divisor: i64,
    /// Decimals shown.
    pub decimals: u32,
}

/// A unit that counts things one by one: its name in English, of one and of several, and in Chinese.
#[must_use]
pub const fn counted(code: &'static str, several: &'static str, zh: &'static str) -> Unit {
    Unit { code, term: t(zh, several), divisor: 1, decimals: 0 }
}

impl Unit {
    /// The name beside a number, which is exactly one or not.
    #[must_use]
    pub fn beside(&self, one: bool) -> Term {
        if one && self.divisor == 1 { t(self.term.zh, self.code) } else { self.term }
    }

    /// Yuan, from fen.
    pub const YUAN: Unit = Unit { code: "yuan", term: t("元", "yuan"), divisor: 100, decimals: 2 };
    /// Ten thousand yuan, from fen.
    pub const WAN_YUAN: Unit =
        Unit { code: "10k yuan", term: t("万元", "10,000 yuan"), divisor: 1_000_000, decimals: 2 };
}
