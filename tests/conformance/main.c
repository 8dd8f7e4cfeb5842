/*
 * main.c — conformance: runs the provider as Terraform would, against the simulator, with every schema that
 * the provider has. Knows the order of the parts; must not know what each of them checks.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static const char usage[] =
    "usage: conformance [--tap] [--slow] [--only NAME] [--scene TEXT] PROVIDER SCHEMAS INPUTS SCRATCH\n"
    "  AWS_ENDPOINT_URL is the simulator; SCHEMAS is a folder of whole records (schemac -r), INPUTS one of "
    "the source tree.\n"
    "  --tap        TAP instead of the table\n"
    "  --only NAME  only this resource or data source, or all of `resources`, `data`, `ephemeral`, `list`, "
    "`actions`, `functions`,\n"
    "               `provider`, `schemas`, `values`, `deferral`, `hostile`, `soak`, `crash`, `crash-late`, "
    "`sweep`, "
    "`sweep-changes`, `sweep-late`; then "
    "nothing is said about "
    "coverage\n"
    "  --scene TEXT only the sequences of `crash` and `sweep` whose name has the text\n";

static bool is_wanted(const char *only, const char *name)
{
    return only == NULL || strcmp(only, name) == 0;
}

/* A process for each type: it has no cached data of another one. */
static bool configure(struct suite *suite)
{
    const struct block *block = session_provider_schema(suite->session)->block;
    json_t *json = json_own(suite->mem,
                            json_pack("{s:s, s:i, s:s, s:s}", "region", "ap-northeast-1", "max_retries",
                                      suite->retries, "poll_interval", "20ms",
                                      /* the suite throttles on purpose, and must not slow down afterwards */
                                      "retry_mode", "standard"));
    if (suite->retries == RETRIES_AS_USUAL) {
        json_object_del(json, "max_retries");
        json_object_del(json, "retry_mode");
        json_object_set_new(json, "poll_interval", json_string("400ms"));
    }
    struct value config = suite_config(suite, NULL, block, json, "provider");
    struct outcome configured = session_configure(suite->session, &config);
    return suite_good(suite, "ConfigureProvider", "the suite's own", "provider", &configured);
}

static bool begin(struct suite *suite)
{
    struct session_options options = {.program = suite->provider};
    suite->session = session_start(suite->mem, &options);
    return suite->session != NULL && configure(suite);
}

static bool end(struct suite *suite)
{
    int64_t took_ms;
    bool ended = session_end(suite->session, &took_ms);
    return suite_check(suite, "Shutdown", "exit status 0 at once", "provider", ended && took_ms < SOON_MS,
                       "");
}

void suite_walk(struct suite *suite)
{
    configure(suite);
}

void suite_revive(struct suite *suite)
{
    session_end(suite->session, NULL);
    if (begin(suite))
        return;
    fputs("the provider cannot be started again\n", stderr);
    exit(1);
}

void suite_go_on(struct suite *suite)
{
    struct session_options options = {.program = suite->provider};
    if (session_start_again(suite->session, &options) && configure(suite))
        return;
    fputs("the provider cannot be started again\n", stderr);
    exit(1);
}

void suite_restart(struct suite *suite)
{
    if (end(suite) && begin(suite))
        return;
    fputs("the provider cannot be started again\n", stderr);
    exit(1);
}

static const struct {
    const char *name;
    enum schema_kind kind;
    void (*run)(struct suite *suite, const struct schema *schema);
} kinds[] = {
    {"resources", SCHEMA_RESOURCE, lifecycle_run},  {"data", SCHEMA_DATA, data_run},
    {"ephemeral", SCHEMA_EPHEMERAL, ephemeral_run}, {"list", SCHEMA_LIST, list_run},
    {"actions", SCHEMA_ACTION, action_run},
};

static const struct {
    const char *name;
    void (*run)(struct suite *suite);
    enum { ALWAYS, SLOW, BY_NAME } when;
} parts[] = {
    {"functions", functions_run, ALWAYS},
    {"provider", provider_run, ALWAYS},
    {"schemas", schemas_run, ALWAYS},
    {"values", values_run, ALWAYS},
    {"forms", forms_run, ALWAYS},
    {"deferral", deferral_run, ALWAYS},
    {"crash", crash_run, SLOW},
    {"crash-late", crash_late_run, BY_NAME},
    {"hostile", hostile_run, ALWAYS},
    {"soak", soak_run, BY_NAME},
    {"sweep", sweep_run, BY_NAME},
    {"sweep-changes", sweep_changes_run, BY_NAME},
    {"sweep-late", sweep_late_run, BY_NAME},
};

static bool run_kind(struct suite *suite, size_t row, const char *only)
{
    /* Names outlive the process that returned them; schemas are searched again in the next process. */
    size_t count = session_schema_count(suite->session, kinds[row].kind);
    for (size_t i = 0; i < count; i++) {
        const struct schema *schema = session_schema(suite->session, kinds[row].kind, i);
        if (!is_wanted(only, schema->name) && !is_wanted(only, kinds[row].name))
            continue;
        kinds[row].run(suite, schema);
        suite->parts++;
        if (!end(suite) || !begin(suite))
            return false;
    }
    return true;
}

static bool run(struct suite *suite, const char *only)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (!run_kind(suite, i, only))
            return false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        bool is_due = parts[i].when == ALWAYS || (parts[i].when == SLOW && suite->is_slow);
        if (!is_wanted(only, parts[i].name) || (only == NULL && !is_due))
            continue;
        parts[i].run(suite);
        suite->parts++;
    }
    return end(suite);
}

int main(int argc, char **argv)
{
    bool is_tap = false, is_slow = false;
    const char *only = NULL, *scene = NULL;
    int at = 1;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        if (strcmp(argv[at], "--tap") == 0)
            is_tap = true;
        else if (strcmp(argv[at], "--slow") == 0)
            is_slow = true;
        else if (strcmp(argv[at], "--only") == 0 && at + 1 < argc)
            only = argv[++at];
        else if (strcmp(argv[at], "--scene") == 0 && at + 1 < argc)
            scene = argv[++at];
        else
            break;
    }
    const char *endpoint = getenv("AWS_ENDPOINT_URL");
    if (argc - at != 4 || endpoint == NULL) {
        fputs(usage, stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    struct arena *mem = arena_new();
    struct suite suite = {.mem = mem,
                          .report = report_new(mem),
                          .provider = argv[at],
                          .inputs = argv[at + 2],
                          .scratch = argv[at + 3],
                          .endpoint = endpoint,
                          .scene = scene,
                          .retries = 1};
    suite.seed = property_seed();
    suite.is_slow = is_slow;
    side_door_open(endpoint);
    suite.coverage = coverage_load(mem, argv[at + 1]);
    if (suite.coverage == NULL || !begin(&suite))
        return 1;
    bool is_complete = run(&suite, only);
    if (is_tap)
        report_print_tap(suite.report);
    else
        report_print_table(suite.report);
    size_t missing = only == NULL ? coverage_print(suite.coverage, is_tap ? "# " : "") : 0;
    size_t failures = report_failures(suite.report);
    printf("%srandom configurations from CONFORMANCE_SEED=%llu\n", is_tap ? "# " : "",
           (unsigned long long)suite.seed);
    printf("%s%zu checks, %zu failed\n", is_tap ? "# " : "", report_checks(suite.report), failures);
    bool has_run = suite.parts > 0 && (scene == NULL || suite.scenes > 0);
    if (!has_run)
        fprintf(stderr,
                "nothing was run: no part has the name '%s', or no sequence in it has the text '%s' (some "
                "need --slow)\n",
                only != NULL ? only : "", scene != NULL ? scene : "");
    arena_free(mem);
    return is_complete && failures == 0 && missing == 0 && has_run ? 0 : 1;
}
