//! Clouds and services with tokens of their own form.

use super::Text;

pub const TEXTS: &[Text] = &[
    (
        "aws-sdk-s3",
        "InvalidAccessKeyId: <AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><RequestId>T4G</RequestId>",
        "InvalidAccessKeyId: <AWSAccessKeyId>[REDACTED]</AWSAccessKeyId><RequestId>T4G</RequestId>",
        &["AKIA"],
    ),
    (
        "aws-config",
        "Credentials { provider_name: \"Environment\", access_key_id: \"ASIAIOSFODNN7EXAMPLE\", secret_access_key: \"wJalr/bPx\" }",
        "Credentials { provider_name: \"Environment\", access_key_id: \"[REDACTED]\", secret_access_key: \"[REDACTED]\" }",
        &["ASIA", "wJalr"],
    ),
    (
        "a presigned URL",
        "error sending request for url (https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260101&X-Amz-Date=20260101T000000Z&X-Amz-Signature=fe5f80&X-Amz-Security-Token=IQoJ)",
        "error sending request for url (https://b.s3.amazonaws.com/k?X-Amz-Credential=[REDACTED]&X-Amz-Date=20260101T000000Z&X-Amz-Signature=[REDACTED]&X-Amz-Security-Token=[REDACTED]",
        &["AKIA", "fe5f80", "IQoJ"],
    ),
    (
        "dotenvy",
        "Error parsing line: 'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG', error at line index: 21",
        "Error parsing line: 'AWS_SECRET_ACCESS_KEY=[REDACTED]', error at line index: 21",
        &["wJalr"],
    ),
    (
        "a shared credentials file",
        "cannot parse profile: aws_secret_access_key = wJalrXUtnFEMI/K7MDENG at line 3",
        "cannot parse profile: aws_secret_access_key = [REDACTED] at line 3",
        &["wJalr"],
    ),
    (
        "Azure storage",
        "Invalid: DefaultEndpointsProtocol=https;AccountName=x;AccountKey=bXlrZXk+Lz0==;EndpointSuffix=core.windows.net",
        "Invalid: DefaultEndpointsProtocol=https;AccountName=x;AccountKey=[REDACTED];EndpointSuffix=core.windows.net",
        &["bXlr"],
    ),
    (
        "Azure, a shared access signature",
        "error for url https://x.blob.core.windows.net/c/b?sv=2026-01-01&sr=b&sig=Z%2FRHIX5Xcg0Mq2rqI3OlWTjEg2tYkboXr1P9ZUXDtkk%3D",
        "error for url https://x.blob.core.windows.net/c/b?sv=2026-01-01&sr=b&sig=[REDACTED]",
        &["RHIX"],
    ),
    (
        "Azure service bus",
        "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=bXlrZXk=",
        "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=[REDACTED]",
        &["bXlr"],
    ),
    (
        "a service account of Google",
        "invalid key file: {\"type\": \"service_account\", \"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMIIEv\\n-----END PRIVATE KEY-----\\n\", \"client_email\": \"x@y.iam\"}",
        "invalid key file: {\"type\": \"service_account\", \"private_key\": \"[REDACTED]\", \"client_email\": \"x@y.iam\"}",
        &["MIIEv"],
    ),
    (
        "rustls-pemfile, around its file",
        "failed to parse private key:\n-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nhunter2\n-----END RSA PRIVATE KEY-----\nin /etc/tls",
        "failed to parse private key:\n[REDACTED]\nin /etc/tls",
        &["MIIE", "hunter2"],
    ),
    (
        "a key without its end",
        "unexpected EOF in -----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\nhunter2",
        "unexpected EOF in [REDACTED]",
        &["b3Bl", "hunter2"],
    ),
    (
        "a key without its beginning",
        "trailing data: kZXk\nb3BlbnNz\n-----END EC PRIVATE KEY----- at 7",
        "trailing data: [REDACTED] at 7",
        &["kZXk", "b3Bl"],
    ),
    (
        "the environment, a key on one line",
        "invalid line TLS_PRIVATE_KEY=-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEE\\n-----END EC PRIVATE KEY----- (3)",
        "invalid line TLS_PRIVATE_KEY=[REDACTED] (3)",
        &["MHcC", "BEGIN"],
    ),
    (
        "a settings file, a key without its end",
        "bad block: private_key: -----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\nhunter2",
        "bad block: private_key: [REDACTED]",
        &["MHcC", "hunter2"],
    ),
    (
        "git2",
        "remote authentication required: https://x-access-token:ghp_16C7e42F292c6912E7710c838347Ae178B4a@github.com/a/b",
        "remote authentication required: https://[REDACTED]@github.com/a/b",
        &["ghp_", "16C7"],
    ),
    (
        "octocrab, around its token",
        "Bad credentials for github_pat_11ABCDEFG0abcdefghijkl_MNOPQRST",
        "Bad credentials for [REDACTED]",
        &["github_pat", "11ABC"],
    ),
    (
        "git, with a token of GitLab",
        "remote: HTTP Basic: Access denied for glpat-ABCDEFGHIJKLMNOPQRST (x)",
        "remote: HTTP Basic: Access denied for [REDACTED] (x)",
        &["glpat", "ABCDEF"],
    ),
    (
        "Slack",
        "invalid_auth for xoxb-123456789012-abcdefghijklmnop",
        "invalid_auth for [REDACTED]",
        &["xoxb", "abcdef"],
    ),
    (
        "a web hook of Slack",
        "error sending request for url (https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXX)",
        "error sending request for url (https://hooks.slack.com/services/[REDACTED])",
        &["T0000", "XXXX"],
    ),
    (
        "a web hook of Discord",
        "error sending request for url (https://discord.com/api/webhooks/223704706495545344/3d89bb7572e0fb30d8128)",
        "error sending request for url (https://discord.com/api/webhooks/[REDACTED])",
        &["2237", "3d89"],
    ),
    (
        "teloxide",
        "error sending request for url (https://api.telegram.org/bot123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11/getMe)",
        "error sending request for url (https://api.telegram.org/bot[REDACTED]/getMe)",
        &["123456", "ABC-DEF"],
    ),
    (
        "Stripe",
        "No such customer; a similar object exists in live mode, but sk_test_4eC39HqLyjWDarjtT1zdp7dc was used",
        "No such customer; a similar object exists in live mode, but [REDACTED] was used",
        &["sk_test", "4eC39"],
    ),
    (
        "OpenAI",
        "Incorrect API key provided: sk-proj-abcdefghijklmnopqrstuvwx0123456789.",
        "Incorrect API key provided: [REDACTED].",
        &["sk-proj", "abcdef"],
    ),
    (
        "Google",
        "API key not valid: AIzaSyA1234567890abcdefghijklmnopqrstuv",
        "API key not valid: [REDACTED]",
        &["AIza"],
    ),
    (
        "Vault",
        "Code: 403. X-Vault-Token: hvs.CAESIAbCdEfGhIjKlMnOpQrStUv permission denied",
        "Code: 403. X-Vault-Token: [REDACTED] permission denied",
        &["hvs.", "CAES"],
    ),
    (
        "npm",
        "401 for registry.npmjs.org with npm_abcdefghijklmnopqrstuvwxyz0123456789",
        "401 for registry.npmjs.org with [REDACTED]",
        &["npm_", "abcdef"],
    ),
    (
        "Sentry",
        "invalid DSN https://9f8e7d6c5b4a@o1.ingest.sentry.io/42",
        "invalid DSN https://[REDACTED]@o1.ingest.sentry.io/42",
        &["9f8e"],
    ),
];
