//! Random numbers from the operating system, fetched many at a time: every request needs one, and a system call costs more
//! than all else that a request without a failure needs from us.
//!
//! What is fetched and not yet used lies in the memory of its thread, and is wiped when it is used. A process that is forked
//! (which no Rust server does while it serves) has the numbers of its parent, up to a pool of them.

use std::cell::RefCell;

/// How many bytes are fetched at a time: enough for 32 numbers.
const POOL: usize = 512;

thread_local! {
    static RANDOM: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; POOL], left: 0 }) };
}

struct Pool {
    bytes: [u8; POOL],
    /// As many of the first bytes are not used yet.
    left: usize,
}

impl Pool {
    fn take(&mut self) -> Option<u128> {
        if self.left == 0 {
            getrandom::fill(&mut self.bytes).ok()?;
            self.left = POOL;
        }
        let number = self.bytes.get_mut(..self.left)?.last_chunk_mut::<16>()?;
        self.left -= number.len();
        Some(u128::from_be_bytes(std::mem::take(number)))
    }
}

/// 128 random bits; nothing if the system has none.
pub(crate) fn number() -> Option<u128> {
    let pooled = RANDOM.try_with(|pool| pool.try_borrow_mut().ok()?.take());
    // A thread that is ending has no pool.
    pooled.ok().flatten().or_else(|| {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).ok()?;
        Some(u128::from_be_bytes(bytes))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_number_comes_twice_also_beyond_a_pool_and_on_other_threads() {
        let take = || (0..1_000).map(|_| number().unwrap()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(take)).collect();
        let mut all: HashSet<u128> = take().into_iter().collect();
        for thread in threads {
            all.extend(thread.join().unwrap());
        }
        assert_eq!(all.len(), 5_000);
    }

    #[test]
    fn what_is_used_is_wiped_and_all_of_it_is_used() {
        let mut pool = Pool {
            bytes: [0; POOL],
            left: 0,
        };
        for used in 1..=POOL / 16 {
            pool.take().unwrap();
            assert_eq!(pool.left, POOL - used * 16);
            assert!(pool.bytes.iter().skip(pool.left).all(|byte| *byte == 0));
        }
        assert!(pool.bytes.iter().all(|byte| *byte == 0));
    }
}
