/*
 * client.h — the Lightsail API as a function: JSON in, JSON out. Knows AWS; must not know Terraform.
 *
 * Protocol: AWS JSON 1.1, `X-Amz-Target: Lightsail_20161128.<Operation>`, signature version 4.
 */
#ifndef LIGHTSAIL_CLIENT_H
#define LIGHTSAIL_CLIENT_H

#include <stdbool.h>

#include "aws/settings.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "lightsail/op.h"

/* Immutable after ls_client_new but for its locked caches; used by all workers at once. */
struct ls_client;

/*
 * Resolves region and endpoint, and looks in arguments, environment and files where credentials will come from.
 * Nothing is asked of the network and no process is started: that happens at the first call. `config` may go
 * afterwards. The caller frees it with ls_client_free when no call runs any more.
 * Errors: ERR_USER (region missing or unknown to the endpoint rules, plain-http endpoint off loopback,
 * profile missing, unreadable file), ERR_CREDENTIALS; `attribute` names the provider argument at fault.
 */
bool ls_client_new(const struct aws_config *config, struct ls_client **ret_client, struct err *err) MUST_USE;
void ls_client_free(struct ls_client *client);

/*
 * The client of another region: with the same keys, connections and settings, but an endpoint, a rate, reads and
 * waits of its own, because Lightsail throttles each region by itself. Made when it is first asked for, from any
 * thread; asking any of the family gives the same one. It lives as long as the first client, which frees it.
 * Errors: ERR_USER, attribute "region", when it does not look like a region or is in another part of AWS.
 */
bool ls_client_in_region(struct ls_client *client, struct str region, struct ls_client **ret_client,
                         struct err *err) MUST_USE;

/*
 * Whether Lightsail is in the client's region at all. Only of a region that this build does not know the first
 * client asks, once, by GetRegions; when that cannot be had, the region counts as there. Errors: ERR_USER, attribute
 * "region", with the names that are near or all.
 */
bool ls_client_check_region(struct ls_client *client, struct aws_scope scope, struct err *err) MUST_USE;

struct str ls_client_region(const struct ls_client *client);
int64_t ls_client_poll_interval_ms(const struct ls_client *client);
int64_t ls_client_read_lag_ms(const struct ls_client *client);
/* How long what was accepted is looked for: twelve times that, a minute by default. */
int64_t ls_client_visible_ms(const struct ls_client *client);

/*
 * Sends one request and answers with the parsed body (an object, in scope->mem). Retries throttling, "please
 * try again", 5xx and connection errors with jittered backoff while deadline and max_retries last (ten minutes when
 * there is no deadline; four attempts when the endpoint has never given an answer that makes sense) - but an
 * operation that is neither read-only nor repeatable is not sent again after an answer that may have been
 * lost (connection gone after sending, 5xx): then err->maybe_done is set and the caller looks before it
 * repeats. A stop ends a reading request at once; a changing one that is under way gets 5 s to come back. A
 * machine whose clock is wrong is corrected by the service's. `in` may be NULL for no members; its reference
 * stays with the caller. Errors: err.h's kinds with operation, code, request id, tip (as hint).
 */
bool ls_call(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in, json_t **ret_out,
             struct err *err) MUST_USE;

/*
 * All pages of a list operation: follows nextPageToken and answers with one array of the member
 * `items_member` ("instances"), owned by scope->mem.
 */
bool ls_call_pages(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                   const char *items_member, json_t **ret_items, struct err *err) MUST_USE;

/*
 * Waits until every operation named in an answer (members `operations` or `operation`) has ended. NotStarted
 * and Started go on; Succeeded and Completed are success; Failed gives ERR_FAILED with errorCode and
 * errorDetails of the operation. An answer without operations is done. Source: GetOperation. Every error but
 * ERR_FAILED has maybe_done: the work goes on without us. An operation that the service does not know is
 * ERR_PROTOCOL, never ERR_NOT_FOUND, which means the thing.
 */
bool ls_wait_operations(struct ls_client *client, struct aws_scope scope, const json_t *answer,
                        struct err *err) MUST_USE;

/*
 * The wait between two looks at something that changes by itself; grows from the poll interval's quarter to
 * its whole.
 */
struct ls_poll {
    int64_t next_ms, most_ms;
};
struct ls_poll ls_poll_begin(const struct ls_client *client);
/* False when the deadline is over, with ERR_STOPPED or ERR_TIMEOUT. */
bool ls_poll_wait(struct ls_poll *poll, const struct aws_scope *scope, struct err *err) MUST_USE;

/*
 * The account (twelve digits, in scope->mem) that the credentials belong to: as their source tells it, else by
 * GetCallerIdentity - unless `ask` is false; then "" when the source does not tell. Errors: as ls_call.
 */
bool ls_client_account(struct ls_client *client, struct aws_scope scope, bool ask, struct str *ret_account,
                       struct err *err) MUST_USE;

/*
 * The service's time of the last answer minus our clock, in ms (0 before the first answer). The service tells
 * whole seconds: the result may be too small by up to one second and the time that the answer was under way.
 */
int64_t ls_client_clock_skew_ms(const struct ls_client *client);

#endif
