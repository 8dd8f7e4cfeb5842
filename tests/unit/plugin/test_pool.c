/*
 * test_pool.c — threads appear with demand, end when idle, and every job runs once.
 */
#include "../testing.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "plugin/pool.h"

enum { LIMIT_MS = 10 * 1000 };

static atomic_int started, finished;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void pass_gate(struct job *job)
{
    (void)job;
    atomic_fetch_add(&started, 1);
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    atomic_fetch_add(&finished, 1);
}

static void count(struct job *job)
{
    (void)job;
    atomic_fetch_add(&finished, 1);
}

static bool becomes(atomic_int *number, int wanted)
{
    for (int64_t limit = clock_monotonic_ms() + LIMIT_MS; clock_monotonic_ms() < limit;) {
        if (atomic_load(number) == wanted)
            return true;
        sched_yield();
    }
    return false;
}

static int reset(void **state)
{
    (void)state;
    atomic_store(&started, 0);
    atomic_store(&finished, 0);
    return 0;
}

static void as_many_threads_as_jobs_that_block(void **state)
{
    (void)state;
    struct pool *pool = pool_new(64, LIMIT_MS);
    struct job jobs[50];
    assert_int_equal(pool_thread_count(pool), 0);
    pthread_mutex_lock(&gate);
    for (size_t i = 0; i < 50; i++) {
        jobs[i].run = pass_gate;
        assert_true(pool_submit(pool, &jobs[i]));
    }
    assert_true(becomes(&started, 50));
    assert_int_equal(pool_thread_count(pool), 50);
    pthread_mutex_unlock(&gate);
    assert_true(becomes(&finished, 50));
    pool_free(pool);
}

static void past_the_limit_jobs_wait_their_turn(void **state)
{
    (void)state;
    struct pool *pool = pool_new(2, LIMIT_MS);
    struct job jobs[10];
    pthread_mutex_lock(&gate);
    for (size_t i = 0; i < 10; i++) {
        jobs[i].run = pass_gate;
        assert_true(pool_submit(pool, &jobs[i]));
    }
    assert_true(becomes(&started, 2));
    assert_int_equal(pool_thread_count(pool), 2);
    pthread_mutex_unlock(&gate);
    pool_free(pool); /* runs what is queued */
    assert_int_equal(atomic_load(&finished), 10);
}

static void idle_threads_end_and_come_again(void **state)
{
    (void)state;
    struct pool *pool = pool_new(4, 1);
    for (int round = 1; round <= 20; round++) {
        struct job job = {.run = count};
        assert_true(pool_submit(pool, &job));
        assert_true(becomes(&finished, round));
        for (int64_t limit = clock_monotonic_ms() + LIMIT_MS; pool_thread_count(pool) > 0;)
            assert_true(clock_monotonic_ms() < limit);
    }
    pool_free(pool);
}

static void an_idle_thread_takes_the_next_job(void **state)
{
    (void)state;
    struct pool *pool = pool_new(4, LIMIT_MS);
    for (int round = 1; round <= 100; round++) {
        struct job job = {.run = count};
        assert_true(pool_submit(pool, &job));
        assert_true(becomes(&finished, round));
    }
    assert_true(pool_thread_count(pool) <= 4);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(as_many_threads_as_jobs_that_block, reset),
        cmocka_unit_test_setup(past_the_limit_jobs_wait_their_turn, reset),
        cmocka_unit_test_setup(idle_threads_end_and_come_again, reset),
        cmocka_unit_test_setup(an_idle_thread_takes_the_next_job, reset),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
