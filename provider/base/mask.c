/*
 * mask.c — makes text from another program fit for a message: parts that may be secrets are replaced. Knows
 * the form of keys, tokens and passwords; must not know which program wrote the text.
 */
#include "base/mask.h"

#include <string.h>

enum { LONG_RUN = 16, MIXED_RUN = 8, PLAIN_WORD = 6 };

static const struct str hidden = STR("(hidden)");

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/*
 * The alphabets of base64, base64url, JSON Web Tokens and percent encoding; a password may also have
 * characters that are not ASCII.
 */
static bool is_of_run(char c)
{
    return is_upper(c) || is_lower(c) || is_digit(c) || (c != '\0' && strchr("+/=_-.%~", c) != NULL) ||
           (unsigned char)c >= 0x80;
}

/* Words, paths and host names: parts of lower-case letters only, or of few lower-case letters and digits. */
static bool is_plain(struct str run)
{
    size_t len = 0, digits = 0;
    for (size_t i = 0; i < run.len; i++) {
        char c = run.data[i];
        bool separates = c == '/' || c == '.' || c == '-' || c == '_' || c == '=';
        if (!separates && !is_lower(c) && !is_digit(c))
            return false;
        len = separates ? 0 : len + 1;
        digits = separates ? 0 : digits + is_digit(c);
        if (digits > 0 && len > PLAIN_WORD)
            return false;
    }
    return true;
}

static bool may_be_secret(struct str run)
{
    bool upper = false, lower = false, digit = false;
    for (size_t i = 0; i < run.len; i++) {
        upper = upper || is_upper(run.data[i]);
        lower = lower || is_lower(run.data[i]);
        digit = digit || is_digit(run.data[i]);
    }
    return (run.len >= MIXED_RUN && upper && lower && digit) || (run.len >= LONG_RUN && !is_plain(run));
}

/* "AWS_SECRET_ACCESS_KEY", "password", "Authorization". */
static bool names_secret(struct arena *mem, struct str run)
{
    static const struct str parts[] = {STR("secret"), STR("token"),         STR("passw"),  STR("key"),
                                       STR("pwd"),    STR("credential"),    STR("_code"),  STR("cookie"),
                                       STR("otp"),    STR("authorization"), STR("session")};
    struct str name = str_lower(mem, run);
    for (size_t i = 0; i < name.len; i++) {
        if (!is_lower(name.data[i]) && strchr("_-.", name.data[i]) == NULL)
            return false;
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (str_contains(name, parts[i]))
            return true;
    }
    return false;
}

/* The length of the separator between a name and its value: =, ": " or '":"'; 0: no value follows. */
static size_t sign_length(struct str rest)
{
    static const struct str blanks = STR(" \t\"'");
    size_t at = 0;
    bool assigned = false;
    for (; at < rest.len; at++) {
        bool sign = rest.data[at] == '=' || rest.data[at] == ':';
        if (!sign && str_find(blanks, rest.data[at], 0) == blanks.len)
            break;
        assigned = assigned || sign;
    }
    return assigned && at < rest.len ? at : 0;
}

/* "://user:password@": its length, 0 when there is none. */
static size_t user_length(struct str rest)
{
    size_t at = str_starts_with(rest, STR("://")) ? 3 : rest.len, user = 0;
    for (; at < rest.len && strchr("/ \t\"'<>", rest.data[at]) == NULL; at++) {
        if (rest.data[at] == '@')
            user = at + 1;
    }
    return user;
}

/*
 * Letters, digits and signs that may be one secret. A '=' inside ends a name; at the end it is base64
 * padding.
 */
static size_t run_length(struct str rest)
{
    size_t len = 0;
    while (len < rest.len && is_of_run(rest.data[len]) &&
           (rest.data[len] != '=' || len + 1 == rest.len || rest.data[len + 1] == '='))
        len++;
    return len;
}

static void mask(struct arena *mem, struct str line, struct buf *out)
{
    while (line.len > 0) {
        size_t user = user_length(line), len = user > 0 ? user : run_length(line);
        struct str run = str_slice(line, 0, len > 0 ? len : 1);
        line = str_slice(line, run.len, line.len);
        size_t sign = user == 0 && len > 0 && names_secret(mem, run) ? sign_length(line) : 0;
        buf_add(out, user > 0 ? STR("://(hidden)@") : sign == 0 && may_be_secret(run) ? hidden : run);
        if (sign == 0)
            continue;
        /* The end of the value cannot be determined. */
        buf_add(out, str_slice(line, 0, sign));
        buf_add(out, hidden);
        return;
    }
}

struct str mask_line(struct arena *mem, struct str text, size_t max_bytes)
{
    if (!str_is_utf8(text) || str_find(text, '\0', 0) < text.len)
        return str_printf(mem, "(%zu bytes that are not text)", text.len);
    struct str line = str_trim(text);
    line = str_trim(str_slice(line, 0, str_find(line, '\n', 0)));
    struct buf out = buf_new(mem, 16 * line.len + 16);
    mask(mem, line, &out);
    return str_printable(mem, buf_str(&out), max_bytes);
}
