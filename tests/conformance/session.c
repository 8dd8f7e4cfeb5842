/*
 * session.c — process, channel and protobuf-c. Must not judge responses beyond the rules for every response.
 */
#include "session.h"

#include <stdio.h>
#include <stdlib.h>

#include "../client/certificate.h"
#include "../client/channel.h"
#include "../client/process.h"
#include "tf/msgpack.h"

struct session {
    struct arena *mem;
    struct certificate own;
    struct process process;
    struct channel *channel;
    const char *socket, *server_pem;
    const Tfplugin6__GetProviderSchema__Response *answer;
    const Tfplugin6__GetResourceIdentitySchemas__Response *identities; /* NULL: not implemented */
    const struct schema *provider;
    const struct schema **schemas[SCHEMA_KIND_COUNT];
    size_t counts[SCHEMA_KIND_COUNT];
    const char *problem;
    bool cannot_wait; /* deferral_allowed is not set */
};

struct arena *session_mem(struct session *session)
{
    return session->mem;
}

struct channel *session_channel(struct session *session)
{
    return session->channel;
}

const char *session_socket(const struct session *session)
{
    return session->socket;
}

const char *session_server_pem(const struct session *session)
{
    return session->server_pem;
}

long session_pid(const struct session *session)
{
    return (long)session->process.pid;
}

/* ---- calls ---------------------------------------------------------------------------------------------------- */

bool session_call(struct session *session, const char *method, const ProtobufCMessage *request,
                  const ProtobufCMessageDescriptor *answer, ProtobufCMessage **ret_answer,
                  struct outcome *ret_outcome)
{
    size_t len = protobuf_c_message_get_packed_size(request);
    uint8_t *bytes = malloc(len + 1);
    protobuf_c_message_pack(request, bytes);
    struct str path = str_printf(session->mem, "/tfplugin6.Provider/%s", method);
    struct answer got = channel_call(session->channel, path.data, bytes, len, SESSION_TIMEOUT_MS);
    free(bytes);
    *ret_outcome = (struct outcome){.status = got.status,
                                    .message = str_z(session->mem, str_c(got.message)),
                                    .diagnostics = "",
                                    .first_path = "",
                                    .value = value_null(&type_dynamic),
                                    .identity = value_null(&type_dynamic)};
    *ret_answer = got.status == 0 && got.bytes != NULL
                      ? protobuf_c_message_unpack(answer, NULL, got.len, got.bytes)
                      : NULL;
    answer_free(&got);
    if (*ret_answer == NULL && ret_outcome->status == 0)
        ret_outcome->breach = "the response is no such message";
    return *ret_answer != NULL;
}

bool outcome_is_good(const struct outcome *outcome)
{
    return outcome->status == 0 && outcome->error_count == 0 && outcome->breach == NULL &&
           outcome->deferred == 0;
}

const char *outcome_text(struct arena *mem, const struct outcome *outcome)
{
    return str_printf(mem, "%s%s%s%s%s", outcome->breach != NULL ? outcome->breach : "",
                      outcome->deferred != 0 ? "deferred " : "", outcome->status != 0 ? "gRPC: " : "",
                      outcome->status != 0 ? outcome->message : "", outcome->diagnostics)
        .data;
}

static void breach(struct outcome *outcome, const char *what)
{
    if (outcome->breach == NULL)
        outcome->breach = what;
}

static const char *print_path(struct arena *mem, const Tfplugin6__AttributePath *path)
{
    struct buf out = buf_new(mem, 4096);
    for (size_t i = 0; i < path->n_steps; i++) {
        const Tfplugin6__AttributePath__Step *step = path->steps[i];
        if (step->selector_case == TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ATTRIBUTE_NAME)
            buf_printf(&out, "%s%s", i > 0 ? "." : "", step->attribute_name);
        else if (step->selector_case == TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ELEMENT_KEY_STRING)
            buf_printf(&out, "[\"%s\"]", step->element_key_string);
        else
            buf_printf(&out, "[%lld]", (long long)step->element_key_int);
    }
    return buf_str(&out).data;
}

void session_take_diagnostics(struct session *session, struct outcome *outcome,
                              Tfplugin6__Diagnostic *const *diagnostics, size_t count)
{
    struct buf text = buf_new(session->mem, 64 * 1024);
    buf_add(&text, str_c(outcome->diagnostics));
    for (size_t i = 0; i < count; i++) {
        const Tfplugin6__Diagnostic *one = diagnostics[i];
        bool is_error = one->severity == TFPLUGIN6__DIAGNOSTIC__SEVERITY__ERROR;
        if (one->severity == TFPLUGIN6__DIAGNOSTIC__SEVERITY__INVALID)
            breach(outcome, "a diagnostic without severity");
        if (one->summary[0] == '\0' || strchr(one->summary, '\n') != NULL)
            breach(outcome, "a summary is one line");
        if (!str_is_utf8(str_c(one->summary)) || !str_is_utf8(str_c(one->detail)))
            breach(outcome, "a diagnostic that is not UTF-8");
        if (strlen(one->detail) > 16 * 1024)
            breach(outcome, "a diagnostic without end");
        const char *path = "";
        if (one->attribute != NULL) {
            if (one->attribute->n_steps == 0)
                breach(outcome, "a path without steps");
            path = print_path(session->mem, one->attribute);
        }
        if (is_error && outcome->error_count == 0)
            outcome->first_path = path;
        outcome->error_count += is_error;
        outcome->warning_count += !is_error;
        buf_printf(&text, "%s [%s] %s: %s; ", is_error ? "error" : "warning", path, one->summary,
                   one->detail);
    }
    outcome->diagnostics = str_copy(session->mem, buf_str(&text)).data;
}

void session_take_value(struct session *session, struct outcome *outcome,
                        const Tfplugin6__DynamicValue *bytes, const struct type *type,
                        struct value *ret_value)
{
    *ret_value = value_null(type);
    if (bytes == NULL)
        return;
    if (bytes->msgpack.len == 0) {
        if (bytes->json.len > 0)
            breach(outcome, "a response in JSON");
        return;
    }
    struct err err = {0};
    if (!msgpack_decode(session->mem, str_n((const char *)bytes->msgpack.data, bytes->msgpack.len), type,
                        ret_value, &err)) {
        *ret_value = value_null(type);
        breach(
            outcome,
            str_printf(session->mem, "a value that cannot be decoded: %s: %s", err.attribute, err.text).data);
    }
}

bool session_encode(struct session *session, const struct value *value, const struct type *type,
                    Tfplugin6__DynamicValue *ret_bytes)
{
    tfplugin6__dynamic_value__init(ret_bytes);
    struct err err = {0};
    struct str bytes;
    if (!msgpack_encode(session->mem, value, type, &bytes, &err)) {
        fprintf(stderr, "cannot encode: %s: %s\n", err.attribute, err.text);
        return false;
    }
    ret_bytes->msgpack.data = (uint8_t *)(uintptr_t)bytes.data;
    ret_bytes->msgpack.len = bytes.len;
    return true;
}

static struct str take_bytes(struct session *session, ProtobufCBinaryData bytes)
{
    return str_copy(session->mem, str_n((const char *)bytes.data, bytes.len));
}

static ProtobufCBinaryData give_bytes(struct str bytes)
{
    return (ProtobufCBinaryData){.data = (uint8_t *)(uintptr_t)bytes.data, .len = bytes.len};
}

static char *give_text(const char *text)
{
    return (char *)(uintptr_t)text;
}

/* ---- identity ------------------------------------------------------------------------------------------------- */

const struct type *session_identity_type(const struct session *session, const char *name)
{
    for (size_t i = 0; session->identities != NULL && i < session->identities->n_identity_schemas; i++) {
        const Tfplugin6__GetResourceIdentitySchemas__Response__IdentitySchemasEntry
            *entry = session->identities->identity_schemas[i];
        if (strcmp(entry->key, name) != 0)
            continue;
        struct buf json = buf_new(session->mem, BUF_DEFAULT_MAX_BYTES);
        buf_add(&json, STR("[\"object\",{"));
        for (size_t j = 0; j < entry->value->n_identity_attributes; j++) {
            const Tfplugin6__ResourceIdentitySchema__IdentityAttribute
                *attribute = entry->value->identity_attributes[j];
            buf_printf(&json, "%s\"%s\":%.*s", j > 0 ? "," : "", attribute->name, (int)attribute->type.len,
                       (const char *)attribute->type.data);
        }
        buf_add(&json, STR("}]"));
        const struct type *type = NULL;
        struct err err = {0};
        return type_parse(session->mem, buf_str(&json), &type, &err) ? type : NULL;
    }
    return NULL;
}

static void take_identity(struct session *session, struct outcome *outcome, const char *name,
                          const Tfplugin6__ResourceIdentityData *data)
{
    const struct type *type = session_identity_type(session, name);
    if (type == NULL) {
        if (data != NULL)
            breach(outcome, "an identity of a type without identity schema");
        return;
    }
    session_take_value(session, outcome, data != NULL ? data->identity_data : NULL, type, &outcome->identity);
}

/* An identity for a request, in the caller's frame. */
struct given_identity {
    Tfplugin6__DynamicValue bytes;
    Tfplugin6__ResourceIdentityData data;
};

static Tfplugin6__ResourceIdentityData *give_identity(struct session *session, struct given_identity *given,
                                                      const char *name, const struct value *identity)
{
    const struct type *type = session_identity_type(session, name);
    if (identity == NULL || type == NULL || value_is_null(*identity))
        return NULL;
    tfplugin6__resource_identity_data__init(&given->data);
    if (!session_encode(session, identity, type, &given->bytes))
        return NULL;
    given->data.identity_data = &given->bytes;
    return &given->data;
}

/* ---- start and end -------------------------------------------------------------------------------------------- */

static void add_schema(struct session *session, enum schema_kind kind, const char *name,
                       const Tfplugin6__Schema *wire)
{
    const char *problem = NULL;
    const struct schema *schema = schema_from_wire(session->mem, name, wire, &problem);
    if (problem != NULL && session->problem == NULL)
        session->problem = problem;
    if (schema != NULL)
        session->schemas[kind][session->counts[kind]++] = schema;
}

static void read_schemas(struct session *session)
{
    const Tfplugin6__GetProviderSchema__Response *answer = session->answer;
    size_t counts[] = {answer->n_resource_schemas, answer->n_data_source_schemas,
                       answer->n_ephemeral_resource_schemas, answer->n_list_resource_schemas,
                       answer->n_action_schemas};
    for (size_t kind = 0; kind < SCHEMA_KIND_COUNT; kind++)
        session->schemas[kind] = arena_new_array(session->mem, const struct schema *, counts[kind] + 1);
    session->provider = schema_from_wire(session->mem, "provider", answer->provider, &session->problem);
    for (size_t i = 0; i < answer->n_resource_schemas; i++)
        add_schema(session, SCHEMA_RESOURCE, answer->resource_schemas[i]->key,
                   answer->resource_schemas[i]->value);
    for (size_t i = 0; i < answer->n_data_source_schemas; i++)
        add_schema(session, SCHEMA_DATA, answer->data_source_schemas[i]->key,
                   answer->data_source_schemas[i]->value);
    for (size_t i = 0; i < answer->n_ephemeral_resource_schemas; i++)
        add_schema(session, SCHEMA_EPHEMERAL, answer->ephemeral_resource_schemas[i]->key,
                   answer->ephemeral_resource_schemas[i]->value);
    for (size_t i = 0; i < answer->n_list_resource_schemas; i++)
        add_schema(session, SCHEMA_LIST, answer->list_resource_schemas[i]->key,
                   answer->list_resource_schemas[i]->value);
    for (size_t i = 0; i < answer->n_action_schemas; i++)
        add_schema(session, SCHEMA_ACTION, answer->action_schemas[i]->key,
                   answer->action_schemas[i]->value != NULL ? answer->action_schemas[i]->value->schema
                                                            : NULL);
}

/* The responses live as long as the process, so the schemas are requested once. */
static bool ask_schemas(struct session *session)
{
    Tfplugin6__GetProviderSchema__Request request;
    tfplugin6__get_provider_schema__request__init(&request);
    ProtobufCMessage *answer;
    struct outcome outcome;
    if (!session_call(session, "GetProviderSchema", &request.base,
                      &tfplugin6__get_provider_schema__response__descriptor, &answer, &outcome)) {
        fprintf(stderr, "GetProviderSchema: %s\n", outcome_text(session->mem, &outcome));
        return false;
    }
    session->answer = (const Tfplugin6__GetProviderSchema__Response *)answer;
    Tfplugin6__GetResourceIdentitySchemas__Request identities;
    tfplugin6__get_resource_identity_schemas__request__init(&identities);
    if (session_call(session, "GetResourceIdentitySchemas", &identities.base,
                     &tfplugin6__get_resource_identity_schemas__response__descriptor, &answer, &outcome))
        session->identities = (const Tfplugin6__GetResourceIdentitySchemas__Response *)answer;
    else if (outcome.status != 12)
        session->problem = "GetResourceIdentitySchemas: neither a response nor UNIMPLEMENTED";
    read_schemas(session);
    return session->provider != NULL;
}

static bool start_process(struct session *session, const struct session_options *options)
{
    struct process_options process = {.program = options->program,
                                      .client_pem = session->own.pem,
                                      .stderr_path = options->stderr_path};
    while (options->variables[process.set_count] != NULL) {
        process.set[process.set_count] = options->variables[process.set_count];
        process.set_count++;
    }
    if (!process_start(&process, &session->process))
        return false;
    if (process_read_handshake(&session->process, SESSION_TIMEOUT_MS) && session->process.field_count >= 6)
        return true;
    fprintf(stderr, "no handshake: %s\n", session->process.line);
    process_stop(&session->process);
    return false;
}

static bool open_session(struct session *session, const struct session_options *options)
{
    struct arena *mem = session->mem;
    if (!certificate_new(&session->own) || !start_process(session, options))
        return false;
    char *server_pem = certificate_from_handshake(session->process.fields[5]);
    struct str target = str_printf(mem, "%s%s",
                                   strcmp(session->process.fields[2], "unix") == 0 ? "unix:" : "",
                                   session->process.fields[3]);
    struct channel_options channel = {.target = target.data,
                                      .server_pem = server_pem,
                                      .client_pem = session->own.pem,
                                      .client_key_pem = session->own.key_pem};
    session->channel = channel_new(&channel);
    session->socket = str_z(mem, str_c(session->process.fields[3]));
    session->server_pem = str_z(mem, str_c(server_pem));
    free(server_pem);
    return true;
}

struct session *session_start(struct arena *mem, const struct session_options *options)
{
    struct session *session = arena_new_object(mem, struct session);
    session->mem = mem;
    if (!open_session(session, options))
        return NULL;
    if (!ask_schemas(session)) {
        session_end(session, NULL);
        return NULL;
    }
    return session;
}

static bool close_session(struct session *session, int64_t *ret_took_ms)
{
    struct answer answer = channel_call(session->channel, "/plugin.GRPCController/Shutdown", "", 0,
                                        SESSION_TIMEOUT_MS);
    answer_free(&answer);
    int64_t start_ms = process_now_ms();
    bool done = process_wait(&session->process, SOON_MS);
    if (ret_took_ms != NULL)
        *ret_took_ms = process_now_ms() - start_ms;
    done = done && session->process.status == 0;
    channel_free(session->channel);
    process_stop(&session->process);
    certificate_free(&session->own);
    return done;
}

bool session_start_again(struct session *session, const struct session_options *options)
{
    close_session(session, NULL);
    return open_session(session, options);
}

bool session_end(struct session *session, int64_t *ret_took_ms)
{
    bool done = close_session(session, ret_took_ms);
    if (session->answer != NULL)
        protobuf_c_message_free_unpacked((ProtobufCMessage *)(uintptr_t)session->answer, NULL);
    if (session->identities != NULL)
        protobuf_c_message_free_unpacked((ProtobufCMessage *)(uintptr_t)session->identities, NULL);
    return done;
}

void session_stop(struct session *session)
{
    struct answer answer = channel_call(session->channel, "/tfplugin6.Provider/StopProvider", "", 0,
                                        SESSION_TIMEOUT_MS);
    answer_free(&answer);
}

const struct schema *session_provider_schema(const struct session *session)
{
    return session->provider;
}

size_t session_schema_count(const struct session *session, enum schema_kind kind)
{
    return session->counts[kind];
}

const struct schema *session_schema(const struct session *session, enum schema_kind kind, size_t index)
{
    return session->schemas[kind][index];
}

const struct schema *session_find(const struct session *session, enum schema_kind kind, const char *name)
{
    for (size_t i = 0; i < session->counts[kind]; i++)
        if (strcmp(session->schemas[kind][i]->name, name) == 0)
            return session->schemas[kind][i];
    return NULL;
}

const Tfplugin6__GetProviderSchema__Response *session_schema_answer(const struct session *session)
{
    return session->answer;
}

const char *session_schema_problem(const struct session *session)
{
    return session->problem;
}

/* ---- the calls, one function each ------------------------------------------------------------------------------ */

#define ENCODE(session, value, type, bytes)                                            \
    do {                                                                               \
        if (!session_encode(session, value, type, (bytes)))                            \
            return (struct outcome){.breach = "the suite cannot encode its own value", \
                                    .diagnostics = "",                                 \
                                    .first_path = ""};                                 \
    } while (0)

/* The capabilities of a current client. */
static Tfplugin6__ClientCapabilities capabilities(const struct session *session)
{
    Tfplugin6__ClientCapabilities can;
    tfplugin6__client_capabilities__init(&can);
    can.write_only_attributes_allowed = true;
    can.deferral_allowed = !session->cannot_wait;
    return can;
}

void session_allow_deferral(struct session *session, bool is_allowed)
{
    session->cannot_wait = !is_allowed;
}

static void take_deferred(struct outcome *outcome, const Tfplugin6__Deferred *deferred)
{
    outcome->deferred = deferred != NULL ? (int)deferred->reason : 0;
    if (deferred != NULL && deferred->reason == TFPLUGIN6__DEFERRED__REASON__UNKNOWN)
        breach(outcome, "deferred without a reason");
}

struct outcome session_configure(struct session *session, const struct value *config)
{
    Tfplugin6__DynamicValue bytes;
    ENCODE(session, config, session->provider->block->type, &bytes);
    Tfplugin6__ClientCapabilities can = capabilities(session);
    Tfplugin6__ConfigureProvider__Request request;
    tfplugin6__configure_provider__request__init(&request);
    request.terraform_version = give_text("1.14.0");
    request.config = &bytes;
    request.client_capabilities = &can;
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "ConfigureProvider", &request.base,
                     &tfplugin6__configure_provider__response__descriptor, &message, &outcome)) {
        const Tfplugin6__ConfigureProvider__Response
            *answer = (const Tfplugin6__ConfigureProvider__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

struct outcome session_validate_provider(struct session *session, const struct value *config)
{
    Tfplugin6__DynamicValue bytes;
    ENCODE(session, config, session->provider->block->type, &bytes);
    Tfplugin6__ValidateProviderConfig__Request request;
    tfplugin6__validate_provider_config__request__init(&request);
    request.config = &bytes;
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "ValidateProviderConfig", &request.base,
                     &tfplugin6__validate_provider_config__response__descriptor, &message, &outcome)) {
        const Tfplugin6__ValidateProviderConfig__Response
            *answer = (const Tfplugin6__ValidateProviderConfig__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

struct outcome session_validate(struct session *session, enum schema_kind kind, const struct schema *schema,
                                const struct value *config)
{
    Tfplugin6__DynamicValue bytes;
    ENCODE(session, config, schema->block->type, &bytes);
    Tfplugin6__ClientCapabilities can = capabilities(session);
    /*
     * The messages differ only in their names: type name and configuration first, diagnostics in the
     * response.
     */
    Tfplugin6__ValidateResourceConfig__Request resource;
    tfplugin6__validate_resource_config__request__init(&resource);
    resource.type_name = give_text(schema->name);
    resource.config = &bytes;
    resource.client_capabilities = &can;
    Tfplugin6__ValidateDataResourceConfig__Request other;
    tfplugin6__validate_data_resource_config__request__init(&other);
    other.type_name = give_text(schema->name);
    other.config = &bytes;
    static const char *const methods[] = {
        [SCHEMA_RESOURCE] = "ValidateResourceConfig",
        [SCHEMA_DATA] = "ValidateDataResourceConfig",
        [SCHEMA_EPHEMERAL] = "ValidateEphemeralResourceConfig",
        [SCHEMA_LIST] = "ValidateListResourceConfig",
        [SCHEMA_ACTION] = "ValidateActionConfig",
    };
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, methods[kind], kind == SCHEMA_RESOURCE ? &resource.base : &other.base,
                     &tfplugin6__validate_resource_config__response__descriptor, &message, &outcome)) {
        const Tfplugin6__ValidateResourceConfig__Response
            *answer = (const Tfplugin6__ValidateResourceConfig__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

struct outcome session_upgrade(struct session *session, const struct schema *schema, int64_t version,
                               struct str json)
{
    Tfplugin6__RawState raw;
    tfplugin6__raw_state__init(&raw);
    raw.json = give_bytes(json);
    Tfplugin6__UpgradeResourceState__Request request;
    tfplugin6__upgrade_resource_state__request__init(&request);
    request.type_name = give_text(schema->name);
    request.version = version;
    request.raw_state = &raw;
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "UpgradeResourceState", &request.base,
                     &tfplugin6__upgrade_resource_state__response__descriptor, &message, &outcome)) {
        const Tfplugin6__UpgradeResourceState__Response
            *answer = (const Tfplugin6__UpgradeResourceState__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        session_take_value(session, &outcome, answer->upgraded_state, schema->block->type, &outcome.value);
        outcome.has_value = !value_is_null(outcome.value);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

static struct outcome read_with(struct session *session, const struct schema *schema,
                                Tfplugin6__DynamicValue *state, struct str private,
                                const struct value *identity)
{
    struct given_identity given;
    Tfplugin6__ClientCapabilities can = capabilities(session);
    Tfplugin6__ReadResource__Request request;
    tfplugin6__read_resource__request__init(&request);
    request.type_name = give_text(schema->name);
    request.current_state = state;
    request.private_ = give_bytes(private);
    request.client_capabilities = &can;
    request.current_identity = give_identity(session, &given, schema->name, identity);
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "ReadResource", &request.base, &tfplugin6__read_resource__response__descriptor,
                     &message, &outcome)) {
        const Tfplugin6__ReadResource__Response *answer = (const Tfplugin6__ReadResource__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        session_take_value(session, &outcome, answer->new_state, schema->block->type, &outcome.value);
        outcome.has_value = !value_is_null(outcome.value);
        outcome.private = take_bytes(session, answer->private_);
        take_identity(session, &outcome, schema->name, answer->new_identity);
        take_deferred(&outcome, answer->deferred);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

struct outcome session_read(struct session *session, const struct schema *schema, const struct value *state,
                            struct str private, const struct value *identity)
{
    Tfplugin6__DynamicValue bytes;
    ENCODE(session, state, schema->block->type, &bytes);
    return read_with(session, schema, &bytes, private, identity);
}

struct outcome session_read_bytes(struct session *session, const struct schema *schema, struct str msgpack,
                                  struct str json)
{
    Tfplugin6__DynamicValue bytes;
    tfplugin6__dynamic_value__init(&bytes);
    bytes.msgpack = give_bytes(msgpack);
    bytes.json = give_bytes(json);
    return read_with(session, schema, &bytes, STR(""), NULL);
}

struct outcome session_plan(struct session *session, const struct schema *schema, const struct value *prior,
                            const struct value *proposed, const struct value *config, struct str private,
                            const struct value *identity)
{
    Tfplugin6__DynamicValue prior_bytes, proposed_bytes, config_bytes;
    ENCODE(session, prior, schema->block->type, &prior_bytes);
    ENCODE(session, proposed, schema->block->type, &proposed_bytes);
    ENCODE(session, config, schema->block->type, &config_bytes);
    struct given_identity given;
    Tfplugin6__ClientCapabilities can = capabilities(session);
    Tfplugin6__PlanResourceChange__Request request;
    tfplugin6__plan_resource_change__request__init(&request);
    request.type_name = give_text(schema->name);
    request.prior_state = &prior_bytes;
    request.proposed_new_state = &proposed_bytes;
    request.config = &config_bytes;
    request.prior_private = give_bytes(private);
    request.client_capabilities = &can;
    request.prior_identity = give_identity(session, &given, schema->name, identity);
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "PlanResourceChange", &request.base,
                     &tfplugin6__plan_resource_change__response__descriptor, &message, &outcome)) {
        const Tfplugin6__PlanResourceChange__Response
            *answer = (const Tfplugin6__PlanResourceChange__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        session_take_value(session, &outcome, answer->planned_state, schema->block->type, &outcome.value);
        outcome.has_value = !value_is_null(outcome.value);
        outcome.private = take_bytes(session, answer->planned_private);
        take_identity(session, &outcome, schema->name, answer->planned_identity);
        for (size_t i = 0; i < answer->n_requires_replace && i < 16; i++)
            outcome.replaces[outcome.replace_count++] = print_path(session->mem, answer->requires_replace[i]);
        if (answer->legacy_type_system)
            breach(&outcome, "legacy_type_system is set");
        take_deferred(&outcome, answer->deferred);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

struct outcome session_apply(struct session *session, const struct schema *schema, const struct value *prior,
                             const struct value *planned, const struct value *config, struct str private,
                             const struct value *identity)
{
    Tfplugin6__DynamicValue prior_bytes, planned_bytes, config_bytes;
    ENCODE(session, prior, schema->block->type, &prior_bytes);
    ENCODE(session, planned, schema->block->type, &planned_bytes);
    ENCODE(session, config, schema->block->type, &config_bytes);
    struct given_identity given;
    Tfplugin6__ApplyResourceChange__Request request;
    tfplugin6__apply_resource_change__request__init(&request);
    request.type_name = give_text(schema->name);
    request.prior_state = &prior_bytes;
    request.planned_state = &planned_bytes;
    request.config = &config_bytes;
    request.planned_private = give_bytes(private);
    request.planned_identity = give_identity(session, &given, schema->name, identity);
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "ApplyResourceChange", &request.base,
                     &tfplugin6__apply_resource_change__response__descriptor, &message, &outcome)) {
        const Tfplugin6__ApplyResourceChange__Response
            *answer = (const Tfplugin6__ApplyResourceChange__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        session_take_value(session, &outcome, answer->new_state, schema->block->type, &outcome.value);
        outcome.has_value = !value_is_null(outcome.value);
        outcome.private = take_bytes(session, answer->private_);
        take_identity(session, &outcome, schema->name, answer->new_identity);
        if (answer->legacy_type_system)
            breach(&outcome, "legacy_type_system is set");
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

struct outcome session_import(struct session *session, const struct schema *schema, const char *id,
                              const struct value *identity)
{
    struct given_identity given;
    Tfplugin6__ClientCapabilities can = capabilities(session);
    Tfplugin6__ImportResourceState__Request request;
    tfplugin6__import_resource_state__request__init(&request);
    request.type_name = give_text(schema->name);
    request.client_capabilities = &can;
    if (id != NULL)
        request.id = give_text(id);
    else
        request.identity = give_identity(session, &given, schema->name, identity);
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "ImportResourceState", &request.base,
                     &tfplugin6__import_resource_state__response__descriptor, &message, &outcome)) {
        const Tfplugin6__ImportResourceState__Response
            *answer = (const Tfplugin6__ImportResourceState__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        outcome.imported_count = answer->n_imported_resources;
        take_deferred(&outcome, answer->deferred);
        if (answer->n_imported_resources > 0) {
            const Tfplugin6__ImportResourceState__ImportedResource *one = answer->imported_resources[0];
            if (strcmp(one->type_name, schema->name) != 0)
                breach(&outcome, "another type was imported");
            session_take_value(session, &outcome, one->state, schema->block->type, &outcome.value);
            outcome.has_value = !value_is_null(outcome.value);
            outcome.private = take_bytes(session, one->private_);
            take_identity(session, &outcome, schema->name, one->identity);
        }
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

struct outcome session_read_data(struct session *session, const struct schema *schema,
                                 const struct value *config)
{
    Tfplugin6__DynamicValue bytes;
    ENCODE(session, config, schema->block->type, &bytes);
    Tfplugin6__ClientCapabilities can = capabilities(session);
    Tfplugin6__ReadDataSource__Request request;
    tfplugin6__read_data_source__request__init(&request);
    request.type_name = give_text(schema->name);
    request.config = &bytes;
    request.client_capabilities = &can;
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "ReadDataSource", &request.base,
                     &tfplugin6__read_data_source__response__descriptor, &message, &outcome)) {
        const Tfplugin6__ReadDataSource__Response *answer = (const Tfplugin6__ReadDataSource__Response *)
            message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        take_deferred(&outcome, answer->deferred);
        session_take_value(session, &outcome, answer->state, schema->block->type, &outcome.value);
        outcome.has_value = !value_is_null(outcome.value);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

struct outcome session_plan_action(struct session *session, const struct schema *schema,
                                   const struct value *config)
{
    Tfplugin6__DynamicValue bytes;
    ENCODE(session, config, schema->block->type, &bytes);
    Tfplugin6__ClientCapabilities can = capabilities(session);
    Tfplugin6__PlanAction__Request request;
    tfplugin6__plan_action__request__init(&request);
    request.action_type = give_text(schema->name);
    request.config = &bytes;
    request.client_capabilities = &can;
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "PlanAction", &request.base, &tfplugin6__plan_action__response__descriptor,
                     &message, &outcome)) {
        const Tfplugin6__PlanAction__Response *answer = (const Tfplugin6__PlanAction__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        take_deferred(&outcome, answer->deferred);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

struct outcome session_open(struct session *session, const struct schema *schema, const struct value *config)
{
    Tfplugin6__DynamicValue bytes;
    ENCODE(session, config, schema->block->type, &bytes);
    Tfplugin6__OpenEphemeralResource__Request request; /* Terraform sends no capabilities with this one */
    tfplugin6__open_ephemeral_resource__request__init(&request);
    request.type_name = give_text(schema->name);
    request.config = &bytes;
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "OpenEphemeralResource", &request.base,
                     &tfplugin6__open_ephemeral_resource__response__descriptor, &message, &outcome)) {
        const Tfplugin6__OpenEphemeralResource__Response
            *answer = (const Tfplugin6__OpenEphemeralResource__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        session_take_value(session, &outcome, answer->result, schema->block->type, &outcome.value);
        take_deferred(&outcome, answer->deferred);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

struct outcome session_move(struct session *session, const char *provider, const char *source_type,
                            int64_t version, struct str json, const struct schema *target)
{
    Tfplugin6__RawState raw;
    tfplugin6__raw_state__init(&raw);
    raw.json = give_bytes(json);
    Tfplugin6__MoveResourceState__Request request;
    tfplugin6__move_resource_state__request__init(&request);
    request.source_provider_address = give_text(provider);
    request.source_type_name = give_text(source_type);
    request.source_schema_version = version;
    request.source_state = &raw;
    request.target_type_name = give_text(target->name);
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "MoveResourceState", &request.base,
                     &tfplugin6__move_resource_state__response__descriptor, &message, &outcome)) {
        const Tfplugin6__MoveResourceState__Response
            *answer = (const Tfplugin6__MoveResourceState__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        session_take_value(session, &outcome, answer->target_state, target->block->type, &outcome.value);
        outcome.has_value = !value_is_null(outcome.value);
        take_identity(session, &outcome, target->name, answer->target_identity);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

struct outcome session_generate(struct session *session, const struct schema *schema,
                                const struct value *state)
{
    Tfplugin6__DynamicValue bytes;
    ENCODE(session, state, schema->block->type, &bytes);
    Tfplugin6__GenerateResourceConfig__Request request;
    tfplugin6__generate_resource_config__request__init(&request);
    request.type_name = give_text(schema->name);
    request.state = &bytes;
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(session, "GenerateResourceConfig", &request.base,
                     &tfplugin6__generate_resource_config__response__descriptor, &message, &outcome)) {
        const Tfplugin6__GenerateResourceConfig__Response
            *answer = (const Tfplugin6__GenerateResourceConfig__Response *)message;
        session_take_diagnostics(session, &outcome, answer->diagnostics, answer->n_diagnostics);
        session_take_value(session, &outcome, answer->config, schema->block->type, &outcome.value);
        outcome.has_value = !value_is_null(outcome.value);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}
