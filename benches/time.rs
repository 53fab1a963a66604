//! How long it takes. Compare only what one run shows.

use divan::Bencher;
use secure_error_benches::{ANSWERS, Case, INTO_RESPONSE, PARTS};
use tracing_subscriber::registry;

fn main() {
    divan::main();
}

#[divan::bench(args = ANSWERS, sample_count = 1_000)]
fn answer(bencher: Bencher<'_, '_>, case: &Case) {
    bencher.bench(case.run);
}

#[divan::bench(args = PARTS, sample_count = 1_000)]
fn part(bencher: Bencher<'_, '_>, case: &Case) {
    bencher.bench(case.run);
}

#[divan::bench(sample_count = 1_000)]
fn into_response_without_subscriber(bencher: Bencher<'_, '_>) {
    bencher.bench(INTO_RESPONSE.run);
}

/// The subscriber wants every event and does nothing with it.
#[divan::bench(sample_count = 1_000)]
fn into_response_with_subscriber(bencher: Bencher<'_, '_>) {
    let _discards = tracing::subscriber::set_default(registry());
    bencher.bench_local(INTO_RESPONSE.run);
}
