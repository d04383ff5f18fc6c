//! The pages. Each asks the box office and draws the answer; each has its own status.

pub mod admin;
mod checkout;
mod checkout_cancel;
mod checkout_return;
mod event;
mod hold;
mod order;
mod performance;
mod programme;
mod section;
mod trouble;

pub use checkout::CheckoutPage;
pub use checkout_cancel::CheckoutCancelPage;
pub use checkout_return::CheckoutReturnPage;
pub use event::EventPage;
pub use hold::HoldPage;
pub use order::OrderPage;
pub use performance::PerformancePage;
pub use programme::ProgrammePage;
pub use section::SectionPage;
pub use trouble::{NotFoundPage, trouble};
