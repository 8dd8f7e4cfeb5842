/*
 * test_walk.c — a run knows whether it applies and what it created, from any thread.
 */
#include "../testing.h"

#include <pthread.h>
#include <stdio.h>

#include "runtime/walk.h"

enum { THREADS = 4, KEYS = 50 };

struct maker {
    struct walk *walk;
    int number;
};

static void *make(void *argument)
{
    const struct maker *maker = argument;
    for (int i = 0; i < KEYS; i++) {
        char key[32];
        int len = snprintf(key, sizeof key, "rule/%d/%d", maker->number, i);
        struct str item = str_n(key, (size_t)len); /* copied: the buffer is used again */
        walk_made(maker->walk, STR("rules"), item);
        walk_made(maker->walk, item, STR("it"));
    }
    walk_applies(maker->walk);
    walk_applies(maker->walk);
    walk_applied(maker->walk);
    return NULL;
}

static void only_created_objects_are_known(void **state)
{
    (void)state;
    struct walk *walk = walk_new();
    assert_false(walk_is_apply(walk));
    assert_false(walk_has_made(walk, STR("rules"), STR("rule/0/0")));
    pthread_t threads[THREADS];
    struct maker makers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        makers[i] = (struct maker){walk, i};
        assert_int_equal(pthread_create(&threads[i], NULL, make, &makers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_true(walk_is_apply(walk));
    assert_int_equal(walk_applying(walk), THREADS);
    for (int i = 0; i < THREADS; i++) {
        for (int k = 0; k < KEYS; k++) {
            char key[32];
            int len = snprintf(key, sizeof key, "rule/%d/%d", i, k);
            assert_true(walk_has_made(walk, STR("rules"), str_n(key, (size_t)len)));
            assert_true(walk_has_made(walk, str_n(key, (size_t)len), STR("it")));
        }
    }
    assert_false(walk_has_made(walk, STR("rules"), STR("rule/0/50")));
    assert_false(walk_has_made(walk, STR("rules"), STR("rule/0")));
    assert_false(walk_has_made(walk, STR("rule/0/0"), STR("that")));
    walk_free(walk);
}

static void a_group_lists_each_item_once_the_latest_first(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct walk *walk = walk_new();
    const struct str *items;
    assert_int_equal(walk_made_of(walk, mem, STR("a"), &items), 0);
    walk_made(walk, STR("a"), STR("1"));
    walk_made(walk, STR("a"), STR("2"));
    walk_made(walk, STR("a"), STR("1"));
    walk_made(walk, STR("b"), STR("3"));
    assert_int_equal(walk_made_of(walk, mem, STR("a"), &items), 2);
    walk_free(walk); /* the result belongs to the caller */
    assert_true(str_eq(items[0], STR("2")) && str_eq(items[1], STR("1")));
    arena_free(mem);
}

static void a_note_is_removed_and_a_group_counts(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct walk *walk = walk_new();
    const struct str *items;
    walk_unmade(walk, STR("a"), STR("1")); /* there is none */
    walk_made(walk, STR("a"), STR("1"));
    walk_made(walk, STR("a"), STR("2"));
    walk_unmade(walk, STR("a"), STR("3"));
    walk_unmade(walk, STR("a"), STR("1"));
    assert_false(walk_has_made(walk, STR("a"), STR("1")));
    assert_int_equal(walk_made_of(walk, mem, STR("a"), &items), 1);
    assert_str_equal(items[0], STR("2"));
    assert_int_equal(walk_tally(walk, STR("a"), 0), 0);
    assert_int_equal(walk_tally(walk, STR("a"), 2), 2);
    assert_int_equal(walk_tally(walk, STR("a"), -1), 1);
    walk_free(walk);
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_created_objects_are_known),
        cmocka_unit_test(a_group_lists_each_item_once_the_latest_first),
        cmocka_unit_test(a_note_is_removed_and_a_group_counts),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
