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
            /// INFO. A user logged in.
            authn_login_success Info;
            /// INFO. A user logged in after [`retries`](Self::retries) failed attempts.
            authn_login_successafterfail Info;
            /// WARN. A login failed.
            authn_login_fail Warn;
            /// WARN. The [`limit`](Self::limit) of failed logins was reached.
            authn_login_fail_max Warn;
            /// WARN. An account was locked, for the [`reason`](Self::reason) `maxretries`, `suspicious`, `customer` or `other`.
            authn_login_lock Warn;
            /// INFO. A user changed a password.
            authn_password_change Info;
            /// CRITICAL. An attempt to change a password failed.
            authn_password_change_fail Critical;
            /// CRITICAL. A user moved [`from`](Self::from) one place [`to`](Self::to) another faster than people travel.
            authn_impossible_travel Critical;
            /// INFO. A token for a service was created, with the entitlements [`to`](Self::to).
            authn_token_created Info;
            /// INFO. A token was revoked; identify it by its [`resource_id`](Self::resource_id), never log the token itself.
            authn_token_revoked Info;
            /// CRITICAL. A revoked token was used.
            authn_token_reuse Critical;
            /// WARN. A token was deleted.
            authn_token_delete Warn;
            /// CRITICAL. A user tried to access a [`resource`](Self::resource) without authorization.
            authz_fail Critical;
            /// WARN. The entitlements of a user were changed, [`from`](Self::from) one [`to`](Self::to) another.
            authz_change Warn;
            /// WARN. Administrator rights were used, for an [`action`](Self::action).
            authz_admin Warn;
            /// WARN. A decryption failed.
            crypt_decrypt_fail Warn;
            /// WARN. An encryption failed.
            crypt_encrypt_fail Warn;
            /// WARN. A client exceeded the rate [`limit`](Self::limit).
            excess_rate_limit_exceeded Warn;
            /// INFO. A file was uploaded.
            upload_complete Info;
            /// INFO. An uploaded file was moved, [`from`](Self::from) one place [`to`](Self::to) another.
            upload_stored Info;
            /// INFO. An uploaded file was deleted.
            upload_delete Info;
            /// WARN. A request had [`inputs`](Self::inputs) that are not valid.
            input_validation_fail Warn;
            /// WARN. An input had a value that no client offers, so it was tampered with.
            input_validation_discrete_fail Warn;
            /// WARN. A client requested an excessive number of resources that do not exist.
            malicious_excess_404 Warn;
            /// CRITICAL. A request had unexpected [`inputs`](Self::inputs).
            malicious_extraneous Critical;
            /// CRITICAL. A request came from an attack tool.
            malicious_attack_tool Critical;
            /// CRITICAL. A request came from a page of a foreign origin.
            malicious_cors Critical;
            /// CRITICAL. A user tried to access a [`resource`](Self::resource) of another user directly.
            malicious_direct_reference Critical;
            /// WARN. The permissions of a [`resource`](Self::resource) were changed, [`from`](Self::from) one set
            /// [`to`](Self::to) another.
            privilege_permissions_changed Warn;
            /// WARN. Sensitive data was created.
            sensitive_create Warn;
            /// WARN. Sensitive data was read.
            sensitive_read Warn;
            /// WARN. Sensitive data was changed.
            sensitive_update Warn;
            /// WARN. Sensitive data was deleted.
            sensitive_delete Warn;
            /// CRITICAL. The steps of a process were carried out in an impossible order.
            sequence_fail Critical;
            /// INFO. A session began.
            session_created Info;
            /// INFO. A session was extended.
            session_renewed Info;
            /// INFO. A session ended, for the [`reason`](Self::reason) `logout`, `timeout` or `revoked`.
            session_expired Info;
            /// CRITICAL. An expired session was used.
            session_use_after_expire Critical;
            /// WARN. The program started.
            sys_startup Warn;
            /// WARN. The program was stopped.
            sys_shutdown Warn;
            /// WARN. The program was started again.
            sys_restart Warn;
            /// WARN. The program crashed, or was about to.
            sys_crash Warn;
            /// WARN. System monitoring was disabled; the [`resource`](Self::resource) names it.
            sys_monitor_disabled Warn;
            /// WARN. System monitoring was enabled again.
            sys_monitor_enabled Warn;
            /// WARN. The user [`on_user`](Self::on_user) was created, with the rights [`to`](Self::to).
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
