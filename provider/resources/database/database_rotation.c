/*
 * database_rotation.c — lets Lightsail make another password. Knows by what a rotation is recognised: the times of the
 * passwords; must not know who wants it. Source: UpdateRelationalDatabase of the API model.
 */
#include "resources/database/database_rotation.h"

#include "resources/database/database.h"
#include "runtime/action.h"
#include "runtime/busy.h"
#include "steps/database_password.h"

/* When the version was made; 0 when there is none. */
static bool read_time(struct ls_client *client, struct aws_scope scope, struct str name, const char *version,
                      double *ret_time_s, struct err *err)
{
    json_t *password;
    *ret_time_s = 0;
    if (database_password_read(client, scope, name, str_c(version), &password, err)) {
        *ret_time_s = json_number_value(json_object_get(password, "createdAt"));
        return true;
    }
    bool is_none = err->kind == ERR_NOT_FOUND;
    if (is_none)
        *err = (struct err){0};
    return is_none;
}

struct rotation {
    struct str name;
    double current_s, pending_s; /* before it */
};

static bool is_changed(double before_s, double now_s)
{
    return now_s > 0 && (now_s < before_s || now_s > before_s);
}

/* Whether a request whose response was lost took effect: another password is pending or current. */
static bool has_begun(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                      int64_t since_ms, bool *ret_done, struct err *err)
{
    const struct rotation *rotation = effect->context;
    double now_s;
    (void)since_ms;
    TRY(read_time(client, scope, rotation->name, "CURRENT", &now_s, err));
    *ret_done = is_changed(rotation->current_s, now_s);
    if (*ret_done)
        return true;
    TRY(read_time(client, scope, rotation->name, "PENDING", &now_s, err));
    *ret_done = is_changed(rotation->pending_s, now_s);
    return true;
}

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct rotation *rotation = context;
    const struct ls_effect effect = {LS_DONE, LS_KIND_DATABASE, .name = rotation->name, .is_done = has_begun,
                                     .context = rotation};
    return api_change_begin(c, OP_UPDATE_RELATIONAL_DATABASE, in, &effect, ret_answer);
}

/* The operation may end before the password is in effect. */
static bool wait_current(struct call *c, const struct rotation *rotation)
{
    struct ls_poll poll = api_poll_begin(c);
    double now_s = 0;
    for (;;) {
        TRY(read_time(c->client, api_scope(c), rotation->name, "CURRENT", &now_s, &c->err));
        if (is_changed(rotation->current_s, now_s))
            return database_wait(c, rotation->name, "database available", "available", NULL);
        action_progress(c, "waiting for the new password of the database '%.*s'", STR_ARG(rotation->name));
        if (!api_poll_wait(c, &poll))
            return fail_context(&c->err, "the new password of the database '%.*s' is not in effect yet",
                                STR_ARG(rotation->name));
    }
}

bool database_password_rotate(struct call *c, struct str name)
{
    struct rotation rotation = {.name = name};
    json_t *answer, *in;
    TRY(api_has_client(c));
    TRY(read_time(c->client, api_scope(c), name, "CURRENT", &rotation.current_s, &c->err));
    TRY(read_time(c->client, api_scope(c), name, "PENDING", &rotation.pending_s, &c->err));
    in = json_pack("{s:o, s:b, s:b}", "relationalDatabaseName", json_new_str(name),
                   "rotateMasterUserPassword", 1, "applyImmediately", 1);
    return busy_send(c, in, send, &rotation, &answer) && api_wait(c, answer) && wait_current(c, &rotation);
}
