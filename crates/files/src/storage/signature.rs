//! Addresses that carry their signature: AWS Signature Version 4 in the query ("presigned URLs"). Pure: asks nobody, and
//! is told what time it is.

use std::time::Duration;

use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::{digest, hmac};
use url::Url;

/// Everything but the unreserved characters of RFC 3986, as the signature wants it.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An access key, and the region it signs for.
pub(super) struct Signer {
    pub(super) region: String,
    pub(super) access_key: String,
    pub(super) secret_key: String,
}

impl Signer {
    /// The address, signed for one method from a moment on; host, path and method are signed, a body is not. The address
    /// has no query of its own.
    pub(super) fn sign(&self, method: &str, url: &Url, at: Timestamp, holds: Duration) -> Url {
        let (day, moment) = (at.strftime("%Y%m%d").to_string(), at.strftime("%Y%m%dT%H%M%SZ"));
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let credential = format!("{}/{scope}", self.access_key);
        // In the order of the alphabet.
        let query = format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}&X-Amz-Date={moment}&X-Amz-Expires={}\
             &X-Amz-SignedHeaders=host",
            utf8_percent_encode(&credential, RESERVED),
            holds.as_secs(),
        );
        let host = match (url.host_str().unwrap_or_default(), url.port()) {
            (host, None) => host.to_owned(),
            (host, Some(port)) => format!("{host}:{port}"),
        };
        let request = format!("{method}\n{}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD", url.path());
        let request = hex(digest::digest(&digest::SHA256, request.as_bytes()).as_ref());
        let text = format!("AWS4-HMAC-SHA256\n{moment}\n{scope}\n{request}");
        let signature = hex(hmac_sha256(self.key(&day).as_ref(), &text).as_ref());
        let mut signed = url.clone();
        signed.set_query(Some(&format!("{query}&X-Amz-Signature={signature}")));
        signed
    }

    /// The key of a day: the secret itself never signs.
    fn key(&self, day: &str) -> hmac::Tag {
        let first = hmac_sha256(format!("AWS4{}", self.secret_key).as_bytes(), day);
        [&self.region, "s3", "aws4_request"].iter().fold(first, |key, part| hmac_sha256(key.as_ref(), part))
    }
}

fn hmac_sha256(key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of AWS: "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
    #[test]
    fn the_published_example_holds() {
        let signer = Signer {
            region: "us-east-1".into(),
            access_key: "AKIAIOSFODNN7EXAMPLE".into(),
            secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".into(),
        };
        let url = Url::parse("https://examplebucket.s3.amazonaws.com/test.txt").expect("an address");
        let at = Timestamp::constant(1_369_353_600, 0);
        let signed = signer.sign("GET", &url, at, Duration::from_secs(86_400));
        assert_eq!(
            signed.as_str(),
            "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
             &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z\
             &X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
             &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
        );
    }
}
