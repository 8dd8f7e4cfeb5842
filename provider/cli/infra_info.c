/*
 * infra_info.c — `infra info`: all properties of one instance, including its firewall. Knows GetInstance and
 * GetInstancePortStates.
 */
#include "cli/info_view.h"
#include "cli/infra.h"
#include "cli/instance_view.h"
#include "cli/port_spec.h"

enum { NAME, OUTPUT };

static const struct option_row options[] = {
    [NAME] = {.name = "name",
              .argument = "NAME",
              .help = "name of the instance",
              .kind = VALUE_INSTANCE,
              .required = true},
    [OUTPUT] = INFO_OUTPUT_OPTION,
    {.name = NULL},
};

static const struct {
    const char *label, *member;
} lines[] = {
    {"name", "name"},
    {"status", "state.name"},
    {"public ip", "publicIpAddress"},
    {"static ip", "isStaticIp"},
    {"private ip", "privateIpAddress"},
    {"zone", "location.availabilityZone"},
    {"bundle", "bundleId"},
    {"blueprint", "blueprintId"},
    {"vcpu", "hardware.cpuCount"},
    {"ram gb", "hardware.ramSizeInGb"},
    {"user", "username"},
    {"key pair", "sshKeyName"},
    {"arn", "arn"},
};

static void print_text(struct session *s, const json_t *instance, const json_t *ports)
{
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const json_t *v = json_at(instance, lines[i].member);
        struct str text = v == NULL           ? STR("-")
                          : json_is_string(v) ? str_printable(s->mem, json_text(v), 4096)
                                              : json_print(s->mem, v);
        printf("%-12s %.*s\n", lines[i].label, STR_ARG(text));
    }
    info_tags(s, instance);
    firewall_print(ports);
}

static int run(struct session *s, const struct given *given)
{
    const char *format = given->values[OUTPUT] != NULL ? given->values[OUTPUT] : "text";
    struct str name = str_c(given->values[NAME]);
    json_t *instance = NULL, *answer = NULL;
    if (!instance_get(s, name, &instance) ||
        !session_call(s, OP_GET_INSTANCE_PORT_STATES, member_of("instanceName", name), &answer))
        return session_failed(s, "cannot read '%s'", given->values[NAME]);
    json_t *ports = json_object_get(answer, "portStates");
    if (strcmp(format, "text") == 0) {
        print_text(s, instance, ports);
        return EXIT_DONE;
    }
    json_t *whole = json_own(s->mem, json_copy(instance));
    json_object_set(whole, "firewall", ports);
    fputs(json_print_pretty(s->mem, whole).data, stdout);
    return EXIT_DONE;
}

const struct command infra_info = {
    .group = "infra",
    .name = "info",
    .summary = "Show one instance with its tags and firewall.",
    .options = options,
    .run = run,
};
