/*
 * deferral.c — a provider whose region is unknown, with a client that allows deferral and with one that does
 * not: every call, with the configurations of inputs/. Must not know any resource.
 */
#include <string.h>

#include "rules.h"
#include "suite.h"

static const char waits[] = "deferred because of the provider's region",
                  fails[] = "an error because of the provider's region";

/* PROVIDER_CONFIG_UNKNOWN, no error and no violation. */
static bool check_waits(struct suite *suite, const char *call, const struct schema *schema,
                        const struct outcome *outcome)
{
    bool waited = outcome->status == 0 && outcome->error_count == 0 && outcome->breach == NULL &&
                  outcome->deferred == (int)TFPLUGIN6__DEFERRED__REASON__PROVIDER_CONFIG_UNKNOWN;
    return suite_check(suite, call, waits, schema->name, waited, outcome_text(suite->mem, outcome));
}

/* An error that names the unknown argument, and nothing is deferred. */
static void check_fails(struct suite *suite, const char *call, const struct schema *schema,
                        const struct outcome *outcome)
{
    bool told = outcome->status == 0 && outcome->error_count == 1 && outcome->deferred == 0 &&
                str_contains(str_c(outcome->diagnostics), STR("provider argument region")) &&
                outcome->first_path[0] == '\0';
    suite_check(suite, call, fails, schema->name, told, outcome_text(suite->mem, outcome));
}

/* ---- configurations -------------------------------------------------------------------------------------------------- */

/* References of inputs do not exist here: any ARN or name is used. */
static json_t *invented(const json_t *json)
{
    const char *key;
    json_t *item;
    size_t index;
    if (json_is_array(json)) {
        json_t *copy = json_array();
        json_array_foreach (json, index, item)
            json_array_append_new(copy, invented(item));
        return copy;
    }
    if (json_is_object(json)) {
        json_t *copy = json_object();
        json_object_foreach ((json_t *)(uintptr_t)json, key, item)
            json_object_set_new(copy, key, invented(item));
        return copy;
    }
    const char *text = json_string_value(json);
    if (text == NULL || strncmp(text, "${", 2) != 0 || strncmp(text, "${scratch}", 10) == 0)
        return json_deep_copy(json);
    bool is_arn = strstr(text, "arn") != NULL;
    return json_string(is_arn ? "arn:aws:lightsail:ap-northeast-1:123456789012:Instance/"
                                "00000000-0000-4000-8000-000000000000"
                              : "later");
}

/* In its own region, or in the provider's. */
static struct value config_of(struct suite *suite, const struct schema *schema, const json_t *json,
                              bool is_in_provider)
{
    json_t *made = json_own(suite->mem, json != NULL ? invented(json) : json_object());
    if (is_in_provider)
        json_object_del(made, "region");
    /* A type derived from a resource's record has no input. */
    for (size_t i = 0; i < schema->block->attribute_count; i++) {
        const struct attribute *a = &schema->block->attributes[i];
        if (a->required && json_object_get(made, a->name) == NULL && a->type->kind == TYPE_STRING)
            json_object_set_new(made, a->name, json_string("later"));
    }
    return suite_config(suite, NULL, schema->block, made, schema->name);
}

static const json_t *input_of(struct suite *suite, const char *folder, const struct schema *schema)
{
    return suite_input(suite, str_printf(suite->mem, "%s%s", folder, schema->name).data);
}

/* ---- resources ------------------------------------------------------------------------------------------------------- */

static struct outcome plan(struct suite *suite, const struct schema *schema, const struct value *prior,
                           const struct value *config)
{
    struct value proposed = value_is_null(*config) ? *config
                                                   : block_propose(suite->mem, schema->block, prior, config);
    return session_plan(suite->session, schema, prior, &proposed, config, STR(""), NULL);
}

static void check_resource(struct suite *suite, const struct schema *schema, const json_t *input,
                           bool is_in_provider)
{
    const struct value none = value_null(schema->block->type);
    struct value config = config_of(suite, schema, json_object_get(input, "base"), is_in_provider);
    struct outcome created = plan(suite, schema, &none, &config);
    if (!check_waits(suite, "PlanResourceChange", schema, &created))
        return;
    suite_rule(suite, "PlanResourceChange", "AssertPlanValid, also when deferred", schema->name,
               rules_plan(suite->mem, schema->block, &none, &config, &created.value));
    struct value state = value_without_unknowns(suite->mem, &created.value);
    struct outcome read = session_read(suite->session, schema, &state, STR("written 1"), NULL);
    check_waits(suite, "ReadResource", schema, &read);
    suite_rule(suite, "ReadResource", "a deferred read keeps the state", schema->name,
               rules_difference(suite->mem, &state, &read.value));
    suite_check(suite, "ReadResource", "a deferred read keeps the state", schema->name,
                str_eqc(read.private, "written 1"), "private data");
    struct outcome updated = plan(suite, schema, &state, &config);
    check_waits(suite, "PlanResourceChange", schema, &updated);
    suite_rule(suite, "PlanResourceChange", "AssertPlanValid, also when deferred", schema->name,
               rules_plan(suite->mem, schema->block, &state, &config, &updated.value));
    struct outcome deleted = plan(suite, schema, &state, &none);
    check_waits(suite, "PlanResourceChange", schema, &deleted);
    suite_check(suite, "PlanResourceChange", "a deferred deletion plans null", schema->name,
                !deleted.has_value, "");
    struct outcome imported = session_import(suite->session, schema, "later", NULL);
    check_waits(suite, "ImportResourceState", schema, &imported);
    suite_check(suite, "ImportResourceState", "a deferred import has unknown values", schema->name,
                imported.imported_count == 0, "");
}

static void check_resources(struct suite *suite)
{
    for (size_t i = 0; i < session_schema_count(suite->session, SCHEMA_RESOURCE); i++) {
        const struct schema *schema = session_schema(suite->session, SCHEMA_RESOURCE, i);
        const json_t *input = input_of(suite, "", schema);
        if (!json_is_true(json_object_get(input, "local"))) {
            check_resource(suite, schema, input, false);
            check_resource(suite, schema, input, true);
            continue;
        }
        struct value none = value_null(schema->block->type);
        struct value config = config_of(suite, schema, json_object_get(input, "base"), false);
        struct outcome planned = plan(suite, schema, &none, &config);
        suite_check(suite, "PlanResourceChange", "a resource outside of AWS is never deferred", schema->name,
                    outcome_is_good(&planned), outcome_text(suite->mem, &planned));
    }
}

/* ---- everything else ------------------------------------------------------------------------------------------------- */

static struct outcome plan_action(struct suite *suite, const struct schema *schema,
                                  const struct value *config)
{
    return session_plan_action(suite->session, schema, config);
}

static struct outcome open_ephemeral(struct suite *suite, const struct schema *schema,
                                     const struct value *config)
{
    return session_open(suite->session, schema, config);
}

static struct outcome read_data(struct suite *suite, const struct schema *schema, const struct value *config)
{
    return session_read_data(suite->session, schema, config);
}

static const struct {
    enum schema_kind kind;
    const char *folder, *call;
    struct outcome (*ask)(struct suite *suite, const struct schema *schema, const struct value *config);
} others[] = {
    {SCHEMA_DATA, "data/", "ReadDataSource", read_data},
    {SCHEMA_EPHEMERAL, "ephemeral/", "OpenEphemeralResource", open_ephemeral},
    {SCHEMA_ACTION, "actions/", "PlanAction", plan_action},
};

static void check_others(struct suite *suite,
                         void (*check)(struct suite *, size_t, const struct schema *, const struct value *))
{
    for (size_t row = 0; row < sizeof others / sizeof others[0]; row++) {
        for (size_t i = 0; i < session_schema_count(suite->session, others[row].kind); i++) {
            const struct schema *schema = session_schema(suite->session, others[row].kind, i);
            const json_t *configs = json_object_get(input_of(suite, others[row].folder, schema), "configs");
            struct value config = config_of(suite, schema, json_array_get(configs, 0), true);
            check(suite, row, schema, &config);
        }
    }
}

static void other_waits(struct suite *suite, size_t row, const struct schema *schema,
                        const struct value *config)
{
    struct outcome answer = others[row].ask(suite, schema, config);
    if (check_waits(suite, others[row].call, schema, &answer) && others[row].kind == SCHEMA_DATA)
        suite_rule(suite, others[row].call, "the configuration stays, also when deferred", schema->name,
                   rules_plan(suite->mem, schema->block, config, config, &answer.value));
}

static void other_fails(struct suite *suite, size_t row, const struct schema *schema,
                        const struct value *config)
{
    struct outcome answer = others[row].ask(suite, schema, config);
    check_fails(suite, others[row].call, schema, &answer);
}

/*
 * Changes are never deferred; and once one was requested, the run is an apply, in which nothing else is
 * deferred either.
 */
static void check_apply(struct suite *suite)
{
    const struct schema *action = session_schema(suite->session, SCHEMA_ACTION, 0);
    const json_t *configs = json_object_get(input_of(suite, "actions/", action), "configs");
    struct value invoked = config_of(suite, action, json_array_get(configs, 0), true);
    struct outcome outcome = action_invoke(suite, action, &invoked);
    check_fails(suite, "InvokeAction", action, &outcome);
    const struct schema *schema = session_find(suite->session, SCHEMA_RESOURCE, "lightsail_static_ip");
    const struct value none = value_null(schema->block->type);
    struct value config = config_of(suite, schema, json_object_get(input_of(suite, "", schema), "base"),
                                    true);
    struct outcome planned = plan(suite, schema, &none, &config);
    outcome = session_apply(suite->session, schema, &none, &planned.value, &config, planned.private, NULL);
    check_fails(suite, "ApplyResourceChange", schema, &outcome);
    suite_check(suite, "ApplyResourceChange", "no object is created", schema->name, !outcome.has_value, "");
    outcome = plan(suite, schema, &none, &config);
    check_fails(suite, "PlanResourceChange", schema, &outcome);
    struct value state = value_without_unknowns(suite->mem, &planned.value);
    outcome = session_read(suite->session, schema, &state, STR(""), NULL);
    check_fails(suite, "ReadResource", schema, &outcome);
    outcome = session_import(suite->session, schema, "later", NULL);
    check_fails(suite, "ImportResourceState", schema, &outcome);
    check_others(suite, other_fails);
}

static const char *const parts[] = {"region", "access_key", "secret_key", "profile", "allowed_account_ids"};

static struct outcome configure(struct suite *suite, const char *unknown, bool is_allowed)
{
    const struct block *block = session_provider_schema(suite->session)->block;
    struct value config = block_empty(suite->mem, block);
    const struct type *type = block_attribute(block, unknown)->type;
    config = value_with_member(suite->mem, &config, str_c(unknown), value_unknown(type));
    session_allow_deferral(suite->session, is_allowed);
    return session_configure(suite->session, &config);
}

void deferral_run(struct suite *suite)
{
    json_t *before = side_door_calls(suite->mem);
    const struct schema *provider = session_provider_schema(suite->session);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct outcome refused = configure(suite, parts[i], false);
        suite_check(suite, "ConfigureProvider", "unknown, and the client cannot defer", parts[i],
                    refused.error_count == 1 && strcmp(refused.first_path, parts[i]) == 0,
                    outcome_text(suite->mem, &refused));
        struct outcome configured = configure(suite, parts[i], true);
        suite_good(suite, "ConfigureProvider", "unknown, and the client can defer", parts[i], &configured);
    }
    struct outcome configured = configure(suite, "region", true);
    if (!suite_good(suite, "ConfigureProvider", waits, provider->name, &configured))
        return;
    check_resources(suite);
    check_others(suite, other_waits);
    check_apply(suite);
    suite_rule(suite, "ConfigureProvider", "no request is sent to AWS meanwhile", provider->name,
               json_equal(before, side_door_calls(suite->mem)) ? NULL : "there were calls");
    suite_restart(suite);
}
