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

/*
 * Immutable after ls_client_new, except for its caches, which have locks; all threads use it at the same
 * time.
 */
struct ls_client;

/*
 * Resolves region and endpoint, and determines from arguments, environment and files where the credentials
 * will come from. It makes no request and starts no process: both happen at the first call. `config` need not
 * outlive this function. The caller frees the client with ls_client_free when no call runs any more. Errors:
 * ERR_USER (region missing or unknown to the endpoint rules, plain http endpoint that is not on this machine,
 * missing profile, unreadable file), ERR_CREDENTIALS; `attribute` names the provider argument that caused the
 * error.
 */
bool ls_client_new(const struct aws_config *config, struct ls_client **ret_client, struct err *err) MUST_USE;
void ls_client_free(struct ls_client *client);

/*
 * The client of another region. It shares credentials, connections and settings, but has its own endpoint,
 * request rate, reads and waits, because Lightsail throttles each region separately. It is created at the
 * first call, from any thread; the same region always returns the same client. It lives as long as the first
 * client, which frees it. Errors: ERR_USER, attribute "region", when the name is not a valid region or is in
 * another AWS partition.
 */
bool ls_client_in_region(struct ls_client *client, struct str region, struct ls_client **ret_client,
                         struct err *err) MUST_USE;

/*
 * Whether Lightsail is available in the client's region. For a region that this build does not know, the
 * first client calls GetRegions once; when that call fails, the region counts as available. Errors: ERR_USER,
 * attribute "region", with a hint that lists similar names or all names.
 */
bool ls_client_check_region(struct ls_client *client, struct aws_scope scope, struct err *err) MUST_USE;

struct str ls_client_region(const struct ls_client *client);
int64_t ls_client_poll_interval_ms(const struct ls_client *client);
int64_t ls_client_read_lag_ms(const struct ls_client *client);
/*
 * How long reads are repeated until they show an accepted change: twelve times the read lag, one minute by
 * default.
 */
int64_t ls_client_visible_ms(const struct ls_client *client);

/*
 * Sends one request and returns the parsed body (an object, in scope->mem). Retries throttling, "please try
 * again", 5xx and connection errors with jittered backoff, limited by the deadline and max_retries (ten
 * minutes without a deadline; four attempts while the endpoint has not yet sent a valid response). An
 * operation that is neither read-only nor repeatable is not sent again when its response may have been lost
 * (connection closed after sending, 5xx): then err->maybe_done is set, and the caller reads the object before
 * it repeats the request. A stop ends a read at once; a change that was already sent gets 5 s to receive its
 * response. A wrong local clock is corrected by the service's clock. `in` may be NULL for no members; its
 * reference remains with the caller. Errors: the kinds of err.h with operation, code, request ID and hint.
 */
bool ls_call(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in, json_t **ret_out,
             struct err *err) MUST_USE;
/* A change that shows in nothing that callers read, such as a tag of this provider: earlier reads stay valid. */
bool ls_call_hidden(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                    struct err *err) MUST_USE;

/*
 * All pages of a list operation: follows nextPageToken and returns one array with the objects of the member
 * `items_member` ("instances"), owned by scope->mem.
 */
bool ls_call_pages(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                   const char *items_member, json_t **ret_items, struct err *err) MUST_USE;

/*
 * Waits until every operation in a response (members `operations` or `operation`) has ended. NotStarted and
 * Started continue; Succeeded and Completed are success; Failed gives ERR_FAILED with errorCode and
 * errorDetails of the operation. A response without operations counts as ended. Source: GetOperation. Every
 * error except ERR_FAILED has maybe_done, because AWS continues the work. An operation that the service does
 * not know is ERR_PROTOCOL, never ERR_NOT_FOUND, which would mean the object.
 */
bool ls_wait_operations(struct ls_client *client, struct aws_scope scope, const json_t *response,
                        struct err *err) MUST_USE;

/*
 * The pause between two reads while polling; it grows from a quarter of the poll interval to the whole
 * interval.
 */
struct ls_poll {
    int64_t next_ms, most_ms;
};
struct ls_poll ls_poll_begin(const struct ls_client *client);
/* False when the deadline has passed or the call was stopped: ERR_TIMEOUT or ERR_STOPPED. */
bool ls_poll_wait(struct ls_poll *poll, const struct aws_scope *scope, struct err *err) MUST_USE;

/*
 * The account (twelve digits, in scope->mem) of the credentials: as their source reports it, otherwise from
 * GetCallerIdentity. With `ask` false there is no request, and the result is "" when the source does not
 * report it. Errors: those of ls_call.
 */
bool ls_client_account(struct ls_client *client, struct aws_scope scope, bool ask, struct str *ret_account,
                       struct err *err) MUST_USE;

/*
 * The service's time in the last response minus the local clock, in ms (0 before the first response). The
 * service reports whole seconds: the result may be too small by up to one second plus the time the response
 * took to arrive.
 */
int64_t ls_client_clock_skew_ms(const struct ls_client *client);

#endif
