//! Every framework gives the same answers.
