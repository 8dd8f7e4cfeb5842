/*
 * load_added.c — what schemac adds to the attributes of a record: the block `timeouts` and the argument
 * `region`. Must not know which combinations are valid.
 */
#include "schemac/load_parts.h"

#include <stdlib.h>

static int compare_names(const void *a, const void *b)
{
    return str_cmp((*(struct attribute *const *)a)->name, (*(struct attribute *const *)b)->name);
}

void sort_rows(struct arena *mem, struct object *object)
{
    object->sorted = arena_new_array(mem, struct attribute *, object->count);
    for (size_t i = 0; i < object->count; i++)
        object->sorted[i] = object->attributes[i];
    qsort(object->sorted, object->count, sizeof(object->sorted[0]), compare_names);
}

/* "90s", "10m", "1h30m" in milliseconds; 0 for any other text. */
static int64_t parse_duration(struct str text)
{
    int64_t total_ms = 0;
    size_t at = 0;
    while (at < text.len) {
        size_t end = at;
        int64_t number;
        while (end < text.len && text.data[end] >= '0' && text.data[end] <= '9')
            end++;
        if (end == text.len || end - at > 6 || !str_to_int64(str_slice(text, at, end), &number))
            return 0;
        const char *unit = memchr("hms", text.data[end], 3);
        if (unit == NULL)
            return 0;
        total_ms += number * (*unit == 'h' ? 3600000 : *unit == 'm' ? 60000 : 1000);
        at = end + 1;
    }
    return total_ms;
}

/* The block `timeouts` is the same in every resource, so the record only has the steps and their defaults. */
void read_timeouts(const struct reader *parent, struct record *record)
{
    json_t *value = json_object_get(parent->object, "timeouts");
    struct reader r;
    if (value == NULL ||
        !open_object(parent, member(parent, "timeouts"), value, (struct words){step_keys, STEP_COUNT}, &r))
        return;
    static const char *const docs[STEP_COUNT] = {"How long to wait for the creation",
                                                 "How long to wait for a refresh",
                                                 "How long to wait for a change in place",
                                                 "How long to wait for the deletion"};
    static const struct type_expr string = {.word = WORD_STRING};
    struct attribute *block = arena_new_object(r.mem, struct attribute);
    struct object *nested = arena_new_object(r.mem, struct object);
    nested->attributes = arena_new_array(r.mem, struct attribute *, STEP_COUNT);
    nested->c_name = nested->tag = str_printf(r.mem, "%.*s_timeouts", STR_ARG(record->object->c_name));
    nested->place = r.at;
    *block = (struct attribute){.name = STR("timeouts"),
                                .c_name = STR("timeouts"),
                                .doc = STR("How long to wait for each operation."),
                                .is_block = true,
                                .mode = MODE_OPTIONAL,
                                .local = true,
                                .field = FIELD_IS_OBJECTS,
                                .nest = NEST_SINGLE,
                                .nested = nested,
                                .place = r.at};
    for (int step = 0; step < STEP_COUNT; step++) {
        struct str text = read_text(&r, step_keys[step]);
        if (text.data == NULL)
            continue;
        record->timeout_ms[step] = parse_duration(text);
        if (record->timeout_ms[step] == 0)
            complain(r.report, member(&r, step_keys[step]),
                     "'%.*s' is not a duration; write 90s, 10m or "
                     "1h30m",
                     STR_ARG(text));
        struct attribute *a = arena_new_object(r.mem, struct attribute);
        struct rule *rule = arena_new_object(r.mem, struct rule);
        *rule = (struct rule){
            .kind = RULE_MATCH, .name = STR("duration"), .min = INT64_MIN, .max = INT64_MAX, .place = r.at};
        *a = (struct attribute){.name = str_c(step_keys[step]),
                                .c_name = str_c(step_keys[step]),
                                .mode = MODE_OPTIONAL,
                                .local = true,
                                .type = &string,
                                .doc = str_printf(r.mem, "%s, such as `90s` or `1h30m`. Default: `%.*s`.",
                                                  docs[step], STR_ARG(text)),
                                .field = FIELD_IS_STRING,
                                .rules = rule,
                                .rule_count = 1,
                                .place = member(&r, step_keys[step])};
        nested->attributes[nested->count++] = a;
    }
    if (nested->count == 0)
        complain(r.report, r.at, "'timeouts' names no step; write {\"create\": \"10m\"}");
    if (record->kind != RECORD_RESOURCE && record->kind != RECORD_HISTORY)
        return; /* check_record reports them. */
    sort_rows(r.mem, nested);
    record->object->attributes[record->object->count++] = block;
    sort_rows(r.mem, record->object);
}

static struct str fixed_region_doc(struct arena *mem, const struct record *record)
{
    return str_printf(mem,
                      "Always `%.*s`, whatever the region of the provider is: only this region has them. "
                      "Another value is an error.",
                      STR_ARG(record->fixed_region));
}

void add_region(struct arena *mem, struct record *record)
{
    static const struct type_expr string = {.word = WORD_STRING};
    static const struct str docs[RECORD_KIND_COUNT] = {
        [RECORD_RESOURCE] = STR("Region of the resource, such as `eu-central-1`. Default: the region of the "
                                "provider at the time of creation, which the state keeps."),
        [RECORD_HISTORY] = STR("Region."),
        [RECORD_DATA] = STR("Region to read, such as `eu-central-1`. Default: the region of the provider."),
        [RECORD_EPHEMERAL] = STR("Region to read, such as `eu-central-1`. Default: the region of the "
                                 "provider."),
        [RECORD_LIST] = STR("Region to list, such as `eu-central-1`. Default: the region of the provider."),
        [RECORD_ACTION] = STR(
            "Region of the object that the action changes, such as `eu-central-1`. Default: the region of "
            "the provider."),
    };
    bool is_stored = record->kind == RECORD_RESOURCE || record->kind == RECORD_HISTORY;
    bool is_asked_only = record->kind == RECORD_LIST || record->kind == RECORD_ACTION;
    if (!record_has_operations(record) || record->kind == RECORD_PROVIDER) /* check_record reports it. */
        return;
    struct rule *rule = arena_new_object(mem, struct rule);
    *rule = (struct rule){.kind = RULE_MATCH,
                          .name = STR("region"),
                          .min = INT64_MIN,
                          .max = INT64_MAX,
                          .place = record->place};
    struct attribute *a = arena_new_object(mem, struct attribute);
    *a = (struct attribute){.name = STR("region"),
                            .c_name = STR("region"),
                            .mode = is_asked_only ? MODE_OPTIONAL : MODE_OPTIONAL_COMPUTED,
                            .replace = is_stored,
                            .keep = is_stored,
                            .type = &string,
                            .doc = record->fixed_region.data != NULL ? fixed_region_doc(mem, record)
                                                                     : docs[record->kind],
                            .field = FIELD_IS_STRING,
                            .rules = rule,
                            .rule_count = 1,
                            .place = record->place};
    record->object->attributes[record->object->count++] = a;
    sort_rows(mem, record->object);
}
