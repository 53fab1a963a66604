//! The events of the OWASP Application Logging Vocabulary.

/// The one event with two levels: whether an uploaded file was as it should be.
pub const UPLOAD_VALIDATION: &str = "upload_validation";

/// Calls a macro with every event but `upload_validation`: its documentation in `secure_error`,
/// its name and its level.
#[doc(hidden)]
#[macro_export]
macro_rules! security_events {
    ($callback:ident) => {
        $callback! {
            /// INFO. Somebody logged in.
            authn_login_success Info;
            /// INFO. Somebody logged in after failing before; [`retries`](Self::retries) times.
            authn_login_successafterfail Info;
            /// WARN. A login failed.
            authn_login_fail Warn;
            /// WARN. Logins failed as often as is allowed: the [`limit`](Self::limit).
            authn_login_fail_max Warn;
            /// WARN. An account was locked, for the [`reason`](Self::reason) `maxretries`, `suspicious`, `customer` or `other`.
            authn_login_lock Warn;
            /// INFO. Somebody changed a password.
            authn_password_change Info;
            /// CRITICAL. An attempt to change a password failed.
            authn_password_change_fail Critical;
            /// CRITICAL. Somebody was in two places, [`from`](Self::from) one [`to`](Self::to) the other, faster than people travel.
            authn_impossible_travel Critical;
            /// INFO. A token for a service was made, with the entitlements [`to`](Self::to).
            authn_token_created Info;
            /// INFO. A token was revoked; name it by its [`resource_id`](Self::resource_id), never by itself.
            authn_token_revoked Info;
            /// CRITICAL. Somebody used a token that was revoked.
            authn_token_reuse Critical;
            /// WARN. A token was deleted.
            authn_token_delete Warn;
            /// CRITICAL. Somebody tried to get at a [`resource`](Self::resource) without being entitled to it.
            authz_fail Critical;
            /// WARN. Somebody's entitlements were changed, [`from`](Self::from) one [`to`](Self::to) another.
            authz_change Warn;
            /// WARN. Somebody used the rights of an administrator, for an [`action`](Self::action).
            authz_admin Warn;
            /// WARN. Something could not be decrypted.
            crypt_decrypt_fail Warn;
            /// WARN. Something could not be encrypted.
            crypt_encrypt_fail Warn;
            /// WARN. Somebody asked for more than the [`limit`](Self::limit).
            excess_rate_limit_exceeded Warn;
            /// INFO. A file was uploaded.
            upload_complete Info;
            /// INFO. An uploaded file was moved, [`from`](Self::from) one place [`to`](Self::to) another.
            upload_stored Info;
            /// INFO. An uploaded file was deleted.
            upload_delete Info;
            /// WARN. A request had [`inputs`](Self::inputs) that are not valid.
            input_validation_fail Warn;
            /// WARN. An input had a value that no client offers: somebody tampered with it.
            input_validation_discrete_fail Warn;
            /// WARN. Somebody asks for very many things that do not exist.
            malicious_excess_404 Warn;
            /// CRITICAL. A request had [`inputs`](Self::inputs) that nobody asked for.
            malicious_extraneous Critical;
            /// CRITICAL. A request came from an attack tool.
            malicious_attack_tool Critical;
            /// CRITICAL. A request came from a page of a foreign origin.
            malicious_cors Critical;
            /// CRITICAL. Somebody tried to get directly at a [`resource`](Self::resource) of somebody else.
            malicious_direct_reference Critical;
            /// WARN. The permissions of a [`resource`](Self::resource) were changed, [`from`](Self::from) these
            /// [`to`](Self::to) those.
            privilege_permissions_changed Warn;
            /// WARN. Sensitive data was created.
            sensitive_create Warn;
            /// WARN. Sensitive data was read.
            sensitive_read Warn;
            /// WARN. Sensitive data was changed.
            sensitive_update Warn;
            /// WARN. Sensitive data was deleted.
            sensitive_delete Warn;
            /// CRITICAL. Somebody did the steps of a process in another order than is possible.
            sequence_fail Critical;
            /// INFO. A session began.
            session_created Info;
            /// INFO. A session was extended.
            session_renewed Info;
            /// INFO. A session ended, for the [`reason`](Self::reason) `logout`, `timeout` or `revoked`.
            session_expired Info;
            /// CRITICAL. Somebody used a session that had ended.
            session_use_after_expire Critical;
            /// WARN. The program started.
            sys_startup Warn;
            /// WARN. The program was stopped.
            sys_shutdown Warn;
            /// WARN. The program was started again.
            sys_restart Warn;
            /// WARN. The program crashed, or was about to.
            sys_crash Warn;
            /// WARN. What watches the system was stopped; the [`resource`](Self::resource) says what.
            sys_monitor_disabled Warn;
            /// WARN. What watches the system was started again.
            sys_monitor_enabled Warn;
            /// WARN. A user was made: [`on_user`](Self::on_user), with the rights [`to`](Self::to).
            user_created Warn;
            /// WARN. A user was changed.
            user_updated Warn;
            /// WARN. A user was archived.
            user_archived Warn;
            /// WARN. A user was deleted.
            user_deleted Warn;
        }
    };
}

macro_rules! names {
    ($( $(#[$documentation:meta])* $name:ident $severity:ident; )*) => {
        /// Every event.
        pub const NAMES: &[&str] = &[$( stringify!($name), )* UPLOAD_VALIDATION];
    };
}

security_events!(names);

/// Whether `name` is an event of the vocabulary.
#[must_use]
pub fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
}
