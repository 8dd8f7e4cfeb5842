/*
 * engine.h — what the files of the runtime share: the state of the runtime, finding a schema, decoding and
 * encoding. Not for resources (resource.h) and not for the plugin's shells (runtime.h).
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
        provider;         /* the newest; older ones stay until the end, because running calls use them */
    pthread_mutex_t lock; /* guards the following members */
    struct arena *mem;
    struct provider_list *published;
    struct identity_entry *identities;
    struct moved_entry *moved; /* the moves of this run; see move.c */
    struct saved_thing *saved; /* see saved.c; set before the first call */
    size_t saved_count;
};

/* Finds a type and sets c->schema. An unknown name is an error diagnostic and NULL. */
const struct resource *engine_resource(struct runtime *runtime, struct call *c, struct str type_name);
const struct data_source *engine_data_source(struct runtime *runtime, struct call *c, struct str type_name);

/* A DynamicValue as a value of the object's type; a failure is an error diagnostic that names `what` ("the
 * configuration"). */
bool engine_decode(struct call *c, struct dynamic_value in, const struct object_desc *desc, const char *what,
                   struct value *ret) MUST_USE;
/* The reverse; a failure is an error diagnostic, and `ret` is left alone. */
bool engine_encode(struct call *c, const struct value *value, const struct object_desc *desc, struct str *ret)
    MUST_USE;
/* A struct for the rows of the object, filled from a value (NULL: all-zero). A failure is an error
 * diagnostic and NULL. */
void *engine_model(struct call *c, const struct object_desc *desc, const struct value *value);

/* The name that users know the object by: its first identity attribute; data == NULL when it is not known. */
struct str engine_name(const struct call *c, const struct value *object);
/* A line that names an object by its first identity attribute: "Cannot create lightsail_instance 'web'". */
struct str engine_title(struct call *c, const char *doing, const struct value *object);
/* Turns c->err into an error diagnostic with that line as its summary; `object` may be NULL: `doing`
 * alone. */
void engine_report(struct call *c, const char *doing, const struct value *object);
/* A violation of Terraform's rules: a bug in the provider, and reported as one. */
void engine_bug(struct call *c, struct path path, const char *format, ...) PRINTF_LIKE(3, 4);

/* Shortened where the path would go into a set or leave the schema, because Terraform cannot follow it
 * there. */
struct path engine_path(struct call *c, struct path path);

/* False, with an error diagnostic, before ConfigureProvider, and when its configuration is unknown. */
bool engine_is_configured(struct call *c) MUST_USE;
/* The same for resources that may exist in Terraform only: only what is in AWS needs a configured
 * provider. */
bool engine_is_ready(struct call *c) MUST_USE;

/* ---- deferral.c: a provider whose region, credentials or account are unknown in a plan ---- */
/*
 * Whether a failed `configure` may be accepted: a value is unknown, and the client allows deferral. The
 * provider can then be published as it is. The error moves from the call to the provider.
 */
bool engine_defer_provider(const struct runtime *runtime, struct call *c, struct provider *provider,
                           bool deferral_allowed) MUST_USE;
/* Whether to respond to this call with "deferred": it needs AWS, the provider has unknown values, and
 * nothing is being applied. */
bool engine_defers(const struct runtime *runtime, const struct call *c, bool deferral_allowed) MUST_USE;
/* This call is part of an apply: from now on nothing is deferred. */
void engine_applies(struct call *c);

/* Sets the deadline of the call for one step: from the object's `timeouts` block or `timeout`, else the
 * default of the schema. */
void engine_set_timeout(struct call *c, const struct value *object, enum timeout_kind kind);

/* The state with the defaults of attributes that exist only in Terraform. After an import, a move or from
 * an older build they are missing, and the plan must be empty. */
struct value engine_local_defaults(struct call *c, const struct object_desc *desc, const struct value *state);

/* ---- region.c: the region of a call. Each function sets c->client; failures are diagnostics at `region`
 * ---- */
/* A requested region; "" for the region of the provider. An error when Lightsail is not available there. */
bool engine_enter_region(struct call *c, struct str region) MUST_USE;
/* The region of a configuration without a state. Its ARNs must be of the same region. */
bool engine_enter_config_region(struct call *c, const struct value *config) MUST_USE;
/* The region of the object of a state: `region`, the ARN (older builds stored nothing else), `otherwise`,
 * the provider. */
bool engine_enter_state_region(struct call *c, const struct value *state, struct str otherwise) MUST_USE;
/*
 * The region of the planned object: from the configuration (unknown: none, c->client is NULL), else the
 * region that it is in, else that of the provider. `ret_prior` is the prior state with its region, which
 * older builds did not store.
 */
bool engine_enter_plan_region(struct call *c, const struct value *config, const struct value *prior,
                              struct str otherwise, struct value *ret_prior) MUST_USE;
/* The `region` of the object; null when it is not set ("" too), or when there is no such attribute. */
struct value engine_region(const struct call *c, const struct value *object);
/* The object with the region of the call; unchanged for an object without a region, or when there is no
 * client. */
struct value engine_with_region(struct call *c, const struct value *object);
struct value engine_with_region_if_null(struct call *c, const struct value *object, struct str region);
/* The region in an import ID, "web@eu-west-1" or an ARN; "" when there is none. `ret_id` is without the
 * suffix. */
struct str engine_import_region(struct call *c, struct str id, struct str *ret_id);
/* The only region that has objects of the type; data == NULL: any region. */
struct str engine_fixed_region(const struct call *c);
/* The fourth part of an ARN; data == NULL when there is none, and for "global". */
struct str engine_region_of_arn(struct str arn);
/* The region in the state's ARN; data == NULL when there is none. */
struct str engine_state_region(const struct value *state);

/* ---- private.c ---- */
/*
 * The private data of a plan. For a change (else `prior` is null) they have the region and the identity of
 * the object: when the change turns out to be a replacement, Terraform plans the creation with these data
 * only.
 */
struct str engine_private(struct call *c, const struct value *prior, struct str prior_private);
/* The object that they describe (engine_id); data == NULL when they have none. */
struct str engine_private_id(struct str private_data);
/*
 * The private data of a planned deletion, and whether those of an apply are from one. In a replacement, the deletion of
 * the old object has the private data of the creation. An object that Terraform has put aside (create_before_destroy)
 * is planned again in the run that deletes it: that does not count as a deletion either.
 */
struct str engine_private_deletion(struct call *c, struct str prior_private);
bool engine_private_is_deletion(const struct call *c, struct str planned_private);
/* After an apply: the same, with the current time as the time of the write. */
struct str engine_private_written(struct call *c, struct str private_data);
/* Whether this configuration wrote the object within the last minutes, so that a read may be late. */
bool engine_is_recent(const struct call *c, struct str private_data);
/*
 * A replacement for another reason than the region must not move an object into the provider's region
 * unintentionally. It cannot stay in its region either: Terraform plans it once more during the apply, then
 * without any data. So it is an error at `region`, and true, unless the configuration has a region.
 */
bool engine_refuse_to_move(struct call *c, const struct value *config, struct str prior_private) MUST_USE;

/* ---- protection.c: deletion_protection ---- */
/* The state is protected from deletion: an error at the attribute, and true. doing: what would delete the
 * object, "This plan". */
bool engine_refuse_deletion(struct call *c, const struct value *prior, const char *doing) MUST_USE;
bool engine_is_protected(const struct value *state);
/* The error of engine_refuse_deletion for an object that is known to be protected. */
void engine_report_protection(struct call *c, const struct value *object, const char *doing);

/* ---- id.c ---- */
/* The object with its `id`, which is unknown when its parts are. Unchanged for a type without `id`, and
 * without an object. */
struct value engine_with_id(struct call *c, const struct value *object);

/* ---- saved.c ---- */
/* The plan file creates an object in the provider's region, but in another one than now: an error before
 * Terraform compares them, and true. */
bool engine_refuse_saved(struct runtime *runtime, struct call *c, const struct value *config) MUST_USE;
/*
 * For a creation in the provider's region, the private data record this region. In a replacement, the
 * deletion of the old object receives them (private.c).
 */
struct str engine_private_home(struct call *c, const struct value *config, struct str planned_private);
/* That region; data == NULL when they have none. */
struct str engine_private_home_region(struct str private_data);
/* The deletion of a replacement while the provider has another region than in the plan: an error, and
 * true. */
bool engine_refuse_other_home(struct call *c, struct str planned_private) MUST_USE;

/* ---- account.c ---- */
/* AWS has reported or created this object: its ARN has the account of the credentials. */
void engine_saw_account(struct call *c, const struct value *state);
/* The ARN of a state belongs to another account than the credentials, as far as that is known without a
 * request: an error, and true. */
bool engine_refuse_account(struct call *c, const struct value *state) MUST_USE;

/* ---- identity.c ---- */
/* The region in a stored or given identity; data == NULL when there is none. */
struct str engine_identity_region(struct runtime *runtime, struct call *c, const struct resource *resource,
                                  struct identity identity);
/* The identity of a state; `fallback` when there is no state or it is incomplete. */
struct identity engine_identity(struct runtime *runtime, struct call *c, const struct resource *resource,
                                const struct value *state, struct identity fallback);
/* Decodes and checks the identity of an import. Failures are diagnostics. */
bool engine_import_identity(struct runtime *runtime, struct call *c, const struct resource *resource,
                            struct identity identity, struct value *ret_identity) MUST_USE;

/* ---- validate.c ---- */
typedef bool engine_validate_fn(struct call *c, const void *config);
/* Everything that a Validate… call does: decode, check the rows, call the hook (may be NULL). */
void engine_validate_config(struct call *c, const struct schema_desc *schema, struct dynamic_value config,
                            bool write_only_allowed, engine_validate_fn *hook);
/*
 * The part of a value that a message may show, shortened. A string is shown only where the row has a format
 * for it: any other string may be a secret.
 */
struct str engine_shown(struct call *c, const struct attr_desc *attr, const struct value *v);
/*
 * The same for a decoded configuration, when values that were unknown to Validate… may be known. Errors only,
 * because Validate… has already shown the warnings. `prior`: of a change, of which only the changes are
 * checked; null or NULL otherwise. False when there are errors.
 */
bool engine_validate_again(struct call *c, const struct value *config, const struct value *prior,
                           engine_validate_fn *hook) MUST_USE;
/* Decodes and checks a configuration that is used immediately: the model, or NULL after an error. */
void *engine_asked(struct call *c, struct dynamic_value config, engine_validate_fn *hook, struct value *ret);
/* Checks the constraint rows of a configuration, including nested objects. `prior` as above. */
void engine_validate(struct call *c, const struct object_desc *desc, const struct value *config,
                     const struct value *prior, bool write_only_allowed);

/* ---- laws.c: the checks of Terraform's core, made by the provider first ---- */
bool laws_plan_is_valid(struct call *c, const struct object_desc *desc, const struct value *prior,
                        const struct value *config, const struct value *planned);
/*
 * The state to store after a success: the planned value where it was known, the value that AWS reports where
 * it was not. An attribute that AWS reports differently than planned is a warning, never a failed apply: the
 * next refresh shows it as drift.
 */
struct value laws_final_state(struct call *c, const struct object_desc *desc,
                              const struct value *prior /* NULL on create */, const struct value *planned,
                              const struct value *actual);

/* ---- seen.c: what this run has seen, for members of struct plan and for call_name_is_held ---- */
void engine_saw_config(struct call *c, const struct value *config);
void engine_saw_read(struct call *c, const struct value *state);
/* Records that a plan handles this object. Fills the id of the plan. */
void engine_saw_prior(struct call *c, const struct value *prior, struct plan *ret_plan);
/* Fills id, is_replacement and is_refreshed of the plan. `replaced` is the id from engine_private_id. */
void engine_saw_creation(struct call *c, const struct value *config, struct str replaced,
                         struct plan *ret_plan);
/* Its ARN, or its name if it has no ARN; "" when it is not known. */
struct str engine_id(const struct call *c, const struct value *object);

/* ---- plan.c ---- */
/* The value of a row's default_text. */
struct value plan_default(struct arena *mem, const struct attr_desc *attr);
/* A configuration with everything that its rows compute: defaults, else unknown. In c->mem. */
struct value engine_predict(struct call *c, const struct object_desc *desc, const struct value *config);

#endif
