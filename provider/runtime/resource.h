/*
 * resource.h — the contract between the engine and a resource. Read this first when you write one.
 *
 * A resource is one JSON record in schemas/. The engine decodes, validates, plans by the rows, checks Terraform's laws and encodes; which calls are made
 * in which order the record says too (crud.h), with hooks for what rows cannot say, or a C file in resources/ ("by_hand"), which fills this struct.
 *
 * All hooks get typed structs as `void *`: write `const struct static_ip *plan = plan_model;` on the first line, after that
 * the compiler knows every field. A hook that fails fills c->err (the api_… functions do) and returns false.
 */
#ifndef RUNTIME_RESOURCE_H
#define RUNTIME_RESOURCE_H

#include "base/clock.h"
#include "base/json.h"
#include "runtime/diag.h"
#include "runtime/provider.h"
#include "tf/bind.h"
#include "tf/desc.h"

/* One RPC: its memory, its limits, its outcome. One worker owns it; nothing in it is shared but the provider. */
struct call {
    struct arena *mem;
    struct deadline deadline;        /* ends with StopProvider or the timeout of the step */
    const struct provider *provider; /* NULL before ConfigureProvider (validation) */
    struct ls_client *
        client; /* of the region that the call is about; NULL as above, and in a plan whose `region` is unknown */
    const struct schema_desc *schema; /* of the resource or data source at hand */
    struct diagnostics diags;
    struct err err;         /* filled by the hook that returned false */
    enum timeout_kind step; /* TIMEOUT_READ where nothing is changed */
    struct str history;     /* what AWS did with the thing before err; "" when that says nothing */
    const void *
        config; /* create and update: the typed configuration, for write-only arguments and for nothing else */
    struct progress_sink *progress; /* of an action; NULL elsewhere */
    bool gone;                      /* set by call_gone */
    bool
        is_again; /* a read that is repeated because the first one may be late: nothing older than now counts */
    atomic_bool cancelled; /* by runtime_call_cancel; `deadline` looks at it */
    size_t locks_held;
    struct str lock_keys[4];
};

/* The plan that modify_plan may look at and change. */
struct plan {
    const void *config; /* what the user wrote; unknowns possible */
    const void *prior;  /* NULL on create */
    struct str
        id; /* of what is changed or, as far as Terraform tells, replaced: its ARN, or what finds it again where it has none */
    void *planned;   /* defaults, kept and unknown values are already in; change it by the laws below */
    bool is_changed; /* the rows say that something differs from prior (false on create) */
    bool is_final;   /* of an apply walk: Terraform refuses a replacement now that it did not plan before */
    /*
     * Of a creation: something is deleted for it, so that what cannot be made is lost. Terraform does not tell it of a tainted thing: then it
     * is so if this walk has read the like (type and name), and no plan has said yet what becomes of that.
     */
    bool is_replacement;
    bool is_refreshed; /* this walk has read what is replaced; -refresh=false reads nothing */
    bool is_rehearsal; /* asked for its warnings; the same creation is planned once more */
    struct str replace_paths[16];
    size_t replace_count;
};

struct resource {
    const struct schema_desc *schema; /* &<name>_schema of the generated header */

    /*
     * Optional. Checks that rows cannot express. No network and no wait, because nobody else is served meanwhile; unknowns possible: never
     * complain about an unknown. Report with call_error / call_warn, and return true.
     */
    bool (*validate)(struct call *c, const void *config);

    /*
     * Optional. Runs on create and update plans after the rows. May set computed attributes (known or unknown), and nothing else that the
     * user configured. Pure in the sense of the protocol: called twice, the second answer must keep what was known. Catalogue
     * look-ups (an unknown bundle id) are allowed: c->provider is there, but its values may not get into the plan unless they cannot change.
     * Report with call_error, and return true; return false only with c->err.
     */
    bool (*modify_plan)(struct call *c, struct plan *plan);

    /* Optional. Refuses or announces a destruction (not called for the delete half of a replacement). */
    bool (*plan_destroy)(struct call *c, const void *prior);

    /*
     * Creates the thing. `state` starts all-null; setting the identity attributes is what makes it real: from then on a failure leaves a
     * tainted object in the state instead of an orphan (api_create does that at the right moment). At the end the engine fills what
     * create left null from the plan where the plan was known.
     */
    bool (*create)(struct call *c, const void *plan, void *state);

    /*
     * Fills `state`, which starts as a copy of prior: overwrite what AWS tells, leave what it does not tell. The thing itself not found:
     * `return call_gone(c)`. Any other failure keeps the prior state. After an import everything but the identity is null.
     */
    bool (*read)(struct call *c, const void *prior, void *state);

    /* `state` starts as a copy of prior: after each step that succeeded put its result in, so that a failure in a later step stores the truth. */
    bool (*update)(struct call *c, const void *prior, const void *plan, void *state);

    /* Removes it; already gone is success. Works from prior alone. */
    bool (*destroy)(struct call *c, const void *prior);

    /* Optional; default: the import id is the single identity attribute, or the last part of an ARN is not accepted. Sets the attributes that read needs. */
    bool (*import)(struct call *c, struct str id, void *state);

    /* Optional typed state upgrades, by version; see upgrade.h. */
    const struct state_upgrade *upgrades;
    size_t upgrade_count;

    /* Optional: other providers' resources whose state can be taken over; see move.h. */
    const struct state_move *moves;
    size_t move_count;
};

/* From one stored version of the schema to the next; chained by the engine. */
struct state_upgrade {
    int64_t from_version;
    const struct object_desc *from; /* generated from schemas/history */
    const struct object_desc *to;
    bool (*upgrade)(struct call *c, const void *old_model, void *new_model);
};

struct data_source {
    const struct schema_desc *schema;
    bool (*validate)(struct call *c, const void *config);
    /* `state` starts as a copy of config. Not found: an error for a single thing, an empty list for many. */
    bool (*read)(struct call *c, const void *config, void *state);
};

struct provider_type {
    const struct schema_desc *schema;
    bool (*validate)(struct call *c, const void *config);
    /*
     * Fills `ret_provider` (mem, locks and terraform_version are set already); no network. What cannot work without a value that is unknown
     * sets is_unknown there, and fails with an error at that argument.
     */
    bool (*configure)(struct call *c, const void *config, struct provider *ret_provider);
};

struct function;
struct ephemeral_resource;
struct list_resource;
struct action;
struct state_move;

/* Everything that there is, each list sorted by name; emitted by schemac as `const struct registry registry`, handed to the runtime by main. */
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

/* The thing is gone: for read only, after an explicit NotFound of the thing itself. Returns true. */
bool call_gone(struct call *c);
/* Diagnostics at an attribute ("" = the whole object; "rules[0].cidrs" is a path). */
void call_error(struct call *c, const char *attribute, const char *summary, const char *format, ...)
    PRINTF_LIKE(4, 5);
void call_warn(struct call *c, const char *attribute, const char *summary, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* Serialises with every other call that takes the same key, until the call ends or call_unlock. */
bool call_lock(struct call *c, struct str key) MUST_USE;
void call_unlock(struct call *c, struct str key);
/*
 * For what can be made over while it exists: create notes it (under the lock that destroy takes), and destroy leaves alone what this walk
 * has made, because then it is asked to remove an older state of the same thing (walk.h).
 */
void call_made(struct call *c, struct str group, struct str item);
bool call_has_made(struct call *c, struct str group, struct str item);
/* All items of a group that this walk has made, the latest first, in c->mem; how many. */
size_t call_made_of(struct call *c, struct str group, const struct str **ret_items);
/*
 * Names are unique over all kinds of a region. call_name_is_held: this walk has read a thing of this name in the region of the call, or
 * planned a change of one. call_name_notes: a group for notes on the name. call_validations: how many configurations of the
 * call's type and of this name Terraform has had validated since the provider was configured. Only where there is a walk.
 */
bool call_name_is_held(struct call *c, struct str name);
struct str call_name_notes(struct call *c, struct str name);
int64_t call_validations(struct call *c, struct str name);
/* The account of the credentials is known: things in the state whose ARNs name another one are an error from now on. */
void account_note(struct walk *walk, struct str account);
/* AWS has shown an object with this ARN: whether `arn` is of the same account. */
bool account_is_same(struct call *c, struct str seen_arn, struct str arn);
/* Marks an attribute of the plan as one whose change replaces the thing. */
void plan_replace(struct plan *plan, struct str attribute);

/* The region that the call is about; "" when there is no client. */
static inline struct str call_region(const struct call *c)
{
    return c->client != NULL ? ls_client_region(c->client) : (struct str){NULL, 0};
}

#endif
