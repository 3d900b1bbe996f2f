//! Randomness that is the same for the same seed, on every machine and in every version.

use chacha20::ChaCha8Rng;
use chacha20::rand_core::{Rng, SeedableRng};

/// What a stream of random numbers is for; the streams of one seed are independent.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    Places,
    Catalog,
    /// Who a candidate is.
    Person(usize),
    /// How far, with which subjects.
    Plan(usize),
    Times(usize),
    /// Order numbers and the like.
    Order(usize),
    Form(usize),
    /// Score in each subject.
    Score(usize),
    /// What is offered to those of 专升本.
    Upgrade,
    /// The list of choices, and its version.
    Choices(usize, u8),
}

impl Stream {
    fn number(self) -> u64 {
        let (kind, index) = match self {
            Self::Places => (0, 0),
            Self::Catalog => (1, 0),
            Self::Person(index) => (2, index),
            Self::Plan(index) => (3, index),
            Self::Times(index) => (4, index),
            Self::Order(index) => (5, index),
            Self::Form(index) => (6, index),
            Self::Score(index) => (7, index),
            Self::Upgrade => (300, 0),
            Self::Choices(index, version) => (8 + u64::from(version), index),
        };
        kind << 40 | index as u64
    }
}

pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, stream: Stream) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&stream.number().to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// 0 … `end` - 1.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.0.next_u64() % end.max(1) as u64) as usize
    }

    /// `first` … `last`, both included.
    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        first + (self.0.next_u64() % (last - first + 1).max(1).unsigned_abs()) as i64
    }

    /// True in so many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of some; `T`'s default when there are none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, of: &[T]) -> T {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }

    /// So many of some, different ones, in random order.
    pub(crate) fn some<T: Clone>(&mut self, count: usize, of: &[T]) -> Vec<T> {
        let mut left: Vec<T> = of.to_vec();
        (0..count.min(left.len())).map(|_| left.swap_remove(self.below(left.len()))).collect()
    }

    /// 0 … 1.
    pub(crate) fn share(&mut self) -> f64 {
        self.0.next_u32() as f64 / f64::from(u32::MAX)
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_streams_differ() {
        let numbers = |seed, stream| Dice::new(seed, stream).bytes::<16>();
        assert_eq!(numbers(1, Stream::Person(7)), numbers(1, Stream::Person(7)));
        assert_ne!(numbers(1, Stream::Person(7)), numbers(1, Stream::Person(8)));
        assert_ne!(numbers(1, Stream::Person(7)), numbers(1, Stream::Plan(7)));
        assert_ne!(numbers(1, Stream::Person(7)), numbers(2, Stream::Person(7)));
    }
}
