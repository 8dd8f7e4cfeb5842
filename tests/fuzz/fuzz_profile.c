/*
 * fuzz_profile.c — any bytes as AWS profile files: no crash, and every value is a piece of the text.
 */
#include <stdlib.h>

#include "aws/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *mem = arena_new();
    struct str text = str_n((const char *)data, size);
    struct profile_content content = {0};
    profile_parse(mem, text, STR("file"), PROFILE_CONFIG_FILE, &content);
    profile_parse(mem, text, STR("file"), PROFILE_CREDENTIALS_FILE, &content);
    for (const struct profile_entry *entry = content.first; entry != NULL; entry = entry->next) {
        const char *begin = (const char *)data, *end = begin + size;
        if (entry->key.len == 0 || str_find(entry->key, '=', 0) < entry->key.len)
            abort();
        if (entry->value.len > 0 && (entry->value.data < begin || entry->value.data + entry->value.len > end))
            abort();
    }
    arena_free(mem);
    return 0;
}
