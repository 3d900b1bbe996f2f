//! Chains of certificates that were verified before.

use super::*;

#[test]
fn who_issued_a_certificate_is_verified_once_and_whether_it_is_valid_each_time() {
    let (trust, late) = (trust(), Timestamp::parse("2120-01-01T08:00:00+08:00").unwrap());
    let form = notice(&CHAIN, &[]);
    for _ in 0..3 {
        assert!(trust.verify(&form, now()).is_ok());
    }
    assert_eq!(trust.remembered(), 1);
    assert_eq!(trust.verify(&form, late).unwrap_err(), Refused::Expired);
    assert_eq!(refusal(&trust, &form.clone().with("txnAmt", "1")), Refused::WrongSignature);
    // What is not believed takes nobody's place; what is believed takes the oldest one's.
    let strangers = test_chain().unwrap();
    assert_eq!(refusal(&trust, &notice(&strangers, &[])), Refused::Untrusted);
    assert_eq!(trust.remembered(), 1);
    // Another text of the same certificate, which the signature does not fit.
    let again = form.get("signPubKeyCert").unwrap().to_owned() + "\n";
    assert_eq!(refusal(&trust, &form.clone().with("signPubKeyCert", again)), Refused::WrongSignature);
    assert_eq!(trust.remembered(), 1);
    let chains: Vec<Chain> = (0..6).map(|_| test_chain().unwrap()).collect();
    let all = Trust::parse(&chains.iter().map(|chain| &chain.root[..]).collect::<String>(), false).unwrap();
    for chain in chains.iter().chain(&chains) {
        assert!(all.verify(&notice(chain, &[]), now()).is_ok());
    }
    assert_eq!(all.remembered(), 4);
}
