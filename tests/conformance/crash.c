/*
 * crash.c — the provider is killed (SIGKILL) before each call that it makes, and before it reads each
 * response (protocol section 8, L19). The state of Terraform and the objects in AWS then differ at most by
 * the creation that could not be stored, and the next run converges. Must not know any resource:
 * inputs/crash.json has the scenarios.
 */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "../client/process.h"
#include "rules.h"
#include "suite.h"

#define APPLY "ApplyResourceChange"

enum { MAX_CALLS = 512, LOOK_MS = 5, PATIENCE_MS = 30 * 1000 };

struct scene {
    struct suite *suite;
    const struct schema *schema;
    const char *name;   /* of the input, or the type */
    const char *point;  /* where it was killed, for messages */
    const char *import; /* how an orphan is imported */
    const json_t *input;
    struct value config;
    const char *step; /* create, update, delete */
    size_t kills;
};

/* The data that Terraform has between two runs. */
struct stored {
    struct value state, identity;
    struct str private;
};

/*
 * ---- one apply, which may be killed
 * --------------------------------------------------------------------------------------
 */

struct applying {
    struct suite *suite;
    const struct schema *schema;
    const struct value *prior, *config;
    const struct outcome *planned;
    struct outcome outcome;
    atomic_bool is_done;
};

static void *do_apply(void *argument)
{
    struct applying *a = argument;
    a->outcome = session_apply(a->suite->session, a->schema, a->prior, &a->planned->value, a->config,
                               a->planned->private, &a->planned->identity);
    atomic_store(&a->is_done, true);
    return NULL;
}

/*
 * Waits until the call hangs, or the apply has ended. The other thread allocates in the suite's arena: this
 * one must not.
 */
static bool hangs(struct applying *a)
{
    bool is_hanging = false;
    int64_t end_ms = process_now_ms() + PATIENCE_MS;
    while (!is_hanging && !atomic_load(&a->is_done) && process_now_ms() < end_ms) {
        struct arena *mem = arena_new();
        is_hanging = side_door_is_hanging(mem);
        arena_free(mem);
        if (!is_hanging)
            poll(NULL, 0, LOOK_MS);
    }
    return is_hanging;
}

/* With `stop` of the input, Terraform stops the apply (Ctrl-C) and gets its response. */
static bool is_stopped(const struct scene *scene)
{
    return json_is_true(json_object_get(scene->input, "stop"));
}

/* True when the provider was killed or stopped; after a kill the outcome is not valid. */
static bool apply_until(struct scene *scene, const struct value *prior, const struct value *config,
                        const struct outcome *planned, struct str faults, struct outcome *ret_outcome)
{
    struct suite *suite = scene->suite;
    struct applying a = {
        .suite = suite, .schema = scene->schema, .prior = prior, .config = config, .planned = planned};
    pthread_t thread;
    suite_rule(suite, "suite", "faults are set", scene->name,
               side_door_post(suite->mem, "/_sim/faults", faults.data));
    if (pthread_create(&thread, NULL, do_apply, &a) != 0)
        return false;
    bool is_killed = hangs(&a);
    if (is_killed && is_stopped(scene))
        session_stop(suite->session);
    else if (is_killed)
        kill((pid_t)session_pid(suite->session), SIGKILL);
    pthread_join(thread, NULL);
    side_door_clear_faults();
    *ret_outcome = a.outcome;
    if (is_killed)
        suite_go_on(suite);
    return is_killed;
}

/* ---- walks --------------------------------------------------------------------------------------------------------------- */

static bool check(struct scene *scene, const char *call, const char *name, bool holds, const char *why)
{
    return suite_check(scene->suite, call, name, scene->name, holds,
                       holds ? "" : str_printf(scene->suite->mem, "%s: %s", scene->point, why).data);
}

static bool good(struct scene *scene, const char *call, const char *name, const struct outcome *outcome)
{
    return check(scene, call, name, outcome_is_good(outcome), outcome_text(scene->suite->mem, outcome));
}

static struct outcome plan(struct scene *scene, const struct stored *at, const struct value *config)
{
    struct value proposed = value_is_null(*config)
                                ? *config
                                : block_propose(scene->suite->mem, scene->schema->block, &at->state, config);
    return session_plan(scene->suite->session, scene->schema, &at->state, &proposed, config, at->private,
                        &at->identity);
}

static void refresh(struct scene *scene, struct stored *at)
{
    suite_walk(scene->suite);
    if (value_is_null(at->state))
        return;
    struct outcome read = session_read(scene->suite->session, scene->schema, &at->state, at->private,
                                       &at->identity);
    if (good(scene, "ReadResource", "L19 after a crash", &read))
        *at = (struct stored){read.value, read.identity, read.private};
}

static void adopt(struct scene *scene, struct stored *at)
{
    struct outcome imported = session_import(scene->suite->session, scene->schema, scene->import, NULL);
    if (good(scene, "ImportResourceState", "L19 the orphan of a creation", &imported))
        *at = (struct stored){imported.value, imported.identity, imported.private};
    refresh(scene, at);
}

/* A complete run of Terraform without a kill; when a creation reports an orphan, it is imported. */
static void converge(struct scene *scene, struct stored *at, const struct value *config, bool may_adopt)
{
    refresh(scene, at);
    struct outcome planned = plan(scene, at, config);
    if (value_is_null(at->state) && value_is_null(*config))
        return;
    if (may_adopt && planned.error_count > 0 && value_is_null(at->state)) {
        adopt(scene, at); /* some types find the orphan in the plan */
        converge(scene, at, config, false);
        return;
    }
    good(scene, "PlanResourceChange", "L19 after a crash", &planned);
    struct outcome applied = session_apply(scene->suite->session, scene->schema, &at->state, &planned.value,
                                           config, planned.private, &planned.identity);
    if (may_adopt && applied.error_count > 0 && !applied.has_value) {
        adopt(scene, at);
        converge(scene, at, config, false);
        return;
    }
    if (!good(scene, APPLY, "L19 the next run converges", &applied))
        return;
    const char *broken = rules_result(scene->suite->mem, scene->schema->block, &planned.value,
                                      &applied.value);
    check(scene, APPLY, "L19 with the result that was planned", value_is_null(*config) || broken == NULL,
          broken);
    *at = (struct stored){applied.value, applied.identity, applied.private};
    if (value_is_null(*config))
        return;
    refresh(scene, at);
    planned = plan(scene, at, config);
    check(scene, "PlanResourceChange", "L19 and then the plan is empty",
          rules_difference(scene->suite->mem, &at->state, &planned.value) == NULL,
          rules_difference(scene->suite->mem, &at->state, &planned.value));
}

static void set_point(struct scene *scene, size_t call, bool is_done_first)
{
    scene->point = str_printf(scene->suite->mem, "%s, call %zu, %s", scene->step, call,
                              is_done_first ? "its response lost" : "not sent")
                       .data;
}

/* ---- the points ------------------------------------------------------------------------------------------------------------ */

static json_t *fault_at(const char *kind, struct arena *mem, size_t call)
{
    return json_pack("{s:s, s:s, s:s}", "operation", "*", "kind", kind, "when",
                     str_printf(mem, "nth=%zu", call).data);
}

/*
 * Before the call, or when it was executed and its response was not read yet. With `fault` of the input, the apply also
 * fails.
 */
static struct str faults_at(struct scene *scene, size_t call, bool is_done_first)
{
    struct arena *mem = scene->suite->mem;
    json_t *faults = json_own(mem, json_array()), *own = json_object_get(scene->input, "fault");
    json_array_append_new(faults, fault_at("hang", mem, is_done_first ? call + 1 : call));
    if (is_done_first)
        json_array_append_new(faults, fault_at("lost", mem, call));
    if (own != NULL)
        json_array_append(faults, own);
    return json_print(mem, faults);
}

/*
 * Back to `from`: in place, or for a change that cannot be undone by another object, with the calls of the input
 * before and after.
 */
static void back(struct scene *scene, struct stored *at, const struct value *from)
{
    const struct value none = value_null(scene->schema->block->type);
    if (json_is_true(json_object_get(scene->input, "anew")) && !value_is_null(at->state)) {
        suite_make(scene->suite, json_object_get(scene->input, "undo"), scene->name);
        converge(scene, at, &none, false);
        *at = (struct stored){none, value_null(&type_dynamic), STR("")};
    }
    converge(scene, at, from, false);
    const json_t *prepare = json_object_get(scene->input, "prepare");
    if (value_is_null(*from) || prepare == NULL)
        return;
    suite_make(scene->suite, prepare, scene->name);
    refresh(scene, at);
}

/* ---- what must hold at each moment ---- */

/* `always` of the input is a list of alternatives, each with rows as in `shows`. */
static void check_always(struct scene *scene)
{
    const json_t *always = json_object_get(scene->input, "always");
    const char *lacks = NULL;
    for (size_t i = 0; i < json_array_size(always); i++) {
        lacks = suite_lacks(scene->suite, json_array_get(always, i));
        if (lacks == NULL)
            break;
    }
    check(scene, APPLY, "L19 nothing is lost at the kill", lacks == NULL, lacks);
}

/* How often the operations of a list of the input were called: `never`, which no change may call, or `calls`, which it must. */
static long long calls_of(struct scene *scene, const char *list)
{
    const json_t *names = json_object_get(scene->input, list), *calls = side_door_calls(scene->suite->mem);
    long long count = 0;
    for (size_t i = 0; i < json_array_size(names); i++)
        count += json_integer_value(json_object_get(calls, json_string_value(json_array_get(names, i))));
    return count;
}

/* One apply that is killed at the point; `at` is what Terraform has stored then. */
static bool killed_at(struct scene *scene, struct stored *at, const struct value *to, size_t call,
                      bool is_done_first)
{
    struct outcome planned = plan(scene, at, to), outcome = {.status = -1};
    bool is_killed = apply_until(scene, &at->state, to, &planned, faults_at(scene, call, is_done_first),
                                 &outcome);
    if (is_killed)
        scene->kills++;
    if ((!is_killed || is_stopped(scene)) && outcome.status == 0)
        *at = (struct stored){outcome.value, outcome.identity, outcome.private};
    check_always(scene);
    return is_killed;
}

static void check_end(struct scene *scene, struct str world, struct str *after)
{
    if (after->len == 0)
        *after = world;
    check(scene, APPLY, "L19 the same objects exist after every kill", str_eq(world, *after), world.data);
    const char *lacks = suite_lacks(scene->suite, json_object_get(scene->input, "shows"));
    check(scene, APPLY, "L19 everything is as it must be", lacks == NULL, lacks);
}

/*
 * `then` of the input: after a kill, the configuration changes before it is as it was. A run with it succeeds, or its
 * error has the text of `refused`.
 */
static void go_astray(struct scene *scene, struct stored *at)
{
    const json_t *then = json_object_get(scene->input, "then");
    const char *refused = json_string_value(json_object_get(scene->input, "refused"));
    if (then == NULL)
        return;
    struct value config = suite_config(scene->suite, NULL, scene->schema->block,
                                       suite_merge(scene->suite, json_object_get(scene->input, "config"),
                                                   then),
                                       scene->name);
    refresh(scene, at);
    struct outcome planned = plan(scene, at, &config);
    if (!outcome_is_good(&planned)) {
        bool is_meant = refused != NULL && strstr(outcome_text(scene->suite->mem, &planned), refused) != NULL;
        check(scene, "PlanResourceChange", "L19 another configuration after a kill is refused as it must be",
              is_meant, outcome_text(scene->suite->mem, &planned));
        return;
    }
    struct outcome applied = session_apply(scene->suite->session, scene->schema, &at->state, &planned.value,
                                           &config, planned.private, &planned.identity);
    if (good(scene, APPLY, "L19 another configuration after a kill", &applied))
        *at = (struct stored){applied.value, applied.identity, applied.private};
    check_always(scene);
}

/* CRASH_AGAIN=n: the run after each kill is killed, too, before its n-th call. */
static void kill_again(struct scene *scene, struct stored *at, const struct value *to)
{
    const char *nth = getenv("CRASH_AGAIN");
    if (nth == NULL)
        return;
    refresh(scene, at);
    killed_at(scene, at, to, (size_t)strtoull(nth, NULL, 10), false);
}

/*
 * `kept` of the input: after a kill the object is destroyed. `kept` are rows of what may be left and has to be as they say;
 * it is deleted here, and then nothing of the object exists (`without`).
 */
static bool destroyed(struct scene *scene, struct stored *at, struct str without)
{
    struct suite *suite = scene->suite;
    const json_t *kept = json_object_get(scene->input, "kept"), *row = json_array_get(kept, 0), *left;
    const struct value none = value_null(scene->schema->block->type);
    const char *type = json_string_value(json_object_get(row, "type"));
    if (kept == NULL)
        return false;
    bool is_of_database = strcmp(type, "database_snapshots") == 0;
    converge(scene, at, &none, false);
    *at = (struct stored){none, value_null(&type_dynamic), STR("")};
    while ((left = side_door_object(suite->mem, type, json_string_value(json_object_get(row, "name")))) !=
           NULL) {
        const char *lacks = suite_lacks(suite, kept);
        check(scene, APPLY, "L19 what is left after destroy is as it must be", lacks == NULL, lacks);
        json_t *calls = json_own(
            suite->mem,
            json_pack("[{s:s, s:s, s:{s:O}}]", "action", "call", "operation",
                      is_of_database ? "DeleteRelationalDatabaseSnapshot" : "DeleteInstanceSnapshot", "input",
                      is_of_database ? "relationalDatabaseSnapshotName" : "instanceSnapshotName",
                      json_object_get(left, "name")));
        suite_make(suite, calls, scene->name);
    }
    struct str world = side_door_world(suite->mem);
    check(scene, APPLY, "L19 and nothing else", str_eq(world, without), world.data);
    return true;
}

/*
 * The calls of a run that is not killed, with those of its plan. The number may grow with each point, because lists of
 * operations become longer: the end of the points does not depend on that.
 */
static size_t count_calls(struct scene *scene, struct stored *at, const struct value *from,
                          const struct value *to)
{
    long long before = side_door_total(scene->suite->mem);
    killed_at(scene, at, to, MAX_CALLS, false);
    long long after = side_door_total(scene->suite->mem);
    converge(scene, at, to, true);
    back(scene, at, from);
    return after - before < MAX_CALLS ? (size_t)(after - before) : MAX_CALLS;
}

/* What must be true at the end of all points. */
static void check_calls(struct scene *scene, long long never, bool has_calls, bool was_killed)
{
    check(scene, APPLY, "L19 what must never be called was not", calls_of(scene, "never") == never, "");
    check(scene, APPLY, "L19 what must be called was called", has_calls, "");
    check(scene, APPLY, "L19 killed at every call", scene->kills > 1 && !was_killed, scene->step);
}

/*
 * From `from` to `to` (null: delete) with a kill at every point; each time back to `from` by runs without a
 * kill.
 */
static void at_every_call(struct scene *scene, struct stored *at, const struct value *from,
                          const struct value *to)
{
    struct suite *suite = scene->suite;
    bool was_killed = true, has_calls = json_object_get(scene->input, "calls") == NULL;
    struct str without = side_door_world(suite->mem);
    back(scene, at, from);
    size_t most = count_calls(scene, at, from, to);
    struct str before = side_door_world(suite->mem), after = STR("");
    long long never = calls_of(scene, "never"), calls = calls_of(scene, "calls");
    for (size_t call = 1; was_killed && call <= most; call++) {
        was_killed = false;
        for (int way = 0; way < 2; way++) {
            suite_walk(suite);
            set_point(scene, call, way == 1);
            bool is_killed = killed_at(scene, at, to, call, way == 1);
            was_killed = was_killed || is_killed;
            has_calls = has_calls || calls_of(scene, "calls") > calls;
            if (is_killed) {
                kill_again(scene, at, to);
                go_astray(scene, at);
            }
            if (!is_killed || !destroyed(scene, at, without)) {
                converge(scene, at, to, true);
                check_end(scene, side_door_world(suite->mem), &after);
            }
            back(scene, at, from);
            struct str world = side_door_world(suite->mem);
            check(scene, APPLY, "L19 and no object is left", str_eq(world, before), world.data);
        }
    }
    check_calls(scene, never, has_calls, was_killed && most == MAX_CALLS);
}

static void run_scene(struct suite *suite, const json_t *input)
{
    const char *name = json_string_value(json_object_get(input, "name"));
    struct scene scene = {.suite = suite,
                          .point = "",
                          .import = json_string_value(json_object_get(input, "import")),
                          .input = input};
    scene.schema = session_find(suite->session, SCHEMA_RESOURCE,
                                json_string_value(json_object_get(input, "type")));
    scene.name = name != NULL ? name : scene.schema->name;
    if (!suite_wants(suite, scene.name))
        return;
    suite_make(suite, json_object_get(input, "before"), scene.name);
    struct value none = value_null(scene.schema->block->type);
    struct value first = suite_config(suite, NULL, scene.schema->block, json_object_get(input, "config"),
                                      scene.schema->name);
    json_t *json = suite_merge(suite, json_object_get(input, "config"), json_object_get(input, "update"));
    struct value second = suite_config(suite, NULL, scene.schema->block, json, scene.schema->name);
    const struct {
        const char *name;
        const struct value *from, *to;
    } steps[] = {{"create", &none, &first}, {"update", &first, &second}, {"delete", &first, &none}};
    struct stored at = {none, value_null(&type_dynamic), STR("")};
    size_t total = 0;
    const char *only = json_string_value(json_object_get(input, "only"));
    if (only == NULL && json_is_true(json_object_get(input, "anew")))
        only = "update";
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        bool is_update = strcmp(steps[i].name, "update") == 0;
        bool is_wanted = only != NULL ? strcmp(only, steps[i].name) == 0
                                      : !is_update || json_object_get(input, "update") != NULL;
        if (!is_wanted)
            continue;
        scene.step = steps[i].name;
        scene.kills = 0;
        at_every_call(&scene, &at, steps[i].from, steps[i].to);
        printf("# %s: %s killed at %zu points\n", scene.name, scene.step, scene.kills);
        total += scene.kills;
    }
    check(&scene, APPLY, "a scene has kills", total > 0, scene.name);
    back(&scene, &at, &none);
    suite_make(suite, json_object_get(input, "after"), scene.name);
}

/* With what it does not say itself, from the scene that `like` names. */
static const json_t *as_like(struct suite *suite, const json_t *all, const json_t *input)
{
    const char *like = json_string_value(json_object_get(input, "like"));
    size_t index;
    const json_t *other;
    json_array_foreach (all, index, other) {
        const char *name = json_string_value(json_object_get(other, "name"));
        if (like != NULL && name != NULL && strcmp(like, name) == 0)
            return suite_merge(suite, other, input);
    }
    return input;
}

/* What a scene needs is freed at its end. */
static void run_with_own_memory(struct suite *suite, const json_t *input)
{
    struct arena *mem = suite->mem;
    suite->mem = arena_new();
    suite_revive(suite);
    run_scene(suite, input);
    struct arena *own = suite->mem;
    suite->mem = mem;
    suite_revive(suite);
    arena_free(own);
}

void crash_run(struct suite *suite)
{
    size_t index;
    const json_t *input, *all = suite_input(suite, "crash");
    json_array_foreach (all, index, input)
        run_with_own_memory(suite, as_like(suite, all, input));
}

/* A provider with its defaults, whose polls are rare enough for a kill at each of its calls. */
void crash_late_run(struct suite *suite)
{
    suite->retries = RETRIES_AS_USUAL;
    suite_revive(suite);
    crash_run(suite);
}
