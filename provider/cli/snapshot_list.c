/*
 * snapshot_list.c — `snapshot list`: manual snapshots of instances, disks and databases, and the automatic ones of an
 * instance or a disk. Knows the kinds of snapshots and GetAutoSnapshots; must not change anything.
 */
#include "cli/infra.h"

#include <stdlib.h>

#include "lightsail/snapshots.h"

enum { AUTO, OUTPUT };

static const struct option_row options[] = {
    [AUTO] = {.name = "auto", .help = "only the automatic snapshots of NAME"},
    [OUTPUT] = OUTPUT_OPTION,
    {.name = NULL},
};

static const struct column columns[] = {
    {"NAME", "from"},   {"KIND", "kind"},   {"SOURCE", "source"}, {"CREATED", "created"},
    {"GB", "sizeInGb"}, {"STATE", "state"}, {NULL, NULL},
};

static double created_s(const json_t *row)
{
    return json_number_value(json_object_get(row, "createdAt"));
}

/* A copy of the object of the API, with the members that the table shows. */
static void add_row(struct session *s, json_t *rows, const json_t *object, const char *kind,
                    struct str source, const char *from, const char *state)
{
    json_t *row = json_deep_copy(object);
    struct str created = clock_print_time(s->mem, created_s(object));
    json_object_set_new(row, "kind", json_string(kind));
    json_object_set_new(row, "source", json_new_str(source));
    json_object_set_new(row, "created", json_new_str(created));
    json_object_set(row, "from", json_object_get(object, from));
    json_object_set(row, "state", json_object_get(object, state));
    json_array_append_new(rows, row);
}

/* The snapshot of a disk may also be one of the system disk of an instance. */
static struct str source_of(const struct ls_snapshot_form *form, const json_t *snapshot)
{
    struct str source = json_member_text(snapshot, form->from_name);
    return source.len > 0 ? source : ls_copy_source(snapshot).instance;
}

/* name "": of all sources. */
static bool add_manual(struct session *s, const struct ls_snapshot_form *form, struct str name, json_t *rows)
{
    const struct ls_kind_row *row = ls_kind_row(form->kind);
    json_t *items;
    /* A permission for instances and disks may have none for databases. */
    TRY(form->kind == LS_KIND_DATABASE_SNAPSHOT
            ? session_list_if_allowed(s, row->list, NULL, row->items, &items)
            : session_list(s, row->list, NULL, row->items, &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        struct str source = source_of(form, item);
        if (name.len == 0 || str_eq(source, name))
            add_row(s, rows, item, ls_kind_row(form->source)->noun, source, "name", "state");
    }
    return true;
}

static bool has_database(const json_t *rows)
{
    const json_t *first = json_array_get(rows, 0);
    return str_eqc(json_member_text(first, "kind"), ls_kind_row(LS_KIND_DATABASE)->noun);
}

/* A database has none, and neither has a source that does not exist any more. */
static bool add_automatic(struct session *s, struct str name, json_t *rows)
{
    json_t *response;
    if (has_database(rows))
        return true;
    if (!ls_auto_snapshots(s->client, session_scope(s), name, STR(""), &response, &s->err)) {
        if (s->err.kind != ERR_NOT_FOUND || json_array_size(rows) == 0)
            return false;
        s->err = (struct err){.kind = ERR_NONE};
        return true;
    }
    const json_t *items = json_object_get(response, "autoSnapshots");
    for (size_t i = 0; i < json_array_size(items); i++)
        add_row(s, rows, json_array_get(items, i), "automatic", name, "date", "status");
    return true;
}

static int compare_newest_first(const void *a, const void *b)
{
    double left = created_s(*(json_t *const *)a), right = created_s(*(json_t *const *)b);
    return left > right ? -1 : left < right;
}

static json_t *sorted(struct session *s, const json_t *rows)
{
    size_t count = json_array_size(rows);
    json_t **order = arena_new_array(s->mem, json_t *, count), *result = json_own(s->mem, json_array());
    for (size_t i = 0; i < count; i++)
        order[i] = json_array_get(rows, i);
    qsort(order, count, sizeof *order, compare_newest_first);
    for (size_t i = 0; i < count; i++)
        json_array_append(result, order[i]);
    return result;
}

static int run(struct session *s, const struct given *given)
{
    json_t *rows = json_own(s->mem, json_array());
    bool has_name = given->values[GIVEN_WORD] != NULL, is_auto = given->values[AUTO] != NULL;
    struct str name = has_name ? given_text(given, GIVEN_WORD) : STR("");
    if (is_auto && !has_name)
        return usage_error(&snapshot_list, "--auto needs the NAME of an instance or a disk");
    if (!is_auto &&
        (!add_manual(s, &ls_instance_snapshot, name, rows) || !add_manual(s, &ls_disk_snapshot, name, rows) ||
         !add_manual(s, &ls_database_snapshot, name, rows)))
        return session_failed(s, "cannot list the snapshots");
    if (has_name && !add_automatic(s, name, rows))
        return session_failed(s, "cannot list the snapshots of '%.*s'", STR_ARG(name));
    output_rows(s, output_format_of(given->values[OUTPUT]), sorted(s, rows), columns);
    return EXIT_DONE;
}

const struct command snapshot_list = {
    .group = "snapshot",
    .name = "list",
    .summary = "List the snapshots of the region, or those of an instance, a disk or a database.",
    .options = options,
    .notes = "With NAME, the list also has its automatic snapshots, which have a date instead of a name.",
    .run = run,
    .word = "NAME",
    .word_kind = VALUE_INSTANCE,
    .is_word_optional = true,
};
