/*
 * doctor.c — `doctor`: checks whether this machine has everything that it needs, with one line for each
 * check. Knows the requirements; must not change anything.
 */
#include "cli/infra.h"

#include <glob.h>
#include <stdlib.h>

#include "base/text_file.h"
#include "cli/project.h"

enum { OUTPUT };

static const struct option_row options[] = {
    [OUTPUT] = {.name = "output",
                .argument = "FORMAT",
                .help = "text (default) or json",
                .kind = VALUE_WORDS,
                .words = "text json"},
    {.name = NULL},
};

enum health { HEALTH_OK, HEALTH_WARN, HEALTH_FAIL };
static const char *const health_words[] = {"ok", "warn", "fail"};
static const char *const health_colours[] = {"\033[32m", "\033[33m", "\033[1;31m"};

struct examination {
    struct session *session;
    json_t *lines;
    bool failed;
};

/* `remedy` is "" when the check passed. */
static void add(struct examination *e, enum health health, const char *what, struct str finding,
                struct str remedy)
{
    json_array_append_new(e->lines,
                          json_pack("{s:s, s:s, s:o, s:o}", "check", what, "status", health_words[health],
                                    "finding", json_new_str(finding), "remedy", json_new_str(remedy)));
    e->failed = e->failed || health == HEALTH_FAIL;
}

#define SAY(e, ...) str_printf((e)->session->mem, __VA_ARGS__)

/* The error of the session as a finding. */
static void add_error(struct examination *e, const char *what, const char *remedy)
{
    const struct err *err = &e->session->err;
    struct str finding = err->code[0] != '\0' ? SAY(e, "%s (%s)", err->text, err->code)
                                              : SAY(e, "%s", err->text);
    add(e, HEALTH_FAIL, what, finding, err->hint[0] != '\0' ? SAY(e, "%s", err->hint) : str_c(remedy));
}

/* ---- AWS ---- */

static void check_region(struct examination *e, const json_t *answer)
{
    struct str region = ls_client_region(e->session->client);
    const json_t *regions = json_object_get(answer, "regions");
    for (size_t i = 0; i < json_array_size(regions); i++) {
        if (str_eq(json_member_text(json_array_get(regions, i), "name"), region)) {
            add(e, HEALTH_OK, "region", region, STR(""));
            return;
        }
    }
    add(e, HEALTH_FAIL, "region", SAY(e, "Lightsail does not list '%.*s'", STR_ARG(region)),
        STR("Set AWS_REGION or --region to a region of 'aws lightsail get-regions'."));
}

static void check_clock(struct examination *e)
{
    enum { FINE_MS = 10 * 1000, MOST_MS = 5 * 60 * 1000 };
    int64_t skew_ms = ls_client_clock_skew_ms(e->session->client);
    int64_t away_ms = skew_ms < 0 ? -skew_ms : skew_ms;
    if (away_ms <= FINE_MS) {
        add(e, HEALTH_OK, "clock", STR("agrees with the clock of the service"), STR(""));
        return;
    }
    struct str finding = SAY(e, "%lld s %s the clock of the service", (long long)away_ms / 1000,
                             skew_ms > 0 ? "behind" : "ahead of");
    struct str remedy = STR(
        "Set the clock, for example with 'timedatectl set-ntp true': other AWS tools fail at a difference "
        "of 5 minutes.");
    add(e, away_ms > MOST_MS ? HEALTH_FAIL : HEALTH_WARN, "clock", finding, remedy);
}

/*
 * The API does not report the quotas of the account. These are the defaults of the AWS General Reference
 * ("Lightsail endpoints and quotas"). The quota of instances counts virtual processors.
 */
static void check_quota(struct examination *e, enum ls_op op, const char *member, const char *what,
                        size_t quota)
{
    json_t *items = NULL;
    if (!session_list(e->session, op, NULL, member, &items)) {
        add_error(e, what, "Allow the action in the IAM policy.");
        return;
    }
    size_t item_count = json_array_size(items), count = item_count;
    for (size_t i = 0; op == OP_GET_INSTANCES && i < item_count; i++) {
        json_int_t cpus = json_integer_value(json_at(json_array_get(items, i), "hardware.cpuCount"));
        count += cpus > 1 ? (size_t)cpus - 1 : 0;
    }
    struct str finding = SAY(e, "%zu of %zu (default quota of AWS)", count, quota);
    bool is_close = count * 10 >= quota * 9;
    add(e, is_close ? HEALTH_WARN : HEALTH_OK, what, finding,
        is_close ? STR("Request an increase in the Service Quotas console, unless you already have one.")
                 : STR(""));
    size_t idle = 0;
    for (size_t i = 0; op == OP_GET_STATIC_IPS && i < item_count; i++)
        idle += !json_is_true(json_object_get(json_array_get(items, i), "isAttached"));
    if (idle > 0)
        add(e, HEALTH_WARN, "idle addresses", SAY(e, "%zu static IPs are not attached and cost money", idle),
            STR("Attach them, or release them with 'aws lightsail release-static-ip'."));
}

static void check_aws(struct examination *e, const struct aws_config *config)
{
    struct session *s = e->session;
    json_t *answer = NULL;
    if (!session_open(s, config)) {
        add_error(e, s->err.kind == ERR_CREDENTIALS ? "credentials" : "configuration",
                  "Run 'aws configure', or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION.");
        return;
    }
    if (!session_call(s, OP_GET_REGIONS, NULL, &answer)) {
        bool is_refused = s->err.kind == ERR_CREDENTIALS || s->err.kind == ERR_DENIED;
        add_error(e, is_refused ? "credentials" : "api",
                  is_refused ? "Check the access key, and that its IAM policy allows lightsail:GetRegions."
                             : "Check the network, the proxy settings and AWS_ENDPOINT_URL.");
        return;
    }
    add(e, HEALTH_OK, "api", STR("answers"), STR(""));
    add(e, HEALTH_OK, "credentials", STR("are accepted"), STR(""));
    check_region(e, answer);
    check_clock(e);
    enum { QUOTA_CPUS = 20, QUOTA_STATIC_IPS = 5 };
    check_quota(e, OP_GET_INSTANCES, "instances", "vcpus", QUOTA_CPUS);
    check_quota(e, OP_GET_STATIC_IPS, "staticIps", "static ips", QUOTA_STATIC_IPS);
}

/* ---- this machine ---- */

/* "1.11" of "1.11.4" as 1011. */
static int64_t version_number(struct str version)
{
    struct str major, rest, minor, patch;
    int64_t a = 0, b = 0;
    if (!str_cut(version, '.', &major, &rest) || !str_cut(rest, '.', &minor, &patch) ||
        !str_to_int64(major, &a) || !str_to_int64(minor, &b))
        return 0;
    return a * 1000 + b;
}

/* A program that runs the provider: the place of its settings, and the default host of a source address. */
struct program {
    const char *name, *settings, *host;
};

static const struct program *check_terraform(struct examination *e)
{
    enum { LEAST = 1008, MOST_BYTES = 64 * 1024 };
    static const struct program programs[] = {{"terraform", ".terraformrc", "registry.terraform.io"},
                                              {"tofu", ".tofurc", "registry.opentofu.org"}};
    struct arena *mem = e->session->mem;
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        const char *name = programs[i].name;
        struct str path = program_path(mem, name), text;
        const char *const arguments[] = {path.data, "version", "-json", NULL};
        json_t *answer = NULL;
        struct err ignored;
        if (path.len == 0)
            continue;
        struct str version = {NULL, 0};
        if (program_output(mem, arguments, &text) && json_parse(mem, text, MOST_BYTES, &answer, &ignored))
            version = json_member_text(answer, "terraform_version");
        bool is_new_enough = version_number(version) >= LEAST;
        add(e, is_new_enough ? HEALTH_OK : HEALTH_FAIL, name,
            version.len > 0 ? SAY(e, "%.*s, %.*s", STR_ARG(version), STR_ARG(path))
                            : SAY(e, "%.*s cannot be run", STR_ARG(path)),
            is_new_enough ? STR("") : STR("Install version 1.8 or later."));
        return &programs[i];
    }
    add(e, HEALTH_FAIL, "terraform", STR("is not in PATH"),
        STR("Install Terraform 1.8 or later, or OpenTofu 1.8 or later."));
    return NULL;
}

/* OpenTofu reads the settings of Terraform when it has none of its own. */
static bool read_settings(struct examination *e, const struct program *program, const char *home,
                          struct text_file *ret_settings)
{
    struct arena *mem = e->session->mem;
    const char *named = getenv("TF_CLI_CONFIG_FILE");
    struct err ignored;
    if (named != NULL)
        return text_file_read(mem, str_c(named), ret_settings, &ignored);
    return text_file_read(mem, SAY(e, "%s/%s", home, program->settings), ret_settings, &ignored) ||
           text_file_read(mem, SAY(e, "%s/.terraformrc", home), ret_settings, &ignored);
}

/* Development overrides come first, as in Terraform; then the installation of 'make install'. */
static void check_provider(struct examination *e, const struct program *program)
{
    const char *home = getenv("HOME");
    struct text_file settings;
    if (home == NULL)
        home = "";
    if (read_settings(e, program, home, &settings) && str_contains(settings.text, STR("dev_overrides")) &&
        str_contains(settings.text, STR("quants-infra/lightsail"))) {
        add(e, HEALTH_OK, "provider",
            SAY(e, "runs from a development override in the settings of %s", program->name), STR(""));
        return;
    }
    struct str folder = SAY(e, "%s/.terraform.d/plugins/%s/quants-infra/lightsail", home, program->host);
    struct str pattern = SAY(e, "%.*s/*/*/terraform-provider-lightsail_v*", STR_ARG(folder));
    struct str own = SAY(e, "terraform-provider-lightsail_v%s", VERSION);
    glob_t found = {.gl_pathc = 0};
    bool any = glob(pattern.data, 0, NULL, &found) == 0, same = false;
    for (size_t i = 0; any && i < found.gl_pathc; i++)
        same = same || str_ends_with(str_c(found.gl_pathv[i]), own);
    if (same)
        add(e, HEALTH_OK, "provider", SAY(e, "%s is installed", VERSION), STR(""));
    else if (any)
        add(e, HEALTH_WARN, "provider",
            SAY(e, "another version than %s is installed in %.*s", VERSION, STR_ARG(folder)),
            STR("Run 'make install' in the project."));
    else
        add(e, HEALTH_FAIL, "provider", SAY(e, "is not in %.*s", STR_ARG(folder)),
            STR("Run 'make install' in the project."));
    globfree(&found);
}

static void check_ansible(struct examination *e)
{
    struct str path = program_path(e->session->mem, "ansible-playbook");
    if (path.len > 0)
        add(e, HEALTH_OK, "ansible", path, STR(""));
    else
        add(e, HEALTH_WARN, "ansible", STR("ansible-playbook is not in PATH, so 'deploy' cannot work"),
            STR("Install it: apt-get install ansible-core, or pip install ansible-core."));
}

static void print_text(const json_t *lines)
{
    bool colour = output_colour(stdout);
    for (size_t i = 0; i < json_array_size(lines); i++) {
        const json_t *line = json_array_get(lines, i);
        struct str status = json_member_text(line, "status"), remedy = json_member_text(line, "remedy");
        size_t health = 0;
        while (health < HEALTH_FAIL && !str_eqc(status, health_words[health]))
            health++;
        printf("%s%-5s%s %-15s %.*s\n", colour ? health_colours[health] : "", health_words[health],
               colour ? "\033[0m" : "", json_member_text(line, "check").data,
               STR_ARG(json_member_text(line, "finding")));
        if (remedy.len > 0)
            printf("      %-15s %.*s\n", "", STR_ARG(remedy));
    }
}

static int run(struct session *s, const struct given *given)
{
    struct examination e = {.session = s, .lines = json_own(s->mem, json_array())};
    output_progress("connecting to Lightsail");
    check_aws(&e, given->config);
    output_progress_end();
    const struct program *program = check_terraform(&e);
    if (program != NULL)
        check_provider(&e, program);
    check_ansible(&e);
    if (given->values[OUTPUT] != NULL && strcmp(given->values[OUTPUT], "json") == 0)
        fputs(json_print_pretty(s->mem, e.lines).data, stdout);
    else
        print_text(e.lines);
    return e.failed ? EXIT_FAILED : EXIT_DONE;
}

const struct command doctor_command = {
    .name = "doctor",
    .summary = "Check credentials, region, clock, quotas, Terraform, provider and Ansible.",
    .options = options,
    .notes = "Prints one line for each check: ok, warn or fail, and what to do. The exit code is 1 when a "
             "check fails.",
    .run = run,
    .connection = CONNECTS_ITSELF,
};
