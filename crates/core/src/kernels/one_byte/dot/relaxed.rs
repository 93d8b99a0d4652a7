//! Wasm's relaxed SIMD: sixteen products and their sums in one instruction, or a few where a processor has none.
//!
//! The instruction is only defined where the second operand has 7 bits; ours has.
//! Source: https://github.com/WebAssembly/relaxed-simd/blob/main/proposals/relaxed-simd/Overview.md

use super::Dot;
use core::arch::wasm32::{i32x4_relaxed_dot_i8x16_i7x16_add, v128};
use std::mem::transmute;
use wide::bytemuck::cast;
use wide::{i8x16, i32x4, u8x16};

#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Relaxed;

#[inline(always)]
#[allow(
    unsafe_code,
    reason = "the standard library's vector and ours are the same to everybody but the compiler"
)]
fn dot(sums: i32x4, weights: i8x16, values: u8x16) -> i32x4 {
    // SAFETY: `wide`'s vectors are 16 bytes, each of whose bits may be anything, and so is `v128`.
    unsafe {
        let [sums, weights, values] = [
            transmute::<i32x4, v128>(sums),
            transmute::<i8x16, v128>(weights),
            transmute::<u8x16, v128>(values),
        ];
        transmute::<v128, i32x4>(i32x4_relaxed_dot_i8x16_i7x16_add(weights, values, sums))
    }
}

impl Dot for Relaxed {
    type Quad = [u8; 4];
    type Weights = i8x16;
    type Spread = u8x16;
    type Values = u8x16;
    type Sums = i32x4;

    const MANY_SUMS: bool = true;
    const ZERO_QUAD: [u8; 4] = [0; 4];

    fn place(output: usize, input: usize) -> usize {
        output * 4 + input
    }

    #[inline(always)]
    fn quad(bytes: [u8; 4]) -> [u8; 4] {
        bytes
    }

    #[inline(always)]
    fn spread(quad: [u8; 4]) -> u8x16 {
        cast(i32x4::splat(i32::from_le_bytes(quad)))
    }

    #[inline(always)]
    fn weights(block: &[i8; 16]) -> i8x16 {
        i8x16::new(*block)
    }

    #[inline(always)]
    fn add(sums: i32x4, weights: i8x16, values: u8x16) -> i32x4 {
        dot(sums, weights, values)
    }

    #[inline(always)]
    fn values(bytes: &[u8; 16]) -> u8x16 {
        u8x16::new(*bytes)
    }

    #[inline(always)]
    fn taps(block: &[i8; 16]) -> i8x16 {
        i8x16::new(*block)
    }

    #[inline(always)]
    fn no_sums() -> i32x4 {
        i32x4::splat(0)
    }

    #[inline(always)]
    fn add_channels(sums: i32x4, taps: i8x16, values: u8x16) -> i32x4 {
        dot(sums, taps, values)
    }

    #[inline(always)]
    fn total(sums: i32x4) -> i32x4 {
        sums
    }
}
