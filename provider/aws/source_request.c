/*
 * source_request.c — one small request that obtaining credentials needs: to the Security Token Service, IAM
 * Identity Center or the metadata service. Knows how it is sent, retried and logged; must not know what the
 * response means.
 */
#include "aws/source_request.h"

#include "aws/gateway.h"
#include "base/log.h"

enum { FIRST_DELAY_MS = 100, MOST_HEADERS = 8 };

static struct str address(const struct request_target *target, struct arena *mem, struct str path)
{
    struct str base = target->endpoint.url;
    if (path.len > 0 && str_ends_with(base, STR("/")))
        base = str_slice(base, 0, base.len - 1);
    return str_printf(mem, "%.*s%.*s", STR_ARG(base), STR_ARG(path));
}

static bool send_once(const struct request_target *target, const struct source_request *request,
                      struct aws_scope scope, struct http_response *ret_response, struct err *err)
{
    struct http_header headers[MOST_HEADERS] = {{STR("Host"), target->endpoint.host},
                                                {STR("User-Agent"), target->user_agent}};
    size_t count = 2;
    for (size_t i = 0; i < request->header_count && count < MOST_HEADERS; i++) {
        if (request->headers[i].value.len > 0)
            headers[count++] = request->headers[i];
    }
    const struct http_request sent = {
        .url = address(target, scope.mem, request->path),
        .shown = target->endpoint.host,
        .method = str_c(request->method),
        .headers = headers,
        .header_count = count,
        .body = request->body,
        .repeatable = true,
        .loopback = target->endpoint.loopback,
        .secret_response = true,
        .timeout_ms = request->timeout_ms,
    };
    int64_t begun_ms = clock_monotonic_ms();
    *ret_response = (struct http_response){.status = 0};
    bool ok = target->http->send(target->http->context, scope.mem, &sent, scope.deadline, ret_response, err);
    if (ok && !request->pages_are_valid)
        ok = !gateway_responded(ret_response, "AWS", request->operation, err);
    LOG(LOG_DEBUG, "credentials request", LOG_TEXT(LOG_KEY_OPERATION, str_c(request->operation)),
        LOG_TEXT(LOG_KEY_ENDPOINT, target->endpoint.host), LOG_NUMBER(LOG_KEY_STATUS, ret_response->status),
        LOG_NUMBER(LOG_KEY_DURATION, clock_monotonic_ms() - begun_ms),
        LOG_TEXT(LOG_KEY_REQUEST_ID, ret_response->request_id),
        LOG_TEXT(LOG_KEY_ERROR, str_c(ok ? "" : err->text)));
    if (!ok)
        err->maybe_done = false;
    return ok;
}

bool source_request_send(const struct request_target *target, const struct source_request *request,
                         struct aws_scope scope, struct http_response *ret_response, struct err *err)
{
    for (int64_t attempt = 1;; attempt++) {
        bool ok = send_once(target, request, scope, ret_response, err);
        bool again = ok ? ret_response->status == 429 || ret_response->status >= 500 : err->retryable;
        if (!again || attempt >= request->attempts)
            return ok;
        TRY(clock_sleep(scope.deadline, clock_jitter_ms((int64_t)FIRST_DELAY_MS << attempt) + 1, err));
    }
}
