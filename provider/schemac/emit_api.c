/*
 * emit_api.c — the calls, hooks, moves and views of a record as C: initialisers, never a statement. Knows
 * provider/runtime/crud.h and derived.h as texts; must not know what is allowed in a record.
 */
#include "schemac/emit_api.h"

#include "schemac/emit_parts.h"
#include "schemac/words.h"

/* The parameters of a hook, after the call. */
static const char *const hook_parameters[HOOK_COUNT] = {
    [HOOK_VALIDATE] = "const void *config",
    [HOOK_PLAN] = "struct plan *plan",
    [HOOK_REQUEST] = "enum crud_step step, const void *prior, const void *plan, json_t *in",
    [HOOK_EFFECT] = "const void *prior, const void *plan, json_t *members",
    [HOOK_FILL] = "const json_t *object, const void *prior, void *state",
    [HOOK_MAY_DELETE] = "const void *prior",
    [HOOK_IS_READY] = "const json_t *object",
};

static bool is_declared(const struct record *record)
{
    return record->kind == RECORD_RESOURCE && record->api.object.data != NULL;
}

void add_api_externs(struct buf *out, const struct record *record)
{
    for (int i = 0; i < HOOK_COUNT; i++) {
        if (record->api.hooks[i].data != NULL)
            buf_printf(out, "bool %.*s_%s(struct call *c, %s);\n", STR_ARG(record->api.hooks[i]),
                       hook_words[i], hook_parameters[i]);
    }
}

/* ---- struct crud ---- */

static void add_call(struct buf *out, const struct declared_call *call)
{
    const struct operation *operation = operation_find(call->op);
    buf_printf(out, "{.op = OP_%s", operation->enumerator);
    if (call->under.data != NULL) {
        buf_add(out, STR(", .under = "));
        add_literal(out, call->under);
    }
    if (call->fixed.data != NULL) {
        buf_add(out, STR(", .fixed = "));
        add_literal(out, call->fixed);
    }
    buf_printf(out, "%s%s}", call->sends_all ? ", .sends_all = true" : "",
               call->until_ready ? ", .until_ready = true" : "");
}

static void add_words(struct buf *out, const char *prefix, struct str name, const struct str *words,
                      size_t count)
{
    if (count == 0)
        return;
    buf_printf(out, "static const char *const %s_of__%.*s[] = {", prefix, STR_ARG(name));
    for (size_t i = 0; i < count; i++) {
        add_literal(out, words[i]);
        buf_add(out, STR(", "));
    }
    buf_add(out, STR("NULL};\n"));
}

static void add_crud_calls(struct buf *out, const struct record *record)
{
    const struct declared_api *api = &record->api;
    if (api->create.op.data != NULL) {
        buf_add(out, STR("    .create = "));
        add_call(out, &api->create);
        buf_add(out, STR(",\n"));
    }
    if (api->remove.op.data != NULL) {
        buf_add(out, STR("    .remove = "));
        add_call(out, &api->remove);
        buf_add(out, STR(",\n"));
    }
    if (api->update_count > 0)
        buf_printf(out, "    .updates = updates_of__%.*s,\n    .update_count = %zu,\n",
                   STR_ARG(record->c_name), api->update_count);
}

static void add_crud_words(struct buf *out, const struct record *record)
{
    const struct declared_api *api = &record->api;
    if (api->ready_at.data != NULL) {
        buf_add(out, STR("    .ready_at = "));
        add_literal(out, api->ready_at);
        buf_printf(out, ",\n    .ready = ready_of__%.*s,\n", STR_ARG(record->c_name));
    }
    if (api->failed_count > 0)
        buf_printf(out, "    .failed = failed_of__%.*s,\n", STR_ARG(record->c_name));
    if (api->detail_at.data != NULL) {
        buf_add(out, STR("    .detail_at = "));
        add_literal(out, api->detail_at);
        buf_add(out, STR(",\n"));
    }
    if (api->failed_code_count > 0)
        buf_printf(out, "    .failed_codes = failed_codes_of__%.*s,\n", STR_ARG(record->c_name));
    if (api->filter_count > 0)
        buf_printf(out, "    .filters = filters_of__%.*s,\n", STR_ARG(record->c_name));
}

static void add_crud(struct buf *out, const struct record *record)
{
    const struct declared_api *api = &record->api;
    const struct kind *kind = kind_find(api->object);
    buf_printf(out,
               "static const struct crud crud_of__%.*s = {\n    .kind = LS_KIND_%s,\n    .goal = \"%s "
               "ready\",\n    .gone "
               "= \"%s gone\",\n",
               STR_ARG(record->c_name), kind->enumerator, kind->noun, kind->noun);
    add_crud_calls(out, record);
    add_crud_words(out, record);
    for (int i = 0; i < HOOK_COUNT; i++) {
        if (api->hooks[i].data != NULL)
            buf_printf(out, "    .%s = %.*s_%s,\n", hook_words[i], STR_ARG(api->hooks[i]), hook_words[i]);
    }
    if (api->create.op.data != NULL) /* crud_modify_plan */
        buf_add(out, STR("    .name_check = name_check,\n"));
    if (api->move_count > 0)
        buf_printf(out, "    .moves = moves_of__%.*s,\n    .move_count = %zu,\n", STR_ARG(record->c_name),
                   api->move_count);
    buf_add(out, STR("};\n\n"));
}

/* ---- moves ---- */

static void add_move_names(struct buf *out, const struct record *record, size_t number)
{
    const struct declared_move *move = &record->api.moves[number];
    if (move->count == 0)
        return;
    buf_printf(out, "static const struct move_name names_of__%.*s__%zu[] = {", STR_ARG(record->c_name),
               number);
    for (size_t i = 0; i < move->count; i++)
        buf_printf(out, "{\"%.*s\", \"%.*s\"}, ", STR_ARG(move->ours[i]), STR_ARG(move->theirs[i]));
    buf_add(out, STR("{NULL, NULL}};\n"));
}

static void add_moves(struct buf *out, const struct record *record)
{
    const struct declared_api *api = &record->api;
    if (api->move_count == 0)
        return;
    for (size_t i = 0; i < api->move_count; i++)
        add_move_names(out, record, i);
    buf_printf(out, "static const struct state_move moves_of__%.*s[] = {\n", STR_ARG(record->c_name));
    for (size_t i = 0; i < api->move_count; i++) {
        const struct declared_move *move = &api->moves[i];
        buf_printf(out, "    {.provider = \"%.*s\", .type_name = \"%.*s\", .newest_version = %lld",
                   STR_ARG(move->provider), STR_ARG(move->type), (long long)move->version);
        if (move->count > 0)
            buf_printf(out, ", .names = names_of__%.*s__%zu", STR_ARG(record->c_name), i);
        buf_add(out, STR("},\n"));
    }
    buf_add(out, STR("};\n\n"));
}

void add_api_rows(struct buf *out, const struct record *record)
{
    const struct declared_api *api = &record->api;
    if (!is_declared(record))
        return;
    if (api->update_count > 0) {
        buf_printf(out, "static const struct crud_call updates_of__%.*s[] = {", STR_ARG(record->c_name));
        for (size_t i = 0; i < api->update_count; i++) {
            add_call(out, &api->updates[i]);
            buf_add(out, STR(", "));
        }
        buf_add(out, STR("};\n"));
    }
    add_words(out, "ready", record->c_name, api->ready, api->ready_count);
    add_words(out, "failed", record->c_name, api->failed, api->failed_count);
    add_words(out, "failed_codes", record->c_name, api->failed_codes, api->failed_code_count);
    add_words(out, "filters", record->c_name, api->filters, api->filter_count);
    add_moves(out, record);
    add_crud(out, record);
}

/* ---- objects ---- */

void add_api_objects(struct buf *out, const struct record *record)
{
    static const char *const reads[VIEW_COUNT] = {"derived_read", "derived_read_many", "derived_list"};
    struct str name = record->c_name;
    if (record->viewed != NULL && record->view == VIEW_LIST)
        buf_printf(
            out,
            "const struct list_resource %.*s_resource = {\n    .schema = &%.*s_schema,\n    .resource = "
            "&%.*s_resource,\n    .list = %s,\n};\n",
            STR_ARG(name), STR_ARG(name), STR_ARG(record->viewed->c_name), reads[record->view]);
    else if (record->viewed != NULL)
        buf_printf(out, "const struct data_source %.*s_source = {.schema = &%.*s_schema, .read = %s};\n",
                   STR_ARG(name), STR_ARG(name), reads[record->view]);
    if (!is_declared(record) || record->api.by_hand)
        return;
    buf_printf(out, "const struct resource %.*s_resource = {\n    .schema = &%.*s_schema,\n    CRUD_HOOKS,\n",
               STR_ARG(name), STR_ARG(name));
    buf_add(out, STR("};\n"));
}

/* ---- rows ---- */

static size_t update_number(const struct record *record, struct str op)
{
    size_t i = 0;
    while (i < record->api.update_count && !str_eq(record->api.updates[i].op, op))
        i++;
    return i + 1;
}

void add_api_members(struct buf *out, const struct record *record, const struct attribute *a)
{
    if (record->kind != RECORD_RESOURCE || !is_declared(record))
        return;
    if (a->request.data != NULL) {
        buf_add(out, STR("        .request = "));
        add_literal(out, a->request);
        buf_add(out, STR(",\n"));
    }
    if (a->update.data != NULL)
        buf_printf(out, "        .update = %zu,\n", update_number(record, a->update));
    if (a->refers.data != NULL)
        buf_printf(out, "        .refers = LS_KIND_%s,\n", kind_find(a->refers)->enumerator);
}
