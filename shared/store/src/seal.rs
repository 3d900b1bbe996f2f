//! Secrets of a person: sealed with AES-256-GCM, found again by a keyed hash (HMAC-SHA256).
//! Passwords: Argon2id, the hash sealed as well, so that a stolen database alone cannot be attacked.

use crate::config;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use anyhow::{Context, anyhow};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use domain::Result;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// The keys of this deployment.
pub struct Keys {
    /// (key id, key); the first seals, all unseal.
    seal: Vec<(String, Aes256Gcm)>,
    hash: HashKey,
}

impl Keys {
    /// From the variables `seal_keys` (`k2:<64 hex digits>,k1:…`, the current one first) and
    /// `hash_key` (64 hex digits).
    ///
    /// # Errors
    /// `Internal` when they are missing or not of this form.
    pub async fn load() -> Result<Self> {
        Self::new(&config::get("seal_keys").await?, &config::get("hash_key").await?)
    }

    /// From the same texts, for tools.
    ///
    /// # Errors
    /// `Internal` when they are not of this form.
    pub fn new(seal_keys: &str, hash_key: &str) -> Result<Self> {
        let seal = seal_keys.split(',').map(seal_key).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self { seal, hash: HashKey::new(hash_key)? })
    }

    /// Seals a text for one place (table, row, column): moved elsewhere, it does not open.
    ///
    /// # Errors
    /// `Internal` when the system has no randomness.
    pub fn seal(&self, place: &str, plain: &str) -> Result<String> {
        let (id, key) = self.seal.first().context("no seal key")?;
        let nonce = random::<12>()?;
        let payload = Payload { msg: plain.as_bytes(), aad: place.as_bytes() };
        let sealed = key.encrypt(&nonce.into(), payload).map_err(|_| anyhow!("seal"))?;
        Ok(format!("{id}:{}", BASE64.encode([&nonce[..], &sealed[..]].concat())))
    }

    /// Opens what [`Keys::seal`] sealed for this place.
    ///
    /// # Errors
    /// `Internal` when it was sealed for another place, with an unknown key, or was changed.
    pub fn open(&self, place: &str, sealed: &str) -> Result<String> {
        let (id, text) = sealed.split_once(':').context("sealed value without key id")?;
        let (_, key) =
            self.seal.iter().find(|(known, _)| known == id).with_context(|| format!("unknown seal key {id}"))?;
        let bytes = BASE64.decode(text).context("sealed value")?;
        let (nonce, body) = bytes.split_at_checked(12).context("sealed value too short")?;
        let payload = Payload { msg: body, aad: place.as_bytes() };
        let plain = key.decrypt(nonce.into(), payload).map_err(|_| anyhow!("{place} does not open"))?;
        Ok(String::from_utf8(plain)?)
    }

    /// As [`HashKey::hash`].
    pub fn hash(&self, kind: &str, value: &str) -> String {
        self.hash.hash(kind, value)
    }

    /// As [`HashKey::code`].
    pub fn code(&self, kind: &str, value: &str) -> String {
        self.hash.code(kind, value)
    }

    /// Argon2id of a password, sealed.
    ///
    /// # Errors
    /// `Internal` when the system has no randomness.
    pub fn hash_password(&self, place: &str, password: &str) -> Result<String> {
        self.seal(place, &hash_password(password)?)
    }

    /// Is this the password?
    ///
    /// # Errors
    /// `Internal` when the stored value does not open.
    pub fn password_matches(&self, place: &str, sealed: &str, password: &str) -> Result<bool> {
        let stored = self.open(place, sealed)?;
        let hash = PasswordHash::new(&stored).map_err(|e| anyhow!("stored password: {e}"))?;
        Ok(argon2()?.verify_password(password.as_bytes(), &hash).is_ok())
    }

    /// The same password hashed anew and sealed, if its stored hash is of parameters that are no longer used.
    ///
    /// # Errors
    /// `Internal` when the stored value does not open.
    pub fn rehash(&self, place: &str, sealed: &str, password: &str) -> Result<Option<String>> {
        let stored = self.open(place, sealed)?;
        let hash = PasswordHash::new(&stored).map_err(|e| anyhow!("stored password: {e}"))?;
        let params = Params::try_from(&hash).map_err(|e| anyhow!("stored password: {e}"))?;
        let retired = RETIRED.contains(&(params.m_cost(), params.t_cost()));
        retired.then(|| self.hash_password(place, password)).transpose()
    }
}

/// A password that was just proved, and what is stored of it.
#[derive(Clone, Copy)]
pub struct Proved<'a> {
    /// Its hash, sealed
    pub sealed: &'a str,
    /// As it was typed
    pub password: &'a str,
}

/// What a session keeps of a secret that was proved in it: HMAC-SHA-256 under a key made from the session's token, which
/// is stored nowhere, so that what is kept helps nobody to guess.
///
/// # Errors
/// None that can be.
pub fn proof(token: &str, secret: &[&str]) -> Result<String> {
    Ok(hex::encode(vouch(token, secret)?.finalize().into_bytes()))
}

/// Is this what [`proof`] gave for the same session and secret? Compared in constant time.
///
/// # Errors
/// None that can be.
pub fn proves(token: &str, secret: &[&str], proof: &str) -> Result<bool> {
    let mac = vouch(token, secret)?;
    Ok(hex::decode(proof).is_ok_and(|proof| mac.verify_slice(&proof).is_ok()))
}

fn vouch(token: &str, secret: &[&str]) -> Result<Hmac<Sha256>> {
    let mut key = [0; 32];
    let session = Hkdf::<Sha256>::new(None, token.as_bytes());
    session.expand(b"zhaokao session proof 1", &mut key).map_err(|e| anyhow!("proof: {e}"))?;
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&key).map_err(|e| anyhow!("proof: {e}"))?;
    for part in secret {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part.as_bytes());
    }
    Ok(mac)
}

/// The key of keyed hashes alone, for a component that unseals nothing.
pub struct HashKey(Vec<u8>);

impl HashKey {
    /// From the variable `hash_key` (64 hex digits).
    ///
    /// # Errors
    /// `Internal` when it is missing or not of this form.
    pub async fn load() -> Result<Self> {
        Self::new(&config::get("hash_key").await?)
    }

    fn new(text: &str) -> Result<Self> {
        let key = hex::decode(text.trim()).context("hash_key")?;
        if key.len() == 32 { Ok(Self(key)) } else { Err(anyhow!("hash_key: 64 hex digits expected").into()) }
    }

    /// The keyed hash by which an equal value is found; `kind` keeps the kinds apart.
    pub fn hash(&self, kind: &str, value: &str) -> String {
        hex::encode(self.mac(kind, value))
    }

    /// 防伪码: the first 80 bits of a keyed hash, in groups of four characters without 0/O/1/I.
    pub fn code(&self, kind: &str, value: &str) -> String {
        const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let bits = self.mac(kind, value).iter().take(10).fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
        let letters: Vec<char> = (0..16).map(|i| char::from(ALPHABET[(bits >> (75 - 5 * i) & 31) as usize])).collect();
        letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
    }

    fn mac(&self, kind: &str, value: &str) -> [u8; 32] {
        // HMAC takes a key of any length: this cannot fail.
        let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(&self.0) else { return [0; 32] };
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// Argon2id of a password, not sealed yet: for tools that give many accounts one password.
///
/// # Errors
/// `Internal` when the system has no randomness.
pub fn hash_password(password: &str) -> Result<String> {
    let salt = SaltString::encode_b64(&random::<16>()?).map_err(|e| anyhow!("salt: {e}"))?;
    let hash = argon2()?.hash_password(password.as_bytes(), &salt).map_err(|e| anyhow!("argon2: {e}"))?;
    Ok(hash.to_string())
}

/// Takes as long as [`Keys::password_matches`], so that an unknown name can't be told from a wrong password.
/// Always false.
pub fn waste_time_like_a_password(password: &str) -> bool {
    let mut out = [0; 32];
    if let Ok(argon2) = argon2() {
        let _ = argon2.hash_password_into(password.as_bytes(), b"no such account!", &mut out);
    }
    false
}

/// KiB and passes of hashes that are made anew when their password is proved.
const RETIRED: [(u32, u32); 1] = [(19_456, 2)];

/// 7 MiB, 5 passes, 1 lane: of OWASP's equal sets the one with the least memory, which a component never gives back.
fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(7_168, 5, 1, None).map_err(|e| anyhow!("argon2: {e}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn seal_key(text: &str) -> anyhow::Result<(String, Aes256Gcm)> {
    let (id, key) = text.trim().split_once(':').context("seal_keys: id:hex expected")?;
    let key = hex::decode(key).context("seal_keys")?;
    Ok((id.to_owned(), Aes256Gcm::new_from_slice(&key).map_err(|_| anyhow!("seal_keys: 64 hex digits expected"))?))
}

/// Random bytes of the system.
///
/// # Errors
/// `Internal` when it has none.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| anyhow!("randomness: {e}"))?;
    Ok(bytes)
}

/// A new bearer token: 256 random bits in hex.
///
/// # Errors
/// `Internal` when the system has no randomness.
pub fn token() -> Result<String> {
    Ok(hex::encode(random::<32>()?))
}

/// SHA-256 in hex: how a token is stored, how a blob is addressed.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// SHA-256 of parts one after the other, in hex.
pub fn sha256_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    hex::encode(parts.into_iter().fold(Sha256::new(), |hash, part| hash.chain_update(part)).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(seal: &str) -> Keys {
        Keys::new(seal, &"7".repeat(64)).unwrap()
    }

    #[test]
    fn opens_only_at_its_place_and_with_its_key() {
        let (old, new) = (format!("k1:{}", "1".repeat(64)), format!("k2:{}", "2".repeat(64)));
        let sealed = keys(&old).seal("candidate‖1‖document", "430102200803150014").unwrap();
        assert_eq!(keys(&format!("{new},{old}")).open("candidate‖1‖document", &sealed).unwrap(), "430102200803150014");
        assert!(keys(&old).open("candidate‖2‖document", &sealed).is_err());
        assert!(keys(&new).open("candidate‖1‖document", &sealed).is_err());
        assert!(sealed.starts_with("k1:") && !sealed.contains("4301"));
    }

    #[test]
    fn equal_values_have_equal_hashes_and_kinds_are_apart() {
        let keys = keys(&format!("k1:{}", "1".repeat(64)));
        assert_eq!(keys.hash("document", "a"), keys.hash("document", "a"));
        assert_ne!(keys.hash("document", "a"), keys.hash("phone", "a"));
        assert_eq!(keys.code("receipt", "x").len(), 19);
    }

    #[test]
    fn a_password_matches_itself_only() {
        let keys = keys(&format!("k1:{}", "1".repeat(64)));
        let stored = keys.hash_password("p", "kite7blue9").unwrap();
        assert!(keys.password_matches("p", &stored, "kite7blue9").unwrap());
        assert!(!keys.password_matches("p", &stored, "kite7blue8").unwrap());
    }
}
