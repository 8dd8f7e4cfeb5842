/*
 * fuzz_api_json.c — any bytes as a response of the API about an instance, or as a catalogue of bundles: the
 * result can always be stored.
 */
#include <stdlib.h>

#include "fuzz_types.h"
#include "gen/data_bundles.h"
#include "gen/data_instances.h"
#include "gen/ephemeral_instance_access.h"
#include "gen/instance.h"
#include "runtime/api.h"
#include "tf/bind.h"
#include "tf/msgpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses what is filled. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct object_desc *const descs[] = {&instance_desc, &data_bundles_bundles_desc,
                                                      &data_instances_instances_desc,
                                                      &ephemeral_instance_access_desc};
    if (size == 0)
        return 0;
    const struct object_desc *desc = descs[data[0] % (sizeof descs / sizeof descs[0])];
    struct arena *mem = arena_new();
    struct err err = {0};
    json_t *answer = NULL;
    if (json_parse(mem, str_n((const char *)data + 1, size - 1), 1024 * 1024, &answer, &err)) {
        struct call call = {.mem = mem};
        void *model = arena_alloc(mem, desc->size_bytes);
        api_fill(&call, desc, answer, model);
        api_fill(&call, desc, answer, model); /* over previous values */
        struct value value = bind_to_value(mem, model, desc), again;
        struct str bytes;
        fuzz_require(msgpack_encode(mem, &value, desc->type, &bytes, &err), "a filled value can be stored",
                     &err);
        fuzz_require(msgpack_decode(mem, bytes, desc->type, &again, &err), "and read again", &err);
        fuzz_require(value_equal(&value, &again), "as the same value", &err);
    }
    arena_free(mem);
    return 0;
}
