/*
 * fuzz_api_error.c — any bytes as an error response of the API: the result is an error with a printable text.
 */
#include <stdlib.h>

#include "aws/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the status, the first line is the error header, the rest is the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = {400, 403, 404, 429, 500, 503, 301, 0};
    if (size == 0)
        return 0;
    struct str rest = str_n((const char *)data + 1, size - 1), header = {NULL, 0}, body = rest;
    if (!str_cut(rest, '\n', &header, &body))
        body = rest;
    struct http_response answer = {.status = statuses[data[0] % 8],
                                   .error_type = header,
                                   .body = body,
                                   .request_id = header};
    struct err err = {0};
    if (error_from_response(&answer, OP_CREATE_INSTANCES, &err) || err.kind == ERR_NONE ||
        err.text[0] == '\0')
        abort();
    if (!str_is_utf8(str_c(err.text)) || !str_is_utf8(str_c(err.hint)) || !str_is_utf8(str_c(err.code)))
        abort();
    if (error_is_clock_skew(&err) && err.kind != ERR_CREDENTIALS)
        abort();
    return 0;
}
