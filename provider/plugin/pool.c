/*
 * pool.c — a queue, a table of threads and one lock. Must not know what a job is.
 */
#include "plugin/pool.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "base/clock.h"

/* Handlers keep large data in arenas; recursion is limited (values at 128 levels, JSON at 512). */
enum { STACK_BYTES = 2 * 1024 * 1024, SIGNAL_STACK_BYTES = 32 * 1024 };

enum slot_state { SLOT_FREE, SLOT_RUNNING, SLOT_ENDED };

struct slot {
    struct pool *pool;
    pthread_t thread;
    enum slot_state state;
    void *signal_stack; /* a handler must be able to report a stack overflow */
};

struct pool {
    struct arena *mem;
    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t wake;
    struct job *head, **tail;
    struct slot *slots;
    size_t max_threads, threads, idle, queued;
    int64_t idle_ms;
    bool closing;
};

struct pool *pool_new(size_t max_threads, int64_t idle_ms)
{
    struct arena *mem = arena_new();
    struct pool *pool = arena_new_object(mem, struct pool);
    pool->mem = mem;
    pool->max_threads = max_threads;
    pool->idle_ms = idle_ms;
    pool->tail = &pool->head;
    pool->slots = arena_new_array(mem, struct slot, max_threads);
    pthread_mutex_init(&pool->lock, NULL);
    clock_cond_init(&pool->wake);
    return pool;
}

static struct timespec idle_deadline(const struct pool *pool)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += (time_t)(pool->idle_ms / 1000);
    at.tv_nsec += (long)(pool->idle_ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

/* The next job, or NULL when the thread may end. Called and left with the lock held. */
static struct job *take(struct pool *pool)
{
    struct timespec deadline = idle_deadline(pool);
    bool expired = false;
    while (pool->head == NULL && !pool->closing && !expired) {
        pool->idle++;
        expired = pthread_cond_timedwait(&pool->wake, &pool->lock, &deadline) != 0;
        pool->idle--;
    }
    struct job *job = pool->head;
    if (job == NULL)
        return NULL;
    pool->head = job->next;
    if (pool->head == NULL)
        pool->tail = &pool->head;
    pool->queued--;
    return job;
}

static void *work(void *argument)
{
    struct slot *slot = argument;
    struct pool *pool = slot->pool;
    stack_t signal_stack = {.ss_sp = slot->signal_stack, .ss_size = SIGNAL_STACK_BYTES}, previous_stack;
    sigaltstack(&signal_stack, &previous_stack);

    pthread_mutex_lock(&pool->lock);
    struct job *job;
    while ((job = take(pool)) != NULL) {
        pthread_mutex_unlock(&pool->lock);
        job->run(job);
        pthread_mutex_lock(&pool->lock);
    }
    slot->state = SLOT_ENDED;
    pool->threads--;
    pthread_mutex_unlock(&pool->lock);
    sigaltstack(&previous_stack,
                NULL); /* else the address sanitizer frees the stack that the thread has set */
    return NULL;
}

/* A slot to start a thread in; a thread that ended there is joined, which takes no time. */
static struct slot *free_slot(struct pool *pool)
{
    for (size_t i = 0; i < pool->max_threads; i++) {
        struct slot *slot = &pool->slots[i];
        if (slot->state == SLOT_RUNNING)
            continue;
        if (slot->state == SLOT_ENDED)
            pthread_join(slot->thread, NULL);
        slot->state = SLOT_FREE;
        return slot;
    }
    return NULL;
}

static bool start_thread(struct pool *pool)
{
    struct slot *slot = free_slot(pool);
    if (slot == NULL)
        return false;
    slot->pool = pool;
    if (slot->signal_stack == NULL)
        slot->signal_stack = arena_alloc(pool->mem, SIGNAL_STACK_BYTES);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    bool started = pthread_create(&slot->thread, &attributes, work, slot) == 0;
    pthread_attr_destroy(&attributes);
    if (started) {
        slot->state = SLOT_RUNNING;
        pool->threads++;
    }
    return started;
}

bool pool_submit(struct pool *pool, struct job *job)
{
    pthread_mutex_lock(&pool->lock);
    if (pool->queued >= pool->idle && pool->threads < pool->max_threads && !start_thread(pool) &&
        pool->threads == 0) {
        pthread_mutex_unlock(&pool->lock);
        return false;
    }
    job->next = NULL;
    *pool->tail = job;
    pool->tail = &job->next;
    pool->queued++;
    pthread_mutex_unlock(&pool->lock);
    pthread_cond_signal(&pool->wake); /* without the lock, which the thread needs at once */
    return true;
}

size_t pool_thread_count(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    size_t count = pool->threads;
    pthread_mutex_unlock(&pool->lock);
    return count;
}

void pool_free(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    /* No more jobs are submitted, so a used slot keeps its thread until it is joined here. */
    for (size_t i = 0; i < pool->max_threads; i++) {
        pthread_mutex_lock(&pool->lock);
        bool started = pool->slots[i].state != SLOT_FREE;
        pthread_mutex_unlock(&pool->lock);
        if (started)
            pthread_join(pool->slots[i].thread, NULL);
    }
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    arena_free(pool->mem);
}
