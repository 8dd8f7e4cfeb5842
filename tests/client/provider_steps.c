/*
 * provider_steps.c — lists, actions and ephemeral resources, as a client newer than the tests' Terraform
 * calls them. Prints each event on a line; the tests know the expected output.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "value.h"

const char provider_usage[] =
    "steps of a configuration, each value as JSON without spaces:\n"
    "  configure JSON                        ConfigureProvider\n"
    "  validate list|action|ephemeral TYPE JSON\n"
    "  list TYPE JSON [LIMIT [object|identity [READ]]]    ListResource; cancels after READ events\n"
    "  plan TYPE JSON                        PlanAction\n"
    "  invoke TYPE JSON [READ]               InvokeAction; cancels after READ events\n"
    "  open TYPE JSON, renew TYPE, close TYPE    an ephemeral resource; renew and close use the data of "
    "open\n";

#define PATH(name) "/tfplugin6.Provider/" name

static struct reading *begin_reading(struct client *client, const char *path, const ProtobufCMessage *request)
{
    struct packed packed = message_pack(request);
    struct reading *reading = reading_new(client_channel(client), path, packed.bytes, packed.len,
                                          client->timeout_ms);
    free(packed.bytes);
    return reading;
}

/* ---- the provider ---- */

static bool configure(struct client *client, char *json)
{
    Tfplugin6__ConfigureProvider__Request request;
    Tfplugin6__DynamicValue config = message_json(json);
    tfplugin6__configure_provider__request__init(&request);
    request.config = &config;
    struct answer answer = message_call(client, "ConfigureProvider", &request.base);
    Tfplugin6__ConfigureProvider__Response *response = message_unpack(
        &answer, &tfplugin6__configure_provider__response__descriptor);
    if (response != NULL) {
        message_print_diagnostics(response->diagnostics, response->n_diagnostics);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    answer_free(&answer);
    return response != NULL;
}

/* The requests of the three validations and of PlanAction are the same, and so are the responses. */
static bool validate(struct client *client, const char *method, char *type_name, char *json)
{
    Tfplugin6__ValidateActionConfig__Request request;
    Tfplugin6__DynamicValue config = message_json(json);
    tfplugin6__validate_action_config__request__init(&request);
    request.type_name = type_name;
    request.config = &config;
    struct answer answer = message_call(client, method, &request.base);
    Tfplugin6__ValidateActionConfig__Response *response = message_unpack(
        &answer, &tfplugin6__validate_action_config__response__descriptor);
    if (response != NULL) {
        message_print_diagnostics(response->diagnostics, response->n_diagnostics);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    answer_free(&answer);
    return response != NULL;
}

/* ---- lists ---- */

static void print_list_event(const struct answer *answer)
{
    Tfplugin6__ListResource__Event *event = message_unpack(answer,
                                                           &tfplugin6__list_resource__event__descriptor);
    if (event == NULL)
        return;
    if (event->identity != NULL) {
        printf("event %s identity=", event->display_name);
        value_print(event->identity->identity_data->msgpack.data,
                    event->identity->identity_data->msgpack.len);
        if (event->_resource_object_case ==
            TFPLUGIN6__LIST_RESOURCE__EVENT___RESOURCE_OBJECT_RESOURCE_OBJECT) {
            fputs(" object=", stdout);
            value_print(event->resource_object->msgpack.data, event->resource_object->msgpack.len);
        }
        putchar('\n');
    }
    message_print_diagnostics(event->diagnostic, event->n_diagnostic);
    protobuf_c_message_free_unpacked(&event->base, NULL);
}

/* Reads to the end, or `most` messages (0: all) and then cancels. */
static void read_events(struct reading *reading, const char *name, long most,
                        void (*print)(const struct answer *answer))
{
    struct answer answer;
    long count = 0;
    while (reading_next(reading, &answer)) {
        print(&answer);
        answer_free(&answer);
        if (++count == most)
            reading_cancel(reading);
    }
    printf("%s events=%ld status=%d\n", name, count, answer.status);
    answer_free(&answer);
    reading_free(reading);
}

static void list(struct client *client, char **words, size_t count)
{
    Tfplugin6__ListResource__Request request;
    Tfplugin6__DynamicValue config = message_json(words[2]);
    tfplugin6__list_resource__request__init(&request);
    request.type_name = words[1];
    request.config = &config;
    request.limit = count > 3 ? strtol(words[3], NULL, 10) : 0;
    request.include_resource_object = count > 4 && strcmp(words[4], "object") == 0;
    struct reading *reading = begin_reading(client, PATH("ListResource"), &request.base);
    read_events(reading, "list", count > 5 ? strtol(words[5], NULL, 10) : 0, print_list_event);
}

/* ---- actions ---- */

static void print_action_event(const struct answer *answer)
{
    Tfplugin6__InvokeAction__Event *event = message_unpack(answer,
                                                           &tfplugin6__invoke_action__event__descriptor);
    if (event == NULL)
        return;
    if (event->type_case == TFPLUGIN6__INVOKE_ACTION__EVENT__TYPE_PROGRESS) {
        printf("progress %s\n", event->progress->message);
    } else if (event->type_case == TFPLUGIN6__INVOKE_ACTION__EVENT__TYPE_COMPLETED) {
        printf("completed diagnostics=%zu\n", event->completed->n_diagnostics);
        message_print_diagnostics(event->completed->diagnostics, event->completed->n_diagnostics);
    } else {
        puts("event without a type");
    }
    protobuf_c_message_free_unpacked(&event->base, NULL);
}

static void invoke(struct client *client, char **words, size_t count)
{
    Tfplugin6__InvokeAction__Request request;
    Tfplugin6__DynamicValue config = message_json(words[2]);
    tfplugin6__invoke_action__request__init(&request);
    request.action_type = words[1];
    request.config = &config;
    struct reading *reading = begin_reading(client, PATH("InvokeAction"), &request.base);
    read_events(reading, "invoke", count > 3 ? strtol(words[3], NULL, 10) : 0, print_action_event);
}

/* ---- ephemeral resources ---- */

static void keep_private(struct client *client, const ProtobufCBinaryData *data)
{
    client->private_len = data->len < sizeof client->private_data ? data->len : 0;
    if (client->private_len > 0)
        memcpy(client->private_data, data->data, client->private_len);
}

static bool open_ephemeral(struct client *client, char *type_name, char *json)
{
    Tfplugin6__OpenEphemeralResource__Request request;
    Tfplugin6__DynamicValue config = message_json(json);
    tfplugin6__open_ephemeral_resource__request__init(&request);
    request.type_name = type_name;
    request.config = &config;
    struct answer answer = message_call(client, "OpenEphemeralResource", &request.base);
    Tfplugin6__OpenEphemeralResource__Response *response = message_unpack(
        &answer, &tfplugin6__open_ephemeral_resource__response__descriptor);
    if (response != NULL) {
        bool renews = response->_renew_at_case ==
                      TFPLUGIN6__OPEN_EPHEMERAL_RESOURCE__RESPONSE___RENEW_AT_RENEW_AT;
        bool has_private = response->_private_case ==
                           TFPLUGIN6__OPEN_EPHEMERAL_RESOURCE__RESPONSE___PRIVATE_PRIVATE;
        printf("open renew_at=%lld private='%.*s' result=",
               renews ? (long long)response->renew_at->seconds : 0LL,
               has_private ? (int)response->private_.len : 0, (const char *)response->private_.data);
        if (response->result != NULL)
            value_print(response->result->msgpack.data, response->result->msgpack.len);
        putchar('\n');
        if (has_private)
            keep_private(client, &response->private_);
        message_print_diagnostics(response->diagnostics, response->n_diagnostics);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    answer_free(&answer);
    return response != NULL;
}

static bool renew(struct client *client, char *type_name)
{
    Tfplugin6__RenewEphemeralResource__Request request;
    tfplugin6__renew_ephemeral_resource__request__init(&request);
    request.type_name = type_name;
    request._private_case = TFPLUGIN6__RENEW_EPHEMERAL_RESOURCE__REQUEST___PRIVATE_PRIVATE;
    request.private_.data = client->private_data;
    request.private_.len = client->private_len;
    struct answer answer = message_call(client, "RenewEphemeralResource", &request.base);
    Tfplugin6__RenewEphemeralResource__Response *response = message_unpack(
        &answer, &tfplugin6__renew_ephemeral_resource__response__descriptor);
    if (response != NULL) {
        bool renews = response->_renew_at_case ==
                      TFPLUGIN6__RENEW_EPHEMERAL_RESOURCE__RESPONSE___RENEW_AT_RENEW_AT;
        printf("renew renew_at=%lld\n", renews ? (long long)response->renew_at->seconds : 0LL);
        message_print_diagnostics(response->diagnostics, response->n_diagnostics);
        protobuf_c_message_free_unpacked(&response->base, NULL);
    }
    answer_free(&answer);
    return response != NULL;
}

static bool close_ephemeral(struct client *client, char *type_name)
{
    Tfplugin6__CloseEphemeralResource__Request request;
    tfplugin6__close_ephemeral_resource__request__init(&request);
    request.type_name = type_name;
    request._private_case = TFPLUGIN6__CLOSE_EPHEMERAL_RESOURCE__REQUEST___PRIVATE_PRIVATE;
    request.private_.data = client->private_data;
    request.private_.len = client->private_len;
    struct answer answer = message_call(client, "CloseEphemeralResource", &request.base);
    Tfplugin6__CloseEphemeralResource__Response *response = message_unpack(
        &answer, &tfplugin6__close_ephemeral_resource__response__descriptor);
    if (response != NULL) {
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

bool provider_step(struct client *client, char **words, size_t count, bool *ret_done)
{
    const char *name = words[0];
    *ret_done = true;
    if (is(name, "configure") && count == 2)
        *ret_done = configure(client, words[1]);
    else if (is(name, "validate") && count == 4)
        *ret_done = validate(client,
                             is(words[1], "list")     ? "ValidateListResourceConfig"
                             : is(words[1], "action") ? "ValidateActionConfig"
                                                      : "ValidateEphemeralResourceConfig",
                             words[2], words[3]);
    else if (is(name, "list") && count >= 3)
        list(client, words, count);
    else if (is(name, "plan") && count == 3)
        *ret_done = validate(client, "PlanAction", words[1], words[2]);
    else if (is(name, "invoke") && count >= 3)
        invoke(client, words, count);
    else if (is(name, "open") && count == 3)
        *ret_done = open_ephemeral(client, words[1], words[2]);
    else if (is(name, "renew") && count == 2)
        *ret_done = renew(client, words[1]);
    else if (is(name, "close") && count == 2)
        *ret_done = close_ephemeral(client, words[1]);
    else
        return false;
    return true;
}
