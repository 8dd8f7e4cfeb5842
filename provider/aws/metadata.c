/*
 * metadata.c — keys from the machine: the instance metadata service (version 2) and the container's address.
 * Knows their conversations; must not know when they are asked.
 */
#include "aws/metadata.h"

#include <errno.h>

#include "base/env.h"
#include "base/log.h"
#include "base/text_file.h"

enum {
    USUAL_TIMEOUT_S = 1,
    MOST_TIMEOUT_S = 60,
    MOST_ATTEMPTS = 20,
    CONTAINER_TIMEOUT_MS = 2000,
    CONTAINER_ATTEMPTS = 3,
    MOST_TOKEN_BYTES = 64 * 1024,
    STALE_LIFETIME_MS = 10 * 60 * 1000,
};

/* A number from the environment, within bounds; anything else is the usual one. */
static int64_t limit(const char *variable, int64_t usual, int64_t most)
{
    int64_t number;
    struct str text = env_text(variable);
    return text.len > 0 && str_to_int64(text, &number) && number >= 1 && number <= most ? number : usual;
}

struct exchange {
    const struct metadata *metadata;
    const char *operation;
    struct aws_scope scope;
    int64_t timeout_ms, attempts;
};

/* A response of any kind but a breakdown; ERR_NETWORK after the last attempt. */
static bool exchange(const struct exchange *x, const char *method, struct str path,
                     const struct http_header *header, struct http_answer *ret_answer, struct err *err)
{
    const struct http_header none = {.name = STR("")};
    const struct http_header headers[] = {{STR("Accept"), STR("*/*")}, header != NULL ? *header : none};
    const struct question question = {
        .operation = x->operation,
        .method = method,
        .path = path,
        .headers = headers,
        .header_count = sizeof headers / sizeof headers[0],
        .timeout_ms = x->timeout_ms,
        .attempts = x->attempts,
        .pages_are_answers = true,
    };
    TRY(ask(&x->metadata->asker, &question, x->scope, ret_answer, err));
    if (ret_answer->status < 500)
        return true;
    return fail(err, ERR_NETWORK, "%.*s answered with HTTP status %d", STR_ARG(x->metadata->source),
                ret_answer->status);
}

/* The keys in an answer; `now_ms` is what they are good from. */
static bool read_keys(const struct exchange *x, const struct http_answer *answer, int64_t now_ms,
                      struct credentials *ret_credentials, struct err *err)
{
    return credentials_from_json(x->scope.mem, answer->body, CREDENTIALS_OF_MACHINE, x->metadata->source,
                                 now_ms, ret_credentials, err);
}

/* What the time was where the answer was written. */
static int64_t answered_at_ms(const struct exchange *x, const struct http_answer *answer)
{
    return http_time_ms(answer, clock_wall_ms() + x->metadata->skew_ms);
}

/* ---- instance metadata service -------------------------------------------------------------------------- */

static bool is_plain_line(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] <= ' ' || text.data[i] >= 0x7f)
            return false;
    }
    return text.len > 0;
}

/* The session token. A service that is there but refuses is told from one that is not. */
static bool fetch_token(const struct exchange *x, bool *ret_here, struct str *ret_token, struct err *err)
{
    static const struct http_header lifetime = {STR("X-aws-ec2-metadata-token-ttl-seconds"), STR("21600")};
    struct http_answer answer;
    if (!exchange(x, "PUT", STR("/latest/api/token"), &lifetime, &answer, err)) {
        if (err->kind == ERR_NETWORK)
            fail_hint(
                err,
                "inside of a container on EC2, raise the metadata option http-put-response-hop-limit to 2");
        return false;
    }
    *ret_here = answer.status != 404;
    *ret_token = str_trim(answer.body);
    if (answer.status == 200 && is_plain_line(*ret_token))
        return true;
    fail(err, ERR_CREDENTIALS, "%.*s gives no session token (HTTP status %d)", STR_ARG(x->metadata->source),
         answer.status);
    return fail_hint(err,
                     "the metadata option http-endpoint has to be enabled; AWS_EC2_METADATA_DISABLED=true "
                     "leaves it out");
}

static bool fetch_role_name(const struct exchange *x, const struct http_header *token, struct str path,
                            bool *ret_here, struct str *ret_name, struct err *err)
{
    struct http_answer answer;
    TRY(exchange(x, "GET", path, token, &answer, err));
    struct str rest, line = str_trim(answer.body);
    if (str_cut(line, '\n', ret_name, &rest))
        *ret_name = str_trim(*ret_name);
    else
        *ret_name = line;
    if (answer.status == 200 && is_plain_line(*ret_name))
        return true;
    *ret_here = answer.status != 404;
    fail(err, ERR_CREDENTIALS, "%.*s knows no role (HTTP status %d)", STR_ARG(x->metadata->source),
         answer.status);
    return fail_hint(err, "attach an instance profile with a role to this machine");
}

/* A disturbed service hands out keys that have run out, and AWS still takes them. */
static bool read_role_keys(const struct exchange *x, const struct http_answer *answer,
                           struct credentials *ret_credentials, struct err *err)
{
    if (read_keys(x, answer, answered_at_ms(x, answer), ret_credentials, err))
        return true;
    if (err->kind != ERR_CREDENTIALS || !read_keys(x, answer, INT64_MIN / 2, ret_credentials, err))
        return false;
    LOG(LOG_WARN, "the machine's credentials have run out by its own account; they are used all the same");
    ret_credentials->lifetime_ms = STALE_LIFETIME_MS;
    return true;
}

bool metadata_fetch(const struct metadata *metadata, struct aws_scope scope, bool *ret_here,
                    struct credentials *ret_credentials, struct err *err)
{
    const struct exchange x = {
        .metadata = metadata,
        .operation = "InstanceMetadata",
        .scope = scope,
        .timeout_ms = limit("AWS_METADATA_SERVICE_TIMEOUT", USUAL_TIMEOUT_S, MOST_TIMEOUT_S) * 1000,
        .attempts = limit("AWS_METADATA_SERVICE_NUM_ATTEMPTS", 1, MOST_ATTEMPTS),
    };
    struct str path = STR("/latest/meta-data/iam/security-credentials/"), name;
    struct http_header token = {.name = STR("X-aws-ec2-metadata-token")};
    struct http_answer answer;
    *ret_here = false;
    TRY(fetch_token(&x, ret_here, &token.value, err));
    TRY(fetch_role_name(&x, &token, path, ret_here, &name, err));
    path = str_printf(scope.mem, "%.*s%.*s", STR_ARG(path), STR_ARG(name));
    TRY(exchange(&x, "GET", path, &token, &answer, err));
    if (answer.status != 200)
        return fail(err, ERR_CREDENTIALS, "%.*s gives no keys for its role '%.*s' (HTTP status %d)",
                    STR_ARG(metadata->source), STR_ARG(name), answer.status);
    return read_role_keys(&x, &answer, ret_credentials, err);
}

/* ---- containers ------------------------------------------------------------------------------------------ */

static bool find_authorization(struct arena *mem, struct str *ret_value, struct err *err)
{
    struct str path = env_text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    *ret_value = env_text("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    if (path.len > 0) {
        if (!text_file_read_secret(mem, path, MOST_TOKEN_BYTES, ret_value))
            return fail(err, ERR_CREDENTIALS,
                        "the file '%.*s' of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read: %s",
                        STR_ARG(path), strerror(errno));
        *ret_value = str_trim(*ret_value);
    }
    for (size_t i = 0; i < ret_value->len; i++) {
        char c = ret_value->data[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return fail(err, ERR_CREDENTIALS,
                        "the container's authorization token holds a line end or another character "
                        "that no header may have");
    }
    return true;
}

bool metadata_fetch_container(const struct metadata *metadata, struct aws_scope scope,
                              struct credentials *ret_credentials, struct err *err)
{
    const struct exchange x = {metadata, "ContainerCredentials", scope, CONTAINER_TIMEOUT_MS,
                               CONTAINER_ATTEMPTS};
    struct http_header authorization = {.name = STR("Authorization")};
    struct http_answer answer;
    TRY(find_authorization(scope.mem, &authorization.value, err));
    TRY(exchange(&x, "GET", STR(""), &authorization, &answer, err));
    if (answer.status == 200)
        return read_keys(&x, &answer, answered_at_ms(&x, &answer), ret_credentials, err);
    fail(err, ERR_CREDENTIALS, "%.*s gives no keys (HTTP status %d)", STR_ARG(metadata->source),
         answer.status);
    if (answer.status == 401 || answer.status == 403)
        return fail_hint(err,
                         "check AWS_CONTAINER_AUTHORIZATION_TOKEN or AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    return fail_hint(err, "check that the task or pod has a role");
}
