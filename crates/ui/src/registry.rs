//! Lists that grow while the program starts and stand still once they are read.

use std::sync::{Mutex, OnceLock, PoisonError};

/// A list that is added to until it is read for the first time.
pub(crate) struct Registry<T: 'static> {
    growing: Mutex<Growing<T>>,
    all: OnceLock<Vec<T>>,
}

struct Growing<T> {
    items: Vec<T>,
    frozen: bool,
}

impl<T: Copy + PartialEq> Registry<T> {
    /// An empty one.
    pub(crate) const fn new() -> Registry<T> {
        Registry { growing: Mutex::new(Growing { items: Vec::new(), frozen: false }), all: OnceLock::new() }
    }

    /// Adds an item that `check` lets in beside those there are; one that is there already changes nothing.
    ///
    /// # Errors
    /// What `check` says; that the list was read before.
    pub(crate) fn add(&self, item: T, check: impl FnOnce(&[T]) -> Result<(), String>) -> Result<(), String> {
        let mut growing = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        if growing.items.contains(&item) {
            return Ok(());
        }
        check(&growing.items)?;
        if growing.frozen {
            return Err("it comes too late: what is registered was read before".to_owned());
        }
        growing.items.push(item);
        Ok(())
    }

    /// All items; from now on none is added.
    pub(crate) fn all(&self) -> &[T] {
        self.all.get_or_init(|| {
            let mut growing = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
            growing.frozen = true;
            growing.items.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_grows_until_it_is_read() {
        let list: Registry<u8> = Registry::new();
        let any = |_: &[u8]| Ok(());
        assert!(list.add(1, any).is_ok() && list.add(2, any).is_ok());
        assert!(list.add(3, |there| if there == [1, 2] { Err("no three".into()) } else { Ok(()) }).is_err());
        assert_eq!(list.all(), [1, 2]);
        assert!(list.add(2, any).is_ok(), "it is there");
        assert!(list.add(4, any).is_err(), "too late");
    }
}
