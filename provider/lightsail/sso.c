/*
 * sso.c — keys for a role from IAM Identity Center, with the token that `aws sso login` has left on this machine. Knows the token's
 * file and one call; must not know profiles, and never signs anybody in.
 */
#include "lightsail/sso.h"

#include <errno.h>
#include <openssl/evp.h>

#include "base/log.h"
#include "lightsail/secret_file.h"

enum { MOST_TOKEN_BYTES = 256 * 1024, MOST_ATTEMPTS = 4, FIRST_DELAY_MS = 200, TIMEOUT_MS = 20 * 1000 };

struct str sso_token_file(struct arena *mem, struct str session_or_url)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    struct buf path = buf_new(mem, 200);
    EVP_Digest(session_or_url.data, session_or_url.len, hash, &len, EVP_sha1(), NULL);
    buf_add(&path, STR("~/.aws/sso/cache/"));
    for (unsigned i = 0; i < len; i++)
        buf_printf(&path, "%02x", hash[i]);
    buf_add(&path, STR(".json"));
    return buf_str(&path);
}

static bool sign_in_first(const struct sso_role *role, struct err *err)
{
    return fail_hint(
        err,
        "sign in with: aws sso login --profile '%.*s'. Where there is no browser: eval \"$(aws configure "
        "export-credentials --profile '%.*s' --format env)\" takes over the keys of another terminal",
        STR_ARG(role->profile), STR_ARG(role->profile));
}

/* "2024-01-31T12:00:00Z"; older versions of the AWS CLI wrote UTC instead of Z. */
static bool parse_expiry(struct arena *mem, struct str text, int64_t *ret_ms)
{
    if (str_ends_with(text, STR("UTC")))
        text = str_printf(mem, "%.*sZ", STR_ARG(str_slice(text, 0, text.len - 3)));
    return credentials_parse_time(text, ret_ms);
}

static bool read_token(const struct sso *sso, const struct sso_role *role, struct arena *mem,
                       struct str *ret_token, struct err *err)
{
    struct str text;
    json_t *token = NULL;
    int64_t expires_ms;
    if (!secret_file_read(mem, role->token_file, MOST_TOKEN_BYTES, &text)) {
        fail(err, ERR_CREDENTIALS,
             "nobody has signed in for the AWS profile '%.*s': '%.*s' cannot be read: %s",
             STR_ARG(role->profile), STR_ARG(role->token_file), strerror(errno));
        return sign_in_first(role, err);
    }
    struct err ignored;
    bool ok = json_parse(mem, text, MOST_TOKEN_BYTES, &token, &ignored);
    *ret_token = json_member_text(token, "accessToken");
    struct str expiry = json_member_text(token, "expiresAt");
    if (!ok || ret_token->len == 0 || !parse_expiry(mem, expiry, &expires_ms)) {
        fail(err, ERR_CREDENTIALS, "the token of IAM Identity Center in '%.*s' is damaged",
             STR_ARG(role->token_file));
        return sign_in_first(role, err);
    }
    if (expires_ms > sso->now_ms)
        return true;
    fail(err, ERR_CREDENTIALS, "the sign-in of the AWS profile '%.*s' ran out at %.*s",
         STR_ARG(role->profile), STR_ARG(str_printable(mem, expiry, 40)));
    return sign_in_first(role, err);
}

static void add_encoded(struct buf *url, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '_' || c == '.';
        buf_printf(url, plain ? "%c" : "%%%02X", c);
    }
}

static bool send_once(const struct sso *sso, struct str url, struct str token, struct arena *mem,
                      const struct patience *patience, struct http_answer *ret_answer, struct err *err)
{
    const struct http_header headers[] = {{STR("Host"), sso->endpoint.host},
                                          {STR("User-Agent"), sso->user_agent},
                                          {STR("x-amz-sso_bearer_token"), token}};
    const struct http_request request = {
        .url = url,
        .method = STR("GET"),
        .headers = headers,
        .header_count = sizeof headers / sizeof headers[0],
        .repeatable = true,
        .loopback = sso->endpoint.loopback,
        .secret_answer = true,
        .timeout_ms = TIMEOUT_MS,
    };
    int64_t begun_ms = clock_monotonic_ms();
    bool ok = sso->http->send(sso->http->context, mem, &request, patience, ret_answer, err);
    LOG(LOG_DEBUG, "credentials request", LOG_TEXT(LOG_KEY_OPERATION, STR("GetRoleCredentials")),
        LOG_TEXT(LOG_KEY_ENDPOINT, sso->endpoint.host),
        LOG_NUMBER(LOG_KEY_STATUS, ok ? ret_answer->status : 0),
        LOG_NUMBER(LOG_KEY_DURATION, clock_monotonic_ms() - begun_ms),
        LOG_TEXT(LOG_KEY_REQUEST_ID, ok ? ret_answer->request_id : STR("")),
        LOG_TEXT(LOG_KEY_ERROR, str_c(ok ? "" : err->text)));
    if (!ok)
        err->maybe_done = false; /* it only asks */
    return ok;
}

/* What an answer that is no success means to the person. */
static bool refused(const struct sso_role *role, const struct http_answer *answer, struct err *err)
{
    if (answer->status == 401) {
        fail(err, ERR_CREDENTIALS, "the sign-in of the AWS profile '%.*s' is not valid any more",
             STR_ARG(role->profile));
        sign_in_first(role, err);
    } else if (answer->status == 429 || answer->status >= 500) {
        fail(err, answer->status == 429 ? ERR_THROTTLED : ERR_SERVER,
             "IAM Identity Center answered with HTTP status %d", answer->status);
        err->retryable = true;
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

static bool ask(const struct sso *sso, const struct sso_role *role, struct str token, struct arena *mem,
                const struct patience *patience, struct http_answer *ret_answer, struct err *err)
{
    struct str base = sso->endpoint.url;
    struct buf url = buf_new(mem, 4096);
    buf_printf(&url, "%.*s/federation/credentials?role_name=",
               STR_ARG(str_ends_with(base, STR("/")) ? str_slice(base, 0, base.len - 1) : base));
    add_encoded(&url, role->role);
    buf_add(&url, STR("&account_id="));
    add_encoded(&url, role->account);
    for (int attempt = 1;; attempt++) {
        bool answered = send_once(sso, buf_str(&url), token, mem, patience, ret_answer, err);
        if (answered && ret_answer->status == 200)
            return true;
        if (answered)
            refused(role, ret_answer, err);
        if (!err->retryable || attempt == MOST_ATTEMPTS)
            return false;
        struct err over;
        int64_t longest_ms = (int64_t)FIRST_DELAY_MS << attempt;
        if (!clock_sleep(patience, clock_jitter_ms(longest_ms) + 1, &over)) {
            *err = over;
            return false;
        }
    }
}

static bool read_keys(const struct sso *sso, struct arena *mem, struct str body, struct credentials *ret,
                      struct err *err)
{
    json_t *answer;
    struct err ignored;
    const json_t *keys = json_parse(mem, body, MOST_TOKEN_BYTES, &answer, &ignored)
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

bool sso_fetch(const struct sso *sso, const struct sso_role *role, struct ls_scope scope,
               struct credentials *ret_credentials, struct err *err)
{
    struct arena *mem = arena_new();
    struct str token;
    struct http_answer answer;
    struct credentials keys;
    bool ok = read_token(sso, role, mem, &token, err) &&
              ask(sso, role, token, mem, scope.patience, &answer, err) &&
              read_keys(sso, mem, answer.body, &keys, err);
    if (ok)
        *ret_credentials = credentials_copy(scope.mem, &keys);
    arena_free(mem);
    return ok;
}
