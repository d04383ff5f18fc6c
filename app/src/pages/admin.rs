//! The admin's pages.

use leptos::prelude::*;

macro_rules! to_come {
    ($($name:ident),*) => { $(
        /// To come.
        #[component]
        pub fn $name() -> impl IntoView {}
    )* };
}
to_come!(AdminPage, SignInPage, AdminHoldsPage, AdminOrdersPage, OnSalePage, PlansPage);
