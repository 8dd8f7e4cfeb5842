/*
 * engine.h — what the engine's files share among themselves: the runtime's state, finding a schema, decoding and encoding.
 * Not for resources (resource.h) and not for the shells (runtime.h).
 */
#ifndef RUNTIME_ENGINE_H
#define RUNTIME_ENGINE_H

#include <stdatomic.h>

#include "runtime/runtime.h"
#include "tf/given.h"

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
/* A struct for the object's rows, filled from what a value gives (NULL: all-zero); a failure is an error diagnostic and NULL. */
void *engine_model(struct call *c, const struct object_desc *desc, const struct value *value);

/* The name by which a person knows the object: its first identity attribute; data == NULL when it is not known. */
struct str engine_name(const struct call *c, const struct value *object);
/* A line that names a thing by its first identity attribute: "Cannot create lightsail_instance 'web'". */
struct str engine_title(struct call *c, const char *doing, const struct value *object);
/* Turns c->err into an error diagnostic with that line as its summary; `object` may be NULL: `doing` alone. */
void engine_report(struct call *c, const char *doing, const struct value *object);
/* A breach of Terraform's laws: a bug of ours, said so. */
void engine_bug(struct call *c, struct path path, const char *format, ...) PRINTF_LIKE(3, 4);

/* Cut where the path would step into a set or leave the schema: Terraform cannot follow it there. */
struct path engine_path(struct call *c, struct path path);

/* False, with an error diagnostic, before ConfigureProvider, and when what it was given is unknown. */
bool engine_is_configured(struct call *c) MUST_USE;
/* The same for what may live in Terraform alone: only what is in AWS needs a configured provider. */
bool engine_is_ready(struct call *c) MUST_USE;

/* ---- deferral.c: a provider whose region, credentials or account are unknown in a plan ---- */
/*
 * Whether a failed `configure` may be left at that: something is unknown, and the client lets what needs it wait. Then the provider can be
 * published as it is; the error is taken out of the call and kept in it.
 */
bool engine_defer_provider(const struct runtime *runtime, struct call *c, struct provider *provider,
                           bool deferral_allowed) MUST_USE;
/* Whether this call is to be answered with "deferred": it is about AWS, the provider is such a one, and nothing is being applied. */
bool engine_defers(const struct runtime *runtime, const struct call *c, bool deferral_allowed) MUST_USE;
/* This call is one of an apply: from now on nothing waits. */
void engine_applies(struct call *c);

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
/* What the object says of its region; null when it says nothing ("" too), or has no such attribute. */
struct value engine_region(const struct call *c, const struct value *object);
/* The object with the call's region; unchanged for what has no region, or when there is no client. */
struct value engine_with_region(struct call *c, const struct value *object);
struct value engine_with_region_if_null(struct call *c, const struct value *object, struct str region);
/* The region that an import id asks for, "web@eu-west-1" or an ARN; "" when it does not. `ret_id` is without the suffix. */
struct str engine_import_region(struct call *c, struct str id, struct str *ret_id);
/* Its fourth part, or data == NULL. */
struct str engine_region_of_arn(struct str arn);
/* The region in the state's ARN; data == NULL when there is none. */
struct str engine_state_region(const struct value *state);

/* ---- private.c ---- */
/*
 * The private data of a plan. Those of a change (else `prior` is null) say where the thing is and which it is: when the change turns out
 * to be a replacement, Terraform plans the creation with nothing but these.
 */
struct str engine_private(struct call *c, const struct value *prior, struct str prior_private);
/* Which thing they were of (engine_id); data == NULL when they do not say. */
struct str engine_private_id(struct str private_data);
/* After an apply: the same, written now. */
struct str engine_private_written(struct call *c, struct str private_data);
/* Whether this configuration wrote it within the last minutes, so that a read may be late. */
bool engine_is_recent(const struct call *c, struct str private_data);
/*
 * A replacement for another reason than the region must not move a thing into the provider's region by the way, and cannot stay where it is:
 * Terraform plans it once more when it applies, then with nothing to tell. So it is an error at `region`, and true, when nobody says where.
 */
bool engine_refuse_to_move(struct call *c, const struct value *config, struct str prior_private) MUST_USE;

/* ---- id.c ---- */
/* The object with its `id`, unknown when what it is made of is; unchanged for what has none, and when there is no object. */
struct value engine_with_id(struct call *c, const struct value *object);

/* ---- saved.c ---- */
/* A creation in the provider's region that a plan file has for another one: an error before Terraform compares them, and true. */
bool engine_refuse_saved(struct runtime *runtime, struct call *c, const struct value *config) MUST_USE;
/*
 * The private data of a creation that the provider's region decides say which that is: in a replacement the deletion of the old thing gets
 * them (private.c).
 */
struct str engine_private_home(struct call *c, const struct value *config, struct str planned_private);
/* That region; data == NULL when they name none. */
struct str engine_private_home_region(struct str private_data);
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
/* The identity of a state; `fallback` when there is no state or it is half made. */
struct identity engine_identity(struct runtime *runtime, struct call *c, const struct resource *resource,
                                const struct value *state, struct identity fallback);
/* Decodes and checks the identity that an import gives; failures are diagnostics. */
bool engine_import_identity(struct runtime *runtime, struct call *c, const struct resource *resource,
                            struct identity identity, struct value *ret_identity) MUST_USE;

/* ---- validate.c ---- */
typedef bool engine_validate_fn(struct call *c, const void *config);
/* Everything that a Validate… call does: decode, check the rows, ask the hook (may be NULL). */
void engine_validate_config(struct call *c, const struct schema_desc *schema, struct dynamic_value config,
                            bool write_only_allowed, engine_validate_fn *hook);
/*
 * What a message may show of a value, shortened. A text is shown only where the row says which form it has: nothing else may be told apart
 * from a secret.
 */
struct str engine_shown(struct call *c, const struct attr_desc *attr, const struct value *v);
/*
 * The same of a configuration that is decoded, when what was unknown to Validate… may be known: errors alone, because what Validate… warned of
 * has been told. `prior`: of a change, which is checked for what it changes; null or NULL otherwise. False when there are errors.
 */
bool engine_validate_again(struct call *c, const struct value *config, const struct value *prior,
                           engine_validate_fn *hook) MUST_USE;
/* Decodes and checks what somebody asks for and will get at once: the model, or NULL after an error. */
void *engine_asked(struct call *c, struct dynamic_value config, engine_validate_fn *hook, struct value *ret);
/* Checks the constraint rows of a configuration, nested objects included. `prior` as above. */
void engine_validate(struct call *c, const struct object_desc *desc, const struct value *config,
                     const struct value *prior, bool write_only_allowed);

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

/* ---- seen.c: what this walk has seen, for what struct plan tells and for call_name_is_held ---- */
void engine_saw_config(struct call *c, const struct value *config);
void engine_saw_read(struct call *c, const struct value *state);
/* A plan knows what becomes of it. Fills the plan's id. */
void engine_saw_prior(struct call *c, const struct value *prior, struct plan *ret_plan);
/* Fills the plan's id, is_replacement and is_refreshed. `replaced` as engine_private_id tells it. */
void engine_saw_creation(struct call *c, const struct value *config, struct str replaced,
                         struct plan *ret_plan);
/* Its ARN, or its name where it has none; "" when it is not known. */
struct str engine_id(const struct call *c, const struct value *object);

/* ---- plan.c ---- */
/* The value of a row's default_text. */
struct value plan_default(struct arena *mem, const struct attr_desc *attr);
/* A configuration with all that its rows say will be computed: defaults, else unknown. In c->mem. */
struct value engine_predict(struct call *c, const struct object_desc *desc, const struct value *config);

#endif
