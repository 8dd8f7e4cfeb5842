/*
 * inventory_form.c — instances as hosts of an Ansible inventory. Knows the two formats that Ansible reads;
 * must not fetch or write anything.
 */
#include "cli/inventory_form.h"

#include <stdlib.h>

#include "cli/instance_view.h"

static void set(json_t *object, struct str key, json_t *value)
{
    json_object_setn_new(object, key.data, key.len, value);
}

/* Group names in Ansible have letters, digits and underscores. */
static struct str group_name(struct arena *mem, struct str text)
{
    char *name = arena_alloc(mem, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name[i] = fine ? c : '_';
    }
    return str_n(name, text.len);
}

/* "22/tcp", "8000:8100/udp": in the form of UFW rules. */
static size_t port_texts(struct arena *mem, const json_t *port, struct str ret_texts[2])
{
    static const char *const protocols[] = {"tcp", "udp"};
    struct str protocol = json_member_text(port, "protocol");
    long long from = json_integer_value(json_object_get(port, "fromPort"));
    long long to = json_integer_value(json_object_get(port, "toPort"));
    bool is_all = str_eqc(protocol, "all");
    size_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        if (is_all)
            ret_texts[count++] = str_printf(mem, "1:65535/%s", protocols[i]);
        else if (str_eqc(protocol, protocols[i]))
            ret_texts[count++] = from == to ? str_printf(mem, "%lld/%s", from, protocols[i])
                                            : str_printf(mem, "%lld:%lld/%s", from, to, protocols[i]);
    }
    return count;
}

/* The ports that the firewall opens, from any source: sorted, without duplicates, in one text, in the form
 * of the Terraform module. */
static struct str open_ports(struct arena *mem, const json_t *ports)
{
    struct str *texts = arena_new_array(mem, struct str, 2 * json_array_size(ports));
    struct buf line = buf_new(mem, 1024);
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(ports); i++) {
        const json_t *port = json_array_get(ports, i);
        if (!str_eqc(json_member_text(port, "accessDirection"), "outbound"))
            count += port_texts(mem, port, texts + count);
    }
    qsort(texts, count, sizeof *texts, str_compare_items);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !str_eq(texts[i], texts[i - 1]))
            buf_printf(&line, "%s%.*s", i > 0 ? " " : "", STR_ARG(texts[i]));
    }
    return buf_str(&line);
}

json_t *inventory_host_vars(struct arena *mem, const json_t *instance)
{
    struct str address = ls_instance_address(instance), user = json_member_text(instance, "username");
    struct str private_ip = json_member_text(instance, "privateIpAddress");
    const json_t *ports = json_at(instance, "networking.ports");
    json_t *vars = json_object();
    if (address.len > 0)
        json_object_set_new(vars, "ansible_host", json_new_str(address));
    if (user.len > 0)
        json_object_set_new(vars, "ansible_user", json_new_str(user));
    json_object_set_new(vars, "private_ip", private_ip.len > 0 ? json_new_str(private_ip) : json_null());
    if (json_is_array(ports))
        json_object_set_new(vars, "open_ports", json_new_str(open_ports(mem, ports)));
    return vars;
}

/* Calls `add` for each group of the instance. Ansible reserves "all" and "ungrouped". */
static void for_each_group(struct arena *mem, const json_t *instance, json_t *groups,
                           void (*add)(json_t *groups, struct str group, struct str host))
{
    static const char *const keys[] = {"Environment", "Service"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct str group = group_name(mem, ls_tag(instance, str_c(keys[i])));
        if (group.len > 0 && !str_eqc(group, "all") && !str_eqc(group, "ungrouped"))
            add(groups, group, json_member_text(instance, "name"));
    }
}

static void add_to_file_group(json_t *groups, struct str group, struct str host)
{
    if (json_object_getn(groups, group.data, group.len) == NULL)
        set(groups, group, json_pack("{s:{}}", "hosts"));
    set(json_object_get(json_object_getn(groups, group.data, group.len), "hosts"), host, json_object());
}

json_t *inventory_file_form(struct arena *mem, const json_t *instances, struct str environment)
{
    json_t *hosts = json_object(), *children = json_object();
    for (size_t i = 0; i < json_array_size(instances); i++) {
        const json_t *instance = json_array_get(instances, i);
        if (!ls_instance_exists(instance) || !str_eq(ls_tag(instance, STR("Environment")), environment))
            continue;
        set(hosts, json_member_text(instance, "name"), inventory_host_vars(mem, instance));
        for_each_group(mem, instance, children, add_to_file_group);
    }
    json_t *all = json_pack("{s:o}", "hosts", hosts);
    if (json_object_size(children) > 0)
        json_object_set(all, "children", children);
    json_decref(children);
    return json_pack("{s:o}", "all", all);
}

static void add_to_list_group(json_t *groups, struct str group, struct str host)
{
    if (json_object_getn(groups, group.data, group.len) == NULL)
        set(groups, group, json_pack("{s:[]}", "hosts"));
    json_array_append_new(json_object_get(json_object_getn(groups, group.data, group.len), "hosts"),
                          json_new_str(host));
}

json_t *inventory_dynamic_form(struct arena *mem, const json_t *instances)
{
    json_t *root = json_object(), *hostvars = json_object(), *hosts = json_array(), *children = json_array();
    for (size_t i = 0; i < json_array_size(instances); i++) {
        const json_t *instance = json_array_get(instances, i);
        if (!ls_instance_exists(instance))
            continue;
        set(hostvars, json_member_text(instance, "name"), inventory_host_vars(mem, instance));
        json_array_append(hosts, json_object_get(instance, "name"));
        for_each_group(mem, instance, root, add_to_list_group);
    }
    const char *group;
    json_t *value;
    json_object_foreach (root, group, value)
        json_array_append_new(children, json_string(group));
    json_array_append_new(children, json_string("ungrouped"));
    json_object_set_new(root, "all", json_pack("{s:o, s:o}", "children", children, "hosts", hosts));
    json_object_set_new(root, "_meta", json_pack("{s:o}", "hostvars", hostvars));
    return root;
}
