/*
 * sweep.c — an object is created and deleted repeatedly, each time with another call failing in another way:
 * every existing object is in the state, one more apply converges, and no object is left. Must not know any
 * resource: the sequences are in inputs/sweep.json.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rules.h"
#include "suite.h"

#define SWEEP "sweep"

/*
 * Refused before the request is run, twice; broken before it, and after it. With late reads: a failure and a
 * lost response.
 */
static const char *const kinds[] = {"throttle", "error500", "reset", "lost"};
enum { KINDS = sizeof kinds / sizeof kinds[0], KIND_BREAKDOWN = 1, KIND_LOST = 3, MOST_READS = 2 };

/* The kinds that the rows name. */
enum {
#define LS_KIND(enumerator, ...) LS_KIND_##enumerator,
#include "lightsail/kind.def"
#undef LS_KIND
};
static const struct {
    const char *name;
    bool mutates, repeatable;
    int changes;
    const char *options[2];
} operations[] = {
#define LS_OP(enumerator, ...) {__VA_ARGS__},
#include "lightsail/op.def"
#undef LS_OP
};
enum { OPERATIONS = sizeof operations / sizeof operations[0] };

struct sweep {
    struct suite *suite;
    struct arena *mem;
    const json_t *input;
    struct scope scope; /* the objects that all sequences need */
    bool is_whole;      /* otherwise only changing calls, and without a retry */
    bool is_late;       /* reads are late, the provider has its defaults, and no fault may have an effect */
    unsigned long long every, number; /* one of so many failures is tried, and the number of the next one */
    int rounds;
    bool hit[OPERATIONS][KINDS];
    struct str world; /* without the object */
};

/* One object, and its state in Terraform. */
struct thing {
    struct sweep *sweep;
    const struct schema *schema;
    const char *subject;
    const char
        *leaves; /* what a failed apply may leave for the next one: names begin with it; NULL: nothing */
    bool exists, is_tainted;
    struct value state, identity;
    struct str private;
};

static bool check(const struct thing *thing, const char *name, bool holds, const char *why)
{
    return suite_check(thing->sweep->suite, SWEEP, name, thing->subject, holds, why);
}

/*
 * ---- one apply, as Terraform does it: NULL, or the error
 * ----------------------------------------------------------
 */

static struct value nothing(const struct thing *thing)
{
    return value_null(thing->schema->block->type);
}

static const char *problem_of(struct thing *thing, const struct outcome *outcome)
{
    return outcome_is_good(outcome) ? NULL : outcome_text(thing->sweep->mem, outcome);
}

static void keep(struct thing *thing, const struct outcome *outcome)
{
    if (outcome->status != 0)
        return; /* no response: Terraform keeps the prior state */
    thing->exists = outcome->has_value;
    thing->state = outcome->value;
    thing->private = outcome->private;
    thing->identity = outcome->identity;
}

static const char *refresh(struct thing *thing)
{
    if (!thing->exists)
        return NULL;
    struct outcome read = session_read(thing->sweep->suite->session, thing->schema, &thing->state,
                                       thing->private, &thing->identity);
    if (problem_of(thing, &read) == NULL)
        keep(thing, &read);
    thing->is_tainted = thing->is_tainted && thing->exists;
    return problem_of(thing, &read);
}

static struct outcome plan(struct thing *thing, const struct value *config)
{
    struct arena *mem = thing->sweep->mem;
    struct value none = nothing(thing), prior = thing->exists ? thing->state : none;
    struct value proposed = block_propose(mem, thing->schema->block, &prior, config);
    return session_plan(thing->sweep->suite->session, thing->schema, &prior, &proposed, config,
                        thing->private, &thing->identity);
}

static const char *destroy(struct thing *thing)
{
    if (!thing->exists)
        return NULL;
    struct value none = nothing(thing);
    struct outcome gone = session_apply(thing->sweep->suite->session, thing->schema, &thing->state, &none,
                                        &none, thing->private, &thing->identity);
    keep(thing, &gone);
    thing->is_tainted = thing->is_tainted && thing->exists;
    return problem_of(thing, &gone);
}

static void forget(struct thing *thing)
{
    thing->exists = thing->is_tainted = false;
    thing->private = STR("");
    thing->identity = value_null(&type_dynamic);
}

static const char *change(struct thing *thing, const struct value *config, const struct outcome *planned)
{
    struct value none = nothing(thing);
    bool is_new = !thing->exists;
    struct outcome applied = session_apply(thing->sweep->suite->session, thing->schema,
                                           is_new ? &none : &thing->state, &planned->value, config,
                                           planned->private, &planned->identity);
    keep(thing, &applied);
    const char *problem = problem_of(thing, &applied);
    thing->is_tainted = is_new && thing->exists && problem != NULL;
    return problem;
}

/* A separate run: a later apply may delete what an earlier one has created. */
static const char *apply(struct thing *thing, const struct value *config)
{
    suite_walk(thing->sweep->suite);
    const char *problem = refresh(thing);
    if (problem == NULL && (config == NULL || thing->is_tainted))
        problem = destroy(thing);
    if (problem != NULL || config == NULL)
        return problem;
    if (!thing->exists)
        forget(thing);
    struct outcome planned = plan(thing, config);
    problem = problem_of(thing, &planned);
    if (problem != NULL || (thing->exists && value_equal(&planned.value, &thing->state)))
        return problem;
    if (thing->exists && planned.replace_count > 0) {
        problem = destroy(thing);
        if (problem != NULL)
            return problem;
        forget(thing);
        planned = plan(thing, config);
        problem = problem_of(thing, &planned);
        if (problem != NULL)
            return problem;
    }
    return change(thing, config, &planned);
}

/*
 * ---- conditions after each apply
 * -------------------------------------------------------------------------------
 */

static bool is_named_in(const struct value *state, struct str name)
{
    for (size_t i = 0; i < state->type->count; i++) {
        const struct value *member = value_member(state, state->type->members[i].name);
        if (value_is_known(*member) && member->type->kind == TYPE_STRING && str_eq(member->text, name))
            return true;
    }
    return false;
}

/* "region type name; " for each: every object that did not exist before has its name in the state. */
static const char *find_orphan(struct thing *thing)
{
    struct arena *mem = thing->sweep->mem;
    struct str rest = side_door_world(mem), line;
    while (str_cut(rest, ';', &line, &rest)) {
        line = str_trim(line);
        struct str known = str_printf(mem, "%.*s; ", STR_ARG(line)), name = line, word;
        while (str_cut(name, ' ', &word, &name))
            ;
        bool is_left = thing->leaves != NULL && str_starts_with(name, str_c(thing->leaves));
        if (!str_contains(thing->sweep->world, known) && !is_left &&
            !(thing->exists && is_named_in(&thing->state, name)))
            return str_z(mem, line);
    }
    return NULL;
}

static const char *find_change(struct thing *thing, const struct value *config)
{
    const char *problem = refresh(thing);
    if (problem != NULL)
        return problem;
    if (!thing->exists)
        return config == NULL ? NULL : "it does not exist";
    if (config == NULL)
        return "it exists";
    struct outcome planned = plan(thing, config);
    problem = problem_of(thing, &planned);
    return problem != NULL ? problem : rules_difference(thing->sweep->mem, &thing->state, &planned.value);
}

static bool has_acted(struct sweep *sweep)
{
    return json_integer_value(json_object_get(json_array_get(side_door_faults(sweep->mem), 0), "acted")) > 0;
}

/* A failure may need one more apply, and the one fault of this round has acted by then. */
static void go(struct thing *thing, const struct value *config, const char *fault)
{
    struct arena *mem = thing->sweep->mem;
    const char *problem = apply(thing, config), *orphan = find_orphan(thing);
    thing->sweep->rounds++;
    if (thing->sweep->is_late)
        check(thing, "the fault has no effect", problem == NULL && !thing->is_tainted,
              str_printf(mem, "%s: %s", fault, problem).data);
    check(thing, "every existing object is in the state", orphan == NULL,
          str_printf(mem, "%s: %s; %s", fault, orphan, problem).data);
    if (problem != NULL && check(thing, "an apply fails only because of its fault", has_acted(thing->sweep),
                                 str_printf(mem, "%s: %s", fault, problem).data)) {
        const char *again = apply(thing, config);
        check(thing, "one more apply converges", again == NULL,
              str_printf(mem, "%s: %s; after %s", fault, again, problem).data);
        orphan = find_orphan(thing);
        check(thing, "every existing object is in the state", orphan == NULL,
              str_printf(mem, "%s: %s; twice", fault, orphan).data);
    }
    bool acted = has_acted(thing->sweep);
    const char *left = find_change(thing, config);
    if (left != NULL && !acted && has_acted(thing->sweep))
        left = find_change(thing, config); /* it was this read that failed */
    check(thing, "and its plan is empty", left == NULL, str_printf(mem, "%s: %s", fault, left).data);
}

/*
 * ---- the sequences of resources
 * ----------------------------------------------------------------------------------
 */

static void set_fault(struct sweep *sweep, size_t operation, size_t kind, long long nth)
{
    struct str body = str_printf(sweep->mem, "{\"operation\":\"%s\",\"kind\":\"%s\",\"when\":\"nth=%lld\"}",
                                 operations[operation].name, kinds[kind], nth);
    suite_rule(sweep->suite, "suite", "faults are set", SWEEP,
               side_door_post(sweep->mem, "/_sim/faults", body.data));
}

static bool clear_fault(struct sweep *sweep, size_t operation, size_t kind)
{
    bool acted = has_acted(sweep);
    sweep->hit[operation][kind] = sweep->hit[operation][kind] || acted;
    side_door_clear_faults();
    return acted;
}

/* The part that sends requests: the creation, then the deletion; or only a change, and `back` is never disturbed. */
struct way {
    struct sweep *sweep;
    const char *name;
    const json_t *row;
    void (*run)(struct way *way, const char *fault);
    void (*back)(struct way *way); /* NULL: `run` ends where it began */
    struct thing thing;
    struct value from, to;
    bool has_from;
};

static void make(struct way *way, const char *key)
{
    suite_make(way->sweep->suite, json_object_get(way->row, key), way->name);
}

static void run_change(struct way *way, const char *fault)
{
    go(&way->thing, &way->to, fault);
    refresh(&way->thing); /* a read also repeats what may fail without harm, such as the removal of a tag */
    const char *lacks = suite_lacks(way->sweep->suite, json_object_get(way->row, "shows"));
    check(&way->thing, "everything is as it must be", lacks == NULL,
          str_printf(way->sweep->mem, "%s: %s", fault, lacks).data);
}

static void make_anew(struct way *way)
{
    make(way, "undo");
    const char *problem = apply(&way->thing, NULL);
    if (problem == NULL)
        problem = apply(&way->thing, &way->from);
    check(&way->thing, "it is made anew", problem == NULL, problem);
    make(way, "prepare");
}

static void run_resource(struct way *way, const char *fault)
{
    run_change(way, fault);
    make(way, "undo");
    go(&way->thing, way->has_from ? &way->from : NULL, fault);
    make(way, "prepare");
}

/* Late reads make everything slow: there a refusal or a broken connection shows nothing new. */
static bool is_tried(const struct sweep *sweep, bool mutates, size_t kind)
{
    return !sweep->is_late || kind == KIND_BREAKDOWN || (kind == KIND_LOST && mutates);
}

/* Each call of the sequence by itself; of repeated polls only the first ones. */
static void sweep_way(struct way *way)
{
    struct sweep *sweep = way->sweep;
    const json_t *before = side_door_calls(sweep->mem);
    long long most_reads = sweep->is_whole ? MOST_READS : sweep->is_late ? 1 : 0;
    way->run(way, "no fault");
    const json_t *after = side_door_calls(sweep->mem);
    if (way->back != NULL)
        way->back(way);
    for (size_t i = 0; i < OPERATIONS; i++) {
        long long calls = json_integer_value(json_object_get(after, operations[i].name)) -
                          json_integer_value(json_object_get(before, operations[i].name));
        if (!operations[i].mutates && calls > most_reads)
            calls = most_reads;
        for (long long nth = 1; nth <= calls; nth++) {
            for (size_t kind = 0; kind < KINDS; kind++) {
                if (!is_tried(sweep, operations[i].mutates, kind))
                    continue;
                if (sweep->number++ % sweep->every != 0) {
                    sweep->hit[i][kind] = true; /* in another run */
                    continue;
                }
                set_fault(sweep, i, kind, nth);
                way->run(way, str_printf(sweep->mem, "%s of call %lld of %s, %d retries", kinds[kind], nth,
                                         operations[i].name, sweep->suite->retries)
                                  .data);
                clear_fault(sweep, i, kind);
                if (way->back != NULL)
                    way->back(way);
            }
        }
    }
}

static bool find_schema(struct way *way, enum schema_kind kind, const json_t *row)
{
    struct suite *suite = way->sweep->suite;
    way->thing = (struct thing){.sweep = way->sweep,
                                .subject = way->name,
                                .leaves = json_string_value(json_object_get(row, "leaves"))};
    way->thing.schema = session_find(suite->session, kind, json_string_value(json_object_get(row, "type")));
    return suite_check(suite, SWEEP, "its type exists", way->name, way->thing.schema != NULL, "");
}

static void sweep_resource(struct sweep *sweep, const json_t *row)
{
    struct way way = {.sweep = sweep,
                      .name = json_string_value(json_object_get(row, "name")),
                      .row = row,
                      .run = run_resource};
    bool is_slow = json_is_true(json_object_get(row, "slow")) && !sweep->is_whole && !sweep->suite->is_slow,
         is_other = json_is_true(json_object_get(row, "late")) && !sweep->is_late;
    if (is_slow || is_other || !suite_wants(sweep->suite, way.name) ||
        !find_schema(&way, SCHEMA_RESOURCE, row))
        return;
    if (json_is_true(json_object_get(row, "anew"))) {
        way.run = run_change;
        way.back = make_anew;
    }
    const struct block *block = way.thing.schema->block;
    const json_t *from = json_object_get(row, "from"), *to = json_object_get(row, "to");
    forget(&way.thing);
    make(&way, "before");
    way.has_from = from != NULL;
    if (way.has_from) {
        way.from = suite_config(sweep->suite, &sweep->scope, block, from, way.name);
        to = suite_merge(sweep->suite, from, to);
        check(&way.thing, "it begins", apply(&way.thing, &way.from) == NULL, "the first apply fails");
        make(&way, "prepare");
    }
    way.to = suite_config(sweep->suite, &sweep->scope, block, to, way.name);
    sweep_way(&way);
    make(&way, "undo");
    const char *problem = apply(&way.thing, NULL);
    check(&way.thing, "it ends", problem == NULL, problem);
    make(&way, "after");
    check(&way.thing, "no object is left", str_eq(side_door_world(sweep->mem), sweep->world),
          side_door_world(sweep->mem).data);
}

/*
 * ---- the sequences of actions
 * ------------------------------------------------------------------------------------
 */

static const char *invoke(struct way *way, const json_t *row)
{
    struct suite *suite = way->sweep->suite;
    const struct schema *schema = session_find(suite->session, SCHEMA_ACTION,
                                               json_string_value(json_object_get(row, "type")));
    struct value config = suite_config(suite, &way->sweep->scope, schema->block,
                                       json_object_get(row, "config"), way->name);
    struct outcome outcome = action_invoke(suite, schema, &config);
    return problem_of(&way->thing, &outcome);
}

static void run_action(struct way *way, const char *fault)
{
    struct arena *mem = way->sweep->mem;
    const json_t *undo = json_object_get(way->row, "undo");
    suite_make(way->sweep->suite, json_object_get(way->row, "before"), way->name);
    for (const json_t *row = way->row; row != NULL; row = row == way->row ? undo : NULL) {
        const char *problem = invoke(way, row);
        if (way->thing.sweep->is_late)
            check(&way->thing, "the fault has no effect", problem == NULL,
                  str_printf(mem, "%s: %s", fault, problem).data);
        if (problem == NULL)
            continue;
        check(&way->thing, "an action fails only because of its fault", has_acted(way->sweep),
              str_printf(mem, "%s: %s", fault, problem).data);
        const char *done = json_string_value(json_object_get(row, "done"));
        if (done != NULL && str_contains(str_c(problem), str_c(done))) {
            check(&way->thing, "the reported result of an action exists",
                  !str_eq(side_door_world(mem), way->sweep->world), fault);
            continue;
        }
        const char *again = invoke(way, row);
        check(&way->thing, "invoked once more it succeeds", again == NULL,
              str_printf(mem, "%s: %s; after %s", fault, again, problem).data);
    }
    suite_make(way->sweep->suite, json_object_get(way->row, "after"), way->name);
    if (way->sweep->is_late) /* until the name that was just deleted is free */
        side_door_post(mem, "/_sim/clock", "{\"advance_ms\":20000}");
    check(&way->thing, "no object is left", str_eq(side_door_world(mem), way->sweep->world), fault);
}

static void sweep_action(struct sweep *sweep, const json_t *row)
{
    struct way way = {.sweep = sweep,
                      .name = json_string_value(json_object_get(row, "name")),
                      .row = row,
                      .run = run_action};
    if (suite_wants(sweep->suite, way.name) && find_schema(&way, SCHEMA_ACTION, row))
        sweep_way(&way);
}

/*
 * ---- the whole test
 * ----------------------------------------------------------------------------------------------
 */

static bool make_needed(struct sweep *sweep, struct thing things[], size_t *ret_count)
{
    struct suite *suite = sweep->suite;
    const json_t *row;
    size_t index;
    json_array_foreach (json_object_get(sweep->input, "needs"), index, row) {
        struct thing *thing = &things[index];
        const char *name = json_string_value(json_object_get(row, "as"));
        *thing = (struct thing){.sweep = sweep, .subject = name};
        thing->schema = session_find(suite->session, SCHEMA_RESOURCE,
                                     json_string_value(json_object_get(row, "type")));
        if (!check(thing, "its type exists", thing->schema != NULL, ""))
            return false;
        struct value config = suite_config(suite, &sweep->scope, thing->schema->block,
                                           json_object_get(row, "config"), name);
        forget(thing);
        const char *problem = apply(thing, &config);
        *ret_count = index + 1;
        if (!check(thing, "required objects exist", problem == NULL, problem))
            return false;
        sweep->scope.known[index] = (struct known){.name = name,
                                                   .schema = thing->schema,
                                                   .state = thing->state};
        sweep->scope.count = index + 1;
    }
    return true;
}

static void check_hits(struct sweep *sweep)
{
    const json_t *elsewhere = json_object_get(sweep->input, "elsewhere"), *row;
    for (size_t i = 0; i < OPERATIONS; i++) {
        bool is_elsewhere = false;
        size_t index;
        json_array_foreach (elsewhere, index, row)
            is_elsewhere = is_elsewhere || strcmp(json_string_value(row), operations[i].name) == 0;
        for (size_t kind = 0; kind < KINDS && operations[i].mutates && !is_elsewhere; kind++)
            suite_check(sweep->suite, SWEEP, "every changing operation failed in each way",
                        operations[i].name, sweep->hit[i][kind], kinds[kind]);
    }
}

static void run(struct suite *suite, bool is_whole, bool is_late)
{
    struct sweep sweep = {.suite = suite,
                          .is_whole = is_whole,
                          .is_late = is_late,
                          .mem = suite->mem,
                          .input = suite_input(suite, "sweep")};
    const char *every = getenv("SWEEP_EVERY");
    sweep.every = every != NULL && strtoull(every, NULL, 10) > 0 ? strtoull(every, NULL, 10) : 1;
    sweep.number = suite->seed % sweep.every;
    struct thing needed[sizeof sweep.scope.known / sizeof sweep.scope.known[0]];
    struct str before = side_door_world(suite->mem);
    size_t count = 0, index;
    const json_t *row;
    if (!suite_check(suite, SWEEP, "there is an input", SWEEP, sweep.input != NULL, "inputs/sweep.json") ||
        !make_needed(&sweep, needed, &count))
        return;
    suite_make(suite, json_object_get(sweep.input, "before"), SWEEP);
    sweep.world = side_door_world(suite->mem);
    /*
     * Without a retry each fault reaches the resource; with one the client must know which requests it may
     * repeat.
     */
    for (suite->retries = is_late ? RETRIES_AS_USUAL : 0; suite->retries <= (is_late    ? RETRIES_AS_USUAL
                                                                             : is_whole ? 1
                                                                                        : 0);
         suite->retries++) {
        suite_restart(suite);
        json_array_foreach (json_object_get(sweep.input, "resources"), index, row) {
            suite_go_on(suite); /* each run of a process has its own connections */
            sweep_resource(&sweep, row);
        }
        json_array_foreach (json_object_get(sweep.input, "actions"), index, row)
            sweep_action(&sweep, row);
    }
    suite->retries = is_late ? RETRIES_AS_USUAL : 1;
    if (is_late)
        printf("# %d applies\n", sweep.rounds);
    else if (suite->scene == NULL)
        check_hits(&sweep);
    suite_make(suite, json_object_get(sweep.input, "after"), SWEEP);
    while (count > 0) {
        const char *problem = apply(&needed[--count], NULL);
        check(&needed[count], "required objects are deleted", problem == NULL, problem);
    }
    suite_check(suite, SWEEP, "no object is left in the region", SWEEP,
                str_eq(before, side_door_world(suite->mem)), side_door_world(suite->mem).data);
}

void sweep_run(struct suite *suite)
{
    run(suite, true, false);
}

void sweep_changes_run(struct suite *suite)
{
    run(suite, false, false);
}

/* Required objects are also created by a provider with its defaults. */
void sweep_late_run(struct suite *suite)
{
    suite->retries = RETRIES_AS_USUAL;
    suite_restart(suite);
    run(suite, false, true);
}
