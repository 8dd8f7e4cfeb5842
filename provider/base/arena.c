/*
 * arena.c — chained blocks, and clean-up functions in reverse order. Knows malloc; must not know what is
 * stored. The only file besides json.c's hooks that may call malloc and free.
 */
#include "base/arena.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef ARENA_DEBUG
#define ARENA_DEBUG 0
#endif

enum { BLOCK_BYTES = 16 * 1024, ALIGN_BYTES = 16 };

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(ALIGN_BYTES) unsigned char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*clean_up)(void *object);
    void *object;
};

struct secret_range {
    struct secret_range *next;
    void *bytes;
    size_t size;
};

struct arena {
    struct block *blocks;
    struct deferred *deferred;
    struct secret_range *secrets;
    size_t total;
};

static void out_of_memory(size_t size_bytes)
{
    fprintf(stderr, "fatal error: out of memory allocating %zu bytes\n", size_bytes);
    abort();
}

struct arena *arena_new(void)
{
    struct arena *mem = calloc(1, sizeof *mem);
    if (mem == NULL)
        out_of_memory(sizeof *mem);
    return mem;
}

static struct block *block_new(struct arena *mem, size_t size)
{
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL)
        out_of_memory(size);
    block->size = size;
    block->used = 0;
    mem->total += sizeof *block + size;
    return block;
}

void *arena_alloc(struct arena *mem, size_t size_bytes)
{
    if (size_bytes > SIZE_MAX / 2)
        out_of_memory(size_bytes);
    size_t size = (size_bytes + ALIGN_BYTES - 1) & ~(size_t)(ALIGN_BYTES - 1);
    if (size == 0)
        size = ALIGN_BYTES;

    struct block *block = mem->blocks;
    if (ARENA_DEBUG || size > BLOCK_BYTES / 4) {
        /*
         * Alone in its block, which is inserted after the current one so that the current block's free space
         * stays in use.
         */
        struct block *own = block_new(mem, ARENA_DEBUG ? size_bytes : size);
        own->used = own->size;
        if (block != NULL) {
            own->next = block->next;
            block->next = own;
        } else {
            own->next = NULL;
            mem->blocks = own;
        }
        return memset(own->bytes, 0, own->size);
    }
    if (block == NULL || block->size - block->used < size) {
        block = block_new(mem, BLOCK_BYTES - sizeof *block);
        block->next = mem->blocks;
        mem->blocks = block;
    }
    void *result = block->bytes + block->used;
    block->used += size;
    return memset(result, 0, size);
}

void *arena_alloc_array(struct arena *mem, size_t count, size_t size_bytes)
{
    size_t total;
    if (__builtin_mul_overflow(count, size_bytes, &total))
        out_of_memory(SIZE_MAX);
    return arena_alloc(mem, total);
}

void *arena_alloc_secret(struct arena *mem, size_t size_bytes)
{
    struct secret_range *range = arena_new_object(mem, struct secret_range);
    range->bytes = arena_alloc(mem, size_bytes);
    range->size = size_bytes;
    range->next = mem->secrets;
    mem->secrets = range;
    return range->bytes;
}

void arena_defer(struct arena *mem, void (*clean_up)(void *object), void *object)
{
    struct deferred *entry = arena_new_object(mem, struct deferred);
    entry->clean_up = clean_up;
    entry->object = object;
    entry->next = mem->deferred;
    mem->deferred = entry;
}

size_t arena_size_bytes(const struct arena *mem)
{
    return mem->total;
}

void arena_free(struct arena *mem)
{
    if (mem == NULL)
        return;
    for (struct deferred *entry = mem->deferred; entry != NULL; entry = entry->next)
        entry->clean_up(entry->object);
    for (struct secret_range *range = mem->secrets; range != NULL; range = range->next)
        explicit_bzero(range->bytes, range->size);
    for (struct block *block = mem->blocks; block != NULL;) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    free(mem);
}

void *secret_malloc(size_t size_bytes)
{
    return malloc(size_bytes);
}

void *secret_realloc(void *old, size_t size_bytes)
{
    void *bytes = malloc(size_bytes);
    size_t kept = malloc_usable_size(old); /* 0 for NULL */
    if (bytes == NULL)
        return NULL;
    if (kept > 0)
        memcpy(bytes, old, kept < size_bytes ? kept : size_bytes);
    secret_free(old);
    return bytes;
}

void secret_free(void *bytes)
{
    if (bytes != NULL)
        explicit_bzero(bytes, malloc_usable_size(bytes));
    free(bytes);
}
