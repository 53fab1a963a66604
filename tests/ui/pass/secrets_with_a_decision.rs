use secure_error::{SecureError, mask};

#[derive(Debug)]
struct Stats {
    token_count: u64,
}

#[derive(SecureError)]
#[allow(dead_code)]
enum E {
    #[public(status = 400, message = "At most {token_count} tokens")]
    TooMany {
        #[public(raw)]
        token_count: u64,
    },
    #[internal("card {card_number} of {api_key}")]
    Masked {
        #[internal(with = mask::last4)]
        card_number: String,
        #[internal(with = mask::redact)]
        api_key: String,
    },
    #[internal("{} tokens", .stats.token_count)]
    Behind {
        #[internal(raw)]
        stats: Stats,
    },
    #[internal("{} tokens", .token_count)]
    Raw {
        #[internal(raw)]
        token_count: u64,
    },
    Sealed {
        password: String,
        shipping: u64,
    },
}

fn main() {}
