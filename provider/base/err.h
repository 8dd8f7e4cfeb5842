/*
 * err.h — the error value. Knows what can go wrong in general and how to carry the facts up; must not know who shows it.
 *
 * A fallible function returns bool, is MUST_USE and takes `struct err *err` last. The error is filled where the facts
 * are, once; callers pass it up and add context only where that adds a fact. No allocation, no errno, no thread-local.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>

#include "base/str.h"

enum err_kind {
    ERR_NONE,
    ERR_USER,        /* what the user wrote is wrong: configuration, environment, arguments */
    ERR_CREDENTIALS, /* no credentials, expired, refused */
    ERR_NOT_FOUND,   /* the API said so explicitly, of the thing that was asked for */
    ERR_CONFLICT,    /* the name is in use, or the object is in transition */
    ERR_THROTTLED,   /* asked to slow down */
    ERR_DENIED,      /* valid credentials, missing permission */
    ERR_API,         /* any other refusal by the service */
    ERR_SERVER,      /* 5xx */
    ERR_NETWORK,     /* no answer: DNS, connection, TLS, half an answer */
    ERR_PROTOCOL,    /* an answer that cannot be understood */
    ERR_FAILED,      /* an operation that was accepted and then failed */
    ERR_TIMEOUT,     /* our own deadline */
    ERR_STOPPED,     /* StopProvider or an interrupt */
    ERR_INTERNAL,    /* a bug of ours */
};

struct err {
    enum err_kind kind;
    bool retryable;     /* the same request may succeed later */
    bool maybe_done;    /* the request may have taken effect although this error came back */
    bool timed_out;     /* no answer came in the time that one may take */
    int http_status;    /* 0 when there was no answer */
    char operation[64]; /* API operation, "" when none */
    char code[96];      /* AWS error code */
    char request_id[80];
    char attribute
        [160];       /* path of the attribute at fault as `rules[0].from_port`, "" when the whole object is */
    char text[1024]; /* one sentence */
    char hint[512];  /* what to do; "" when the text says it */
};

/* The one macro that changes control flow. */
#define TRY(call)         \
    do {                  \
        if (!(call))      \
            return false; \
    } while (0)

/* Sets kind and text, clears the rest, and returns false so that `return fail(…)` reads well. */
bool fail(struct err *err, enum err_kind kind, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same with the path of the attribute at fault. */
bool fail_at(struct err *err, enum err_kind kind, const char *attribute, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* Adds what to do about it; returns false. */
bool fail_hint(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);
/* Puts a fact before the text: "while attaching disk 'x': …"; returns false. */
bool fail_context(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Copies a text into one of the fixed fields, cut at a character when it is too long. */
void err_set_field(char *field, size_t field_bytes, struct str text);
#define ERR_SET(err, field, s) err_set_field((err)->field, sizeof((err)->field), (s))

#endif
