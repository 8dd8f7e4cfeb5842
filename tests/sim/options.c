/*
 * options.c — the command line: every option, its default, and the accepted credentials. It must not know how
 * the rest of the program uses them.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum option_id {
    OPTION_PORT = 1,
    OPTION_PORT_FILE,
    OPTION_LATENCY,
    OPTION_PENDING,
    OPTION_OPERATION,
    OPTION_PAGE_SIZE,
    OPTION_GET_LAG,
    OPTION_LIST_LAG,
    OPTION_NAME_LAG,
    OPTION_RATE_LIMIT,
    OPTION_RATE_BURST,
    OPTION_STATE,
    OPTION_FAULT,
    OPTION_CREDENTIALS,
    OPTION_EXPIRED_TOKEN,
    OPTION_TOKEN_LIFETIME,
    OPTION_WEB_IDENTITY_TOKEN,
    OPTION_CONTAINER_TOKEN,
    OPTION_PORTAL_TOKEN,
    OPTION_REFRESH_TOKEN,
    OPTION_REGISTRY,
    OPTION_REGISTRY_LOGIN,
    OPTION_REGISTRY_FILES,
    OPTION_TLS,
    OPTION_CLOCK_OFFSET,
    OPTION_ALL_AS_MINUS_ONE,
    OPTION_END_WITH_PARENT,
    OPTION_HELP,
    OPTION_VERSION,
};

/* One row has the name of an option, its value and its line in --help. */
static const struct row {
    const char *name, *argument, *help;
} rows[] = {
    [OPTION_PORT] = {"port", "N", "listen on 127.0.0.1:N; 0, the default, lets the system choose"},
    [OPTION_PORT_FILE] = {"port-file", "FILE", "write the port there, atomically, once it listens"},
    [OPTION_LATENCY] = {"latency-ms", "N", "wait before each response; requests wait in parallel (0)"},
    [OPTION_PENDING] = {"pending-ms", "N",
                        "an instance is pending for so long; its public address comes N/4 later (200)"},
    [OPTION_OPERATION] = {"operation-ms", "N",
                          "an operation lasts for so long: NotStarted, Started, Succeeded (50)"},
    [OPTION_PAGE_SIZE] = {"page-size", "N", "objects in one page of a list (100)"},
    [OPTION_GET_LAG] = {"get-lag-ms", "N", "a read of one object shows its state of N ms ago (0)"},
    [OPTION_LIST_LAG] = {"list-lag-ms", "N", "a list shows the objects of N ms ago (0)"},
    [OPTION_NAME_LAG] = {"name-lag-ms", "N", "a name stays taken for N ms after its object is deleted (0)"},
    [OPTION_RATE_LIMIT] = {"rate-limit", "N", "requests per second before ThrottlingException (0: no limit)"},
    [OPTION_RATE_BURST] = {"rate-burst", "N", "maximum burst (the requests of one second)"},
    [OPTION_STATE] = {"state", "FILE", "load the world from FILE and save it there on every change"},
    [OPTION_FAULT] = {"fault", "OP:KIND:WHEN[:COUNT]", "fail on purpose, repeatable; see the README"},
    [OPTION_CREDENTIALS] = {"credentials", "ID:SECRET[:TOKEN]",
                            "accept these credentials instead of the two defaults, repeatable"},
    [OPTION_EXPIRED_TOKEN] = {"expired-token", "TOKEN",
                              "return ExpiredTokenException for this session token"},
    [OPTION_TOKEN_LIFETIME] = {"token-lifetime-s", "N",
                               "temporary credentials are valid for so long, whatever was requested"},
    [OPTION_WEB_IDENTITY_TOKEN] = {"web-identity-token", "TOKEN",
                                   "what AssumeRoleWithWebIdentity accepts (simulated-identity)"},
    [OPTION_CONTAINER_TOKEN] = {"container-token", "TOKEN",
                                "what /_container/ wants as Authorization (simulated-container)"},
    [OPTION_PORTAL_TOKEN] = {"portal-token", "TOKEN",
                             "what GetRoleCredentials of IAM Identity Center accepts (simulated-sign-in)"},
    [OPTION_REFRESH_TOKEN] =
        {"refresh-token", "TOKEN",
         "the refresh token that CreateToken of IAM Identity Center accepts first (simulated-refresh)"},
    [OPTION_REGISTRY] = {"registry", "HOST:PORT", "what a login to the registry of container images names"},
    [OPTION_REGISTRY_LOGIN] = {"registry-login", "USER:PASSWORD",
                               "what that login returns (AWS and a new password each time)"},
    [OPTION_REGISTRY_FILES] = {"registry-files", "FOLDER",
                               "where that registry stores images: only images in it can be registered"},
    [OPTION_TLS] = {"tls", "FILE", "speak https with the certificate and the key in FILE"},
    [OPTION_CLOCK_OFFSET] = {"clock-offset-s", "N", "the simulator's clock is N seconds ahead (or behind)"},
    [OPTION_ALL_AS_MINUS_ONE] = {"all-as-minus-one", NULL, "return protocol \"-1\" where \"all\" was sent"},
    [OPTION_END_WITH_PARENT] = {"end-with-parent", NULL, "end when the parent process has ended"},
    [OPTION_HELP] = {"help", NULL, "print this"},
    [OPTION_VERSION] = {"version", NULL, "print the version"},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static void print_help(void)
{
    puts("Usage: lightsail-sim [OPTION...]\n"
         "A local Amazon Lightsail endpoint for tests and demonstrations. It ends on SIGTERM or Ctrl-C.\n");
    for (int i = 1; i < ROWS; i++) {
        char left[64];
        snprintf(left, sizeof left, "--%s %s", rows[i].name, rows[i].argument ? rows[i].argument : "");
        printf("  %-34s %s\n", left, rows[i].help);
    }
    puts("\nDefault credentials: AKIDEXAMPLE with wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY, and test with "
         "test.\n");
}

static bool read_number(const char *name, const char *value, int64_t minimum, int64_t maximum, int64_t *ret)
{
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    if (errno || end == value || *end || number < minimum || number > maximum) {
        fprintf(stderr, "lightsail-sim: --%s must be a number from %lld to %lld, not '%s'\n", name,
                (long long)minimum, (long long)maximum, value);
        return false;
    }
    *ret = number;
    return true;
}

static bool add_key(struct options *options, const char *value)
{
    const char *colon = strchr(value, ':');
    if (!colon || colon == value || !colon[1]) {
        fprintf(stderr, "lightsail-sim: --credentials must be ID:SECRET or ID:SECRET:TOKEN\n");
        return false;
    }
    const char *second = strchr(colon + 1, ':');
    struct access_key key = {
        .id = memory_copy_bytes(value, (size_t)(colon - value)),
        .secret = second ? memory_copy_bytes(colon + 1, (size_t)(second - colon - 1))
                         : memory_copy(colon + 1),
        .token = second ? memory_copy(second + 1) : NULL,
    };
    options->keys = memory_resize(options->keys, (options->key_count + 1) * sizeof key);
    options->keys[options->key_count++] = key;
    return true;
}

static bool read_login(const char *value, struct registry *registry)
{
    const char *colon = strchr(value, ':');
    if (!colon || colon == value || !colon[1]) {
        fprintf(stderr, "lightsail-sim: --registry-login must be USER:PASSWORD\n");
        return false;
    }
    free(registry->user);
    registry->user = memory_copy_bytes(value, (size_t)(colon - value));
    registry->password = colon + 1;
    return true;
}

static bool read_option(int id, const char *value, struct options *options)
{
    const char *name = rows[id].name;
    int64_t number = 0;
    switch ((enum option_id)id) {
    case OPTION_PORT:
        if (!read_number(name, value, 0, 65535, &number))
            return false;
        options->port = (uint16_t)number;
        return true;
    case OPTION_PORT_FILE:
        options->port_file = value;
        return true;
    case OPTION_LATENCY:
        return read_number(name, value, 0, 3600000, &options->latency_ms);
    case OPTION_PENDING:
        return read_number(name, value, 0, 3600000, &options->pending_ms);
    case OPTION_OPERATION:
        return read_number(name, value, 0, 3600000, &options->operation_ms);
    case OPTION_PAGE_SIZE:
        if (!read_number(name, value, 1, 100000, &number))
            return false;
        options->page_size = (size_t)number;
        return true;
    case OPTION_RATE_LIMIT:
        if (!read_number(name, value, 0, 1000000, &number))
            return false;
        options->rate_limit = (double)number;
        return true;
    case OPTION_RATE_BURST:
        if (!read_number(name, value, 1, 1000000, &number))
            return false;
        options->rate_burst = (double)number;
        return true;
    case OPTION_GET_LAG:
        return read_number(name, value, 0, 3600000, &options->lag.get_ms);
    case OPTION_LIST_LAG:
        return read_number(name, value, 0, 3600000, &options->lag.list_ms);
    case OPTION_NAME_LAG:
        return read_number(name, value, 0, 3600000, &options->lag.name_ms);
    case OPTION_STATE:
        options->state_file = value;
        return true;
    case OPTION_FAULT:
        options->faults = memory_resize(options->faults,
                                        (options->fault_count + 1) * sizeof *options->faults);
        options->faults[options->fault_count++] = value;
        return true;
    case OPTION_CREDENTIALS:
        return add_key(options, value);
    case OPTION_EXPIRED_TOKEN:
        options->expired_token = value;
        return true;
    case OPTION_TOKEN_LIFETIME:
        return read_number(name, value, 1, 86400, &options->token_lifetime_s);
    case OPTION_WEB_IDENTITY_TOKEN:
        options->web_identity_token = value;
        return true;
    case OPTION_CONTAINER_TOKEN:
        options->container_token = value;
        return true;
    case OPTION_PORTAL_TOKEN:
        options->portal_token = value;
        return true;
    case OPTION_REFRESH_TOKEN:
        options->refresh_token = value;
        return true;
    case OPTION_REGISTRY:
        options->registry.address = value;
        return true;
    case OPTION_REGISTRY_LOGIN:
        return read_login(value, &options->registry);
    case OPTION_REGISTRY_FILES:
        options->registry.folder = value;
        return true;
    case OPTION_TLS:
        options->tls_file = value;
        return true;
    case OPTION_CLOCK_OFFSET:
        return read_number(name, value, INT_MIN, INT_MAX, &options->clock_offset_s);
    case OPTION_ALL_AS_MINUS_ONE:
        options->all_as_minus_one = true;
        return true;
    case OPTION_END_WITH_PARENT:
        options->end_with_parent = true;
        return true;
    case OPTION_HELP:
    case OPTION_VERSION:
        break;
    }
    return true;
}

enum options_result options_read(int argc, char **argv, struct options *ret)
{
    *ret = (struct options){.pending_ms = 200,
                            .operation_ms = 50,
                            .page_size = 100,
                            .web_identity_token = "simulated-identity",
                            .container_token = "simulated-container",
                            .portal_token = "simulated-sign-in",
                            .refresh_token = "simulated-refresh"};
    struct option table[ROWS] = {0};
    for (int i = 1; i < ROWS; i++)
        table[i - 1] = (struct option){rows[i].name, rows[i].argument ? required_argument : no_argument, NULL,
                                       i};
    for (int id; (id = getopt_long(argc, argv, "", table, NULL)) != -1;) {
        if (id == OPTION_HELP) {
            print_help();
            return OPTIONS_DONE;
        }
        if (id == OPTION_VERSION) {
            puts("lightsail-sim " VERSION);
            return OPTIONS_DONE;
        }
        if (id == '?' || !read_option(id, optarg, ret))
            return OPTIONS_WRONG;
    }
    if (optind < argc) {
        fprintf(stderr, "lightsail-sim: '%s' is not an option; see --help\n", argv[optind]);
        return OPTIONS_WRONG;
    }
    if (ret->key_count == 0) {
        add_key(ret, "AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        add_key(ret, "test:test");
    }
    return OPTIONS_RUN;
}

void options_free(struct options *options)
{
    for (size_t i = 0; i < options->key_count; i++) {
        free(options->keys[i].id);
        free(options->keys[i].secret);
        free(options->keys[i].token);
    }
    free(options->keys);
    free(options->faults);
    free(options->registry.user);
}
