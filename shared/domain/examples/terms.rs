//! Writes terms.json into a folder; `cargo xtask docs` calls it. What the pages call things is what files and the journal call them.

use domain::admission::Capture;
use domain::candidate::Stage;
use domain::document::DocumentKind;
use domain::payment::{OrderStatus, Provider, RefundStatus};
use domain::proposal::{Noun, Status};
use domain::statistics::Outcome;
use domain::subject::{Second, Track};
use serde::{Serialize, Serializer};
use std::path::PathBuf;
use std::{env, fs};
use strum::IntoEnumIterator;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("usage: terms FOLDER")?);
    let terms = Ordered(vec![
        ("stages", titles(Stage::title)),
        ("captures", titles(Capture::title)),
        ("documents", titles(DocumentKind::title)),
        ("tracks", titles(Track::title)),
        ("seconds", titles(Second::title)),
        ("outcomes", titles(Outcome::title)),
        ("providers", titles(Provider::title)),
        ("orders", titles(OrderStatus::title)),
        ("refunds", titles(RefundStatus::title)),
        ("revisions", titles(|status: Status| status.title(Noun::Revision))),
        ("imports", titles(|status: Status| status.title(Noun::Import))),
    ]);
    Ok(fs::write(folder.join("terms.json"), serde_json::to_string_pretty(&terms)? + "\n")?)
}

/// An object whose members keep their order: the pages show them in it.
struct Ordered<T>(Vec<(&'static str, T)>);

impl<T: Serialize> Serialize for Ordered<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// What each of a closed list is called, by its code.
fn titles<E>(title: impl Fn(E) -> &'static str) -> Ordered<&'static str>
where
    E: IntoEnumIterator + Copy + Into<&'static str>,
{
    Ordered(E::iter().map(|one| (one.into(), title(one))).collect())
}
