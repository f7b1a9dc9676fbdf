//! A small S3-compatible service: it computes each signature by itself and refuses those that differ.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hangji_files::storage::Service;
use sha2::{Digest as _, Sha256};

const SECRET: &str = "the secret";
const REGION: &str = "cn-test-1";

#[derive(Default)]
struct State {
    objects: Mutex<HashMap<String, Vec<u8>>>,
    fails: AtomicBool,
    ended: AtomicBool,
    asked: AtomicUsize,
}

/// The service, until it is dropped.
pub struct Fake {
    address: SocketAddr,
    endpoint: String,
    state: Arc<State>,
}

impl Fake {
    /// One on a free port.
    pub fn start() -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let inner = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if inner.ended.load(Ordering::SeqCst) {
                    break;
                }
                drop(answer(&inner, stream.unwrap()));
            }
        });
        Fake { address, endpoint: format!("http://{address}"), state }
    }

    /// How it is reached.
    pub fn service(&self, secret_key: &'static str, path_style: bool) -> Service<'_> {
        let endpoint = if path_style { &self.endpoint } else { "http://s3.example.invalid" };
        Service { endpoint, bucket: "files", region: REGION, access_key: "id", secret_key, path_style, ca_file: None }
    }

    /// Whether it refuses everything from now on.
    pub fn fail(&self, fails: bool) {
        self.state.fails.store(fails, Ordering::SeqCst);
    }

    /// Requests so far.
    pub fn asked(&self) -> usize {
        self.state.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
    }
}

/// Answers one request and closes.
fn answer(state: &State, stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_lowercase(), value.trim().to_owned());
        }
    }
    let mut body = vec![0; headers.get("content-length").and_then(|n| n.parse().ok()).unwrap_or(0)];
    reader.read_exact(&mut body)?;
    state.asked.fetch_add(1, Ordering::SeqCst);
    let (status, body) = decide(state, &method, &target, &headers, body);
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let mut stream = stream;
    stream.write_all(head.as_bytes())?;
    if method != "HEAD" && status != 204 {
        stream.write_all(&body)?;
    }
    Ok(())
}

fn decide(
    state: &State,
    method: &str,
    target: &str,
    headers: &HashMap<String, String>,
    body: Vec<u8>,
) -> (u16, Vec<u8>) {
    let error = |code: &str| {
        format!("<?xml version='1.0'?><Error><Code>{code}</Code><Message>m</Message></Error>").into_bytes()
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if !signed(method, path, query, headers) {
        return (403, error("SignatureDoesNotMatch"));
    }
    if state.fails.load(Ordering::SeqCst) {
        return (503, error("SlowDown"));
    }
    let Some(key) = path.strip_prefix("/files/") else { return (404, error("NoSuchBucket")) };
    let mut objects = state.objects.lock().unwrap();
    match method {
        "PUT" => {
            objects.insert(key.to_owned(), body);
            (200, Vec::new())
        }
        "GET" => objects.get(key).map_or((404, error("NoSuchKey")), |bytes| (200, bytes.clone())),
        "DELETE" => {
            objects.remove(key);
            (204, Vec::new())
        }
        _ => (405, error("MethodNotAllowed")),
    }
}

/// Whether the address carries the signature that the secret gives (AWS Signature Version 4, in the query).
fn signed(method: &str, path: &str, query: &str, headers: &HashMap<String, String>) -> bool {
    let mut pairs: Vec<&str> = query.split('&').filter(|p| !p.starts_with("X-Amz-Signature=")).collect();
    pairs.sort_unstable();
    let of = |name: &str| query.split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default();
    let (moment, names) = (of("X-Amz-Date"), of("X-Amz-SignedHeaders").replace("%3B", ";"));
    let credential = of("X-Amz-Credential").replace("%2F", "/");
    let Some((_, scope)) = credential.split_once('/') else { return false };
    let day = moment.get(..8).unwrap_or_default();
    if scope != format!("{day}/{REGION}/s3/aws4_request") {
        return false;
    }
    let none = String::new();
    let lines: String = names.split(';').map(|n| format!("{n}:{}\n", headers.get(n).unwrap_or(&none))).collect();
    let request = format!("{method}\n{path}\n{}\n{lines}\n{names}\nUNSIGNED-PAYLOAD", pairs.join("&"));
    let to_sign = format!("AWS4-HMAC-SHA256\n{moment}\n{scope}\n{}", hex(&Sha256::digest(request.as_bytes())));
    let key = [day, REGION, "s3", "aws4_request"]
        .iter()
        .fold(format!("AWS4{SECRET}").into_bytes(), |key, part| hmac(&key, part.as_bytes()).to_vec());
    of("X-Amz-Signature") == hex(&hmac(&key, to_sign.as_bytes()))
}

fn hmac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let mixed = |with: u8, rest: &[u8]| -> [u8; 32] {
        Sha256::new().chain_update(block.map(|b| b ^ with)).chain_update(rest).finalize().into()
    };
    mixed(0x5c, &mixed(0x36, text))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
