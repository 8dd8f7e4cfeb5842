/*
 * others.c — data sources and the provider block: configurations from inputs/, and Terraform's requirements
 * on the responses. Must not know any of them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rules.h"
#include "suite.h"

#define VALIDATE_DATA "ValidateDataResourceConfig"
#define READ_DATA "ReadDataSource"
#define VALIDATE_PROVIDER "ValidateProviderConfig"
#define CONFIGURE "ConfigureProvider"

/* ---- data sources --------------------------------------------------------------------------------------------------- */

/* Configured values are unchanged in the response; everything else is known or null. */
static void check_data(struct suite *suite, const struct schema *schema, const struct value *config,
                       const struct outcome *read)
{
    if (!suite_good(suite, READ_DATA, "a configuration", schema->name, read))
        return;
    suite_check(suite, READ_DATA, "never null", schema->name, read->has_value, "");
    suite_rule(suite, READ_DATA, "wholly known", schema->name,
               rules_stored(suite->mem, schema->block, &read->value));
    suite_rule(suite, READ_DATA, "the configuration stays", schema->name,
               rules_plan(suite->mem, schema->block, config, config, &read->value));
    struct outcome again = session_read_data(suite->session, schema, config);
    suite_rule(suite, READ_DATA, "the same twice", schema->name,
               rules_difference(suite->mem, &read->value, &again.value));
}

void data_run(struct suite *suite, const struct schema *schema)
{
    struct str path = str_printf(suite->mem, "data/%s", schema->name);
    const json_t *input = suite_input(suite, path.data), *row;
    if (input == NULL && views_have(suite, schema->name))
        return;
    if (!suite_check(suite, "suite", "there is an input", schema->name, input != NULL,
                     "write tests/conformance/inputs/data/<type>.json"))
        return;
    suite_make(suite, json_object_get(input, "before"), schema->name);
    json_t *calls = side_door_calls(suite->mem);
    long long changes = side_door_changes(suite->mem);
    size_t index;
    json_array_foreach (json_object_get(input, "configs"), index, row) {
        struct value config = suite_config(suite, NULL, schema->block, row, schema->name);
        struct outcome valid = session_validate(suite->session, SCHEMA_DATA, schema, &config);
        suite_good(suite, VALIDATE_DATA, "a configuration", schema->name, &valid);
        for (size_t i = 0; i < schema->block->type->count; i++) {
            struct value unknown = value_with_member(suite->mem, &config,
                                                     schema->block->type->members[i].name,
                                                     value_unknown(schema->block->type->members[i].type));
            struct outcome answer = session_validate(suite->session, SCHEMA_DATA, schema, &unknown);
            const struct attribute *attribute = block_attribute(schema->block,
                                                                schema->block->type->members[i].name.data);
            if (attribute != NULL && (attribute->required || attribute->optional))
                suite_good(suite, VALIDATE_DATA, "each argument unknown", schema->name, &answer);
        }
        struct outcome read = session_read_data(suite->session, schema, &config);
        check_data(suite, schema, &config, &read);
        coverage_add_config(suite->coverage, "data", suite_record(schema->name), &config);
        coverage_add_state(suite->coverage, "data", suite_record(schema->name), &read.value);
    }
    json_array_foreach (json_object_get(input, "errors"), index, row) {
        struct value config = suite_config(suite, NULL, schema->block, row, schema->name);
        struct outcome answer = session_validate(suite->session, SCHEMA_DATA, schema, &config);
        if (answer.status == 0 && answer.error_count == 0)
            answer = session_read_data(suite->session, schema, &config);
        suite_check(suite, READ_DATA, "an object that does not exist is an error", schema->name,
                    answer.status == 0 && answer.error_count > 0, json_print(suite->mem, row).data);
    }
    suite_check(suite, READ_DATA, "reading changes nothing", schema->name,
                side_door_changes(suite->mem) == changes, "");
    coverage_add_calls(suite->coverage, "data", suite_record(schema->name), calls,
                       side_door_calls(suite->mem));
    suite_make(suite, json_object_get(input, "after"), schema->name);
}

/* ---- the provider block ----------------------------------------------------------------------------------------------- */

static void write_files(struct suite *suite, const json_t *files)
{
    const char *name;
    json_t *text;
    json_object_foreach ((json_t *)(uintptr_t)files, name, text) {
        struct str path = str_printf(suite->mem, "%s/%s", suite->scratch, name);
        FILE *file = fopen(path.data, "w");
        if (file == NULL || fputs(json_string_value(text), file) < 0 || fclose(file) != 0)
            perror(path.data);
    }
}

/* Each configuration in its own process, and a call to the API with it. */
static void configure(struct suite *suite, const json_t *row)
{
    const char *subject = json_string_value(json_object_get(row, "name"));
    write_files(suite, json_object_get(row, "files"));
    struct session_options options = {.program = suite->provider};
    size_t count = 0;
    const char *name;
    json_t *text;
    static const char *const cleared[] = {
        "AWS_ACCESS_KEY_ID=",  "AWS_SECRET_ACCESS_KEY=", "AWS_SESSION_TOKEN=", "AWS_REGION=",
        "AWS_DEFAULT_REGION=", "AWS_ENDPOINT_URL=",      "AWS_PROFILE=",       "AWS_ENDPOINT_URL_LIGHTSAIL="};
    if (json_is_true(json_object_get(row, "bare")))
        for (; count < sizeof cleared / sizeof cleared[0]; count++)
            options.variables[count] = cleared[count];
    json_object_foreach (json_object_get(row, "environment"), name, text)
        options.variables[count++] =
            str_printf(suite->mem, "%s=%s", name, suite_text(suite, NULL, json_string_value(text))).data;
    struct session *session = session_start(suite->mem, &options);
    if (!suite_check(suite, CONFIGURE, "the process starts", subject, session != NULL, ""))
        return;
    const struct block *block = session_provider_schema(session)->block;
    struct value config = suite_config(suite, NULL, block, json_object_get(row, "config"), subject);
    bool is_wrong = json_is_true(json_object_get(row, "invalid"));
    struct outcome valid = session_validate_provider(session, &config);
    suite_check(suite, VALIDATE_PROVIDER, is_wrong ? "an invalid one is an error" : "a configuration",
                subject, valid.status == 0 && (valid.error_count > 0) == is_wrong,
                outcome_text(suite->mem, &valid));
    bool is_refused = is_wrong || json_is_true(json_object_get(row, "refused"));
    for (size_t i = 0; i < block->type->count && !is_refused; i++) {
        struct value unknown = value_with_member(suite->mem, &config, block->type->members[i].name,
                                                 value_unknown(block->type->members[i].type));
        struct outcome answer = session_validate_provider(session, &unknown);
        suite_good(suite, VALIDATE_PROVIDER, "each argument unknown", subject, &answer);
        session_allow_deferral(session, false); /* deferral.c has the other case */
        answer = session_configure(session, &unknown);
        struct str member = block->type->members[i].name;
        suite_check(suite, CONFIGURE, "an unknown argument works or is named", subject,
                    answer.status == 0 && answer.breach == NULL &&
                        (answer.error_count == 0 || str_contains(str_c(answer.diagnostics), member)),
                    outcome_text(suite->mem, &answer));
    }
    struct outcome configured = session_configure(session, &config);
    if (!is_refused && suite_good(suite, CONFIGURE, "a configuration", subject, &configured)) {
        const struct schema *zones = session_find(session, SCHEMA_DATA, "lightsail_availability_zones");
        struct value empty = block_empty(suite->mem, zones->block);
        struct outcome read = session_read_data(session, zones, &empty);
        suite_good(suite, CONFIGURE, "calls to the API work with it", subject, &read);
        const char *region = json_string_value(json_object_get(row, "region"));
        const struct value *got = read.has_value ? value_member(&read.value, STR("region")) : NULL;
        suite_check(suite, CONFIGURE, "and go to its region", subject,
                    region == NULL || (got != NULL && str_eqc(got->text, region)), region);
        coverage_add_config(suite->coverage, "provider", "provider", &config);
    }
    if (is_refused && !is_wrong)
        suite_check(suite, CONFIGURE, "an invalid configuration is an error", subject,
                    configured.status == 0 && configured.error_count > 0, "");
    int64_t took_ms;
    bool ended = session_end(session, &took_ms);
    suite_check(suite, "Shutdown", "exit status 0 at once", subject, ended && took_ms < SOON_MS, "");
}

void provider_run(struct suite *suite)
{
    const json_t *input = suite_input(suite, "provider"), *row;
    if (!suite_check(suite, "suite", "there is an input", "provider", input != NULL,
                     "write tests/conformance/inputs/provider.json"))
        return;
    size_t index;
    json_array_foreach (input, index, row)
        configure(suite, row);
}
