/*
 * history.c — the recent operations of an object, as text for the user who has to find the cause of a
 * failure. Knows operations; must not know what was requested.
 */
#include "lightsail/history.h"

#include <stdlib.h>

enum { MOST_LINES = 5, MOST_OPERATIONS = 1000, MOST_DETAIL_BYTES = 300 };

static double begun_s(const json_t *operation)
{
    return json_number_value(json_object_get(operation, "createdAt"));
}

static int compare_newest_first(const void *a, const void *b)
{
    double left = begun_s(*(const json_t *const *)a), right = begun_s(*(const json_t *const *)b);
    return left < right ? 1 : left > right ? -1 : 0;
}

static void add_line(struct buf *out, const json_t *operation)
{
    struct str code = json_member_text(operation, "errorCode"),
               details = json_member_text(operation, "errorDetails");
    if (out->len > 0)
        buf_addc(out, '\n');
    double changed_s = json_number_value(json_object_get(operation, "statusChangedAt"));
    buf_add(out, clock_print_time(out->mem, changed_s > 0 ? changed_s : begun_s(operation)));
    buf_printf(out, " %.*s %.*s", STR_ARG(json_member_text(operation, "operationType")),
               STR_ARG(json_member_text(operation, "status")));
    if (code.len > 0)
        buf_printf(out, ", %.*s", STR_ARG(code));
    if (details.len > 0)
        buf_printf(out, ": %.*s", STR_ARG(str_printable(out->mem, details, MOST_DETAIL_BYTES)));
}

bool ls_history(struct ls_client *client, struct aws_scope scope, struct str name, struct str *ret_text,
                struct err *err)
{
    json_t *out, *in = json_own(scope.mem, json_object());
    json_object_set_new(in, "resourceName", json_new_str(name));
    TRY(ls_call(client, scope, OP_GET_OPERATIONS_FOR_RESOURCE, in, &out, err));
    const json_t *operations = json_object_get(out, "operations");
    size_t count = json_array_size(operations);
    count = count < MOST_OPERATIONS ? count : MOST_OPERATIONS;
    const json_t **sorted = arena_new_array(scope.mem, const json_t *, count + 1);
    for (size_t i = 0; i < count; i++)
        sorted[i] = json_array_get(operations, i);
    qsort(sorted, count, sizeof(const json_t *), compare_newest_first);
    struct buf text = buf_new(scope.mem, 4096);
    for (size_t i = 0; i < count && i < MOST_LINES; i++)
        add_line(&text, sorted[i]);
    *ret_text = buf_str(&text);
    return true;
}
