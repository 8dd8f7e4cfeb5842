/*
 * lifecycle.c — one resource from creation to deletion: validate, plan, apply, read, update, replace, import,
 * delete, and the failures of each. Must not know any resource: special cases are in inputs/.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rules.h"
#include "suite.h"
#include "tf/statejson.h"

#define VALIDATE "ValidateResourceConfig"
#define PLAN "PlanResourceChange"
#define APPLY "ApplyResourceChange"
#define READ "ReadResource"
#define UPGRADE "UpgradeResourceState"
#define IMPORT "ImportResourceState"
#define GENERATE "GenerateResourceConfig"

struct life {
    struct suite *suite;
    struct arena *mem;
    const struct schema *schema;
    const struct block *block;
    const char *subject;
    const json_t *input;
    struct scope scope; /* the objects that it needs; then the resource itself as "self" */
    json_t *json;       /* the current configuration */
    struct value config, state, identity;
    struct str private;
};

static struct value nothing(const struct life *life)
{
    return value_null(life->block->type);
}

/* The attributes of an identity that a change in place may change: such as the target of a DNS entry. */
static struct value identity_beside(struct life *life, const struct value *found)
{
    return rules_identity_beside(life->mem, life->input, &life->identity, found);
}

/* ---- plans ------------------------------------------------------------------------------------------------------ */

static struct outcome plan(struct life *life, const char *name, const struct value *prior,
                           const struct value *config, bool is_checked)
{
    struct value proposed = block_propose(life->mem, life->block, prior, config);
    if (value_is_null(*prior) && life->private.len == 0)
        suite_walk(life->suite); /* no run creates one object twice */
    struct outcome planned = session_plan(life->suite->session, life->schema, prior, &proposed, config,
                                          life->private, &life->identity);
    if (is_checked && suite_good(life->suite, PLAN, name, life->subject, &planned)) {
        suite_rule(life->suite, PLAN, "AssertPlanValid", life->subject,
                   rules_plan(life->mem, life->block, prior, config, &planned.value));
        if (!value_is_null(*prior) && planned.replace_count == 0 && !value_is_null(life->identity)) {
            struct value before = identity_beside(life, &planned.identity);
            suite_rule(life->suite, PLAN, "an update keeps the identity", life->subject,
                       rules_difference(life->mem, &before, &planned.identity));
        }
    }
    return planned;
}

/* The apply run plans again, and then applies: Terraform compares all three. */
static struct outcome apply(struct life *life, const char *name, const struct value *prior,
                            const struct value *config, const struct outcome *planned)
{
    struct outcome again = plan(life, "a second time in the apply run", prior, config, true);
    suite_rule(life->suite, PLAN, "the second plan keeps the known values of the first", life->subject,
               rules_result(life->mem, life->block, &planned->value, &again.value));
    struct outcome applied = session_apply(life->suite->session, life->schema, prior, &again.value, config,
                                           again.private, &again.identity);
    if (suite_good(life->suite, APPLY, name, life->subject, &applied)) {
        suite_rule(life->suite, APPLY, "AssertObjectCompatible", life->subject,
                   rules_result(life->mem, life->block, &again.value, &applied.value));
        suite_rule(life->suite, APPLY, "fully known, write-only null", life->subject,
                   rules_stored(life->mem, life->block, &applied.value));
        if (value_is_wholly_known(&again.identity) && !value_is_null(again.identity)) {
            struct value expected = rules_identity_beside(life->mem, life->input, &again.identity,
                                                          &applied.identity);
            suite_rule(life->suite, APPLY, "the identity equals the planned one", life->subject,
                       rules_difference(life->mem, &expected, &applied.identity));
        }
    }
    return applied;
}

/* Only a replacement, whose creation has no prior identity, may change the identity. */
static void check_identity(struct life *life, const char *call, const struct outcome *outcome)
{
    if (session_identity_type(life->suite->session, life->schema->name) == NULL)
        return;
    suite_check(life->suite, call, "the identity is returned with it", life->subject,
                outcome->has_value && value_is_wholly_known(&outcome->identity) &&
                    !value_is_null(outcome->identity),
                "none");
    if (!value_is_null(life->identity)) {
        struct value before = identity_beside(life, &outcome->identity);
        suite_rule(life->suite, call, "and stays the same", life->subject,
                   rules_difference(life->mem, &before, &outcome->identity));
    }
}

static void keep(struct life *life, const struct outcome *outcome)
{
    life->state = outcome->value;
    life->private = outcome->private;
    life->identity = outcome->identity;
    life->scope.self = (struct known){.name = "self", .schema = life->schema, .state = life->state};
    coverage_add_config(life->suite->coverage, "resource", suite_record(life->schema->name), &life->config);
    coverage_add_state(life->suite->coverage, "resource", suite_record(life->schema->name), &life->state);
}

/* ---- after every change ------------------------------------------------------------------------------------------ */

/* Every run does this before it plans: upgrade of the same version, read; then the plan must be empty. */
static void check_settled(struct life *life)
{
    struct suite *suite = life->suite;
    long long changes = side_door_changes(life->mem);
    struct str json;
    struct err err = {0};
    if (statejson_encode(life->mem, &life->state, life->block->type, &json, &err)) {
        struct outcome upgraded = session_upgrade(suite->session, life->schema, life->schema->version, json);
        if (suite_good(suite, UPGRADE, "the same version", life->subject, &upgraded))
            suite_rule(suite, UPGRADE, "changes nothing", life->subject,
                       rules_difference(life->mem, &life->state, &upgraded.value));
    }
    struct outcome read = session_read(suite->session, life->schema, &life->state, life->private,
                                       &life->identity);
    if (suite_good(suite, READ, "the applied state", life->subject, &read)) {
        suite_rule(suite, READ, "equals the response of the apply", life->subject,
                   rules_difference(life->mem, &life->state, &read.value));
        suite_check(suite, READ, "private data are returned unchanged", life->subject,
                    str_eq(read.private, life->private), "");
        suite_rule(suite, READ, "fully known, write-only null", life->subject,
                   rules_stored(life->mem, life->block, &read.value));
        check_identity(life, READ, &read);
    }
    struct outcome planned = plan(life, "of an existing object", &life->state, &life->config, true);
    suite_rule(suite, PLAN, "is empty after apply", life->subject,
               rules_difference(life->mem, &life->state, &planned.value));
    suite_check(suite, PLAN, "an empty plan replaces nothing", life->subject, planned.replace_count == 0, "");
    suite_check(suite, READ, "reading and planning change nothing", life->subject,
                side_door_changes(life->mem) == changes, "a call that changes an object");
}

/* ---- steps ------------------------------------------------------------------------------------------------------- */

static struct value config_of(struct life *life, const json_t *json)
{
    return suite_config(life->suite, &life->scope, life->block, json, life->subject);
}

static bool create(struct life *life, const char *name)
{
    struct suite *suite = life->suite;
    struct value none = nothing(life);
    life->private = STR("");
    life->identity = value_null(&type_dynamic);
    struct outcome valid = session_validate(suite->session, SCHEMA_RESOURCE, life->schema, &life->config);
    suite_good(suite, VALIDATE, name, life->subject, &valid);
    struct outcome planned = plan(life, name, &none, &life->config, true);
    struct outcome applied = apply(life, name, &none, &life->config, &planned);
    if (!applied.has_value)
        return false;
    check_identity(life, APPLY, &applied);
    keep(life, &applied);
    return applied.error_count == 0;
}

/* The provider process is the one of the run in which the deletion is planned and applied. */
static void destroy_in_walk(struct life *life, const char *name)
{
    struct suite *suite = life->suite;
    struct value none = nothing(life);
    struct outcome planned = session_plan(suite->session, life->schema, &life->state, &none, &none,
                                          life->private, &life->identity);
    if (suite_good(suite, PLAN, "of a destruction", life->subject, &planned))
        suite_check(suite, PLAN, "a destruction plans null", life->subject, !planned.has_value, "");
    struct outcome gone = session_apply(suite->session, life->schema, &life->state, &none, &none, STR(""),
                                        &life->identity);
    if (suite_good(suite, APPLY, name, life->subject, &gone))
        suite_check(suite, APPLY, "a destruction leaves null", life->subject, !gone.has_value, "");
}

static void destroy(struct life *life, const char *name)
{
    suite_walk(life->suite);
    destroy_in_walk(life, name);
}

static void check_gone(struct life *life)
{
    struct suite *suite = life->suite;
    if (json_is_true(json_object_get(life->input, "stays")))
        return; /* after destroy a read still finds the object */
    struct outcome read = session_read(suite->session, life->schema, &life->state, life->private,
                                       &life->identity);
    if (suite_good(suite, READ, "a deleted object", life->subject, &read))
        suite_check(suite, READ, "a read reports that it is gone", life->subject, !read.has_value, "a state");
    destroy(life, "a second delete is no error");
}

/*
 * Any attribute may be unknown in the plan (another resource's output); the plan must still hold when it is
 * known.
 */
static void check_unknowns(struct life *life)
{
    struct suite *suite = life->suite;
    struct value none = nothing(life);
    life->private = STR(""); /* no object of an earlier test is left */
    struct outcome final = plan(life, "create", &none, &life->config, true);
    for (size_t i = 0; i < life->block->type->count; i++) {
        struct str name = life->block->type->members[i].name;
        const struct type *type = life->block->type->members[i].type;
        if (value_is_null(*value_member(&life->config, name)) || str_eqc(name, "timeouts"))
            continue;
        struct value config = value_with_member(life->mem, &life->config, name, value_unknown(type));
        struct outcome valid = session_validate(suite->session, SCHEMA_RESOURCE, life->schema, &config);
        suite_good(suite, VALIDATE, "each argument unknown", life->subject, &valid);
        struct outcome first = plan(life, "each argument unknown", &none, &config, true);
        if (outcome_is_good(&first)) {
            const char *broken = rules_result(life->mem, life->block, &first.value, &final.value);
            if (broken != NULL)
                broken = str_printf(life->mem, "%.*s unknown at first: %s", STR_ARG(name), broken).data;
            suite_rule(suite, PLAN, "the later plan keeps the planned values", life->subject, broken);
        }
    }
}

/* An update in place with an argument that is unknown in the plan run and known in the apply run. */
static void check_unknown_update(struct life *life, const struct value *config)
{
    struct outcome final = plan(life, "update", &life->state, config, true);
    for (size_t i = 0; i < life->block->type->count; i++) {
        struct str name = life->block->type->members[i].name;
        if (value_equal(value_member(config, name), value_member(&life->config, name)) ||
            value_is_null(*value_member(config, name)))
            continue;
        struct value unknown = value_with_member(life->mem, config, name,
                                                 value_unknown(life->block->type->members[i].type));
        struct outcome first = plan(life, "an update that is unknown at first", &life->state, &unknown, true);
        if (outcome_is_good(&first))
            suite_rule(life->suite, PLAN, "the later plan keeps the planned values", life->subject,
                       rules_result(life->mem, life->block, &first.value, &final.value));
    }
}

static const char *changes_text(struct life *life, const json_t *row)
{
    return json_print(life->mem, json_object_get(row, "set")).data;
}

static void update(struct life *life, const json_t *row)
{
    struct suite *suite = life->suite;
    suite_make(suite, json_object_get(row, "before"), life->schema->name);
    suite_restart(suite);
    json_t *json = suite_merge(suite, life->json, json_object_get(row, "set"));
    struct value config = config_of(life, json);
    struct outcome valid = session_validate(suite->session, SCHEMA_RESOURCE, life->schema, &config);
    suite_good(suite, VALIDATE, "update", life->subject, &valid);
    check_unknown_update(life, &config);
    struct outcome planned = plan(life, "update", &life->state, &config, true);
    if (!outcome_is_good(&planned))
        return;
    bool is_equal = json_is_true(json_object_get(row, "equal"));
    bool differs = rules_difference(life->mem, &life->state, &planned.value) != NULL;
    suite_check(suite, PLAN, is_equal ? "another form of the same is no change" : "an update is detected",
                life->subject, differs != is_equal, changes_text(life, row));
    suite_check(suite, PLAN, "an update is in place", life->subject, planned.replace_count == 0,
                str_printf(life->mem, "%s replaces by %s", changes_text(life, row),
                           planned.replace_count > 0 ? planned.replaces[0] : "")
                    .data);
    if (differs) {
        life->config = config;
        struct outcome applied = apply(life, "update", &life->state, &config, &planned);
        if (!applied.has_value)
            return;
        check_identity(life, APPLY, &applied);
        keep(life, &applied);
    }
    life->config = config;
    life->json = json;
    coverage_add_config(suite->coverage, "resource", suite_record(life->schema->name), &config);
    /* The first read of a state with a new ARN removes the tag that names the old one. */
    if (json_is_true(json_object_get(row, "removes_tag")))
        session_read(suite->session, life->schema, &life->state, life->private, &life->identity);
    check_settled(life);
}

static bool names_path(const struct outcome *planned, const char *path)
{
    for (size_t i = 0; i < planned->replace_count; i++)
        if (strcmp(planned->replaces[i], path) == 0)
            return true;
    return false;
}

/* As Terraform does: the plan names the attribute, then it plans a creation, deletes, and creates. */
static void replace(struct life *life, const json_t *row)
{
    struct suite *suite = life->suite;
    json_t *json = suite_merge(suite, life->json, json_object_get(row, "set"));
    struct value config = config_of(life, json), none = nothing(life);
    const char *path = json_string_value(json_object_get(row, "path"));
    suite_walk(suite);
    struct outcome planned = plan(life, "replace", &life->state, &config, true);
    suite_check(suite, PLAN, "requires_replace names the attribute", life->subject,
                names_path(&planned, path),
                str_printf(life->mem, "%s of %s", path, changes_text(life, row)).data);
    if (json_is_true(json_object_get(row, "only_plan")))
        return;
    destroy(life, "the delete half of a replacement");
    life->private = planned.private;
    life->identity = value_null(&type_dynamic);
    struct outcome created = plan(life, "the create half of a replacement", &none, &config, true);
    life->private = STR("");
    struct outcome applied = apply(life, "replace", &none, &config, &created);
    if (!applied.has_value)
        return;
    life->config = config;
    life->json = json;
    keep(life, &applied);
    check_settled(life);
}

/* ---- import ------------------------------------------------------------------------------------------------------- */

/* Whether the configuration has an attribute whose first value after an import is sent. */
static bool sends_after_import(const struct life *life)
{
    const json_t *sent = json_object_get(life->input, "import_sends"), *item;
    size_t index;
    json_array_foreach (sent, index, item) {
        const struct value *v = value_member(&life->config, str_c(json_string_value(item)));
        if (v != NULL && !value_is_null(*v))
            return true;
    }
    return false;
}

/* After the import comes a read, and the state equals the object, except for values that no API returns. */
static void check_imported(struct life *life, const struct outcome *imported, const char *how)
{
    struct suite *suite = life->suite;
    const json_t *lost = json_object_get(life->input, "import_loses");
    const json_t *forms = json_object_get(life->input, "import_forms");
    if (!suite_good(suite, IMPORT, how, life->subject, imported))
        return;
    suite_check(suite, IMPORT, "exactly one", life->subject,
                imported->imported_count == 1 && imported->has_value, "");
    suite_rule(suite, IMPORT, "fully known, write-only null", life->subject,
               rules_stored(life->mem, life->block, &imported->value));
    struct outcome read = session_read(suite->session, life->schema, &imported->value, imported->private,
                                       &imported->identity);
    if (!suite_good(suite, READ, "after import", life->subject, &read))
        return;
    check_identity(life, READ, &read);
    struct value expected = life->state;
    for (size_t i = 0; i < life->block->type->count; i++) {
        struct str name = life->block->type->members[i].name;
        if (suite_lists(lost, name) || suite_lists(forms, name))
            expected = value_with_member(life->mem, &expected, name, *value_member(&read.value, name));
    }
    suite_rule(suite, IMPORT, "equals the created state", life->subject,
               rules_difference(life->mem, &expected, &read.value));
    struct outcome planned = plan(life, "after import", &read.value, &life->config, true);
    suite_check(suite, PLAN, "an import is not replaced", life->subject, planned.replace_count == 0,
                planned.replace_count > 0 ? planned.replaces[0] : "");
    if (value_equal(&planned.value, &read.value))
        return;
    /* Values that an import cannot read are adopted from the configuration without a request. */
    long long changes = side_door_changes(life->mem);
    struct value before = life->state;
    life->state = read.value;
    struct outcome applied = apply(life, "values that an import cannot read", &read.value, &life->config,
                                   &planned);
    /* An attribute that is not configured may have one of two forms. */
    for (size_t i = 0; applied.has_value && i < life->block->type->count; i++) {
        struct str name = life->block->type->members[i].name;
        if (suite_lists(forms, name) ||
            (suite_lists(lost, name) && value_is_null(*value_member(&life->config, name))))
            expected = value_with_member(life->mem, &expected, name, *value_member(&applied.value, name));
        else if (suite_lists(lost, name))
            expected = value_with_member(life->mem, &expected, name, *value_member(&before, name));
    }
    suite_rule(suite, APPLY, "after import equals the created state", life->subject,
               rules_difference(life->mem, &expected, &applied.value));
    suite_check(suite, APPLY, "adopting after an import sends no request", life->subject,
                sends_after_import(life) || side_door_changes(life->mem) == changes, "");
    life->state = before;
}

static void import(struct life *life)
{
    struct suite *suite = life->suite;
    size_t index;
    const json_t *id;
    json_array_foreach (json_object_get(life->input, "import"), index, id) {
        const char *text = suite_text(suite, &life->scope, json_string_value(id));
        struct outcome imported = session_import(suite->session, life->schema, text, NULL);
        check_imported(life, &imported, "by id");
    }
    json_array_foreach (json_object_get(life->input, "bad_ids"), index, id) {
        const char *text = suite_text(suite, &life->scope, json_string_value(id));
        struct outcome imported = session_import(suite->session, life->schema, text, NULL);
        bool is_refused = imported.error_count > 0;
        if (!is_refused && imported.has_value) {
            /* The read finds out whether it exists; Terraform turns that into its own error. */
            struct outcome read = session_read(suite->session, life->schema, &imported.value,
                                               imported.private, &imported.identity);
            is_refused = read.error_count > 0 || (read.status == 0 && !read.has_value);
        }
        suite_check(suite, IMPORT, "a wrong or missing id is an error", life->subject,
                    is_refused && imported.status == 0, text);
    }
    if (session_identity_type(suite->session, life->schema->name) != NULL && !value_is_null(life->identity)) {
        struct outcome imported = session_import(suite->session, life->schema, NULL, &life->identity);
        check_imported(life, &imported, "by identity");
    }
}

static void generate(struct life *life)
{
    struct suite *suite = life->suite;
    const Tfplugin6__GetProviderSchema__Response *answer = session_schema_answer(suite->session);
    if (answer->server_capabilities == NULL || !answer->server_capabilities->generate_resource_config)
        return;
    struct outcome generated = session_generate(suite->session, life->schema, &life->state);
    if (!suite_good(suite, GENERATE, "from a state", life->subject, &generated))
        return;
    for (size_t i = 0; i < life->block->attribute_count; i++) {
        const struct attribute *attribute = &life->block->attributes[i];
        if (attribute->computed && !attribute->optional)
            suite_check(suite, GENERATE, "computed attributes are left out", life->subject,
                        value_is_null(*value_member(&generated.value, str_c(attribute->name))),
                        attribute->name);
    }
    struct outcome valid = session_validate(suite->session, SCHEMA_RESOURCE, life->schema, &generated.value);
    suite_good(suite, GENERATE, "the result is valid", life->subject, &valid);
    struct outcome planned = plan(life, "of a generated configuration", &life->state, &generated.value, true);
    if (outcome_is_good(&planned))
        suite_check(suite, GENERATE, "and replaces nothing", life->subject, planned.replace_count == 0,
                    planned.replace_count > 0 ? planned.replaces[0] : "");
}

/* ---- wrong values ------------------------------------------------------------------------------------------------- */

static void check_wrong(struct life *life, const char *path, const struct value *wrong)
{
    struct value config = value_with_member(life->mem, &life->config, str_c(path), *wrong);
    struct outcome valid = session_validate(life->suite->session, SCHEMA_RESOURCE, life->schema, &config);
    suite_check(life->suite, VALIDATE, "a value that the record forbids is an error at its path",
                life->subject,
                valid.status == 0 && valid.error_count > 0 &&
                    str_contains(str_c(valid.diagnostics), str_printf(life->mem, "error [%s", path)),
                str_printf(life->mem, "%s: %s", path, outcome_text(life->mem, &valid)).data);
}

static void check_rule(void *context, const char *path, const json_t *row)
{
    struct life *life = context;
    const struct attribute *attribute = block_attribute(life->block, path);
    if (attribute == NULL || (attribute->computed && !attribute->optional))
        return; /* the resource's own tests cover nested ones */
    bool is_text = attribute->type->kind == TYPE_STRING;
    struct value wrong;
    if (is_text && json_object_get(row, "one_of") != NULL) {
        wrong = value_string(STR("(no such value)"));
        check_wrong(life, path, &wrong);
    }
    bool has_form = json_object_get(row, "match") != NULL,
         has_least = json_is_integer(json_array_get(json_object_get(row, "length"), 0));
    /* "" in an optional text counts as not given. */
    if (is_text && (has_form || (has_least && attribute->required))) {
        wrong = value_string(attribute->required ? STR("") : STR("\t"));
        check_wrong(life, path, &wrong);
    }
    const json_t *most = json_array_get(json_object_get(row, "range"), 1);
    if (json_is_integer(most)) {
        wrong = value_int(life->mem, json_integer_value(most) + 1);
        check_wrong(life, path, &wrong);
    }
}

static void check_invalid(struct life *life)
{
    struct suite *suite = life->suite;
    coverage_each_rule(suite->coverage, "resource", suite_record(life->schema->name), check_rule, life);
    size_t index;
    const json_t *row;
    json_array_foreach (json_object_get(life->input, "invalid"), index, row) {
        struct value config = config_of(life, suite_merge(suite, life->json, json_object_get(row, "set")));
        struct outcome valid = session_validate(suite->session, SCHEMA_RESOURCE, life->schema, &config);
        suite_check(suite, VALIDATE, "an invalid configuration is an error", life->subject,
                    valid.status == 0 && valid.error_count > 0, changes_text(life, row));
    }
    /* Terraform never sends these; the provider must handle them. */
    struct value empty = block_empty(life->mem, life->block), none = nothing(life);
    struct outcome valid = session_validate(suite->session, SCHEMA_RESOURCE, life->schema, &empty);
    suite_check(suite, VALIDATE, "an empty configuration is handled", life->subject, valid.status == 0,
                outcome_text(life->mem, &valid));
    struct outcome read = session_read(suite->session, life->schema, &none, STR(""), NULL);
    if (suite_good(suite, READ, "nothing", life->subject, &read))
        suite_check(suite, READ, "null gives null", life->subject, !read.has_value, "");
}

/* ---- failures ----------------------------------------------------------------------------------------------------- */

static bool fault(struct life *life, const char *operation, const char *kind, const char *when)
{
    struct str body = str_printf(life->mem, "{\"operation\":\"%s\",\"kind\":\"%s\",\"when\":\"%s\"}",
                                 operation, kind, when);
    return suite_rule(life->suite, "suite", "faults are set", life->subject,
                      side_door_post(life->mem, "/_sim/faults", body.data));
}

static void check_read_failures(struct life *life)
{
    static const char *const kinds[] = {"denied", "error500", "throttle", "expired", "html", "reset"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        suite_restart(life->suite); /* a process with cached data may know the result */
        fault(life, "*", kinds[i], "every=1");
        struct outcome read = session_read(life->suite->session, life->schema, &life->state, life->private,
                                           &life->identity);
        side_door_clear_faults();
        suite_check(life->suite, READ, "a failure is never 'gone'", life->subject,
                    read.status == 0 && read.error_count > 0 && read.breach == NULL,
                    str_printf(life->mem, "%s: %s", kinds[i], outcome_text(life->mem, &read)).data);
    }
}

static const struct {
    const char *kind, *when;
} failures[] = {
    {"lost", "first"},   {"reset", "first"},    {"error500", "first"}, {"failed", "first"},
    {"denied", "first"}, {"denied", "nth=2"},   {"lost", "nth=2"},     {"failed", "nth=2"},
    {"denied", "nth=3"}, {"throttle", "first"}, {"busy", "first"},
};

/*
 * Any failure of a creation: every existing object is in the state, and every object of the state can be
 * deleted.
 */
static void check_create_failures(struct life *life)
{
    struct suite *suite = life->suite;
    struct value none = nothing(life);
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        struct str before = side_door_world(life->mem);
        struct outcome planned = plan(life, "create", &none, &life->config, true);
        fault(life, "mutating", failures[i].kind, failures[i].when);
        struct outcome applied = session_apply(suite->session, life->schema, &none, &planned.value,
                                               &life->config, planned.private, &planned.identity);
        side_door_clear_faults();
        const char *what = str_printf(life->mem, "%s %s: %s", failures[i].kind, failures[i].when,
                                      outcome_text(life->mem, &applied))
                               .data;
        suite_check(suite, APPLY, "a failed creation returns a response", life->subject,
                    applied.status == 0 && applied.breach == NULL &&
                        (applied.has_value || applied.error_count > 0),
                    what);
        if (applied.has_value) {
            suite_rule(suite, APPLY, "after a failure: fully known", life->subject,
                       rules_stored(life->mem, life->block, &applied.value));
            suite_walk(suite);
            struct outcome gone = session_apply(suite->session, life->schema, &applied.value, &none, &none,
                                                STR(""), &applied.identity);
            suite_good(suite, APPLY, "delete after a failed creation", life->subject, &gone);
        }
        suite_check(suite, APPLY, "no failure leaves an orphan", life->subject,
                    str_eq(before, side_door_world(life->mem)), what);
    }
}

/* Any failure of an update: the state has the actual values, and the next apply converges. */
static void check_update_failures(struct life *life, const json_t *row)
{
    struct suite *suite = life->suite;
    json_t *json = suite_merge(suite, life->json, json_object_get(row, "set"));
    struct value config = config_of(life, json), old_config = life->config;
    struct str old_private = life->private;
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        struct outcome planned = plan(life, "update", &life->state, &config, true);
        fault(life, "mutating", failures[i].kind, failures[i].when);
        struct outcome applied = session_apply(suite->session, life->schema, &life->state, &planned.value,
                                               &config, planned.private, &planned.identity);
        side_door_clear_faults();
        const char *what = str_printf(life->mem, "%s %s: %s", failures[i].kind, failures[i].when,
                                      outcome_text(life->mem, &applied))
                               .data;
        suite_check(suite, APPLY, "a failed update returns a state", life->subject,
                    applied.status == 0 && applied.breach == NULL && applied.has_value, what);
        /* The next run, with the state that Terraform has now; then back, for the next failure. */
        for (int way = 0; way < 2; way++) {
            struct value prior = way == 0 && applied.has_value ? applied.value : life->state;
            struct outcome read = session_read(suite->session, life->schema, &prior, life->private,
                                               &life->identity);
            if (!suite_good(suite, READ, "after a failed update", life->subject, &read) || !read.has_value)
                return;
            const struct value *wanted = way == 0 ? &config : &old_config;
            struct outcome next = plan(life, "after a failed update", &read.value, wanted, true);
            struct outcome done = session_apply(suite->session, life->schema, &read.value, &next.value,
                                                wanted, next.private, &next.identity);
            if (!suite_good(suite, APPLY, "after a failed update converges", life->subject, &done))
                return;
            life->state = done.value;
        }
    }
    life->private = old_private;
    check_settled(life);
}

static void check_delete_failures(struct life *life)
{
    struct suite *suite = life->suite;
    struct value none = nothing(life);
    suite_walk(suite);
    fault(life, "*", "denied", "every=1");
    struct outcome denied = session_apply(suite->session, life->schema, &life->state, &none, &none, STR(""),
                                          &life->identity);
    side_door_clear_faults();
    if (json_is_true(json_object_get(life->input, "deletes_nothing")))
        suite_good(suite, APPLY, "a deletion that needs no request", life->subject, &denied);
    else
        suite_check(suite, APPLY, "a denied deletion is an error", life->subject,
                    denied.status == 0 && denied.error_count > 0, "no error");
    fault(life, "mutating", "lost", "first");
    struct outcome lost = session_apply(suite->session, life->schema, &life->state, &none, &none, STR(""),
                                        &life->identity);
    side_door_clear_faults();
    suite_check(suite, APPLY, "a deletion whose response is lost", life->subject,
                lost.status == 0 && lost.breach == NULL && (lost.error_count > 0 || !lost.has_value),
                outcome_text(life->mem, &lost));
    destroy(life, "delete after a failure");
}

/*
 * ---- the whole test
 * ----------------------------------------------------------------------------------------------
 */

static bool make_needed(struct life *life)
{
    struct suite *suite = life->suite;
    size_t index;
    const json_t *row;
    json_array_foreach (json_object_get(life->input, "needs"), index, row) {
        struct life other = {.suite = suite, .mem = life->mem, .scope = life->scope};
        other.schema = session_find(suite->session, SCHEMA_RESOURCE,
                                    json_string_value(json_object_get(row, "type")));
        if (other.schema == NULL)
            return suite_check(suite, "suite", "required objects exist", life->subject, false,
                               "no such type");
        other.block = other.schema->block;
        other.subject = other.schema->name;
        other.config = config_of(&other, json_object_get(row, "config"));
        if (!create(&other, "create"))
            return suite_check(suite, "suite", "required objects exist", life->subject, false, "not created");
        life->scope.known[life->scope.count++] = (struct known){
            .name = json_string_value(json_object_get(row, "as")),
            .schema = other.schema,
            .state = other.state,
            .private = other.private,
            .identity = other.identity,
        };
    }
    return true;
}

static void remove_needed(struct life *life)
{
    while (life->scope.count > 0) {
        const struct known *known = &life->scope.known[--life->scope.count];
        struct life other = {.suite = life->suite,
                             .mem = life->mem,
                             .schema = known->schema,
                             .block = known->schema->block,
                             .subject = known->schema->name,
                             .state = known->state,
                             .private = known->private,
                             .identity = known->identity};
        destroy(&other, "delete");
    }
}

/* Changes of other users are visible in its views, too. */
static void check_elsewhere(struct life *life)
{
    const json_t *elsewhere = json_object_get(life->input, "elsewhere");
    if (elsewhere == NULL)
        return;
    suite_make(life->suite, json_object_get(elsewhere, "calls"), life->subject);
    suite_restart(life->suite);
    struct outcome read = session_read(life->suite->session, life->schema, &life->state, life->private,
                                       &life->identity);
    if (suite_good(life->suite, READ, "changes of other users", life->subject, &read)) {
        coverage_add_state(life->suite->coverage, "resource", suite_record(life->schema->name), &read.value);
        views_run(life->suite, life->schema, &read.value);
    }
    suite_make(life->suite, json_object_get(elsewhere, "undo"), life->subject);
    suite_restart(life->suite);
}

/* Other configurations: each is created and deleted. */
static void run_variants(struct life *life)
{
    size_t index;
    const json_t *row;
    json_array_foreach (json_object_get(life->input, "variants"), index, row) {
        suite_restart(life->suite);
        life->json = suite_merge(life->suite, row, NULL);
        life->config = config_of(life, life->json);
        check_unknowns(life);
        if (!create(life, "create"))
            continue;
        check_settled(life);
        views_run(life->suite, life->schema, &life->state);
        destroy(life, "delete");
        check_gone(life);
    }
}

/* Objects that only the service makes: an import adopts each, and the plan is empty. */
static void run_existing(struct life *life)
{
    struct suite *suite = life->suite;
    size_t index;
    const json_t *row;
    json_array_foreach (json_object_get(life->input, "existing"), index, row) {
        suite_restart(suite);
        life->json = suite_merge(suite, json_object_get(row, "config"), NULL);
        life->config = config_of(life, life->json);
        const char *id = suite_text(suite, &life->scope, json_string_value(json_object_get(row, "id")));
        struct outcome imported = session_import(suite->session, life->schema, id, NULL);
        if (!suite_good(suite, IMPORT, "an object that only the service makes", life->subject, &imported))
            continue;
        struct outcome read = session_read(suite->session, life->schema, &imported.value, imported.private,
                                           &imported.identity);
        if (!suite_good(suite, READ, "after import", life->subject, &read) ||
            !suite_check(suite, READ, "an object that only the service makes", life->subject, read.has_value,
                         id))
            continue;
        keep(life, &read);
        check_settled(life);
    }
}

static void run_whole_life(struct life *life)
{
    struct suite *suite = life->suite;
    size_t index;
    const json_t *row;
    suite_restart(suite);
    life->json = suite_merge(suite, json_object_get(life->input, "base"), NULL);
    life->config = config_of(life, life->json);
    check_unknowns(life);
    check_invalid(life);
    if (!create(life, "create"))
        return;
    check_settled(life);
    views_run(suite, life->schema, &life->state);
    check_elsewhere(life);
    import(life);
    generate(life);
    json_array_foreach (json_object_get(life->input, "updates"), index, row)
        update(life, row);
    import(life);
    generate(life);
    json_array_foreach (json_object_get(life->input, "replaces"), index, row)
        replace(life, row);
    bool has_api = !json_is_true(json_object_get(life->input, "local"));
    if (has_api) {
        check_read_failures(life);
        json_array_foreach (json_object_get(life->input, "updates_that_fail"), index, row)
            check_update_failures(life, row);
        check_delete_failures(life);
    } else {
        destroy(life, "delete");
    }
    check_gone(life);
    if (has_api)
        check_create_failures(life);
}

/* {"path of the test": [operation]} */
static void leave_out(struct life *life)
{
    const char *test;
    const json_t *operations, *operation;
    size_t index;
    json_object_foreach (json_object_get(life->input, "exercised_by"), test, operations)
        json_array_foreach (operations, index, operation)
            coverage_leave_out(life->suite->coverage, "resource", suite_record(life->schema->name),
                               json_string_value(operation));
}

void lifecycle_run(struct suite *suite, const struct schema *schema)
{
    struct arena *mem = suite->mem;
    struct life life = {.suite = suite,
                        .mem = mem,
                        .schema = schema,
                        .block = schema->block,
                        .subject = schema->name,
                        .input = suite_input(suite, schema->name)};
    if (!suite_check(suite, "suite", "there is an input", schema->name, life.input != NULL,
                     "write tests/conformance/inputs/<type>.json"))
        return;
    struct str before = side_door_world(mem);
    json_t *calls = side_door_calls(mem);
    if (make_needed(&life)) {
        suite_make(suite, json_object_get(life.input, "before"), schema->name);
        run_variants(&life);
        run_existing(&life);
        run_whole_life(&life);
        property_run(suite, schema, &life.scope, life.input);
    }
    suite_make(suite, json_object_get(life.input, "after"), schema->name);
    remove_needed(&life);
    coverage_add_calls(suite->coverage, "resource", suite_record(schema->name), calls, side_door_calls(mem));
    leave_out(&life);
    struct str after = side_door_world(mem);
    suite_check(suite, "suite", "no object is left in the region", schema->name, str_eq(before, after),
                after.data);
}
