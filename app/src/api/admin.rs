//! What an admin asks for.
