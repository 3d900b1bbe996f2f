//! Guesses at somebody's secret: the guesser is slowed down, the right person is not.
//!
//! The arithmetic of these limits is in docs/SECURITY.md, Guessing.

use domain::{Error, Result, time};
use std::iter::zip;
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::session::{self, Owner};
use web::Request;

/// Guesses at a password of one account from one network, or from one browser in which its owner signed in before. An
/// IPv6 address is in three networks: its /64, /56 and /48; an IPv4 address is one.
const PASSWORDS: [Limit; 3] = one_in(time::MINUTE, [10, 20, 40]);
/// The same at the facts, of which there are few.
const FACTS: [Limit; 3] = one_in(10 * time::MINUTE, [10, 20, 40]);
/// Guesses at one account, from anywhere, before new browsers stand in the slow line: a hundred (NIST SP 800-63B §3.2.2),
/// then one a minute.
const AT_ONE_ACCOUNT: Limit = Limit { burst: 100, interval: time::MINUTE };
/// What one network gets checked in the slow line. Whoever has not guessed there yet comes through.
const IN_SLOW_LINE: [Limit; 3] = one_in(10 * time::MINUTE, [3, 4, 6]);
/// Passwords checked in the slow line of one account: what a thousand networks find out in a day is still next to nothing.
const PASSWORDS_IN_SLOW_LINE: Limit = Limit { burst: 3_000, interval: time::MINUTE / 2 };
/// Guesses of one network at all accounts: a school of thousands sits behind one.
const AT_ALL_ACCOUNTS: [Limit; 3] = one_in(50, [3_000, 6_000, 12_000]);

const fn one_in(interval: i64, bursts: [i64; 3]) -> [Limit; 3] {
    let [address, household, customer] = bursts;
    [Limit { burst: address, interval }, Limit { burst: household, interval }, Limit { burst: customer, interval }]
}

/// What a guess would prove.
#[derive(Clone, Copy)]
pub(crate) enum Proof {
    Password,
    /// Number, name and validity
    Facts,
}

/// At what is guessed.
pub(crate) enum Account<'a> {
    /// At an account that exists; whichever of its names was typed.
    Of(Owner),
    /// At one that doesn't: the keyed hash of what was typed. It is slowed down in the same way, so that
    /// nobody learns which accounts exist.
    Unknown(&'a str),
}

/// One guess, taken before it is checked, so that many at the same moment are no way around the limit, and given back
/// when it was right.
pub(crate) struct Guess {
    taken: Vec<(String, Limit)>,
}

impl Guess {
    /// Takes a guess at a proof of an account. The networks come first and the account last: it is charged for nothing but
    /// guesses that are really checked. A browser in which its owner signed in before has a budget of its own, so that
    /// strangers can't lock it out; nor do they any other: what they have used up of the account's only means that each
    /// network gets few of its guesses checked.
    pub(crate) async fn take(db: &Db, request: &Request, proof: Proof, account: &Account<'_>) -> Result<Self> {
        let key = key(proof, account);
        let mut guess = Self { taken: Vec::new() };
        if let Some(browser) = known_browser(db, request, account).await? {
            guess.charge(db, request, vec![(format!("{key}‖browser‖{browser}"), proof.at_one_account()[0])]).await?;
            return Ok(guess);
        }
        let mut networks = of_networks(request, proof.name(), &AT_ALL_ACCOUNTS);
        networks.extend(of_networks(request, &key, proof.at_one_account()));
        guess.charge(db, request, networks).await?;
        match guess.charge(db, request, vec![(key.clone(), AT_ONE_ACCOUNT)]).await {
            Err(Error::TooManyRequests(_)) => {}
            charged => return charged.map(|()| guess),
        }
        let mut slow = of_networks(request, &format!("{key}‖slow"), &IN_SLOW_LINE);
        slow.extend(proof.in_slow_line().map(|limit| (format!("{key}‖slow"), limit)));
        if let Err(refused) = guess.charge(db, request, slow).await {
            guess.was_right(db).await?;
            return Err(refused);
        }
        Ok(guess)
    }

    /// It was, or it was never checked.
    pub(crate) async fn was_right(self, db: &Db) -> Result<()> {
        rate_limit::give_back_all(db, &self.taken).await
    }

    async fn charge(&mut self, db: &Db, request: &Request, limits: Vec<(String, Limit)>) -> Result<()> {
        rate_limit::take_all(db, &limits, request.begun()).await?;
        self.taken.extend(limits);
        Ok(())
    }
}

impl Proof {
    fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Facts => "facts",
        }
    }

    fn at_one_account(self) -> &'static [Limit; 3] {
        match self {
            Self::Password => &PASSWORDS,
            Self::Facts => &FACTS,
        }
    }

    /// Beyond this a forgotten password is what helps: facts, for which there is no such bound, and 实人认证.
    fn in_slow_line(self) -> Option<Limit> {
        match self {
            Self::Password => Some(PASSWORDS_IN_SLOW_LINE),
            Self::Facts => None,
        }
    }
}

fn key(proof: Proof, account: &Account<'_>) -> String {
    let name = proof.name();
    match account {
        Account::Of(owner) => format!("{name}‖{}", owner.name()),
        Account::Unknown(typed) => format!("{name}‖{typed}"),
    }
}

/// A limit for each network that the client is in, the narrowest first.
fn of_networks(request: &Request, key: &str, limits: &[Limit; 3]) -> Vec<(String, Limit)> {
    zip(request.networks(), limits).map(|(network, limit)| (format!("{key}‖{network}"), *limit)).collect()
}

async fn known_browser(db: &Db, request: &Request, account: &Account<'_>) -> Result<Option<String>> {
    let (Account::Of(owner), Some(browser)) = (account, request.browser()) else { return Ok(None) };
    Ok(session::is_known(db, *owner, &browser).await?.then_some(browser))
}
