//! The rows that are nearest to a picture's features.

use super::{
    Embedded, FeatureFile, Row,
    best::{Best, Near},
};
use crate::interrupt;
use crate::threads::Threads;
use anyhow::{Context, Result};
use indicatif::ProgressBar;
use kiln_core::{
    dataset::{ReviewItem, groups},
    inference::FeatureSource,
};
use std::{collections::BTreeMap, path::PathBuf};

/// Rows that are looked at for each picture that is wanted. Where near-duplicates leave fewer pictures than are wanted,
/// the rows are gone through once more, and at last what is found is all.
const ROWS_FOR_EACH: [usize; 3] = [8, 64, 512];

/// Pictures that are nearly the same, the nearest first.
pub struct NearGroup {
    pub nearest: Near,
    pub others: Vec<Near>,
}

/// The nearest rows of `files` to each of `queries`, `[queries][1280]`: `count` groups of near-duplicates each, the
/// nearest first. Every row is compared, so none is missed; several files are read at the same time.
///
/// # Errors
/// Features of another source than `source`, and files that cannot be read.
pub fn nearest(
    files: &[PathBuf],
    source: &FeatureSource,
    queries: &[Vec<f32>],
    count: usize,
    threads: Threads,
    progress: &ProgressBar,
) -> Result<Vec<Vec<NearGroup>>> {
    let queries: Vec<Vec<f32>> = queries.iter().map(|query| unit(query)).collect();
    let mut groups = Vec::new();
    for most in ROWS_FOR_EACH.map(|rows| rows * count) {
        progress.set_position(0);
        let found = nearest_rows(files, source, &queries, most, threads, progress)?;
        let are_all = |found: &Vec<Near>| found.len() < most;
        let is_done = found.iter().map(are_all).collect::<Vec<_>>();
        groups = found.into_iter().map(|found| grouped(found, count)).collect();
        let is_whole =
            |(groups, is_done): (&Vec<NearGroup>, bool)| is_done || groups.len() == count;
        if groups.iter().zip(is_done).all(is_whole) {
            break;
        }
    }
    Ok(groups)
}

/// The `most` nearest rows to each of `queries`, the nearest first.
fn nearest_rows(
    files: &[PathBuf],
    source: &FeatureSource,
    queries: &[Vec<f32>],
    most: usize,
    threads: Threads,
    progress: &ProgressBar,
) -> Result<Vec<Vec<Near>>> {
    let begin = || queries.iter().map(|_| Best::new(most)).collect::<Vec<_>>();
    let of_file = |_: &mut (), path: &PathBuf| -> Result<Vec<Best>> {
        let file = FeatureFile::open(path)?;
        file.origin.check_source(source).with_context(|| path.display().to_string())?;
        let mut best = begin();
        file.for_each_row(|row| {
            interrupt::check()?;
            progress.inc(1);
            consider(row, queries, &mut best);
            Ok(())
        })?;
        Ok(best)
    };
    let mut found = begin();
    threads.in_order(
        files,
        || Ok(()),
        of_file,
        |_, best| {
            for (found, best) in found.iter_mut().zip(best?) {
                best.into_sorted().into_iter().for_each(|near| found.push(near));
            }
            Ok(())
        },
    )?;
    Ok(found.into_iter().map(Best::into_sorted).collect())
}

fn consider(row: Row, queries: &[Vec<f32>], best: &mut [Best]) {
    let Row { path, class, outcome: Ok(embedded), .. } = row else { return };
    let Embedded { sha256, inspection, features } = embedded;
    let norm = dot(&features, &features).sqrt();
    for (query, best) in queries.iter().zip(best) {
        let cosine = if norm > 0.0 { dot(query, &features) / norm } else { 0.0 };
        if best.is_wanted(cosine, &path) {
            let (path, class) = (path.clone(), class.clone());
            let (sha256, inspection) = (sha256.clone(), inspection.clone());
            best.push(Near { cosine, path, class, sha256, inspection });
        }
    }
}

/// Near-duplicates folded into one, by the rule by which they stay together in training.
fn grouped(found: Vec<Near>, count: usize) -> Vec<NearGroup> {
    let item = |near: &Near| ReviewItem {
        class: None,
        inspection: near.inspection.clone(),
        sha256: Some(near.sha256.clone()),
        burst: None,
        embedding: None,
    };
    let numbers = groups(&found.iter().map(item).collect::<Vec<_>>());
    let mut groups: BTreeMap<usize, NearGroup> = BTreeMap::new();
    // Groups are numbered in the order of their first pictures, which is that of nearness.
    for (near, number) in found.into_iter().zip(numbers) {
        match groups.get_mut(&number) {
            Some(group) => group.others.push(near),
            None => drop(groups.insert(number, NearGroup { nearest: near, others: Vec::new() })),
        }
    }
    groups.into_values().take(count).collect()
}

fn unit(values: &[f32]) -> Vec<f32> {
    let norm = dot(values, values).sqrt();
    values.iter().map(|value| if norm > 0.0 { value / norm } else { 0.0 }).collect()
}

/// The inner product, in eight sums that the compiler keeps in vector registers.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a_eights, _) = a.as_chunks::<8>();
    let (b_eights, _) = b.as_chunks::<8>();
    let mut sums = [0.0_f32; 8];
    for (a, b) in a_eights.iter().zip(b_eights) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum()
}
