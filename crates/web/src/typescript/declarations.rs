//! The declarations of all messages and of the types they consist of, sorted by name.

use super::constants::ArchitectureFacts;
use super::layout::laid_out;
use crate::js::MessageVisitor;
use crate::{messages, prediction, training};
use kiln_core::{
    device::DeviceKind, error::Detail, feedback::Feedback, format::TrainingRecord, networks::Range,
};
use std::collections::BTreeMap;
use ts_rs::{Config, TS, TypeVisitor};

/// All declarations as TypeScript. What messages are made of comes along.
pub fn declarations() -> String {
    let mut found = Declarations::new();
    messages::visit_messages(&mut found);
    prediction::visit_messages(&mut found);
    training::visit_messages(&mut found);
    // Parts of errors, of cards and of constants; and what the widget posts.
    found.add::<ArchitectureFacts>();
    found.add::<Detail>();
    found.add::<DeviceKind>();
    found.add::<Feedback>();
    found.add::<Range>();
    found.add::<TrainingRecord>();
    found.declarations.into_values().collect::<Vec<_>>().join("\n")
}

/// Collects the declarations of types and of all that they are made of.
struct Declarations {
    config: Config,
    /// The declarations, by TypeScript name.
    declarations: BTreeMap<String, String>,
}

impl Declarations {
    fn new() -> Self {
        // No number of ours reaches 2⁵³, so all of them are plain numbers.
        let config = Config::new().with_large_int("number");
        Self { config, declarations: BTreeMap::new() }
    }

    fn add<T: TS + 'static>(&mut self) {
        self.visit::<T>();
        T::visit_generics(self);
    }
}

impl MessageVisitor for Declarations {
    fn visit_message<T: TS + 'static>(&mut self, typescript: &str) {
        let name = T::name(&self.config);
        assert_eq!(typescript.replace("core.", ""), name, "messages! gives it another name");
        self.add::<T>();
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Numbers, lists and options are declared nowhere.
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(&self.config);
        let docs = T::docs().unwrap_or_default();
        let declaration = laid_out(&docs, &T::decl(&self.config));
        match self.declarations.insert(name.clone(), declaration.clone()) {
            None => T::visit_dependencies(self),
            Some(known) => assert_eq!(known, declaration, "two types are called {name}"),
        }
    }
}
