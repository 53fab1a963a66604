//! HTTP: URLs, headers, bodies.

use super::Text;

pub const TEXTS: &[Text] = &[
    (
        "reqwest",
        "error sending request for url (https://api.example.com/v1/items?api_key=9f8e7d6c5b4a&page=2)",
        "error sending request for url (https://api.example.com/v1/items?api_key=[REDACTED]&page=2)",
        &["9f8e"],
    ),
    (
        "reqwest, a status",
        "HTTP status client error (401 Unauthorized) for url (https://bob:hunter2@api.example.com/v1)",
        "HTTP status client error (401 Unauthorized) for url (https://[REDACTED]@api.example.com/v1)",
        &["bob", "hunter2"],
    ),
    (
        "reqwest, OAuth in the query",
        "error decoding response body for url (https://x.example/cb?access_token=ya29abc&id_token=xyz)",
        "error decoding response body for url (https://x.example/cb?access_token=[REDACTED]&id_token=[REDACTED]",
        &["ya29abc", "xyz"],
    ),
    (
        "reqwest, `{:?}`",
        "reqwest::Error { kind: Request, url: \"https://bob:hunter2@api.example.com/\", source: TimedOut }",
        "reqwest::Error { kind: Request, url: \"https://[REDACTED]@api.example.com/\", source: TimedOut }",
        &["bob", "hunter2"],
    ),
    (
        "a proxy",
        "failed to connect through proxy http://svc:hunter2@proxy.internal:3128: 407",
        "failed to connect through proxy http://[REDACTED]@proxy.internal:3128: 407",
        &["svc", "hunter2"],
    ),
    (
        "tungstenite, around its address",
        "HTTP error: 403 Forbidden (wss://stream.example.com/v2?token=9f8e7d6c&channel=a)",
        "HTTP error: 403 Forbidden (wss://stream.example.com/v2?token=[REDACTED]&channel=a)",
        &["9f8e"],
    ),
    (
        "curl -v",
        "> GET / HTTP/1.1\n> Authorization: Bearer abcdefghijklmnop\n> Accept: */*",
        "> GET / HTTP/1.1\n> Authorization: Bearer [REDACTED]\n> Accept: */*",
        &["abcdef"],
    ),
    (
        "http::HeaderMap, `{:?}`",
        "{\"host\": \"api.example.com\", \"authorization\": \"Basic Ym9iOmh1bnRlcjI=\", \"cookie\": \"sid=31d4d96e\"}",
        "{\"host\": \"api.example.com\", \"authorization\": \"Basic [REDACTED]\", \"cookie\": \"[REDACTED]\"}",
        &["Ym9i", "31d4"],
    ),
    (
        "a dictionary of Python",
        "bad request with {'Authorization': 'Token 9f8e7d6c', 'Accept': '*/*'}",
        "bad request with {'Authorization': 'Token [REDACTED]', 'Accept': '*/*'}",
        &["9f8e"],
    ),
    (
        "pairs of headers",
        "[(\"authorization\", \"Bearer abc.def\"), (\"x-api-key\", \"9f8e7d6c\"), (\"accept\", \"*/*\")]",
        "[(\"authorization\", \"Bearer [REDACTED]\"), (\"x-api-key\", \"[REDACTED]\"), (\"accept\", \"*/*\")]",
        &["abc.def", "9f8e"],
    ),
    (
        "tonic",
        "status: Unauthenticated, message: \"expired\", metadata: MetadataMap { headers: {\"authorization\": \"Bearer a1b2\"} }",
        "status: Unauthenticated, message: \"expired\", metadata: MetadataMap { headers: {\"authorization\": \"Bearer [REDACTED]\"} }",
        &["a1b2"],
    ),
    (
        "a proxy's header",
        "Proxy-Authorization: Basic Ym9iOmh1bnRlcjI= was refused",
        "Proxy-Authorization: Basic [REDACTED] was refused",
        &["Ym9i"],
    ),
    (
        "Digest",
        "Authorization: Digest username=\"bob\", realm=\"x\", nonce=\"dcd9\", response=\"6629fae49393a05397450978507c4ef1\"\nHost: x",
        "Authorization: [REDACTED]\nHost: x",
        &["bob", "6629"],
    ),
    (
        "AWS Signature Version 4",
        "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=fe5f80",
        "Authorization: [REDACTED]",
        &["AKIA", "fe5f80"],
    ),
    (
        "Elasticsearch",
        "security_exception for header Authorization: ApiKey VnVhQ2ZHY0JDZGJrUW0=",
        "security_exception for header Authorization: ApiKey [REDACTED]",
        &["VnVh"],
    ),
    (
        "a header without a scheme",
        "refused: Authorization=9f8e7d6c5b4a3f2e",
        "refused: Authorization=[REDACTED]",
        &["9f8e"],
    ),
    (
        "a middleware",
        "cannot verify bearer eyx1-9f8e7d6c5b4a: expired",
        "cannot verify bearer [REDACTED]: expired",
        &["9f8e"],
    ),
    (
        "a setting with a scheme",
        "refused: token=Bearer 9f8e7d6c.5b4a expires=0, auth_token: Bearer 9f8e7d6c.5b4a",
        "refused: token=[REDACTED] expires=0, auth_token: [REDACTED]",
        &["9f8e", "5b4a"],
    ),
    (
        "a cookie",
        "Cookie: theme=dark; session=31d4d96e407aad42\r\nAccept: */*",
        "Cookie: [REDACTED]\r\nAccept: */*",
        &["31d4"],
    ),
    (
        "a cookie that is set",
        "cannot parse Set-Cookie: JSESSIONID=31d4d96e; Path=/; HttpOnly",
        "cannot parse Set-Cookie: [REDACTED]",
        &["31d4"],
    ),
    (
        "oauth2, an answer that cannot be parsed",
        "Failed to parse server response: {\"access_token\":\"gho-x\",\"token_type\":\"bearer\",\"refresh_token\":\"r1\"}",
        "Failed to parse server response: {\"access_token\":\"[REDACTED]\",\"token_type\":\"bearer\",\"refresh_token\":\"[REDACTED]\"}",
        &["gho-x", "r1"],
    ),
    (
        "a request that is JSON in JSON",
        "invalid body \"{\\\"user\\\":\\\"bob\\\",\\\"password\\\":\\\"hunter2\\\",\\\"pin\\\":1234}\"",
        "invalid body \"{\\\"user\\\":\\\"bob\\\",\\\"password\\\":\\\"[REDACTED]\\\",\\\"pin\\\":[REDACTED]}\"",
        &["hunter2", "1234"],
    ),
    (
        "a form",
        "unsupported media type for body grant_type=password&username=bob&password=hun%20ter2&client_secret=s3",
        "unsupported media type for body grant_type=password&username=bob&password=[REDACTED]&client_secret=[REDACTED]",
        &["ter2", "s3"],
    ),
    (
        "a form that was encoded once more",
        "redirect_uri mismatch: next=%2Fcb%3Ftoken%3D9f8e7d6c&x=1",
        "redirect_uri mismatch: next=%2Fcb%3Ftoken%3D[REDACTED]&x=1",
        &["9f8e"],
    ),
    (
        "SOAP",
        "fault in <wsse:Username>bob</wsse:Username><wsse:Password>hunter2</wsse:Password>",
        "fault in <wsse:Username>bob</wsse:Username><wsse:Password>[REDACTED]</wsse:Password>",
        &["hunter2"],
    ),
    (
        "jsonwebtoken, around its token",
        "cannot decode eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl: ExpiredSignature",
        "cannot decode [REDACTED]: ExpiredSignature",
        &["eyJ", "c2ln"],
    ),
    (
        "a web token that was cut",
        "bad header (token eyJhbGciOiJSUzI1NiIsImtpZCI6Ij…)",
        "bad header (token [REDACTED]…)",
        &["eyJ"],
    ),
];
