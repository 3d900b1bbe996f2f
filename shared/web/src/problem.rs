//! Errors on the wire: `application/problem+json` (RFC 9457).

use super::reply::Reply;
use super::trace::Trace;
use domain::exam::Exam;
use domain::staff::Step;
use domain::{Error, FieldError, Timestamp};
use http::{StatusCode, header};
use serde::Serialize;

/// The body of an error: a stable `code` for programs, Chinese `title` and `detail` for people.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// Always `about:blank`: the meaning is in `code`.
    pub r#type: &'static str,
    /// What went wrong.
    pub title: String,
    pub status: u16,
    pub code: &'static str,
    pub detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// `stale_version`: the version that is there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// `wrong_password`: how often it may be tried at once again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<i64>,
    /// `window_closed`: when it opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<Timestamp>,
    /// `window_closed`: when it closes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<Timestamp>,
    /// `which_exam`: those of whoever signs in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exams: Vec<Exam>,
}

pub(super) fn reply(error: Error, trace: &Trace) -> Reply {
    match &error {
        Error::Internal(inner) => trace.failed("internal error", &format!("{inner:#}")),
        Error::Unavailable(inner) => trace.failed("service outside", inner),
        _ => {}
    }
    let retry_after = match &error {
        Error::TooManyRequests(seconds) => Some(*seconds),
        Error::StorageFull => Some(30),
        _ => None,
    };
    let allow = match &error {
        Error::MethodNotAllowed(methods) => Some(methods.clone()),
        _ => None,
    };
    let (status, problem) = problem(error);
    if matches!(status, StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS) {
        trace.refused(problem.code, "");
    }
    let problem = Problem { r#type: "about:blank", status: status.as_u16(), ..problem };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut reply = Reply::new(status, body).header(header::CONTENT_TYPE, "application/problem+json");
    if let Some(seconds) = retry_after {
        reply = reply.header(header::RETRY_AFTER, &seconds.to_string());
    }
    if let Some(methods) = allow {
        reply = reply.header(header::ALLOW, &methods);
    }
    reply
}

/// The one table from domain words to HTTP.
fn problem(error: Error) -> (StatusCode, Problem) {
    let make = |status, code, title: &str, detail: String| {
        (status, Problem { code, title: title.into(), detail, ..Problem::default() })
    };
    let with = |status, code, title: &str, detail: &str| make(status, code, title, detail.into());
    match error {
        Error::Malformed(what) => {
            make(StatusCode::BAD_REQUEST, "malformed_json", "请求格式不对", format!("请检查请求正文：{what}"))
        }
        Error::UnknownField(name) => {
            make(StatusCode::BAD_REQUEST, "unknown_field", "请求中有不认识的字段", format!("请去掉字段 {name}"))
        }
        Error::Invalid(errors) => {
            let (status, problem) =
                with(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "填写的内容有误", "请按提示逐项修改后再试");
            (status, Problem { errors, ..problem })
        }
        Error::UnsupportedMediaType(expected) => make(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "请求类型不对",
            format!("请用 content-type: {expected}"),
        ),
        Error::BodyTooLarge(most) => make(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "内容过大",
            format!("最多 {} KB，请减小后再试", most >> 10),
        ),
        Error::NotSignedIn => with(StatusCode::UNAUTHORIZED, "not_signed_in", "尚未登录", "请先登录"),
        Error::SessionExpired => {
            with(StatusCode::UNAUTHORIZED, "session_expired", "登录已过期", "请重新登录，已保存的内容不会丢失")
        }
        Error::Forbidden => with(StatusCode::FORBIDDEN, "forbidden", "没有权限", "您的账号不能做这项操作"),
        Error::StepDue(Step::SecondFactor) => {
            with(StatusCode::FORBIDDEN, "second_factor_due", "还没有完成登录", "请输入动态口令或恢复码")
        }
        Error::StepDue(Step::NewPassword) => {
            with(StatusCode::FORBIDDEN, "new_password_due", "还没有完成登录", "请先把别人给您的密码换成自己的密码")
        }
        Error::StepDue(Step::Enrolment) => {
            with(StatusCode::FORBIDDEN, "enrolment_due", "还没有完成登录", "您的角色要求使用动态口令，请先设置")
        }
        Error::WrongOrigin => with(StatusCode::FORBIDDEN, "wrong_origin", "请求来源不对", "请从本系统的网页操作"),
        Error::NotFound(what) => {
            make(StatusCode::NOT_FOUND, "not_found", "没有找到", format!("没有找到{what}，请核对后再试"))
        }
        Error::UnknownExam(id) => {
            make(StatusCode::NOT_FOUND, "not_found", "没有找到", format!("没有找到考试 {id}，请核对后再试"))
        }
        Error::NoRoute => with(StatusCode::NOT_FOUND, "no_route", "没有这个地址", "请核对网址"),
        Error::MethodNotAllowed(methods) => make(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "这个地址不支持此方法",
            format!("可用的方法：{methods}"),
        ),
        Error::WindowClosed { what, opens, closes, note } => {
            let mut detail = match (opens, closes) {
                (Some(opens), Some(closes)) => {
                    format!("{what}的时间为 {} 至 {}（北京时间）", opens.text(), closes.text())
                }
                _ => format!("{what}的时间尚未公布"),
            };
            detail.extend(note.map(|note| format!("。{note}")));
            let (status, problem) = make(StatusCode::CONFLICT, "window_closed", "不在规定时间内", detail);
            (status, Problem { opens, closes, ..problem })
        }
        Error::ProposalChanged => with(
            StatusCode::CONFLICT,
            "proposal_changed",
            "申请已经变化",
            "您看到的申请已经处理过，或有人重新提出，这次没有办理。请刷新，看清现在的内容再决定",
        ),
        Error::WrongState(what) => make(StatusCode::CONFLICT, "wrong_state", "现在还不能做这一步", what),
        Error::StaleVersion(version) => {
            let (status, problem) = with(
                StatusCode::PRECONDITION_FAILED,
                "stale_version",
                "内容已在别处修改",
                "您在另一台设备或另一个页面上改过，请刷新后核对再提交",
            );
            (status, Problem { version: Some(version), ..problem })
        }
        Error::WhichExam(exams) => {
            let (status, problem) =
                with(StatusCode::CONFLICT, "which_exam", "您报名了几项考试", "请选择这次要登录的考试");
            (status, Problem { exams, ..problem })
        }
        Error::ExamMissing => with(
            StatusCode::BAD_REQUEST,
            "exam_missing",
            "没有指明考试",
            "系统中有几项考试，请先选择考试（请求头 X-Exam 或参数 exam，如 gaokao-2027）",
        ),
        Error::IdempotencyKeyMissing => with(
            StatusCode::BAD_REQUEST,
            "idempotency_key_missing",
            "缺少 Idempotency-Key",
            "请带上请求头 Idempotency-Key（8–64 个字母、数字、- 或 _）",
        ),
        Error::IdempotencyKeyReused => with(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            "请求重复但内容不同",
            "请换一个 Idempotency-Key 再提交",
        ),
        Error::TooManyRequests(seconds) => {
            make(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "操作太频繁", format!("请在 {seconds} 秒后再试"))
        }
        Error::WrongCredentials => {
            with(StatusCode::UNAUTHORIZED, "wrong_credentials", "登录信息不正确", "请核对后再试")
        }
        Error::WrongPassword(tries_left) => {
            let check = "请核对信息保存密码（不是登录密码）后再试";
            let detail = match tries_left {
                Some(0) => format!("{check}；已连续输错多次，请等一分钟"),
                Some(left) => format!("{check}；还可以连续试 {left} 次，之后要等一分钟才能再试"),
                None => check.into(),
            };
            let (status, problem) = make(StatusCode::FORBIDDEN, "wrong_password", "信息保存密码不正确", detail);
            (status, Problem { tries_left, ..problem })
        }
        Error::Conflict(what) => make(StatusCode::CONFLICT, "conflict", "与已有内容冲突", what),
        Error::Unavailable(_) => with(
            StatusCode::BAD_GATEWAY,
            "provider_unavailable",
            "外部服务暂时没有回应",
            "您的信息没有丢失，请稍后再试",
        ),
        Error::StorageFull => with(
            StatusCode::SERVICE_UNAVAILABLE,
            "storage_full",
            "系统存储空间不足",
            "您的操作未被执行，已保存的内容不会丢失，请稍后再试",
        ),
        Error::Internal(_) => with(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "系统内部错误",
            "您的请求没有完成，已保存的内容不会丢失，请稍后再试",
        ),
    }
}
