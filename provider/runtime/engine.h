/*
 * engine.h — what the engine's files share among themselves: the runtime's state, finding a schema, decoding and encoding.
 * Not for resources (resource.h) and not for the shells (runtime.h).
 */
#ifndef RUNTIME_ENGINE_H
#define RUNTIME_ENGINE_H

#include <stdatomic.h>

#include "runtime/runtime.h"

struct runtime {
    const struct registry *registry;
    struct stop stop;
    _Atomic(struct provider *)
        provider;         /* the newest; older ones stay until the end, calls in flight use them */
    pthread_mutex_t lock; /* of what follows */
    struct arena *mem;
    struct provider_list *published;
    struct identity_entry *identities;
    struct moved_entry *moved; /* of this walk; see move.c */
    struct saved_thing *saved; /* see saved.c; set before the first call */
    size_t saved_count;
};

/* Finds a type and sets c->schema; an unknown name is an error diagnostic and NULL. */
const struct resource *engine_resource(struct runtime *runtime, struct call *c, struct str type_name);
const struct data_source *engine_data_source(struct runtime *runtime, struct call *c, struct str type_name);

/* A DynamicValue as a value of the object's type; a failure is an error diagnostic that names `what` ("the configuration"). */
bool engine_decode(struct call *c, struct dynamic_value in, const struct object_desc *desc, const char *what,
                   struct value *ret) MUST_USE;
/* The reverse; a failure is an error diagnostic, and `ret` is left alone. */
bool engine_encode(struct call *c, const struct value *value, const struct object_desc *desc, struct str *ret)
    MUST_USE;
/* A struct for the object's rows, filled from a value (NULL: all-zero); a failure is an error diagnostic and NULL. */
void *engine_model(struct call *c, const struct object_desc *desc, const struct value *value);

/* A line that names a thing by its first identity attribute: "Cannot create lightsail_instance 'web'". */
struct str engine_title(struct call *c, const char *doing, const struct value *object);
/* Turns c->err into an error diagnostic with that line as its summary; `object` may be NULL: `doing` alone. */
void engine_report(struct call *c, const char *doing, const struct value *object);
/* A breach of Terraform's laws: a bug of ours, said so. */
void engine_bug(struct call *c, struct path path, const char *format, ...) PRINTF_LIKE(3, 4);

/* Cut where the path would step into a set or leave the schema: Terraform cannot follow it there. */
struct path engine_path(struct call *c, struct path path);

/* False, with an error diagnostic, before ConfigureProvider. */
bool engine_is_configured(struct call *c) MUST_USE;
/* The same for what may live in Terraform alone: only what is in AWS needs a configured provider. */
bool engine_is_ready(struct call *c) MUST_USE;

/* Gives the call the time of one step: the object's `timeouts` block or `timeout`, else the schema's default. */
void engine_set_timeout(struct call *c, const struct value *object, enum timeout_kind kind);

/* State with the defaults of what lives only in Terraform: after an import, a move or from an older build nobody could know them, and the plan shall be empty. */
struct value engine_local_defaults(struct call *c, const struct object_desc *desc, const struct value *state);

/* ---- region.c: which region a call is about; each sets c->client, failures are diagnostics at `region` ---- */
/* A region that somebody asks for, "" for the provider's. Refused when Lightsail is not there. */
bool engine_enter_region(struct call *c, struct str region) MUST_USE;
/* What a configuration without a state says; its ARNs have to be of the same region. */
bool engine_enter_config_region(struct call *c, const struct value *config) MUST_USE;
/* Where the thing of a state is: its `region`, its ARN's (older builds stored no other), `otherwise`, the provider's. */
bool engine_enter_state_region(struct call *c, const struct value *state, struct str otherwise) MUST_USE;
/*
 * Where the planned thing will be: what the configuration says (unknown: nowhere, c->client is NULL), else where it is, else the
 * provider's. `ret_prior` is the prior state with its region, which older builds did not store.
 */
bool engine_enter_plan_region(struct call *c, const struct value *config, const struct value *prior,
                              struct str otherwise, struct value *ret_prior) MUST_USE;
/*
 * The private data of a plan. Those of a change say where the thing is: when the change turns out to be a replacement, Terraform plans the
 * creation with nothing but these.
 */
struct str engine_private(struct call *c, bool is_change, struct str prior_private);
/*
 * A replacement for another reason than the region must not move a thing into the provider's region by the way, and cannot stay where it is:
 * Terraform plans it once more when it applies, then with nothing to tell. So it is an error at `region`, and true, when nobody says where.
 */
bool engine_refuse_to_move(struct call *c, const struct value *config, struct str prior_private) MUST_USE;
/* What the object says of its region; null when it says nothing, or has no such attribute. */
struct value engine_region(const struct call *c, const struct value *object);
/* The object with the call's region; unchanged for what has no region, or when there is no client. */
struct value engine_with_region(struct call *c, const struct value *object);
struct value engine_with_region_if_null(struct call *c, const struct value *object, struct str region);
/* The region that an import id asks for, "web@eu-west-1" or an ARN; "" when it does not. `ret_id` is without the suffix. */
struct str engine_import_region(struct call *c, struct str id, struct str *ret_id);
/* Its fourth part, or data == NULL. */
struct str engine_region_of_arn(struct str arn);

/* ---- saved.c ---- */
/* A creation in the provider's region that a plan file has for another one: an error before Terraform compares them, and true. */
bool engine_refuse_saved(struct runtime *runtime, struct call *c, const struct value *config) MUST_USE;
/*
 * The private data of a creation that the provider's region decides say which that is: in a replacement the deletion of the old thing gets
 * them. And what of them goes into the state.
 */
struct str engine_private_home(struct call *c, const struct value *config, struct str planned_private);
struct str engine_private_stored(struct str planned_private);
/* The deletion of a replacement under another region of the provider: an error, and true. */
bool engine_refuse_other_home(struct call *c, struct str planned_private) MUST_USE;

/* ---- account.c ---- */
/* AWS has shown or made this: its ARN tells the account of the credentials. */
void engine_saw_account(struct call *c, const struct value *state);
/* The ARN of a state is of another account than the credentials, as far as that is known without asking: an error, and true. */
bool engine_refuse_account(struct call *c, const struct value *state) MUST_USE;

/* ---- identity.c ---- */
/* The region in a stored or given identity; data == NULL when there is none. */
struct str engine_identity_region(struct runtime *runtime, struct call *c, const struct resource *resource,
                                  struct identity identity);
/* The region in the state's ARN; data == NULL when there is none. */
struct str engine_state_region(const struct value *state);
/* The identity of a state; `fallback` when there is no state or it is half made. */
struct identity engine_identity(struct runtime *runtime, struct call *c, const struct resource *resource,
                                const struct value *state, struct identity fallback);
/* Decodes and checks the identity that an import gives; failures are diagnostics. */
bool engine_import_identity(struct runtime *runtime, struct call *c, const struct resource *resource,
                            struct identity identity, struct value *ret_identity) MUST_USE;

/* ---- validate.c ---- */
/* Everything that a Validate… call does: decode, check the rows, ask the hook (may be NULL). */
void engine_validate_config(struct call *c, const struct schema_desc *schema, struct dynamic_value config,
                            bool write_only_allowed, bool (*hook)(struct call *c, const void *config));
/* Checks the constraint rows of a configuration, nested objects included. */
void engine_validate(struct call *c, const struct object_desc *desc, const struct value *config,
                     bool write_only_allowed);

/* ---- laws.c: what Terraform's core checks, applied to ourselves first ---- */
bool laws_plan_is_valid(struct call *c, const struct object_desc *desc, const struct value *prior,
                        const struct value *config, const struct value *planned);
/*
 * The state to store after a success: what was planned where that was known, what AWS said where it was not. An attribute that AWS reports
 * otherwise than planned is a warning, never a broken apply: the next refresh shows it as drift.
 */
struct value laws_final_state(struct call *c, const struct object_desc *desc,
                              const struct value *prior /* NULL on create */, const struct value *planned,
                              const struct value *actual);

/* ---- plan.c ---- */
/* The value of a row's default_text. */
struct value plan_default(struct arena *mem, const struct attr_desc *attr);

#endif
