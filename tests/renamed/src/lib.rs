//! The derive works when secure-error is called something else. Whoever owns the hygiene suite adds the cases here.
