/*
 * pool.h — threads that run jobs: one for each job at a time, up to a limit; idle threads end. Knows threads;
 * must not know what a job is.
 */
#ifndef PLUGIN_POOL_H
#define PLUGIN_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct pool;

/* A member of the job's own struct; the pool owns it until `run` is called. */
struct job {
    void (*run)(struct job *job);
    struct job *next;
};

/* Starts no thread yet. A thread without a job for `idle_ms` ends. Freed with pool_free. */
struct pool *pool_new(size_t max_threads, int64_t idle_ms);

/* Queues a job. False when no thread exists and none can be started: then the job was not queued. */
bool pool_submit(struct pool *pool, struct job *job) MUST_USE;

/* Runs all queued jobs, waits for every thread and frees the pool. */
void pool_free(struct pool *pool);

/* Threads that exist now, for the tests. */
size_t pool_thread_count(struct pool *pool);

#endif
