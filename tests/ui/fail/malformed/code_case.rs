use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(code_prefix = "BILLING_")]
#[public(status = 404)]
struct PrefixAlone;

#[derive(SecureError)]
#[secure_error(code_case = "SCREAMING")]
#[public(status = 404)]
struct UnknownCase;

#[derive(SecureError)]
#[secure_error(status = 200)]
#[public(message = "Fine")]
struct Success;

fn main() {}
