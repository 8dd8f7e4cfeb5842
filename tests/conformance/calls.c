/*
 * calls.c — ephemeral resources, lists and actions with the configurations of inputs/, and Terraform's
 * requirements on their responses. Must not know any of them.
 */
#include <stdio.h>

#include "../client/channel.h"
#include "rules.h"
#include "suite.h"

#define OPEN "OpenEphemeralResource"
#define RENEW "RenewEphemeralResource"
#define CLOSE "CloseEphemeralResource"
#define LIST "ListResource"
#define INVOKE "InvokeAction"

static char *give_text(const char *text)
{
    return (char *)(uintptr_t)text;
}

/* ---- ephemeral resources --------------------------------------------------------------------------------------------- */

static void renew_and_close(struct suite *suite, const struct schema *schema, ProtobufCBinaryData private,
                            bool is_renewed)
{
    ProtobufCMessage *message;
    struct outcome outcome;
    if (is_renewed) {
        Tfplugin6__RenewEphemeralResource__Request request;
        tfplugin6__renew_ephemeral_resource__request__init(&request);
        request.type_name = give_text(schema->name);
        request._private_case = TFPLUGIN6__RENEW_EPHEMERAL_RESOURCE__REQUEST___PRIVATE_PRIVATE;
        request.private_ = private;
        if (session_call(suite->session, RENEW, &request.base,
                         &tfplugin6__renew_ephemeral_resource__response__descriptor, &message, &outcome)) {
            const Tfplugin6__RenewEphemeralResource__Response
                *answer = (const Tfplugin6__RenewEphemeralResource__Response *)message;
            session_take_diagnostics(suite->session, &outcome, answer->diagnostics, answer->n_diagnostics);
            protobuf_c_message_free_unpacked(message, NULL);
        }
        suite_good(suite, RENEW, "before it expires", schema->name, &outcome);
    }
    Tfplugin6__CloseEphemeralResource__Request request;
    tfplugin6__close_ephemeral_resource__request__init(&request);
    request.type_name = give_text(schema->name);
    request._private_case = TFPLUGIN6__CLOSE_EPHEMERAL_RESOURCE__REQUEST___PRIVATE_PRIVATE;
    request.private_ = private;
    if (session_call(suite->session, CLOSE, &request.base,
                     &tfplugin6__close_ephemeral_resource__response__descriptor, &message, &outcome)) {
        const Tfplugin6__CloseEphemeralResource__Response
            *answer = (const Tfplugin6__CloseEphemeralResource__Response *)message;
        session_take_diagnostics(suite->session, &outcome, answer->diagnostics, answer->n_diagnostics);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    suite_good(suite, CLOSE, "with what Open gave", schema->name, &outcome);
}

static struct outcome open_one(struct suite *suite, const struct schema *schema, const struct value *config,
                               bool is_wanted)
{
    Tfplugin6__DynamicValue bytes;
    Tfplugin6__OpenEphemeralResource__Request request;
    tfplugin6__open_ephemeral_resource__request__init(&request);
    session_encode(suite->session, config, schema->block->type, &bytes);
    request.type_name = give_text(schema->name);
    request.config = &bytes;
    ProtobufCMessage *message;
    struct outcome outcome;
    if (!session_call(suite->session, OPEN, &request.base,
                      &tfplugin6__open_ephemeral_resource__response__descriptor, &message, &outcome))
        return outcome;
    const Tfplugin6__OpenEphemeralResource__Response
        *answer = (const Tfplugin6__OpenEphemeralResource__Response *)message;
    session_take_diagnostics(suite->session, &outcome, answer->diagnostics, answer->n_diagnostics);
    session_take_value(suite->session, &outcome, answer->result, schema->block->type, &outcome.value);
    outcome.has_value = !value_is_null(outcome.value);
    if (is_wanted && suite_good(suite, OPEN, "a configuration", schema->name, &outcome)) {
        suite_rule(suite, OPEN, "AssertPlanValid against the configuration", schema->name,
                   rules_plan(suite->mem, schema->block, config, config, &outcome.value));
        suite_rule(suite, OPEN, "wholly known", schema->name,
                   rules_stored(suite->mem, schema->block, &outcome.value));
        for (size_t i = 0; i < schema->block->attribute_count; i++) {
            const struct attribute *attribute = &schema->block->attributes[i];
            const struct value *value = value_member(&outcome.value, str_c(attribute->name));
            bool is_secret = attribute->sensitive && value_is_known(*value) && value->text.len > 0;
            if (is_secret && answer->private_.data != NULL)
                suite_check(suite, OPEN, "no secret in private", schema->name,
                            !str_contains(str_n((const char *)answer->private_.data, answer->private_.len),
                                          value->text),
                            attribute->name);
        }
        renew_and_close(suite, schema, answer->private_,
                        answer->_renew_at_case ==
                            TFPLUGIN6__OPEN_EPHEMERAL_RESOURCE__RESPONSE___RENEW_AT_RENEW_AT);
    }
    protobuf_c_message_free_unpacked(message, NULL);
    return outcome;
}

static void ephemeral_config(struct suite *suite, const struct schema *schema, const struct value *config)
{
    for (int walk = 0; walk < 2; walk++) { /* once in the plan, once in the apply */
        struct outcome opened = open_one(suite, schema, config, true);
        coverage_add_state(suite->coverage, "ephemeral", suite_record(schema->name), &opened.value);
    }
}

static bool ephemeral_fails(struct suite *suite, const struct schema *schema, const struct value *config)
{
    struct outcome opened = open_one(suite, schema, config, false);
    return opened.status == 0 && opened.error_count > 0;
}

/* ---- lists ------------------------------------------------------------------------------------------------------------- */

struct listed {
    size_t events, errors;
    int status;
};

static void check_event(struct suite *suite, const struct schema *schema,
                        const Tfplugin6__ListResource__Event *event, bool has_object, struct listed *listed)
{
    const struct schema *resource = session_find(suite->session, SCHEMA_RESOURCE, schema->name);
    const struct type *identity_type = session_identity_type(suite->session, schema->name);
    struct outcome outcome = {.diagnostics = "", .first_path = ""};
    session_take_diagnostics(suite->session, &outcome, event->diagnostic, event->n_diagnostic);
    listed->events++;
    listed->errors += outcome.error_count;
    if (outcome.error_count > 0)
        return;
    struct value identity, object;
    session_take_value(suite->session, &outcome,
                       event->identity != NULL ? event->identity->identity_data : NULL, identity_type,
                       &identity);
    suite_check(suite, LIST, "every event has an identity and a name", schema->name,
                outcome_is_good(&outcome) && value_is_wholly_known(&identity) && !value_is_null(identity) &&
                    event->display_name[0] != '\0',
                outcome_text(suite->mem, &outcome));
    suite_check(suite, LIST, "an object when it was requested", schema->name,
                has_object == (event->resource_object != NULL && event->_resource_object_case != 0), "");
    if (!has_object || event->resource_object == NULL)
        return;
    session_take_value(suite->session, &outcome, event->resource_object, resource->block->type, &object);
    suite_rule(suite, LIST, "objects are fully known", schema->name,
               rules_stored(suite->mem, resource->block, &object));
    struct outcome read = session_read(suite->session, resource, &object, STR(""), &identity);
    if (suite_good(suite, LIST, "a listed object can be read", schema->name, &read)) {
        suite_rule(suite, LIST, "and is the same then", schema->name,
                   rules_difference(suite->mem, &object, &read.value));
        suite_rule(suite, LIST, "with the same identity", schema->name,
                   rules_difference(suite->mem, &identity, &read.identity));
    }
}

static struct listed list_once(struct suite *suite, const struct schema *schema, const struct value *config,
                               bool has_object, int64_t limit)
{
    struct listed listed = {0};
    Tfplugin6__DynamicValue bytes;
    Tfplugin6__ListResource__Request request;
    tfplugin6__list_resource__request__init(&request);
    session_encode(suite->session, config, schema->block->type, &bytes);
    request.type_name = give_text(schema->name);
    request.config = &bytes;
    request.include_resource_object = has_object;
    request.limit = limit;
    size_t len = protobuf_c_message_get_packed_size(&request.base);
    uint8_t *packed = arena_alloc(suite->mem, len);
    protobuf_c_message_pack(&request.base, packed);
    struct reading *reading = reading_new(session_channel(suite->session), "/tfplugin6.Provider/ListResource",
                                          packed, len, SESSION_TIMEOUT_MS);
    struct answer answer;
    while (reading_next(reading, &answer)) {
        Tfplugin6__ListResource__Event *event = (Tfplugin6__ListResource__Event *)protobuf_c_message_unpack(
            &tfplugin6__list_resource__event__descriptor, NULL, answer.len, answer.bytes);
        if (suite_check(suite, LIST, "events are such messages", schema->name, event != NULL, "")) {
            check_event(suite, schema, event, has_object, &listed);
            protobuf_c_message_free_unpacked(&event->base, NULL);
        }
        answer_free(&answer);
    }
    listed.status = answer.status;
    answer_free(&answer);
    reading_free(reading);
    return listed;
}

size_t list_check(struct suite *suite, const struct schema *schema, const struct value *config)
{
    struct listed all = list_once(suite, schema, config, true, 100);
    suite_check(suite, LIST, "ends with OK and without an error", schema->name,
                all.status == 0 && all.errors == 0, "");
    struct listed bare = list_once(suite, schema, config, false, 100);
    suite_check(suite, LIST, "as many without objects", schema->name,
                bare.status == 0 && bare.events == all.events, "");
    struct listed one = list_once(suite, schema, config, false, 1);
    suite_check(suite, LIST, "the limit is kept", schema->name,
                one.status == 0 && one.events == (all.events > 0 ? 1 : 0), "");
    return all.events;
}

static void list_config(struct suite *suite, const struct schema *schema, const struct value *config)
{
    list_check(suite, schema, config);
}

bool list_fails(struct suite *suite, const struct schema *schema, const struct value *config)
{
    struct listed listed = list_once(suite, schema, config, true, 100);
    return listed.status == 0 && listed.errors > 0;
}

/* ---- actions ------------------------------------------------------------------------------------------------------------ */

static void plan_action(struct suite *suite, const struct schema *schema, const struct value *config)
{
    struct outcome outcome = session_plan_action(suite->session, schema, config);
    suite_good(suite, "PlanAction", "a configuration", schema->name, &outcome);
}

/* Progress, then exactly one `completed`; returns their texts. */
struct outcome action_invoke(struct suite *suite, const struct schema *schema, const struct value *config)
{
    Tfplugin6__DynamicValue bytes;
    Tfplugin6__InvokeAction__Request request;
    tfplugin6__invoke_action__request__init(&request);
    session_encode(suite->session, config, schema->block->type, &bytes);
    request.action_type = give_text(schema->name);
    request.config = &bytes;
    size_t len = protobuf_c_message_get_packed_size(&request.base);
    uint8_t *packed = arena_alloc(suite->mem, len);
    protobuf_c_message_pack(&request.base, packed);
    struct reading *reading = reading_new(session_channel(suite->session), "/tfplugin6.Provider/InvokeAction",
                                          packed, len, SESSION_TIMEOUT_MS);
    struct outcome outcome = {.diagnostics = "", .first_path = ""};
    struct answer answer;
    size_t completed = 0;
    bool is_in_order = true;
    while (reading_next(reading, &answer)) {
        Tfplugin6__InvokeAction__Event *event = (Tfplugin6__InvokeAction__Event *)protobuf_c_message_unpack(
            &tfplugin6__invoke_action__event__descriptor, NULL, answer.len, answer.bytes);
        is_in_order = is_in_order && event != NULL && completed == 0 &&
                      event->type_case != TFPLUGIN6__INVOKE_ACTION__EVENT__TYPE__NOT_SET;
        if (event != NULL && event->type_case == TFPLUGIN6__INVOKE_ACTION__EVENT__TYPE_COMPLETED) {
            completed++;
            session_take_diagnostics(suite->session, &outcome, event->completed->diagnostics,
                                     event->completed->n_diagnostics);
        }
        if (event != NULL)
            protobuf_c_message_free_unpacked(&event->base, NULL);
        answer_free(&answer);
    }
    outcome.status = answer.status;
    outcome.message = str_z(suite->mem, str_c(answer.message));
    answer_free(&answer);
    reading_free(reading);
    suite_check(suite, INVOKE, "progress, then exactly one completed", schema->name,
                is_in_order && completed == 1, "");
    return outcome;
}

static void action_config(struct suite *suite, const struct schema *schema, const struct value *config)
{
    long long changes = side_door_changes(suite->mem);
    plan_action(suite, schema, config);
    suite_check(suite, "PlanAction", "a plan does nothing", schema->name,
                side_door_changes(suite->mem) == changes, "");
    struct outcome outcome = action_invoke(suite, schema, config);
    suite_good(suite, INVOKE, "a configuration", schema->name, &outcome);
}

static bool action_fails(struct suite *suite, const struct schema *schema, const struct value *config)
{
    struct outcome outcome = action_invoke(suite, schema, config);
    return outcome.status == 0 && outcome.error_count > 0;
}

/*
 * ---- the common part
 * ------------------------------------------------------------------------------------------------------
 */

static const struct {
    enum schema_kind kind;
    const char *folder, *record, *validate, *call;
    void (*use)(struct suite *suite, const struct schema *schema, const struct value *config);
    bool (*fails)(struct suite *suite, const struct schema *schema, const struct value *config);
} rows[] = {
    {SCHEMA_EPHEMERAL, "ephemeral", "ephemeral", "ValidateEphemeralResourceConfig", OPEN, ephemeral_config,
     ephemeral_fails},
    {SCHEMA_LIST, "list", "list", "ValidateListResourceConfig", LIST, list_config, list_fails},
    {SCHEMA_ACTION, "actions", "action", "ValidateActionConfig", INVOKE, action_config, action_fails},
};

/* Requests that AWS accepts and that fail later: an error, and no further wait. */
static void failure(struct suite *suite, const struct schema *schema, size_t row, const json_t *json)
{
    suite_restart(suite);
    suite_make(suite, json_object_get(json, "before"), schema->name);
    struct str fault = json_print(suite->mem, json_object_get(json, "fault"));
    suite_rule(suite, "suite", "faults are set", schema->name,
               side_door_post(suite->mem, "/_sim/faults", fault.data));
    struct value config = suite_config(suite, NULL, schema->block, json_object_get(json, "config"),
                                       schema->name);
    suite_check(suite, rows[row].call, "an operation that fails in AWS is an error", schema->name,
                rows[row].fails(suite, schema, &config), fault.data);
    side_door_clear_faults();
}

static void run(struct suite *suite, const struct schema *schema, size_t row)
{
    struct str path = str_printf(suite->mem, "%s/%s", rows[row].folder, schema->name);
    const json_t *input = suite_input(suite, path.data), *json;
    if (input == NULL && views_have(suite, schema->name))
        return;
    if (!suite_check(suite, "suite", "there is an input", schema->name, input != NULL, path.data))
        return;
    suite_make(suite, json_object_get(input, "before"), schema->name);
    json_t *calls = side_door_calls(suite->mem);
    size_t index;
    json_array_foreach (json_object_get(input, "configs"), index, json) {
        suite_restart(suite);
        struct value config = suite_config(suite, NULL, schema->block, json, schema->name);
        struct outcome valid = session_validate(suite->session, rows[row].kind, schema, &config);
        suite_good(suite, rows[row].validate, "a configuration", schema->name, &valid);
        for (size_t i = 0; i < schema->block->attribute_count; i++) {
            const struct attribute *attribute = &schema->block->attributes[i];
            if (!attribute->required && !attribute->optional)
                continue;
            struct value unknown = value_with_member(suite->mem, &config, str_c(attribute->name),
                                                     value_unknown(attribute->type));
            valid = session_validate(suite->session, rows[row].kind, schema, &unknown);
            suite_good(suite, rows[row].validate, "each argument unknown", schema->name, &valid);
        }
        rows[row].use(suite, schema, &config);
        coverage_add_config(suite->coverage, rows[row].record, suite_record(schema->name), &config);
    }
    json_array_foreach (json_object_get(input, "errors"), index, json) {
        struct value config = suite_config(suite, NULL, schema->block, json, schema->name);
        struct outcome valid = session_validate(suite->session, rows[row].kind, schema, &config);
        suite_check(suite, rows[row].call, "an invalid configuration is an error", schema->name,
                    valid.status == 0 && (valid.error_count > 0 || rows[row].fails(suite, schema, &config)),
                    json_print(suite->mem, json).data);
    }
    json_array_foreach (json_object_get(input, "failures"), index, json)
        failure(suite, schema, row, json);
    coverage_add_calls(suite->coverage, rows[row].record, suite_record(schema->name), calls,
                       side_door_calls(suite->mem));
    suite_make(suite, json_object_get(input, "after"), schema->name);
}

void ephemeral_run(struct suite *suite, const struct schema *schema)
{
    run(suite, schema, 0);
}

void list_run(struct suite *suite, const struct schema *schema)
{
    run(suite, schema, 1);
}

void action_run(struct suite *suite, const struct schema *schema)
{
    run(suite, schema, 2);
}
