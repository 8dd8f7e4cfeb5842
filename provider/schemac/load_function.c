/*
 * load_function.c — the record of a function from JSON: parameters and result. Knows its keys; must not know
 * which combinations are valid (check_function.c).
 */
#include "schemac/load_parts.h"

static const char *const record_keys[] = {"kind",       "name",     "summary", "doc",
                                          "parameters", "variadic", "result"};
static const char *const parameter_keys[] = {"name", "type", "doc", "allow_null", "allow_unknown"};

struct words function_record_words(void)
{
    return WORDS(record_keys);
}

static const struct type_expr *require_type(const struct reader *r, const char *key)
{
    static const struct type_expr string = {.word = WORD_STRING};
    json_t *value = json_object_get(r->object, key);
    if (value != NULL)
        return read_type(r, member(r, key), value);
    complain(r->report, r->at, "'%s' is missing; write \"%s\": \"string\"", key, key);
    return &string;
}

static bool read_parameter(const struct reader *parent, const struct place *at, json_t *value,
                           struct parameter *ret)
{
    struct reader r;
    if (!open_object(parent, at, value, WORDS(parameter_keys), &r))
        return false;
    *ret = (struct parameter){
        .name = require_text(&r, "name", "write \"name\": \"…\""),
        .doc = read_doc(&r),
        .type = require_type(&r, "type"),
        .allow_null = read_flag(&r, "allow_null"),
        .allow_unknown = read_flag(&r, "allow_unknown"),
        .place = r.at,
    };
    return ret->name.data != NULL;
}

void read_function(const struct reader *r, struct record *record)
{
    record->summary = require_text(r, "summary", "write \"summary\": \"what it returns, in one line\"");
    record->result = require_type(r, "result");
    json_t *list = json_object_get(r->object, "parameters"), *item;
    if (list != NULL && !json_is_array(list))
        complain(r->report, member(r, "parameters"), "'parameters' must be a list; write [{…}]");
    record->parameters = arena_new_array(r->mem, struct parameter, json_array_size(list));
    size_t i;
    json_array_foreach (list, i, item) {
        if (read_parameter(r, place_item(r->mem, member(r, "parameters"), i), item,
                           &record->parameters[record->parameter_count]))
            record->parameter_count++;
    }
    json_t *variadic = json_object_get(r->object, "variadic");
    struct parameter *rest = arena_new_object(r->mem, struct parameter);
    if (variadic != NULL && read_parameter(r, member(r, "variadic"), variadic, rest))
        record->variadic = rest;
}
