//! The map of pictures against scikit-learn's.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{json, largest_difference};
use kiln_core::projection::{PrincipalComponents, Projection, nearest, principal_components};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn floats(value: &Value) -> Vec<f32> {
    numbers(value).into_iter().map(|number| number as f32).collect()
}

#[test]
fn the_components_are_scikit_learns() {
    let expected = json("projection/projection.json");
    let features = floats(&expected["features"]);
    let num_values = expected["numValues"].as_u64().unwrap() as usize;
    let projection = principal_components(&features, num_values, 3).unwrap();
    // Coordinates reach 20; it has settled to a thousandth of what can be seen on a map.
    let difference = largest_difference(&projection.coordinates, &floats(&expected["coordinates"]));
    assert!(difference < 1e-2, "{difference}");
    let explained = numbers(&expected["explained"]);
    assert_eq!(projection.explained.len(), explained.len());
    for (actual, expected) in projection.explained.iter().zip(explained) {
        assert!((actual - expected).abs() < 1e-6, "{actual} {expected}");
    }
    assert_eq!(principal_components(&features, num_values, 3).unwrap(), projection);
}

#[test]
fn pulled_in_steps_of_any_size_the_components_are_the_same_to_the_bit() {
    let expected = json("projection/projection.json");
    let features = floats(&expected["features"]);
    let num_values = expected["numValues"].as_u64().unwrap() as usize;
    let bits = |projection: Projection| -> (Vec<u32>, Vec<u64>) {
        let coordinates = projection.coordinates.iter().map(|value| value.to_bits());
        (coordinates.collect(), projection.explained.iter().map(|value| value.to_bits()).collect())
    };
    let in_one_go = bits(principal_components(&features, num_values, 3).unwrap());
    for max_rows in [1, 7, 1000] {
        let mut components = PrincipalComponents::new(&features, num_values, 3).unwrap();
        assert_eq!(components.clone().finish().unwrap_err().code(), "evaluation.input");
        let mut share = components.share_done();
        assert!(share == 0.0);
        while !components.is_done() {
            components.step(max_rows);
            assert!((share..=1.0).contains(&components.share_done()));
            share = components.share_done();
        }
        assert!((share - 1.0).abs() < 1e-9, "{share}");
        assert_eq!(bits(components.finish().unwrap()), in_one_go, "{max_rows}");
    }
}

#[test]
fn the_nearest_are_scikit_learns() {
    let expected = json("projection/projection.json");
    let features = floats(&expected["features"]);
    let num_values = expected["numValues"].as_u64().unwrap() as usize;
    for (index, row) in expected["nearest"].as_array().unwrap().iter().enumerate() {
        let wanted: Vec<usize> = numbers(row).into_iter().map(|number| number as usize).collect();
        assert_eq!(nearest(&features, num_values, index, 5).unwrap(), wanted);
    }
    assert_eq!(nearest(&[1.0, 0.0, 0.0, 1.0, 2.0, 0.1], 2, 0, 9).unwrap(), [2, 1]);
}

#[test]
fn rows_on_a_line_have_one_component_and_equal_rows_none() {
    let line: Vec<f32> = (0..5).flat_map(|step| [step as f32, 2.0 * step as f32, 1.0]).collect();
    let projection = principal_components(&line, 3, 2).unwrap();
    assert!((projection.explained[0] - 1.0).abs() < 1e-9);
    let root = 5.0_f32.sqrt();
    for (step, row) in projection.coordinates.chunks_exact(2).enumerate() {
        assert!((row[0] - (step as f32 - 2.0) * root).abs() < 1e-5, "{row:?}");
        assert!(row[1].abs() < 1e-5, "{row:?}");
    }
    let equal = principal_components(&[3.0; 12], 4, 2).unwrap();
    assert_eq!((equal.coordinates, equal.explained), (vec![0.0; 6], vec![0.0; 2]));
    let single = principal_components(&[1.0, 2.0], 2, 2).unwrap();
    assert_eq!(single.coordinates, [0.0, 0.0]);
}

#[test]
fn what_are_no_rows_is_refused() {
    let code = |features: &[f32], num_values| {
        principal_components(features, num_values, 2).err().unwrap().code()
    };
    for (features, num_values) in [(&[][..], 2), (&[1.0; 3][..], 2), (&[1.0][..], 0)] {
        assert_eq!(code(features, num_values), "evaluation.input");
    }
    assert_eq!(code(&[f32::NAN, 1.0], 1), "evaluation.input");
    assert_eq!(nearest(&[1.0, 2.0], 1, 2, 1).unwrap_err().code(), "evaluation.input");
}
