/*
 * resource_steps.c — the lifecycle of a managed resource with a client newer than the tests' Terraform: with
 * identities, imports by identity, moves and generated configuration. Prints the responses; the tests know
 * the expected output.
 *
 * State, private data and identity of the last response are stored and sent with the next request, as
 * Terraform does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "message.h"
#include "value.h"

const char resource_usage[] =
    "steps of a resource, each value as JSON without spaces; state, private data and identity of the last "
    "response are sent with the next step:\n"
    "  capabilities                          of GetMetadata\n"
    "  identities                            GetResourceIdentitySchemas\n"
    "  create TYPE CONFIG, update TYPE CONFIG, destroy TYPE    PlanResourceChange and ApplyResourceChange\n"
    "  read TYPE                             ReadResource\n"
    "  import TYPE ID, import-identity TYPE JSON    ImportResourceState\n"
    "  generate TYPE                         GenerateResourceConfig\n"
    "  upgrade-identity TYPE VERSION JSON    UpgradeResourceIdentity\n"
    "  move PROVIDER TYPE VERSION JSON TARGET-TYPE    MoveResourceState\n"
    "  forget                                delete the stored data\n";

/* ---- stored data ---- */

static void keep(struct bytes *kept, const ProtobufCBinaryData *data)
{
    uint8_t *copy = NULL;
    if (data != NULL && data->len > 0) {
        copy = malloc(data->len);
        memcpy(copy, data->data, data->len);
    }
    free(kept->data);
    *kept = (struct bytes){copy, copy != NULL ? data->len : 0};
}

static void keep_value(struct bytes *kept, const Tfplugin6__DynamicValue *value)
{
    keep(kept, value != NULL ? &value->msgpack : NULL);
}

static void keep_identity(struct client *client, const Tfplugin6__ResourceIdentityData *identity)
{
    keep_value(&client->resource_identity, identity != NULL ? identity->identity_data : NULL);
}

void resource_forget(struct client *client)
{
    keep(&client->state, NULL);
    keep(&client->state_private, NULL);
    keep(&client->resource_identity, NULL);
}

static Tfplugin6__DynamicValue kept_value(const struct bytes *kept)
{
    Tfplugin6__DynamicValue value = TFPLUGIN6__DYNAMIC_VALUE__INIT;
    value.msgpack = (ProtobufCBinaryData){kept->len, kept->data};
    return value;
}

/* A stored identity as a message; `ret_present` is put into the request. */
struct identity_message {
    Tfplugin6__DynamicValue value;
    Tfplugin6__ResourceIdentityData data, *present;
};

static void fill_identity(struct identity_message *message, const struct client *client)
{
    message->value = kept_value(&client->resource_identity);
    tfplugin6__resource_identity_data__init(&message->data);
    message->data.identity_data = &message->value;
    message->present = client->resource_identity.len > 0 ? &message->data : NULL;
}

static void print_kept(const char *step, const struct client *client)
{
    printf("%s state=", step);
    value_print(client->state.data, client->state.len);
    fputs(" identity=", stdout);
    value_print(client->resource_identity.data, client->resource_identity.len);
    putchar('\n');
}

/* ---- capabilities and schemas ---- */

static bool capabilities(struct client *client)
{
    Tfplugin6__GetMetadata__Request request;
    tfplugin6__get_metadata__request__init(&request);
    struct answer answer = message_call(client, "GetMetadata", &request.base);
    Tfplugin6__GetMetadata__Response *response = message_unpack(
        &answer, &tfplugin6__get_metadata__response__descriptor);
    if (response != NULL) {
        const Tfplugin6__ServerCapabilities *can = response->server_capabilities;
        printf("capabilities plan_destroy=%d get_provider_schema_optional=%d move_resource_state=%d "
               "generate_resource_config=%d\n",
               can->plan_destroy, can->get_provider_schema_optional, can->move_resource_state,
               can->generate_resource_config);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    answer_free(&answer);
    return response != NULL;
}

static bool identities(struct client *client)
{
    Tfplugin6__GetResourceIdentitySchemas__Request request;
    tfplugin6__get_resource_identity_schemas__request__init(&request);
    struct answer answer = message_call(client, "GetResourceIdentitySchemas", &request.base);
    Tfplugin6__GetResourceIdentitySchemas__Response *response = message_unpack(
        &answer, &tfplugin6__get_resource_identity_schemas__response__descriptor);
    for (size_t i = 0; response != NULL && i < response->n_identity_schemas; i++) {
        const Tfplugin6__ResourceIdentitySchema *schema = response->identity_schemas[i]->value;
        printf("identity %s version=%lld", response->identity_schemas[i]->key, (long long)schema->version);
        for (size_t a = 0; a < schema->n_identity_attributes; a++) {
            const Tfplugin6__ResourceIdentitySchema__IdentityAttribute
                *attribute = schema->identity_attributes[a];
            printf(" %s:%.*s%s%s", attribute->name, (int)attribute->type.len,
                   (const char *)attribute->type.data, attribute->required_for_import ? ":required" : "",
                   attribute->optional_for_import ? ":optional" : "");
        }
        putchar('\n');
    }
    if (response != NULL) {
        message_print_diagnostics(response->diagnostics, response->n_diagnostics);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    answer_free(&answer);
    return response != NULL;
}

static bool upgrade_identity(struct client *client, char **words)
{
    Tfplugin6__UpgradeResourceIdentity__Request request;
    Tfplugin6__RawState raw = TFPLUGIN6__RAW_STATE__INIT;
    tfplugin6__upgrade_resource_identity__request__init(&request);
    request.type_name = words[1];
    request.version = strtol(words[2], NULL, 10);
    request.raw_identity = &raw;
    raw.json = (ProtobufCBinaryData){strlen(words[3]), (uint8_t *)words[3]};
    struct answer answer = message_call(client, "UpgradeResourceIdentity", &request.base);
    Tfplugin6__UpgradeResourceIdentity__Response *response = message_unpack(
        &answer, &tfplugin6__upgrade_resource_identity__response__descriptor);
    if (response != NULL) {
        keep_identity(client, response->upgraded_identity);
        print_kept("upgrade-identity", client);
        message_print_diagnostics(response->diagnostics, response->n_diagnostics);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    answer_free(&answer);
    return response != NULL;
}

/* ---- a life ---- */

static bool read_resource(struct client *client, char *type_name)
{
    Tfplugin6__ReadResource__Request request;
    Tfplugin6__DynamicValue state = kept_value(&client->state);
    struct identity_message identity;
    fill_identity(&identity, client);
    tfplugin6__read_resource__request__init(&request);
    request.type_name = type_name;
    request.current_state = &state;
    request.private_ = (ProtobufCBinaryData){client->state_private.len, client->state_private.data};
    request.current_identity = identity.present;
    struct answer answer = message_call(client, "ReadResource", &request.base);
    Tfplugin6__ReadResource__Response *response = message_unpack(
        &answer, &tfplugin6__read_resource__response__descriptor);
    if (response != NULL) {
        keep_value(&client->state, response->new_state);
        keep(&client->state_private, &response->private_);
        keep_identity(client, response->new_identity);
        print_kept("read", client);
        message_print_diagnostics(response->diagnostics, response->n_diagnostics);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    answer_free(&answer);
    return response != NULL;
}

/* The response of the plan, to be freed; NULL when there is none or it has errors. */
static Tfplugin6__PlanResourceChange__Response *plan_resource(struct client *client, char *type_name,
                                                              bool has_prior, Tfplugin6__DynamicValue *config)
{
    Tfplugin6__PlanResourceChange__Request request;
    Tfplugin6__DynamicValue none = TFPLUGIN6__DYNAMIC_VALUE__INIT, prior = kept_value(&client->state);
    struct identity_message identity;
    fill_identity(&identity, client);
    tfplugin6__plan_resource_change__request__init(&request);
    request.type_name = type_name;
    request.prior_state = has_prior ? &prior : &none;
    request.prior_identity = has_prior ? identity.present : NULL;
    request.prior_private = (ProtobufCBinaryData){client->state_private.len, client->state_private.data};
    request.proposed_new_state = config;
    request.config = config;
    struct answer answer = message_call(client, "PlanResourceChange", &request.base);
    Tfplugin6__PlanResourceChange__Response *response = message_unpack(
        &answer, &tfplugin6__plan_resource_change__response__descriptor);
    answer_free(&answer);
    if (response == NULL)
        return NULL;
    message_print_diagnostics(response->diagnostics, response->n_diagnostics);
    fputs("planned identity=", stdout);
    if (response->planned_identity != NULL)
        value_print(response->planned_identity->identity_data->msgpack.data,
                    response->planned_identity->identity_data->msgpack.len);
    putchar('\n');
    if (response->planned_state != NULL)
        return response;
    protobuf_c_message_free_unpacked(&response->base, NULL);
    return NULL;
}

static bool change(struct client *client, const char *step, char *type_name, char *config_json)
{
    Tfplugin6__ApplyResourceChange__Request request;
    Tfplugin6__DynamicValue none = TFPLUGIN6__DYNAMIC_VALUE__INIT, prior = kept_value(&client->state);
    Tfplugin6__DynamicValue config = config_json != NULL ? message_json(config_json) : none;
    bool has_prior = strcmp(step, "create") != 0;
    Tfplugin6__PlanResourceChange__Response *plan = plan_resource(client, type_name, has_prior, &config);
    if (plan == NULL)
        return false;
    tfplugin6__apply_resource_change__request__init(&request);
    request.type_name = type_name;
    request.prior_state = has_prior ? &prior : &none;
    request.planned_state = plan->planned_state;
    request.config = &config;
    request.planned_private = plan->planned_private;
    request.planned_identity = plan->planned_identity;
    struct answer answer = message_call(client, "ApplyResourceChange", &request.base);
    Tfplugin6__ApplyResourceChange__Response *response = message_unpack(
        &answer, &tfplugin6__apply_resource_change__response__descriptor);
    if (response != NULL) {
        keep_value(&client->state, response->new_state);
        keep(&client->state_private, &response->private_);
        keep_identity(client, response->new_identity);
        print_kept(step, client);
        message_print_diagnostics(response->diagnostics, response->n_diagnostics);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    protobuf_c_message_free_unpacked(&plan->base, NULL);
    answer_free(&answer);
    return response != NULL;
}

/* ---- adoption ---- */

static bool import_resource(struct client *client, char *type_name, char *id, char *identity_json)
{
    Tfplugin6__ImportResourceState__Request request;
    Tfplugin6__ResourceIdentityData identity = TFPLUGIN6__RESOURCE_IDENTITY_DATA__INIT;
    Tfplugin6__DynamicValue value = message_json(identity_json != NULL ? identity_json : id);
    tfplugin6__import_resource_state__request__init(&request);
    request.type_name = type_name;
    if (identity_json == NULL)
        request.id = id;
    identity.identity_data = &value;
    request.identity = identity_json != NULL ? &identity : NULL;
    struct answer answer = message_call(client, "ImportResourceState", &request.base);
    Tfplugin6__ImportResourceState__Response *response = message_unpack(
        &answer, &tfplugin6__import_resource_state__response__descriptor);
    if (response != NULL) {
        printf("import resources=%zu\n", response->n_imported_resources);
        resource_forget(client);
        if (response->n_imported_resources == 1) {
            keep_value(&client->state, response->imported_resources[0]->state);
            keep(&client->state_private, &response->imported_resources[0]->private_);
            keep_identity(client, response->imported_resources[0]->identity);
            print_kept("import", client);
        }
        message_print_diagnostics(response->diagnostics, response->n_diagnostics);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    answer_free(&answer);
    return response != NULL;
}

static bool generate(struct client *client, char *type_name)
{
    Tfplugin6__GenerateResourceConfig__Request request;
    Tfplugin6__DynamicValue state = kept_value(&client->state);
    tfplugin6__generate_resource_config__request__init(&request);
    request.type_name = type_name;
    request.state = &state;
    struct answer answer = message_call(client, "GenerateResourceConfig", &request.base);
    Tfplugin6__GenerateResourceConfig__Response *response = message_unpack(
        &answer, &tfplugin6__generate_resource_config__response__descriptor);
    if (response != NULL) {
        fputs("generate config=", stdout);
        if (response->config != NULL)
            value_print(response->config->msgpack.data, response->config->msgpack.len);
        putchar('\n');
        message_print_diagnostics(response->diagnostics, response->n_diagnostics);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    answer_free(&answer);
    return response != NULL;
}

static bool move(struct client *client, char **words)
{
    Tfplugin6__MoveResourceState__Request request;
    Tfplugin6__RawState raw = TFPLUGIN6__RAW_STATE__INIT;
    tfplugin6__move_resource_state__request__init(&request);
    request.source_provider_address = words[1];
    request.source_type_name = words[2];
    request.source_schema_version = strtol(words[3], NULL, 10);
    raw.json = (ProtobufCBinaryData){strlen(words[4]), (uint8_t *)words[4]};
    request.source_state = &raw;
    request.target_type_name = words[5];
    struct answer answer = message_call(client, "MoveResourceState", &request.base);
    Tfplugin6__MoveResourceState__Response *response = message_unpack(
        &answer, &tfplugin6__move_resource_state__response__descriptor);
    if (response != NULL) {
        keep_value(&client->state, response->target_state);
        keep(&client->state_private, &response->target_private);
        keep_identity(client, response->target_identity);
        print_kept("move", client);
        message_print_diagnostics(response->diagnostics, response->n_diagnostics);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    answer_free(&answer);
    return response != NULL;
}

/* ---- words ---- */

static bool is(const char *word, const char *name)
{
    return strcmp(word, name) == 0;
}

bool resource_step(struct client *client, char **words, size_t count, bool *ret_done)
{
    const char *name = words[0];
    *ret_done = true;
    if (is(name, "capabilities") && count == 1)
        *ret_done = capabilities(client);
    else if (is(name, "identities") && count == 1)
        *ret_done = identities(client);
    else if ((is(name, "create") || is(name, "update")) && count == 3)
        *ret_done = change(client, name, words[1], words[2]);
    else if (is(name, "destroy") && count == 2)
        *ret_done = change(client, name, words[1], NULL);
    else if (is(name, "read") && count == 2)
        *ret_done = read_resource(client, words[1]);
    else if (is(name, "import") && count == 3)
        *ret_done = import_resource(client, words[1], words[2], NULL);
    else if (is(name, "import-identity") && count == 3)
        *ret_done = import_resource(client, words[1], NULL, words[2]);
    else if (is(name, "generate") && count == 2)
        *ret_done = generate(client, words[1]);
    else if (is(name, "upgrade-identity") && count == 4)
        *ret_done = upgrade_identity(client, words);
    else if (is(name, "move") && count == 6)
        *ret_done = move(client, words);
    else if (is(name, "forget") && count == 1)
        resource_forget(client);
    else
        return false;
    return true;
}
