/*
 * database_parameters_set.c — sends changes of parameters, and reboots. Must not know which values a configuration has.
 * Source: UpdateRelationalDatabaseParameters, RebootRelationalDatabase of the API model; at most 20 in a request:
 * ModifyDBParameterGroup of Amazon RDS.
 */
#include "resources/database/database.h"
#include "resources/database/database_parameter.h"
#include "resources/database/database_parameters.h"
#include "runtime/busy.h"

enum { MOST_AT_ONCE = 20 };

static bool list_rows(struct ls_client *client, struct aws_scope scope, struct str name, json_t **ret_rows,
                      struct err *err)
{
    json_t *in = json_own(scope.mem, json_pack("{s:o}", "relationalDatabaseName", json_new_str(name)));
    return ls_call_pages(client, scope, OP_GET_RELATIONAL_DATABASE_PARAMETERS, in, "parameters", ret_rows,
                         err);
}

bool database_parameters_list(struct call *c, struct str name, json_t **ret_rows)
{
    return api_has_client(c) && list_rows(c->client, api_scope(c), name, ret_rows, &c->err);
}

/* ---- one request ---- */

/* Whether the parameters of a request have their values. One that gets its default may show any. */
static bool are_shown(const json_t *rows, const json_t *sent)
{
    for (size_t i = 0; i < json_array_size(sent); i++) {
        const json_t *one = json_array_get(sent, i), *value = json_object_get(one, "parameterValue");
        const json_t *row = database_parameter_find(rows, json_member_text(one, "parameterName"));
        if (value != NULL && !str_eq(database_parameter_value(row), json_text(value)))
            return false;
    }
    return true;
}

/* In doubt about a default it is sent again, which changes nothing. */
static bool is_done(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                    int64_t since_ms, bool *ret_done, struct err *err)
{
    const json_t *sent = effect->context;
    json_t *rows;
    (void)since_ms;
    TRY(list_rows(client, scope, effect->name, &rows, err));
    *ret_done = are_shown(rows, sent);
    for (size_t i = 0; i < json_array_size(sent); i++)
        *ret_done = *ret_done && json_object_get(json_array_get(sent, i), "parameterValue") != NULL;
    return true;
}

struct request {
    struct str name;
    const json_t *sent;
};

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct request *request = context;
    const struct ls_effect effect = {.becomes = LS_DONE,
                                     .kind = LS_KIND_DATABASE,
                                     .name = request->name,
                                     .is_done = is_done,
                                     .context = request->sent};
    return api_change_begin(c, OP_UPDATE_RELATIONAL_DATABASE_PARAMETERS, in, &effect, ret_answer);
}

/* A read may show the values some time later; the service may also write one in another way. */
static bool wait_shown(struct call *c, const struct request *request)
{
    int64_t end_ms = clock_monotonic_ms() + api_visible_ms(c);
    struct ls_poll poll = api_poll_begin(c);
    json_t *rows;
    for (;;) {
        TRY(database_parameters_list(c, request->name, &rows));
        if (are_shown(rows, request->sent) || clock_monotonic_ms() >= end_ms)
            return true;
        TRY(api_poll_wait(c, &poll));
    }
}

static bool send_part(struct call *c, struct str name, json_t *sent)
{
    const struct request request = {name, sent};
    json_t *in = json_pack("{s:o, s:O}", "relationalDatabaseName", json_new_str(name), "parameters", sent),
           *answer;
    return busy_send(c, in, send, &request, &answer) && api_wait(c, answer) && wait_shown(c, &request);
}

/* ---- all of them ---- */

static json_t *change_of(const json_t *row, struct str name, const json_t *value)
{
    json_t *change = json_object();
    json_object_set_new(change, "parameterName", json_new_str(name));
    if (!json_is_null(value))
        json_object_set(change, "parameterValue", (json_t *)(uintptr_t)value);
    json_object_set_new(change, "applyMethod",
                        json_string(database_parameter_is_dynamic(row) ? "immediate" : "pending-reboot"));
    return change;
}

bool database_parameters_set(struct call *c, struct str name, const json_t *rows, const json_t *wanted)
{
    json_t *part = json_own(c->mem, json_array()), *value;
    const char *key;
    json_object_foreach ((json_t *)(uintptr_t)wanted, key, value) {
        struct str parameter = str_c(key);
        const json_t *row = database_parameter_find(rows, parameter);
        if (row == NULL)
            return fail_at(&c->err, ERR_USER, "parameters", "the engine has no parameter '%s'", key);
        if (str_eq(database_parameter_value(row), json_text(value)))
            continue;
        json_array_append_new(part, change_of(row, parameter, value));
        if (json_array_size(part) < MOST_AT_ONCE)
            continue;
        TRY(send_part(c, name, part));
        part = json_own(c->mem, json_array());
    }
    return json_array_size(part) == 0 || send_part(c, name, part);
}

bool database_parameters_reboot(struct call *c, struct str name)
{
    json_t *database;
    TRY(api_view(c, LS_KIND_DATABASE, name, LS_NOW, &database));
    bool is_pending = str_eqc(json_member_text(database, "parameterApplyStatus"), "pending-reboot");
    return !is_pending || database_reboot(c, name);
}
