/*
 * session.h — one provider process and the calls that Terraform makes to it, with values instead of bytes.
 * Knows the protocol's messages; must not know what a test expects of a response.
 */
#ifndef CONFORMANCE_SESSION_H
#define CONFORMANCE_SESSION_H

#include "schema.h"

struct session;

struct session_options {
    const char *program;
    const char *variables[24]; /* "NAME=value", NULL-terminated */
    const char *stderr_path;
};

/* Starts the provider, connects, reads its schemas. NULL with a message on stderr. */
struct session *session_start(struct arena *mem, const struct session_options *options);
/* A process that ends at once has ended within this time on a busy machine, too. */
enum { SOON_MS = 10 * 1000 };

/* Shutdown; `ret_took_ms` (or NULL) is how long the process needed. False when it had to be killed or failed. */
bool session_end(struct session *session, int64_t *ret_took_ms);
/* Another process of the same program, which may have been killed; the schemas of the first one stay valid. */
bool session_start_again(struct session *session, const struct session_options *options);
/* StopProvider, also while another thread waits for a response. */
void session_stop(struct session *session);
struct channel *session_channel(struct session *session);
/* The path of its socket, and its certificate. */
const char *session_socket(const struct session *session);
const char *session_server_pem(const struct session *session);
long session_pid(const struct session *session);

enum schema_kind {
    SCHEMA_RESOURCE,
    SCHEMA_DATA,
    SCHEMA_EPHEMERAL,
    SCHEMA_LIST,
    SCHEMA_ACTION,
    SCHEMA_KIND_COUNT
};

const struct schema *session_provider_schema(const struct session *session);
size_t session_schema_count(const struct session *session, enum schema_kind kind);
const struct schema *session_schema(const struct session *session, enum schema_kind kind, size_t index);
/* NULL: no such type. */
const struct schema *session_find(const struct session *session, enum schema_kind kind, const char *name);
/* The identity's type of a resource, NULL when it has none. */
const struct type *session_identity_type(const struct session *session, const char *name);
/*
 * The responses of GetProviderSchema and GetResourceIdentitySchemas; violations of section 3, NULL when there
 * are none.
 */
const Tfplugin6__GetProviderSchema__Response *session_schema_answer(const struct session *session);
const char *session_schema_problem(const struct session *session);

/* The response to any call. Fields that a response does not have are zero. */
struct outcome {
    int status;          /* gRPC's */
    const char *message; /* gRPC's */
    size_t error_count, warning_count;
    const char *diagnostics; /* all of them as text, "" when there are none */
    const char *first_path;  /* attribute of the first error: "rules[0].cidrs", "" when it has none */
    bool has_value;          /* a non-null value was returned */
    struct value value;      /* state, plan or result; null when none was returned */
    struct str private;
    struct value identity;    /* null when none was returned */
    const char *replaces[16]; /* paths of requires_replace */
    size_t replace_count;
    size_t imported_count;
    int deferred;       /* the reason for the deferral, 0 without one */
    const char *breach; /* a violation of the rules for every response, or NULL */
};

/* Whether the response has no error, no violation and no deferral. */
bool outcome_is_good(const struct outcome *outcome);
/* The reason, for a message. */
const char *outcome_text(struct arena *mem, const struct outcome *outcome);

/* Any call with a packed message; false when the response is no such message. */
bool session_call(struct session *session, const char *method, const ProtobufCMessage *request,
                  const ProtobufCMessageDescriptor *answer, ProtobufCMessage **ret_answer,
                  struct outcome *ret_outcome);

/*
 * Whether later calls say that the client supports deferral; at first they do, as in every apply of
 * Terraform.
 */
void session_allow_deferral(struct session *session, bool is_allowed);

struct outcome session_configure(struct session *session, const struct value *config);
struct outcome session_validate_provider(struct session *session, const struct value *config);
/* Of a resource, a data source, an ephemeral resource, a list or an action. */
struct outcome session_validate(struct session *session, enum schema_kind kind, const struct schema *schema,
                                const struct value *config);
struct outcome session_upgrade(struct session *session, const struct schema *schema, int64_t version,
                               struct str json);
struct outcome session_read(struct session *session, const struct schema *schema, const struct value *state,
                            struct str private, const struct value *identity);
/* Bytes without encoding, for values that no encoder would write. */
struct outcome session_read_bytes(struct session *session, const struct schema *schema, struct str msgpack,
                                  struct str json);
struct outcome session_plan(struct session *session, const struct schema *schema, const struct value *prior,
                            const struct value *proposed, const struct value *config, struct str private,
                            const struct value *identity);
struct outcome session_apply(struct session *session, const struct schema *schema, const struct value *prior,
                             const struct value *planned, const struct value *config, struct str private,
                             const struct value *identity);
/* By id, or by identity when `id` is NULL. */
struct outcome session_import(struct session *session, const struct schema *schema, const char *id,
                              const struct value *identity);
struct outcome session_read_data(struct session *session, const struct schema *schema,
                                 const struct value *config);
struct outcome session_plan_action(struct session *session, const struct schema *schema,
                                   const struct value *config);
/* OpenEphemeralResource, without renewal and close. */
struct outcome session_open(struct session *session, const struct schema *schema, const struct value *config);
struct outcome session_move(struct session *session, const char *provider, const char *source_type,
                            int64_t version, struct str json, const struct schema *target);
struct outcome session_generate(struct session *session, const struct schema *schema,
                                const struct value *state);

/* For the calls in other files. */
enum { SESSION_TIMEOUT_MS = 60 * 1000 };
bool session_encode(struct session *session, const struct value *value, const struct type *type,
                    Tfplugin6__DynamicValue *ret_bytes);
void session_take_value(struct session *session, struct outcome *outcome,
                        const Tfplugin6__DynamicValue *bytes, const struct type *type,
                        struct value *ret_value);
void session_take_diagnostics(struct session *session, struct outcome *outcome,
                              Tfplugin6__Diagnostic *const *diagnostics, size_t count);
/* The arena of the calls below. */
struct arena *session_mem(struct session *session);

#endif
