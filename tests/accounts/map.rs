//! `tests/README.md` is true: every test that it names exists, and every requirement that holds by default has one.
