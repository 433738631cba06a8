//! Some figures of merit and their values.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};

use super::Metric;

/// Metrics and their values, in the order they are shown; in a file a map, `{"rmse": 1.2, …}`.
///
/// A metric that is not defined for the data is not among them. A value that is not finite, as of a network that
/// answered with NaN, is: as the worst there is, ∞, or −∞ where larger is better. In a file that is `null`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scores(Vec<(Metric, f64)>);

impl Scores {
    /// The value of a metric.
    #[must_use]
    pub fn get(&self, metric: Metric) -> Option<f64> {
        self.iter().find_map(|(at, value)| (at == metric).then_some(value))
    }

    /// The same with one more metric, in its place in the order.
    #[must_use]
    pub fn with(mut self, metric: Metric, value: f64) -> Self {
        let place = self.0.partition_point(|(at, _)| *at < metric);
        self.0.splice(place..place, Self::from_iter([(metric, value)]).0);
        self
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Metric, f64)> {
        self.0.iter().copied()
    }
}

impl FromIterator<(Metric, f64)> for Scores {
    fn from_iter<I: IntoIterator<Item = (Metric, f64)>>(scores: I) -> Self {
        let finite_or_worst = |(metric, value): (Metric, f64)| {
            let value = if value.is_finite() { value } else { metric.worst() };
            (metric, value)
        };
        Self(scores.into_iter().map(finite_or_worst).collect())
    }
}

impl Serialize for Scores {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(metric, value)| (metric, value.is_finite().then_some(value))))
    }
}

impl<'de> Deserialize<'de> for Scores {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ScoresVisitor)
    }
}

struct ScoresVisitor;

impl<'de> Visitor<'de> for ScoresVisitor {
    type Value = Scores;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a map from metrics to numbers")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Scores, M::Error> {
        let mut scores = Vec::new();
        while let Some((metric, value)) = map.next_entry::<Metric, Option<f64>>()? {
            scores.push((metric, value.unwrap_or(f64::NAN)));
        }
        Ok(scores.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_keep_their_order_in_a_file_and_back() {
        let scores: Scores = [(Metric::Rmse, 1.5), (Metric::Mae, 1.0), (Metric::R2, -0.25)].into_iter().collect();
        let json = serde_json::to_string(&scores).unwrap();
        assert_eq!(json, r#"{"rmse":1.5,"mae":1.0,"r2":-0.25}"#);
        assert_eq!(serde_json::from_str::<Scores>(&json).unwrap(), scores);
        assert_eq!((scores.get(Metric::Mae), scores.get(Metric::Mse)), (Some(1.0), None));
    }

    #[test]
    fn a_value_that_is_not_finite_is_the_worst_there_is_and_null_in_a_file() {
        let scores: Scores =
            [(Metric::Mse, f64::NAN), (Metric::Mae, f64::NEG_INFINITY), (Metric::R2, f64::NAN)].into_iter().collect();
        let values: Vec<f64> = scores.iter().map(|(_, value)| value).collect();
        assert_eq!(values, [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY]);
        let json = serde_json::to_string(&scores).unwrap();
        assert_eq!(json, r#"{"mse":null,"mae":null,"r2":null}"#);
        assert_eq!(serde_json::from_str::<Scores>(&json).unwrap(), scores);
    }

    #[test]
    fn a_metric_that_there_is_not_is_an_error_that_names_it() {
        let error = serde_json::from_str::<Scores>(r#"{"rsme": 1}"#).unwrap_err().to_string();
        assert!(error.contains("rsme") && error.contains("rmse"), "{error}");
    }
}
