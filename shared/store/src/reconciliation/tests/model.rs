//! What differs, against a plain model of two lists.

use super::*;

/// What a statement of day 0 and our books say of a number: amount there, amount here.
type Case = BTreeMap<usize, (Option<i64>, Option<i64>)>;

fn case() -> impl Strategy<Value = Case> {
    let amount = || prop::option::weighted(0.7, prop_oneof![3 => Just(4000i64), 1 => Just(4001i64)]);
    prop::collection::btree_map(0usize..8, (amount(), amount()), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn differences_are_those_of_the_two_lists(case in case()) {
        pollster::block_on(async {
            let (db, _) = orders().await;
            let number = |n: usize| ORDERS.get(n).map_or_else(|| format!("ZKX{n}"), |order| (*order).to_owned());
            let mut told = Vec::new();
            let mut expected = BTreeSet::new();
            for (n, (theirs, ours)) in &case {
                if let Some(amount) = ours {
                    pay(&db, &line(&number(*n), *amount, 0)).await;
                }
                told.extend(theirs.map(|amount| line(&number(*n), amount, 0)));
                expected.extend(match (theirs, ours) {
                    (Some(_), None) => Some(("MissingHere".to_owned(), number(*n))),
                    (None, Some(_)) => Some(("MissingThere".to_owned(), number(*n))),
                    (Some(theirs), Some(ours)) if theirs != ours => Some(("Amount".to_owned(), number(*n))),
                    _ => None,
                });
            }
            let row = take_in(&db, 0, told).await;
            let found: BTreeSet<_> = open(&db).await.into_iter().map(|(kind, number)| {
                (format!("{kind:?}"), number)
            }).collect();
            assert_eq!(found, expected, "{case:?}");
            assert_eq!(row.differences, i64::try_from(expected.len()).unwrap());
        });
    }
}
