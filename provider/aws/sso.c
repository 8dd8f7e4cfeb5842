/*
 * sso.c — credentials of a role from IAM Identity Center, for a user who has signed in on this machine. Knows
 * one call of the portal; must not know profiles, and never starts a sign-in.
 */
#include "aws/sso.h"

#include "aws/sso_token.h"

enum { MOST_KEYS_BYTES = 256 * 1024, MOST_ATTEMPTS = 4, TIMEOUT_MS = 20 * 1000 };

/* The error for a response that is not a success. */
static bool refused(const struct sso_role *role, const struct http_response *response, struct err *err)
{
    if (response->status == 401) {
        fail(err, ERR_CREDENTIALS, "the sign-in of the AWS profile '%.*s' is no longer valid",
             STR_ARG(role->profile));
        sso_token_hint(role, err);
    } else if (response->status == 429 || response->status >= 500) {
        fail(err, response->status == 429 ? ERR_THROTTLED : ERR_SERVER,
             "IAM Identity Center responded with HTTP status %d", response->status);
    } else {
        fail(err, ERR_CREDENTIALS,
             "IAM Identity Center issued no credentials for the role '%.*s' in the account '%.*s' (HTTP "
             "status %d)",
             STR_ARG(role->role), STR_ARG(role->account), response->status);
        fail_hint(err,
                  "check sso_role_name and sso_account_id of the AWS profile '%.*s', and that the role is "
                  "assigned to you",
                  STR_ARG(role->profile));
    }
    err->http_status = response->status;
    ERR_SET(err, operation, STR("GetRoleCredentials"));
    ERR_SET(err, request_id, response->request_id);
    return false;
}

static bool request_credentials(const struct sso *sso, const struct sso_role *role, struct str token,
                                struct aws_scope scope, struct http_response *ret_response, struct err *err)
{
    const struct http_header bearer = {STR("x-amz-sso_bearer_token"), token};
    struct buf path = buf_new(scope.mem, 4096);
    buf_add(&path, STR("/federation/credentials?role_name="));
    buf_add_encoded(&path, role->role);
    buf_add(&path, STR("&account_id="));
    buf_add_encoded(&path, role->account);
    const struct source_request request = {.operation = "GetRoleCredentials",
                                           .method = "GET",
                                           .path = buf_str(&path),
                                           .headers = &bearer,
                                           .header_count = 1,
                                           .timeout_ms = TIMEOUT_MS,
                                           .attempts = MOST_ATTEMPTS};
    TRY(source_request_send(&sso->portal, &request, scope, ret_response, err));
    return ret_response->status == 200 || refused(role, ret_response, err);
}

static bool read_keys(const struct sso *sso, struct arena *mem, struct str body, struct credentials *ret,
                      struct err *err)
{
    json_t *response;
    struct err ignored;
    const json_t *keys = json_parse_secret(mem, body, MOST_KEYS_BYTES, &response, &ignored)
                             ? json_object_get(response, "roleCredentials")
                             : NULL;
    *ret = (struct credentials){.access_key = json_member_text(keys, "accessKeyId"),
                                .secret_key = json_member_text(keys, "secretAccessKey"),
                                .token = json_member_text(keys, "sessionToken"),
                                .source = sso->source};
    /* Milliseconds since 1970. */
    ret->lifetime_ms = (int64_t)json_integer_value(json_object_get(keys, "expiration")) - sso->now_ms;
    if (ret->access_key.len == 0 || ret->secret_key.len == 0 || ret->token.len == 0)
        return fail(err, ERR_PROTOCOL, "the response of IAM Identity Center has no credentials");
    if (ret->lifetime_ms <= 0)
        return fail(err, ERR_CREDENTIALS, "the credentials from IAM Identity Center have already expired");
    return credentials_check_characters(ret, err);
}

bool sso_fetch(const struct sso *sso, const struct sso_role *role, struct aws_scope scope,
               struct credentials *ret_credentials, struct err *err)
{
    struct str token;
    struct http_response response;
    TRY(sso_token_get(sso, role, scope, &token, err));
    TRY(request_credentials(sso, role, token, scope, &response, err));
    return read_keys(sso, scope.mem, response.body, ret_credentials, err);
}
