/*
 * text.h — a growing text, and the encodings of the wire: JSON strings, base64, hexadecimal. It must not know
 * what is written into it, nor where it is sent.
 */
#ifndef SIM_TEXT_H
#define SIM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* All-zero is an empty text. data is NUL-terminated as soon as something was added. */
struct text {
    char *data;
    size_t length, capacity;
};

void text_add_bytes(struct text *text, const void *data, size_t length);
void text_add(struct text *text, const char *string);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds string as a JSON string with its quotes; NULL becomes null. */
void text_add_json(struct text *text, const char *string);

/* Adds the printed JSON value, compact, times with three decimals. json_t is jansson's. */
struct json_t;
void text_add_json_value(struct text *text, const struct json_t *value);

void text_free(struct text *text);

/* Hands the bytes to the caller, who frees them, and leaves the text empty; never NULL. */
char *text_take(struct text *text);

/* Standard base64 with padding. The caller frees the result. */
char *base64_encode(const void *data, size_t length);

/*
 * Decodes strict base64; spaces at the ends are ignored. False when it is invalid. The caller frees
 * *ret_data.
 */
bool base64_decode(const char *encoded, unsigned char **ret_data, size_t *ret_length);

/* Lower-case hexadecimal into out, which holds 2 * length + 1 bytes. */
void hex_encode(const unsigned char *data, size_t length, char *out);

#endif
