/*
 * runtime.h — the engine's entrances, one per RPC, in plain structs. Knows Terraform's laws; must not know protobuf,
 * sockets or any particular resource.
 *
 * Every function fills its response completely, also on failure (private data and identity are echoed), puts what went
 * wrong into c->diags and never fails otherwise. Texts in responses live in c->mem. Functions are called from many
 * threads at once, each with its own call.
 */
#ifndef RUNTIME_RUNTIME_H
#define RUNTIME_RUNTIME_H

#include "runtime/resource.h"

/* DynamicValue: msgpack if not empty, else json if not empty, else null. */
struct dynamic_value {
    struct str msgpack, json;
};

struct runtime;

/* `registry` must outlive the runtime. Nothing is configured yet. Freed with runtime_free when no call runs. */
struct runtime *runtime_new(const struct registry *registry);
void runtime_free(struct runtime *runtime);
const struct registry *runtime_registry(const struct runtime *runtime);
/* StopProvider: ends every wait of the calls that run now. Returns at once. */
void runtime_stop(struct runtime *runtime);

/* A call for one RPC, with an arena of its own; ended with runtime_call_end, which frees every answer. */
struct call *runtime_call_begin(struct runtime *runtime);
void runtime_call_end(struct call *c);

/* ---- provider ---- */
void runtime_validate_provider(struct runtime *runtime, struct call *c, struct dynamic_value config);
/* Last one wins; calls in flight keep the provider that they began with. */
void runtime_configure(struct runtime *runtime, struct call *c, struct str terraform_version, struct dynamic_value config);

/* ---- resources ---- */
struct validate_request {
    struct str type_name;
    struct dynamic_value config;
    bool write_only_allowed; /* client_capabilities.write_only_attributes_allowed */
};
void runtime_validate_resource(struct runtime *runtime, struct call *c, const struct validate_request *in);

struct upgrade_request {
    struct str type_name;
    int64_t version;
    struct str json;      /* RawState.json */
    bool has_flatmap;     /* RawState.flatmap was there: refused */
};
struct upgrade_response {
    struct str state;     /* msgpack; empty on error */
};
void runtime_upgrade(struct runtime *runtime, struct call *c, const struct upgrade_request *in, struct upgrade_response *ret);

struct read_request {
    struct str type_name;
    struct dynamic_value state;
    struct str private_data;
};
struct read_response {
    struct str state; /* msgpack of null when the thing is gone; the prior state when an error came */
    struct str private_data;
};
void runtime_read(struct runtime *runtime, struct call *c, const struct read_request *in, struct read_response *ret);

struct plan_request {
    struct str type_name;
    struct dynamic_value prior, proposed, config;
    struct str prior_private;
};
struct plan_response {
    struct str planned;   /* msgpack */
    struct path *replace;
    size_t replace_count;
    struct str planned_private;
};
void runtime_plan(struct runtime *runtime, struct call *c, const struct plan_request *in, struct plan_response *ret);

struct apply_request {
    struct str type_name;
    struct dynamic_value prior, planned, config;
    struct str planned_private;
};
struct apply_response {
    struct str state; /* msgpack */
    struct str private_data;
};
void runtime_apply(struct runtime *runtime, struct call *c, const struct apply_request *in, struct apply_response *ret);

struct import_request {
    struct str type_name;
    struct str id;
};
struct import_response {
    bool has_resource;
    struct str state; /* msgpack */
};
void runtime_import(struct runtime *runtime, struct call *c, const struct import_request *in, struct import_response *ret);

/* ---- data sources ---- */
void runtime_validate_data(struct runtime *runtime, struct call *c, const struct validate_request *in);
struct data_request {
    struct str type_name;
    struct dynamic_value config;
};
struct data_response {
    struct str state; /* msgpack */
};
void runtime_read_data(struct runtime *runtime, struct call *c, const struct data_request *in, struct data_response *ret);

#endif
