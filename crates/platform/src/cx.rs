//! The circumstances of an act: who, when (journal's clock), on which business day, with which ids and salts.

use hangji_store::{Clock, Day, Id, Ids};

use crate::Result;

/// Who acts, when, and where ids and salts come from. The journal's time and the business day are different things:
/// the first is the real clock, the second a setting that tells what "today" and "this year" mean.
pub struct Cx {
    /// The account that acts; `Id(0)` is the operator at the command line.
    pub actor: Id,
    /// Unix milliseconds of the journal's clock.
    pub now_ms: i64,
    /// The business day.
    pub today: Day,
    /// Maker of ids.
    pub ids: Ids,
    chance: Chance,
}

impl Cx {
    /// Circumstances at the clock's now.
    ///
    /// # Errors
    /// If the machine gives no random numbers.
    pub fn new(actor: Id, clock: Clock, today: Day) -> Result<Cx> {
        let now_ms = clock.now_ms();
        let mut chance = Chance::default();
        let low = u64::from_le_bytes(chance.take()?);
        Ok(Cx { actor, now_ms, today, ids: Ids::new(now_ms, low), chance })
    }

    /// Fresh random bytes.
    ///
    /// # Errors
    /// If the machine gives no random numbers.
    pub fn random<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.chance.take()
    }
}

/// Random bytes from the machine, taken a page at a time because each system call costs more than the bytes.
struct Chance {
    page: Box<[u8; 4096]>,
    used: usize,
}

impl Default for Chance {
    fn default() -> Self {
        Self { page: Box::new([0; 4096]), used: 4096 }
    }
}

impl Chance {
    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        if self.used + N > self.page.len() {
            getrandom::fill(&mut self.page[..])?;
            self.used = 0;
        }
        let mut out = [0; N];
        out.copy_from_slice(&self.page[self.used..self.used + N]);
        self.used += N;
        Ok(out)
    }
}
