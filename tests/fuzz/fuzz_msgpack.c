/*
 * fuzz_msgpack.c — any bytes: what the wire codec accepts must be written and read back as the same value.
 */
#include "fuzz_types.h"

#include "tf/msgpack.h"
#include "tf/statejson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Values that JSON cannot represent: deeper nesting, because there the type of a dynamic value is not text
 * but part of the document, and a key with a NUL, which the JSON library does not read.
 */
static bool is_beyond_json(const struct err *err)
{
    struct str text = str_c(err->text);
    return str_contains(text, STR("more than 128 levels")) ||
           str_contains(text, STR("NUL byte in object key"));
}

/* The properties of every accepted value. */
static void check(struct arena *mem, const struct value *value, const struct type *type)
{
    struct err err = {0};
    struct str bytes = {0};
    struct str bytes_again = {0};
    struct value again = {0};
    fuzz_require(msgpack_encode(mem, value, type, &bytes, &err), "an accepted value is written", &err);
    fuzz_require(msgpack_decode(mem, bytes, type, &again, &err), "a written value is read", &err);
    fuzz_require(value_equal(value, &again), "it is the same value", &err);
    fuzz_require(msgpack_encode(mem, &again, type, &bytes_again, &err), "it is written again", &err);
    fuzz_require(str_eq(bytes, bytes_again), "its bytes are the same", &err);

    /* Without unknown values the other codec must agree. */
    struct value known = value_without_unknowns(mem, value);
    struct str json = {0};
    fuzz_require(statejson_encode(mem, &known, type, &json, &err), "a known value is written as JSON", &err);
    if (statejson_decode(mem, json, type, &again, &err))
        fuzz_require(value_equal(&known, &again), "it is the same value as JSON", &err);
    else
        fuzz_require(is_beyond_json(&err), "its JSON is read", &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *mem = arena_new();
    const struct type *type = fuzz_type(mem, data, size);
    if (type != NULL) {
        struct value value;
        struct err err = {0};
        if (msgpack_decode(mem, str_n((const char *)data + 1, size - 1), type, &value, &err))
            check(mem, &value, type);
        else
            fuzz_require(err.kind == ERR_PROTOCOL, "a refusal has an error kind", &err);
    }
    arena_free(mem);
    return 0;
}
