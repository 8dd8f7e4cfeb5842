/*
 * statejson.c — stored JSON to values and back, decoded by type. jansson parses it after every number was put
 * into quotes, because jansson would convert it to a double. Knows protocol section 2.4; must not know
 * schemas or upgrades.
 */
#include "tf/statejson.h"

#include "base/json.h"
#include "tf/number.h"
#include "tf/path.h"

enum { MAX_DEPTH = 128, MAX_TEXT_BYTES = 256 * 1024 * 1024 };

/* ---- numbers into quotes ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_from(struct str text, size_t at)
{
    while (at < text.len && is_digit(text.data[at]))
        at++;
    return at;
}

/* The end of the JSON number at `start`, or `start` when it is malformed: no later step checks it. */
static size_t number_end(struct str text, size_t start)
{
    size_t at = start + (text.data[start] == '-' ? 1 : 0);
    size_t end = digits_from(text, at);
    if (end == at || (text.data[at] == '0' && end > at + 1))
        return start;
    if (end < text.len && text.data[end] == '.') {
        at = end + 1;
        end = digits_from(text, at);
        if (end == at)
            return start;
    }
    if (end < text.len && (text.data[end] == 'e' || text.data[end] == 'E')) {
        at = end + 1;
        if (at < text.len && (text.data[at] == '+' || text.data[at] == '-'))
            at++;
        end = digits_from(text, at);
        if (end == at)
            return start;
    }
    return end;
}

/* The end of the string whose opening quote is at `start`; the end of the text when it is not closed. */
static size_t string_end(struct str text, size_t start)
{
    size_t at = start + 1;
    while (at < text.len && text.data[at] != '"')
        at += text.data[at] == '\\' ? 2 : 1;
    return at < text.len ? at + 1 : text.len;
}

/* Also counts the levels, so that jansson and the decoder recurse only to a limited depth. */
static bool quote_numbers(struct arena *mem, struct str text, struct str *ret_text, struct err *err)
{
    struct buf out = buf_new(mem, text.len * 2 + 2);
    size_t copied = 0;
    size_t depth = 0;
    for (size_t at = 0; at < text.len;) {
        char c = text.data[at];
        if (c == '"') {
            at = string_end(text, at);
            continue;
        }
        if ((c == '{' || c == '[') && ++depth > MAX_DEPTH)
            return fail(err, ERR_PROTOCOL, "the JSON value is nested more than %d levels deep", MAX_DEPTH);
        if ((c == '}' || c == ']') && depth > 0)
            depth--;
        if (c != '-' && !is_digit(c)) {
            at++;
            continue;
        }
        size_t end = number_end(text, at);
        if (end == at)
            return fail(err, ERR_PROTOCOL, "the JSON value has a malformed number at byte %zu", at);
        buf_add(&out, str_slice(text, copied, at));
        buf_addc(&out, '"');
        buf_add(&out, str_slice(text, at, end));
        buf_addc(&out, '"');
        copied = at = end;
    }
    if (copied == 0) {
        *ret_text = text;
        return true;
    }
    buf_add(&out, str_slice(text, copied, text.len));
    *ret_text = buf_str(&out);
    return true;
}

static bool parse(struct arena *mem, struct str text, json_t **ret_json, struct err *err)
{
    if (text.len > MAX_TEXT_BYTES)
        return fail(err, ERR_PROTOCOL, "the JSON value has %zu bytes, more than the limit of %d", text.len,
                    MAX_TEXT_BYTES);
    struct str quoted = {0};
    TRY(quote_numbers(mem, text, &quoted, err));
    /* Not json_parse: a string of a state may hold a NUL. */
    json_error_t problem;
    json_t *json = json_loadb(quoted.data != NULL ? quoted.data : "", quoted.len,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &problem);
    if (json == NULL)
        return fail(err, ERR_PROTOCOL, "the value is not JSON: line %d: %s", problem.line, problem.text);
    *ret_json = json_own(mem, json);
    return true;
}

/* ---- JSON to a value ---- */

struct decoder {
    struct arena *mem;
    struct err *err;
};

static bool decode(struct decoder *d, json_t *json, const struct type *type, const struct path_link *at,
                   struct value *ret_value);

static bool refuse(struct decoder *d, const struct path_link *at, const struct type *type,
                   const char *problem)
{
    struct str name = type_name(d->mem, type);
    return fail_at(d->err, ERR_PROTOCOL, path_links_text(d->mem, at), "cannot read this as %.*s: %s",
                   STR_ARG(name), problem);
}

static bool decode_bool(struct decoder *d, const json_t *json, const struct path_link *at,
                        struct value *ret_value)
{
    struct str text = json_text(json);
    bool is_true = json_is_true(json) || str_eqc(text, "true") || str_eqc(text, "1");
    bool is_false = json_is_false(json) || str_eqc(text, "false") || str_eqc(text, "0");
    if (!is_true && !is_false)
        return refuse(d, at, &type_bool, "it is neither true nor false");
    *ret_value = value_bool(is_true);
    return true;
}

static bool decode_number(struct decoder *d, const json_t *json, const struct path_link *at,
                          struct value *ret_value)
{
    struct str canonical;
    if (!json_is_string(json) || !number_parse(d->mem, json_text(json), &canonical))
        return refuse(d, at, &type_number, "it is not a decimal number");
    *ret_value = value_number(canonical);
    return true;
}

static bool decode_string(struct decoder *d, const json_t *json, const struct path_link *at,
                          struct value *ret_value)
{
    if (json_is_boolean(json)) {
        *ret_value = value_string(json_is_true(json) ? STR("true") : STR("false"));
        return true;
    }
    if (!json_is_string(json))
        return refuse(d, at, &type_string, "it is not a string");
    *ret_value = value_string(json_text(json)); /* the JSON lives as long as the arena */
    return true;
}

static bool decode_items(struct decoder *d, json_t *json, const struct type *type, const struct path_link *at,
                         struct value *ret_value)
{
    if (!json_is_array(json))
        return refuse(d, at, type, "it is not an array");
    size_t count = json_array_size(json);
    if (type->kind == TYPE_TUPLE && count != type->count)
        return refuse(d, at, type, "the number of items is wrong");
    struct value *items = arena_new_array(d->mem, struct value, count);
    for (size_t i = 0; i < count; i++) {
        const struct path_link step = {.up = at, .step = {.kind = STEP_INDEX, .index = (int64_t)i}};
        const struct type *item_type = type->kind == TYPE_TUPLE ? type->members[i].type : type->element;
        TRY(decode(d, json_array_get(json, i), item_type, type->kind == TYPE_SET ? at : &step, &items[i]));
    }
    *ret_value = type->kind == TYPE_SET ? value_set(d->mem, type, items, count)
                                        : value_list(type, items, count);
    return true;
}

static bool decode_map(struct decoder *d, json_t *json, const struct type *type, const struct path_link *at,
                       struct value *ret_value)
{
    if (!json_is_object(json))
        return refuse(d, at, type, "it is not an object");
    size_t count = json_object_size(json);
    struct str *keys = arena_new_array(d->mem, struct str, count);
    struct value *items = arena_new_array(d->mem, struct value, count);
    size_t i = 0;
    const char *key;
    size_t key_len;
    json_t *item;
    json_object_keylen_foreach (json, key, key_len, item) {
        keys[i] = str_n(key, key_len);
        const struct path_link step = {.up = at, .step = {.kind = STEP_KEY, .name = keys[i]}};
        TRY(decode(d, item, type->element, &step, &items[i]));
        i++;
    }
    *ret_value = value_map(d->mem, type, keys, items, count);
    return true;
}

static bool decode_object(struct decoder *d, json_t *json, const struct type *type,
                          const struct path_link *at, struct value *ret_value)
{
    if (!json_is_object(json))
        return refuse(d, at, type, "it is not an object");
    struct value *items = arena_new_array(d->mem, struct value, type->count);
    for (size_t i = 0; i < type->count; i++) {
        const struct type_member *member = &type->members[i];
        const struct path_link step = {.up = at, .step = {.kind = STEP_ATTRIBUTE, .name = member->name}};
        json_t *json_member = json_object_getn(json, member->name.data, member->name.len);
        TRY(decode(d, json_member, member->type, &step, &items[i]));
    }
    *ret_value = value_object(type, items);
    return true;
}

static bool decode_dynamic(struct decoder *d, json_t *json, const struct path_link *at,
                           struct value *ret_value)
{
    json_t *value = json_object_get(json, "value");
    json_t *type_json = json_object_get(json, "type");
    if (value == NULL || type_json == NULL)
        return refuse(d, at, &type_dynamic, "it is not an object with 'value' and 'type'");
    const struct type *type;
    if (!type_from_json(d->mem, type_json, &type, d->err)) {
        ERR_SET(d->err, attribute, str_c(path_links_text(d->mem, at)));
        return false;
    }
    return decode(d, value, type, at, ret_value);
}

/* `json` NULL: absent. */
static bool decode(struct decoder *d, json_t *json, const struct type *type, const struct path_link *at,
                   struct value *ret_value)
{
    if (json == NULL || json_is_null(json)) {
        *ret_value = value_null(type);
        return true;
    }
    switch (type->kind) {
    case TYPE_STRING:
        return decode_string(d, json, at, ret_value);
    case TYPE_NUMBER:
        return decode_number(d, json, at, ret_value);
    case TYPE_BOOL:
        return decode_bool(d, json, at, ret_value);
    case TYPE_DYNAMIC:
        return decode_dynamic(d, json, at, ret_value);
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_TUPLE:
        return decode_items(d, json, type, at, ret_value);
    case TYPE_MAP:
        return decode_map(d, json, type, at, ret_value);
    case TYPE_OBJECT:
        return decode_object(d, json, type, at, ret_value);
    }
    return refuse(d, at, type, "its type is unknown");
}

bool statejson_decode(struct arena *mem, struct str text, const struct type *type, struct value *ret_value,
                      struct err *err)
{
    json_t *json = NULL;
    TRY(parse(mem, text, &json, err));
    struct decoder decoder = {mem, err};
    struct value value;
    TRY(decode(&decoder, json, type, NULL, &value));
    *ret_value = value;
    return true;
}

/* ---- a value to JSON ---- */

struct encoder {
    struct arena *mem;
    struct err *err;
    struct buf out;
};

static bool encode(struct encoder *e, const struct value *value, const struct type *type,
                   const struct path_link *at);

static bool refuse_value(struct encoder *e, const struct path_link *at, const struct type *type,
                         const char *problem)
{
    struct str name = type_name(e->mem, type);
    return fail_at(e->err, ERR_INTERNAL, path_links_text(e->mem, at), "cannot write this as %.*s: %s",
                   STR_ARG(name), problem);
}

static void print_text(struct encoder *e, struct str text)
{
    buf_addc(&e->out, '"');
    size_t copied = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(&e->out, str_slice(text, copied, i));
        buf_printf(&e->out, "\\u%04x", c);
        copied = i + 1;
    }
    buf_add(&e->out, str_slice(text, copied, text.len));
    buf_addc(&e->out, '"');
}

static bool encode_items(struct encoder *e, const struct value *value, const struct type *type,
                         const struct path_link *at)
{
    if (type->kind == TYPE_TUPLE && value->count != type->count)
        return refuse_value(e, at, type, "the number of items is wrong");
    buf_addc(&e->out, '[');
    for (size_t i = 0; i < value->count; i++) {
        const struct path_link step = {.up = at, .step = {.kind = STEP_INDEX, .index = (int64_t)i}};
        const struct type *item_type = type->kind == TYPE_TUPLE ? type->members[i].type : type->element;
        if (i > 0)
            buf_addc(&e->out, ',');
        TRY(encode(e, &value->items[i], item_type, type->kind == TYPE_SET ? at : &step));
    }
    buf_addc(&e->out, ']');
    return true;
}

/* Maps and objects. */
static bool encode_members(struct encoder *e, const struct value *value, const struct type *type,
                           const struct path_link *at)
{
    bool is_map = type->kind == TYPE_MAP;
    if (!is_map && type_compare_names(value->type, type) != 0)
        return refuse_value(e, at, type, "its attributes are not those of the expected type");
    buf_addc(&e->out, '{');
    for (size_t i = 0; i < value->count; i++) {
        struct str name = is_map ? value->keys[i] : type->members[i].name;
        const struct type *item_type = is_map ? type->element : type->members[i].type;
        const struct path_link step = {.up = at,
                                       .step = {.kind = is_map ? STEP_KEY : STEP_ATTRIBUTE, .name = name}};
        if (!str_is_utf8(name))
            return refuse_value(e, at, type, "a key is not UTF-8");
        if (i > 0)
            buf_addc(&e->out, ',');
        print_text(e, name);
        buf_addc(&e->out, ':');
        TRY(encode(e, &value->items[i], item_type, &step));
    }
    buf_addc(&e->out, '}');
    return true;
}

static bool encode_dynamic(struct encoder *e, const struct value *value, const struct path_link *at)
{
    buf_add(&e->out, STR("{\"value\":"));
    TRY(encode(e, value, value->type, at));
    buf_add(&e->out, STR(",\"type\":"));
    buf_add(&e->out, type_print(e->mem, value->type));
    buf_addc(&e->out, '}');
    return true;
}

static bool encode(struct encoder *e, const struct value *value, const struct type *type,
                   const struct path_link *at)
{
    if (value->type == NULL)
        return refuse_value(e, at, type, "the value has no type");
    if (value->state == VALUE_UNKNOWN)
        return refuse_value(e, at, type, "the value is unknown");
    if (type->kind == TYPE_DYNAMIC && value->type->kind != TYPE_DYNAMIC)
        return encode_dynamic(e, value, at);
    if (value->state == VALUE_NULL) {
        buf_add(&e->out, STR("null"));
        return true;
    }
    if (value->type->kind != type->kind)
        return refuse_value(e, at, type, "the value has a different type");
    switch (type->kind) {
    case TYPE_STRING:
        if (!str_is_utf8(value->text))
            return refuse_value(e, at, type, "the string is not UTF-8");
        print_text(e, value->text);
        return true;
    case TYPE_NUMBER:
        buf_add(&e->out, value->text);
        return true;
    case TYPE_BOOL:
        buf_add(&e->out, value->boolean ? STR("true") : STR("false"));
        return true;
    case TYPE_DYNAMIC:
        return refuse_value(e, at, type, "a known value has a type without values");
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_TUPLE:
        return encode_items(e, value, type, at);
    case TYPE_MAP:
    case TYPE_OBJECT:
        return encode_members(e, value, type, at);
    }
    return refuse_value(e, at, type, "its type is unknown");
}

bool statejson_encode(struct arena *mem, const struct value *value, const struct type *type,
                      struct str *ret_text, struct err *err)
{
    struct encoder encoder = {.mem = mem, .err = err, .out = buf_new(mem, MAX_TEXT_BYTES)};
    TRY(encode(&encoder, value, type, NULL));
    if (encoder.out.overflowed)
        return fail(err, ERR_INTERNAL, "the value is too large for JSON");
    *ret_text = buf_str(&encoder.out);
    return true;
}
