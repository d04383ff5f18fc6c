//! What stands around a shop that is measured: a folder, a database with something on, and the
//! stand-in for Stripe.

use super::engine;
use super::kit::folder;
use super::process::Shop;
use crate::hall::Hall;
use stripe_sandbox::{RunningSandbox, Sandbox, SandboxConfig};
use tempfile::TempDir;

pub struct Stage {
    pub folder: TempDir,
    pub database: String,
    pub stripe: RunningSandbox,
}

impl Stage {
    /// On a SQLite file.
    pub async fn with(hall: &Hall) -> Self {
        let folder = folder();
        let database = format!("sqlite://{}", folder.path().join("shop.db").display());
        engine::furnish(&database, hall).await;
        Self::on(folder, database).await
    }

    /// On a database that has something on already.
    pub async fn on(folder: TempDir, database: String) -> Self {
        let config = SandboxConfig::new(([127, 0, 0, 1], 0).into());
        let stripe = Sandbox::start(config).await.unwrap();
        Self { folder, database, stripe }
    }

    pub async fn shop(&self) -> Shop {
        self.shop_with(&[]).await
    }

    /// The shop with settings of its own besides the stage's.
    pub async fn shop_with(&self, more: &[(&str, &str)]) -> Shop {
        Shop::open(&self.database, self.stripe.url(), self.folder.path(), more).await
    }

    pub async fn close(self) {
        self.stripe.shutdown().await;
    }
}
