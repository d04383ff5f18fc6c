//! The admin's door: one password, sessions that can be ended, limits on guessing.
//!
//! Source: argon2id with its library's defaults; sessions of 256 bits, hashed at rest.

use crate::store::Store;
use crate::{Answer, BoxOffice, Fault};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::{Refusal, UnixMs};
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;

const SETTING: &str = "admin_password_hash";
/// A session ends after so long without use. Units: milliseconds.
const IDLE_MS_MAX: i64 = 2 * 3_600_000;
/// A session ends after so long. Units: milliseconds.
const AGE_MS_MAX: i64 = 12 * 3_600_000;
/// Wrong passwords from one address before it must wait.
const TRIES_MAX: u32 = 5;
/// First wait; doubles with each further wrong password. Units: milliseconds.
const WAIT_MS: i64 = 30_000;
/// Longest wait. Units: milliseconds.
const WAIT_MS_MAX: i64 = 15 * 60_000;
/// Addresses remembered.
const ADDRESSES_MAX: usize = 10_000;
/// A longer password is not even hashed. Units: bytes.
const PASSWORD_BYTES_MAX: usize = 1_024;

/// A secret for an admin's cookie.
#[derive(Debug)]
pub struct AdminToken(pub String);

/// What guards the admin's pages.
#[derive(Debug)]
pub(crate) struct Gate {
    new_password: Option<String>,
    /// Hashing takes memory and a core: one at a time.
    hashing: Semaphore,
    tries: Mutex<HashMap<String, Tries>>,
}

#[derive(Clone, Copy, Debug)]
struct Tries {
    wrong: u32,
    last_at: UnixMs,
}

impl Gate {
    /// Takes the given password, or the one from before, or makes one.
    pub(crate) async fn open(store: &Store, given: Option<SecretString>) -> Result<Self, Fault> {
        let kept = store.setting(SETTING).await?;
        let new_password = match (given, kept) {
            (None, Some(_)) => None,
            (Some(given), Some(kept))
                if verified(kept.clone(), given.expose_secret().to_owned()).await? =>
            {
                None
            }
            (Some(given), _) => {
                store.set(SETTING, &hash_of(given.expose_secret())?).await?;
                store.end_all_admin_sessions().await?;
                None
            }
            (None, None) => {
                let made = crate::ids::password();
                let hash = hash_of(&made)?;
                // Of instances that open at once one makes it.
                (store.set_once(SETTING, &hash).await? == hash).then_some(made)
            }
        };
        Ok(Self { new_password, hashing: Semaphore::new(1), tries: Mutex::default() })
    }

    pub(crate) fn new_password(&self) -> Option<&str> {
        self.new_password.as_deref()
    }

    /// How long this address must wait before it may try again.
    fn wait_ms(&self, client: &str, now: UnixMs) -> i64 {
        let Some(tries) = self.lock().get(client).copied() else { return 0 };
        match tries.wrong.checked_sub(TRIES_MAX) {
            None => 0,
            Some(over) => {
                let wait = WAIT_MS.saturating_mul(1 << over.min(8)).min(WAIT_MS_MAX);
                now.until(tries.last_at + wait)
            }
        }
    }

    fn count_wrong(&self, client: &str, now: UnixMs) {
        let mut tries = self.lock();
        if tries.len() >= ADDRESSES_MAX {
            tries.retain(|_, tries| tries.last_at + WAIT_MS_MAX > now);
        }
        let entry = tries.entry(client.to_owned()).or_insert(Tries { wrong: 0, last_at: now });
        *entry = Tries { wrong: entry.wrong.saturating_add(1), last_at: now };
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Tries>> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl BoxOffice {
    /// Signs an admin in. `client` is the address that asks.
    ///
    /// Refuses: `WrongPassword`, `TooManyTries`.
    pub async fn sign_in(&self, password: &str, client: &str) -> Answer<AdminToken> {
        let now = self.clock.now();
        let wait_ms = self.gate.wait_ms(client, now);
        if wait_ms > 0 {
            let retry_after_s = u32::try_from(wait_ms.div_euclid(1000) + 1).unwrap_or(u32::MAX);
            return Err(Refusal::TooManyTries { retry_after_s }.into());
        }
        // Counted before it is checked, so that many tries at once cannot slip through.
        self.gate.count_wrong(client, now);
        let permit = self.gate.hashing.acquire().await;
        // Read each time: another instance may have been given another one.
        let hash = self.store.setting(SETTING).await?.unwrap_or_default();
        let is_right = verified(hash, password.to_owned()).await;
        drop(permit);
        if !is_right? {
            return Err(Refusal::WrongPassword.into());
        }
        self.gate.lock().remove(client);
        let token = crate::ids::secret();
        self.store.add_admin_session(&crate::ids::hashed(&token), now).await?;
        Ok(AdminToken(token))
    }

    /// Ends an admin's session.
    ///
    /// Again: an ended session stays ended.
    pub async fn sign_out(&self, token: &str) -> Answer<()> {
        Ok(self.store.end_admin_session(&crate::ids::hashed(token)).await?)
    }

    /// Passes if the token is an admin's.
    ///
    /// Refuses: `NotSignedIn`.
    pub async fn admin(&self, token: &str) -> Answer<()> {
        let hash = crate::ids::hashed(token);
        let now = self.clock.now();
        let session = self.store.admin_session(&hash).await?;
        let (created_at, seen_at) = session.ok_or(Refusal::NotSignedIn)?;
        if now >= created_at + AGE_MS_MAX || now >= seen_at + IDLE_MS_MAX {
            self.store.end_admin_session(&hash).await?;
            return Err(Refusal::NotSignedIn.into());
        }
        if now >= seen_at + 60_000 {
            self.store.touch_admin_session(&hash, now).await?;
        }
        Ok(())
    }
}

fn hash_of(password: &str) -> Result<String, Fault> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    let hash = hash.map_err(|error| Fault::Bug(format!("a password cannot be hashed: {error}")))?;
    Ok(hash.to_string())
}

/// Away from the threads that answer: it takes a good part of a tenth of a second.
async fn verified(hash: String, password: String) -> Result<bool, Fault> {
    let checked = tokio::task::spawn_blocking(move || verify(&hash, &password)).await;
    checked.map_err(|error| Fault::Bug(error.to_string()))
}

fn verify(hash: &str, password: &str) -> bool {
    if password.len() > PASSWORD_BYTES_MAX {
        return false;
    }
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
}
