/*
 * test_walk.c — a walk knows whether it applies and what it made, whichever thread made it.
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
        walk_made(maker->walk, str_n(key, (size_t)len)); /* the key is copied: the buffer is used again */
    }
    walk_applies(maker->walk);
    return NULL;
}

static void what_was_made_is_known_and_nothing_else(void **state)
{
    (void)state;
    struct walk *walk = walk_new();
    assert_false(walk_is_apply(walk));
    assert_false(walk_has_made(walk, STR("rule/0/0")));
    pthread_t threads[THREADS];
    struct maker makers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        makers[i] = (struct maker){walk, i};
        assert_int_equal(pthread_create(&threads[i], NULL, make, &makers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_true(walk_is_apply(walk));
    for (int i = 0; i < THREADS; i++) {
        for (int k = 0; k < KEYS; k++) {
            char key[32];
            int len = snprintf(key, sizeof key, "rule/%d/%d", i, k);
            assert_true(walk_has_made(walk, str_n(key, (size_t)len)));
        }
    }
    assert_false(walk_has_made(walk, STR("rule/0/50")));
    assert_false(walk_has_made(walk, STR("rule/0")));
    walk_free(walk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_made_is_known_and_nothing_else)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
