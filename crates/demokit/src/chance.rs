//! Repeatable chance: the same demo district every time, on every machine.

use hangji_store::{Day, fingerprint};

/// A small seeded generator (splitmix64).
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    /// The stream of a part of the demonstration: it follows from the part's code alone, so that no other part moves it.
    #[must_use]
    pub fn of(code: &str) -> Self {
        Chance(fingerprint(code))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n` (0 if there is none).
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() % n as u64) as usize }
    }

    /// A number from `a` to `b`, both included.
    pub fn between(&mut self, a: i64, b: i64) -> i64 {
        a + self.below((b - a + 1).max(1) as usize) as i64
    }

    /// True in so many cases of a hundred.
    pub fn percent(&mut self, n: usize) -> bool {
        self.below(100) < n
    }

    /// One of a list.
    ///
    /// # Panics
    /// If the list is empty.
    pub fn pick<'t, T: ?Sized>(&mut self, list: &[&'t T]) -> &'t T {
        list[self.below(list.len())]
    }

    /// A day from `a` to `b`, both included.
    pub fn day(&mut self, a: Day, b: Day) -> Day {
        let days = (b.date() - a.date()).get_days();
        a.plus_days(self.between(0, i64::from(days).max(0)))
    }

    /// Puts a list into another order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}

/// A day written in this program.
///
/// # Panics
/// If the calendar has no such day.
#[must_use]
pub fn day(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).expect("a day of the calendar, written in this program")
}
