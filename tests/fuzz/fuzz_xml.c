/*
 * fuzz_xml.c — any bytes as a response of the token service: an error, or a text that is no longer than the
 * document.
 */
#include <stdlib.h>

#include "aws/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"a", "a/b",
                                        "AssumeRoleResponse/AssumeRoleResult/Credentials/AccessKeyId",
                                        "ErrorResponse/Error/Code"};
    struct arena *mem = arena_new();
    bool taken = false;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct str text;
        struct err err = {0};
        bool ok = xml_text(mem, str_n((const char *)data, size), paths[i], &text, &err);
        if (text.len > size || (!ok && (err.kind != ERR_PROTOCOL || err.text[0] == '\0')))
            abort();
        if (i > 0 && ok != taken)
            abort(); /* whether the document is well-formed does not depend on the element that is searched */
        taken = ok;
    }
    arena_free(mem);
    return 0;
}
