//! Where do random choices come from: a seed, or the bytes of a fuzzer?

/// Where choices come from: a seed, or the bytes of a fuzzer.
pub trait Choices {
    /// A number below `n`, which is not 0.
    fn below(&mut self, n: usize) -> usize;
}

impl dyn Choices + '_ {
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// The same choices for the same seed: `SplitMix64`.
pub struct Seeded(pub u64);

impl Choices for Seeded {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let z = z ^ (z >> 31);
        usize::try_from(z % n as u64).expect("it is below n")
    }
}

/// The bytes of a fuzzer, one for each choice; when they are used up, always the first.
pub struct Bytes<'a>(pub &'a [u8]);

impl Choices for Bytes<'_> {
    fn below(&mut self, n: usize) -> usize {
        let bytes = if n > 256 { 2 } else { 1 };
        let (used, rest) = self.0.split_at(self.0.len().min(bytes));
        self.0 = rest;
        used.iter()
            .fold(0, |choice, &byte| choice << 8 | usize::from(byte))
            % n
    }
}
