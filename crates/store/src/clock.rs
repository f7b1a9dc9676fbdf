//! The journal's clock: always real in production, fixed in tests. Not the business day, which is a setting.

/// Where "now" comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock.
    Real,
    /// A clock that stands still at these Unix milliseconds (tests).
    Fixed(i64),
}

impl Clock {
    /// Unix milliseconds.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now_ms(self) -> i64 {
        match self {
            Clock::Fixed(ms) => ms,
            Clock::Real => jiff::Timestamp::now().as_millisecond(),
        }
    }
}
