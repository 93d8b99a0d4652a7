//! One file per sub-command: its arguments and what it does with them.

pub mod check;
pub mod classify;
pub mod compare;
pub mod compress;
pub mod convert;
#[cfg(feature = "parquet")]
pub mod embed;
pub mod evaluate;
pub mod export;
#[cfg(feature = "federation")]
pub mod federate;
pub mod publish;
#[cfg(feature = "feedback")]
pub mod serve_feedback;
#[cfg(feature = "parquet")]
pub mod similar;
pub mod train;
