/*
 * container_view.c — reading container services for several subcommands. Must not print results.
 */
#include "cli/container_view.h"

#include "cli/instance_view.h"

bool container_service_get(struct session *s, struct str name, json_t **ret_service)
{
    const struct ls_kind_row *kind = ls_kind_row(LS_KIND_CONTAINER_SERVICE);
    json_t *all = NULL;
    if (ls_view_find(s->client, session_scope(s), LS_KIND_CONTAINER_SERVICE, name, STR(""), ret_service,
                     &s->err))
        return true;
    struct err missing = s->err;
    if (missing.kind != ERR_NOT_FOUND)
        return false;
    struct str near = STR(""), region = ls_client_region(s->client);
    if (session_list(s, kind->list, NULL, kind->items, &all))
        near = near_names(s, all, kind->name_at, name);
    fail(&s->err, ERR_NOT_FOUND, "there is no container service '%.*s' in %.*s", STR_ARG(name),
         STR_ARG(region));
    return fail_hint(&s->err,
                     "%.*s%sTo show the existing services: 'quants-infra containers list --region %.*s'.",
                     STR_ARG(near), near.len > 0 ? " " : "", STR_ARG(region));
}

struct str container_capacity(struct session *s, const json_t *service)
{
    return str_printf(s->mem, "%.*s × %lld", STR_ARG(json_member_text(service, "power")),
                      (long long)json_integer_value(json_object_get(service, "scale")));
}

struct str container_version(struct session *s, const json_t *deployment)
{
    if (deployment == NULL)
        return STR("-");
    return str_printf(s->mem, "%lld %.*s",
                      (long long)json_integer_value(json_object_get(deployment, "version")),
                      STR_ARG(json_member_text(deployment, "state")));
}

/* ---- one container ---- */

static size_t add_names(const json_t *deployment, const json_t *before, struct buf *names,
                        struct str *ret_name)
{
    const char *name;
    json_t *container;
    size_t count = 0;
    json_object_foreach (json_object_get(deployment, "containers"), name, container) {
        if (json_object_get(json_object_get(before, "containers"), name) != NULL)
            continue;
        buf_printf(names, "%s%s", names->len > 0 ? " " : "", name);
        *ret_name = str_c(name);
        count++;
    }
    return count;
}

bool container_choose(struct session *s, const json_t *service, struct str wanted, struct str *ret_name)
{
    const json_t *current = json_object_get(service, "currentDeployment"),
                 *next = json_object_get(service, "nextDeployment");
    struct buf names = buf_new(s->mem, BUF_DEFAULT_MAX_BYTES);
    struct str only = STR("");
    size_t count = add_names(current, NULL, &names, &only) + add_names(next, current, &names, &only);
    const char *text = buf_str(&names).data;
    *ret_name = wanted.len > 0 ? wanted : only;
    /* An earlier deployment, whose lines are still there, may have had another container. */
    if (wanted.len > 0 || count == 1)
        return true;
    if (count == 0) {
        fail(&s->err, ERR_USER, "the service has no deployment");
        return fail_hint(&s->err,
                         "For the lines of an earlier deployment, name its container with --container.");
    }
    fail(&s->err, ERR_USER, "the service has %zu containers: %s", count, text);
    return fail_hint(&s->err, "Choose one with --container.");
}
