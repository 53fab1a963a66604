use secure_error::SecurityEvent;

fn main() {
    let typed = String::from("hunter2");
    SecurityEvent::authn_login_fail().user(typed).log();
}
