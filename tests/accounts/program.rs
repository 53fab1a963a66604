//! Starts the programs, talks to them, and reads what they log.

use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use tempfile::TempDir;
use ureq::Agent;
use ureq::http::{self, Response};

/// How long anything may take before a test gives up. Nothing is asserted about time.
const LIMIT: Duration = Duration::from_secs(60);

/// How often it is looked whether something is there.
const PAUSE: Duration = Duration::from_millis(20);

/// The files into which a program writes.
const STDOUT: &str = "stdout";
const STDERR: &str = "stderr";

/// The sample customers of the service.
pub const ALICE: (&str, &str) = ("alice@example.com", "correct horse battery");
pub const BOB: (&str, &str) = ("bob@example.com", "staple of batteries");
pub const ADMIN: (&str, &str) = ("admin@bank.example", "open the office now");

/// A program that runs. It writes into files: what it has written before a response is there when the response is.
pub struct Program {
    child: Child,
    _stdin: Option<ChildStdin>,
    pub url: String,
    written: TempDir,
    folder: TempDir,
}

impl Program {
    /// The service as it should be, without limits that are in the way.
    pub fn accounts() -> Self {
        Self::accounts_with(&[])
    }

    pub fn accounts_with(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::accounts_in(folder, arguments)
    }

    /// In an environment with more variables.
    pub fn accounts_under(environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let arguments = arguments_for(folder.path(), &[]);
        Self::start("accounts", &arguments, folder, environment)
    }

    /// It must end by itself. What it says then.
    pub fn accounts_that_refuses(arguments: &[&str]) -> (std::process::ExitStatus, String) {
        let output = Command::new(example("accounts")).args(arguments).output().unwrap();
        (output.status, String::from_utf8(output.stderr).unwrap())
    }

    /// With the database of an earlier run.
    pub fn accounts_in(folder: TempDir, arguments: &[&str]) -> Self {
        let arguments = arguments_for(folder.path(), arguments);
        Self::start("accounts", &arguments, folder, &[])
    }

    /// How not to do it.
    pub fn before() -> Self {
        let arguments = ["--listen", "127.0.0.1:0"].map(str::to_owned);
        Self::start("accounts_before", &arguments, tempfile::tempdir().unwrap(), &[])
    }

    fn start(name: &str, arguments: &[String], folder: TempDir, environment: &[(&str, &str)]) -> Self {
        let written = tempfile::tempdir().unwrap();
        let file = |name| File::create(written.path().join(name)).unwrap();
        let mut child = Command::new(example(name))
            .args(arguments)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(file(STDOUT))
            .stderr(file(STDERR))
            .spawn()
            .unwrap();
        let mut program = Self {
            _stdin: child.stdin.take(),
            child,
            url: String::new(),
            written,
            folder,
        };
        program.url = program.poll("its address", || {
            let stdout = program.lines(STDOUT);
            let (_, after) = stdout.split_once("127.0.0.1:")?;
            let port: String = after.chars().take_while(char::is_ascii_digit).collect();
            Some(format!("http://127.0.0.1:{port}"))
        });
        program
    }

    /// The whole lines of one of the files.
    fn lines(&self, name: &str) -> String {
        let bytes = fs::read(self.written.path().join(name)).unwrap();
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        String::from_utf8_lossy(&bytes[..whole]).into_owned()
    }

    /// Everything that the program has written.
    pub fn output(&self) -> String {
        self.lines(STDOUT) + &self.lines(STDERR)
    }

    /// The records in the log.
    pub fn records(&self) -> Vec<Value> {
        let stdout = self.lines(STDOUT);
        let lines = stdout.lines().map(serde_json::from_str);
        let records = lines.collect::<Result<_, _>>().expect("every line of the log is JSON");
        // The log has a time of its own, which a field of that name would shadow.
        assert!(stdout.lines().all(|line| line.matches("\"timestamp\":").count() == 1));
        records
    }

    /// The failures of one request, as soon as one is there.
    #[track_caller]
    pub fn failures_of(&self, id: &str) -> Vec<Value> {
        self.wait_for(|records| {
            let about = |record: &&Value| record["message"] == "request failed" && record["request_id"] == id;
            let found: Vec<Value> = records.iter().filter(about).cloned().collect();
            (!found.is_empty()).then_some(found)
        })
    }

    /// The one failure of a request.
    #[track_caller]
    pub fn failure_of(&self, answer: &Response<String>) -> Value {
        let failures = self.failures_of(id(answer));
        assert_eq!(failures.len(), 1, "{failures:?}");
        failures[0].clone()
    }

    /// The security events with this name, as soon as there is one.
    #[track_caller]
    pub fn events(&self, name: &str) -> Vec<Value> {
        self.wait_for(|records| {
            let named = |record: &&Value| record["target"] == "security" && record["event"] == name;
            let found: Vec<Value> = records.iter().filter(named).cloned().collect();
            (!found.is_empty()).then_some(found)
        })
    }

    /// Looks at the log until there is what is looked for.
    #[track_caller]
    pub fn wait_for<T>(&self, mut look: impl FnMut(&[Value]) -> Option<T>) -> T {
        self.poll("a record", || look(&self.records()))
    }

    /// Waits until the program has written something.
    #[track_caller]
    pub fn wait_for_text(&self, text: &str) {
        self.poll(text, || self.output().contains(text).then_some(()));
    }

    /// A mail to an address, as soon as it is there: one of those that contain a text.
    #[track_caller]
    pub fn mail(&self, to: &str, containing: &str) -> String {
        let is_it = |text: &String| text.starts_with(&format!("To: {to}\n")) && text.contains(containing);
        self.poll(to, || self.mails().into_iter().find(is_it))
    }

    /// Every mail that was sent so far.
    pub fn mails(&self) -> Vec<String> {
        let folder = self.folder.path().join("bank.mail");
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mails = paths.filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
        mails.filter_map(|path| fs::read_to_string(path).ok()).collect()
    }

    #[track_caller]
    fn poll<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        for _ in 0..LIMIT.as_millis() / PAUSE.as_millis() {
            if let Some(found) = look() {
                return found;
            }
            std::thread::sleep(PAUSE);
        }
        panic!("{what} is not there:\n{}", self.output());
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("bank.sqlite")
    }

    pub fn client(&self) -> Client {
        Client::new(self.url.clone())
    }

    /// A client with a session.
    #[track_caller]
    pub fn signed_in(&self, (email, password): (&str, &str)) -> Client {
        let mut client = self.client();
        let answer = client.post("/login", &serde_json::json!({ "email": email, "password": password }));
        assert_eq!(answer.status(), 200, "{answer:?}");
        client.token = json(&answer)["token"].as_str().map(str::to_owned);
        client
    }

    /// Ends it in the middle of whatever it does. Its database stays.
    pub fn kill(mut self) -> (TempDir, String) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let output = self.output();
        (
            std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap()),
            output,
        )
    }

    /// Asks it to end (SIGTERM), and waits until it has.
    pub fn terminate(self) -> (std::process::ExitStatus, String) {
        let pid = self.pid().to_string();
        // The shell has it, also where there is no such program.
        assert!(
            Command::new("sh")
                .args(["-c", "kill \"$0\"", &pid])
                .status()
                .unwrap()
                .success()
        );
        self.wait()
    }

    /// Waits until it has ended by itself.
    pub fn wait(mut self) -> (std::process::ExitStatus, String) {
        let status = self.child.wait().unwrap();
        (status, self.output())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Those that a test gives, and for the others values that are not in the way.
fn arguments_for(folder: &Path, given: &[&str]) -> Vec<String> {
    let database = folder.join("bank.sqlite");
    let mut all: Vec<String> = ["--listen", "127.0.0.1:0", "--sample-customers", "--database"]
        .map(str::to_owned)
        .into();
    all.push(database.to_str().unwrap().to_owned());
    for (name, value) in [
        ("--login-quantum", "1"),
        ("--tries-per-minute", "100000"),
        ("--wrong-passwords", "100000"),
    ] {
        if !given.contains(&name) {
            all.extend([name.to_owned(), value.to_owned()]);
        }
    }
    all.extend(given.iter().map(|it| (*it).to_owned()));
    all
}

/// The path of an example, which is built first, at most once.
fn example(name: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let folder = BUILT.get_or_init(|| {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let status = Command::new(env!("CARGO"))
            // As `cargo test --workspace` builds them, so that there is nothing to do then.
            .args(["build", "--quiet", "--workspace", "--examples"])
            .current_dir(workspace)
            .status()
            .unwrap();
        assert!(status.success());
        // target/debug/deps/accounts-… is this test.
        let test = std::env::current_exe().unwrap();
        test.parent().unwrap().parent().unwrap().join("examples")
    });
    folder.join(name)
}

/// Makes requests, with a session or without.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    url: String,
    pub token: Option<String>,
}

impl Client {
    fn new(url: String) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(LIMIT))
            // A server that refuses a body closes the connection.
            .max_idle_connections(0)
            .build();
        Self {
            agent: Agent::new_with_config(config),
            url,
            token: None,
        }
    }

    pub fn get(&self, path: &str) -> Response<String> {
        self.send("GET", path, &[], None).unwrap()
    }

    pub fn post(&self, path: &str, body: &Value) -> Response<String> {
        self.post_text(path, &body.to_string())
    }

    pub fn post_text(&self, path: &str, body: &str) -> Response<String> {
        let headers = [("content-type", "application/json")];
        self.send("POST", path, &headers, Some(body)).unwrap()
    }

    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Result<Response<String>, ureq::Error> {
        let mut request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = match body {
            Some(body) => self.agent.run(request.body(body.to_owned())?)?,
            None => self.agent.run(request.body(())?)?,
        };
        let (head, mut body) = answer.into_parts();
        Ok(Response::from_parts(head, body.read_to_string()?))
    }
}

#[track_caller]
pub fn json(answer: &Response<String>) -> Value {
    serde_json::from_str(answer.body()).unwrap_or_else(|error| panic!("{error} in {answer:?}"))
}

/// The id of the request, by which its record is found.
#[track_caller]
pub fn id(answer: &Response<String>) -> &str {
    answer.headers()["x-request-id"].to_str().unwrap()
}

/// Status, headers and body without what is different in every answer: its id and its time.
pub fn but_for_the_id(answer: &Response<String>) -> (u16, Vec<(String, String)>, String) {
    let id = id(answer).to_owned();
    let headers = answer.headers().iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().replace(&id, "ID")));
    (
        answer.status().as_u16(),
        headers.collect(),
        answer.body().replace(&id, "ID"),
    )
}

/// Head and body as one text, to search.
pub fn text(answer: &Response<String>) -> String {
    format!("{:?} {}", answer.headers(), answer.body())
}

/// The causes of a failure, as the operators have them.
#[track_caller]
pub fn causes(record: &Value) -> &str {
    record["exception.stacktrace"]
        .as_str()
        .unwrap_or_else(|| panic!("no causes in {record}"))
}

/// The token at the end of a mail.
pub fn token_of(mail: &str) -> &str {
    mail.trim().rsplit(' ').next().unwrap()
}
