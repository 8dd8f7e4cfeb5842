/*
 * fuzz_credentials.c — any bytes as the output of a credential process, a container or a metadata service,
 * and as a command line: credentials that are valid in a header, or a printable error.
 */
#include <stdlib.h>

#include "aws/credentials.h"
#include "base/process.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *mem = arena_new();
    struct str text = str_n((const char *)data, size);
    struct credentials keys;
    struct err err = {0};
    char **words;
    int64_t time_ms;
    if (!credentials_from_json(mem, text, CREDENTIALS_OF_MACHINE, STR("a test"), 0, &keys, &err)) {
        if (err.kind == ERR_NONE || !str_is_utf8(str_c(err.text)))
            abort();
    } else if (keys.access_key.len == 0 || keys.secret_key.len == 0 || keys.lifetime_ms <= 0 ||
               !credentials_check_characters(&keys, &err)) {
        abort();
    }
    if (clock_parse_time(text, &time_ms) && size < sizeof "2030-01-31T12:00:00Z" - 1)
        abort();
    if (process_split(mem, text, &words, &err) ? words[0] == NULL : err.kind != ERR_USER)
        abort();
    arena_free(mem);
    return 0;
}
