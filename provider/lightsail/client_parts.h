/*
 * client_parts.h — the internals of a client, for this layer and its tests only. Knows what a client consists
 * of; must not be included by other layers.
 */
#ifndef LIGHTSAIL_CLIENT_PARTS_H
#define LIGHTSAIL_CLIENT_PARTS_H

#include <stdatomic.h>

#include "aws/endpoint.h"
#include "aws/http.h"
#include "aws/keyring.h"
#include "aws/profile.h"
#include "aws/rate.h"
#include "aws/sts.h"
#include "lightsail/client.h"
#include "lightsail/join.h"
#include "lightsail/view_parts.h"

struct ls_client {
    struct arena *mem; /* owns everything below */
    struct str region, user_agent;
    struct endpoint endpoint;
    struct aws_config config; /* a copy of the caller's configuration, for the keyring */
    struct keyring *keyring;
    struct http http;
    struct http_pool *pool;
    struct view *view;
    /* Called when a changing request has ended, with any outcome. */
    void (*note_change)(struct view *view, enum ls_op op);
    struct ledger *ledger;
    struct joiner *joiner;
    struct limiter *limiter;
    int most_retries;
    int64_t poll_interval_ms;
    int64_t read_lag_ms;
    _Atomic int64_t skew_ms;    /* the service's clock minus the local clock */
    _Atomic bool has_responded; /* the endpoint has sent a valid response */
    struct ls_client *home;     /* the client that was created first; NULL: this one */
    struct ls_client *next;     /* of the first client: its other regions; of the others: the next one */
    _Atomic bool is_served;     /* the region is known to have Lightsail */
    pthread_mutex_t lock;       /* guards the first client's list of regions; not held during a request */
};

/* What every client owns separately; ls_client_new sets the rest, or another region's client shares it. */
struct ls_client *client_new_empty(void);
/* Frees what client_new_empty created. */
void client_free_own(struct ls_client *client);

/*
 * Creates the keyring and, unless the configuration skips it, checks that a source of credentials exists:
 * `ret_source` is its name. Errors: those of source_find.
 */
bool client_credentials_begin(struct ls_client *client, const struct aws_config *config,
                              struct profiles *profiles, struct str *ret_source, struct err *err) MUST_USE;

/*
 * How this client reaches the Security Token Service; the result is in `mem`. Errors: those of
 * endpoint_find_sts.
 */
bool client_sts(struct ls_client *client, struct arena *mem, struct sts *ret_sts, struct err *err) MUST_USE;

/*
 * As ls_call, but returns the response as the text of an object, in scope.mem, for callers that read only
 * parts of it (base/json_walk.h).
 */
bool client_call_text(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                      struct str *ret_text, struct err *err) MUST_USE;

/* A request body that is built immediately before each attempt. */
struct composed_body {
    json_t *(*compose)(void *context, struct arena *mem); /* owned by `mem`, which outlives the call */
    void (*had_no_effect)(void *context); /* the attempt with the last body certainly had no effect */
    void *context;
};
/* As client_call_text. An attempt that may have had an effect is the last one, unless `op` is repeatable. */
bool client_call_composed(struct ls_client *client, struct aws_scope scope, enum ls_op op,
                          const struct composed_body *body, struct str *ret_text, struct err *err) MUST_USE;

/* ---- pace.c: how long reads may be late ---- */
/*
 * The end of the time in which reads may be stale, starting now and at most the scope's deadline (deadline
 * NULL: none); by clock_monotonic_ms.
 */
int64_t client_visible_until_ms(const struct ls_client *client, const struct aws_scope *scope);
/* The pauses between repeated stale reads: from a sixteenth of read_lag_ms to a quarter of it. */
struct ls_poll client_lag_poll(const struct ls_client *client);

/*
 * The time (monotonic, ms) of the next read of a wait that started at begun_ms and last read at read_ms:
 * after an eighth of the time waited, at most after the poll interval. The times are multiples of a grid, so
 * that the reads of many waits share a call; they use at most a tenth of a limited request rate.
 */
int64_t client_next_read_ms(const struct ls_client *client, int64_t begun_ms, int64_t read_ms);

/* ---- operation.c ---- */
/*
 * The operations in a response that have not ended; NULL: there are none. Errors: ERR_FAILED, ERR_PROTOCOL.
 */
struct operations;
bool operations_of(struct aws_scope scope, const json_t *response, struct operations **ret_operations,
                   struct err *err) MUST_USE;
/*
 * Reads each operation that has not ended, once. ret_is_open: at least one continues. Errors: those of
 * ls_wait_operations, without maybe_done.
 */
bool operations_read(struct ls_client *client, struct aws_scope scope, struct operations *operations,
                     bool *ret_is_open, struct err *err) MUST_USE;
/* The first operation that has not ended; false: all have. Its texts live as long as `operations`. */
bool operations_open(const struct operations *operations, struct str *ret_type, struct str *ret_resource);

/* Requests that are sent as one; lives as long as its client, in `mem`. */
struct joiner;
struct joiner *joiner_new(struct arena *mem);
void joiner_free(struct joiner *joiner);

/* Replaces the HTTP transport: for tests, before the first call. */
void ls_client_use_http(struct ls_client *client, struct http http);

#endif
