/*
 * text.c — a growing text, and the encodings of the wire: JSON strings, base64, hexadecimal. It must not know
 * what is written into it, nor where it is sent.
 */
#include "text.h"

#include <ctype.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

static void reserve(struct text *text, size_t more)
{
    size_t wanted = text->length + more + 1;
    if (wanted <= text->capacity)
        return;
    size_t capacity = text->capacity ? text->capacity * 2 : 256;
    while (capacity < wanted)
        capacity *= 2;
    text->data = memory_resize(text->data, capacity);
    text->capacity = capacity;
}

void text_add_bytes(struct text *text, const void *data, size_t length)
{
    reserve(text, length);
    if (length)
        memcpy(text->data + text->length, data, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_format(struct text *text, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *piece = memory_format_list(format, list);
    va_end(list);
    text_add(text, piece);
    free(piece);
}

void text_add_json(struct text *text, const char *string)
{
    if (!string) {
        text_add(text, "null");
        return;
    }
    text_add(text, "\"");
    for (const char *run = string; *run;) {
        size_t plain = 0;
        while ((unsigned char)run[plain] >= 0x20 && run[plain] != '"' && run[plain] != '\\')
            plain++;
        text_add_bytes(text, run, plain);
        run += plain;
        if (!*run)
            break;
        if (*run == '"' || *run == '\\')
            text_format(text, "\\%c", *run);
        else
            text_format(text, "\\u%04x", (unsigned)*run);
        run++;
    }
    text_add(text, "\"");
}

static int add_dumped(const char *data, size_t length, void *text)
{
    text_add_bytes(text, data, length);
    return 0;
}

void text_add_json_value(struct text *text, const struct json_t *value)
{
    /* Thirteen digits are a second since 1970 with its milliseconds. */
    json_dump_callback(value, add_dumped, text, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(13));
}

void text_free(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}

char *text_take(struct text *text)
{
    reserve(text, 0);
    text->data[text->length] = '\0';
    char *data = text->data;
    *text = (struct text){0};
    return data;
}

char *base64_encode(const void *data, size_t length)
{
    char *out = memory_new((length + 2) / 3 * 4 + 1, 1);
    EVP_EncodeBlock((unsigned char *)out, data, (int)length);
    return out;
}

bool base64_decode(const char *encoded, unsigned char **ret_data, size_t *ret_length)
{
    while (isspace((unsigned char)*encoded))
        encoded++;
    size_t length = strlen(encoded);
    while (length && isspace((unsigned char)encoded[length - 1]))
        length--;
    if (length == 0 || length % 4 || length > 1 << 20)
        return false;
    size_t padding = 0;
    while (padding < 2 && encoded[length - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i < length - padding; i++)
        if (!isalnum((unsigned char)encoded[i]) && encoded[i] != '+' && encoded[i] != '/')
            return false;
    unsigned char *data = memory_new(length / 4 * 3 + 1, 1);
    int decoded = EVP_DecodeBlock(data, (const unsigned char *)encoded, (int)length);
    if (decoded < 0 || (size_t)decoded < padding) {
        free(data);
        return false;
    }
    data[(size_t)decoded - padding] = '\0';
    *ret_data = data;
    *ret_length = (size_t)decoded - padding;
    return true;
}

void hex_encode(const unsigned char *data, size_t length, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        out[2 * i] = digits[data[i] >> 4];
        out[2 * i + 1] = digits[data[i] & 15];
    }
    out[2 * length] = '\0';
}
