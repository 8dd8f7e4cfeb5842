/*
 * err.h — the error value. Knows the kinds of errors and the facts of an error; must not know where it is
 * shown.
 *
 * A function that can fail returns bool, is MUST_USE and takes `struct err *err` last. The code that detects
 * the error fills it once; callers return it and add context only when that adds a fact. No allocation, no
 * errno, no thread-local data.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>

#include "base/str.h"

enum err_kind {
    ERR_NONE,
    ERR_USER,        /* invalid input of the user: configuration, environment, arguments */
    ERR_CREDENTIALS, /* credentials missing, expired or refused */
    ERR_NOT_FOUND,   /* the API reported that the requested object does not exist */
    ERR_CONFLICT,    /* the name is in use, or the object is in transition */
    ERR_THROTTLED,   /* throttled */
    ERR_DENIED,      /* valid credentials, missing permission */
    ERR_API,         /* any other refusal by the service */
    ERR_SERVER,      /* 5xx */
    ERR_NETWORK,     /* no response: DNS, connection, TLS, incomplete response */
    ERR_PROTOCOL,    /* a response that cannot be read */
    ERR_FAILED,      /* an operation that was accepted and failed later */
    ERR_TIMEOUT,     /* the caller's deadline */
    ERR_STOPPED,     /* StopProvider or an interrupt */
    ERR_INTERNAL,    /* a bug of this program */
};

struct err {
    enum err_kind kind;
    bool retryable;     /* the same request may succeed later */
    bool maybe_done;    /* the request may have taken effect in spite of this error */
    bool timed_out;     /* no response within the timeout */
    int http_status;    /* 0 when there was no response */
    char operation[64]; /* API operation, "" when none */
    char code[96];      /* AWS error code */
    char request_id[80];
    char attribute[160]; /* attribute that caused the error, `rules[0].from_port`; "": the whole object */
    char text[1024];     /* one sentence */
    char hint[512];      /* what to do next; "" when the text says it */
};

/* The only macro that changes the control flow. */
#define TRY(call)         \
    do {                  \
        if (!(call))      \
            return false; \
    } while (0)

/* Sets kind and text, clears the rest, and returns false, for `return fail(…)`. */
bool fail(struct err *err, enum err_kind kind, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same with the path of the attribute that caused it. */
bool fail_at(struct err *err, enum err_kind kind, const char *attribute, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* Sets the hint what to do next; returns false. */
bool fail_hint(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);
/* Prepends context to the text: "while attaching disk 'x': …"; returns false. */
bool fail_context(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Copies a text into one of the fixed fields; a text that is too long is cut at a character. */
void err_set_field(char *field, size_t field_bytes, struct str text);
#define ERR_SET(err, field, s) err_set_field((err)->field, sizeof((err)->field), (s))

#endif
