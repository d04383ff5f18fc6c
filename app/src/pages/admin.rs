//! The admin's pages. Each draws itself through [`for_admin`], which lets nobody past who is not
//! signed in.

mod fault;
mod frame;
mod holds;
mod ledger;
mod on_sale;
mod on_sale_fields;
mod orders;
mod overview;
mod plans;
mod sign_in;
mod story;
mod stripe;

pub use fault::PlanRefused;
pub use holds::AdminHoldsPage;
pub use on_sale::OnSalePage;
pub use orders::AdminOrdersPage;
pub use overview::AdminPage;
pub use plans::PlansPage;
pub use sign_in::SignInPage;
pub use story::AdminStoryPage;
pub use stripe::AdminStripePage;

use frame::{Tab, for_admin, no_view, notice, query, see_other};
