//! Connections: accept them, speak HTTP/1.1, and stop without cutting anybody off.

use crate::connections::Connections;
use crate::metrics::Metrics;
use crate::options::Limits;
use crate::problem;
use crate::request::App;
use crate::stream::Stream;
use http::{Request, StatusCode};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Serves the application until `stop` says so, then waits for requests in flight.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    connections: Arc<Connections>,
    (metrics, limits): (Arc<Metrics>, Limits),
    mut stop: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = async {
            let (stream, peer) = listener.accept().await?;
            let open = Arc::new(connections.open(peer).await);
            std::io::Result::Ok((stream, peer, open))
        };
        let accepted = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            accepted = accepted => accepted,
        };
        let Ok((stream, peer, open)) = accepted else {
            // Too many open files, mostly: wait for some to close.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (app, asked) = (Arc::clone(&app), Arc::clone(&open));
        let service = service_fn(move |request| {
            let (app, open) = (Arc::clone(&app), Arc::clone(&asked));
            async move { Ok::<_, Infallible>(app.answer(request, peer, open).await) }
        });
        let connection = connection(stream, &limits).map(|(http, io)| http.serve_connection(io, service));
        let Ok(connection) = connection else { continue };
        let connection = graceful.watch(connection);
        let metrics = Arc::clone(&metrics);
        metrics.connections.inc();
        tokio::spawn(async move {
            tokio::select! {
                biased;
                // A client that breaks off is no event worth a word.
                _ = connection => {}
                () = open.cut() => {}
            }
            metrics.connections.dec();
        });
    }
    drop(listener);
    let over = async {
        graceful.shutdown().await;
        // Nothing new comes from here on.
        app.steadfast.close();
        app.steadfast.wait().await;
    };
    let _ = tokio::time::timeout(limits.drain, over).await;
}

fn connection(stream: TcpStream, limits: &Limits) -> std::io::Result<(http1::Builder, TokioIo<Stream>)> {
    // Small answers must not wait for the acknowledgement of the one before.
    stream.set_nodelay(true)?;
    let stream = Stream::new(stream, limits.body_pause, limits.body_rate);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head_time).keep_alive(true).max_buf_size(BUFFER);
    Ok((http, TokioIo::new(stream)))
}

/// What a connection keeps of what it reads and writes: the largest head, too. All of them together have no other bound.
const BUFFER: usize = 16 * 1024;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves `GET /metrics` until `stop` says so.
pub(crate) async fn serve_metrics(
    listener: TcpListener,
    metrics: Arc<Metrics>,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let accepted = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else { continue };
        let metrics = Arc::clone(&metrics);
        let service = service_fn(move |request: Request<hyper::body::Incoming>| {
            let (status, content_type, text) = match request.uri().path() {
                "/metrics" => (StatusCode::OK, OPEN_METRICS, metrics.render()),
                _ => (StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "GET /metrics\n".into()),
            };
            let response = problem::response(status, content_type, text);
            async move { Ok::<_, Infallible>(response) }
        });
        if let Ok((http, io)) = connection(stream, &limits) {
            tokio::spawn(async move { http.serve_connection(io, service).await });
        }
    }
}
