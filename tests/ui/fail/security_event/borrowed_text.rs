use secure_error::SecurityEvent;

fn main() {
    let typed = String::from("hunter2");
    SecurityEvent::authn_login_fail().user(typed.as_str()).log();
}
