//! Databases, caches and queues.

use super::Text;

pub const TEXTS: &[Text] = &[
    (
        "a pool, around its driver",
        "error connecting to postgres://admin:hunter2@10.0.0.5:5432/prod?sslmode=require: Connection refused (os error 111)",
        "error connecting to postgres://[REDACTED]@10.0.0.5:5432/prod?sslmode=require: Connection refused (os error 111)",
        &["admin", "hunter2"],
    ),
    (
        "the same with a password that nobody encoded",
        "invalid port number in postgres://admin:hun/ter2?x#@y@10.0.0.5:5432/prod",
        "invalid port number in postgres://[REDACTED]@10.0.0.5:5432/prod",
        &["admin", "hun", "ter2"],
    ),
    (
        "tokio-postgres, around its configuration",
        "invalid connection string `host=10.0.0.5 user=admin password=hunter2 dbname=prod`: unexpected EOF",
        "invalid connection string `host=10.0.0.5 user=admin password=[REDACTED] dbname=prod`: unexpected EOF",
        &["hunter2"],
    ),
    (
        "libpq with a quoted value",
        "invalid connection option in host=10.0.0.5 password = 'hun ter\\'2' user=admin",
        "invalid connection option in host=10.0.0.5 password = '[REDACTED]' user=admin",
        &["hun ter"],
    ),
    (
        "pgx (Go)",
        "parse \"postgres://dummy_user: hunter2@db.example.com:12241/dummy_db\": net/url: invalid userinfo",
        "parse \"postgres://[REDACTED]@db.example.com:12241/dummy_db\": net/url: invalid userinfo",
        &["dummy_user", "hunter2"],
    ),
    (
        "JDBC, through a gRPC status",
        "08001: No suitable driver found for postgresql://u:hunter2@db:5432/d?user=u&password=hunter2",
        "08001: No suitable driver found for postgresql://[REDACTED]@db:5432/d?user=u&password=[REDACTED]",
        &["hunter2"],
    ),
    (
        "MySQL, a syntax error",
        "You have an error in your SQL syntax near 'IDENTIFIED BY 'hunter2' REQUIRE SSL' at line 1",
        "You have an error in your SQL syntax near 'IDENTIFIED BY '[REDACTED]' REQUIRE SSL' at line 1",
        &["hunter2"],
    ),
    (
        "PostgreSQL, a statement in the log of a migration",
        "while executing ALTER ROLE app WITH PASSWORD 'it''s hunter2'; relation does not exist",
        "while executing ALTER ROLE app WITH PASSWORD '[REDACTED]'; relation does not exist",
        &["it''s", "hunter2"],
    ),
    (
        "Oracle",
        "ORA-00922: missing or invalid option in CREATE USER app IDENTIFIED BY \"hunter2\" QUOTA",
        "ORA-00922: missing or invalid option in CREATE USER app IDENTIFIED BY \"[REDACTED]\" QUOTA",
        &["hunter2"],
    ),
    (
        "go-sql-driver",
        "default addr for network unknown: app:hunter2@tcp(10.0.0.5:3306)/prod?parseTime=true",
        "default addr for network unknown: [REDACTED]@tcp(10.0.0.5:3306)/prod?parseTime=true",
        &["app:", "hunter2"],
    ),
    (
        "tiberius, around its connection string",
        "Conversion error in server=tcp:10.0.0.5,1433;User Id=sa;Password=hunter2,x!;Encrypt=true",
        "Conversion error in server=tcp:10.0.0.5,1433;User Id=sa;Password=[REDACTED];Encrypt=true",
        &["hunter2", "x!"],
    ),
    (
        "ODBC",
        "[unixODBC] Data source not found: DRIVER={PostgreSQL};SERVER=10.0.0.5;UID=admin;PWD=hunter2;",
        "[unixODBC] Data source not found: DRIVER={PostgreSQL};SERVER=10.0.0.5;UID=admin;PWD=[REDACTED];",
        &["hunter2"],
    ),
    (
        "mongodb",
        "no server available for mongodb+srv://admin:hun%40ter2@cluster0.example.mongodb.net/?retryWrites=true",
        "no server available for mongodb+srv://[REDACTED]@cluster0.example.mongodb.net/?retryWrites=true",
        &["admin", "ter2"],
    ),
    (
        "mongodb, several hosts",
        "Server selection timeout: mongodb://admin:hunter2@a.example:27017,b.example:27017/prod",
        "Server selection timeout: mongodb://[REDACTED]@a.example:27017,b.example:27017/prod",
        &["admin", "hunter2"],
    ),
    (
        "redis, a server that is too old",
        "ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' 'hunter2' ",
        "ERR unknown command 'HELLO', with args beginning with: [REDACTED]",
        &["default", "hunter2"],
    ),
    (
        "redis, a client that repeats the command",
        "ERR AUTH <password> called without any password configured, command: \"AUTH\" \"hunter2\"",
        "ERR AUTH <password> called without any password configured, command: \"AUTH\" [REDACTED]",
        &["hunter2"],
    ),
    (
        "redis, around its address",
        "connection to rediss://:hunter2@cache.example:6380/0 was reset",
        "connection to rediss://[REDACTED]@cache.example:6380/0 was reset",
        &["hunter2"],
    ),
    (
        "lapin, around its address",
        "IO error: failed to lookup amqp://guest:hunter2@mq.example:5672/%2f: Name or service not known",
        "IO error: failed to lookup amqp://[REDACTED]@mq.example:5672/%2f: Name or service not known",
        &["guest", "hunter2"],
    ),
    (
        "NATS, a token for a user",
        "authorization violation: nats://s3cr3ttoken@10.0.0.5:4222",
        "authorization violation: nats://[REDACTED]@10.0.0.5:4222",
        &["s3cr3t"],
    ),
    (
        "MQTT",
        "Network unreachable: mqtts://sensor:hunter2@broker.example:8883",
        "Network unreachable: mqtts://[REDACTED]@broker.example:8883",
        &["sensor", "hunter2"],
    ),
    (
        "Kafka, a JAAS configuration",
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"app\" password=\"hunter2\";",
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"app\" password=\"[REDACTED]\";",
        &["hunter2"],
    ),
    (
        "ClickHouse",
        "Max retries exceeded with url: /?password=hunter2&user=reader&database=default (Connection refused)",
        "Max retries exceeded with url: /?password=[REDACTED]&user=reader&database=default (Connection refused)",
        &["hunter2"],
    ),
    (
        "the `url` crate, `{:?}`",
        "Url { scheme: \"postgres\", username: \"admin\", password: Some(\"hun\\\"ter2\"), host: Some(Domain(\"db\")) }",
        "Url { scheme: \"postgres\", username: \"admin\", password: Some(\"[REDACTED]\"), host: Some(Domain(\"db\")) }",
        &["hun", "ter2"],
    ),
    (
        "a derived `Debug` of settings",
        "bad settings: Settings { host: \"db\", password: \"hunter2\", api_key: Key(\"9f8e7d\"), retries: 3 }",
        "bad settings: Settings { host: \"db\", password: \"[REDACTED]\", api_key: Key(\"[REDACTED]\"), retries: 3 }",
        &["hunter2", "9f8e7d"],
    ),
    (
        "a map of Go",
        "map[connection_uri:http://rabbitmq:15672 name:connection password:plaintextpassword username:app]",
        "map[connection_uri:http://rabbitmq:15672 name:connection password:[REDACTED] username:app]",
        &["plaintext"],
    ),
];
