//! The pages. Each asks the box office and draws the answer; each has its own status.

pub mod admin;
pub mod checkout;
pub mod checkout_cancel;
pub mod checkout_return;
pub mod event;
pub mod hold;
pub mod order;
pub mod performance;
pub mod programme;
pub mod section;
pub mod trouble;

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
