/*
 * arena.h — region memory: everything that one call allocates is freed with the call. Knows malloc and free;
 * must not know what is stored.
 *
 * Allocation cannot fail (the process ends with a message when memory is exhausted) and returns zeroed
 * memory. Memory of an arena is never freed separately. An arena belongs to one thread at a time. Built with
 * -DARENA_DEBUG=1, every object is its own malloc, so that ASan and valgrind detect overruns.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(position, first) __attribute__((__format__(__printf__, position, first)))

struct arena;

/* A new empty arena; the caller frees it with arena_free. */
struct arena *arena_new(void);

/*
 * Runs the clean-up functions in reverse order, wipes the secret memory and frees all memory. NULL is
 * allowed.
 */
void arena_free(struct arena *mem);

/* `size_bytes` zeroed bytes, aligned for any type, owned by the arena. Zero bytes give a valid unique pointer. */
void *arena_alloc(struct arena *mem, size_t size_bytes) __attribute__((returns_nonnull, malloc));

/*
 * As arena_alloc, but arena_free overwrites the bytes before it frees them: for secret keys, tokens and their
 * copies.
 */
void *arena_alloc_secret(struct arena *mem, size_t size_bytes) __attribute__((returns_nonnull, malloc));

/* `count` zeroed elements of `size_bytes` each; ends the process when the product overflows. */
void *arena_alloc_array(struct arena *mem, size_t count, size_t size_bytes)
    __attribute__((returns_nonnull, malloc));

/* Calls clean_up(object) when the arena is freed: for handles of libraries with their own allocator. */
void arena_defer(struct arena *mem, void (*clean_up)(void *object), void *object);

/* Bytes that the arena has allocated from the system, for the tests that limit memory. */
size_t arena_size_bytes(const struct arena *mem);

/*
 * malloc, realloc and free for libraries that take such functions and store secrets: freed memory is wiped.
 */
void *secret_malloc(size_t size_bytes);
void *secret_realloc(void *old, size_t size_bytes);
void secret_free(void *bytes);

#define arena_new_object(mem, type) ((type *)arena_alloc((mem), sizeof(type)))
#define arena_new_array(mem, type, count) ((type *)arena_alloc_array((mem), (count), sizeof(type)))

#endif
