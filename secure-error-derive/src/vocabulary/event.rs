//! The events of the OWASP Application Logging Vocabulary.

const NAMES: &[&str] = &[
    "authn_login_success",
    "authn_login_successafterfail",
    "authn_login_fail",
    "authn_login_fail_max",
    "authn_login_lock",
    "authn_password_change",
    "authn_password_change_fail",
    "authn_impossible_travel",
    "authn_token_created",
    "authn_token_revoked",
    "authn_token_reuse",
    "authn_token_delete",
    "authz_fail",
    "authz_change",
    "authz_admin",
    "crypt_decrypt_fail",
    "crypt_encrypt_fail",
    "excess_rate_limit_exceeded",
    "upload_complete",
    "upload_stored",
    "upload_validation",
    "upload_delete",
    "input_validation_fail",
    "input_validation_discrete_fail",
    "malicious_excess_404",
    "malicious_extraneous",
    "malicious_attack_tool",
    "malicious_cors",
    "malicious_direct_reference",
    "privilege_permissions_changed",
    "sensitive_create",
    "sensitive_read",
    "sensitive_update",
    "sensitive_delete",
    "sequence_fail",
    "session_created",
    "session_renewed",
    "session_expired",
    "session_use_after_expire",
    "sys_startup",
    "sys_shutdown",
    "sys_restart",
    "sys_crash",
    "sys_monitor_disabled",
    "sys_monitor_enabled",
    "user_created",
    "user_updated",
    "user_archived",
    "user_deleted",
];

pub(crate) fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
}

pub(crate) fn unknown(name: &str) -> String {
    let hint = crate::diagnostics::nearest(name, NAMES).unwrap_or("authn_login_fail");
    format!("`{name}` is not in the OWASP logging vocabulary; write one of its events, such as `event = \"{hint}\"`")
}
