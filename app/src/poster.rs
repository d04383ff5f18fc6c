//! Each event's poster, drawn from its slug.
