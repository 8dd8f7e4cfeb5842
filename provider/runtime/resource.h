/*
 * resource.h — the contract between the runtime and a resource. Read this first when you write one.
 *
 * A resource is one JSON record in schemas/. The runtime decodes, validates, plans by the rows, checks
 * Terraform's rules and encodes. The record also declares the calls and their order (crud.h), with hooks for
 * what rows cannot express, or a C file in resources/ ("by_hand"), which fills this struct.
 *
 * All hooks get typed structs as `void *`: write `const struct static_ip *plan = plan_model;` on the first
 * line; after that the compiler checks every field. A hook that fails fills c->err (the api_… functions do)
 * and returns false.
 */
#ifndef RUNTIME_RESOURCE_H
#define RUNTIME_RESOURCE_H

#include "base/clock.h"
#include "base/json.h"
#include "runtime/diag.h"
#include "runtime/provider.h"
#include "tf/bind.h"
#include "tf/desc.h"

/* One RPC: its memory, its limits, its outcome. One worker thread owns it; only the provider in it is
 * shared. */
struct call {
    struct arena *mem;
    struct deadline deadline;        /* ends at StopProvider or the timeout of the step */
    const struct provider *provider; /* NULL before ConfigureProvider (validation) */
    struct ls_client *
        client; /* client of the region of the call; NULL as above, and in a plan whose `region` is unknown */
    const struct schema_desc *schema; /* of the resource or data source of this call */
    struct diagnostics diags;
    struct err err;         /* the error; filled by the hook that returned false */
    enum timeout_kind step; /* TIMEOUT_READ where nothing is changed */
    struct str history;     /* the operations that AWS recorded for the object before err; "" when there is
                             * nothing to report */
    struct str log; /* what belongs below err, such as the log of a container; "" when there is nothing */
    bool
        is_deletion; /* destroy: Terraform has planned a deletion; not set in a replacement, nor when that is not known */
    const void *config; /* create and update: the typed configuration, for write-only arguments only */
    struct progress_sink *progress; /* of an action; NULL elsewhere */
    bool gone;                      /* set by call_gone */
    bool is_again; /* set for a read that is repeated because the first one may be late: reads older than
                   * now do not count */
    atomic_bool cancelled; /* set by runtime_call_cancel; `deadline` checks it */
    size_t locks_held;
    struct str lock_keys[4];
};

/* The plan that modify_plan may read and change. */
struct plan {
    const void *config; /* the configuration of the user; may contain unknown values */
    const void *prior;  /* NULL on create */
    struct str
        id; /* of the object that is changed or, as far as Terraform reports it, replaced: its ARN, or its
             * name if it has no ARN */
    void
        *planned; /* already has defaults, kept and unknown values; change it only as the rules below allow */
    bool is_changed; /* the rows differ from prior (false on create) */
    bool is_final;   /* in an apply run: Terraform then refuses a replacement that it did not plan before */
    /*
     * Of a creation: an object is deleted for it, so a failed creation is a loss. Terraform does not report
     * it for a tainted object. In that case it is true if this run has read such an object (type and name),
     * and no plan has handled it yet.
     */
    bool is_replacement;
    bool is_protected;       /* of a replacement: the replaced object has deletion_protection */
    bool is_refreshed;       /* this run has read the replaced object; with -refresh=false nothing is read */
    bool is_rehearsal;       /* called for its warnings only; the same creation is planned once more */
    struct str replace_note; /* a sentence that is added to the warning of a replacement; "" for none */
    struct str replace_paths[16];
    size_t replace_count;
};

struct resource {
    const struct schema_desc *schema; /* &<name>_schema of the generated header */

    /*
     * Optional. Checks that rows cannot express. No network and no wait, because other calls are blocked
     * meanwhile. Values may be unknown: never report an unknown value. Report with call_error / call_warn,
     * and return true.
     */
    bool (*validate)(struct call *c, const void *config);

    /*
     * Optional. Runs on create and update plans after the rows. May set computed attributes (known or
     * unknown), but nothing that the user configured. Called twice, the second result must keep the values
     * that were known. Reads of the catalogue (an unknown bundle ID) are allowed: c->provider is set, but
     * catalogue values must not be in the plan unless they cannot change. Report with call_error, and return
     * true; return false only with c->err.
     */
    bool (*modify_plan)(struct call *c, struct plan *plan);

    /* Optional. Refuses or announces a deletion (not called for the deletion in a replacement). */
    bool (*plan_destroy)(struct call *c, const void *prior);

    /*
     * Creates the object. `state` starts all-null. Setting the identity attributes records that the object
     * exists: from then on a failure leaves a tainted resource in the state instead of an orphan (api_create
     * does this at the right moment). At the end the runtime fills what create left null from the plan, where
     * the plan was known.
     */
    bool (*create)(struct call *c, const void *plan, void *state);

    /*
     * Fills `state`, which starts as a copy of prior: overwrite what AWS reports, keep the rest. If the
     * object itself is not found: `return call_gone(c)`. Any other failure keeps the prior state. After an
     * import everything but the identity is null.
     */
    bool (*read)(struct call *c, const void *prior, void *state);

    /* `state` starts as a copy of prior. After each successful step store its result there, so that a
     * failure in a later step stores the actual state. */
    bool (*update)(struct call *c, const void *prior, const void *plan, void *state);

    /* Deletes the object. An object that does not exist is success. Uses prior only. */
    bool (*destroy)(struct call *c, const void *prior);

    /* Optional. Default: the import ID is the only identity attribute; an ARN is not accepted. Sets the
     * attributes that read needs. */
    bool (*import)(struct call *c, struct str id, void *state);

    /* Optional typed state upgrades, by version; see upgrade.h. */
    const struct state_upgrade *upgrades;
    size_t upgrade_count;

    /* Optional: resources of other providers whose state can be moved; see move.h. */
    const struct state_move *moves;
    size_t move_count;
};

/* From one stored version of the schema to the next. The runtime chains them. */
struct state_upgrade {
    int64_t from_version;
    const struct object_desc *from; /* generated from schemas/history */
    const struct object_desc *to;
    bool (*upgrade)(struct call *c, const void *old_model, void *new_model);
};

struct data_source {
    const struct schema_desc *schema;
    bool (*validate)(struct call *c, const void *config);
    /* `state` starts as a copy of config. Not found: an error for a single object, an empty list for many. */
    bool (*read)(struct call *c, const void *config, void *state);
};

struct provider_type {
    const struct schema_desc *schema;
    bool (*validate)(struct call *c, const void *config);
    /*
     * Fills `ret_provider` (mem, locks and terraform_version are already set); no network. If a required
     * value is unknown, it sets is_unknown there, and fails with an error at that argument.
     */
    bool (*configure)(struct call *c, const void *config, struct provider *ret_provider);
};

struct function;
struct ephemeral_resource;
struct list_resource;
struct action;
struct state_move;

/* All resources, data sources and so on, each list sorted by name. schemac emits it as `const struct
 * registry registry`, and main passes it to the runtime. */
struct registry {
    const struct provider_type *provider;
    const struct resource *const *resources;
    size_t resource_count;
    const struct data_source *const *data_sources;
    size_t data_source_count;
    const struct function *const *functions;
    size_t function_count;
    const struct ephemeral_resource *const *ephemerals;
    size_t ephemeral_count;
    const struct list_resource *const *lists;
    size_t list_count;
    const struct action *const *actions;
    size_t action_count;
};

/* ---- what hooks use ---- */

/* The object no longer exists: for read only, after an explicit NotFound of the object itself. Returns
 * true. */
bool call_gone(struct call *c);
/* Diagnostics at an attribute ("" = the whole object; "rules[0].cidrs" is a path). */
void call_error(struct call *c, const char *attribute, const char *summary, const char *format, ...)
    PRINTF_LIKE(4, 5);
void call_warn(struct call *c, const char *attribute, const char *summary, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* Serialises this call with every other call that takes the same key, until the call ends or call_unlock. */
bool call_lock(struct call *c, struct str key) MUST_USE;
void call_unlock(struct call *c, struct str key);
/*
 * For objects that may be created again while the old resource still exists. create records them (under the
 * same lock as destroy), and destroy does not delete an object that this run has created, because then it
 * removes an older state of the same object (walk.h).
 */
void call_made(struct call *c, struct str group, struct str item);
bool call_has_made(struct call *c, struct str group, struct str item);
/* All items of a group that this run has created, the latest first, in c->mem; returns their number. */
size_t call_made_of(struct call *c, struct str group, const struct str **ret_items);
/*
 * Names are unique among all kinds in a region. call_name_is_held: this run has read an object of this name
 * in the region of the call, or planned a change of one. call_name_notes: a group for notes about the name.
 * call_validations: how many configurations of the call's type and this name Terraform has validated since
 * the provider was configured. Only after the provider is configured.
 */
bool call_name_is_held(struct call *c, struct str name);
struct str call_name_notes(struct call *c, struct str name);
int64_t call_validations(struct call *c, struct str name);
/* Records the account of the credentials. From now on, a resource in the state whose ARN names another
 * account is an error. */
void account_note(struct walk *walk, struct str account);
/* AWS has reported an object with this ARN: whether `arn` belongs to the same account. */
bool account_is_same(struct call *c, struct str seen_arn, struct str arn);
/* Marks an attribute of the plan whose change replaces the object. */
void plan_replace(struct plan *plan, struct str attribute);

/*
 * The client of another region, for reads there: store it in c->client, and put the former one back afterwards.
 * "": the client of the call. Errors: ERR_USER, attribute "region", when Lightsail is not available there.
 */
bool call_client_of(struct call *c, struct str region, struct ls_client **ret_client) MUST_USE;

/* The region of the call; "" when there is no client. */
static inline struct str call_region(const struct call *c)
{
    return c->client != NULL ? ls_client_region(c->client) : (struct str){NULL, 0};
}

#endif
