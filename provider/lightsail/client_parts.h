/*
 * client_parts.h — the inside of a client, for this layer and its tests only. Knows what a client is made of;
 * must not be included from above.
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
    struct aws_config config; /* as it was given, for the keyring */
    struct keyring *keyring;
    struct http http;
    struct http_pool *pool;
    struct view *view;
    /* Called when a request that changes something has ended, whatever its outcome. */
    void (*note_change)(struct view *view, enum ls_op op);
    struct ledger *ledger;
    struct joiner *joiner;
    struct limiter *limiter;
    int most_retries;
    int64_t poll_interval_ms;
    int64_t read_lag_ms;
    _Atomic int64_t skew_ms;    /* the service's clock minus ours */
    _Atomic bool ever_answered; /* the endpoint has given an answer that makes sense */
    struct ls_client *home;     /* the client that was made first; NULL: this one */
    struct ls_client *next;     /* of the first: its other regions; of the others: the next one */
    _Atomic bool is_served;     /* the region is known to have Lightsail */
    pthread_mutex_t lock; /* of the first's chain of regions, held while one is made: without the network */
};

/* What every client has for itself alone; the rest it gets from ls_client_new or shares. */
struct ls_client *client_new_empty(void);
/* Ends what client_new_empty began. */
void client_free_own(struct ls_client *client);

/*
 * Makes the keyring, and unless the configuration says otherwise looks whether there is a source of keys at all:
 * `ret_source` is its name. Errors: see source_find.
 */
bool client_credentials_begin(struct ls_client *client, const struct aws_config *config,
                              struct profiles *profiles, struct str *ret_source, struct err *err) MUST_USE;

/* How this client reaches the Security Token Service; what it needs is in `mem`. Errors: see endpoint_find_sts. */
bool client_sts(struct ls_client *client, struct arena *mem, struct sts *ret_sts, struct err *err) MUST_USE;

/* As ls_call, but the answer is the text of an object, in scope.mem: for who reads parts of it (base/json_walk.h). */
bool client_call_text(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                      struct str *ret_text, struct err *err) MUST_USE;

/* A body that is made right before each attempt leaves. */
struct late_body {
    json_t *(*compose)(void *context, struct arena *mem); /* owned by `mem`, which outlives the call */
    void (*came_back)(void *context); /* what was composed last has certainly had no effect */
    void *context;
};
/* As client_call_text. An attempt that may have had an effect is the last one, unless `op` is repeatable. */
bool client_call_late(struct ls_client *client, struct aws_scope scope, enum ls_op op,
                      const struct late_body *late, struct str *ret_text, struct err *err) MUST_USE;

/* ---- pace.c: how long reads may be late ---- */
/* From now on, but not beyond the scope's deadline (deadline NULL: none); by clock_monotonic_ms. */
int64_t client_visible_until_ms(const struct ls_client *client, const struct aws_scope *scope);
/* The pauses between reads of something that is late: from a sixteenth of read_lag_ms to a quarter of it. */
struct ls_poll client_lag_poll(const struct ls_client *client);

/*
 * When (monotonic, ms) who waits since begun_ms and looked last at looked_ms looks next: after an eighth of that time, at the latest after
 * the poll interval. Looks fall on a grid, so that those of many waiters share a call, and take a tenth of a limited rate.
 */
int64_t client_next_look_ms(const struct ls_client *client, int64_t begun_ms, int64_t looked_ms);

/* ---- operation.c ---- */
/* The operations that an answer has named and that had not ended; NULL: there are none. Errors: ERR_FAILED, ERR_PROTOCOL. */
struct operations;
bool operations_of(struct aws_scope scope, const json_t *answer, struct operations **ret_operations,
                   struct err *err) MUST_USE;
/* Asks for each that has not ended, once. ret_is_open: one still goes on. Errors: as ls_wait_operations, without maybe_done. */
bool operations_look(struct ls_client *client, struct aws_scope scope, struct operations *operations,
                     bool *ret_is_open, struct err *err) MUST_USE;
/* The first that has not ended; false: all have. Its texts live as long as `operations`. */
bool operations_open(const struct operations *operations, struct str *ret_type, struct str *ret_resource);

/* Requests that are sent together; lives as long as its client, in `mem`. */
struct joiner;
struct joiner *joiner_new(struct arena *mem);
void joiner_free(struct joiner *joiner);

/* Puts something else in the network's place: for tests, before the first call. */
void ls_client_use_http(struct ls_client *client, struct http http);

#endif
