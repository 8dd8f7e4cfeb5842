/*
 * fuzz_deployment.c — any bytes as the file of a deployment, in YAML and in JSON: an error with a text, or a deployment whose
 * values all have the right type.
 */
#include <stdlib.h>

#include "cli/deployment_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_container(const json_t *container)
{
    static const char *const maps[] = {"environment", "ports"};
    const char *name;
    json_t *value;
    if (!json_is_string(json_object_get(container, "image")))
        abort();
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        json_object_foreach (json_object_get(container, maps[i]), name, value) {
            if (!json_is_string(value))
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"x.yaml", "x.json"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct arena *mem = arena_new();
        struct deployment_plan plan;
        struct err err = {.kind = ERR_NONE};
        const char *name;
        json_t *container;
        bool done = deployment_parse(mem, str_c(names[i]), str_n((const char *)data, size), STR("app"), &plan,
                                     &err) &&
                    deployment_check(mem, &plan, &err);
        if (!done && (err.kind == ERR_NONE || err.text[0] == '\0'))
            abort();
        if (done) {
            json_object_foreach (plan.containers, name, container)
                check_container(container);
            if (plan.endpoint != NULL && !json_is_integer(json_object_get(plan.endpoint, "containerPort")))
                abort();
        }
        arena_free(mem);
    }
    return 0;
}
