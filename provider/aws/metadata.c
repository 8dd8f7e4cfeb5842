/*
 * metadata.c — credentials from the machine: the instance metadata service (version 2) and the container
 * credentials endpoint. Knows their protocols; must not know when they are used.
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

/* A number from the environment, within limits; the default for any other value. */
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

/* Accepts a response of any status below 500; ERR_NETWORK after the last attempt. */
static bool exchange(const struct exchange *x, const char *method, struct str path,
                     const struct http_header *header, struct http_response *ret_response, struct err *err)
{
    const struct http_header none = {.name = STR("")};
    const struct http_header headers[] = {{STR("Accept"), STR("*/*")}, header != NULL ? *header : none};
    const struct source_request request = {
        .operation = x->operation,
        .method = method,
        .path = path,
        .headers = headers,
        .header_count = sizeof headers / sizeof headers[0],
        .timeout_ms = x->timeout_ms,
        .attempts = x->attempts,
        .pages_are_valid = true,
    };
    TRY(source_request_send(&x->metadata->target, &request, x->scope, ret_response, err));
    if (ret_response->status < 500)
        return true;
    return fail(err, ERR_NETWORK, "%.*s responded with HTTP status %d", STR_ARG(x->metadata->source),
                ret_response->status);
}

/* The credentials in a response; `now_ms` is the start of their lifetime. */
static bool read_keys(const struct exchange *x, const struct http_response *response, int64_t now_ms,
                      struct credentials *ret_credentials, struct err *err)
{
    return credentials_from_json(x->scope.mem, response->body, CREDENTIALS_OF_MACHINE, x->metadata->source,
                                 now_ms, ret_credentials, err);
}

/* The time at which the service wrote the response, by its clock. */
static int64_t responded_at_ms(const struct exchange *x, const struct http_response *response)
{
    return http_time_ms(response, clock_wall_ms() + x->metadata->skew_ms);
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

/* The session token. Distinguishes a service that refuses from one that does not exist. */
static bool fetch_token(const struct exchange *x, bool *ret_here, struct str *ret_token, struct err *err)
{
    static const struct http_header lifetime = {STR("X-aws-ec2-metadata-token-ttl-seconds"), STR("21600")};
    struct http_response response;
    if (!exchange(x, "PUT", STR("/latest/api/token"), &lifetime, &response, err)) {
        if (err->kind == ERR_NETWORK)
            fail_hint(err,
                      "inside a container on EC2, set the metadata option http-put-response-hop-limit to 2");
        return false;
    }
    *ret_here = response.status != 404;
    *ret_token = str_trim(response.body);
    if (response.status == 200 && is_plain_line(*ret_token))
        return true;
    fail(err, ERR_CREDENTIALS, "%.*s issued no session token (HTTP status %d)", STR_ARG(x->metadata->source),
         response.status);
    return fail_hint(err,
                     "enable the metadata option http-endpoint, or set AWS_EC2_METADATA_DISABLED=true to "
                     "skip this source");
}

static bool fetch_role_name(const struct exchange *x, const struct http_header *token, struct str path,
                            bool *ret_here, struct str *ret_name, struct err *err)
{
    struct http_response response;
    TRY(exchange(x, "GET", path, token, &response, err));
    struct str rest, line = str_trim(response.body);
    if (str_cut(line, '\n', ret_name, &rest))
        *ret_name = str_trim(*ret_name);
    else
        *ret_name = line;
    if (response.status == 200 && is_plain_line(*ret_name))
        return true;
    *ret_here = response.status != 404;
    fail(err, ERR_CREDENTIALS, "%.*s has no role (HTTP status %d)", STR_ARG(x->metadata->source),
         response.status);
    return fail_hint(err, "attach an instance profile with a role to this instance");
}

/* During an outage the service returns expired credentials, and AWS still accepts them. */
static bool read_role_keys(const struct exchange *x, const struct http_response *response,
                           struct credentials *ret_credentials, struct err *err)
{
    if (read_keys(x, response, responded_at_ms(x, response), ret_credentials, err))
        return true;
    if (err->kind != ERR_CREDENTIALS || !read_keys(x, response, INT64_MIN / 2, ret_credentials, err))
        return false;
    LOG(LOG_WARN, "the credentials of the instance's role have expired; they are used because AWS may "
                  "extend them during an outage");
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
    struct http_response response;
    *ret_here = false;
    TRY(fetch_token(&x, ret_here, &token.value, err));
    TRY(fetch_role_name(&x, &token, path, ret_here, &name, err));
    path = str_printf(scope.mem, "%.*s%.*s", STR_ARG(path), STR_ARG(name));
    TRY(exchange(&x, "GET", path, &token, &response, err));
    if (response.status != 200)
        return fail(err, ERR_CREDENTIALS, "%.*s issued no credentials for the role '%.*s' (HTTP status %d)",
                    STR_ARG(metadata->source), STR_ARG(name), response.status);
    return read_role_keys(&x, &response, ret_credentials, err);
}

/* ---- containers ------------------------------------------------------------------------------------------ */

static bool find_authorization(struct arena *mem, struct str *ret_value, struct err *err)
{
    struct str path = env_text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    *ret_value = env_text("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    if (path.len > 0) {
        if (!text_file_read_secret(mem, path, MOST_TOKEN_BYTES, ret_value))
            return fail(err, ERR_CREDENTIALS,
                        "cannot read the file '%.*s' of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: %s",
                        STR_ARG(path), strerror(errno));
        *ret_value = str_trim(*ret_value);
    }
    for (size_t i = 0; i < ret_value->len; i++) {
        char c = ret_value->data[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return fail(err, ERR_CREDENTIALS,
                        "the container's authorization token contains a line end or another character "
                        "that a header must not have");
    }
    return true;
}

bool metadata_fetch_container(const struct metadata *metadata, struct aws_scope scope,
                              struct credentials *ret_credentials, struct err *err)
{
    const struct exchange x = {metadata, "ContainerCredentials", scope, CONTAINER_TIMEOUT_MS,
                               CONTAINER_ATTEMPTS};
    struct http_header authorization = {.name = STR("Authorization")};
    struct http_response response;
    TRY(find_authorization(scope.mem, &authorization.value, err));
    TRY(exchange(&x, "GET", STR(""), &authorization, &response, err));
    if (response.status == 200)
        return read_keys(&x, &response, responded_at_ms(&x, &response), ret_credentials, err);
    fail(err, ERR_CREDENTIALS, "%.*s issued no credentials (HTTP status %d)", STR_ARG(metadata->source),
         response.status);
    if (response.status == 401 || response.status == 403)
        return fail_hint(err, "check AWS_CONTAINER_AUTHORIZATION_TOKEN or "
                              "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    return fail_hint(err, "check that the task or pod has a role");
}
