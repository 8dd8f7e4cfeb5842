/*
 * adopt.c — `adopt`: Terraform configuration and import blocks for existing objects, so that the first plan
 * imports them and changes nothing. Knows the arguments of the resources; must not know the layout of HCL
 * (hcl.c), and changes nothing in AWS.
 */
#include "cli/infra.h"

#include "base/text_file.h"
#include "cli/hcl.h"
#include "cli/instance_view.h"
#include "cli/project.h"

enum { ENVIRONMENT, OUTPUT };

static const struct option_row options[] = {
    [ENVIRONMENT] = {.name = "env",
                     .argument = "ENV",
                     .help = "only instances with the tag Environment=ENV, their static IPs and key pairs"},
    [OUTPUT] = {.name = "output",
                .argument = "DIR",
                .help = "directory to write to (default: adopted)",
                .kind = VALUE_FOLDER},
    {.name = NULL},
};

struct adoption {
    struct session *session;
    json_t *instances, *static_ips, *key_pairs; /* the objects to adopt */
    json_t *labels;          /* {"lightsail_instance.web_1": true}, so that no address is used twice */
    json_t *instance_labels; /* {"web-1": "web_1"} */
    struct hcl resources, imports;
};

static json_t *add_on_of(const json_t *instance)
{
    const json_t *add_ons = json_object_get(instance, "addOns");
    for (size_t i = 0; i < json_array_size(add_ons); i++) {
        json_t *add_on = json_array_get(add_ons, i);
        if (str_eqc(json_member_text(add_on, "name"), "AutoSnapshot") &&
            str_eqc(json_member_text(add_on, "status"), "Enabled"))
            return add_on;
    }
    return NULL;
}

/* ---- names ---- */

/* "prod-collector.1" becomes prod_collector_1, with a number at the end when another name became the same. */
static struct str label_of(struct adoption *a, const char *type, struct str name)
{
    char *text = arena_alloc(a->session->mem, name.len + 2);
    size_t len = 0;
    if (name.len > 0 && name.data[0] >= '0' && name.data[0] <= '9')
        text[len++] = '_';
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        text[len++] = fine ? c : '_';
    }
    struct str label = str_n(text, len);
    for (int number = 2;; number++) {
        struct str address = str_printf(a->session->mem, "%s.%.*s", type, STR_ARG(label));
        if (json_object_get(a->labels, address.data) == NULL) {
            json_object_set_new(a->labels, address.data, json_true());
            return label;
        }
        label = str_printf(a->session->mem, "%.*s_%d", (int)len, text, number);
    }
}

/* Opens the resource and writes its import block. */
static struct str open_resource(struct adoption *a, const char *type, struct str name)
{
    struct arena *mem = a->session->mem;
    struct str label = label_of(a, type, name);
    if (a->resources.text.len > 0)
        hcl_gap(&a->resources);
    if (a->imports.text.len > 0)
        hcl_gap(&a->imports);
    hcl_open(&a->imports, "import");
    hcl_raw(&a->imports, "to", str_printf(mem, "%s.%.*s", type, STR_ARG(label)));
    hcl_string(&a->imports, "id", name);
    hcl_close(&a->imports);
    hcl_open(&a->resources, str_printf(mem, "resource \"%s\" \"%.*s\"", type, STR_ARG(label)).data);
    return label;
}

static struct str arn_reference(struct adoption *a, struct str instance_name)
{
    struct str label = json_member_text(a->instance_labels, str_z(a->session->mem, instance_name));
    return label.len > 0 ? str_printf(a->session->mem, "lightsail_instance.%.*s.arn", STR_ARG(label))
                         : (struct str){NULL, 0};
}

/* ---- the resources ---- */

static void write_add_on(struct adoption *a, const json_t *add_on)
{
    hcl_gap(&a->resources);
    hcl_open(&a->resources, "add_on");
    hcl_string(&a->resources, "type", STR("AutoSnapshot"));
    hcl_string(&a->resources, "snapshot_time", json_member_text(add_on, "snapshotTimeOfDay"));
    hcl_string(&a->resources, "status", STR("Enabled"));
    hcl_close(&a->resources);
}

/* The tags for the configuration, without the tag that `infra resize` leaves for Terraform. */
static json_t *own_tags(const json_t *instance)
{
    const json_t *tags = json_object_get(instance, "tags");
    json_t *own = json_array();
    for (size_t i = 0; i < json_array_size(tags); i++) {
        json_t *tag = json_array_get(tags, i);
        if (!str_eqc(json_member_text(tag, "key"), LS_REPLACES_TAG))
            json_array_append(own, tag);
    }
    return own;
}

static void write_instance(struct adoption *a, const json_t *instance)
{
    struct str name = json_member_text(instance, "name"), type = json_member_text(instance, "ipAddressType");
    struct str label = open_resource(a, "lightsail_instance", name);
    struct str key_pair = json_member_text(instance, "sshKeyName");
    json_object_setn_new(a->instance_labels, name.data, name.len, json_new_str(label));
    hcl_string(&a->resources, "name", name);
    hcl_string(&a->resources, "availability_zone", json_text(json_at(instance, "location.availabilityZone")));
    hcl_string(&a->resources, "blueprint_id", json_member_text(instance, "blueprintId"));
    hcl_string(&a->resources, "bundle_id", json_member_text(instance, "bundleId"));
    if (key_pair.len > 0)
        hcl_string(&a->resources, "key_pair_name", key_pair);
    if (type.len > 0 && !str_eqc(type, "dualstack"))
        hcl_string(&a->resources, "ip_address_type", type);
    if (str_eqc(ls_instance_state(instance), "stopped"))
        hcl_string(&a->resources, "state", STR("stopped"));
    const json_t *tags = json_own(a->session->mem, own_tags(instance));
    if (json_array_size(tags) > 0)
        hcl_tags(&a->resources, "tags", tags);
    if (add_on_of(instance) != NULL)
        write_add_on(a, add_on_of(instance));
    hcl_close(&a->resources);
}

static void write_static_ip(struct adoption *a, const json_t *static_ip)
{
    struct str name = json_member_text(static_ip, "name"), owner = json_member_text(static_ip, "attachedTo");
    struct str reference = arn_reference(a, owner);
    open_resource(a, "lightsail_static_ip", name);
    hcl_string(&a->resources, "name", name);
    if (reference.len > 0)
        hcl_raw(&a->resources, "instance_arn", reference);
    else if (owner.len > 0)
        hcl_string(&a->resources, "instance_name", owner);
    hcl_close(&a->resources);
}

static struct str rule_text(struct adoption *a, const json_t *port)
{
    static const char *const members[][2] = {{"cidrs", "cidrs"},
                                             {"ipv6Cidrs", "ipv6_cidrs"},
                                             {"cidrListAliases", "cidr_list_aliases"}};
    struct arena *mem = a->session->mem;
    struct hcl rule = hcl_new(mem);
    rule.depth = 2;
    hcl_open(&rule, "");
    struct str protocol = json_member_text(port, "protocol");
    hcl_string(&rule, "protocol", protocol);
    for (size_t i = 0; i < 2 && !str_eqc(protocol, "all") && !str_eqc(protocol, "-1"); i++) {
        const json_t *number = json_object_get(port, i == 0 ? "fromPort" : "toPort");
        if (json_is_integer(number))
            hcl_raw(&rule, i == 0 ? "from_port" : "to_port", json_print(mem, number));
    }
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const json_t *sources = json_object_get(port, members[i][0]);
        if (json_array_size(sources) > 0)
            hcl_raw(&rule, members[i][1], hcl_list(mem, sources));
    }
    hcl_close(&rule);
    struct str text = str_trim(hcl_text(&rule));
    return str_printf(mem, "    %.*s,\n", STR_ARG(text));
}

/* Adopted with the default of on_destroy: destroying the resource restores the ports of a new instance. */
static bool write_firewall(struct adoption *a, const json_t *instance)
{
    struct session *s = a->session;
    struct str name = json_member_text(instance, "name");
    json_t *answer = NULL;
    struct buf rules = buf_new(s->mem, 1024 * 1024);
    TRY(session_call(s, OP_GET_INSTANCE_PORT_STATES, member_of("instanceName", name), &answer));
    const json_t *ports = json_object_get(answer, "portStates");
    for (size_t i = 0; i < json_array_size(ports); i++)
        buf_add(&rules, rule_text(a, json_array_get(ports, i)));
    open_resource(a, "lightsail_firewall", name);
    hcl_raw(&a->resources, "instance_arn", arn_reference(a, name));
    hcl_raw(&a->resources, "rules",
            json_array_size(ports) > 0 ? str_printf(s->mem, "[\n%.*s  ]", STR_ARG(buf_str(&rules)))
                                       : STR("[]"));
    hcl_close(&a->resources);
    return true;
}

static void write_key_pair(struct adoption *a, const json_t *key_pair)
{
    struct str name = json_member_text(key_pair, "name");
    open_resource(a, "lightsail_key_pair", name);
    hcl_string(&a->resources, "name", name);
    if (json_array_size(json_object_get(key_pair, "tags")) > 0)
        hcl_tags(&a->resources, "tags", json_object_get(key_pair, "tags"));
    hcl_close(&a->resources);
}

/* ---- the objects to adopt ---- */

static bool uses(const json_t *instances, const char *member, struct str text)
{
    for (size_t i = 0; i < json_array_size(instances); i++) {
        if (str_eq(json_member_text(json_array_get(instances, i), member), text))
            return true;
    }
    return false;
}

static bool choose(struct adoption *a, const char *environment)
{
    struct session *s = a->session;
    json_t *instances = NULL, *static_ips = NULL, *key_pairs = NULL;
    TRY(session_list(s, OP_GET_INSTANCES, NULL, "instances", &instances));
    TRY(session_list(s, OP_GET_STATIC_IPS, NULL, "staticIps", &static_ips));
    TRY(session_list(s, OP_GET_KEY_PAIRS, NULL, "keyPairs", &key_pairs));
    for (size_t i = 0; i < json_array_size(instances); i++) {
        json_t *instance = json_array_get(instances, i);
        struct str state = ls_instance_state(instance);
        if (environment != NULL && !str_eqc(ls_tag(instance, STR("Environment")), environment))
            continue;
        if (str_eqc(state, "running") || str_eqc(state, "stopped"))
            json_array_append(a->instances, instance);
        else
            note("Instance '%s' is %s and was left out.", json_member_text(instance, "name").data,
                 state.data);
    }
    for (size_t i = 0; i < json_array_size(static_ips); i++) {
        json_t *static_ip = json_array_get(static_ips, i);
        struct str owner = json_member_text(static_ip, "attachedTo");
        if (environment == NULL || (owner.len > 0 && uses(a->instances, "name", owner)))
            json_array_append(a->static_ips, static_ip);
    }
    for (size_t i = 0; i < json_array_size(key_pairs); i++) {
        json_t *key_pair = json_array_get(key_pairs, i);
        struct str name = json_member_text(key_pair, "name");
        if (environment == NULL || uses(a->instances, "sshKeyName", name) ||
            str_eqc(ls_tag(key_pair, STR("Environment")), environment))
            json_array_append(a->key_pairs, key_pair);
    }
    return true;
}

static bool write_resources(struct adoption *a)
{
    for (size_t i = 0; i < json_array_size(a->key_pairs); i++)
        write_key_pair(a, json_array_get(a->key_pairs, i));
    for (size_t i = 0; i < json_array_size(a->instances); i++)
        write_instance(a, json_array_get(a->instances, i));
    for (size_t i = 0; i < json_array_size(a->instances); i++) {
        output_progress("reading firewalls: %zu of %zu", i + 1, json_array_size(a->instances));
        TRY(write_firewall(a, json_array_get(a->instances, i)));
    }
    for (size_t i = 0; i < json_array_size(a->static_ips); i++)
        write_static_ip(a, json_array_get(a->static_ips, i));
    return true;
}

static struct str provider_text(struct session *s)
{
    struct hcl hcl = hcl_new(s->mem);
    hcl_open(&hcl, "terraform");
    hcl_raw(&hcl, "required_version", STR("\">= 1.8\""));
    hcl_gap(&hcl);
    hcl_open(&hcl, "required_providers");
    hcl_raw(&hcl, "lightsail", STR("{\n      source = \"quants-infra/lightsail\"\n    }"));
    hcl_close(&hcl);
    hcl_close(&hcl);
    hcl_gap(&hcl);
    hcl_open(&hcl, "provider \"lightsail\"");
    hcl_string(&hcl, "region", ls_client_region(s->client));
    hcl_close(&hcl);
    return hcl_text(&hcl);
}

/* ---- the files ---- */

struct new_file {
    const char *name;
    struct str text;
};

/* Writes all files or none: a directory that has one of them may contain other work. */
static bool write_files(struct session *s, struct str folder, const struct new_file *files, size_t count)
{
    enum { MODE = 0644 };
    for (size_t i = 0; i < count; i++) {
        struct str path = str_printf(s->mem, "%.*s/%s", STR_ARG(folder), files[i].name);
        if (project_file_exists(path)) {
            fail(&s->err, ERR_USER, "--output: '%.*s' already exists", STR_ARG(path));
            return fail_hint(&s->err, "Use an empty directory, or move the files away.");
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct text_file file = {.text = files[i].text, .mode = MODE};
        TRY(text_file_write(s->mem, str_printf(s->mem, "%.*s/%s", STR_ARG(folder), files[i].name), &file,
                            &s->err));
    }
    return true;
}

static int run(struct session *s, const struct given *given)
{
    struct str folder = given->values[OUTPUT] != NULL ? given_text(given, OUTPUT) : STR("adopted");
    struct adoption a = {
        .session = s,
        .instances = json_own(s->mem, json_array()),
        .static_ips = json_own(s->mem, json_array()),
        .key_pairs = json_own(s->mem, json_array()),
        .labels = json_own(s->mem, json_object()),
        .instance_labels = json_own(s->mem, json_object()),
        .resources = hcl_new(s->mem),
        .imports = hcl_new(s->mem),
    };
    if (!choose(&a, given->values[ENVIRONMENT]) || !write_resources(&a))
        return session_failed(s, "cannot read the existing objects");
    output_progress_end();
    size_t instances = json_array_size(a.instances);
    if (instances + json_array_size(a.static_ips) + json_array_size(a.key_pairs) == 0) {
        note("There is nothing to adopt in %.*s.", STR_ARG(ls_client_region(s->client)));
        return EXIT_DONE;
    }
    const struct new_file files[] = {{"versions.tf", provider_text(s)},
                                     {"main.tf", hcl_text(&a.resources)},
                                     {"imports.tf", hcl_text(&a.imports)}};
    if (!write_files(s, folder, files, sizeof files / sizeof files[0]))
        return session_failed(s, "cannot write the configuration");
    size_t static_ips = json_array_size(a.static_ips), key_pairs = json_array_size(a.key_pairs);
    printf("%.*s: %zu instance%s with firewall, %zu static IP%s, %zu key pair%s\n", STR_ARG(folder),
           instances, PLURAL(instances), static_ips, PLURAL(static_ips), key_pairs, PLURAL(key_pairs));
    note("Next: terraform -chdir=%.*s init, then plan. The plan imports and changes nothing.",
         STR_ARG(folder));
    return EXIT_DONE;
}

const struct command adopt_command = {
    .name = "adopt",
    .summary = "Write Terraform configuration and import blocks for existing objects.",
    .options = options,
    .notes = "Nothing in AWS is changed. Lightsail does not return launch scripts and public keys, so they "
             "are left out;\nthe plan of the result has imports only.",
    .run = run,
};
