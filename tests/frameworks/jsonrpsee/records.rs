//! The record is of what is sent, once, when it is sent.

use super::sealed::post;
use super::*;
use jsonrpsee::Extensions;
use jsonrpsee::proc_macros::rpc;
use jsonrpsee::server::RpcModule;
use jsonrpsee::types::{ErrorObject, ErrorObjectOwned};
use secure_error::frameworks::jsonrpsee::{blocking, within_call};
use secure_error::{Fault, PanicHook, SecureError, problem};
use secure_error_tests::server::Answer;
use std::panic::catch_unwind;
use std::process::Command;
use std::sync::Mutex;

#[derive(SecureError)]
#[secure_error(jsonrpsee)]
#[public(status = 404, code = "USER_NOT_FOUND", message = "User not found")]
#[internal("no such user", event = "authn_login_fail")]
struct NoUser;

fn object() -> ErrorObjectOwned {
    NoUser.into()
}

/// Bodies that are posted one after the other, as methods of their own answer them; and the whole log.
fn posted(sealed: bool, methods: fn(&mut RpcModule<()>), bodies: &[&str]) -> (Vec<Answer>, String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, answers) = sink::json(|| {
        runtime.block_on(async {
            let mut module = RpcModule::new(());
            methods(&mut module);
            let config = ServerConfig::builder().max_response_body_size(60_000).build();
            let server = Server::builder()
                .set_config(config)
                .set_rpc_middleware(RpcServiceBuilder::new().layer(SecureRpcLayer::new()))
                .set_http_middleware(tower::ServiceBuilder::new().layer(SecureErrorLayer::new()))
                .build("127.0.0.1:0")
                .await
                .unwrap();
            let address = server.local_addr().unwrap();
            serve(if sealed {
                server.start(seal_subscriptions(module).unwrap())
            } else {
                server.start(module)
            });
            let mut answers = Vec::new();
            for body in bodies {
                answers.push(post(address, body).await.unwrap());
            }
            answers
        })
    });
    (answers, log)
}

const CALL: &str = r#"{"jsonrpc":"2.0","id":1,"method":"call"}"#;

/// The error of the only call, and the fields of the only record, which has the id that header and body have.
#[track_caller]
fn one(methods: fn(&mut RpcModule<()>)) -> (Value, Value) {
    let (answers, log) = posted(true, methods, &[CALL]);
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{records:#?}");
    let error = answers[0].json()["error"].take();
    assert_eq!(error["data"]["request_id"], answers[0].id());
    (without_id(error, &records[0]["fields"]), records[0]["fields"].clone())
}

fn fields_of(record: &Value) -> Value {
    secure_error_tests::logfmt::values(&record["fields"])
}

/// Runs a test in a process of its own, where the hook keeps panics off standard error.
fn with_quiet_hook(test: &str, run: impl FnOnce()) {
    const CHILD: &str = "SECURE_ERROR_JSONRPSEE_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        PanicHook::install_quiet();
        return run();
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    let out = child
        .args([&format!("records::{test}"), "--exact"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
fn a_panic_that_a_method_returns_as_an_error_is_one_record_with_the_id() {
    with_quiet_hook(
        "a_panic_that_a_method_returns_as_an_error_is_one_record_with_the_id",
        || {
            let (error, record) = one(|module| {
                let method = |_: jsonrpsee::types::Params<'_>, (): &(), _: &_| -> Result<(), ErrorObjectOwned> {
                    catch_unwind(|| panic!("{}", desk::DSN))
                        .map_err(|_| ErrorObject::owned(-32603, desk::DSN, None::<()>))
                };
                module.register_method("call", method).unwrap();
            });
            assert_eq!(error, internal_error());
            assert_eq!(
                (&record["exception.type"], &record["exception.message"]),
                (&json!("Panic"), &json!(desk::DSN))
            );
        },
    );
}

#[test]
fn the_record_is_of_the_error_that_is_sent_and_names_the_one_before() {
    let (error, record) = one(|module| {
        let method = |_: jsonrpsee::types::Params<'_>, (): &(), _: &_| -> Result<(), ErrorObjectOwned> {
            drop(object());
            Err(ErrorObject::owned(-32000, desk::DSN, None::<()>))
        };
        module.register_method("call", method).unwrap();
    });
    assert_eq!(error, internal_error());
    assert_eq!(record["exception.type"], "ForeignResponse");
    assert!(record["exception.message"].as_str().unwrap().contains(desk::DSN));
    assert_eq!(fields_of(&record), json!({"earlier": "USER_NOT_FOUND"}));
}

#[test]
fn a_call_that_succeeds_in_the_end_has_no_record_and_no_event() {
    let (answers, log) = posted(
        true,
        |module| {
            let method = |_: jsonrpsee::types::Params<'_>, (): &(), _: &_| {
                let tried = Err::<&str, _>(object());
                tried.or(Ok::<_, ErrorObjectOwned>("the second way"))
            };
            module.register_method("call", method).unwrap();
        },
        &[CALL],
    );
    assert_eq!(answers[0].json()["result"], "the second way");
    assert_eq!((sink::records(&log), sink::events(&log)), (Vec::new(), Vec::new()));
}

#[test]
fn an_error_object_that_is_sent_again_is_issued_and_recorded_anew() {
    static CACHED: Mutex<Option<ErrorObjectOwned>> = Mutex::new(None);
    let (answers, log) = posted(
        true,
        |module| {
            let method = |_: jsonrpsee::types::Params<'_>, (): &(), _: &_| -> Result<(), ErrorObjectOwned> {
                Err(CACHED.lock().unwrap().get_or_insert_with(object).clone())
            };
            module.register_method("call", method).unwrap();
        },
        &[CALL, CALL],
    );
    let records = sink::records(&log);
    assert_eq!((records.len(), sink::events(&log).len()), (2, 2), "{log}");
    assert_ne!(answers[0].id(), answers[1].id());
    for (answer, record) in answers.iter().zip(&records) {
        let error = answer.json()["error"].take();
        assert_eq!(error["data"]["request_id"], answer.id());
        let data = json!({"code": "USER_NOT_FOUND", "status": 404});
        assert_eq!(
            without_id(error, &record["fields"]),
            json!({"code": -32014, "message": "User not found", "data": data})
        );
        assert_eq!(record["fields"]["exception.message"], "no such user");
    }
    assert_eq!(fields_of(&records[1]["fields"])["made_for"], answers[0].id());
}

/// The log of this thread from now on, which the runtime of the test has started.
fn log_here(dispatch: &tracing::Dispatch) {
    std::mem::forget(secure_error::testing::log_in_full());
    std::mem::forget(tracing::dispatcher::set_default(dispatch));
}

#[test]
fn a_blocking_method_has_the_id_of_its_call_and_one_record() {
    let (error, record) = one(|module| {
        let dispatch = tracing::dispatcher::get_default(Clone::clone);
        let method = blocking(move |_, _: std::sync::Arc<()>, _| {
            log_here(&dispatch);
            Err::<(), _>(NoUser)
        });
        module.register_blocking_method("call", method).unwrap();
    });
    assert_eq!(
        (&error["code"], &record["exception.message"]),
        (&json!(-32014), &json!("no such user"))
    );
}

#[test]
fn a_blocking_method_that_knows_no_call_names_the_response() {
    let (error, _) = one(|module| {
        let dispatch = tracing::dispatcher::get_default(Clone::clone);
        let method = move |_: jsonrpsee::types::Params<'_>, _, _| {
            log_here(&dispatch);
            Err::<(), _>(object())
        };
        module.register_blocking_method("call", method).unwrap();
    });
    assert_eq!(error["code"], -32014);
}

#[test]
fn a_panic_of_a_blocking_method_is_one_record_with_the_id() {
    with_quiet_hook("a_panic_of_a_blocking_method_is_one_record_with_the_id", || {
        let (error, record) = one(|module| {
            let dispatch = tracing::dispatcher::get_default(Clone::clone);
            let method = blocking(move |_, _: std::sync::Arc<()>, _| -> Result<(), Fault> {
                log_here(&dispatch);
                panic!("{}", desk::DSN)
            });
            module.register_blocking_method("call", method).unwrap();
        });
        assert_eq!(error, internal_error());
        assert_eq!(
            (&record["exception.type"], method_of(&record)),
            (&json!("Panic"), "call".to_owned())
        );
        assert!(record["location"].as_str().unwrap().contains("records.rs"), "{record}");
    });
}

#[rpc(server)]
trait Macro {
    #[method(name = "call", blocking, with_extensions)]
    fn call(&self) -> Result<String, ErrorObjectOwned>;
}

/// Its log, and whether it panics.
struct Blocking(tracing::Dispatch, bool);

impl MacroServer for Blocking {
    fn call(&self, extensions: &Extensions) -> Result<String, ErrorObjectOwned> {
        log_here(&self.0);
        within_call(extensions, || {
            if self.1 {
                panic!("{}", desk::DSN)
            }
            Err(NoUser)
        })
    }
}

fn of_macro(module: &mut RpcModule<()>, panics: bool) {
    let dispatch = tracing::dispatcher::get_default(Clone::clone);
    module.merge(Blocking(dispatch, panics).into_rpc()).unwrap();
}

/// Also in a batch, where the header has the id of the HTTP request.
#[test]
fn a_blocking_method_of_the_macro_has_one_id_and_one_record() {
    let (error, _) = one(|module| of_macro(module, false));
    assert_eq!(error["code"], -32014);

    let (answers, log) = posted(true, |module| of_macro(module, false), &[&format!("[{CALL},{CALL}]")]);
    let records = sink::records(&log);
    assert_eq!(records.len(), 2, "{records:#?}");
    for (index, record) in records.iter().enumerate() {
        let error = &answers[0].json()[index]["error"];
        assert_eq!(error["data"]["request_id"], answers[0].id());
        assert_eq!(record["fields"]["request_id"], answers[0].id());
    }
}

#[test]
fn a_panic_of_a_blocking_method_of_the_macro_is_one_record() {
    with_quiet_hook("a_panic_of_a_blocking_method_of_the_macro_is_one_record", || {
        let (error, record) = one(|module| of_macro(module, true));
        assert_eq!(error, internal_error());
        assert_eq!(record["exception.type"], "Panic");
    });
}

fn large(module: &mut RpcModule<()>) {
    module.register_method("call", |_, (), _| "x".repeat(10_000)).unwrap();
    module
        .register_async_method("later", |_, _, _| async { "x".repeat(10_000) })
        .unwrap();
    module
        .register_method("failed", |_, (), _| Err::<(), _>(Fault::problem(&problem::NOT_FOUND)))
        .unwrap();
}

fn batch(calls: usize) -> String {
    let later = CALL.replace("call", "later");
    let calls: Vec<_> = [CALL, &later].into_iter().cycle().take(calls).collect();
    format!("[{}]", calls.join(","))
}

#[test]
fn a_batch_is_as_large_as_the_server_allows_and_no_larger() {
    let (answers, log) = posted(true, large, &[&batch(5), &batch(7)]);
    assert_eq!(answers[0].json().as_array().unwrap().len(), 5);
    assert_eq!(answers[1].json()["error"]["code"], -32011);
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{records:#?}");
    let text = records[0]["fields"]["exception.message"].as_str().unwrap();
    assert!(text.contains("60000"), "{text}");
}

#[test]
fn each_failed_call_of_a_batch_that_is_sent_has_one_record() {
    let failed = CALL.replace("call", "failed");
    let body = format!("[{failed},{CALL},{failed}]");
    let (answers, log) = posted(true, large, &[&body]);
    let records = sink::records(&log);
    assert_eq!(
        (answers[0].json().as_array().unwrap().len(), records.len()),
        (3, 2),
        "{records:#?}"
    );
    assert!(
        records
            .iter()
            .all(|record| record["fields"]["request_id"] == answers[0].id())
    );
}
