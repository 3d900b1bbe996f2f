//! Guesses at somebody's secret: the guesser is slowed down, the right person is not.

use domain::{Result, time};
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::session::{self, Owner};
use web::Request;

/// Guesses at one account from one address, or from one browser in which its owner signed in before: ten, then one a
/// minute.
const FROM_ONE_PLACE: Limit = Limit { burst: 10, interval: time::MINUTE };
/// Guesses at one account from anywhere else: a hundred (NIST SP 800-63B §3.2.2), then one a minute.
const AT_ONE_ACCOUNT: Limit = Limit { burst: 100, interval: time::MINUTE };
/// Attempts of one address at all accounts: a school of thousands sits behind one.
const OF_ONE_ADDRESS: Limit = Limit { burst: 3000, interval: 50 };

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
    /// Takes a guess at a `secret` (`password`, `facts`) of an account. The address comes first and the account last:
    /// it is charged for nothing but guesses that are really checked. A browser in which its owner signed in before has
    /// a budget of its own, so that strangers can't lock it out.
    pub(crate) async fn take(db: &Db, request: &Request, secret: &str, account: &Account<'_>) -> Result<Self> {
        let key = match account {
            Account::Of(owner) => format!("{secret}‖{}", owner.name()),
            Account::Unknown(typed) => format!("{secret}‖{typed}"),
        };
        let mut guess = Self { taken: Vec::new() };
        if let Some(browser) = known_browser(db, request, account).await? {
            guess.charge(db, request, format!("{key}‖browser‖{browser}"), FROM_ONE_PLACE).await?;
            return Ok(guess);
        }
        let network = request.network();
        rate_limit::take(db, &format!("sign-in‖{network}"), OF_ONE_ADDRESS, request.now()).await?;
        guess.charge(db, request, format!("{key}‖{network}"), FROM_ONE_PLACE).await?;
        if let Err(refused) = guess.charge(db, request, key, AT_ONE_ACCOUNT).await {
            guess.was_right(db).await?;
            return Err(refused);
        }
        Ok(guess)
    }

    /// It was, or it was never checked.
    pub(crate) async fn was_right(self, db: &Db) -> Result<()> {
        for (key, limit) in &self.taken {
            rate_limit::give_back(db, key, *limit).await?;
        }
        Ok(())
    }

    async fn charge(&mut self, db: &Db, request: &Request, key: String, limit: Limit) -> Result<()> {
        rate_limit::take(db, &key, limit, request.now()).await?;
        self.taken.push((key, limit));
        Ok(())
    }
}

async fn known_browser(db: &Db, request: &Request, account: &Account<'_>) -> Result<Option<String>> {
    let (Account::Of(owner), Some(browser)) = (account, request.browser()) else { return Ok(None) };
    Ok(session::is_known(db, *owner, &browser).await?.then_some(browser))
}
