/*
 * fake_http.h — a scripted transport, a clean environment and plain settings for tests. Knows requests and
 * responses; must not know a client.
 */
#ifndef TESTS_UNIT_AWS_FAKE_HTTP_H
#define TESTS_UNIT_AWS_FAKE_HTTP_H

#include <stdio.h>
#include <stdlib.h>

#include "aws/http.h"
#include "aws/settings.h"

#include "../testing.h"

/* One line of the script: a response, or (status 0) a network error. */
struct fake_response {
    int status;
    const char *body;
    const char *error_type, *date, *retry_after;
    enum err_kind kind; /* of the error; ERR_NONE means ERR_NETWORK */
    bool sent;          /* the request was sent before the error */
    bool not_retryable;
};

enum { FAKE_MOST_REQUESTS = 64 };

/* Returns `answers` in order, then fails the test; records the requests. */
struct fake {
    const struct fake_response *answers;
    size_t count, used;
    struct arena *mem;
    struct str targets[FAKE_MOST_REQUESTS], bodies[FAKE_MOST_REQUESTS], dates[FAKE_MOST_REQUESTS];
    struct str authorizations[FAKE_MOST_REQUESTS], tokens[FAKE_MOST_REQUESTS], agents[FAKE_MOST_REQUESTS];
    struct str urls[FAKE_MOST_REQUESTS], methods[FAKE_MOST_REQUESTS];
    int64_t timeouts_ms[FAKE_MOST_REQUESTS];
    bool around_proxies[FAKE_MOST_REQUESTS];
};

static inline struct str fake_header(const struct http_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++) {
        if (str_eq_nocase(request->headers[i].name, str_c(name)))
            return request->headers[i].value;
    }
    return (struct str){NULL, 0};
}

static inline bool fake_send(void *context, struct arena *mem, const struct http_request *request,
                             const struct deadline *deadline, struct http_response *ret_answer,
                             struct err *err)
{
    (void)mem;
    (void)deadline;
    struct fake *fake = context;
    if (fake->used >= fake->count || fake->used >= FAKE_MOST_REQUESTS)
        fail_msg("request %zu was not expected: %.*s", fake->used + 1,
                 STR_ARG(fake_header(request, "X-Amz-Target")));
    size_t i = fake->used++;
    fake->targets[i] = str_copy(fake->mem, fake_header(request, "X-Amz-Target"));
    fake->dates[i] = str_copy(fake->mem, fake_header(request, "X-Amz-Date"));
    fake->authorizations[i] = str_copy(fake->mem, fake_header(request, "Authorization"));
    fake->tokens[i] = str_copy(fake->mem, fake_header(request, "X-Amz-Security-Token"));
    fake->agents[i] = str_copy(fake->mem, fake_header(request, "User-Agent"));
    fake->urls[i] = str_copy(fake->mem, request->url);
    fake->methods[i] = str_copy(fake->mem, request->method);
    fake->bodies[i] = str_copy(fake->mem, request->body);
    fake->timeouts_ms[i] = request->timeout_ms;
    fake->around_proxies[i] = request->loopback;
    const struct fake_response *answer = &fake->answers[i];
    if (answer->status == 0) {
        fail(err, answer->kind != ERR_NONE ? answer->kind : ERR_NETWORK, "the line is dead");
        err->retryable = !answer->not_retryable;
        err->maybe_done = answer->sent;
        return false;
    }
    *ret_answer = (struct http_response){
        .status = answer->status,
        .body = str_c(answer->body),
        .error_type = str_c(answer->error_type),
        .request_id = str_printf(fake->mem, "request-%zu", i + 1),
        .date = str_c(answer->date),
        .retry_after = str_c(answer->retry_after),
    };
    return true;
}

/* Before the first call: the clocks run this many times faster. */
static inline void run_fast(int rate)
{
    char speed[64];
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(speed, sizeof speed, "%d@%lld", rate, (long long)now.tv_sec * 1000);
    setenv("LIGHTSAIL_TEST_CLOCK", speed, 1);
}

static inline void clean_environment(void)
{
    static const char *const variables[] = {
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_LIGHTSAIL",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "AWS_MAX_ATTEMPTS",
        "AWS_EXECUTION_ENV",
        "AWS_SDK_UA_APP_ID",
        "TF_APPEND_USER_AGENT",
        "AWS_CA_BUNDLE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "AWS_ROLE_ARN",
        "AWS_ROLE_SESSION_NAME",
        "AWS_ACCOUNT_ID",
        "AWS_ENDPOINT_URL_STS",
        "AWS_ENDPOINT_URL_SSO",
        "AWS_ENDPOINT_URL_SSO_OIDC",
        "AWS_USE_FIPS_ENDPOINT",
        "AWS_USE_DUALSTACK_ENDPOINT",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
        "AWS_METADATA_SERVICE_TIMEOUT",
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
    };
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        unsetenv(variables[i]);
    setenv("HOME", "/nonexistent", 1);
    setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
}

static inline struct aws_config plain_config(void)
{
    return (struct aws_config){
        .region = STR("us-east-1"),
        .access_key = STR("AKIDEXAMPLE"),
        .secret_key = STR("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        .max_retries = -1,
        .poll_interval_ms = 4,
        .read_lag_ms = -1, /* reads never lag */
        .user_agent = STR("test/1"),
    };
}

#endif
