/*
 * str.h — text as pointer and length, passed by value, and a builder with a size limit. Knows bytes and
 * UTF-8; must not know what the text means.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

/*
 * Not necessarily NUL-terminated; all-zero is the empty text. Borrowed: it lives as long as the memory it
 * points to.
 */
struct str {
    const char *data;
    size_t len;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s) (int)(s).len, ((s).data != NULL ? (s).data : "")

/* A view of a NUL-terminated text; NULL gives the empty text. */
static inline struct str str_c(const char *text)
{
    return text != NULL ? (struct str){text, strlen(text)} : (struct str){NULL, 0};
}

static inline struct str str_n(const char *data, size_t len)
{
    return (struct str){data, len};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool str_eqc(struct str a, const char *b)
{
    return str_eq(a, str_c(b));
}

/* Byte order, as strcmp. */
int str_cmp(struct str a, struct str b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII */
bool str_starts_with(struct str s, struct str prefix);
bool str_ends_with(struct str s, struct str suffix);
/* Position of the first `c` at or after `from`, or s.len. */
size_t str_find(struct str s, char c, size_t from);
bool str_contains(struct str s, struct str part);
struct str str_trim(struct str s);
/*
 * Splits at the first `separator`: `ret_head` is the part before it, the result the part after it. False when
 * there is none.
 */
bool str_cut(struct str s, char separator, struct str *ret_head, struct str *ret_tail);
/* Without the byte order mark that some editors and shells write before UTF-8 text. */
struct str str_after_bom(struct str s);
/* s[from .. to), clamped to the text. */
struct str str_slice(struct str s, size_t from, size_t to);

/* A copy in the arena, always followed by a NUL that is not part of the length. */
struct str str_copy(struct arena *mem, struct str s);
/* The same, in memory that the arena wipes. */
struct str str_copy_secret(struct arena *mem, struct str s);
/* A NUL-terminated copy for C APIs. A text with an embedded NUL is cut there. */
const char *str_z(struct arena *mem, struct str s);
struct str str_printf(struct arena *mem, const char *format, ...) PRINTF_LIKE(2, 3);
struct str str_vprintf(struct arena *mem, const char *format, va_list args) PRINTF_LIKE(2, 0)
    __attribute__((nonnull(2)));
struct str str_lower(struct arena *mem, struct str s); /* ASCII */

/*
 * Parses the whole text as a decimal integer with optional sign; false for any other text or when it does not
 * fit.
 */
bool str_to_int64(struct str s, int64_t *ret_number) MUST_USE;

/* Whether every byte belongs to well-formed UTF-8 (no surrogates, nothing over U+10FFFF). */
bool str_is_utf8(struct str s);
/*
 * Makes text from outside printable: bytes that are not UTF-8 become U+FFFD, control characters other than
 * newline and tab become spaces, and a text longer than `max_bytes` is cut at a character and marked with an
 * ellipsis.
 */
struct str str_printable(struct arena *mem, struct str s, size_t max_bytes);

/* The text without the PEM private keys in it, also incomplete ones; the same text when there is none. */
struct str str_without_private_keys(struct arena *mem, struct str s);

/*
 * Edit distance (insert, delete, replace = 1), for "did you mean"; computed up to `limit`, larger distances
 * return limit + 1.
 */
size_t str_distance(struct str a, struct str b, size_t limit);

/* qsort comparison for arrays of struct str. */
int str_compare_items(const void *a, const void *b);

/*
 * A growing text with a maximum size: a longer text is cut and `overflowed` is set; the allocation is
 * limited.
 */
struct buf {
    struct arena *mem;
    char *data;
    size_t len, capacity, max_bytes;
    bool overflowed;
};

enum { BUF_DEFAULT_MAX_BYTES = 64 * 1024 * 1024 };

static inline struct buf buf_new(struct arena *mem, size_t max_bytes)
{
    return (struct buf){.mem = mem, .max_bytes = max_bytes};
}
/* A builder for secrets: it allocates `max_bytes` at once, never moves, and the arena wipes it. */
struct buf buf_new_secret(struct arena *mem, size_t max_bytes);
void buf_add(struct buf *buf, struct str s);
void buf_addc(struct buf *buf, char c);
/* Letters, digits and -._~ unchanged, every other byte as %XX: for parts of a URL and for forms. */
void buf_add_encoded(struct buf *buf, struct str s);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
/* The text so far, NUL-terminated; valid until the next write. */
struct str buf_str(struct buf *buf);

#endif
