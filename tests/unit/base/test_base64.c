/*
 * test_base64.c — tests of base/base64 with the vectors of RFC 4648, section 10.
 */
#include "base/base64.h"

#include "../testing.h"

static const char *const vectors[][2] = {{"", ""},
                                         {"f", "Zg=="},
                                         {"fo", "Zm8="},
                                         {"foo", "Zm9v"},
                                         {"foob", "Zm9vYg=="},
                                         {"fooba", "Zm9vYmE="},
                                         {"foobar", "Zm9vYmFy"}};
enum { VECTORS = sizeof vectors / sizeof vectors[0] };

static void the_vectors_of_the_standard(void **state)
{
    struct arena *mem = arena_new();
    struct str bytes;
    (void)state;
    for (size_t i = 0; i < VECTORS; i++) {
        assert_true(str_eqc(base64_encode(mem, str_c(vectors[i][0])), vectors[i][1]));
        assert_true(base64_decode(mem, str_c(vectors[i][1]), &bytes));
        assert_true(str_eqc(bytes, vectors[i][0]));
    }
    arena_free(mem);
}

static void all_bytes_survive(void **state)
{
    struct arena *mem = arena_new();
    char all[256];
    struct str bytes;
    (void)state;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)i;
    assert_true(base64_decode(mem, base64_encode(mem, str_n(all, sizeof all)), &bytes));
    assert_true(str_eq(bytes, str_n(all, sizeof all)));
    arena_free(mem);
}

static void other_characters_are_refused(void **state)
{
    struct arena *mem = arena_new();
    struct str bytes;
    (void)state;
    assert_true(base64_decode(mem, STR("aGVsbG8"), &bytes));
    assert_true(str_eqc(bytes, "hello"));
    assert_false(base64_decode(mem, STR("aGVs-G8="), &bytes));
    assert_false(base64_decode(mem, STR("aGVsb"), &bytes));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_the_standard),
        cmocka_unit_test(all_bytes_survive),
        cmocka_unit_test(other_characters_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
