//! Payment on the wire.
