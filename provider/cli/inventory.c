/*
 * inventory.c — `inventory`: the instances as an Ansible inventory, printed or as a file. Knows GetInstances
 * and the paths of the files; must not know their format (inventory_form.c).
 */
#include "cli/infra.h"

#include <stdlib.h>

#include "base/text_file.h"
#include "cli/instance_view.h"
#include "cli/inventory_form.h"
#include "cli/project.h"

enum { LIST, HOST, WRITE, ENVIRONMENT };

static const struct option_row options[] = {
    [LIST] = {.name = "list", .help = "print groups and hosts for Ansible (the default)"},
    [HOST] = {.name = "host",
              .argument = "NAME",
              .help = "print the variables of one host",
              .kind = VALUE_INSTANCE},
    [WRITE] = {.name = "write", .help = "write ansible/inventory/ENV_lightsail_hosts.json instead"},
    [ENVIRONMENT] = {.name = "env", .argument = "ENV", .help = "only instances with the tag Environment=ENV"},
    {.name = NULL},
};

static json_t *of_environment(struct session *s, const json_t *instances, const char *environment)
{
    json_t *chosen = json_own(s->mem, json_array());
    for (size_t i = 0; i < json_array_size(instances); i++) {
        json_t *instance = json_array_get(instances, i);
        if (environment == NULL || str_eqc(ls_tag(instance, STR("Environment")), environment))
            json_array_append(chosen, instance);
    }
    return chosen;
}

/* A file of another format may contain other data. */
static bool check_overwrite(struct session *s, struct str path)
{
    enum { MODE = 0644, MOST_BYTES = 16 * 1024 * 1024 };
    struct text_file file;
    json_t *root = NULL;
    if (!text_file_read(s->mem, path, &file, &s->err)) {
        bool is_free = s->err.kind == ERR_NOT_FOUND;
        if (is_free)
            s->err = (struct err){.kind = ERR_NONE};
        return is_free;
    }
    if (json_parse(s->mem, file.text, MOST_BYTES, &root, &s->err) &&
        json_is_object(json_at(root, "all.hosts")) && json_object_size(root) == 1)
        return true;
    fail(&s->err, ERR_USER,
         "'%.*s' already exists and is not an inventory of this format; it was not "
         "changed",
         STR_ARG(path));
    return fail_hint(&s->err, "Move the file away.");
}

static bool write_one(struct session *s, const json_t *instances, struct str environment)
{
    enum { MODE = 0644 };
    struct str path = project_inventory_path(s->mem, environment);
    json_t *form = json_own(s->mem, inventory_file_form(s->mem, instances, environment));
    struct text_file file = {.text = json_print_pretty(s->mem, form), .mode = MODE};
    TRY(check_overwrite(s, path));
    TRY(text_file_write(s->mem, path, &file, &s->err));
    size_t count = json_object_size(json_at(form, "all.hosts"));
    printf("%.*s: %zu host%s\n", STR_ARG(path), count, PLURAL(count));
    return true;
}

static bool is_file_name(struct str environment)
{
    return environment.len > 0 && !str_starts_with(environment, STR(".")) &&
           str_find(environment, '/', 0) == environment.len;
}

/* Every environment that a tag names, without duplicates. An instance without the tag is in no file. */
static int write_all(struct session *s, const json_t *instances, const char *only)
{
    json_t *environments = json_own(s->mem, json_object());
    size_t without = 0;
    for (size_t i = 0; only == NULL && i < json_array_size(instances); i++) {
        struct str environment = ls_tag(json_array_get(instances, i), STR("Environment"));
        if (is_file_name(environment))
            json_object_setn_new(environments, environment.data, environment.len, json_true());
        else
            without++;
    }
    if (only != NULL)
        json_object_set_new(environments, only, json_true());
    const char *environment;
    json_t *value;
    json_object_foreach (environments, environment, value) {
        if (!write_one(s, instances, str_c(environment)))
            return session_failed(s, "cannot write the inventory of '%s'", environment);
    }
    if (without > 0)
        note("%zu instance%s without the tag Environment: not in any file.", without, PLURAL(without));
    return EXIT_DONE;
}

static int print_host(struct session *s, const json_t *instances, const char *name)
{
    for (size_t i = 0; i < json_array_size(instances); i++) {
        const json_t *instance = json_array_get(instances, i);
        if (str_eqc(json_member_text(instance, "name"), name)) {
            fputs(json_print_pretty(s->mem, json_own(s->mem, inventory_host_vars(s->mem, instance))).data,
                  stdout);
            return EXIT_DONE;
        }
    }
    fail(&s->err, ERR_NOT_FOUND, "there is no such instance in %.*s", STR_ARG(ls_client_region(s->client)));
    struct str near = near_names(s, instances, "name", str_c(name));
    fail_hint(&s->err, "--host: %.*s",
              STR_ARG(near.len > 0 ? near
                                   : STR("To show the existing instances: 'quants-infra infra list'.")));
    return session_failed(s, "cannot read '%s'", name);
}

static int run(struct session *s, const struct given *given)
{
    json_t *instances = NULL;
    const char *environment = given->values[ENVIRONMENT];
    if ((given->values[LIST] != NULL) + (given->values[HOST] != NULL) + (given->values[WRITE] != NULL) > 1)
        return usage_error(&inventory_command, "--list, --host and --write cannot be used together");
    if (environment != NULL && !is_file_name(str_c(environment)))
        return usage_error(&inventory_command, "--env '%s' cannot be part of a file name", environment);
    if (!session_list(s, OP_GET_INSTANCES, NULL, "instances", &instances))
        return session_failed(s, "cannot list the instances");
    if (given->values[WRITE] != NULL)
        return write_all(s, instances, environment);
    instances = of_environment(s, instances, environment);
    if (given->values[HOST] != NULL)
        return print_host(s, instances, given->values[HOST]);
    fputs(json_print_pretty(s->mem, json_own(s->mem, inventory_dynamic_form(s->mem, instances))).data,
          stdout);
    return EXIT_DONE;
}

const struct command inventory_command = {
    .name = "inventory",
    .summary = "Print the instances as a dynamic Ansible inventory, or write the inventory files.",
    .options = options,
    .notes = "Groups are the values of the tags Environment and Service. A link named "
             "quants-infra-inventory to this program\nis an executable inventory: ansible -i "
             "./quants-infra-inventory all -m ping. --write writes the same file as the\nresource "
             "lightsail_ansible_inventory of the Terraform environments.",
    .run = run,
};
