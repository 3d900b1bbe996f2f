//! 动态口令: time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, 30 s, 6 digits.

use super::Timestamp;
use data_encoding::BASE32_NOPAD as BASE32;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use subtle::ConstantTimeEq;
use totp_lite::{Sha1, totp_custom};

/// Seconds that a code counts.
pub const STEP: u64 = 30;
const DIGITS: u32 = 6;
/// Clocks may differ by so many steps (RFC 6238, 5.2).
const DRIFT: [i64; 3] = [0, -1, 1];

/// The shared secret: 160 bits, as RFC 4226 recommends.
pub struct Secret(Vec<u8>);

impl Secret {
    /// Of random bytes.
    pub fn new(bytes: [u8; 20]) -> Self {
        Self(bytes.into())
    }

    /// From [`Secret::text`].
    pub fn parse(text: &str) -> Option<Self> {
        BASE32.decode(text.as_bytes()).ok().map(Self)
    }

    /// In base 32, as it is typed into an app.
    pub fn text(&self) -> String {
        BASE32.encode(&self.0)
    }

    /// What the QR code for the app says.
    pub fn uri(&self, issuer: &str, account: &str) -> String {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (issuer, account, secret) = (encode(issuer), encode(account), self.text());
        format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP}"
        )
    }

    /// The code of this moment.
    pub fn code(&self, now: Timestamp) -> String {
        self.at(step(now))
    }

    /// The step whose code this is, if it is one that counts now.
    pub fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let steps = DRIFT.map(|drift| step(now) + drift);
        steps.into_iter().find(|step| self.at(*step).as_bytes().ct_eq(code.as_bytes()).into())
    }

    fn at(&self, step: i64) -> String {
        totp_custom::<Sha1>(STEP, DIGITS, &self.0, u64::try_from(step).unwrap_or_default() * STEP)
    }
}

fn step(now: Timestamp) -> i64 {
    now.0.div_euclid(STEP as i64 * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: its codes have eight digits, of which apps show the last six.
    const VECTORS: [(i64, &str); 6] = [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ];

    #[test]
    fn the_vectors_of_rfc_6238() {
        let secret = Secret::new(*b"12345678901234567890");
        for (seconds, code) in VECTORS {
            assert_eq!(secret.code(Timestamp(seconds * 1000)), code[2..]);
        }
    }

    #[test]
    fn a_code_counts_in_its_step_and_in_those_beside_it() {
        let secret = Secret::new(*b"12345678901234567890");
        let at = |seconds: i64| Timestamp(seconds * 1000);
        let (code, step) = (secret.code(at(1_111_111_109)), 1_111_111_109 / 30);
        for seconds in [-30, 0, 30] {
            assert_eq!(secret.step_of(&code, at(1_111_111_109 + seconds)), Some(step));
        }
        for seconds in [-60, 60, 3600] {
            assert_eq!(secret.step_of(&code, at(1_111_111_109 + seconds)), None);
        }
        assert_eq!(["", "08180", "081805", "0081804"].map(|wrong| secret.step_of(wrong, at(1_111_111_109))), [None; 4]);
    }

    #[test]
    fn the_secret_survives_being_typed_and_the_address_names_the_account() {
        let secret = Secret::new(*b"12345678901234567890");
        assert_eq!(secret.text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(Secret::parse(&secret.text()).unwrap().text(), secret.text());
        assert!(Secret::parse("not base 32!").is_none());
        let uri = secret.uri("招考", "anna-1");
        assert!(uri.starts_with("otpauth://totp/%E6%8B%9B%E8%80%83:anna%2D1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"));
    }
}
