//! A provider, as this deployment reaches it.

use domain::payment::{Order, Provider, Refund, Returned};
use domain::{Error, Result};
use providers::{Client, Exchange, Opening, Outcome, Payer, Settings};
use store::config;
use web::{Request, outbound};

/// What is said to it goes out from here; every answer's signature is verified.
pub struct Gateway {
    client: Box<dyn Client>,
    address: String,
}

impl Gateway {
    /// The provider, by its variables.
    ///
    /// # Errors
    /// `Internal` when one is missing or no key.
    pub async fn of(provider: Provider, request: &Request) -> Result<Self> {
        let facts = providers::facts(provider);
        let settings: Settings = config::all(facts.asks).await?.into_iter().collect();
        let client = providers::client(provider, &settings, request.now())?;
        Ok(Self { client, address: settings.get(facts.address)?.to_owned() })
    }

    /// As [`Client::prepare`].
    ///
    /// # Errors
    /// `Unavailable` when no good answer came.
    pub async fn prepare(&self, order: &Order) -> Result<String> {
        exchanged(self.client.prepare(order)?).await
    }

    /// As [`Client::open`]; what it says is sent nowhere but by [`Gateway::opened`].
    pub(crate) fn open<'a>(&'a self, order: &'a Order, payer: Payer<'a>) -> Result<Exchange<'a, Opening>> {
        self.client.open(order, payer)
    }

    /// Where a browser may be sent on the provider's word.
    pub(crate) async fn opened(&self, opening: Exchange<'_, Opening>) -> Result<Opening> {
        let opening = exchanged(opening).await?;
        let (Opening::Url(address) | Opening::Form(address, _)) = &opening;
        match web::may_open(address, &self.address) {
            true => Ok(opening),
            false => Err(Error::Unavailable("open: an address that nobody is sent to".into())),
        }
    }

    pub(crate) async fn query(&self, order: &Order) -> Result<Outcome> {
        exchanged(self.client.query(order)?).await
    }

    pub(crate) async fn close(&self, order: &Order) -> Result<bool> {
        exchanged(self.client.close(order)?).await
    }

    pub(crate) async fn give_back(&self, refund: &Refund) -> Result<Returned> {
        exchanged(self.client.give_back(refund)?).await
    }

    pub(crate) async fn query_refund(&self, refund: &Refund) -> Result<Returned> {
        exchanged(self.client.query_refund(refund)?).await
    }
}

async fn exchanged<T>(exchange: Exchange<'_, T>) -> Result<T> {
    match exchange {
        Exchange::Known(known) => Ok(known),
        Exchange::Asked(request, read) => read(outbound::exchange(*request).await?.into()),
    }
}
