/*
 * yaml_read.c — from the events of libyaml to JSON values. Must not know what the text is for.
 */
#include "cli/yaml_read.h"

#include <yaml.h>

enum { MOST_LEVELS = 32 };

struct reader {
    struct arena *mem;
    yaml_parser_t parser;
    yaml_event_t event; /* the current one */
    bool has_event;
    struct err *err;
};

static bool refuse(struct reader *r, const yaml_mark_t *at, const char *problem)
{
    return fail(r->err, ERR_USER, "line %zu, column %zu: %s", at->line + 1, at->column + 1, problem);
}

static bool next(struct reader *r)
{
    if (r->has_event)
        yaml_event_delete(&r->event);
    r->has_event = yaml_parser_parse(&r->parser, &r->event) != 0;
    if (r->has_event)
        return true;
    const char *problem = r->parser.problem != NULL ? r->parser.problem : "this is not YAML";
    return refuse(r, r->parser.error == YAML_READER_ERROR ? &r->parser.mark : &r->parser.problem_mark,
                  problem);
}

static bool is_here(struct reader *r, yaml_event_type_t type)
{
    return r->event.type == type;
}

/* The anchor and the tag of the current event, which begins a value. */
static bool check_properties(struct reader *r)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (is_here(r, YAML_SCALAR_EVENT)) {
        anchor = r->event.data.scalar.anchor;
        tag = r->event.data.scalar.tag;
    } else if (is_here(r, YAML_SEQUENCE_START_EVENT)) {
        anchor = r->event.data.sequence_start.anchor;
        tag = r->event.data.sequence_start.tag;
    } else if (is_here(r, YAML_MAPPING_START_EVENT)) {
        anchor = r->event.data.mapping_start.anchor;
        tag = r->event.data.mapping_start.tag;
    }
    if (anchor != NULL || is_here(r, YAML_ALIAS_EVENT))
        return refuse(r, &r->event.start_mark, "anchors and aliases are not supported here");
    return tag == NULL || refuse(r, &r->event.start_mark, "tags are not supported here");
}

static bool take_scalar(struct reader *r, struct str *ret_text, bool *ret_null)
{
    const char *bytes = (const char *)r->event.data.scalar.value;
    struct str text = str_n(bytes, r->event.data.scalar.length);
    if (memchr(bytes, '\0', text.len) != NULL)
        return refuse(r, &r->event.start_mark, "the text has a NUL");
    *ret_null = r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                (text.len == 0 || str_eqc(text, "~") || str_eqc(text, "null"));
    *ret_text = str_copy(r->mem, text);
    return true;
}

/* ---- values; the current event is the first one of the value, afterwards the one after it ---- */

/* A level of the stack: a list or a mapping that is not complete. */
struct level {
    json_t *value;
    struct str key; /* of the value that follows; data == NULL: none yet */
};

static bool take_key(struct reader *r, struct level *level)
{
    bool is_null;
    if (!is_here(r, YAML_SCALAR_EVENT))
        return refuse(r, &r->event.start_mark, "the key of a mapping must be a text");
    TRY(check_properties(r) && take_scalar(r, &level->key, &is_null));
    if (json_object_get(level->value, level->key.data) == NULL)
        return true;
    return refuse(r, &r->event.start_mark, "this key occurs twice");
}

static void put(struct level *level, json_t *value)
{
    if (json_is_array(level->value))
        json_array_append_new(level->value, value);
    else
        json_object_set_new(level->value, level->key.data, value);
    level->key.data = NULL;
}

static bool take_value(struct reader *r, json_t **ret_value)
{
    struct str text;
    bool is_null;
    TRY(check_properties(r));
    if (is_here(r, YAML_SEQUENCE_START_EVENT))
        *ret_value = json_array();
    else if (is_here(r, YAML_MAPPING_START_EVENT))
        *ret_value = json_object();
    else if (is_here(r, YAML_SCALAR_EVENT)) {
        TRY(take_scalar(r, &text, &is_null));
        *ret_value = is_null ? json_null() : json_new_str(text);
    } else
        return refuse(r, &r->event.start_mark, "a value is missing");
    return true;
}

/* levels[0] is a list with the whole document as its only item. */
static bool read_values(struct reader *r, json_t *root)
{
    struct level levels[MOST_LEVELS + 1] = {{.value = root}};
    size_t depth = 0;
    do {
        struct level *level = &levels[depth];
        TRY(next(r));
        if (is_here(r, YAML_SEQUENCE_END_EVENT) || is_here(r, YAML_MAPPING_END_EVENT)) {
            depth--;
        } else if (json_is_object(level->value) && level->key.data == NULL) {
            TRY(take_key(r, level));
        } else {
            json_t *value;
            TRY(take_value(r, &value));
            put(level, value);
            if (json_is_object(value) || json_is_array(value)) {
                if (depth == MOST_LEVELS)
                    return refuse(r, &r->event.start_mark, "too many levels");
                levels[++depth] = (struct level){.value = value};
            }
        }
    } while (depth > 0);
    return true;
}

static bool read_document(struct reader *r, json_t *root)
{
    TRY(next(r) && next(r)); /* the start of the stream, and of the document */
    if (!is_here(r, YAML_DOCUMENT_START_EVENT))
        return refuse(r, &r->event.start_mark, "the text is empty");
    TRY(read_values(r, root) && next(r) && next(r));
    return is_here(r, YAML_STREAM_END_EVENT) ||
           refuse(r, &r->event.start_mark, "the text has more than one document");
}

bool yaml_read(struct arena *mem, struct str text, json_t **ret_value, struct err *err)
{
    struct reader r = {.mem = mem, .err = err};
    json_t *root = json_own(mem, json_array());
    if (yaml_parser_initialize(&r.parser) == 0)
        return fail(err, ERR_INTERNAL, "out of memory");
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.len > 0 ? text.data : ""), text.len);
    bool done = read_document(&r, root);
    if (r.has_event)
        yaml_event_delete(&r.event);
    yaml_parser_delete(&r.parser);
    if (done)
        *ret_value = json_array_get(root, 0);
    return done;
}
