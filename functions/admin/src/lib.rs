//! 招考机构's work: organisations, number segments, admitting candidates, statements, calendar, accounts.

mod act;
mod application;
mod candidate;
mod chase;
mod collection;
mod fee_item;
mod finance;
mod organisation;
mod pending;
mod reconciliation;
mod record;
mod role;
mod sign_in;
mod staff;
mod window;

use domain::Result;
use store::db::Db;
use web::{Reply, Request};

/// Hands a request to the handler of its operation.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "GET /api/admin/roles" => role::list(request, db).await,
        "GET /api/admin/organisations" => organisation::list(request, db).await,
        "GET /api/admin/points" => organisation::points(request, db).await,
        "POST /api/admin/points" => organisation::create_point(request, db).await,
        "POST /api/admin/points/{code}/name" => organisation::rename(request, db).await,
        "POST /api/admin/points/{code}/status" => organisation::set_status(request, db).await,
        "POST /api/admin/segments/{id}/return" => organisation::take_back(request, db).await,
        "GET /api/admin/pending" => pending::list(request, db).await,
        "POST /api/admin/applications" => application::make(request, db).await,
        "GET /api/admin/applications" => application::list(request, db).await,
        "GET /api/admin/applications/{id}/photo" => application::photo(request, db).await,
        "POST /api/admin/applications/{id}/decision" => application::decide(request, db).await,
        "GET /api/admin/segments" => organisation::segments(request, db).await,
        "POST /api/admin/segments" => organisation::allot(request, db).await,
        "POST /api/admin/candidates" => candidate::admit(request, db).await,
        "POST /api/admin/candidates/search" => candidate::search(request, db).await,
        "GET /api/admin/candidates/{id}" => candidate::show(request, db).await,
        "GET /api/admin/candidates/{id}/journal" => candidate::journal(request, db).await,
        "GET /api/admin/candidates/{id}/photo" => record::photo(request, db).await,
        "GET /api/admin/candidates/{id}/record" => record::show(request, db).await,
        "PUT /api/admin/candidates/{id}/document" => candidate::recapture(request, db).await,
        "POST /api/admin/candidates/{id}/phone" => chase::phone(request, db).await,
        "POST /api/admin/candidates/{id}/call" => chase::call(request, db).await,
        "POST /api/admin/candidates/{id}/sign-out" => candidate::sign_out(request, db).await,
        "POST /api/admin/payments/search" => finance::search(request, db).await,
        "GET /api/admin/payments/collections" => collection::sums(request, db).await,
        "GET /api/admin/payments/days" => collection::days(request, db).await,
        "GET /api/admin/payments/refunds" => finance::refunds(request, db).await,
        "GET /api/admin/payments/alarms" => finance::alarms(request, db).await,
        "POST /api/admin/payments/alarms/{id}" => finance::resolve(request, db).await,
        "POST /api/admin/payments/alarms/{id}/decision" => finance::decide(request, db).await,
        "POST /api/admin/payments/refunds/{refund_no}/retry" => finance::retry(request, db).await,
        "POST /api/admin/payments/refunds/{refund_no}/abandon" => finance::abandon(request, db).await,
        "POST /api/admin/payments/refunds/{refund_no}/abandon/decision" => {
            finance::decide_abandoning(request, db).await
        }
        "GET /api/admin/payments/fee-items" => fee_item::list(request, db).await,
        "POST /api/admin/payments/fee-items" => fee_item::propose(request, db).await,
        "POST /api/admin/payments/fee-items/{id}/decision" => fee_item::decide(request, db).await,
        "POST /api/admin/payments/fee-items/{id}/withdrawal" => fee_item::withdraw(request, db).await,
        "POST /api/admin/payments/fee-items/{id}/withdrawal/decision" => fee_item::decide_withdrawal(request, db).await,
        "GET /api/admin/payments/statements" => reconciliation::statements(request, db).await,
        "POST /api/admin/payments/statements" => reconciliation::import(request, db).await,
        "GET /api/admin/payments/differences" => reconciliation::differences(request, db).await,
        "POST /api/admin/payments/differences/{id}" => reconciliation::handle(request, db).await,
        "POST /api/admin/payments/differences/{id}/decision" => reconciliation::decide(request, db).await,
        "GET /api/admin/payments/health" => finance::health(request, db).await,
        "GET /api/admin/windows" => window::list(request, db).await,
        "GET /api/admin/windows/{name}/changes" => window::history(request, db).await,
        "POST /api/admin/windows/preview" => window::preview(request, db).await,
        "GET /api/admin/windows/proposals" => window::waiting(request, db).await,
        "POST /api/admin/windows/proposals" => window::propose(request, db).await,
        "POST /api/admin/windows/proposals/{id}/decision" => window::decide(request, db).await,
        "POST /api/admin/windows/proposals/{id}/withdraw" => window::withdraw(request, db).await,
        "POST /api/admin/staff" => staff::create(request, db).await,
        "POST /api/admin/staff/search" => staff::search(request, db).await,
        "POST /api/admin/staff/{id}/password" => staff::reset_password(request, db).await,
        "POST /api/admin/staff/{id}/factor" => staff::reset_factor(request, db).await,
        "POST /api/admin/staff/{id}/status" => staff::set_status(request, db).await,
        "POST /api/admin/staff/{id}/move" => staff::relocate(request, db).await,
        "POST /api/admin/staff/{id}/decision" => staff::decide(request, db).await,
        "GET /api/admin/acts" => act::acts(request, db).await,
        "POST /api/admin/sign-in-failures" => sign_in::failures(request, db).await,
        _ => Err(request.no_route()),
    }
}
