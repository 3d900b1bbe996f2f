//! On the wire.
