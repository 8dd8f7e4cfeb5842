/*
 * memory.c — allocation that cannot fail: without memory the simulator aborts. It must not know what the
 * memory is used for.
 */
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

void *memory_new(size_t count, size_t size)
{
    return must(calloc(count ? count : 1, size ? size : 1));
}

void *memory_resize(void *old, size_t size)
{
    return must(realloc(old, size ? size : 1));
}

char *memory_copy(const char *text)
{
    return text ? must(strdup(text)) : NULL;
}

char *memory_copy_bytes(const char *data, size_t length)
{
    char *copy = memory_new(length + 1, 1);
    if (length)
        memcpy(copy, data, length);
    return copy;
}

char *memory_format_list(const char *format, va_list list)
{
    char *text = NULL;
    if (vasprintf(&text, format, list) < 0)
        abort();
    return text;
}

char *memory_format(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *text = memory_format_list(format, list);
    va_end(list);
    return text;
}
