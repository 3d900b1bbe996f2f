//! Somebody who asks: a browser's habits without a browser.

use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;
use ureq::http::{HeaderMap, Request};

/// Keeps cookies and sends `Origin`, as a page of ours would.
pub(crate) struct Client {
    agent: ureq::Agent,
    base: String,
    cookies: Mutex<BTreeMap<String, String>>,
    /// Where it is, as a trusted proxy tells.
    address: Option<String>,
    /// The exam that its requests are about, where they name one.
    exam: Option<String>,
}

/// A request that is being put together.
#[must_use]
pub(crate) struct Call<'a> {
    client: &'a Client,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

/// What came back.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    asked: String,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} {:.400}", self.asked, self.status, String::from_utf8_lossy(&self.body))
    }
}

impl Client {
    pub(crate) fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { agent: config.into(), base: base.to_owned(), cookies: Mutex::default(), address: None, exam: None }
    }

    pub(crate) fn call(&self, method: &str, path: &str) -> Call<'_> {
        let mut headers = vec![("origin".into(), self.base.clone()), ("user-agent".into(), "zhaokao-tests".into())];
        headers.extend(self.address.clone().map(|address| ("x-forwarded-for".into(), address)));
        headers.extend(self.exam.clone().map(|exam| ("x-exam".into(), exam)));
        Call { client: self, method: method.into(), path: path.into(), headers, body: None }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.call("GET", path).send()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path).json(body).send()
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Answer {
        self.call("PUT", path).json(body).send()
    }

    /// All pages of a list.
    pub(crate) fn pages(&self, path: &str) -> Vec<Value> {
        let mut pages = vec![self.get(path).expect(200)];
        while let Some(next) = pages.last().and_then(|page| page["next"].as_str()) {
            pages.push(self.get(&format!("{path}?after={next}")).expect(200));
        }
        pages
    }

    /// The session token, if signed in.
    pub(crate) fn token(&self) -> Option<String> {
        let cookies = self.cookies.lock().unwrap();
        cookies.get("__Host-zhaokao").or_else(|| cookies.get("zhaokao")).cloned()
    }

    /// Another window of the same browser.
    pub(crate) fn twin(&self) -> Self {
        let cookies = Mutex::new(self.cookies.lock().unwrap().clone());
        Self { cookies, address: self.address.clone(), exam: self.exam.clone(), ..Self::new(&self.base) }
    }

    /// The same browser, elsewhere.
    pub(crate) fn at(self, address: &str) -> Self {
        Self { address: Some(address.to_owned()), ..self }
    }

    /// The same, about one of several exams.
    pub(crate) fn about(self, exam: &str) -> Self {
        Self { exam: Some(exam.to_owned()), ..self }
    }

    /// Goes on talking to a host that has come up elsewhere.
    pub(crate) fn moved_to(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.twin() }
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for cookie in headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            match pair.split_once('=').unwrap() {
                (name, "") => cookies.remove(name),
                (name, value) => cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
    }
}

impl Call<'_> {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) fn csv(self, body: &str) -> Self {
        self.body("text/csv", body)
    }

    /// A file, as it is.
    pub(crate) fn file(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.body("application/octet-stream", bytes)
    }

    pub(crate) fn body(self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut call = self.header("content-type", content_type);
        call.body = Some(body.into());
        call
    }

    pub(crate) fn send(self) -> Answer {
        let asked = format!("{} {}", self.method, self.path);
        self.try_send().unwrap_or_else(|error| panic!("{asked}: {error}"))
    }

    /// For tests in which the host may be gone.
    pub(crate) fn try_send(self) -> Result<Answer, ureq::Error> {
        let asked = format!("{} {}", self.method, self.path);
        let mut request = Request::builder().method(&self.method[..]).uri(format!("{}{}", self.client.base, self.path));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let cookies: Vec<String> =
            self.client.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let agent = &self.client.agent;
        let mut response = match self.body {
            Some(body) => agent.run(request.body(body)?)?,
            None => agent.run(request.body(())?)?,
        };
        let body = response.body_mut().with_config().limit(64 << 20).read_to_vec()?;
        let answer = Answer { status: response.status().as_u16(), headers: response.headers().clone(), body, asked };
        self.client.keep_cookies(&answer.headers);
        Ok(answer)
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null when there is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        self.json()
    }

    /// The body of a problem that must have this status and code, and be readable for people.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let found = (self.status, self.code());
        assert_eq!(found, (status, code.to_owned()), "{}: {}", self.asked, self.text());
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.asked);
        let problem = self.json();
        assert_eq!(problem["status"], status, "{}", self.asked);
        assert_eq!(problem["type"], "about:blank", "{}", self.asked);
        for field in ["title", "detail"] {
            let text = problem[field].as_str().unwrap_or_default();
            assert!(text.chars().any(is_han), "{}: {field} is not Chinese: {text}", self.asked);
        }
        problem
    }

    /// The fields that a problem names.
    pub(crate) fn fields(&self) -> Vec<String> {
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}
