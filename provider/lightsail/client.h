/*
 * client.h — the Lightsail API as a function: JSON in, JSON out. Knows AWS; must not know Terraform.
 *
 * Protocol: AWS JSON 1.1, `X-Amz-Target: Lightsail_20161128.<Operation>`, signature version 4.
 */
#ifndef LIGHTSAIL_CLIENT_H
#define LIGHTSAIL_CLIENT_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "lightsail/op.h"

struct ls_tag {
    struct str key, value;
};

/* A role to take on; none when its ARN is "". Source: AssumeRole of the Security Token Service. */
struct ls_role {
    struct str arn;
    struct str session_name; /* "": one is made up */
    struct str external_id, policy, source_identity;
    const struct str *policy_arns, *transitive_tag_keys;
    const struct ls_tag *tags;
    size_t policy_arn_count, transitive_tag_key_count, tag_count;
    int64_t duration_s; /* 0: the service's hour */
};

/* A switch that arguments, environment or profile may set. */
enum ls_switch { LS_NOT_GIVEN, LS_ON, LS_OFF };

/*
 * What a client is made of. Empty texts mean "not given": then the environment and the profile files decide.
 * Files: NULL means AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, or those in ~/.aws. user_agent: as
 * "terraform-provider-lightsail/0.1.0 Terraform/1.11.4"; what the environment adds to it we add.
 */
struct ls_config {
    struct str region, profile, access_key, secret_key, token, endpoint;
    const struct str *config_files, *credentials_files;
    size_t config_file_count, credentials_file_count;
    int max_retries; /* 0: nothing twice; < 0: AWS_MAX_ATTEMPTS - 1, the profile's max_attempts - 1, that of retry_mode */
    int64_t poll_interval_ms; /* <= 0: 2 s */
    int64_t
        read_lag_ms; /* how long a read may lag behind a write; < 0: never; 0: LIGHTSAIL_READ_LAG_MS, or 5 s */
    struct str
        retry_mode; /* "standard", "adaptive", "legacy"; "": AWS_RETRY_MODE, the profile's, or until the patience ends */
    int most_requests_at_once; /* <= 0: no limit */
    struct str user_agent;
    const struct ls_role *roles; /* taken on one after the other, with the keys that are found otherwise */
    size_t role_count;
    enum ls_switch use_fips, use_dualstack;
    struct str ca_bundle; /* file of trusted certificates; "": AWS_CA_BUNDLE, the profile's, the system's */
    bool skip_credentials_check; /* a missing or half source of keys is told at the first call */
};

/* Immutable after ls_client_new but for its locked caches; used by all workers at once. */
struct ls_client;

/* What one call brings along: where its memory comes from and how long it may wait. Neither is NULL. */
struct ls_scope {
    struct arena *mem;
    const struct patience *patience;
};

/*
 * Resolves region and endpoint, and looks in arguments, environment and files where credentials will come from.
 * Nothing is asked of the network and no process is started: that happens at the first call. `config` may go
 * afterwards. The caller frees it with ls_client_free when no call runs any more.
 * Errors: ERR_USER (region missing or unknown to the endpoint rules, plain-http endpoint off loopback,
 * profile missing, unreadable file), ERR_CREDENTIALS; `attribute` names the provider argument at fault.
 */
bool ls_client_new(const struct ls_config *config, struct ls_client **ret_client, struct err *err) MUST_USE;
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
bool ls_client_check_region(struct ls_client *client, struct ls_scope scope, struct err *err) MUST_USE;

struct str ls_client_region(const struct ls_client *client);
int64_t ls_client_poll_interval_ms(const struct ls_client *client);
int64_t ls_client_read_lag_ms(const struct ls_client *client);
/* How long what was accepted is looked for: twelve times that, a minute by default. */
int64_t ls_client_visible_ms(const struct ls_client *client);

/*
 * Sends one request and answers with the parsed body (an object, in scope->mem). Retries throttling, "please
 * try again", 5xx and connection errors with jittered backoff while patience and max_retries last (ten minutes when
 * there is no patience; four attempts when the endpoint has never given an answer that makes sense) - but an
 * operation that is neither read-only nor repeatable is not sent again after an answer that may have been
 * lost (connection gone after sending, 5xx): then err->maybe_done is set and the caller looks before it
 * repeats. A stop ends a reading request at once; a changing one that is under way gets 5 s to come back. A
 * machine whose clock is wrong is corrected by the service's. `in` may be NULL for no members; its reference
 * stays with the caller. Errors: err.h's kinds with operation, code, request id, tip (as hint).
 */
bool ls_call(struct ls_client *client, struct ls_scope scope, enum ls_op op, json_t *in, json_t **ret_out,
             struct err *err) MUST_USE;

/*
 * All pages of a list operation: follows nextPageToken and answers with one array of the member
 * `items_member` ("instances"), owned by scope->mem.
 */
bool ls_call_pages(struct ls_client *client, struct ls_scope scope, enum ls_op op, json_t *in,
                   const char *items_member, json_t **ret_items, struct err *err) MUST_USE;

/*
 * Waits until every operation named in an answer (members `operations` or `operation`) has ended. NotStarted
 * and Started go on; Succeeded and Completed are success; Failed gives ERR_FAILED with errorCode and
 * errorDetails of the operation. An answer without operations is done. Source: GetOperation. Every error but
 * ERR_FAILED has maybe_done: the work goes on without us. An operation that the service does not know is
 * ERR_PROTOCOL, never ERR_NOT_FOUND, which means the thing.
 */
bool ls_wait_operations(struct ls_client *client, struct ls_scope scope, const json_t *answer,
                        struct err *err) MUST_USE;

/*
 * The wait between two looks at something that changes by itself; grows from the poll interval's quarter to
 * its whole.
 */
struct ls_poll {
    int64_t next_ms, most_ms;
};
struct ls_poll ls_poll_begin(const struct ls_client *client);
/* False when the patience is over, with ERR_STOPPED or ERR_TIMEOUT. */
bool ls_poll_wait(struct ls_poll *poll, const struct ls_scope *scope, struct err *err) MUST_USE;

/*
 * The account (twelve digits, in scope->mem) that the credentials belong to: as their source tells it, else by
 * GetCallerIdentity - unless `ask` is false; then "" when the source does not tell. Errors: as ls_call.
 */
bool ls_client_account(struct ls_client *client, struct ls_scope scope, bool ask, struct str *ret_account,
                       struct err *err) MUST_USE;

/*
 * The service's time of the last answer minus our clock, in ms (0 before the first answer). The service tells
 * whole seconds: the result may be too small by up to one second and the time that the answer was under way.
 */
int64_t ls_client_clock_skew_ms(const struct ls_client *client);

#endif
