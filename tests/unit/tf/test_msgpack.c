/*
 * test_msgpack.c — the wire codec against golden bytes, broken bytes and random values.
 */
#include "values.h"

#include <stdio.h>
#include <stdlib.h>

#include "tf/msgpack.h"

#define VALID "tests/vectors/msgpack/valid.txt"
#define INVALID "tests/vectors/msgpack/invalid.txt"

enum { COLUMNS = 4 };

struct vector {
    int line;
    struct str column[COLUMNS];
};

typedef void check_fn(struct arena *mem, const struct vector *vector);

static struct str unhex(struct arena *mem, struct str text)
{
    char *bytes = arena_alloc(mem, text.len / 2 + 1);
    size_t len = 0;
    for (size_t i = 0; i + 1 < text.len; i += 3) {
        const char digits[3] = {text.data[i], text.data[i + 1], '\0'};
        bytes[len++] = (char)strtoul(digits, NULL, 16);
    }
    return str_n(bytes, len);
}

static struct str hex(struct arena *mem, struct str bytes)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < bytes.len; i++)
        buf_printf(&out, "%s%02x", i > 0 ? " " : "", (unsigned char)bytes.data[i]);
    return buf_str(&out);
}

/* Calls `check` for each line, each time with a fresh arena. Returns how many there were. */
static size_t for_each_vector(const char *path, check_fn *check)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail_msg("%s cannot be opened; run the tests from the top folder", path);
    char *line = NULL;
    size_t capacity = 0;
    size_t count = 0;
    int line_number = 0;
    while (getline(&line, &capacity, file) > 0) {
        line_number++;
        struct str rest = str_c(line);
        if (rest.data[0] == '#' || rest.data[0] == '\n')
            continue;
        struct vector vector = {.line = line_number};
        for (size_t i = 0; i < COLUMNS; i++) {
            struct str cell = rest;
            if (i + 1 < COLUMNS && !str_cut(rest, '|', &cell, &rest))
                fail_msg("%s:%d has too few columns", path, line_number);
            vector.column[i] = str_trim(cell);
        }
        struct arena *mem = arena_new();
        check(mem, &vector);
        arena_free(mem);
        count++;
    }
    free(line);
    fclose(file);
    return count;
}

static const struct type *vector_type(struct arena *mem, const struct vector *vector)
{
    return type_of(mem, str_z(mem, vector->column[0]));
}

static void check_valid(struct arena *mem, const struct vector *vector)
{
    const struct type *type = vector_type(mem, vector);
    struct str bytes = unhex(mem, vector->column[1]);
    struct value value;
    struct err err;
    if (!msgpack_decode(mem, bytes, type, &value, &err))
        fail_msg("%s:%d: %s", VALID, vector->line, err.text);
    assert_str_equal(show(mem, &value, type), vector->column[2]);

    struct str again;
    if (!msgpack_encode(mem, &value, type, &again, &err))
        fail_msg("%s:%d: %s", VALID, vector->line, err.text);
    bool is_same = str_eqc(vector->column[3], "=");
    assert_str_equal(hex(mem, again), is_same ? vector->column[1] : vector->column[3]);
}

static void golden_bytes_decode_and_encode(void **state)
{
    (void)state;
    assert_true(for_each_vector(VALID, check_valid) > 100);
}

static void check_invalid(struct arena *mem, const struct vector *vector)
{
    const struct type *type = vector_type(mem, vector);
    struct value value;
    struct err err;
    if (msgpack_decode(mem, unhex(mem, vector->column[1]), type, &value, &err))
        fail_msg("%s:%d was accepted", INVALID, vector->line);
    assert_int_equal(err.kind, ERR_PROTOCOL);
    assert_str_equal(str_c(err.attribute), vector->column[2]);
    if (!str_contains(str_c(err.text), vector->column[3]))
        fail_msg("%s:%d says: %s", INVALID, vector->line, err.text);
}

static void broken_bytes_are_refused_with_their_place(void **state)
{
    (void)state;
    assert_true(for_each_vector(INVALID, check_invalid) > 50);
}

/* The copy has no byte to spare, so that a sanitizer sees every read behind it. */
static struct str exact_copy(struct arena *mem, struct str bytes, size_t len)
{
    char *copy = arena_alloc(mem, len);
    if (len > 0)
        memcpy(copy, bytes.data, len);
    return str_n(copy, len);
}

static void check_truncations(struct arena *mem, const struct vector *vector)
{
    const struct type *type = vector_type(mem, vector);
    struct str bytes = unhex(mem, vector->column[1]);
    for (size_t len = 0; len < bytes.len; len++) {
        struct value value;
        struct err err;
        if (msgpack_decode(mem, exact_copy(mem, bytes, len), type, &value, &err))
            fail_msg("%s:%d cut to %zu bytes was accepted", VALID, vector->line, len);
        assert_int_equal(err.kind, ERR_PROTOCOL);
    }
    struct value value;
    struct err err;
    char *longer = arena_alloc(mem, bytes.len + 1);
    memcpy(longer, bytes.data, bytes.len);
    assert_false(msgpack_decode(mem, str_n(longer, bytes.len + 1), type, &value, &err));
    assert_true(str_contains(str_c(err.text), STR("followed by 1 more")));
}

static void every_truncation_and_every_extra_byte_is_refused(void **state)
{
    (void)state;
    for_each_vector(VALID, check_truncations);
}

/* Whatever is accepted must survive being written and read again. */
static void check_mutations(struct arena *mem, const struct vector *vector)
{
    const struct type *type = vector_type(mem, vector);
    struct str bytes = unhex(mem, vector->column[1]);
    for (size_t at = 0; at < bytes.len; at++) {
        for (unsigned replacement = 0; replacement < 256; replacement++) {
            struct arena *scratch = arena_new();
            char *changed = arena_alloc(scratch, bytes.len);
            memcpy(changed, bytes.data, bytes.len);
            changed[at] = (char)replacement;
            struct value value;
            struct value again;
            struct str written;
            struct err err;
            if (msgpack_decode(scratch, str_n(changed, bytes.len), type, &value, &err)) {
                assert_true(msgpack_encode(scratch, &value, type, &written, &err));
                assert_true(msgpack_decode(scratch, written, type, &again, &err));
                assert_true(value_equal(&value, &again));
            } else {
                assert_int_equal(err.kind, ERR_PROTOCOL);
            }
            arena_free(scratch);
        }
    }
}

static void every_changed_byte_is_survived(void **state)
{
    (void)state;
    for_each_vector(VALID, check_mutations);
}

static void hostile_lengths_allocate_nothing(void **state)
{
    (void)state;
    static const struct str hostile[] = {
        STR("\xdd\xff\xff\xff\xff"), STR("\xdf\xff\xff\xff\xff"), STR("\xdb\xff\xff\xff\xff"),
        STR("\xc6\xff\xff\xff\xff"), STR("\xc9\xff\xff\xff\xff"), STR("\xdd\x00\xff\xff\xff\xc0\xc0"),
    };
    static const struct type *const types[] = {&type_string, &type_list_string, &type_map_string,
                                               &type_dynamic};
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        for (size_t j = 0; j < sizeof types / sizeof types[0]; j++) {
            struct arena *mem = arena_new();
            struct value value;
            struct err err;
            assert_false(msgpack_decode(mem, hostile[i], types[j], &value, &err));
            assert_true(arena_size_bytes(mem) < 64 * 1024);
            arena_free(mem);
        }
    }
}

static void refinements_end_at_1024_bytes(void **state)
{
    (void)state;
    for (size_t len = 1024; len <= 1025; len++) {
        struct arena *mem = arena_new();
        char *bytes = arena_alloc(mem, len + 4);
        const unsigned char head[] = {0xc8, (unsigned char)(len >> 8), (unsigned char)len, 12};
        memcpy(bytes, head, sizeof head);
        struct value value;
        struct err err;
        bool is_accepted = msgpack_decode(mem, str_n(bytes, len + 4), &type_string, &value, &err);
        assert_int_equal(is_accepted, len == 1024);
        if (is_accepted)
            assert_int_equal(value.refinement.len, 1024);
        else
            assert_true(str_contains(str_c(err.text), STR("refinement of the unknown value is too long")));
        arena_free(mem);
    }
}

/* A list in a list in a list …, `depth` arrays in all. */
static void decode_nested(struct arena *mem, size_t depth, bool *ret_accepted, struct err *err)
{
    const struct type *type = &type_string;
    for (size_t i = 0; i < depth; i++) {
        struct type *list = arena_new_object(mem, struct type);
        *list = (struct type){.kind = TYPE_LIST, .element = type};
        type = list;
    }
    char *bytes = arena_alloc(mem, depth + 1);
    memset(bytes, '\x91', depth);
    bytes[depth] = '\xa0';
    struct value value;
    *ret_accepted = msgpack_decode(mem, str_n(bytes, depth + 1), type, &value, err);
}

static void nesting_ends_at_128_levels(void **state)
{
    (void)state;
    static const struct {
        size_t depth;
        bool is_accepted;
    } cases[] = {{1, true}, {64, true}, {128, true}, {129, false}, {1000000, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *mem = arena_new();
        struct err err;
        bool is_accepted;
        decode_nested(mem, cases[i].depth, &is_accepted, &err);
        assert_int_equal(is_accepted, cases[i].is_accepted);
        if (!is_accepted)
            assert_true(str_contains(str_c(err.text), STR("nested too deeply")));
        arena_free(mem);
    }
}

static void random_values_come_back_as_they_were(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4000; seed++) {
        struct arena *mem = arena_new();
        struct generator g = {.mem = mem, .state = seed * UINT64_C(0x9E3779B97F4A7C15), .unknowns = true};
        const struct type *type = generate_type(&g, 4);
        struct value value = generate_value(&g, type, 5);
        struct value again;
        struct str bytes;
        struct str bytes_again;
        struct err err;
        if (!msgpack_encode(mem, &value, type, &bytes, &err) ||
            !msgpack_decode(mem, bytes, type, &again, &err))
            fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
        assert_str_equal(show(mem, &again, type), show(mem, &value, type));
        assert_true(value_equal(&value, &again));
        assert_true(msgpack_encode(mem, &again, type, &bytes_again, &err));
        assert_true(str_eq(bytes, bytes_again));
        arena_free(mem);
    }
}

static void assert_refused(struct arena *mem, struct value value, const struct type *type, const char *path,
                           const char *text)
{
    struct str bytes;
    struct err err;
    assert_false(msgpack_encode(mem, &value, type, &bytes, &err));
    assert_int_equal(err.kind, ERR_INTERNAL);
    assert_string_equal(err.attribute, path);
    if (!str_contains(str_c(err.text), str_c(text)))
        fail_msg("it says: %s", err.text);
}

static void values_of_another_shape_are_not_written(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const struct type *object = type_of(mem, "[\"object\",{\"a\":\"string\",\"b\":[\"list\",\"string\"]}]");
    const struct type *other = type_of(mem, "[\"object\",{\"a\":\"string\"}]");
    const struct type *renamed = type_of(mem, "[\"object\",{\"a\":\"string\",\"c\":\"string\"}]");
    const struct type *pair = type_of(mem, "[\"tuple\",[\"string\",\"string\"]]");
    struct value bad_text = value_string(STR("\xff"));
    struct value good_text = value_string(STR("x"));
    struct value texts[] = {good_text, bad_text};
    struct value members[] = {good_text, value_list(&type_list_string, texts, 2)};
    struct str bad_key = STR("\xc3");

    assert_refused(mem, bad_text, &type_string, "", "not UTF-8");
    assert_refused(mem, value_object(object, members), object, "b[1]", "not UTF-8");
    assert_refused(mem, value_map(mem, &type_map_string, &bad_key, &good_text, 1), &type_map_string, "",
                   "a key is not UTF-8");
    assert_refused(mem, value_bool(true), &type_string, "", "a different type");
    assert_refused(mem, value_object(object, members), other, "", "its attributes are not those");
    assert_refused(mem, value_object(object, members), renamed, "", "its attributes are not those");
    assert_refused(mem, value_list(pair, texts, 1), pair, "", "the number of items is wrong");
    assert_refused(mem, (struct value){0}, &type_string, "", "no type");
    assert_refused(mem, value_list(&type_dynamic, NULL, 0), &type_dynamic, "", "has a type");
    arena_free(mem);
}

static void a_value_of_20_megabytes_passes(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    enum { ITEMS = 200000, TEXT_BYTES = 100 };
    struct value *items = arena_new_array(mem, struct value, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        items[i] = value_string(str_printf(mem, "%0*zu", TEXT_BYTES, ITEMS - i));
    struct value set = value_set(mem, &type_set_string, items, ITEMS);
    struct value again;
    struct str bytes;
    struct err err;
    assert_true(msgpack_encode(mem, &set, &type_set_string, &bytes, &err));
    assert_true(bytes.len > 20 * 1000 * 1000);
    assert_true(msgpack_decode(mem, bytes, &type_set_string, &again, &err));
    assert_int_equal(again.count, ITEMS);
    assert_true(value_equal(&set, &again));
    arena_free(mem);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_bytes_decode_and_encode),
        cmocka_unit_test(broken_bytes_are_refused_with_their_place),
        cmocka_unit_test(every_truncation_and_every_extra_byte_is_refused),
        cmocka_unit_test(every_changed_byte_is_survived),
        cmocka_unit_test(hostile_lengths_allocate_nothing),
        cmocka_unit_test(refinements_end_at_1024_bytes),
        cmocka_unit_test(nesting_ends_at_128_levels),
        cmocka_unit_test(random_values_come_back_as_they_were),
        cmocka_unit_test(values_of_another_shape_are_not_written),
        cmocka_unit_test(a_value_of_20_megabytes_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
