/*
 * memory.h — allocation that cannot fail: without memory the simulator aborts. It must not know what the
 * memory is used for.
 */
#ifndef SIM_MEMORY_H
#define SIM_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

/* Zeroed memory for count objects of size bytes. The caller frees it. */
void *memory_new(size_t count, size_t size);

/* realloc that aborts instead of returning NULL. The caller frees the result. */
void *memory_resize(void *old, size_t size);

/* A copy of text; NULL stays NULL. The caller frees it. */
char *memory_copy(const char *text);

/* A copy of the first length bytes of data and a NUL. The caller frees it. */
char *memory_copy_bytes(const char *data, size_t length);

/* printf into new memory. The caller frees it. */
char *memory_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *memory_format_list(const char *format, va_list list) __attribute__((format(printf, 1, 0)));

#endif
