/*
 * fuzz_statejson.c — any text: what the state codec accepts must be written and read back as the same value,
 * by both codecs.
 */
#include "fuzz_types.h"

#include "tf/msgpack.h"
#include "tf/statejson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The properties of every accepted value. */
static void check(struct arena *mem, const struct value *value, const struct type *type)
{
    struct err err = {0};
    struct str json = {0};
    struct str json_again = {0};
    struct str bytes = {0};
    struct value again = {0};
    fuzz_require(value_is_wholly_known(value), "stored values are known", &err);
    fuzz_require(statejson_encode(mem, value, type, &json, &err), "an accepted value is written", &err);
    fuzz_require(statejson_decode(mem, json, type, &again, &err), "a written value is read", &err);
    fuzz_require(value_equal(value, &again), "it is the same value", &err);
    fuzz_require(statejson_encode(mem, &again, type, &json_again, &err), "it is written again", &err);
    fuzz_require(str_eq(json, json_again), "its text is the same", &err);

    fuzz_require(msgpack_encode(mem, value, type, &bytes, &err), "it is written as MessagePack", &err);
    fuzz_require(msgpack_decode(mem, bytes, type, &again, &err), "its MessagePack is read", &err);
    fuzz_require(value_equal(value, &again), "it is the same value as MessagePack", &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *mem = arena_new();
    const struct type *type = fuzz_type(mem, data, size);
    if (type != NULL) {
        struct value value;
        struct err err = {0};
        if (statejson_decode(mem, str_n((const char *)data + 1, size - 1), type, &value, &err))
            check(mem, &value, type);
        else
            fuzz_require(err.kind == ERR_PROTOCOL, "a refusal has an error kind", &err);
    }
    arena_free(mem);
    return 0;
}
