//! The test suites of secure-error; see `README.md` beside this folder.
