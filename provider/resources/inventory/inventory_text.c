/*
 * inventory_text.c — prints and parses the JSON format of an Ansible inventory. Pure; must not know files or
 * plans.
 */
#include "resources/inventory/inventory_text.h"

#include <stdlib.h>

#include "base/json.h"

static bool strings_known(const struct tf_strings *strings)
{
    for (size_t i = 0; strings->is == TF_KNOWN && i < strings->count; i++) {
        if (strings->v[i].is == TF_UNKNOWN)
            return false;
    }
    return strings->is != TF_UNKNOWN;
}

bool inventory_hosts_known(const struct ansible_inventory *model)
{
    for (size_t i = 0; TF_IS_KNOWN(model->hosts) && i < model->hosts.count; i++) {
        const struct ansible_inventory_hosts *host = &model->hosts.v[i];
        if (TF_IS_UNKNOWN(host->ansible_host) || TF_IS_UNKNOWN(host->ansible_user) ||
            TF_IS_UNKNOWN(host->ansible_port) || !strings_known(&host->groups) || !strings_known(&host->vars))
            return false;
    }
    return !TF_IS_UNKNOWN(model->hosts);
}

/* ---- print ---- */

static void set(json_t *object, struct str key, json_t *value)
{
    json_object_setn_new(object, key.data, key.len, value);
}

static json_t *host_vars(const struct ansible_inventory_hosts *host)
{
    json_t *vars = json_object();
    for (size_t i = 0; TF_IS_KNOWN(host->vars) && i < host->vars.count; i++) {
        if (TF_IS_KNOWN(host->vars.v[i]))
            set(vars, host->vars.keys[i], json_new_str(host->vars.v[i].v));
    }
    if (TF_IS_KNOWN(host->ansible_host))
        json_object_set_new(vars, "ansible_host", json_new_str(host->ansible_host.v));
    if (TF_IS_KNOWN(host->ansible_user))
        json_object_set_new(vars, "ansible_user", json_new_str(host->ansible_user.v));
    if (TF_IS_KNOWN(host->ansible_port))
        json_object_set_new(vars, "ansible_port", json_integer(host->ansible_port.v));
    return vars;
}

/* children.<group>.hosts, created when it is missing. Borrowed. */
static json_t *group_hosts(json_t *children, struct str group)
{
    json_t *entry = json_object_getn(children, group.data, group.len);
    if (entry == NULL) {
        entry = json_pack("{s:{}}", "hosts");
        set(children, group, entry);
    }
    return json_object_get(entry, "hosts");
}

struct str inventory_print(struct arena *mem, const struct ansible_inventory *model)
{
    json_t *hosts = json_object(), *children = json_object();
    for (size_t i = 0; i < model->hosts.count; i++) {
        const struct ansible_inventory_hosts *host = &model->hosts.v[i];
        struct str name = model->hosts.keys[i];
        set(hosts, name, host_vars(host));
        for (size_t g = 0; TF_IS_KNOWN(host->groups) && g < host->groups.count; g++)
            set(group_hosts(children, host->groups.v[g].v), name, json_object());
    }
    json_t *all = json_pack("{s:o}", "hosts", hosts);
    if (json_object_size(children) > 0)
        json_object_set(all, "children", children);
    json_decref(children);
    return json_print_pretty(mem, json_own(mem, json_pack("{s:o}", "all", all)));
}

/* ---- parse ---- */

static struct str key_copy(struct arena *mem, const char *key)
{
    return str_copy(mem, str_c(key));
}

static int compare_keys(const void *a, const void *b)
{
    return str_compare_items(a, b);
}

/* The object's keys, sorted. */
static struct str *sorted_keys(struct arena *mem, json_t *object)
{
    struct str *keys = arena_new_array(mem, struct str, json_object_size(object));
    size_t count = 0;
    const char *key;
    json_t *value;
    json_object_foreach (object, key, value)
        keys[count++] = key_copy(mem, key);
    qsort(keys, count, sizeof *keys, compare_keys);
    return keys;
}

/* Numbers and bools become the string that a configuration has for them in vars. */
static struct tf_string var_text(struct arena *mem, const json_t *value)
{
    if (json_is_null(value))
        return (struct tf_string){0};
    return tf_string(json_is_string(value) ? str_copy(mem, json_text(value)) : json_print(mem, value));
}

static bool take_var(struct arena *mem, struct str key, const json_t *value,
                     struct ansible_inventory_hosts *host)
{
    if (str_eq(key, STR("ansible_host")) && json_is_string(value))
        host->ansible_host = var_text(mem, value);
    else if (str_eq(key, STR("ansible_user")) && json_is_string(value))
        host->ansible_user = var_text(mem, value);
    else if (str_eq(key, STR("ansible_port")) && json_is_integer(value))
        host->ansible_port = tf_int(json_integer_value(value));
    else
        return false;
    return true;
}

static void parse_vars(struct arena *mem, json_t *vars, struct ansible_inventory_hosts *host)
{
    size_t count = json_object_size(vars), kept = 0;
    struct str *keys = sorted_keys(mem, vars);
    struct tf_string *values = arena_new_array(mem, struct tf_string, count);
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_object_getn(vars, keys[i].data, keys[i].len);
        if (take_var(mem, keys[i], value, host))
            continue;
        keys[kept] = keys[i];
        values[kept++] = var_text(mem, value);
    }
    if (kept > 0)
        host->vars = (struct tf_strings){.is = TF_KNOWN, .count = kept, .keys = keys, .v = values};
}

static void parse_groups(struct arena *mem, json_t *children, struct str name,
                         struct ansible_inventory_hosts *host)
{
    struct str *groups = sorted_keys(mem, children);
    struct tf_string *mine = arena_new_array(mem, struct tf_string, json_object_size(children));
    size_t count = 0;
    for (size_t i = 0; i < json_object_size(children); i++) {
        const json_t *group = json_object_getn(children, groups[i].data, groups[i].len);
        if (json_object_getn(json_object_get(group, "hosts"), name.data, name.len) != NULL)
            mine[count++] = tf_string(groups[i]);
    }
    if (count > 0)
        host->groups = (struct tf_strings){.is = TF_KNOWN, .count = count, .v = mine};
}

bool inventory_parse(struct arena *mem, struct str text, struct ansible_inventory *ret_model, struct err *err)
{
    json_t *root;
    if (!json_parse(mem, text, text.len + 1, &root, err)) {
        err->kind = ERR_USER;
        return fail_context(err, "the file is not valid JSON");
    }
    json_t *hosts = json_at(root, "all.hosts"), *children = json_at(root, "all.children");
    if (!json_is_object(hosts) || json_object_size(root) != 1)
        return fail(err, ERR_USER,
                    "the file is not an inventory of the form {\"all\": {\"hosts\": {…}, \"children\": "
                    "{…}}}");
    size_t count = json_object_size(hosts);
    struct str *keys = sorted_keys(mem, hosts);
    ret_model->hosts.v = arena_new_array(mem, struct ansible_inventory_hosts, count);
    for (size_t i = 0; i < count; i++) {
        parse_vars(mem, json_object_getn(hosts, keys[i].data, keys[i].len), &ret_model->hosts.v[i]);
        parse_groups(mem, children, keys[i], &ret_model->hosts.v[i]);
    }
    ret_model->hosts.is = TF_KNOWN;
    ret_model->hosts.count = count;
    ret_model->hosts.keys = keys;
    return true;
}
