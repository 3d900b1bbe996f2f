//! What nobody needs any more and no record keeps: spent rate limits, ended sessions, old codes and verifications. A little
//! at a time, so that nobody waits for it.

use crate::db::Db;
use crate::{params, session};
use domain::{Result, Timestamp, time};

/// Rows of each table in one run.
const AT_ONCE: i64 = 2_000;
/// So long after its end something can still be of use to somebody who looks.
const GRACE: i64 = time::DAY;

/// Deletes some of it; how many rows.
pub async fn run(db: &Db, now: Timestamp) -> Result<usize> {
    let mut rows = 0;
    for (sql, before) in [
        // A limit whose time has come is as if it had never been.
        (
            "DELETE FROM rate_limit WHERE key IN (SELECT key FROM rate_limit WHERE tat >= 0 AND tat < ?1 LIMIT ?2) RETURNING 1",
            now,
        ),
        (
            "DELETE FROM session WHERE token_hash IN (SELECT token_hash FROM session WHERE last_seen_at >= 0 AND last_seen_at < ?1 LIMIT ?2) RETURNING 1",
            now.plus(-session::IDLE - GRACE),
        ),
        (
            "DELETE FROM session WHERE token_hash IN (SELECT token_hash FROM session WHERE expires_at >= 0 AND expires_at < ?1 LIMIT ?2) RETURNING 1",
            now.plus(-GRACE),
        ),
        (
            "DELETE FROM sms_code WHERE candidate IN (SELECT candidate FROM sms_code WHERE expires_at >= 0 AND expires_at < ?1 LIMIT ?2) RETURNING 1",
            now.plus(-GRACE),
        ),
        (
            "DELETE FROM claim_code WHERE (exam, document_hash, phone_hash) IN (SELECT exam, document_hash, phone_hash FROM claim_code \
             WHERE expires_at >= 0 AND expires_at < ?1 LIMIT ?2) RETURNING 1",
            now.plus(-GRACE),
        ),
        (
            "DELETE FROM identity_check WHERE id IN (SELECT id FROM identity_check WHERE created_at >= 0 AND created_at < ?1 LIMIT ?2) RETURNING 1",
            now.plus(-GRACE),
        ),
        (
            "DELETE FROM import_part WHERE hash IN (SELECT hash FROM import_part WHERE at >= 0 AND at < ?1 LIMIT ?2) RETURNING 1",
            now.plus(-GRACE),
        ),
    ] {
        rows += db.all::<i64>(sql, params![before, AT_ONCE]).await?.len();
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate_limit::{self, Limit};
    use crate::session::{Owner, Place};
    use crate::{candidate, session, student};
    use domain::ExamId;

    const PLACE: Place<'static> = Place { ip: "", device: "", browser: None, old_token: None, proved: None };

    #[test]
    fn what_has_ended_goes_little_by_little_and_the_rest_stays() {
        pollster::block_on(async {
            let db = Db::in_memory().unwrap();
            let (then, now) = (Timestamp(1_000_000), Timestamp(1_000_000 + 3 * time::DAY));
            let limit = Limit { burst: 1, interval: 1000 };
            for old in 0..AT_ONCE + 5 {
                rate_limit::take(&db, &format!("old {old}"), limit, then).await.unwrap();
            }
            rate_limit::take(&db, "new", limit, now).await.unwrap();
            let old =
                session::begin(&db, Owner::Candidate(1), domain::event::Factor::Facts, &PLACE, then).await.unwrap();
            let new =
                session::begin(&db, Owner::Candidate(2), domain::event::Factor::Facts, &PLACE, now).await.unwrap();
            let sent = candidate::PhoneCode { phone: "a", code: "b" };
            candidate::phone_code(&db, 1, sent, then).await.unwrap();
            candidate::phone_code(&db, 2, sent, now).await.unwrap();
            for (document, sent) in [("old", then), ("new", now)] {
                let of = student::Claimant { exam: &ExamId::known("zsb-2027"), document, phone: "a" };
                student::send_code(&db, of, "b", sent).await.unwrap();
            }
            assert_eq!(run(&db, now).await.unwrap() as i64, AT_ONCE + 3);
            assert_eq!(run(&db, now).await.unwrap(), 5);
            assert_eq!(run(&db, now).await.unwrap(), 0);
            let left: Vec<String> = db.all("SELECT token_hash FROM session", vec![]).await.unwrap();
            assert_eq!(left, [crate::seal::sha256(new)]);
            assert_ne!(left, [crate::seal::sha256(old)]);
            assert!(rate_limit::take(&db, "new", limit, now).await.is_err());
        });
    }
}
