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
    _Atomic(struct provider *) provider; /* the newest; older ones stay until the end, calls in flight use them */
    pthread_mutex_t lock;                /* of what follows */
    struct arena *mem;
    struct provider_list *published;
    struct identity_entry *identities;
    struct moved_entry *moved; /* of this walk; see move.c */
};

/* Finds a type and sets c->schema; an unknown name is an error diagnostic and NULL. */
const struct resource *engine_resource(struct runtime *runtime, struct call *c, struct str type_name);
const struct data_source *engine_data_source(struct runtime *runtime, struct call *c, struct str type_name);

/* A DynamicValue as a value of the object's type; a failure is an error diagnostic that names `what` ("the configuration"). */
bool engine_decode(struct call *c, struct dynamic_value in, const struct object_desc *desc, const char *what, struct value *ret) MUST_USE;
/* The reverse; a failure is an error diagnostic, and `ret` is left alone. */
bool engine_encode(struct call *c, const struct value *value, const struct object_desc *desc, struct str *ret) MUST_USE;
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

/* Gives the call the time of one step: the object's `timeouts` block or `timeout`, else the schema's default. */
void engine_set_timeout(struct call *c, const struct value *object, enum timeout_kind kind);

/* State with the defaults of what lives only in Terraform: after an import, a move or from an older build nobody could know them, and the plan shall be empty. */
struct value engine_local_defaults(struct call *c, const struct object_desc *desc, const struct value *state);

/* ---- identity.c ---- */
/* The region in the state's ARN; data == NULL when there is none. */
struct str engine_state_region(const struct value *state);
/* The identity of a state; `fallback` when there is no state or it is half made. */
struct identity engine_identity(struct runtime *runtime, struct call *c, const struct resource *resource, const struct value *state,
                                struct identity fallback);
/* Decodes and checks the identity that an import gives; failures are diagnostics. */
bool engine_import_identity(struct runtime *runtime, struct call *c, const struct resource *resource, struct identity identity,
                            struct value *ret_identity) MUST_USE;

/* ---- validate.c ---- */
/* Everything that a Validate… call does: decode, check the rows, ask the hook (may be NULL). */
void engine_validate_config(struct call *c, const struct schema_desc *schema, struct dynamic_value config, bool write_only_allowed,
                            bool (*hook)(struct call *c, const void *config));
/* Checks the constraint rows of a configuration, nested objects included. */
void engine_validate(struct call *c, const struct object_desc *desc, const struct value *config, bool write_only_allowed);

/* ---- laws.c: what Terraform's core checks, applied to ourselves first ---- */
bool laws_plan_is_valid(struct call *c, const struct object_desc *desc, const struct value *prior, const struct value *config,
                        const struct value *planned);
/*
 * The state to store after a success: what was planned where that was known, what AWS said where it was not. An attribute that AWS reports
 * otherwise than planned is a warning, never a broken apply: the next refresh shows it as drift.
 */
struct value laws_final_state(struct call *c, const struct object_desc *desc, const struct value *prior /* NULL on create */,
                              const struct value *planned, const struct value *actual);

/* ---- plan.c ---- */
/* The value of a row's default_text. */
struct value plan_default(struct arena *mem, const struct attr_desc *attr);

#endif
