/*
 * container_view.c — reading container services for several subcommands. Must not print results.
 */
#include "cli/container_view.h"

#include "cli/info_view.h"

bool container_service_get(struct session *s, struct str name, json_t **ret_service)
{
    return object_get(s, LS_KIND_CONTAINER_SERVICE, name, "quants-infra containers list", ret_service);
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
