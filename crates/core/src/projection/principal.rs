use super::rows;
use crate::error::{Error, Result};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::ops::Range;

/// More directions are followed than are asked for: the wanted ones then settle in a few rounds even where
/// the next ones matter nearly as much (N. Halko et al., arXiv:0909.4061, section 4.5).
const OVERSAMPLING: usize = 6;
/// Rounds at most. Features of photos settle in ten to thirty.
const MAX_ROUNDS: usize = 200;
/// Change of the variances, as a share of the whole, at which it has settled: directions are then off by the
/// square root of it.
const SETTLED: f64 = 1e-12;
/// The share of the time in which the directions settle; the rest goes into the coordinates.
const SETTLING: f64 = 0.9;

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
/// Pull-driven: take steps until it is done. Dropping it is cancelling. How many rows a step takes changes nothing
/// in what comes out.
///
/// ```
/// use kiln_core::projection::PrincipalComponents;
///
/// let mut components = PrincipalComponents::new(&[0.0, 0.0, 1.0, 1.0, 2.0, 2.0], 2, 1)?;
/// while !components.is_done() {
///     components.step(100);
/// }
/// let projection = components.finish()?;
/// assert_eq!(projection.coordinates.len(), 3);
/// assert!((projection.explained[0] - 1.0).abs() < 1e-9);
/// # Ok::<(), kiln_core::Error>(())
/// ```
///
/// Source: K. Pearson, "On lines and planes of closest fit to systems of points in space", 1901.
#[derive(Debug, Clone)]
pub struct PrincipalComponents {
    num_components: usize,
    centred: Vec<Vec<f64>>,
    /// The sum of all squares.
    total: f64,
    basis: Vec<Vec<f64>>,
    variances: Vec<f64>,
    /// The basis times the scatter matrix, as far as the rows of this round have been seen.
    next: Vec<Vec<f64>>,
    /// The next row to look at, in this round or, once the directions have settled, for its coordinates.
    row: usize,
    num_rounds: usize,
    has_settled: bool,
    share_settled: f64,
    coordinates: Vec<f32>,
}

impl PrincipalComponents {
    /// Before the first step.
    ///
    /// # Shapes
    /// - `features`: `[n, num_values]` row by row
    ///
    /// # Errors
    /// [`Error::EvaluationInput`] when the values are no whole rows or one is not finite.
    pub fn new(features: &[f32], num_values: usize, num_components: usize) -> Result<Self> {
        let rows = rows(features, num_values)?;
        let centred = centred(&rows, num_values);
        let total = centred.iter().flatten().map(|value| value * value).sum();
        let num_directions = (num_components + OVERSAMPLING).min(num_values).min(rows.len());
        Ok(Self {
            num_components,
            total,
            basis: start(num_directions, num_values),
            variances: vec![0.0; num_directions],
            next: vec![vec![0.0; num_values]; num_directions],
            row: 0,
            num_rounds: 0,
            has_settled: false,
            share_settled: 0.0,
            coordinates: Vec::with_capacity(centred.len() * num_components),
            centred,
        })
    }

    /// Goes on over up to `max_rows` rows, and at least one.
    pub fn step(&mut self, max_rows: usize) {
        let end = self.row.saturating_add(max_rows.max(1)).min(self.centred.len());
        let rows = self.row..end;
        self.row = end;
        if self.has_settled {
            self.locate(rows);
        } else {
            self.multiply(rows);
            if end == self.centred.len() {
                self.finish_round();
            }
        }
    }

    /// Whether there is nothing left to do.
    pub fn is_done(&self) -> bool {
        self.has_settled && self.row == self.centred.len()
    }

    /// About how much is done, 0 to 1: while the directions settle, the share of the digits that no longer change.
    pub fn share_done(&self) -> f64 {
        let located =
            if self.has_settled { self.row as f64 / self.centred.len() as f64 } else { 0.0 };
        SETTLING * self.share_settled + (1.0 - SETTLING) * located
    }

    /// The points, `[n, num_components]`; components beyond what the rows span are 0.
    ///
    /// # Errors
    /// [`Error::EvaluationInput`] before it is done.
    pub fn finish(self) -> Result<Projection> {
        if !self.is_done() {
            let reason = "the principal components have not settled yet".to_owned();
            return Err(Error::EvaluationInput { reason });
        }
        let share = |component: usize| {
            let variance = self.variances.get(component).copied().unwrap_or(0.0);
            if self.total > 0.0 { (variance / self.total).clamp(0.0, 1.0) } else { 0.0 }
        };
        let explained = (0..self.num_components).map(share).collect();
        Ok(Projection { coordinates: self.coordinates, explained })
    }

    /// Multiplies the basis by the part of the rows' scatter matrix that `rows` make, without ever making that
    /// matrix.
    fn multiply(&mut self, rows: Range<usize>) {
        for row in &self.centred[rows] {
            for (sum, direction) in self.next.iter_mut().zip(&self.basis) {
                let along = dot(row, direction);
                for (sum, value) in sum.iter_mut().zip(row) {
                    *sum += along * value;
                }
            }
        }
    }

    /// Takes the product for the next basis, its directions sorted by the variance along them, and looks whether it
    /// has settled.
    fn finish_round(&mut self) {
        // Their lengths are the variances once the directions have settled.
        let mut sorted: Vec<(f64, Vec<f64>)> = std::mem::take(&mut self.next)
            .into_iter()
            .map(|direction| (dot(&direction, &direction).sqrt(), direction))
            .collect();
        sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (variances, mut basis): (Vec<f64>, Vec<Vec<f64>>) = sorted.into_iter().unzip();
        orthonormalise(&mut basis);
        let change = variances.iter().zip(&self.variances).take(self.num_components);
        let change = change.map(|(next, before)| (next - before).abs()).fold(0.0, f64::max);
        self.variances = variances;
        self.num_rounds += 1;
        self.row = 0;
        self.has_settled = change <= SETTLED * self.total || self.num_rounds == MAX_ROUNDS;
        if self.has_settled {
            self.share_settled = 1.0;
            basis.truncate(self.num_components);
            basis.iter_mut().for_each(|direction| point_to_largest(direction));
        } else {
            // The digits settle one after the other, at about the same pace.
            let share = (change / self.total).ln() / SETTLED.ln();
            self.share_settled = share.clamp(self.share_settled, 1.0);
            self.next = basis.iter().map(|direction| vec![0.0; direction.len()]).collect();
        }
        self.basis = basis;
    }

    /// Computes the places of `rows` along the directions.
    fn locate(&mut self, rows: Range<usize>) {
        for row in &self.centred[rows] {
            for component in 0..self.num_components {
                let direction = self.basis.get(component);
                let along = direction.map_or(0.0, |direction| dot(row, direction) as f32);
                self.coordinates.push(along);
            }
        }
    }
}

/// [`PrincipalComponents`] in one go.
///
/// # Errors
/// As [`PrincipalComponents::new`].
pub fn principal_components(
    features: &[f32],
    num_values: usize,
    num_components: usize,
) -> Result<Projection> {
    let mut components = PrincipalComponents::new(features, num_values, num_components)?;
    while !components.is_done() {
        components.step(usize::MAX);
    }
    components.finish()
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
