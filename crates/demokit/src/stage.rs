//! What a part of the demonstration finds when it is its turn: the book, its own chance, and what earlier parts have put
//! on the stage for later ones.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;

use anyhow::Context as _;
use hangji_platform::Result;

use crate::book::Book;
use crate::chance::Chance;

/// A part of the demonstration: the records of one folder.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Its code: its stream of chance and its block of ids follow from it, so that no other part moves its records.
    pub code: &'static str,
    /// Writes it.
    pub write: fn(&mut Scene<'_, '_>) -> Result<()>,
}

/// What a part writes with.
pub struct Scene<'p, 's> {
    /// The book, open at the part's own block of ids.
    pub book: &'p mut Book<'s>,
    /// The part's own stream of chance.
    pub chance: Chance,
    /// What earlier parts offer to later ones.
    pub stage: &'p mut Stage,
}

/// Values that parts offer to later ones, one of each type.
#[derive(Default)]
pub struct Stage {
    values: HashMap<TypeId, Box<dyn Any>>,
}

impl Stage {
    /// Offers a value to later parts.
    pub fn put<T: 'static>(&mut self, value: T) {
        self.values.insert(TypeId::of::<T>(), Box::new(value));
    }

    /// What an earlier part has offered.
    ///
    /// # Errors
    /// If none has: the parts stand in the wrong order.
    pub fn get<T: 'static>(&self) -> Result<&T> {
        let found = self.values.get(&TypeId::of::<T>()).and_then(|value| value.downcast_ref());
        found.with_context(|| format!("no earlier part of the demonstration offers {}", type_name::<T>()))
    }
}
