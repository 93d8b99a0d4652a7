use super::Detail;
use std::collections::BTreeMap;

/// The first thing in a file that keeps it from being a table of texts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableFault {
    /// No row below the names of the columns.
    #[error("the table has no rows")]
    Empty,
    /// A quotation mark opens a cell, and none closes it.
    #[error("a quotation mark in the row of line {line} is never closed")]
    OpenQuote {
        /// The line in which the row begins, from 1.
        line: usize,
    },
    /// A line of JSON Lines that is no object.
    #[error("line {line} is no JSON object")]
    NotJson {
        /// Its number, from 1.
        line: usize,
    },
    /// More columns than a table of texts has.
    #[error("the table has more than {limit} columns")]
    TooWide {
        /// The most that are read.
        limit: usize,
    },
    /// The texts and the classes were to come from one column.
    #[error("the column {name} cannot hold both the texts and the classes")]
    OneColumn {
        /// Its name.
        name: String,
    },
    /// A column that was asked for is not there.
    #[error("there is no column {name} among {known}")]
    NoColumn {
        /// The name that was asked for.
        name: String,
        /// The names that there are, separated by commas.
        known: String,
    },
}

impl TableFault {
    /// The stable name of this kind of fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "table.empty",
            Self::OpenQuote { .. } => "table.open-quote",
            Self::NotJson { .. } => "table.not-json",
            Self::TooWide { .. } => "table.too-wide",
            Self::OneColumn { .. } => "table.one-column",
            Self::NoColumn { .. } => "table.no-column",
        }
    }

    /// The values a translated sentence may want to name.
    pub fn detail(&self) -> BTreeMap<&'static str, Detail> {
        match self {
            Self::Empty => BTreeMap::new(),
            Self::OpenQuote { line } | Self::NotJson { line } => [("line", (*line).into())].into(),
            Self::TooWide { limit } => [("limit", (*limit).into())].into(),
            Self::OneColumn { name } => [("name", name.into())].into(),
            Self::NoColumn { name, known } => {
                [("name", name.into()), ("known", known.into())].into()
            }
        }
    }
}
