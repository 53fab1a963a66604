use secure_error::ViolationKind;

const SPACED: ViolationKind = ViolationKind::new("TOO SHORT", "At least {min} characters");

fn main() {
    let _ = SPACED;
}
