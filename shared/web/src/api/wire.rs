//! Shapes of bodies. What they look like is known where documents are made, and nowhere else: no component has that inside.

/// What goes over the wire as JSON.
#[cfg(feature = "schema")]
pub trait Wire: schemars::JsonSchema {}
#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> Wire for T {}
/// Makes its schema.
#[cfg(feature = "schema")]
pub type Shape = fn(&mut schemars::SchemaGenerator) -> schemars::Schema;

/// What goes over the wire as JSON.
#[cfg(not(feature = "schema"))]
pub trait Wire {}
#[cfg(not(feature = "schema"))]
impl<T> Wire for T {}
/// Unknown here.
#[cfg(not(feature = "schema"))]
pub type Shape = ();

#[derive(Clone, Copy, Debug)]
pub enum Body {
    Json(Shape),
    /// Something of this content type
    Other(&'static str),
}

/// Each property is a parameter.
#[cfg(feature = "schema")]
pub(super) const fn parameters<T: Wire>() -> Shape {
    T::json_schema
}

/// Unknown here.
#[cfg(not(feature = "schema"))]
pub(super) const fn parameters<T: Wire>() -> Shape {}

impl Body {
    #[cfg(feature = "schema")]
    pub(super) const fn json<T: Wire>() -> Self {
        Self::Json(schemars::SchemaGenerator::subschema_for::<T>)
    }

    #[cfg(not(feature = "schema"))]
    #[expect(clippy::extra_unused_type_parameters, reason = "what it looks like is not known here")]
    pub(super) const fn json<T: Wire>() -> Self {
        Self::Json(())
    }
}
