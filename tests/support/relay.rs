//! A line to a provider, on which things go wrong.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the line does to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// It goes through
    Good,
    /// It is never answered
    Hangs,
    /// The answer comes drop by drop
    Drips,
    /// It is answered by an error
    Fails,
}

/// Stands between the application and a provider.
pub(crate) struct Relay {
    /// Where the application reaches it
    pub(crate) url: String,
    line: Arc<Mutex<Line>>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Relay {
    /// How often it was called since it was set.
    pub(crate) fn asked(&self) -> usize {
        self.open.lock().unwrap().len()
    }
}

impl Relay {
    /// To a provider at `url`.
    pub(crate) fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = format!("http://{}", listener.local_addr().unwrap());
        let (line, open) = (Arc::new(Mutex::new(Line::Good)), Arc::new(Mutex::new(Vec::new())));
        let target = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let (state, streams) = (Arc::clone(&line), Arc::clone(&open));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                streams.lock().unwrap().push(stream.try_clone().unwrap());
                let (target, line) = (target.clone(), *state.lock().unwrap());
                thread::spawn(move || serve(stream, &target, line));
            }
        });
        Self { url: own, line, open }
    }

    /// From now on; connections that were kept are closed.
    pub(crate) fn set(&self, line: Line) {
        *self.line.lock().unwrap() = line;
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn serve(mut client: TcpStream, target: &str, line: Line) {
    match line {
        Line::Good => {
            let provider = TcpStream::connect(target).unwrap();
            let (from, to) = (client.try_clone().unwrap(), provider.try_clone().unwrap());
            thread::spawn(move || pass_on(from, to));
            pass_on(provider, client);
        }
        Line::Hangs => {
            let _ = client.read_to_end(&mut Vec::new());
        }
        Line::Drips => {
            let _ = client.read(&mut [0; 64 << 10]);
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10000\r\n\r\n";
            let _ = client.write_all(head.as_bytes());
            while client.write_all(b" ").is_ok() {
                thread::sleep(Duration::from_millis(500));
            }
        }
        Line::Fails => {
            let _ = client.read(&mut [0; 64 << 10]);
            let _ = client
                .write_all(b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        }
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream) {
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}
