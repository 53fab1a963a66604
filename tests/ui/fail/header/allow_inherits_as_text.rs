use secure_error::SecureError;

#[derive(SecureError)]
enum E {
    #[public(status = 405, allow = "inherit")]
    Quoted,
    #[public(status = 405, code = "WORD", allow = inherited)]
    Word,
    #[public(status = 405, code = "NUMBER", allow = 405)]
    Number,
    #[public(status = 405, code = "TWICE", allow = inherit, allow = "GET")]
    Twice,
}

fn main() {}
