use secure_error::SecureError;

#[derive(SecureError)]
#[internal("card {}", (self).card)]
struct E {
    #[internal(with = secure_error::mask::last4)]
    card: String,
}

fn main() {}
