//! The host's own errors, as `application/problem+json` (RFC 9457).

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use wasmtime_wasi_http::WasiBody;

/// What can go wrong before, around or instead of a component's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    NoRoute,
    BadRequest,
    BodyTooLarge,
    SlowClient,
    Busy,
    TimedOut,
    StorageFull,
    Internal,
}

impl Problem {
    /// Status, code, title, and what the reader can do next.
    fn parts(self) -> (StatusCode, &'static str, &'static str, &'static str) {
        match self {
            Self::NoRoute => {
                (StatusCode::NOT_FOUND, "no_route", "页面不存在", "请检查网址是否正确，或从首页重新进入。")
            }
            Self::BadRequest => {
                (StatusCode::BAD_REQUEST, "bad_request", "请求格式有误", "请刷新页面后重试；如仍不成功，请更换浏览器。")
            }
            Self::BodyTooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "提交的内容过大", "请缩小照片或文件后重新提交。")
            }
            Self::SlowClient => {
                (StatusCode::REQUEST_TIMEOUT, "request_timeout", "接收请求超时", "网络较慢，请在网络良好处重新提交。")
            }
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "当前访问人数较多",
                "系统正忙，您的操作未被执行，请稍候几秒再试。",
            ),
            Self::TimedOut => (
                StatusCode::GATEWAY_TIMEOUT,
                "timeout",
                "系统处理超时",
                "操作可能已经完成，请先刷新页面查看结果，再决定是否重新提交。",
            ),
            Self::StorageFull => (
                StatusCode::SERVICE_UNAVAILABLE,
                "storage_full",
                "系统存储空间不足",
                "您的操作未被执行，已保存的内容不会丢失，请稍后再试。",
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "系统内部错误",
                "系统出现异常，请稍后重试；如仍不成功，请联系报名点或招考机构。",
            ),
        }
    }

    /// The answer to the client.
    pub(crate) fn response(self) -> Response<WasiBody> {
        let (status, code, title, detail) = self.parts();
        let text = serde_json::json!({
            "type": "about:blank",
            "title": title,
            "status": status.as_u16(),
            "code": code,
            "detail": detail,
        });
        let mut response = response(status, "application/problem+json", text.to_string());
        let retry_after = match self {
            Self::Busy => Some("2"),
            Self::StorageFull => Some("30"),
            _ => None,
        };
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response
    }
}

/// What is no page never becomes one.
const NO_PAGE: &str =
    "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/// A small answer of the host's own; nobody may cache it.
pub(crate) fn response(status: StatusCode, content_type: &'static str, text: impl Into<Bytes>) -> Response<WasiBody> {
    let body = Full::new(text.into()).map_err(|never| match never {}).boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, NO_PAGE),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
