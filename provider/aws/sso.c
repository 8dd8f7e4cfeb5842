/*
 * sso.c — keys for a role from IAM Identity Center, for somebody who has signed in on this machine. Knows one call of
 * the portal; must not know profiles, and never signs anybody in.
 */
#include "aws/sso.h"

#include "aws/sso_token.h"

enum { MOST_KEYS_BYTES = 256 * 1024, MOST_ATTEMPTS = 4, TIMEOUT_MS = 20 * 1000 };

/* What a response that is no success means to the person. */
static bool refused(const struct sso_role *role, const struct http_answer *answer, struct err *err)
{
    if (answer->status == 401) {
        fail(err, ERR_CREDENTIALS, "the sign-in of the AWS profile '%.*s' is not valid any more",
             STR_ARG(role->profile));
        sso_token_hint(role, err);
    } else if (answer->status == 429 || answer->status >= 500) {
        fail(err, answer->status == 429 ? ERR_THROTTLED : ERR_SERVER,
             "IAM Identity Center answered with HTTP status %d", answer->status);
    } else {
        fail(err, ERR_CREDENTIALS,
             "IAM Identity Center gives no keys for the role '%.*s' in the account '%.*s' (HTTP status %d)",
             STR_ARG(role->role), STR_ARG(role->account), answer->status);
        fail_hint(err,
                  "check sso_role_name and sso_account_id of the AWS profile '%.*s', and that the role is "
                  "assigned to you",
                  STR_ARG(role->profile));
    }
    err->http_status = answer->status;
    ERR_SET(err, operation, STR("GetRoleCredentials"));
    ERR_SET(err, request_id, answer->request_id);
    return false;
}

static bool ask_for_keys(const struct sso *sso, const struct sso_role *role, struct str token,
                         struct aws_scope scope, struct http_answer *ret_answer, struct err *err)
{
    const struct http_header bearer = {STR("x-amz-sso_bearer_token"), token};
    struct buf path = buf_new(scope.mem, 4096);
    buf_add(&path, STR("/federation/credentials?role_name="));
    buf_add_encoded(&path, role->role);
    buf_add(&path, STR("&account_id="));
    buf_add_encoded(&path, role->account);
    const struct question question = {.operation = "GetRoleCredentials",
                                      .method = "GET",
                                      .path = buf_str(&path),
                                      .headers = &bearer,
                                      .header_count = 1,
                                      .timeout_ms = TIMEOUT_MS,
                                      .attempts = MOST_ATTEMPTS};
    TRY(ask(&sso->portal, &question, scope, ret_answer, err));
    return ret_answer->status == 200 || refused(role, ret_answer, err);
}

static bool read_keys(const struct sso *sso, struct arena *mem, struct str body, struct credentials *ret,
                      struct err *err)
{
    json_t *answer;
    struct err ignored;
    const json_t *keys = json_parse_secret(mem, body, MOST_KEYS_BYTES, &answer, &ignored)
                             ? json_object_get(answer, "roleCredentials")
                             : NULL;
    *ret = (struct credentials){.access_key = json_member_text(keys, "accessKeyId"),
                                .secret_key = json_member_text(keys, "secretAccessKey"),
                                .token = json_member_text(keys, "sessionToken"),
                                .source = sso->source};
    /* Milliseconds since 1970. */
    ret->lifetime_ms = (int64_t)json_integer_value(json_object_get(keys, "expiration")) - sso->now_ms;
    if (ret->access_key.len == 0 || ret->secret_key.len == 0 || ret->token.len == 0)
        return fail(err, ERR_PROTOCOL, "the answer of IAM Identity Center has no keys");
    if (ret->lifetime_ms <= 0)
        return fail(err, ERR_CREDENTIALS, "the keys from IAM Identity Center have run out already");
    return credentials_check_characters(ret, err);
}

bool sso_fetch(const struct sso *sso, const struct sso_role *role, struct aws_scope scope,
               struct credentials *ret_credentials, struct err *err)
{
    struct str token;
    struct http_answer answer;
    TRY(sso_token_get(sso, role, scope, &token, err));
    TRY(ask_for_keys(sso, role, token, scope, &answer, err));
    return read_keys(sso, scope.mem, answer.body, ret_credentials, err);
}
