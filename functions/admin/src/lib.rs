//! 招考机构's work: organisations, number segments, admitting candidates, imports, calendar, accounts.

mod calendar;
mod candidate;
mod fee_item;
mod finance;
mod import;
mod organisation;
mod reconciliation;
mod staff;
mod trace;

use domain::{Error, Result};
use web::{Reply, Request};

/// The number in an address, of a thing with this name in Chinese.
fn number(id: &str, what: &'static str) -> Result<i64> {
    id.parse().map_err(|_| Error::NotFound(what))
}

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        ("GET", ["api", "admin", "organisations"]) => organisation::list(&request).await,
        ("GET", ["api", "admin", "points"]) => organisation::points(&request).await,
        ("POST", ["api", "admin", "points"]) => organisation::create_point(&request).await,
        ("GET", ["api", "admin", "segments"]) => organisation::segments(&request).await,
        ("POST", ["api", "admin", "segments"]) => organisation::allot(&request).await,
        ("POST", ["api", "admin", "candidates"]) => candidate::admit(&request).await,
        ("POST", ["api", "admin", "candidates", "search"]) => candidate::search(&request).await,
        ("GET", ["api", "admin", "candidates", id]) => candidate::show(&request, id).await,
        ("GET", ["api", "admin", "candidates", id, "journal"]) => candidate::journal(&request, id).await,
        ("POST", ["api", "admin", "candidates", id, "sign-out"]) => candidate::sign_out(&request, id).await,
        ("POST", ["api", "admin", "payments", "search"]) => finance::search(&request).await,
        ("GET", ["api", "admin", "payments", "refunds"]) => finance::refunds(&request).await,
        ("GET", ["api", "admin", "payments", "alarms"]) => finance::alarms(&request).await,
        ("POST", ["api", "admin", "payments", "alarms", id]) => finance::resolve(&request, id).await,
        ("POST", ["api", "admin", "payments", "alarms", id, "confirm"]) => finance::confirm(&request, id).await,
        ("POST", ["api", "admin", "payments", "refunds", refund_no, "retry"]) => {
            finance::retry(&request, refund_no).await
        }
        ("POST", ["api", "admin", "payments", "refunds", refund_no, "abandon"]) => {
            finance::abandon(&request, refund_no).await
        }
        ("POST", ["api", "admin", "payments", "refunds", refund_no, "abandon", "confirm"]) => {
            finance::confirm_abandoning(&request, refund_no).await
        }
        ("GET", ["api", "admin", "payments", "fee-items"]) => fee_item::list(&request).await,
        ("POST", ["api", "admin", "payments", "fee-items"]) => fee_item::propose(&request).await,
        ("POST", ["api", "admin", "payments", "fee-items", id, "confirm"]) => fee_item::confirm(&request, id).await,
        ("POST", ["api", "admin", "payments", "fee-items", id, "withdrawal"]) => fee_item::withdraw(&request, id).await,
        ("POST", ["api", "admin", "payments", "fee-items", id, "withdrawal", "confirm"]) => {
            fee_item::confirm_withdrawal(&request, id).await
        }
        ("GET", ["api", "admin", "payments", "statements"]) => reconciliation::statements(&request).await,
        ("POST", ["api", "admin", "payments", "statements"]) => reconciliation::import(&request).await,
        ("GET", ["api", "admin", "payments", "differences"]) => reconciliation::differences(&request).await,
        ("POST", ["api", "admin", "payments", "differences", id]) => reconciliation::handle(&request, id).await,
        ("POST", ["api", "admin", "payments", "differences", id, "confirm"]) => {
            reconciliation::confirm(&request, id).await
        }
        ("GET", ["api", "admin", "payments", "health"]) => finance::health(&request).await,
        ("POST", ["api", "admin", "scores"]) => import::scores(&request).await,
        ("POST", ["api", "admin", "control-lines"]) => import::control_lines(&request).await,
        ("GET", ["api", "admin", "windows"]) => calendar::list(&request).await,
        ("POST", ["api", "admin", "windows"]) => calendar::set(&request).await,
        ("POST", ["api", "admin", "staff"]) => staff::create(&request).await,
        ("POST", ["api", "admin", "staff", "search"]) => staff::search(&request).await,
        ("POST", ["api", "admin", "staff", id, "password"]) => staff::reset_password(&request, id).await,
        ("POST", ["api", "admin", "staff", id, "factor"]) => staff::reset_factor(&request, id).await,
        ("POST", ["api", "admin", "staff", id, "status"]) => staff::enable(&request, id).await,
        ("POST", ["api", "admin", "staff", id, "move"]) => staff::relocate(&request, id).await,
        ("POST", ["api", "admin", "staff", id, "decision"]) => staff::decide(&request, id).await,
        ("GET", ["api", "admin", "acts"]) => trace::acts(&request).await,
        ("POST", ["api", "admin", "sign-in-failures"]) => trace::failures(&request).await,
        _ => Err(request.no_route()),
    }
}
