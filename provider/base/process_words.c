/*
 * process_words.c — splits a command line into words as a shell does. Must not know what the words mean.
 */
#include "base/process.h"

enum { MOST_WORDS = 128 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* One word from `at` on; a backslash makes the next character literal, inside "" only before " and \. */
static bool take_word(struct str text, size_t *at, char *out, size_t *ret_len)
{
    char quote = '\0';
    size_t len = 0;
    for (; *at < text.len && (quote != '\0' || !is_blank(text.data[*at])); (*at)++) {
        char c = text.data[*at], next = *at + 1 < text.len ? text.data[*at + 1] : '\0';
        if (quote == '\0' && (c == '"' || c == '\'')) {
            quote = c;
        } else if (c == quote) {
            quote = '\0';
        } else if (c == '\\' && (quote == '\0' || (quote == '"' && (next == '"' || next == '\\')))) {
            if (*at + 1 == text.len)
                return false;
            out[len++] = next;
            (*at)++;
        } else {
            out[len++] = c;
        }
    }
    *ret_len = len;
    return quote == '\0';
}

bool process_split(struct arena *mem, struct str command, char ***ret_words, struct err *err)
{
    char **words = arena_new_array(mem, char *, MOST_WORDS + 1);
    size_t count = 0;
    for (size_t at = 0; at < command.len;) {
        if (is_blank(command.data[at])) {
            at++;
            continue;
        }
        size_t len;
        char *word = arena_alloc_secret(mem, command.len - at + 1);
        if (count == MOST_WORDS)
            return fail(err, ERR_USER, "the command has more than %d words", (int)MOST_WORDS);
        if (!take_word(command, &at, word, &len))
            return fail(err, ERR_USER, "the command has a quotation mark without a closing one");
        words[count++] = word;
    }
    if (count == 0)
        return fail(err, ERR_USER, "the command is empty");
    *ret_words = words;
    return true;
}
