/*
 * err.c — fills the error value. Knows fixed buffers; must not allocate, log or print.
 */
#include "base/err.h"

#include <stdio.h>

void err_set_field(char *field, size_t field_bytes, struct str text)
{
    size_t len = text.len < field_bytes - 1 ? text.len : field_bytes - 1;
    while (len > 0 && len < text.len && ((unsigned char)text.data[len] & 0xc0) == 0x80)
        len--; /* do not cut a UTF-8 character in two */
    if (len > 0)
        memcpy(field, text.data, len);
    field[len] = '\0';
}

PRINTF_LIKE(3, 0)
static void set_text(char *field, size_t field_bytes, const char *format, va_list args)
{
    char text[2048];
    vsnprintf(text, sizeof text, format, args);
    err_set_field(field, field_bytes, str_c(text));
}

bool fail(struct err *err, enum err_kind kind, const char *format, ...)
{
    struct err fresh = {.kind = kind};
    va_list args;
    va_start(args, format);
    set_text(fresh.text, sizeof fresh.text, format, args);
    va_end(args);
    *err = fresh;
    return false;
}

bool fail_at(struct err *err, enum err_kind kind, const char *attribute, const char *format, ...)
{
    struct err fresh = {.kind = kind};
    err_set_field(fresh.attribute, sizeof fresh.attribute, str_c(attribute));
    va_list args;
    va_start(args, format);
    set_text(fresh.text, sizeof fresh.text, format, args);
    va_end(args);
    *err = fresh;
    return false;
}

bool fail_hint(struct err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_text(err->hint, sizeof err->hint, format, args);
    va_end(args);
    return false;
}

bool fail_context(struct err *err, const char *format, ...)
{
    char context[512];
    va_list args;
    va_start(args, format);
    set_text(context, sizeof context, format, args);
    va_end(args);
    char text[sizeof context + sizeof err->text + 2];
    snprintf(text, sizeof text, "%s: %s", context, err->text);
    err_set_field(err->text, sizeof err->text, str_c(text));
    return false;
}
