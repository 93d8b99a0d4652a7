//! What a step of Adam does with a parameter array.

/// The numbers of one step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AdamRule {
    /// The share of a parameter that its decay leaves.
    pub(crate) kept: f64,
    /// The share of the mean of gradients that is kept.
    pub(crate) beta_1: f64,
    /// The share of the mean of their squares that is kept.
    pub(crate) beta_2: f64,
    /// What the mean of squares is multiplied by, since it began at zero.
    pub(crate) correction_2: f64,
    /// What is added to the root.
    pub(crate) epsilon: f64,
    /// The learning rate, divided by what the mean of gradients lacks since it began at zero.
    pub(crate) step_size: f64,
}
