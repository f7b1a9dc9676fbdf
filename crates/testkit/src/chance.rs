//! Chance that can be repeated: splitmix64 from a seed.

/// The variable with the number of a round of a long run.
pub const ROUND: &str = "HANGJI_TEST_ROUND";

/// A generator of numbers that follow from its seed.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// A generator. Where the variable `HANGJI_TEST_ROUND` is set it follows from that, too: long runs let all random histories happen
    /// otherwise, and the same round comes again.
    ///
    /// # Panics
    /// If the variable holds no number.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let round: u64 = std::env::var(ROUND).map_or(0, |n| n.parse().expect(ROUND));
        Self(seed ^ (round << 32))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 if there is none.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.bits() % n as u64) as usize }
    }

    /// A number from one bound to another, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1).max(1) as usize) as i64
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of several.
    ///
    /// # Panics
    /// If there is none.
    pub fn of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }
}
