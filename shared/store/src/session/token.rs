use crate::db::Value;
use crate::seal;

/// What a client shows for its session; only it has it.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a>(pub &'a str);

impl Token<'_> {
    /// By what the session is found.
    pub fn hash(self) -> TokenHash {
        TokenHash(seal::sha256(self.0))
    }
}

/// SHA-256 of a session's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHash(String);

impl TokenHash {
    /// By what the list of one's devices calls it.
    pub(super) fn number(&self) -> &str {
        self.0.get(..12).unwrap_or_default()
    }
}

impl From<&TokenHash> for Value {
    fn from(hash: &TokenHash) -> Self {
        (&hash.0).into()
    }
}
