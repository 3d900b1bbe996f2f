//! Of a request, what the log may know: which operation, from where, and who is signed in; never an address or a body.

use crate::api::Operation;
use std::sync::{Arc, OnceLock};
use store::log;

pub(super) struct Trace {
    pub(super) operation: Option<&'static Operation>,
    pub(super) client: String,
    pub(super) actor: Arc<OnceLock<String>>,
}

impl Trace {
    /// `candidate:17`, `staff:3`: whose session it is.
    pub(super) fn is_of(&self, actor: String) {
        let _ = self.actor.set(actor);
    }

    /// Somebody was refused.
    pub(super) fn refused(&self, code: &str, why: &str) {
        self.write("refused", code, why);
    }

    /// Something went wrong.
    pub(super) fn failed(&self, what: &str, why: &str) {
        self.write(what, "", why);
    }

    fn write(&self, what: &str, code: &str, text: &str) {
        let fields = [
            ("code", code),
            ("operation", self.operation.map_or("", |operation| operation.id)),
            ("actor", self.actor.get().map(String::as_str).unwrap_or_default()),
            ("client", &self.client),
            ("text", text),
        ];
        log::write(what, &fields);
    }
}
