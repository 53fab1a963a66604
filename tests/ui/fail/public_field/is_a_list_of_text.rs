use secure_error::SecureError;

#[derive(SecureError)]
#[public(status = 404, code = "NO_USERS", message = "No such users")]
struct E {
    #[public]
    names: Vec<String>,
}

fn main() {}
