/*
 * test_arena.c — memory: zeroed, aligned, apart, cleaned up in reverse order, wiped where secret.
 */
#include "base/arena.h"

#include <string.h>

#include "../testing.h"

static bool is_zero(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

/* Small and large pieces in turn, each filled, none touching another. */
static void test_pieces_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 15, 16, 17, 100, 4095, 4096, 4097, 16384, 70000, 0, 3};
    enum { COUNT = sizeof sizes / sizeof sizes[0], ROUNDS = 20 };
    unsigned char *pieces[COUNT * ROUNDS];
    struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT * ROUNDS; i++) {
        size_t size = sizes[i % COUNT];
        pieces[i] = arena_alloc(mem, size);
        assert_int_equal((uintptr_t)pieces[i] % 16, 0);
        assert_true(is_zero(pieces[i], size));
        memset(pieces[i], (int)(i % 255) + 1, size);
    }
    for (size_t i = 0; i < COUNT * ROUNDS; i++) {
        for (size_t j = 0; j < sizes[i % COUNT]; j++)
            assert_int_equal(pieces[i][j], (i % 255) + 1);
    }
    arena_free(mem);
}

static void test_no_bytes_is_still_a_place(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    void *first = arena_alloc(mem, 0), *second = arena_alloc(mem, 0);
    assert_non_null(first);
    assert_ptr_not_equal(first, second);
    arena_free(mem);
    arena_free(NULL);
}

static char order[8];
static size_t order_len;

static void note(void *object)
{
    order[order_len++] = *(const char *)object;
}

static void test_clean_ups_run_in_reverse(void **state)
{
    (void)state;
    static char names[] = "abc";
    struct arena *mem = arena_new();
    for (size_t i = 0; i < 3; i++)
        arena_defer(mem, note, &names[i]);
    assert_int_equal(order_len, 0);
    arena_free(mem);
    assert_string_equal(order, "cba");
}

static const unsigned char *watched;
static bool was_wiped;

static void look(void *object)
{
    was_wiped = is_zero(watched, *(const size_t *)object);
}

/* Clean-ups may still use a secret; the wiping comes after them and before the memory goes back. */
static void test_secrets_outlive_the_clean_ups(void **state)
{
    (void)state;
    static size_t size = 32;
    struct arena *mem = arena_new();
    unsigned char *secret = arena_alloc_secret(mem, size);
    assert_true(is_zero(secret, size));
    memset(secret, 's', size);
    watched = secret;
    arena_defer(mem, look, &size);
    arena_free(mem);
    assert_false(was_wiped);
}

static void test_size(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    assert_int_equal(arena_size_bytes(mem), 0);
    for (int i = 0; i < 1000; i++)
        arena_alloc(mem, 100);
    assert_in_range(arena_size_bytes(mem), 100 * 1000, 200 * 1000);
    arena_free(mem);
}

struct pair {
    int64_t a;
    char b;
};

static void test_arrays(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct pair *pairs = arena_new_array(mem, struct pair, 1000), *one = arena_new_object(mem, struct pair);
    assert_int_equal(pairs[999].a, 0);
    pairs[999] = (struct pair){INT64_MAX, 'x'};
    assert_int_equal(one->a, 0);
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(test_no_bytes_is_still_a_place),
        cmocka_unit_test(test_clean_ups_run_in_reverse),
        cmocka_unit_test(test_secrets_outlive_the_clean_ups),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_arrays),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
