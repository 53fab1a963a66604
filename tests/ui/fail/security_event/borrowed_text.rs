use secure_error::log::SecurityEvent;

fn main() {
    let typed = String::from("hunter2");
    SecurityEvent::authn_login_fail().user(typed.as_str()).log();
}
