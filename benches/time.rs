//! How long it takes. Compare only what one run shows.

use divan::Bencher;
use secure_error_benches::{ANSWERS, Case, PARTS};

fn main() {
    divan::main();
}

#[divan::bench(args = ANSWERS, sample_count = 1_000, sample_size = 64)]
fn answers(bencher: Bencher<'_, '_>, case: &Case) {
    bencher.bench_local(case.run);
}

#[divan::bench(args = PARTS, sample_count = 1_000, sample_size = 64)]
fn parts(bencher: Bencher<'_, '_>, case: &Case) {
    let _subscriber = case.subscriber();
    bencher.bench_local(case.run);
}
