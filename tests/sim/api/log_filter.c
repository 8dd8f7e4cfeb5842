/*
 * log_filter.c — which log lines a request wants, by the words in them. It must not know where lines come from.
 *
 * Sources: the examples of API_GetContainerLog; "Filter pattern syntax" of the guide of CloudWatch Logs: letter
 * case counts, terms with other characters than letters and digits are in double quotes, and "?" is ignored
 * next to other terms.
 */
#include "api/log_filter.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum sign { WANTED, EXCLUDED, ENOUGH };

struct term {
    enum sign sign;
    char *text;
};

struct log_filter {
    size_t count;
    bool has_other; /* a term besides those of which one is enough */
    struct term terms[];
};

void log_filter_free(struct log_filter *filter)
{
    for (size_t i = 0; filter && i < filter->count; i++)
        free(filter->terms[i].text);
    free(filter);
}

/* The text between double quotes; *at is behind the first one. NULL when the second is missing or nothing is between. */
static char *read_phrase(const char **at)
{
    char *text = memory_copy(*at), *end = text;
    for (; **at && **at != '"'; (*at)++) {
        if (**at == '\\' && ((*at)[1] == '"' || (*at)[1] == '\\'))
            (*at)++;
        *end++ = **at;
    }
    *end = '\0';
    if (*text && **at == '"') {
        (*at)++;
        return text;
    }
    free(text);
    return NULL;
}

static bool is_of_word(char character)
{
    return isalnum((unsigned char)character) || character == '_' || (unsigned char)character >= 0x80;
}

static char *read_word(const char **at)
{
    const char *start = *at;
    while (is_of_word(**at))
        (*at)++;
    return *at > start ? memory_copy_bytes(start, (size_t)(*at - start)) : NULL;
}

/* The term at *at, and the spaces after it; false when it is not valid. */
static bool read_term(const char **at, struct term *ret)
{
    *ret = (struct term){.sign = **at == '-' ? EXCLUDED : **at == '?' ? ENOUGH : WANTED};
    if (ret->sign != WANTED)
        (*at)++;
    bool is_phrase = **at == '"';
    *at += is_phrase;
    ret->text = is_phrase ? read_phrase(at) : read_word(at);
    if (!ret->text || (**at != ' ' && **at != '\0'))
        return false;
    *at += strspn(*at, " ");
    return true;
}

struct log_filter *log_filter_read(struct call *call, const char *pattern)
{
    const char *at = pattern ? pattern + strspn(pattern, " ") : "";
    struct log_filter *filter = memory_new(1, sizeof *filter + (strlen(at) / 2 + 1) * sizeof(struct term));
    while (*at) {
        const char *start = at;
        struct term *term = &filter->terms[filter->count++];
        if (!read_term(&at, term)) {
            log_filter_free(filter);
            call_fail_input(call, "Invalid filter pattern: Invalid character(s) in term '%s'", start);
            return NULL;
        }
        filter->has_other |= term->sign != ENOUGH;
    }
    return filter;
}

bool log_filter_wants(const struct log_filter *filter, const char *line)
{
    bool found_one = filter->count == 0 || filter->has_other;
    for (size_t i = 0; i < filter->count; i++) {
        const struct term *term = &filter->terms[i];
        bool found = strstr(line, term->text) != NULL;
        if ((term->sign == WANTED && !found) || (term->sign == EXCLUDED && found))
            return false;
        found_one |= found;
    }
    return found_one;
}
