use crate::device::AdapterInfo;

/// What shaders run on: the two want work to be divided in opposite ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hardware {
    /// A graphics card: thousands of invocations at once, which wait for memory and hardly for one another.
    Card,
    /// A processor that plays one: few invocations at once, each better with much to do, and barriers are dear.
    Processor,
}

impl From<&AdapterInfo> for Hardware {
    fn from(adapter: &AdapterInfo) -> Self {
        if adapter.is_software { Self::Processor } else { Self::Card }
    }
}
