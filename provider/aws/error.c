/*
 * error.c — a table of error codes and one of messages. Knows AWS's error formats; must not know when to
 * retry.
 */
#include "aws/error.h"

#include "aws/gateway.h"
#include "aws/redact.h"
#include "base/json.h"

enum { MOST_ERROR_BODY_BYTES = 1024 * 1024 };

static const struct code_row {
    struct str code;
    enum err_kind kind;
    bool retryable;
    const char *hint; /* NULL: the service's tip, if any */
} codes[] = {
    /* Lightsail's own. Source: the service's model. */
    {STR("NotFoundException"), ERR_NOT_FOUND, false, NULL},
    {STR("InvalidInputException"), ERR_API, false, NULL},
    {STR("OperationFailureException"), ERR_API, false, NULL},
    {STR("ServiceException"), ERR_SERVER, true, NULL},
    {STR("AccountSetupInProgressException"), ERR_API, true, NULL},
    {STR("RegionSetupInProgressException"), ERR_API, true, NULL},
    {STR("AccessDeniedException"), ERR_DENIED, false, NULL},
    {STR("UnauthenticatedException"), ERR_CREDENTIALS, false,
     "check that the credentials are correct and still valid"},

    /*
     * Error codes of all AWS services. Source: "Common error types" in the service's API reference; the
     * transient ones: "Retry behavior" in the AWS SDKs and Tools Reference Guide, botocore 1.43.11
     * (retries/standard.py).
     */
    {STR("AccessDenied"), ERR_DENIED, false, NULL},
    {STR("NotAuthorized"), ERR_DENIED, false, NULL},
    {STR("OptInRequired"), ERR_DENIED, false, "enable the region or the service for the account first"},
    {STR("UnrecognizedClientException"), ERR_CREDENTIALS, false,
     "AWS does not know the access key, or the session token does not belong to it"},
    {STR("InvalidClientTokenId"), ERR_CREDENTIALS, false,
     "AWS does not know the access key, or the session token does not belong to it"},
    {STR("InvalidAccessKeyId"), ERR_CREDENTIALS, false, "AWS does not know the access key"},
    {STR("ExpiredTokenException"), ERR_CREDENTIALS, false,
     "sign in again: the temporary credentials have expired"},
    {STR("ExpiredToken"), ERR_CREDENTIALS, false, "sign in again: the temporary credentials have expired"},
    {STR("RequestExpired"), ERR_CREDENTIALS, false, "check this machine's clock"},
    {STR("RequestTimeTooSkewed"), ERR_CREDENTIALS, false, "check this machine's clock"},
    {STR("RequestInTheFuture"), ERR_CREDENTIALS, false, "check this machine's clock"},
    {STR("InvalidSignatureException"), ERR_CREDENTIALS, false,
     "the secret key does not belong to the access key, or a proxy changes the requests"},
    {STR("SignatureDoesNotMatch"), ERR_CREDENTIALS, false,
     "the secret key does not belong to the access key, or a proxy changes the requests"},
    {STR("IncompleteSignature"), ERR_CREDENTIALS, false, NULL},
    {STR("IncompleteSignatureException"), ERR_CREDENTIALS, false, NULL},
    {STR("MissingAuthenticationToken"), ERR_CREDENTIALS, false, NULL},
    {STR("MissingAuthenticationTokenException"), ERR_CREDENTIALS, false, NULL},
    {STR("Throttling"), ERR_THROTTLED, true, NULL},
    {STR("ThrottlingException"), ERR_THROTTLED, true, NULL},
    {STR("ThrottledException"), ERR_THROTTLED, true, NULL},
    {STR("RequestThrottled"), ERR_THROTTLED, true, NULL},
    {STR("RequestThrottledException"), ERR_THROTTLED, true, NULL},
    {STR("TooManyRequestsException"), ERR_THROTTLED, true, NULL},
    {STR("EC2ThrottledException"), ERR_THROTTLED, true, NULL},
    {STR("LimitExceededException"), ERR_THROTTLED, true, NULL}, /* of a rate; see find_row */
    {STR("TransactionInProgressException"), ERR_THROTTLED, true, NULL},
    {STR("ProvisionedThroughputExceededException"), ERR_THROTTLED, true, NULL},
    {STR("RequestLimitExceeded"), ERR_THROTTLED, true, NULL},
    {STR("BandwidthLimitExceeded"), ERR_THROTTLED, true, NULL},
    {STR("PriorRequestNotComplete"), ERR_THROTTLED, true, NULL},
    {STR("SlowDown"), ERR_THROTTLED, true, NULL},
    {STR("RequestTimeout"), ERR_SERVER, true, NULL},
    {STR("RequestTimeoutException"), ERR_SERVER, true, NULL},
    {STR("InternalFailure"), ERR_SERVER, true, NULL},
    {STR("InternalServerError"), ERR_SERVER, true, NULL},
    {STR("InternalError"), ERR_SERVER, true, NULL},
    {STR("ServiceUnavailable"), ERR_SERVER, true, NULL},
    {STR("ServiceUnavailableException"), ERR_SERVER, true, NULL},
};

/* Errors that only the message identifies. These kinds apply to refusals (ERR_API) only. */
static const struct message_row {
    struct str part;
    enum err_kind kind;
    bool retryable;
} messages[] = {
    {STR("already in use"), ERR_CONFLICT, false},
    {STR("already exists"), ERR_CONFLICT, false},
    {STR("bucket name is not available"), ERR_CONFLICT, false}, /* of S3; another account may have it */
    {STR("Please wait for it to complete before trying again"), ERR_CONFLICT, true},
    {STR("in transition"), ERR_CONFLICT, true},
    {STR("Please try again in a few minutes"), ERR_API, true},
};

struct str error_code_name(struct str text)
{
    struct str head, tail;
    if (str_cut(text, '#', &head, &tail))
        text = tail;
    if (str_cut(text, ':', &head, &tail))
        text = head;
    return str_trim(text);
}

/* A request rate limit is temporary, a quota of objects is not; both have the same code. */
static bool means_rate(struct arena *mem, struct str message)
{
    static const struct str words[] = {STR("rate exceeded"), STR("rate limit"), STR("request rate"),
                                       STR("requests"),      STR("throttl"),    STR("slow down"),
                                       STR("per second")};
    struct str text = str_lower(mem, message);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_contains(text, words[i]))
            return true;
    }
    return message.len == 0;
}

static const struct code_row *find_row(struct arena *mem, struct str code, struct str message)
{
    if (str_eq(code, STR("LimitExceededException")) && !means_rate(mem, message))
        return NULL;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (str_eq(codes[i].code, code))
            return &codes[i];
    }
    return NULL;
}

static enum err_kind kind_of_status(int status)
{
    return status == 429 || status == 509 ? ERR_THROTTLED
           : status >= 500                ? ERR_SERVER
           : status == 403                ? ERR_DENIED
           : status >= 400                ? ERR_API
                                          : ERR_PROTOCOL;
}

/* "Not implemented" and "HTTP version not supported" keep their kind. */
static bool status_may_pass(int status)
{
    return status == 429 || (status >= 500 && status != 501 && status != 505);
}

/* The service writes "message", some front ends "Message". */
static struct str member(const json_t *body, const char *name, const char *other_name)
{
    struct str text = json_member_text(body, name);
    return text.len > 0 ? text : json_member_text(body, other_name);
}

/*
 * The code is in the header, in "__type", or (for Lightsail's own errors) also in "code"; the first one found
 * counts. A front end that throttles may send neither.
 */
static struct str code_of(const struct http_response *response, const json_t *body)
{
    struct str code = error_code_name(response->error_type);
    if (code.len == 0)
        code = error_code_name(json_member_text(body, "__type"));
    if (code.len == 0)
        code = error_code_name(member(body, "code", "Code"));
    return code;
}

static void set_hint(struct arena *mem, const struct code_row *row, const json_t *body,
                     const struct aws_operation *op, struct err *err)
{
    if (err->kind == ERR_DENIED && (row == NULL || row->hint == NULL)) {
        fail_hint(err, "the credentials need the IAM permission lightsail:%s", op->name);
        return;
    }
    struct str tip = str_trim(member(body, "tip", "Tip"));
    struct str docs = str_trim(member(body, "docs", "Docs"));
    if (tip.len > 0 && docs.len > 0)
        ERR_SET(err, hint,
                str_printable(mem, str_printf(mem, "%.*s (%.*s)", STR_ARG(tip), STR_ARG(docs)), 500));
    else if (tip.len > 0 || docs.len > 0)
        ERR_SET(err, hint, str_printable(mem, tip.len > 0 ? tip : docs, 500));
    else if (row != NULL && row->hint != NULL)
        ERR_SET(err, hint, str_c(row->hint));
}

static void apply_message(struct str message, struct err *err)
{
    for (size_t i = 0; i < sizeof messages / sizeof messages[0] && err->kind == ERR_API; i++) {
        if (str_contains(message, messages[i].part)) {
            err->kind = messages[i].kind;
            err->retryable = err->retryable || messages[i].retryable;
            return;
        }
    }
}

/*
 * After an empty line AWS only shows the string that it has signed: a screen of text that does not help the
 * user.
 */
static struct str first_paragraph(struct str message)
{
    for (size_t at = str_find(message, '\n', 0); at + 1 < message.len; at = str_find(message, '\n', at + 1)) {
        if (message.data[at + 1] == '\n')
            return (struct str){message.data, at};
    }
    return message;
}

/* The parts of every service's error: kind, text, code, and whether to retry. */
static void describe(struct arena *mem, int status, const struct code_row *row, struct str code,
                     struct str message, const char *operation, struct err *err)
{
    enum err_kind kind = row != NULL ? row->kind : kind_of_status(status);
    struct str shown = str_printable(mem, redact_message(mem, first_paragraph(message)), 900);
    if (shown.len > 0)
        fail(err, kind, "%.*s", STR_ARG(shown));
    else if (code.len > 0)
        fail(err, kind, "the service refused %s with %.*s", operation, STR_ARG(str_printable(mem, code, 90)));
    else
        fail(err, kind, "the service responded to %s with HTTP status %d and without a readable error",
             operation, status);
    err->http_status = status;
    err->retryable = row != NULL ? row->retryable : status_may_pass(status);
    ERR_SET(err, code, str_printable(mem, code, 90));
}

bool error_is_page(const struct http_response *response, const struct aws_operation *op, struct err *err)
{
    if (!gateway_responded(response, "Lightsail", op->name, err))
        return false;
    err->maybe_done = (response->status == 200 || response->status >= 500) && op->mutates;
    return true;
}

bool error_from_response(const struct http_response *response, const struct aws_operation *op,
                         struct err *err)
{
    if (error_is_page(response, op, err))
        return false;
    struct arena *mem = arena_new();
    json_t *body = NULL;
    struct err ignored;
    if (!json_parse(mem, response->body, MOST_ERROR_BODY_BYTES, &body, &ignored))
        body = NULL;
    struct str code = code_of(response, body);
    struct str message = str_trim(member(body, "message", "Message"));
    const struct code_row *row = find_row(mem, code, message);

    describe(mem, response->status, row, code, message, op->name, err);
    /* A refusal had no effect; a server error may have come after the work was done. */
    err->maybe_done = err->kind == ERR_SERVER && op->mutates;
    ERR_SET(err, request_id, str_printable(mem, response->request_id, 70));
    set_hint(mem, row, body, op, err);
    apply_message(message, err);
    arena_free(mem);
    return false;
}

bool error_from_parts(int status, struct str code, struct str message, const char *operation, struct err *err)
{
    struct arena *mem = arena_new();
    const struct code_row *row = find_row(mem, code, message);
    describe(mem, status, row, code, message, operation, err);
    ERR_SET(err, operation, str_c(operation));
    if (row != NULL && row->hint != NULL)
        ERR_SET(err, hint, str_c(row->hint));
    arena_free(mem);
    return false;
}

bool error_is_stale_keys(const struct err *err)
{
    static const struct str stale[] = {
        STR("ExpiredToken"),         STR("ExpiredTokenException"), STR("UnrecognizedClientException"),
        STR("InvalidClientTokenId"), STR("InvalidAccessKeyId"),    STR("UnauthenticatedException"),
        STR("InvalidToken"),
    };
    for (size_t i = 0; i < sizeof stale / sizeof stale[0]; i++) {
        if (err->kind == ERR_CREDENTIALS && str_eqc(stale[i], err->code))
            return true;
    }
    return false;
}

bool error_is_clock_skew(const struct err *err)
{
    struct str code = str_c(err->code), text = str_c(err->text);
    if (str_eq(code, STR("RequestTimeTooSkewed")) || str_eq(code, STR("RequestExpired")) ||
        str_eq(code, STR("RequestInTheFuture")))
        return true;
    bool signature = str_eq(code, STR("InvalidSignatureException")) ||
                     str_eq(code, STR("SignatureDoesNotMatch"));
    return signature && (str_contains(text, STR("Signature expired")) ||
                         str_contains(text, STR("Signature not yet current")));
}
