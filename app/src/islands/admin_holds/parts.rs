//! What the list is drawn of.

mod expire_form;
mod hold_table;
mod review_list;
#[cfg(feature = "hydrate")]
mod walk;

pub(super) use expire_form::ExpireForm;
#[cfg(feature = "ssr")]
pub(crate) use expire_form::fates_view;
pub(super) use hold_table::HoldTable;
pub(super) use review_list::ReviewList;
