/*
 * database_parameters.c — lightsail_database_parameters: which parameters of a database have which values, and what they
 * had before. Must not know how a change is sent (database_parameters_set.c).
 */
#include "resources/database/database_parameters.h"

#include "gen/database_parameters.h"
#include "resources/database/database_parameter.h"
#include "resources/database/database_resize.h"
#include "runtime/arn.h"
#include "runtime/region_check.h"

static struct tf_string value_in(const struct tf_strings *map, struct str key)
{
    for (size_t i = 0; TF_IS_KNOWN(*map) && i < map->count; i++) {
        if (str_eq(map->keys[i], key))
            return map->v[i];
    }
    return (struct tf_string){0};
}

static bool reboots(const struct database_parameters *model)
{
    return TF_IS_KNOWN(model->reboot) && str_eqc(model->reboot.v, DATABASE_PARAMETERS_REBOOT_IF_NEEDED);
}

static bool is_pending(struct tf_string status)
{
    return TF_IS_KNOWN(status) && str_eqc(status.v, "pending-reboot");
}

/* ---- plan ---- */

static void check_parameter(struct call *c, const json_t *rows, struct str name, struct str value)
{
    const json_t *row = database_parameter_find(rows, name);
    struct str allowed = json_member_text(row, "allowedValues");
    if (row == NULL)
        call_error(c, "parameters", "Unknown parameter",
                   "The engine of the database has no parameter '%.*s'.", STR_ARG(name));
    else if (json_is_false(json_object_get(row, "isModifiable")))
        call_error(c, "parameters", "Parameter cannot be changed",
                   "Lightsail does not change the parameter '%.*s'. Remove it.", STR_ARG(name));
    else if (!database_parameter_allows(row, value))
        call_error(c, "parameters", "Value not allowed",
                   "The parameter '%.*s' cannot be '%.*s'. Allowed values: %.*s.", STR_ARG(name),
                   STR_ARG(value), STR_ARG(allowed));
}

static void warn_of_reboot(struct call *c, const struct database_parameters *planned, const json_t *rows)
{
    struct buf names = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < planned->parameters.count; i++) {
        const json_t *row = database_parameter_find(rows, planned->parameters.keys[i]);
        struct tf_string value = planned->parameters.v[i];
        if (row != NULL && !database_parameter_is_dynamic(row) && TF_IS_KNOWN(value) &&
            !str_eq(value.v, database_parameter_value(row)))
            buf_printf(&names, "%s%.*s", names.len > 0 ? ", " : "", STR_ARG(planned->parameters.keys[i]));
    }
    if (names.len > 0 && !reboots(planned))
        call_warn(
            c, "parameters", "Parameters take effect with the next reboot",
            "The database uses the new values of these static parameters after its next reboot: %.*s. With "
            "reboot = \"if_needed\" the apply reboots it.",
            STR_ARG(buf_str(&names)));
}

/* A database that does not exist yet is checked by the apply. */
static bool check_parameters(struct call *c, const struct database_parameters *planned)
{
    struct str name = planned->database_name.v;
    json_t *database, *rows;
    if (!TF_IS_KNOWN(planned->database_name) || !TF_IS_KNOWN(planned->parameters) || c->client == NULL)
        return true;
    if (!api_view(c, LS_KIND_DATABASE, name, LS_REFRESH, &database) ||
        !database_parameters_list(c, name, &rows))
        return api_done_if_not_found(c);
    for (size_t i = 0; i < planned->parameters.count; i++) {
        struct tf_string value = planned->parameters.v[i];
        if (TF_IS_KNOWN(value))
            check_parameter(c, rows, planned->parameters.keys[i], value.v);
    }
    warn_of_reboot(c, planned, rows);
    return true;
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct database_parameters *config = plan->config, *prior = plan->prior;
    struct database_parameters *planned = plan->planned;
    refers_check(c, plan, LS_KIND_DATABASE, "database_name", config->database_name,
                 prior != NULL ? prior->database_name : (struct tf_string){0});
    bool may_reboot = reboots(planned) || TF_IS_UNKNOWN(planned->reboot);
    /* An apply that was interrupted before its reboot is completed. */
    if (prior != NULL && (plan->is_changed || (may_reboot && is_pending(prior->apply_status))))
        planned->apply_status = TF_UNKNOWN_OF(planned->apply_status);
    return prior != NULL && !plan->is_changed ? true : check_parameters(c, planned);
}

/* ---- read ---- */

/* A parameter without a value has the default again. */
static void fill_parameters(struct call *c, const json_t *rows, const struct database_parameters *prior,
                            struct database_parameters *state)
{
    size_t most = TF_IS_KNOWN(prior->parameters) ? prior->parameters.count : 0, count = 0;
    struct str *keys = arena_new_array(c->mem, struct str, most);
    struct tf_string *values = arena_new_array(c->mem, struct tf_string, most);
    for (size_t i = 0; i < most; i++) {
        const json_t *row = database_parameter_find(rows, prior->parameters.keys[i]);
        struct str value = database_parameter_value(row);
        if (value.data == NULL)
            continue;
        keys[count] = prior->parameters.keys[i];
        values[count++] = tf_string(str_copy(c->mem, value));
    }
    state->parameters = (struct tf_strings){TF_KNOWN, count, keys, values};
    if (!TF_IS_KNOWN(prior->defaults))
        state->defaults = (struct tf_strings){.is = TF_KNOWN};
}

static bool fill_status(struct call *c, struct database_parameters *state)
{
    json_t *database;
    TRY(api_view(c, LS_KIND_DATABASE, state->database_name.v, LS_NOW, &database));
    state->apply_status = tf_string(str_copy(c->mem, json_member_text(database, "parameterApplyStatus")));
    return true;
}

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct database_parameters *prior = prior_model;
    struct database_parameters *state = state_model;
    json_t *database, *rows;
    bool is_import = !TF_IS_KNOWN(prior->parameters), is_changing = false;
    TRY(is_import || database_is_changing(c, prior->database_name.v, &is_changing));
    if (is_changing) /* the change of the bundle sets them again */
        return true;
    if (!api_view(c, LS_KIND_DATABASE, prior->database_name.v, LS_REFRESH, &database) ||
        !database_parameters_list(c, prior->database_name.v, &rows))
        return api_gone_if_not_found(c);
    fill_parameters(c, rows, prior, state);
    state->apply_status = tf_string(str_copy(c->mem, json_member_text(database, "parameterApplyStatus")));
    return true;
}

/* ---- changes ---- */

static json_t *text_or_null(struct tf_string text)
{
    return TF_IS_KNOWN(text) ? json_new_str(text.v) : json_null();
}

/* The new value of each parameter: of the plan, or what a removed one had before. */
static json_t *wanted_values(struct call *c, const struct database_parameters *prior,
                             const struct database_parameters *plan)
{
    json_t *wanted = json_own(c->mem, json_object());
    for (size_t i = 0; prior != NULL && TF_IS_KNOWN(prior->parameters) && i < prior->parameters.count; i++) {
        struct str name = prior->parameters.keys[i];
        json_object_setn_new(wanted, name.data, name.len, text_or_null(value_in(&prior->defaults, name)));
    }
    for (size_t i = 0; plan != NULL && i < plan->parameters.count; i++) {
        struct str name = plan->parameters.keys[i];
        json_object_setn_new(wanted, name.data, name.len, text_or_null(plan->parameters.v[i]));
    }
    return wanted;
}

/* What each parameter of the plan had before: from the state, or from the database for a new one. */
static struct tf_strings defaults_of(struct call *c, const json_t *rows,
                                     const struct database_parameters *prior,
                                     const struct database_parameters *plan)
{
    size_t most = plan->parameters.count, count = 0;
    struct str *keys = arena_new_array(c->mem, struct str, most);
    struct tf_string *values = arena_new_array(c->mem, struct tf_string, most);
    for (size_t i = 0; i < most; i++) {
        struct str name = plan->parameters.keys[i];
        bool is_old = prior != NULL && TF_IS_KNOWN(value_in(&prior->parameters, name));
        struct str now = database_parameter_value(database_parameter_find(rows, name));
        struct tf_string before = is_old ? value_in(&prior->defaults, name)
                                  : now.data != NULL && !str_eq(now, plan->parameters.v[i].v)
                                      ? tf_string(str_copy(c->mem, now))
                                      : (struct tf_string){0};
        if (!TF_IS_KNOWN(before))
            continue;
        keys[count] = name;
        values[count++] = before;
    }
    return (struct tf_strings){TF_KNOWN, count, keys, values};
}

static bool change(struct call *c, const struct database_parameters *prior,
                   const struct database_parameters *plan, struct database_parameters *state)
{
    struct str name = plan->database_name.v;
    json_t *rows;
    TRY(database_parameters_list(c, name, &rows));
    struct tf_strings defaults = defaults_of(c, rows, prior, plan);
    state->database_name = plan->database_name;
    TRY(database_parameters_set(c, name, rows, wanted_values(c, prior, plan)));
    state->parameters = plan->parameters;
    state->defaults = defaults;
    state->reboot = plan->reboot;
    TRY(!reboots(plan) || database_parameters_reboot(c, name));
    return fill_status(c, state);
}

/* Not while another bundle deletes and creates the database. */
static bool alone(struct call *c, const struct database_parameters *prior,
                  const struct database_parameters *plan, struct database_parameters *state)
{
    TRY(database_lock(c, plan->database_name.v));
    bool done = change(c, prior, plan, state);
    database_unlock(c, plan->database_name.v);
    return done;
}

static bool create(struct call *c, const void *plan, void *state)
{
    return alone(c, NULL, plan, state);
}

static bool update(struct call *c, const void *prior, const void *plan, void *state)
{
    return alone(c, prior, plan, state);
}

static bool remove_all(struct call *c, const struct database_parameters *prior)
{
    struct str name = prior->database_name.v;
    json_t *rows;
    return database_parameters_list(c, name, &rows) &&
           database_parameters_set(c, name, rows, wanted_values(c, prior, NULL)) &&
           (!reboots(prior) || database_parameters_reboot(c, name));
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct database_parameters *prior = prior_model;
    TRY(database_lock(c, prior->database_name.v));
    bool done = remove_all(c, prior);
    database_unlock(c, prior->database_name.v);
    return done || api_done_if_not_found(c);
}

static bool import(struct call *c, struct str id, void *state_model)
{
    struct database_parameters *state = state_model;
    struct str name;
    TRY(arn_or_name(c, id, LS_KIND_DATABASE, &name));
    state->database_name = tf_string(str_copy(c->mem, name));
    return true;
}

const struct resource database_parameters_resource = {
    .schema = &database_parameters_schema,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
};
