/*
 * property.c — random configurations (protocol section 8, L17): for every attribute one of the values that
 * inputs/ has for it, or none, or an unknown one. The responses must follow Terraform's rules in any case.
 * Must not know any resource.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "rules.h"
#include "suite.h"

#define VALIDATE "ValidateResourceConfig"
#define PLAN "PlanResourceChange"
#define APPLY "ApplyResourceChange"
#define READ "ReadResource"

enum { ROUNDS = 30, APPLIED_EVERY = 5 };

struct property {
    struct suite *suite;
    struct arena *mem;
    const struct schema *schema;
    const struct scope *scope;
    const json_t *input;
    json_t *pools; /* attribute -> values */
    uint64_t seed, random;
    int round;
    json_t *json; /* the configuration of this round */
};

uint64_t property_seed(void)
{
    const char *given = getenv("CONFORMANCE_SEED");
    return given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
}

/* xorshift64*: the same numbers from the same seed everywhere. */
static size_t below(struct property *p, size_t limit)
{
    p->random ^= p->random >> 12;
    p->random ^= p->random << 25;
    p->random ^= p->random >> 27;
    return (size_t)((p->random * 0x2545f4914f6cdd1dULL) >> 33) % limit;
}

/* ---- configurations -------------------------------------------------------------------------------------------------- */

static bool has_value(const json_t *list, const json_t *value)
{
    size_t index;
    const json_t *item;
    json_array_foreach (list, index, item)
        if (json_equal(item, value))
            return true;
    return false;
}

static void collect(struct property *p, const json_t *config)
{
    const char *name;
    json_t *value;
    json_object_foreach ((json_t *)(uintptr_t)config, name, value) {
        json_t *pool = json_object_get(p->pools, name);
        char *text = json_dumps(value, JSON_ENCODE_ANY);
        bool is_usable = !json_is_null(value) && strstr(text, "${self") == NULL;
        free(text);
        if (pool == NULL)
            json_object_set_new(p->pools, name, pool = json_array());
        if (is_usable && !has_value(pool, value))
            json_array_append(pool, value);
    }
}

static void collect_all(struct property *p, const json_t *input)
{
    static const char *const lists[] = {"updates", "updates_that_fail", "replaces"};
    size_t index;
    const json_t *row;
    p->pools = json_own(p->mem, json_object());
    collect(p, json_object_get(input, "base"));
    json_array_foreach (json_object_get(input, "variants"), index, row)
        collect(p, row);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        json_array_foreach (json_object_get(input, lists[i]), index, row)
            collect(p, json_object_get(row, "set"));
}

/* One of the values; of a list some, in any order. */
static json_t *pick(struct property *p, const json_t *pool)
{
    json_t *value = json_deep_copy(json_array_get(pool, below(p, json_array_size(pool))));
    if (!json_is_array(value) || below(p, 2) == 0)
        return value;
    json_t *some = json_array();
    while (json_array_size(value) > 0) {
        size_t at = below(p, json_array_size(value));
        if (below(p, 3) > 0)
            json_array_append(some, json_array_get(value, at));
        json_array_remove(value, at);
    }
    json_decref(value);
    return some;
}

static struct value configure(struct property *p)
{
    const char *name;
    json_t *pool;
    p->json = json_own(p->mem, json_object());
    json_object_foreach (p->pools, name, pool) {
        const struct attribute *attribute = block_attribute(p->schema->block, name);
        bool is_needed = attribute != NULL && attribute->required;
        if (json_array_size(pool) > 0 && below(p, 10) < (is_needed ? 10 : 5))
            json_object_set_new(p->json, name, pick(p, pool));
    }
    return suite_config(p->suite, p->scope, p->schema->block, p->json, p->schema->name);
}

/* ---- checks ----------------------------------------------------------------------------------------------------------- */

static bool check(struct property *p, const char *call, const char *name, bool holds, const char *why)
{
    const char *text = "";
    if (!holds)
        text = str_printf(p->mem, "CONFORMANCE_SEED=%llu, round %d, %s: %s", (unsigned long long)p->seed,
                          p->round, json_print(p->mem, p->json).data, why)
                   .data;
    return suite_check(p->suite, call, name, p->schema->name, holds, text);
}

static bool rule(struct property *p, const char *call, const char *name, const char *broken)
{
    return check(p, call, name, broken == NULL, broken);
}

/* Success, or an error with a text: never a violation, a crash or no message. */
static bool answers(struct property *p, const char *call, const struct outcome *outcome)
{
    check(p, call, "L17 a random configuration gets a response",
          outcome->status == 0 && outcome->breach == NULL && (outcome->error_count > 0 || outcome->has_value),
          outcome_text(p->mem, outcome));
    return outcome_is_good(outcome);
}

static struct outcome plan(struct property *p, const struct value *prior, const struct value *config,
                           const struct value *identity)
{
    struct value proposed = block_propose(p->mem, p->schema->block, prior, config);
    struct outcome planned = session_plan(p->suite->session, p->schema, prior, &proposed, config, STR(""),
                                          identity);
    if (!answers(p, PLAN, &planned))
        return planned;
    rule(p, PLAN, "L17 AssertPlanValid", rules_plan(p->mem, p->schema->block, prior, config, &planned.value));
    if (!value_is_null(*prior) && planned.replace_count == 0 && identity != NULL) {
        struct value before = rules_identity_beside(p->mem, p->input, identity, &planned.identity);
        rule(p, PLAN, "L17 an update keeps the identity",
             rules_difference(p->mem, &before, &planned.identity));
    }
    return planned;
}

static void plan_with_unknown(struct property *p, const struct value *prior, const struct value *config,
                              const struct outcome *final)
{
    const struct type *type = p->schema->block->type;
    size_t at = below(p, type->count);
    struct str name = type->members[at].name;
    if (value_is_null(config->items[at]) || block_attribute(p->schema->block, name.data) == NULL)
        return;
    struct value open = value_with_member(p->mem, config, name, value_unknown(type->members[at].type));
    struct outcome first = plan(p, prior, &open, NULL);
    if (outcome_is_good(&first) && outcome_is_good(final))
        rule(p, PLAN, "L17 the later plan keeps the planned values",
             rules_result(p->mem, p->schema->block, &first.value, &final->value));
}

static struct outcome apply(struct property *p, const struct value *prior, const struct value *config,
                            const struct outcome *planned)
{
    struct outcome applied = session_apply(p->suite->session, p->schema, prior, &planned->value, config,
                                           planned->private, &planned->identity);
    bool is_good = answers(p, APPLY, &applied);
    if (applied.has_value)
        rule(p, APPLY, "L17 fully known, write-only null",
             rules_stored(p->mem, p->schema->block, &applied.value));
    if (is_good)
        rule(p, APPLY, "L17 AssertObjectCompatible",
             rules_result(p->mem, p->schema->block, &planned->value, &applied.value));
    return applied;
}

static bool is_valid(struct property *p, const struct value *config)
{
    struct outcome valid = session_validate(p->suite->session, SCHEMA_RESOURCE, p->schema, config);
    check(p, VALIDATE, "L17 a random configuration gets a response",
          valid.status == 0 && valid.breach == NULL, outcome_text(p->mem, &valid));
    return valid.error_count == 0;
}

/* The first steps of every run; then the plan must be empty. */
static struct value settled(struct property *p, const struct outcome *applied, const struct value *config)
{
    suite_walk(p->suite);
    struct outcome read = session_read(p->suite->session, p->schema, &applied->value, applied->private,
                                       &applied->identity);
    if (!answers(p, READ, &read))
        return applied->value;
    struct outcome planned = plan(p, &read.value, config, &applied->identity);
    rule(p, PLAN, "L17 is empty after apply", rules_difference(p->mem, &read.value, &planned.value));
    return read.value;
}

/* The state with the values that allow a deletion: the state decides, not the configuration. */
static struct value deletable(struct property *p, const struct value *state)
{
    const json_t *set = json_object_get(p->input, "deletable");
    struct value allowed = suite_config(p->suite, p->scope, p->schema->block, set, p->schema->name),
                 changed = *state;
    const char *name;
    json_t *value;
    json_object_foreach ((json_t *)(uintptr_t)set, name, value)
        changed = value_with_member(p->mem, &changed, str_c(name), *value_member(&allowed, str_c(name)));
    return changed;
}

static void live(struct property *p, const struct value *config, const struct outcome *planned)
{
    struct value none = value_null(p->schema->block->type);
    suite_walk(p->suite);
    struct outcome applied = apply(p, &none, config, planned);
    if (!applied.has_value)
        return;
    struct value state = applied.value, identity = applied.identity;
    if (applied.error_count == 0) {
        state = settled(p, &applied, config);
        struct value other = configure(p);
        struct outcome next = is_valid(p, &other) ? plan(p, &state, &other, &identity)
                                                  : (struct outcome){.status = -1};
        if (outcome_is_good(&next) && next.replace_count == 0) {
            plan_with_unknown(p, &state, &other, &next);
            struct outcome changed = apply(p, &state, &other, &next);
            if (changed.has_value)
                state = changed.value;
            if (outcome_is_good(&changed))
                settled(p, &changed, &other);
        }
    }
    if (json_object_get(p->input, "deletable") != NULL)
        state = deletable(p, &state);
    suite_walk(p->suite);
    struct outcome gone = session_apply(p->suite->session, p->schema, &state, &none, &none, STR(""),
                                        &identity);
    check(p, APPLY, "L17 delete", outcome_is_good(&gone) && !gone.has_value, outcome_text(p->mem, &gone));
}

void property_run(struct suite *suite, const struct schema *schema, const struct scope *scope,
                  const json_t *input)
{
    struct property p = {.suite = suite,
                         .mem = suite->mem,
                         .schema = schema,
                         .scope = scope,
                         .input = input,
                         .seed = suite->seed};
    p.random = p.seed * 0x9e3779b97f4a7c15ULL + strlen(schema->name) + 1;
    collect_all(&p, input);
    struct value none = value_null(schema->block->type);
    for (p.round = 0; p.round < ROUNDS; p.round++) {
        struct value config = configure(&p);
        if (!is_valid(&p, &config))
            continue;
        struct outcome planned = plan(&p, &none, &config, NULL);
        plan_with_unknown(&p, &none, &config, &planned);
        if (outcome_is_good(&planned) && p.round % APPLIED_EVERY == 0)
            live(&p, &config, &planned);
    }
}
