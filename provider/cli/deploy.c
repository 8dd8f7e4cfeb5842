/*
 * deploy.c — `deploy`: runs the Ansible playbook of a service with the inventory of an environment. Knows
 * where playbooks and inventories are; must not know what they do. The process becomes ansible-playbook.
 */
#include "cli/infra.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text_file.h"
#include "cli/project.h"

enum { SERVICE, HOST, ENVIRONMENT, INVENTORY, PRIVATE_KEY, CHECK, VERBOSE };

static const struct option_row options[] = {
    [SERVICE] = {.name = "service",
                 .argument = "NAME",
                 .help = "playbook ansible/playbooks/NAME.yml",
                 .required = true},
    [HOST] = {.name = "host",
              .argument = "HOST",
              .help = "host or group of the inventory, or all",
              .kind = VALUE_INSTANCE,
              .required = true},
    [ENVIRONMENT] = {.name = "env",
                     .argument = "ENV",
                     .help = "environment (default: the only one, or that of the host)"},
    [INVENTORY] = {.name = "inventory",
                   .argument = "FILE",
                   .help = "inventory to use instead of ansible/inventory/ENV_lightsail_hosts.json",
                   .kind = VALUE_FILE},
    [PRIVATE_KEY] = {.name = "private-key",
                     .argument = "FILE",
                     .help = "SSH key to log in with",
                     .kind = VALUE_FILE},
    [CHECK] = {.name = "check", .help = "change nothing, only show what would change"},
    [VERBOSE] = {.name = "verbose",
                 .letter = 'v',
                 .help = "more details; -vvv for all details of Ansible",
                 .repeatable = true},
    {.name = NULL},
};

#define INVENTORY_SUFFIX "_lightsail_hosts.json"

static struct str joined(struct arena *mem, const struct str *names, size_t count)
{
    struct buf text = buf_new(mem, 1024);
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s%.*s", i > 0 ? ", " : "", STR_ARG(names[i]));
    return buf_str(&text);
}

/* ---- the playbook ---- */

static struct str with_underscores(struct arena *mem, struct str text)
{
    char *copy = arena_alloc(mem, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        copy[i] = text.data[i] == '-' ? '_' : text.data[i];
    return str_n(copy, text.len);
}

/* The tag is data-collector where the file name is data_collector. */
static bool find_playbook(struct session *s, struct str root, struct str service, struct str *ret_path)
{
    struct str folder = str_printf(s->mem, "%.*s/ansible/playbooks", STR_ARG(root)), *names;
    struct str spellings[] = {service, with_underscores(s->mem, service)};
    size_t count = project_names(s->mem, folder, ".yml", &names);
    for (size_t spelling = 0; spelling < 2; spelling++) {
        for (size_t i = 0; i < count; i++) {
            if (str_eq(names[i], spellings[spelling])) {
                *ret_path = str_printf(s->mem, "%.*s/%.*s.yml", STR_ARG(folder), STR_ARG(names[i]));
                return true;
            }
        }
    }
    fail(&s->err, ERR_USER, "--service: there is no playbook %.*s/%.*s.yml", STR_ARG(folder),
         STR_ARG(service));
    return count > 0 ? fail_hint(&s->err, "Available playbooks: %.*s.", STR_ARG(joined(s->mem, names, count)))
                     : fail_hint(&s->err, "Run it inside the project: the directory that contains ansible/.");
}

/* ---- the inventory ---- */

static bool choose_environment(struct session *s, struct str root, struct str host,
                               struct str *ret_environment)
{
    struct str folder = str_printf(s->mem, "%.*s/ansible/inventory", STR_ARG(root)), *names;
    size_t count = project_names(s->mem, folder, INVENTORY_SUFFIX, &names);
    for (size_t i = 0; i < count; i++) {
        struct str prefix = str_printf(s->mem, "%.*s-", STR_ARG(names[i]));
        if (count == 1 || str_starts_with(host, prefix) || str_eq(host, names[i])) {
            *ret_environment = names[i];
            return true;
        }
    }
    if (count == 0) {
        fail(&s->err, ERR_USER, "there is no inventory %.*s/ENV%s", STR_ARG(folder), INVENTORY_SUFFIX);
        return fail_hint(
            &s->err,
            "To create it from the running instances, run 'quants-infra inventory --write' or 'terraform "
            "apply'.");
    }
    fail(&s->err, ERR_USER, "several environments have an inventory: %.*s",
         STR_ARG(joined(s->mem, names, count)));
    return fail_hint(&s->err, "Choose one with --env.");
}

static bool find_inventory(struct session *s, const struct given *given, struct str root,
                           struct str *ret_path)
{
    struct str environment = given_text(given, ENVIRONMENT);
    *ret_path = given_text(given, INVENTORY);
    if (ret_path->len == 0) {
        TRY(environment.len > 0 || choose_environment(s, root, given_text(given, HOST), &environment));
        *ret_path = project_inventory_path(s->mem, environment);
    }
    if (project_file_exists(*ret_path))
        return true;
    fail(&s->err, ERR_USER, "%s: there is no inventory '%.*s'",
         given->values[INVENTORY] != NULL ? "--inventory" : "--env", STR_ARG(*ret_path));
    return fail_hint(
        &s->err,
        "To create it from the running instances, run 'quants-infra inventory --write' or 'terraform "
        "apply'.");
}

/* A name that Ansible would not find: Ansible only warns, and does nothing. Patterns and other forms are
 * not checked. */
static bool check_host(struct session *s, struct str path, struct str host)
{
    enum { MOST_BYTES = 16 * 1024 * 1024 };
    struct text_file file;
    json_t *root = NULL;
    TRY(text_file_read(s->mem, path, &file, &s->err));
    if (!json_parse(s->mem, file.text, MOST_BYTES, &root, &s->err) ||
        strcspn(host.data, "*?:!,&[~@") < host.len || !json_is_object(json_at(root, "all.hosts")) ||
        str_eqc(host, "all")) {
        s->err = (struct err){.kind = ERR_NONE};
        return true;
    }
    struct buf names = buf_new(s->mem, 64 * 1024);
    const char *const parts[] = {"all.hosts", "all.children"};
    for (size_t i = 0; i < 2; i++) {
        const char *name;
        json_t *value;
        json_object_foreach (json_at(root, parts[i]), name, value) {
            if (str_eqc(host, name))
                return true;
            buf_printf(&names, "%s ", name);
        }
    }
    struct str near = nearest_word(buf_str(&names).data, host);
    fail(&s->err, ERR_USER, "--host: '%.*s' is neither a host nor a group of %.*s", STR_ARG(host),
         STR_ARG(path));
    return fail_hint(&s->err, near.len > 0 ? "Did you mean '%.*s'? Available: %.*s" : "%.*sAvailable: %.*s",
                     STR_ARG(near), STR_ARG(str_trim(buf_str(&names))));
}

/* ---- the run ---- */

struct arguments {
    char *words[16];
    size_t count;
};

static void push(struct session *s, struct arguments *arguments, struct str word)
{
    arguments->words[arguments->count++] = (char *)(uintptr_t)str_z(s->mem, word);
}

static struct str verbosity(struct session *s, int count)
{
    struct buf text = buf_new(s->mem, 64);
    buf_addc(&text, '-');
    for (int i = 0; i < count && i < 6; i++)
        buf_addc(&text, 'v');
    return buf_str(&text);
}

static int become(struct session *s, const struct given *given, struct str root, struct str playbook,
                  struct str inventory_file)
{
    struct arguments arguments = {.count = 0};
    struct str settings = str_printf(s->mem, "%.*s/ansible/ansible.cfg", STR_ARG(root));
    push(s, &arguments, STR("ansible-playbook"));
    push(s, &arguments, STR("-i"));
    push(s, &arguments, inventory_file);
    push(s, &arguments, STR("--limit"));
    push(s, &arguments, given_text(given, HOST));
    if (given->values[PRIVATE_KEY] != NULL) {
        push(s, &arguments, STR("--private-key"));
        push(s, &arguments, given_text(given, PRIVATE_KEY));
    }
    if (given->values[CHECK] != NULL)
        push(s, &arguments, STR("--check"));
    if (given->counts[VERBOSE] > 0)
        push(s, &arguments, verbosity(s, given->counts[VERBOSE]));
    push(s, &arguments, playbook);
    if (project_file_exists(settings))
        setenv("ANSIBLE_CONFIG", settings.data, 0);
    fflush(NULL);
    execvp(arguments.words[0], arguments.words);
    if (errno == ENOENT) {
        fail(&s->err, ERR_USER, "ansible-playbook is not installed, or not in PATH");
        fail_hint(&s->err, "Install it: apt-get install ansible-core, or pip install ansible-core.");
    } else {
        fail(&s->err, ERR_USER, "cannot run ansible-playbook: %s", strerror(errno));
    }
    return session_failed(s, "cannot deploy '%s'", given->values[SERVICE]);
}

static int run(struct session *s, const struct given *given)
{
    struct str root = project_root(s->mem), service = given_text(given, SERVICE), playbook, inventory_file;
    if (str_find(service, '/', 0) < service.len)
        return usage_error(&deploy_command, "--service '%s' must be a name, not a path",
                           given->values[SERVICE]);
    if (!find_playbook(s, root, service, &playbook) || !find_inventory(s, given, root, &inventory_file) ||
        !check_host(s, inventory_file, given_text(given, HOST)))
        return session_failed(s, "cannot deploy '%s'", given->values[SERVICE]);
    return become(s, given, root, playbook, inventory_file);
}

const struct command deploy_command = {
    .name = "deploy",
    .summary = "Run the Ansible playbook of a service on hosts.",
    .options = options,
    .notes = "Without --env, the environment is the only one with an inventory, or the one that the host "
             "name begins\nwith. The exit code is that of ansible-playbook.",
    .run = run,
    .connection = OFFLINE,
};
