/*
 * database_view.c — what the commands of databases share. Must not print results.
 */
#include "cli/database_view.h"

bool database_get(struct session *s, struct str name, json_t **ret_database)
{
    return object_get(s, LS_KIND_DATABASE, name, "quants-infra databases list", ret_database);
}

json_t *database_without_password(struct session *s, const json_t *database)
{
    json_t *copy = json_own(s->mem, json_deep_copy(database)),
           *pending = json_object_get(copy, "pendingModifiedValues");
    if (json_object_get(pending, "masterUserPassword") != NULL)
        json_object_set_new(pending, "masterUserPassword", json_string("(sensitive)"));
    return copy;
}

struct str database_endpoint(struct session *s, const json_t *database)
{
    const json_t *endpoint = json_object_get(database, "masterEndpoint");
    struct str address = info_text(s, endpoint, "address");
    return address.len == 0 ? address
                            : str_printf(s->mem, "%.*s:%lld", STR_ARG(address),
                                         (long long)json_integer_value(json_object_get(endpoint, "port")));
}

struct str database_time(struct session *s, const json_t *database, const char *member)
{
    const json_t *time = json_object_get(database, member);
    return time == NULL ? STR("") : clock_print_time(s->mem, json_number_value(time));
}
