use secure_error::ViolationKind;

const UNNAMED: ViolationKind = ViolationKind::new("TOO_SHORT", "At least {} characters");

const STYLED: ViolationKind = ViolationKind::new("TOO_SHORT", "At least {min:>3} characters");

fn main() {
    let _ = (UNNAMED, STYLED);
}
