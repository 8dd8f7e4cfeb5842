/*
 * report.c — error messages, and the scan that finds the line of a place: jansson reports positions only for
 * syntax errors. Knows JSON text; must not know what the records mean.
 */
#include "schemac/report.h"

#include <stdio.h>
#include <stdlib.h>

struct complaint {
    const struct source *source;
    size_t line, column, number;
    struct str text;
};

const struct place *place_root(struct arena *mem, const struct source *source)
{
    struct place *place = arena_new_object(mem, struct place);
    place->source = source;
    return place;
}

const struct place *place_member(struct arena *mem, const struct place *parent, const char *key)
{
    struct place *place = arena_new_object(mem, struct place);
    *place = (struct place){.parent = parent, .source = parent->source, .key = key};
    return place;
}

const struct place *place_item(struct arena *mem, const struct place *parent, size_t index)
{
    struct place *place = arena_new_object(mem, struct place);
    *place = (struct place){.parent = parent, .source = parent->source, .index = index};
    return place;
}

static size_t skip_space(struct str text, size_t at)
{
    while (at < text.len && strchr(" \t\r\n", text.data[at]) != NULL)
        at++;
    return at;
}

/* From the opening quote to after the closing one. */
static size_t skip_string(struct str text, size_t at)
{
    for (at++; at < text.len && text.data[at] != '"'; at++) {
        if (text.data[at] == '\\')
            at++;
    }
    return at < text.len ? at + 1 : text.len;
}

static size_t skip_value(struct str text, size_t at)
{
    size_t depth = 0;
    while (at < text.len) {
        char c = text.data[at];
        if (c == '"') {
            at = skip_string(text, at);
        } else {
            if (depth == 0 && strchr(",]} \t\r\n", c) != NULL)
                return at;
            if (c == '{' || c == '[')
                depth++;
            if (c == '}' || c == ']')
                depth--;
            at++;
        }
        if (depth == 0 && at < text.len && strchr("\"}]", text.data[at - 1]) != NULL)
            return at;
    }
    return at;
}

/* The start of the value at this place. `ret_mark` is the position to report. It stays at the parent when
 * the place does not exist. */
static size_t locate(const struct place *place, size_t *ret_mark)
{
    struct str text = place->source->text;
    if (place->parent == NULL)
        return *ret_mark = skip_space(text, 0);
    size_t parent = locate(place->parent, ret_mark);
    if (parent >= text.len || text.data[parent] != (place->key != NULL ? '{' : '['))
        return text.len;
    size_t at = skip_space(text, parent + 1);
    for (size_t i = 0; at < text.len && text.data[at] != '}' && text.data[at] != ']'; i++) {
        size_t mark = at;
        bool found = place->key == NULL && i == place->index;
        if (place->key != NULL) {
            size_t end = skip_string(text, at);
            found = str_eqc(str_slice(text, at + 1, end - 1), place->key);
            at = skip_space(text, skip_space(text, end) + 1);
        }
        if (found) {
            *ret_mark = mark;
            return at;
        }
        at = skip_space(text, skip_value(text, at));
        if (at < text.len && text.data[at] == ',')
            at = skip_space(text, at + 1);
    }
    return text.len;
}

void place_position(const struct place *place, size_t *ret_line, size_t *ret_column)
{
    size_t mark = 0;
    (void)locate(place, &mark);
    size_t line = 1, column = 1;
    for (size_t i = 0; i < mark; i++) {
        column++;
        if (place->source->text.data[i] == '\n') {
            line++;
            column = 1;
        }
    }
    *ret_line = line;
    *ret_column = column;
}

static void note(struct report *report, struct complaint complaint)
{
    if (report->count == report->capacity) {
        report->capacity = report->capacity * 2 + 16;
        struct complaint *grown = arena_new_array(report->mem, struct complaint, report->capacity);
        if (report->count > 0)
            memcpy(grown, report->items, report->count * sizeof(*grown));
        report->items = grown;
    }
    complaint.number = report->count;
    report->items[report->count++] = complaint;
}

void complain(struct report *report, const struct place *place, const char *format, ...)
{
    struct complaint complaint = {.source = place->source};
    place_position(place, &complaint.line, &complaint.column);
    va_list args;
    va_start(args, format);
    complaint.text = str_vprintf(report->mem, format, args);
    va_end(args);
    note(report, complaint);
}

void complain_at(struct report *report, const struct source *source, size_t line, size_t column,
                 const char *format, ...)
{
    struct complaint complaint = {.source = source, .line = line, .column = column};
    va_list args;
    va_start(args, format);
    complaint.text = str_vprintf(report->mem, format, args);
    va_end(args);
    note(report, complaint);
}

static int compare(const void *a, const void *b)
{
    const struct complaint *x = a, *y = b;
    const size_t pairs[][2] = {{x->source->number, y->source->number},
                               {x->line, y->line},
                               {x->column, y->column},
                               {x->number, y->number}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (pairs[i][0] != pairs[i][1])
            return pairs[i][0] < pairs[i][1] ? -1 : 1;
    }
    return 0;
}

void report_print(struct report *report)
{
    if (report->count == 0)
        return;
    qsort(report->items, report->count, sizeof(*report->items), compare);
    for (size_t i = 0; i < report->count; i++) {
        const struct complaint *c = &report->items[i];
        fprintf(stderr, "%s:%zu:%zu: %.*s\n", c->source->path, c->line, c->column, STR_ARG(c->text));
    }
}
