use super::rows;
use crate::error::Result;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// More directions are followed than are asked for: the wanted ones then settle in a few rounds even where
/// the next ones matter nearly as much (N. Halko et al., arXiv:0909.4061, section 4.5).
const OVERSAMPLING: usize = 6;
/// Rounds at most. Features of photos settle in ten to thirty.
const MAX_ROUNDS: usize = 200;
/// Change of the variances, as a share of the whole, at which it has settled: directions are then off by the
/// square root of it.
const SETTLED: f64 = 1e-12;

/// Points in few dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// `[n, num_components]` row by row, centred on 0.
    pub coordinates: Vec<f32>,
    /// Share of the whole variance along each component, 0 to 1, descending; 0 where nothing varies.
    pub explained: Vec<f64>,
}

/// The directions in which rows differ most, and where each row lies along them (principal component
/// analysis), by subspace iteration with a fixed start: the same rows give the same map. Each direction
/// points to where its largest entry is positive.
///
/// # Shapes
/// - `features`: `[n, num_values]` row by row
/// - returns: `[n, num_components]`; components beyond what the rows span are 0
///
/// # Errors
/// [`crate::Error::EvaluationInput`] when the values are no whole rows or one is not finite.
///
/// Source: K. Pearson, "On lines and planes of closest fit to systems of points in space", 1901.
pub fn principal_components(
    features: &[f32],
    num_values: usize,
    num_components: usize,
) -> Result<Projection> {
    let rows = rows(features, num_values)?;
    let centred = centred(&rows, num_values);
    let total: f64 = centred.iter().flatten().map(|value| value * value).sum();
    let num_directions = (num_components + OVERSAMPLING).min(num_values).min(rows.len());
    let mut basis = start(num_directions, num_values);
    let mut variances = vec![0.0; num_directions];
    for _ in 0..MAX_ROUNDS {
        let (next, next_variances) = round(&centred, &basis);
        basis = next;
        let change = next_variances.iter().zip(&variances).take(num_components);
        let change = change.map(|(next, before)| (next - before).abs()).fold(0.0, f64::max);
        variances = next_variances;
        if change <= SETTLED * total {
            break;
        }
    }
    basis.truncate(num_components);
    for direction in &mut basis {
        point_to_largest(direction);
    }
    let coordinate = |row: &Vec<f64>, component: usize| {
        basis.get(component).map_or(0.0, |direction| dot(row, direction) as f32)
    };
    let along = |row| (0..num_components).map(move |component| coordinate(row, component));
    let share = |component: usize| {
        let variance = variances.get(component).copied().unwrap_or(0.0);
        if total > 0.0 { (variance / total).clamp(0.0, 1.0) } else { 0.0 }
    };
    Ok(Projection {
        coordinates: centred.iter().flat_map(along).collect(),
        explained: (0..num_components).map(share).collect(),
    })
}

fn centred(rows: &[&[f32]], num_values: usize) -> Vec<Vec<f64>> {
    let mut mean = vec![0.0; num_values];
    for row in rows {
        for (sum, value) in mean.iter_mut().zip(*row) {
            *sum += f64::from(*value) / rows.len() as f64;
        }
    }
    let centre = |row: &&[f32]| {
        row.iter().zip(&mean).map(|(value, mean)| f64::from(*value) - mean).collect()
    };
    rows.iter().map(centre).collect()
}

/// Random directions, at right angles.
fn start(count: usize, num_values: usize) -> Vec<Vec<f64>> {
    let mut rng = Pcg64Mcg::seed_from_u64(0);
    let mut draw = || (0..num_values).map(|_| rng.random_range(-1.0..1.0)).collect();
    let mut basis: Vec<Vec<f64>> = (0..count).map(|_| draw()).collect();
    orthonormalise(&mut basis);
    basis
}

/// Multiplies the basis by the rows' scatter matrix, without ever making that matrix, and turns the result
/// so that its directions are sorted by the variance along them.
fn round(rows: &[Vec<f64>], basis: &[Vec<f64>]) -> (Vec<Vec<f64>>, Vec<f64>) {
    let num_values = basis.first().map_or(0, Vec::len);
    let mut next = vec![vec![0.0; num_values]; basis.len()];
    for row in rows {
        for (sum, direction) in next.iter_mut().zip(basis) {
            let along = dot(row, direction);
            for (sum, value) in sum.iter_mut().zip(row) {
                *sum += along * value;
            }
        }
    }
    // Their lengths are the variances once the directions have settled.
    let mut sorted: Vec<(f64, Vec<f64>)> =
        next.into_iter().map(|direction| (dot(&direction, &direction).sqrt(), direction)).collect();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (variances, mut basis): (Vec<f64>, Vec<Vec<f64>>) = sorted.into_iter().unzip();
    orthonormalise(&mut basis);
    (basis, variances)
}

/// Gram–Schmidt, twice for the sake of rounding. What lies in the span of those before becomes 0.
fn orthonormalise(basis: &mut [Vec<f64>]) {
    for index in 0..basis.len() {
        let (before, rest) = basis.split_at_mut(index);
        let direction = &mut rest[0];
        let length_before = dot(direction, direction).sqrt();
        for _ in 0..2 {
            for other in before.iter() {
                let along = dot(direction, other);
                for (value, other) in direction.iter_mut().zip(other) {
                    *value -= along * other;
                }
            }
        }
        let length = dot(direction, direction).sqrt();
        let scale =
            if length > 1e-12 * length_before.max(f64::MIN_POSITIVE) { 1.0 / length } else { 0.0 };
        for value in direction.iter_mut() {
            *value *= scale;
        }
    }
}

fn point_to_largest(direction: &mut [f64]) {
    let larger = |best: f64, value: &f64| if value.abs() > best.abs() { *value } else { best };
    if direction.iter().fold(0.0, larger) < 0.0 {
        for value in direction.iter_mut() {
            *value = -*value;
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
