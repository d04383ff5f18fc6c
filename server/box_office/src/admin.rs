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
use tokio::sync::{OnceCell, Semaphore};

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
    /// The password that this start was given.
    given: Option<SecretString>,
    /// Once it was seen to: the password that was made.
    settled: OnceCell<Option<String>>,
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
    pub(crate) fn new(given: Option<SecretString>) -> Self {
        Self {
            given,
            settled: OnceCell::new(),
            hashing: Semaphore::new(1),
            tries: Mutex::default(),
        }
    }

    /// Sees to the password, the first time it is called: takes the given one, or the one from
    /// before, or makes one, which is answered each time.
    ///
    /// Why not before the shop opens: hashing takes as long as all the rest of the start. Nobody
    /// passes the gate before it was done.
    async fn settled(&self, store: &Store) -> Result<Option<&str>, Fault> {
        let made = self.settled.get_or_try_init(|| self.settle(store)).await?;
        Ok(made.as_deref())
    }

    async fn settle(&self, store: &Store) -> Result<Option<String>, Fault> {
        let kept = store.setting(SETTING).await?;
        match (&self.given, kept) {
            (None, Some(_)) => Ok(None),
            (Some(given), kept) => {
                let given = given.expose_secret();
                let is_kept = match kept {
                    Some(kept) => verified(kept, given.to_owned()).await?,
                    None => false,
                };
                if !is_kept {
                    let hash = hash_of(given.to_owned()).await?;
                    // Before: after a crash in between, the next start ends them as well. After:
                    // another instance may just have let somebody in.
                    store.end_all_admin_sessions().await?;
                    store.set(SETTING, &hash).await?;
                    store.end_all_admin_sessions().await?;
                }
                Ok(None)
            }
            (None, None) => {
                let made = crate::ids::password();
                let hash = hash_of(made.clone()).await?;
                // Of instances that open at once one makes it.
                Ok((store.set_once(SETTING, &hash).await? == hash).then_some(made))
            }
        }
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
    /// The admin's password, if this start made one: print it once. From the first call on the
    /// password that this start was given is the one that counts.
    pub async fn new_admin_password(&self) -> Result<Option<&str>, Fault> {
        self.gate.settled(&self.store).await
    }

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
        self.gate.settled(&self.store).await?;
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
        self.gate.settled(&self.store).await?;
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

/// Away from the threads that answer, as [`verified`].
async fn hash_of(password: String) -> Result<String, Fault> {
    let hashed = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    let hashed = hashed.await.map_err(|error| Fault::Bug(error.to_string()))?;
    hashed.map_err(|error| Fault::Bug(format!("a password cannot be hashed: {error}")))
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
