/*
 * coverage.c — the declared attributes, values and operations as flat rows that are marked when exercised.
 * Must not read anything but records.
 */
#include "coverage.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum thing_kind { THING_ATTRIBUTE, THING_VALUE, THING_OPERATION, THING_KIND_COUNT };

struct thing {
    enum thing_kind what;
    const char *kind, *record, *path, *value; /* value: of a text, or the operation */
    const json_t *row;                        /* the attribute's record */
    bool is_written;                          /* users can configure it */
    bool is_derived;                          /* an operation that one record of several must exercise */
    bool is_done;
};

struct coverage {
    struct arena *mem;
    struct thing *things;
    size_t count, capacity;
};

static struct thing *add(struct coverage *coverage, struct thing thing)
{
    if (coverage->count == coverage->capacity) {
        size_t capacity = coverage->capacity * 2 + 256;
        struct thing *things = arena_new_array(coverage->mem, struct thing, capacity);
        if (coverage->count > 0)
            memcpy(things, coverage->things, coverage->count * sizeof *things);
        coverage->things = things;
        coverage->capacity = capacity;
    }
    coverage->things[coverage->count] = thing;
    return &coverage->things[coverage->count++];
}

static const char *join(struct arena *mem, const char *path, const char *name)
{
    return path[0] == '\0' ? str_z(mem, str_c(name)) : str_printf(mem, "%s.%s", path, name).data;
}

static void add_attributes(struct coverage *coverage, const char *kind, const char *record, const char *path,
                           const json_t *parent)
{
    size_t index;
    const json_t *row;
    json_array_foreach (json_object_get(parent, "attributes"), index, row) {
        const char *where = join(coverage->mem, path, json_string_value(json_object_get(row, "name")));
        const char *mode = json_string_value(json_object_get(row, "mode"));
        struct thing thing = {.what = THING_ATTRIBUTE,
                              .kind = kind,
                              .record = record,
                              .path = where,
                              .row = row,
                              .is_written = mode == NULL || strcmp(mode, "computed") != 0};
        add(coverage, thing);
        size_t at;
        const json_t *value;
        json_array_foreach (json_object_get(row, "one_of"), at, value) {
            thing.what = THING_VALUE;
            thing.value = json_string_value(value);
            add(coverage, thing);
        }
        add_attributes(coverage, kind, record, where, json_object_get(row, "nested"));
    }
    json_array_foreach (json_object_get(parent, "blocks"), index, row) {
        const char *where = join(coverage->mem, path, json_string_value(json_object_get(row, "name")));
        add(coverage, (struct thing){.what = THING_ATTRIBUTE,
                                     .kind = kind,
                                     .record = record,
                                     .path = where,
                                     .row = row,
                                     .is_written = true});
        add_attributes(coverage, kind, record, where, row);
    }
}

/* Whether an object is read alone or in a list, and with its operation, depends on the other calls of the moment. */
static bool is_read(const char *operation)
{
    return strncmp(operation, "Get", 3) == 0;
}

static void add_record(struct coverage *coverage, const json_t *record)
{
    const char *kind = json_string_value(json_object_get(record, "kind"));
    const char *name = json_string_value(json_object_get(record, "name"));
    add_attributes(coverage, kind, name, "", record);
    const char *step;
    size_t index;
    json_t *operations, *operation, *timeout, *parameter;
    /* A resource with operations has a region, an argument that no record contains. */
    if (json_object_size(json_object_get(record, "operations")) > 0)
        add(coverage, (struct thing){.what = THING_ATTRIBUTE,
                                     .kind = kind,
                                     .record = name,
                                     .path = "region",
                                     .row = json_own(coverage->mem, json_pack("{s:s, s:s}", "type", "string",
                                                                              "match", "region")),
                                     .is_written = true});
    json_object_foreach (json_object_get(record, "operations"), step, operations)
        json_array_foreach (operations, index, operation)
            add(coverage, (struct thing){.what = THING_OPERATION,
                                         .kind = kind,
                                         .record = name,
                                         .path = step,
                                         .value = json_string_value(operation),
                                         .is_derived = json_object_get(record, "calls") != NULL ||
                                                       is_read(json_string_value(operation))});
    json_object_foreach (json_object_get(record, "timeouts"), step, timeout)
        add(coverage, (struct thing){.what = THING_ATTRIBUTE,
                                     .kind = kind,
                                     .record = name,
                                     .path = join(coverage->mem, "timeouts", step),
                                     .is_written = true});
    json_array_foreach (json_object_get(record, "parameters"), index, parameter)
        add(coverage, (struct thing){.what = THING_ATTRIBUTE,
                                     .kind = kind,
                                     .record = name,
                                     .is_written = true,
                                     .path = json_string_value(json_object_get(parameter, "name"))});
    if (json_object_get(record, "variadic") != NULL)
        add(coverage, (struct thing){.what = THING_ATTRIBUTE,
                                     .kind = kind,
                                     .record = name,
                                     .is_written = true,
                                     .path = json_string_value(
                                         json_object_get(json_object_get(record, "variadic"), "name"))});
    if (json_object_get(record, "result") != NULL)
        add(coverage,
            (struct thing){.what = THING_ATTRIBUTE, .kind = kind, .record = name, .path = "result"});
}

static bool load_folder(struct coverage *coverage, const char *folder, bool with_folders)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    if (count < 0) {
        perror(folder);
        return false;
    }
    bool done = true;
    for (int i = 0; i < count; i++) {
        struct str name = str_copy(coverage->mem, str_c(entries[i]->d_name));
        struct str path = str_printf(coverage->mem, "%s/%s", folder, entries[i]->d_name);
        free(entries[i]);
        if (name.data[0] == '.' || str_eqc(name, "history"))
            continue;
        if (!str_contains(name, STR("."))) {
            done = (!with_folders || load_folder(coverage, path.data, false)) && done;
            continue;
        }
        if (!str_ends_with(name, STR(".json")))
            continue;
        json_error_t error;
        json_t *record = json_load_file(path.data, 0, &error);
        if (record == NULL) {
            fprintf(stderr, "%s:%d: %s\n", path.data, error.line, error.text);
            done = false;
            continue;
        }
        add_record(coverage, json_own(coverage->mem, record));
    }
    free(entries);
    return done;
}

struct coverage *coverage_load(struct arena *mem, const char *folder)
{
    struct coverage *coverage = arena_new_object(mem, struct coverage);
    coverage->mem = mem;
    return load_folder(coverage, folder, true) ? coverage : NULL;
}

/* ---- ticking off ----------------------------------------------------------------------------------------------- */

static void tick(struct coverage *coverage, const char *kind, const char *record, const char *path,
                 const struct value *text, bool is_config)
{
    for (size_t i = 0; i < coverage->count; i++) {
        struct thing *thing = &coverage->things[i];
        if (thing->is_done || thing->what == THING_OPERATION || strcmp(thing->kind, kind) != 0 ||
            strcmp(thing->record, record) != 0 || strcmp(thing->path, path) != 0)
            continue;
        /* A configurable attribute counts when it was configured. */
        if (thing->is_written && !is_config)
            continue;
        if (thing->what == THING_ATTRIBUTE ||
            (text != NULL && text->type->kind == TYPE_STRING && str_eqc(text->text, thing->value)))
            thing->is_done = true;
    }
}

static void walk(struct coverage *coverage, const char *kind, const char *record, const char *path,
                 const struct value *value, bool is_config)
{
    if (!value_is_known(*value))
        return;
    if (path[0] != '\0')
        tick(coverage, kind, record, path, value, is_config);
    for (size_t i = 0; value->items != NULL && i < value->count; i++)
        walk(coverage, kind, record,
             value->type->kind == TYPE_OBJECT
                 ? join(coverage->mem, path, str_z(coverage->mem, value->type->members[i].name))
                 : path,
             &value->items[i], is_config);
}

void coverage_add_config(struct coverage *coverage, const char *kind, const char *name,
                         const struct value *config)
{
    walk(coverage, kind, name, "", config, true);
}

void coverage_add_state(struct coverage *coverage, const char *kind, const char *name,
                        const struct value *state)
{
    walk(coverage, kind, name, "", state, false);
}

void coverage_add_name(struct coverage *coverage, const char *kind, const char *name, const char *attribute)
{
    tick(coverage, kind, name, attribute, NULL, true);
}

void coverage_add_calls(struct coverage *coverage, const char *kind, const char *name, const json_t *before,
                        const json_t *after)
{
    /*
     * The number of reads of a declared call depends on how many callers there are: one record that made them
     * is enough.
     */
    for (size_t i = 0; i < coverage->count; i++) {
        struct thing *thing = &coverage->things[i];
        bool is_own = thing->is_derived ||
                      (strcmp(thing->kind, kind) == 0 && strcmp(thing->record, name) == 0);
        if (thing->what == THING_OPERATION && is_own &&
            json_integer_value(json_object_get(after, thing->value)) >
                json_integer_value(json_object_get(before, thing->value)))
            thing->is_done = true;
    }
}

void coverage_leave_out(struct coverage *coverage, const char *kind, const char *name, const char *operation)
{
    size_t kept = 0;
    for (size_t i = 0; i < coverage->count; i++) {
        const struct thing *thing = &coverage->things[i];
        bool is_meant = thing->what == THING_OPERATION && strcmp(thing->kind, kind) == 0 &&
                        strcmp(thing->record, name) == 0 && strcmp(thing->value, operation) == 0;
        if (!is_meant)
            coverage->things[kept++] = *thing;
    }
    coverage->count = kept;
}

void coverage_each_rule(struct coverage *coverage, const char *kind, const char *name, coverage_rule *each,
                        void *context)
{
    for (size_t i = 0; i < coverage->count; i++) {
        const struct thing *thing = &coverage->things[i];
        if (thing->what == THING_ATTRIBUTE && thing->row != NULL && strcmp(thing->kind, kind) == 0 &&
            strcmp(thing->record, name) == 0)
            each(context, thing->path, thing->row);
    }
}

size_t coverage_print(const struct coverage *coverage, const char *prefix)
{
    static const char *const words[] = {"attributes", "values of enumerations", "operations"};
    size_t missing = 0;
    for (enum thing_kind what = 0; what < THING_KIND_COUNT; what++) {
        size_t all = 0, done = 0;
        for (size_t i = 0; i < coverage->count; i++) {
            all += coverage->things[i].what == what;
            done += coverage->things[i].what == what && coverage->things[i].is_done;
        }
        printf("%s%s: %zu of %zu exercised (%.1f %%)\n", prefix, words[what], done, all,
               all > 0 ? 100.0 * (double)done / (double)all : 100.0);
        missing += all - done;
    }
    for (size_t i = 0; i < coverage->count; i++) {
        const struct thing *thing = &coverage->things[i];
        if (!thing->is_done)
            printf("%snever exercised: %s %s: %s%s%s\n", prefix, thing->kind, thing->record, thing->path,
                   thing->value != NULL ? " " : "", thing->value != NULL ? thing->value : "");
    }
    return missing;
}
