//! The frameworks that were compiled in, and where they differ: a status is theirs to choose.

/// One server.
pub struct Framework {
    pub name: &'static str,
    pub program: &'static str,
    /// For a body that is JSON, and no order.
    pub rejected: u16,
    /// For a method that a path does not have, and the `Allow` that the framework adds, if it adds one.
    pub wrong_method: (u16, Option<&'static str>),
    /// For a body that is too long.
    pub too_large: u16,
    /// What clients see without the boundary: a path, or the order that cannot be read, and a part of the answer.
    pub leaks: &'static [(&'static str, &'static str)],
    /// The template of `/rows/7`, where the framework tells it.
    pub route: Option<&'static str>,
    /// Whether a panic is answered without the boundary.
    pub answers_panics: bool,
}

/// All of them: `--all-features`.
pub const FRAMEWORKS: &[Framework] = &[
    #[cfg(feature = "actix-web")]
    Framework {
        name: "actix-web",
        program: env!("CARGO_BIN_EXE_server_actix_web"),
        rejected: 400,
        wrong_method: (405, Some("GET, HEAD")),
        too_large: 413,
        leaks: &[
            ("POST /orders", "hidden_super_admin"),
            ("/serialise", "tenant-42.key"),
            ("/idiom", "hunter2"),
        ],
        route: Some("/rows/{row}"),
        answers_panics: false,
    },
    Framework {
        name: "axum",
        program: env!("CARGO_BIN_EXE_server_axum"),
        rejected: 422,
        wrong_method: (405, Some("GET,HEAD")),
        too_large: 413,
        leaks: &[
            ("POST /orders", "hidden_super_admin"),
            ("/serialise", "tenant-42.key"),
            ("/idiom", "hunter2"),
        ],
        route: Some("/rows/{row}"),
        answers_panics: false,
    },
    Framework {
        name: "hyper",
        program: env!("CARGO_BIN_EXE_server_hyper"),
        rejected: 422,
        wrong_method: (405, Some("GET,HEAD")),
        too_large: 413,
        leaks: &[
            ("POST /orders", "hidden_super_admin"),
            ("/serialise", "tenant-42.key"),
            ("/idiom", "hunter2"),
        ],
        route: None,
        answers_panics: false,
    },
    #[cfg(feature = "poem")]
    Framework {
        name: "poem",
        program: env!("CARGO_BIN_EXE_server_poem"),
        rejected: 400,
        wrong_method: (405, None),
        too_large: 413,
        leaks: &[
            ("POST /orders", "hidden_super_admin"),
            ("/serialise", "tenant-42.key"),
            ("/idiom", "hunter2"),
        ],
        route: Some("/rows/:row"),
        answers_panics: false,
    },
    #[cfg(feature = "salvo")]
    Framework {
        name: "salvo",
        program: env!("CARGO_BIN_EXE_server_salvo"),
        rejected: 400,
        wrong_method: (405, Some("GET, HEAD")),
        too_large: 413,
        leaks: &[("/idiom", "hunter2")],
        route: Some("/rows/{row}"),
        answers_panics: false,
    },
    #[cfg(feature = "rocket")]
    Framework {
        name: "rocket",
        program: env!("CARGO_BIN_EXE_server_rocket"),
        rejected: 422,
        // rocket 0.5 does not know of 405.
        wrong_method: (404, None),
        too_large: 413,
        leaks: &[("/idiom", "hunter2")],
        route: Some("/rows/<_>"),
        answers_panics: true,
    },
    #[cfg(feature = "warp")]
    Framework {
        name: "warp",
        program: env!("CARGO_BIN_EXE_server_warp"),
        rejected: 400,
        wrong_method: (405, None),
        too_large: 413,
        leaks: &[("POST /orders", "hidden_super_admin"), ("/idiom", "hunter2")],
        route: None,
        answers_panics: false,
    },
];
