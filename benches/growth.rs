//! How a verb's time grows with the number of assets: the exponent that fits best.

/// The exponent `e` of `time = c * size^e` by least squares over the logarithms; `None` without two different sizes.
pub fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    let points: Vec<(f64, f64)> = points
        .iter()
        .filter(|(size, time)| *size > 0.0 && *time > 0.0)
        .map(|(size, time)| (size.ln(), time.ln()))
        .collect();
    #[allow(clippy::cast_precision_loss)]
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (size, time) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = points.iter().map(|point| (point.0 - size).powi(2)).sum();
    let common: f64 = points.iter().map(|point| (point.0 - size) * (point.1 - time)).sum();
    (spread > 1e-9).then(|| common / spread)
}
