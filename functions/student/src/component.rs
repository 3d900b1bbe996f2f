//! The component.

#[cfg(target_arch = "wasm32")]
#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::call(request, store::db::Db::open, student::handle).await
}
