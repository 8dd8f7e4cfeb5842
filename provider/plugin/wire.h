/*
 * wire.h — protobuf messages to the engine's plain structs and back. Knows every message that this plugin
 * uses; must not know which client sent it or what the values mean. Only wire*.c include generated protobuf
 * headers.
 *
 * wire_decode_… returns false when the bytes are not such a message; its results live in `mem`. wire_encode_…
 * returns message bytes in `mem`. Every text that is sent is valid UTF-8 without NUL, because the client
 * would otherwise discard the whole response; severities are never 0; sub-messages that the client needs are
 * never absent.
 */
#ifndef PLUGIN_WIRE_H
#define PLUGIN_WIRE_H

#include "runtime/runtime.h"

/* ---- the provider ---- */
bool wire_decode_validate_provider(struct arena *mem, struct str bytes, struct dynamic_value *ret_config)
    MUST_USE;
struct str wire_encode_validate_provider(struct arena *mem, const struct diagnostics *diags);

bool wire_decode_configure(struct arena *mem, struct str bytes, struct configure_request *ret) MUST_USE;
struct str wire_encode_configure(struct arena *mem, const struct diagnostics *diags);

struct str wire_encode_stop(struct arena *mem);

/* GetProviderSchema and GetMetadata, from the tables. */
struct str wire_encode_schema(struct arena *mem, const struct registry *registry);
struct str wire_encode_metadata(struct arena *mem, const struct registry *registry);

/* ---- resources ---- */
bool wire_decode_validate_resource(struct arena *mem, struct str bytes, struct validate_request *ret)
    MUST_USE;
struct str wire_encode_validate_resource(struct arena *mem, const struct diagnostics *diags);

bool wire_decode_upgrade(struct arena *mem, struct str bytes, struct upgrade_request *ret) MUST_USE;
struct str wire_encode_upgrade(struct arena *mem, const struct upgrade_response *out,
                               const struct diagnostics *diags);

bool wire_decode_read(struct arena *mem, struct str bytes, struct read_request *ret) MUST_USE;
struct str wire_encode_read(struct arena *mem, const struct read_response *out,
                            const struct diagnostics *diags);

bool wire_decode_plan(struct arena *mem, struct str bytes, struct plan_request *ret) MUST_USE;
struct str wire_encode_plan(struct arena *mem, const struct plan_response *out,
                            const struct diagnostics *diags);

bool wire_decode_apply(struct arena *mem, struct str bytes, struct apply_request *ret) MUST_USE;
struct str wire_encode_apply(struct arena *mem, const struct apply_response *out,
                             const struct diagnostics *diags);

/* ---- existing objects: import, move, identities, generated configuration ---- */
bool wire_decode_import(struct arena *mem, struct str bytes, struct import_request *ret) MUST_USE;
struct str wire_encode_import(struct arena *mem, struct str type_name, const struct import_response *out,
                              const struct diagnostics *diags);

bool wire_decode_move(struct arena *mem, struct str bytes, struct move_request *ret) MUST_USE;
struct str wire_encode_move(struct arena *mem, const struct move_response *out,
                            const struct diagnostics *diags);

/*
 * GetResourceIdentitySchemas, from the tables; never with a diagnostic, because that would end the provider.
 */
struct str wire_encode_identity_schemas(struct arena *mem, struct runtime *runtime);

bool wire_decode_upgrade_identity(struct arena *mem, struct str bytes, struct upgrade_identity_request *ret)
    MUST_USE;
struct str wire_encode_upgrade_identity(struct arena *mem, struct identity upgraded,
                                        const struct diagnostics *diags);

bool wire_decode_generate(struct arena *mem, struct str bytes, struct str *ret_type_name,
                          struct dynamic_value *ret_state) MUST_USE;
struct str wire_encode_generate(struct arena *mem, struct str config, const struct diagnostics *diags);

/* ---- data sources ---- */
bool wire_decode_validate_data(struct arena *mem, struct str bytes, struct validate_request *ret) MUST_USE;
struct str wire_encode_validate_data(struct arena *mem, const struct diagnostics *diags);

bool wire_decode_read_data(struct arena *mem, struct str bytes, struct data_request *ret) MUST_USE;
struct str wire_encode_read_data(struct arena *mem, const struct data_response *out,
                                 const struct diagnostics *diags);

/* ---- functions ---- */
struct str wire_encode_functions(struct arena *mem, const struct registry *registry);
bool wire_decode_call_function(struct arena *mem, struct str bytes, struct function_request *ret) MUST_USE;
/* The result or the error, with the argument that caused it, if any. */
struct str wire_encode_call_function(struct arena *mem, const struct function_response *out);

/* ---- the helper services ---- */
struct str wire_encode_shutdown(struct arena *mem);
bool wire_decode_health(struct arena *mem, struct str bytes, struct str *ret_service) MUST_USE;
struct str wire_encode_health_serving(struct arena *mem);

#endif
