//! How often each class or symbol is.

/// How often each class or symbol is in training, as shares of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Frequencies {
    shares: Vec<f64>,
    commonest: usize,
}

impl Frequencies {
    /// Shares of `kinds` numbers.
    pub(super) fn of(numbers: impl Iterator<Item = u32>, kinds: usize) -> Self {
        let mut counts = vec![0.0; kinds];
        numbers.filter(|&number| (number as usize) < kinds).for_each(|number| counts[number as usize] += 1.0);
        let all: f64 = counts.iter().sum::<f64>().max(1.0);
        let shares: Vec<f64> = counts.into_iter().map(|count: f64| count / all).collect();
        let commonest = (0..kinds).reduce(|best, kind| if shares[kind] > shares[best] { kind } else { best });
        Self { commonest: commonest.unwrap_or(0), shares }
    }

    /// The share of each.
    pub(super) fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// The share of one, and whether it is the commonest.
    pub(super) fn of_one(&self, number: u32) -> (f64, bool) {
        (self.shares.get(number as usize).copied().unwrap_or(0.0), self.commonest == number as usize)
    }
}
