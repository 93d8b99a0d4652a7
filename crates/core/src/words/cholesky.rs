//! Systems of equations with a symmetric, positive definite matrix, `n` by `n`, row by row.

/// The inverse of such a matrix, by its Cholesky factor. What is not positive definite gives no finite numbers.
///
/// Source: G. H. Golub, C. F. Van Loan, "Matrix Computations", section 4.2.
pub fn inverse(matrix: &[f64], n: usize) -> Vec<f64> {
    let factor = factor(matrix, n);
    let mut inverse = vec![0.0; n * n];
    for column in 0..n {
        let mut solution = vec![0.0; n];
        for row in 0..n {
            let known: f64 = (0..row).map(|k| factor[row * n + k] * solution[k]).sum();
            let unit = if row == column { 1.0 } else { 0.0 };
            solution[row] = (unit - known) / factor[row * n + row];
        }
        for row in (0..n).rev() {
            let known: f64 = (row + 1..n).map(|k| factor[k * n + row] * solution[k]).sum();
            solution[row] = (solution[row] - known) / factor[row * n + row];
        }
        for (row, value) in solution.into_iter().enumerate() {
            inverse[row * n + column] = value;
        }
    }
    inverse
}

/// The lower triangle L with L Lᵀ = the matrix.
fn factor(matrix: &[f64], n: usize) -> Vec<f64> {
    let mut factor = vec![0.0; n * n];
    for row in 0..n {
        for column in 0..=row {
            let known: f64 =
                (0..column).map(|k| factor[row * n + k] * factor[column * n + k]).sum();
            let rest = matrix[row * n + column] - known;
            factor[row * n + column] =
                if row == column { rest.sqrt() } else { rest / factor[column * n + column] };
        }
    }
    factor
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_matrix_times_its_inverse_is_one(values in prop::collection::vec(-1.0_f64..1.0, 36)) {
            const N: usize = 6;
            // A Aᵀ + 1/2, which is positive definite.
            let product = |a: usize, b: usize| (0..N).map(|k| values[a * N + k] * values[b * N + k]).sum::<f64>();
            let entry = |at: usize| product(at / N, at % N) + if at / N == at % N { 0.5 } else { 0.0 };
            let matrix: Vec<f64> = (0..N * N).map(entry).collect();
            let inverse = inverse(&matrix, N);
            for row in 0..N {
                for column in 0..N {
                    let sum: f64 = (0..N).map(|k| matrix[row * N + k] * inverse[k * N + column]).sum();
                    let wanted = if row == column { 1.0 } else { 0.0 };
                    prop_assert!((sum - wanted).abs() < 1e-9);
                }
            }
        }
    }
}
