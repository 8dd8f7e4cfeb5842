/*
 * ask.c — one small request on the way to keys: to the token service, the sign-in, the machine. Knows how it is sent,
 * repeated and logged; must not know what the response means.
 */
#include "aws/ask.h"

#include "aws/gateway.h"
#include "base/log.h"

enum { FIRST_DELAY_MS = 100, MOST_HEADERS = 8 };

static struct str address(const struct asker *asker, struct arena *mem, struct str path)
{
    struct str base = asker->endpoint.url;
    if (path.len > 0 && str_ends_with(base, STR("/")))
        base = str_slice(base, 0, base.len - 1);
    return str_printf(mem, "%.*s%.*s", STR_ARG(base), STR_ARG(path));
}

static bool send_once(const struct asker *asker, const struct question *question, struct aws_scope scope,
                      struct http_answer *ret_answer, struct err *err)
{
    struct http_header headers[MOST_HEADERS] = {{STR("Host"), asker->endpoint.host},
                                                {STR("User-Agent"), asker->user_agent}};
    size_t count = 2;
    for (size_t i = 0; i < question->header_count && count < MOST_HEADERS; i++) {
        if (question->headers[i].value.len > 0)
            headers[count++] = question->headers[i];
    }
    const struct http_request request = {
        .url = address(asker, scope.mem, question->path),
        .shown = asker->endpoint.host,
        .method = str_c(question->method),
        .headers = headers,
        .header_count = count,
        .body = question->body,
        .repeatable = true,
        .loopback = asker->endpoint.loopback,
        .secret_answer = true,
        .timeout_ms = question->timeout_ms,
    };
    int64_t begun_ms = clock_monotonic_ms();
    *ret_answer = (struct http_answer){.status = 0};
    bool ok = asker->http->send(asker->http->context, scope.mem, &request, scope.deadline, ret_answer, err);
    if (ok && !question->pages_are_answers)
        ok = !gateway_answered(ret_answer, "AWS", question->operation, err);
    LOG(LOG_DEBUG, "credentials request", LOG_TEXT(LOG_KEY_OPERATION, str_c(question->operation)),
        LOG_TEXT(LOG_KEY_ENDPOINT, asker->endpoint.host), LOG_NUMBER(LOG_KEY_STATUS, ret_answer->status),
        LOG_NUMBER(LOG_KEY_DURATION, clock_monotonic_ms() - begun_ms),
        LOG_TEXT(LOG_KEY_REQUEST_ID, ret_answer->request_id),
        LOG_TEXT(LOG_KEY_ERROR, str_c(ok ? "" : err->text)));
    if (!ok)
        err->maybe_done = false;
    return ok;
}

bool ask(const struct asker *asker, const struct question *question, struct aws_scope scope,
         struct http_answer *ret_answer, struct err *err)
{
    for (int64_t attempt = 1;; attempt++) {
        bool ok = send_once(asker, question, scope, ret_answer, err);
        bool again = ok ? ret_answer->status == 429 || ret_answer->status >= 500 : err->retryable;
        if (!again || attempt >= question->attempts)
            return ok;
        TRY(clock_sleep(scope.deadline, clock_jitter_ms((int64_t)FIRST_DELAY_MS << attempt) + 1, err));
    }
}
