/**
 * The limits of feedback that the widget itself has to keep, as `crates/core/src/feedback/limits.rs` decides them; a
 * test of the core (`crates/core/tests/feedback.rs`) compares the two. Written here, for the widget asks no module
 * before a reader acts. Where TypeScript is generated from Rust, these constants belong there.
 */

/** The largest JPEG that a receiver takes, in bytes. */
export const MAX_PICTURE_BYTES = 300_000;
/** The longest side that a receiver takes, in pixels. */
export const MAX_PICTURE_SIDE = 1024;
