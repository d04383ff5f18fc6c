//! The box office itself: what it is made of, how it opens, and how it closes.

use crate::admin::Gate;
use crate::catalogue::Catalogue;
use crate::ledger::StripeSums;
use crate::live::News;
use crate::outbox::InFlight;
use crate::payments::{CallRate, Payments};
use crate::reconcile::Rounds;
use crate::store::Store;
use crate::till::{Books, Counter, Till};
use crate::wanted::Wanted;
use crate::{Clock, Fault, House};
use domain::{CheckoutUi, UnixMs};
use secrecy::{ExposeSecret, SecretString};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;
use tokio::sync::Notify;

/// How to open a box office.
#[derive(Debug)]
pub struct Options {
    /// As in `sqlite://data/holdfast.db` or `postgres://shop@localhost/holdfast`.
    pub database_url: SecretString,
    /// Every decision about time asks it.
    pub clock: Clock,
    /// Public base address of the shop, without a trailing slash.
    pub url: String,
    /// How to reach Stripe, or its stand-in.
    pub stripe: StripeSettings,
    /// The admin's password; none keeps the one that was made at the first start.
    pub admin_password: Option<SecretString>,
    /// Commands in one transaction at most: [`crate::BATCH_MAX`], or 1 to measure what that brings.
    pub batch_max: usize,
}

/// How to reach Stripe, or its stand-in.
#[derive(Clone, Debug)]
pub struct StripeSettings {
    /// Base address, as in `https://api.stripe.com`.
    pub api_url: String,
    /// `sk_…` or `rk_…`.
    pub secret_key: SecretString,
    /// Any of them may sign a webhook: two while one is rolled.
    pub webhook_secrets: Vec<SecretString>,
    /// Real money.
    pub livemode: bool,
    /// Longest wait for one answer.
    pub answer_within: Duration,
    /// What becomes of seats whose payment cannot be asked about.
    pub on_unreachable: OnUnreachable,
    /// Whose the account is.
    pub account: Account,
    /// How many calls may be made.
    pub call_rate: CallRate,
    /// How long Stripe is left alone after a row of failures, at first.
    pub rest_after_failures: Duration,
    /// `pk_…`, which a page shows Stripe's forms with; none sends every buyer to Stripe's page.
    pub publishable_key: Option<String>,
    /// The shape of a checkout where the event says none.
    pub checkout_ui: CheckoutUi,
    /// Buyers may type promotion codes of the account.
    pub promotion_codes: bool,
}

/// What becomes of seats whose time is up while Stripe cannot be asked whether they were paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnUnreachable {
    /// They stay claimed until Stripe answers.
    #[default]
    Keep,
    /// They are freed so long after the session has expired at Stripe by its own time. Who paid all
    /// the same gets them back if they are still free, else the money.
    ReleaseAfter {
        /// Units: milliseconds.
        ms: i64,
    },
}

/// Whose the account at Stripe is: what becomes of a payment that is not known to be the shop's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Account {
    /// Others may sell by it too: a person decides.
    #[default]
    Shared,
    /// The shop's alone: it is refunded.
    Own,
}

impl StripeSettings {
    /// Stripe, or its stand-in, in test mode at this address: no webhooks, a patient wait.
    pub fn test_mode(api_url: impl Into<String>, secret_key: SecretString) -> Self {
        Self {
            api_url: api_url.into(),
            secret_key,
            webhook_secrets: Vec::new(),
            livemode: false,
            answer_within: Duration::from_secs(20),
            on_unreachable: OnUnreachable::Keep,
            account: Account::Shared,
            call_rate: CallRate { all: 1_000, each: 1_000 },
            rest_after_failures: Duration::from_secs(2),
            publishable_key: Some("pk_test_stand_in".to_owned()),
            checkout_ui: CheckoutUi::HostedPage,
            promotion_codes: false,
        }
    }
}

/// Why the shop cannot open, in a sentence for whoever started it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OpenError(pub String);

/// The one room that changes the truth.
#[derive(Debug)]
pub struct BoxOffice {
    /// All SQL.
    pub(crate) store: Arc<Store>,
    /// The one writer.
    pub(crate) till: Till,
    /// Who has which seat, in memory.
    pub(crate) books: Arc<Books>,
    /// Events, performances and plans, in memory.
    pub(crate) catalogue: RwLock<Arc<Catalogue>>,
    /// Counts what was put on, by whomever: as far as the catalogue has been read.
    pub(crate) catalogue_version: AtomicI64,
    /// Stripe over HTTP.
    pub(crate) payments: Payments,
    /// What buyers' pages and admins are told of holds.
    pub(crate) news: Arc<News>,
    /// Rings when a hold is due earlier than the clerk thinks.
    pub(crate) clerk_bell: Notify,
    /// Rings when a call is owed.
    pub(crate) outbox_bell: Notify,
    /// Rings when a webhook event came.
    pub(crate) inbox_bell: Notify,
    /// When the clerk thinks the next hold is due.
    pub(crate) next_due: AtomicI64,
    /// Calls that somebody is making now.
    pub(crate) in_flight: InFlight,
    /// Seats that somebody waits for.
    pub(crate) wanted: Wanted,
    /// When the parts of the reconciler are due.
    pub(crate) rounds: Rounds,
    /// The admin's door.
    pub(crate) gate: Gate,
    /// What Stripe's own list added up to when it was last read.
    pub(crate) stripe_sums: Mutex<Option<StripeSums>>,
    /// Signs the links to orders.
    pub(crate) signing_key: String,
    /// What every session of this shop carries: a name of its database.
    pub(crate) mark: String,
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    is_ready: AtomicBool,
}

/// What stays as it was at the start.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) url: String,
    pub(crate) webhook_secrets: Vec<SecretString>,
    pub(crate) livemode: bool,
    pub(crate) publishable_key: Option<String>,
    pub(crate) checkout_ui: CheckoutUi,
    pub(crate) promotion_codes: bool,
    pub(crate) on_unreachable: OnUnreachable,
    pub(crate) account: Account,
}

impl BoxOffice {
    /// Opens the store, loads what is on and who has which seat.
    ///
    /// Refuses: a store that cannot be used, in words.
    pub async fn open(options: Options) -> Result<Arc<Self>, OpenError> {
        let store = Arc::new(Store::open(options.database_url.expose_secret()).await?);
        Self::furnish(store, options)
            .await
            .map_err(|fault| OpenError(format!("The shop cannot open: {fault}.")))
    }

    async fn furnish(store: Arc<Store>, options: Options) -> Result<Arc<Self>, Fault> {
        let Options { clock, url, stripe, admin_password, batch_max, .. } = options;
        let books = Arc::new(Books::default());
        let version = AtomicI64::new(store.catalogue_version().await?);
        let nothing = Catalogue::default();
        let catalogue = Catalogue::load(&store, &nothing).await?;
        let signing_key = signing_key(&store).await?;
        let mark = mark(&store).await?;
        let payments = Payments::new(&stripe)?;
        let news = Arc::new(News::default());
        let counter = Counter {
            store: store.clone(),
            books: books.clone(),
            news: news.clone(),
            clock: clock.clone(),
            batch_max,
        };
        let seats = |house: &Arc<House>| (house.performance.id, house.plan.seat_count());
        let performances: Vec<_> = catalogue.houses().map(seats).collect();
        let till = Till::start(counter, &performances).await?;
        Ok(Arc::new(Self {
            store,
            till,
            books,
            catalogue: RwLock::new(Arc::new(catalogue)),
            catalogue_version: version,
            payments,
            news,
            clerk_bell: Notify::new(),
            outbox_bell: Notify::new(),
            inbox_bell: Notify::new(),
            next_due: AtomicI64::new(i64::MAX),
            in_flight: InFlight::default(),
            wanted: Wanted::default(),
            rounds: Rounds::default(),
            gate: Gate::new(admin_password),
            stripe_sums: Mutex::new(None),
            signing_key,
            mark,
            settings: Settings {
                url,
                webhook_secrets: stripe.webhook_secrets,
                livemode: stripe.livemode,
                publishable_key: stripe.publishable_key,
                checkout_ui: stripe.checkout_ui,
                promotion_codes: stripe.promotion_codes,
                on_unreachable: stripe.on_unreachable,
                account: stripe.account,
            },
            clock,
            is_ready: AtomicBool::new(false),
        }))
    }

    /// Lets buyers in. What was overdue, owed or missed while the shop was shut is the first round
    /// of each of the clerk's loops.
    ///
    /// Why before those: a seat that is overdue harms nobody, and an hour of a Stripe that is down
    /// would be an hour without a sale.
    pub async fn let_in(&self) -> Result<(), Fault> {
        self.be_present().await?;
        self.is_ready.store(true, Ordering::Release);
        Ok(())
    }

    /// Looks through the whole database for damage, and lets go of what the start has left in
    /// memory: once, after the start.
    ///
    /// Refuses: `Damaged`; the process must end.
    pub async fn look_through(&self) -> Result<(), Fault> {
        self.store.look_through().await?;
        self.store.let_go().await
    }

    /// Buyers are let in and the till works.
    pub fn is_ready(&self) -> bool {
        self.is_ready.load(Ordering::Acquire)
    }

    /// The shop's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Buyers may type promotion codes.
    pub fn takes_promotion_codes(&self) -> bool {
        self.settings.promotion_codes
    }

    /// What a page shows Stripe's forms with, if it can show them.
    pub fn publishable_key(&self) -> Option<&str> {
        self.settings.publishable_key.as_deref()
    }

    /// Finishes what is queued. Later commands are answered with a fault.
    pub async fn close(&self) {
        self.is_ready.store(false, Ordering::Release);
        self.till.close().await;
        if self.store.is_shared()
            && let Err(fault) = self.store.say_goodbye(self.clock.now()).await
        {
            tracing::warn!(%fault, "others will think this instance alive for a while");
        }
        self.store.close().await;
    }

    /// Returns when the till has stopped. If nobody closed it, the process must end.
    pub async fn till_stopped(&self) {
        self.till.stopped().await;
        self.is_ready.store(false, Ordering::Release);
    }

    /// Returns when a hold is due earlier than the last round said.
    pub async fn bell(&self) {
        self.clerk_bell.notified().await;
    }

    /// Returns when a call is owed that was not there before.
    pub async fn outbox_bell(&self) {
        self.outbox_bell.notified().await;
    }

    /// Returns when a webhook event came.
    pub async fn inbox_bell(&self) {
        self.inbox_bell.notified().await;
    }

    /// Wakes the clerk if this moment comes before the next one it knows of.
    pub(crate) fn expect_by(&self, due: UnixMs) {
        if due.0 < self.next_due.fetch_min(due.0, Ordering::AcqRel) {
            self.clerk_bell.notify_one();
        }
    }
}

async fn signing_key(store: &Store) -> Result<String, Fault> {
    store.set_once("signing_key", &crate::ids::secret()).await
}

async fn mark(store: &Store) -> Result<String, Fault> {
    store.set_once("mark", &crate::ids::mark()).await
}
