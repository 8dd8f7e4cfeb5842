/*
 * container_deployment_hidden.c — variables whose values are not stored: their values in a request, their names in the
 * state. Must not store, log or report a value.
 */
#include "resources/container/container_deployment.h"

static const struct type names_type = {.kind = TYPE_MAP, .element = &type_list_string};

json_t *container_hidden_values(struct call *c, const struct value *given)
{
    json_t *all = json_own(c->mem, json_object());
    for (size_t i = 0; given->type != NULL && value_is_known(*given) && i < given->count; i++) {
        const struct value *variables = &given->items[i];
        json_t *one = json_object();
        for (size_t k = 0; value_is_known(*variables) && k < variables->count; k++) {
            if (value_is_known(variables->items[k]))
                json_object_set_new(one, str_z(c->mem, variables->keys[k]),
                                    json_new_str(variables->items[k].text));
        }
        json_object_set_new(all, str_z(c->mem, given->keys[i]), one);
    }
    return all;
}

static struct value list_of(struct call *c, const struct str *texts, size_t count)
{
    struct value *items = arena_new_array(c->mem, struct value, count);
    for (size_t i = 0; i < count; i++)
        items[i] = value_string(texts[i]);
    return value_list(&type_list_string, items, count);
}

struct value container_hidden_names(struct call *c, const struct value *given)
{
    size_t count = 0;
    if (given->type == NULL || value_is_null(*given))
        return value_null(&names_type);
    if (value_is_unknown(*given))
        return value_unknown(&names_type);
    struct value *items = arena_new_array(c->mem, struct value, given->count);
    struct str *keys = arena_new_array(c->mem, struct str, given->count);
    for (size_t i = 0; i < given->count; i++) {
        if (value_is_unknown(given->items[i]))
            return value_unknown(&names_type);
        if (value_is_null(given->items[i]) || given->items[i].count == 0)
            continue;
        keys[count] = given->keys[i];
        items[count++] = list_of(c, given->items[i].keys, given->items[i].count);
    }
    return count > 0 ? value_map(c->mem, &names_type, keys, items, count) : value_null(&names_type);
}

json_t *container_hidden_leave_out(struct call *c, const json_t *containers, const struct value *names,
                                   struct value *ret_names)
{
    json_t *rest = json_own(c->mem, json_deep_copy(containers));
    bool has_names = names->type != NULL && value_is_known(*names);
    size_t count = 0, most = has_names ? names->count : 0;
    struct value *items = arena_new_array(c->mem, struct value, most);
    struct str *keys = arena_new_array(c->mem, struct str, most);
    for (size_t i = 0; i < most; i++) {
        json_t *variables = json_object_get(json_object_get(rest, str_z(c->mem, names->keys[i])),
                                            "environment");
        const struct value *list = &names->items[i];
        struct str *found = arena_new_array(c->mem, struct str, list->count);
        size_t found_count = 0;
        for (size_t k = 0; k < list->count; k++) {
            if (json_object_del(variables, str_z(c->mem, list->items[k].text)) == 0)
                found[found_count++] = list->items[k].text;
        }
        keys[count] = names->keys[i];
        items[count] = list_of(c, found, found_count);
        count += found_count > 0;
    }
    *ret_names = count > 0 ? value_map(c->mem, &names_type, keys, items, count) : value_null(&names_type);
    return rest;
}

/* ---- checks ---- */

static bool has_variable(const struct container_deployment_container *container, struct str name)
{
    for (size_t i = 0; TF_IS_KNOWN(container->environment) && i < container->environment.count; i++) {
        if (str_eq(container->environment.keys[i], name))
            return true;
    }
    return false;
}

static void check_variables(struct call *c, const struct container_deployment_container *container,
                            struct str name, const struct value *variables)
{
    for (size_t i = 0; i < variables->count; i++) {
        struct str key = variables->keys[i];
        const char *path =
            str_printf(c->mem, "environment_wo[\"%.*s\"][\"%.*s\"]", STR_ARG(name), STR_ARG(key)).data;
        if (value_is_null(variables->items[i]))
            call_error(c, path, "Variable without a value",
                       "The variable '%.*s' is null. Set it, or leave it out.", STR_ARG(key));
        if (container != NULL && has_variable(container, key))
            call_error(c, path, "Variable twice",
                       "The variable '%.*s' of the container '%.*s' is in environment_wo and in its "
                       "environment. Remove "
                       "it from one of them; a secret belongs into environment_wo.",
                       STR_ARG(key), STR_ARG(name));
    }
}

void container_hidden_check(struct call *c, const struct container_deployment *config)
{
    const struct value *given = &config->environment_wo;
    for (size_t i = 0; given->type != NULL && value_is_known(*given) && i < given->count; i++) {
        struct str name = given->keys[i];
        bool is_open;
        const struct container_deployment_container *container = container_deployment_find(config, name,
                                                                                           &is_open);
        if (container == NULL && !is_open)
            call_error(
                c, str_printf(c->mem, "environment_wo[\"%.*s\"]", STR_ARG(name)).data, "Unknown container",
                "environment_wo has variables for '%.*s', and there is no container with this name. Use the "
                "container_name of a container block.",
                STR_ARG(name));
        if (value_is_known(given->items[i]))
            check_variables(c, container, name, &given->items[i]);
    }
}
