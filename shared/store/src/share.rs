//! Places that the providers share.

use domain::Result;
use domain::payment::Provider;

/// So many in all, of each provider as many as of the others; where one has fewer, the others have more. `of` gives a
/// provider's, the most urgent first.
pub(crate) async fn of_each<T>(count: usize, of: impl AsyncFn(Provider) -> Result<Vec<T>>) -> Result<Vec<T>> {
    let mut lines = Vec::new();
    for provider in Provider::ALL {
        lines.push(of(provider).await?.into_iter());
    }
    let longest = lines.iter().map(ExactSizeIterator::len).max().unwrap_or_default();
    let rows = (0..longest).flat_map(|_| lines.iter_mut().filter_map(Iterator::next).collect::<Vec<_>>());
    Ok(rows.take(count).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_much_to_ask_takes_nobodys_place_and_those_that_nobody_wants() {
        let of = |wechat: usize, alipay: usize, unionpay: usize, count: usize| {
            let of = async |provider: Provider| {
                let each = match provider {
                    Provider::Wechat => wechat,
                    Provider::Alipay => alipay,
                    Provider::Unionpay => unionpay,
                };
                Ok(vec![provider; each])
            };
            let shared = pollster::block_on(of_each(count, of)).unwrap();
            Provider::ALL.map(|provider| shared.iter().filter(|known| **known == provider).count())
        };
        assert_eq!(of(20, 20, 20, 20), [7, 7, 6]);
        assert_eq!(of(20, 0, 20, 20), [10, 0, 10]);
        assert_eq!(of(2, 3, 20, 20), [2, 3, 15]);
        assert_eq!(of(0, 0, 20, 20), [0, 0, 20]);
        assert_eq!(of(1, 0, 0, 20), [1, 0, 0]);
    }
}
