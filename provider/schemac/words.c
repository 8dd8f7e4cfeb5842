/*
 * words.c — the word lists behind schemac's checks. Knows op.def, kind.def and pattern.def as lists only.
 */
#include "schemac/words.h"

#define WORDS(array) ((struct words){array, sizeof(array) / sizeof((array)[0])})

/* The kinds that rows of operations name. */
enum {
    LS_KIND_ANY,
#define LS_KIND(enumerator, ...) LS_KIND_##enumerator,
#include "lightsail/kind.def"
#undef LS_KIND
};

enum {
#define LS_OP(enumerator, ...) OP_##enumerator,
#include "lightsail/op.def"
#undef LS_OP
};

static const struct operation operations[] = {
#define LS_OP(name, ...) {.enumerator = #name, __VA_ARGS__},
#include "lightsail/op.def"
#undef LS_OP
};

static const struct kind kinds[] = {
#define LS_KIND(name, ...) {.enumerator = #name, __VA_ARGS__},
#include "lightsail/kind.def"
#undef LS_KIND
};

static const char *const pattern_names[] = {
#define PATTERN(name, instead) #name,
#include "tf/pattern.def"
#undef PATTERN
};

static const char *const pattern_meanings[] = {
#define PATTERN(name, instead) instead,
#include "tf/pattern.def"
#undef PATTERN
};

static const char *const c_names[] = {
    "alignas", "alignof",      "asm",           "assert",    "auto",     "bool",          "break",
    "case",    "char",         "const",         "constexpr", "continue", "default",       "do",
    "double",  "else",         "enum",          "errno",     "extern",   "false",         "float",
    "for",     "goto",         "i386",          "if",        "inline",   "int",           "linux",
    "long",    "nullptr",      "register",      "restrict",  "return",   "short",         "signed",
    "sizeof",  "static",       "static_assert", "stderr",    "stdin",    "stdout",        "struct",
    "switch",  "thread_local", "true",          "typedef",   "typeof",   "typeof_unqual", "union",
    "unix",    "unsigned",     "void",          "volatile",  "while",
};

/* Source: protocol, section 3.2. */
static const char *const resource_reserved[] = {
    "count", "for_each", "depends_on", "provider", "lifecycle", "locals", "connection", "provisioner", "_",
};
static const char *const provider_reserved[] = {
    "alias", "version", "count", "for_each", "depends_on", "source", "lifecycle", "locals", "_",
};

const struct operation *operation_find(struct str name)
{
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        if (str_eqc(name, operations[i].name))
            return &operations[i];
    }
    return NULL;
}

const struct operation *operation_at(int number)
{
    return &operations[number];
}

const struct kind *kind_find(struct str name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (str_eqc(name, kinds[i].name))
            return &kinds[i];
    }
    return NULL;
}

struct words kind_words(struct arena *mem)
{
    enum { COUNT = sizeof(kinds) / sizeof(kinds[0]) };
    const char **names = arena_new_array(mem, const char *, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        names[i] = kinds[i].name;
    return (struct words){names, COUNT};
}

struct words operation_words(struct arena *mem)
{
    enum { COUNT = sizeof(operations) / sizeof(operations[0]) };
    const char **names = arena_new_array(mem, const char *, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        names[i] = operations[i].name;
    return (struct words){names, COUNT};
}

struct words pattern_words(void)
{
    return WORDS(pattern_names);
}

const char *pattern_meaning(struct str name)
{
    for (size_t i = 0; i < sizeof(pattern_names) / sizeof(pattern_names[0]); i++) {
        if (str_eqc(name, pattern_names[i]))
            return pattern_meanings[i];
    }
    return NULL;
}

struct words c_words(void)
{
    return WORDS(c_names);
}

struct words resource_reserved_words(void)
{
    return WORDS(resource_reserved);
}

struct words provider_reserved_words(void)
{
    return WORDS(provider_reserved);
}

bool words_contain(struct words words, struct str word)
{
    for (size_t i = 0; i < words.count; i++) {
        if (str_eqc(word, words.items[i]))
            return true;
    }
    return false;
}

struct str words_suggest(struct arena *mem, struct words words, struct str word, const char *otherwise)
{
    enum { FEW = 20 };
    size_t limit = word.len < 4 ? 1 : 3, best = limit + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < words.count; i++) {
        size_t distance = str_distance(word, str_c(words.items[i]), limit);
        if (distance < best) {
            best = distance;
            nearest = words.items[i];
        }
    }
    if (nearest != NULL)
        return str_printf(mem, "did you mean '%s'?", nearest);
    if (words.count > FEW || words.count == 0)
        return str_c(otherwise);
    struct buf list = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    buf_add(&list, STR("use one of "));
    for (size_t i = 0; i < words.count; i++)
        buf_printf(&list, "%s%s", i > 0 ? ", " : "", words.items[i]);
    return buf_str(&list);
}

bool is_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool is_letter = c >= 'a' && c <= 'z', is_digit = c >= '0' && c <= '9';
        bool is_joint = c == '_' && i > 0 && name.data[i - 1] != '_';
        if (!is_letter && !(i > 0 && (is_digit || is_joint)))
            return false;
    }
    return name.len > 0 && name.data[name.len - 1] != '_';
}
