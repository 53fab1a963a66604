use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(code_case = "snake_case", code_prefix = "2_")]
enum StartsWithADigit {
    #[public(status = 404)]
    NoRow,
}

#[derive(SecureError)]
#[secure_error(code_case = "UPPERCASE", status = 401)]
enum TooShortOrTwice {
    #[public(status = 404)]
    X,
    #[public(status = 404)]
    InUse,
    #[public(status = 409)]
    Inuse,
    #[public(message = "Denied")]
    NoChallenge,
}

fn main() {}
