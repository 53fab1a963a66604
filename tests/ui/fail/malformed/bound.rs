use secure_error::SecureError;

#[derive(SecureError)]
#[secure_error(bound = "T Display")]
enum E<T> {
    V(T),
}

fn main() {}
