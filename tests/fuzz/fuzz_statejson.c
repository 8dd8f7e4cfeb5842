/*
 * fuzz_statejson.c — any text: the state codec and json_parse must accept what jansson accepts, with the same
 * result; what the state codec accepts must be written and read back as the same value, by both codecs.
 */
#include "fuzz_types.h"

#include "../unit/tf/statejson_reference.h"
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

static void check_tree(struct arena *mem, struct str text)
{
    struct err err = {0};
    json_t *value = NULL;
    bool is_accepted = json_parse(mem, text, text.len, &value, &err);
    if (!is_accepted && strstr(err.text, "more than 512 levels") != NULL)
        return;
    json_t *expected = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    fuzz_require(is_accepted == (expected != NULL), "json_parse accepts what jansson accepts", &err);
    fuzz_require(expected == NULL || json_equal(value, expected), "the tree is the same", &err);
    json_decref(expected);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *mem = arena_new();
    const struct type *type = fuzz_type(mem, data, size);
    if (type != NULL) {
        struct str text = str_n((const char *)data + 1, size - 1);
        struct value value, expected;
        struct err err = {0};
        bool is_accepted = statejson_decode(mem, text, type, &value, &err);
        fuzz_require(is_accepted == reference_decode(mem, text, type, &expected),
                     "what the reference accepts is accepted", &err);
        fuzz_require(is_accepted || err.kind == ERR_PROTOCOL, "a refusal has an error kind", &err);
        fuzz_require(!is_accepted || value_equal(&value, &expected), "it is the value of the reference",
                     &err);
        if (is_accepted)
            check(mem, &value, type);
        check_tree(mem, text);
    }
    arena_free(mem);
    return 0;
}
