//! What is signed can be cut in more than one way, and which of them is a notice.

use super::*;

#[test]
fn another_merchants_notice_cut_elsewhere_is_no_notice_although_its_signature_holds() {
    let (genuine, cut) = provider(&CHAIN).recut(MERCHANT, ORDER, 4000);
    assert_eq!(genuine.signed_text(), cut.signed_text());
    let message = trust().verify(&cut, now()).unwrap();
    let payment = Notice::read(&message).unwrap().payment(MERCHANT, now()).unwrap();
    assert_eq!((payment.order_no.as_str(), payment.fault), (ORDER, None), "this is what the signature alone is worth");
    for form in [genuine, cut, notice(&CHAIN, &[("respMsg", "a&b=c")]), notice(&CHAIN, &[("sometime", "1")])] {
        assert_eq!(Form::decode_notice(form.encode().as_bytes()), Err(Refused::Ambiguous));
    }
    let plain = notice(&CHAIN, &[("respMsg", "成功[0000000]"), ("traceTime", "1121080000")]);
    assert_eq!(Form::decode_notice(plain.encode().as_bytes()), Ok(over_the_wire(&plain)));
}

#[test]
fn money_moves_at_the_time_of_the_clearing_not_when_the_order_was_made() {
    let at = |sent: &str, traced: &str| {
        let form = notice(&CHAIN, &[("txnTime", sent), ("traceTime", traced)]);
        let payment = Notice::read(&trust().verify(&form, now()).unwrap()).unwrap().payment(MERCHANT, now()).unwrap();
        payment.paid_at.text()
    };
    assert_eq!(at("20261121080000", "1121081500"), "2026-11-21 08:15:00");
    assert_eq!(at("20261231235900", "0101000100"), "2027-01-01 00:01:00", "the next year");
    assert_eq!(at("20261121080000", "1121075959"), "2026-11-21 07:59:59", "their clock is a second behind ours");
    assert_eq!(at("20261121080000", "9999999999"), "2026-11-21 08:00:00");
}
