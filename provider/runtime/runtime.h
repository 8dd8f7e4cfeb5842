/*
 * runtime.h — the functions of the runtime, one for each RPC, with plain structs. Knows Terraform's rules;
 * must not know protobuf, sockets or any particular resource.
 *
 * Every function fills its response completely, also after a failure (private data and identity are returned
 * unchanged), reports errors in c->diags and never fails otherwise. Texts in responses live in c->mem. Many
 * threads may call the functions at once, each with its own call.
 */
#ifndef RUNTIME_RUNTIME_H
#define RUNTIME_RUNTIME_H

#include "runtime/resource.h"

/* DynamicValue: msgpack if not empty, else json if not empty, else null. */
struct dynamic_value {
    struct str msgpack, json;
};

struct runtime;

/* `registry` must outlive the runtime. Nothing is configured yet. Freed with runtime_free when no call
 * runs. */
struct runtime *runtime_new(const struct registry *registry);
void runtime_free(struct runtime *runtime);
const struct registry *runtime_registry(const struct runtime *runtime);
/* One creation of a plan file: the type and the planned object. */
struct saved_creation {
    struct str type_name, planned; /* msgpack */
};
/* The plan file that is applied, if it is known. Call it before the first call. The texts are only read. */
void runtime_applies(struct runtime *runtime, const struct saved_creation *creations, size_t count);
/* StopProvider: ends every wait of the running calls. Returns immediately. */
void runtime_stop(struct runtime *runtime);

/* A call for one RPC, with its own arena. runtime_call_end ends it and frees every response. */
struct call *runtime_call_begin(struct runtime *runtime);
void runtime_call_end(struct call *c);
/* The client no longer needs the response: ends the waits of this call only. May be called from any thread
 * while the call lasts; returns immediately. */
void runtime_call_cancel(struct call *c);

/* ---- provider ---- */
void runtime_validate_provider(struct runtime *runtime, struct call *c, struct dynamic_value config);
struct configure_request {
    struct str terraform_version;
    struct dynamic_value config;
    bool deferral_allowed; /* client_capabilities.deferral_allowed, here and below: see deferral.c */
};
/* The last configuration counts. Running calls keep the provider that they began with. */
void runtime_configure(struct runtime *runtime, struct call *c, const struct configure_request *in);

/* ---- resources ---- */

/* A resource's identity (Terraform 1.12). `given` false: the message has no identity, or must have none. */
struct identity {
    bool given;
    struct dynamic_value value; /* in responses: msgpack */
};
/*
 * The identity schema of a resource: the identity attributes of its schema, required for import, and, for
 * resources in AWS, the optional `region`. Rows as of any object (all strings or numbers), in constant tables
 * made once per process.
 */
enum { IDENTITY_VERSION = 0 };
const struct object_desc *runtime_identity_object(struct runtime *runtime, const struct resource *resource);

struct validate_request {
    struct str type_name;
    struct dynamic_value config;
    bool write_only_allowed; /* client_capabilities.write_only_attributes_allowed */
    bool deferral_allowed;   /* for a plan of an action */
};
void runtime_validate_resource(struct runtime *runtime, struct call *c, const struct validate_request *in);

struct upgrade_request {
    struct str type_name;
    int64_t version;
    struct str json;  /* RawState.json */
    bool has_flatmap; /* RawState.flatmap was set, which is refused */
};
struct upgrade_response {
    struct str state; /* msgpack; empty on error */
};
void runtime_upgrade(struct runtime *runtime, struct call *c, const struct upgrade_request *in,
                     struct upgrade_response *ret);

struct read_request {
    struct str type_name;
    struct dynamic_value state;
    struct str private_data;
    struct identity identity;
    bool deferral_allowed;
};
struct read_response {
    struct str
        state; /* msgpack of null when the object does not exist; the prior state after an error or when
                * deferred */
    struct str private_data;
    struct identity identity;
    bool is_deferred;
};
void runtime_read(struct runtime *runtime, struct call *c, const struct read_request *in,
                  struct read_response *ret);

struct plan_request {
    struct str type_name;
    struct dynamic_value prior, proposed, config;
    struct str prior_private;
    struct identity prior_identity;
    bool deferral_allowed; /* and the plan is not the one that an apply makes again */
};
struct plan_response {
    struct str planned; /* msgpack */
    struct path *replace;
    size_t replace_count;
    struct str planned_private;
    struct identity identity;
    bool is_deferred; /* then `planned` has what the rows alone predict */
};
void runtime_plan(struct runtime *runtime, struct call *c, const struct plan_request *in,
                  struct plan_response *ret);

struct apply_request {
    struct str type_name;
    struct dynamic_value prior, planned, config;
    struct str planned_private;
    struct identity planned_identity;
};
struct apply_response {
    struct str state; /* msgpack */
    struct str private_data;
    struct identity identity;
};
void runtime_apply(struct runtime *runtime, struct call *c, const struct apply_request *in,
                   struct apply_response *ret);

struct import_request {
    struct str type_name;
    struct str id;
    struct identity identity; /* given: used instead of the id */
    bool deferral_allowed;
};
struct import_response {
    bool has_resource; /* false when it is deferred */
    struct str state;  /* msgpack */
    struct identity identity;
    bool is_deferred;
};
void runtime_import(struct runtime *runtime, struct call *c, const struct import_request *in,
                    struct import_response *ret);

/* ---- data sources ---- */
void runtime_validate_data(struct runtime *runtime, struct call *c, const struct validate_request *in);
struct data_request {
    struct str type_name;
    struct dynamic_value config;
    bool deferral_allowed;
};
struct data_response {
    struct str state; /* msgpack; has unknown values when deferred */
    bool is_deferred;
};
void runtime_read_data(struct runtime *runtime, struct call *c, const struct data_request *in,
                       struct data_response *ret);

struct upgrade_identity_request {
    struct str type_name;
    int64_t version;
    struct str json;
};
/* Fills `ret_identity` (msgpack). */
void runtime_upgrade_identity(struct runtime *runtime, struct call *c,
                              const struct upgrade_identity_request *in, struct identity *ret_identity);

struct move_request {
    struct str source_provider, source_type, target_type;
    int64_t source_version;
    struct str source_json;
};
struct move_response {
    struct str state; /* msgpack; empty on error */
    struct identity identity;
};
void runtime_move(struct runtime *runtime, struct call *c, const struct move_request *in,
                  struct move_response *ret);

/* A configuration that would produce this state: for generated files and queries. Fills `ret_config`
 * (msgpack). */
void runtime_generate_config(struct runtime *runtime, struct call *c, struct str type_name,
                             struct dynamic_value state, struct str *ret_config);

/* ---- functions ---- */
struct function_request {
    struct str name;
    const struct dynamic_value *arguments;
    size_t count;
};
struct function_response {
    struct str result;    /* msgpack; empty on error */
    struct str error;     /* text, empty on success */
    int64_t bad_argument; /* position, or -1 */
};
void runtime_call_function(struct runtime *runtime, struct call *c, const struct function_request *in,
                           struct function_response *ret);

/* ---- ephemeral resources ---- */
void runtime_validate_ephemeral(struct runtime *runtime, struct call *c, const struct validate_request *in);
struct ephemeral_response {
    struct str result; /* msgpack; open only */
    struct str private_data;
    int64_t renew_at_wall_ms; /* 0: never */
    bool is_deferred;         /* then there is no result */
};
void runtime_open_ephemeral(struct runtime *runtime, struct call *c, const struct data_request *in,
                            struct ephemeral_response *ret);
void runtime_renew_ephemeral(struct runtime *runtime, struct call *c, struct str type_name,
                             struct str private_data, struct ephemeral_response *ret);
void runtime_close_ephemeral(struct runtime *runtime, struct call *c, struct str type_name,
                             struct str private_data);

/* ---- list resources ---- */
void runtime_validate_list(struct runtime *runtime, struct call *c, const struct validate_request *in);
struct list_event {
    struct identity identity;
    struct str display_name;
    struct str object;               /* msgpack; empty when not requested */
    const struct diagnostics *diags; /* an event may have a diagnostic only; else NULL */
};
/* Called for each event, from the thread of runtime_list; false when the client has disconnected or has
 * enough. */
typedef bool list_event_fn(void *context, const struct list_event *event);
struct list_request {
    struct str type_name;
    struct dynamic_value config;
    bool include_object;
    int64_t limit; /* <= 0: the protocol's default of 100 */
};
/* Errors are the last event: c->diags. */
void runtime_list(struct runtime *runtime, struct call *c, const struct list_request *in, list_event_fn *emit,
                  void *context);

/* ---- actions ---- */
void runtime_validate_action(struct runtime *runtime, struct call *c, const struct validate_request *in);
void runtime_plan_action(struct runtime *runtime, struct call *c, const struct validate_request *in,
                         bool *ret_is_deferred);
typedef void progress_fn(void *context, struct str message);
/* The caller always sends `completed` with c->diags afterwards. */
void runtime_invoke_action(struct runtime *runtime, struct call *c, const struct validate_request *in,
                           progress_fn *progress, void *context);

#endif
