//! Every page and its address.

use crate::components::{HoldBarSlot, Masthead, SiteFooter};
use crate::pages::admin::{
    AdminHoldsPage, AdminOrdersPage, AdminPage, AdminStoryPage, AdminStripePage, OnSalePage,
    PlansPage, SignInPage,
};
use crate::pages::{
    CheckoutCancelPage, CheckoutPage, CheckoutReturnPage, EventPage, HoldPage, NotFoundPage,
    OrderPage, PerformancePage, ProgrammePage, SectionPage,
};
use leptos::prelude::*;
use leptos_router::SsrMode::Async;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

/// The whole shop. Every route is drawn to its end before it is sent, so that its status is true
/// and nothing in it needs a script.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <a class="skip-link" href="#main">"Skip to the page"</a>
            <Masthead />
            <main id="main" tabindex="-1">
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view=ProgrammePage ssr=Async />
                    <Route path=path!("/events/:slug") view=EventPage ssr=Async />
                    <Route path=path!("/performances/:id") view=PerformancePage ssr=Async />
                    <Route
                        path=path!("/performances/:id/sections/:section")
                        view=SectionPage
                        ssr=Async
                    />
                    <Route path=path!("/checkout/return") view=CheckoutReturnPage ssr=Async />
                    <Route path=path!("/checkout/cancel") view=CheckoutCancelPage ssr=Async />
                    <Route path=path!("/checkout/:hold") view=CheckoutPage ssr=Async />
                    <Route path=path!("/holds/:hold") view=HoldPage ssr=Async />
                    <Route path=path!("/orders/:order/:key") view=OrderPage ssr=Async />
                    <Route path=path!("/admin") view=AdminPage ssr=Async />
                    <Route path=path!("/admin/sign-in") view=SignInPage ssr=Async />
                    <Route path=path!("/admin/holds") view=AdminHoldsPage ssr=Async />
                    <Route path=path!("/admin/holds/:hold") view=AdminStoryPage ssr=Async />
                    <Route path=path!("/admin/stripe") view=AdminStripePage ssr=Async />
                    <Route path=path!("/admin/orders") view=AdminOrdersPage ssr=Async />
                    <Route path=path!("/admin/on-sale") view=OnSalePage ssr=Async />
                    <Route path=path!("/admin/plans") view=PlansPage ssr=Async />
                </Routes>
            </main>
            <SiteFooter />
            <HoldBarSlot />
        </Router>
    }
}
