/*
 * image_name.c — checks the name of an image, part by part. Must not know any deployment.
 */
#include "steps/image_name.h"

#include "base/err.h"

enum { LONGEST_TAG = 128, LONGEST_NAME = 255, LONGEST_LABEL = 53, SHORTEST_DIGEST = 32 };

static bool is_lower(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_word(char c)
{
    return is_lower(c) || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool all(struct str s, bool (*is)(char c))
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is(s.data[i]))
            return false;
    }
    return s.len > 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool image_is_digest(struct str text)
{
    enum { HEX_DIGITS = 64 };
    struct str prefix = STR("sha256:"), hex = str_slice(text, prefix.len, text.len);
    for (size_t i = 0; i < hex.len; i++)
        TRY(memchr("0123456789abcdef", hex.data[i], 16) != NULL);
    return str_starts_with(text, prefix) && hex.len == HEX_DIGITS;
}

/* ---- an image of a service ---- */

/* Source: the pattern of ContainerLabel in the API model, as if it had its anchors around the whole. */
bool image_is_label(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_lower(s.data[i]) && (s.data[i] != '-' || i == 0 || i + 1 == s.len))
            return false;
    }
    return s.len > 0 && s.len <= LONGEST_LABEL;
}

static struct str fault_of_own(struct arena *mem, struct str image, struct str service)
{
    struct str owner, label, number, rest;
    bool has_parts = str_cut(str_slice(image, 1, image.len), '.', &owner, &rest) &&
                     str_cut(rest, '.', &label, &number);
    if (!has_parts || !image_is_label(label) || (!all(number, is_digit) && !str_eqc(number, "latest")))
        return STR("An image of the service has the form \":service.label.3\" or \":service.label.latest\"");
    if (service.len > 0 && !str_eq(owner, service))
        return str_printf(
            mem,
            "It is an image of the service '%.*s', and a service can use only its own images. Push the "
            "image to '%.*s', or use a registry that both can read",
            STR_ARG(owner), STR_ARG(service));
    return STR("");
}

/* ---- an image of a registry ---- */

/* Letters and digits, with single separators: '.', one or two '_', any number of '-'. */
static bool is_path_part(struct str s)
{
    size_t i = 0;
    if (s.len == 0 || !is_lower(s.data[0]) || !is_lower(s.data[s.len - 1]))
        return false;
    while (i < s.len) {
        size_t start = i;
        while (i < s.len && !is_lower(s.data[i]))
            i++;
        struct str separator = str_slice(s, start, i);
        bool is_dashes = true;
        for (size_t k = 0; k < separator.len; k++)
            is_dashes = is_dashes && separator.data[k] == '-';
        if (!is_dashes && !str_eqc(separator, ".") && !str_eqc(separator, "_") && !str_eqc(separator, "__"))
            return false;
        i++;
    }
    return true;
}

static bool is_host(struct str s)
{
    struct str host = s, port = STR("0");
    if (str_cut(s, ':', &host, &port) && !all(port, is_digit))
        return false;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.data[i];
        if (!is_word(c) && c != '.' && (c != '-' || i == 0 || i + 1 == host.len))
            return false;
    }
    return host.len > 0 && host.data[0] != '.' && host.data[host.len - 1] != '.';
}

/* The first part is a host when it cannot be a part of a path: it has a dot or a port, or is "localhost". */
static bool names_host(struct str s)
{
    return str_find(s, '.', 0) < s.len || str_find(s, ':', 0) < s.len || str_eqc(s, "localhost");
}

static bool is_tag(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_word(s.data[i]) && ((s.data[i] != '.' && s.data[i] != '-') || i == 0))
            return false;
    }
    return s.len > 0 && s.len <= LONGEST_TAG;
}

/* Removes "@sha256:…" and ":tag" from the end. */
static struct str cut_end(struct str *name)
{
    struct str rest, digest, algorithm, hex, tag, last = *name;
    if (str_cut(*name, '@', &rest, &digest)) {
        if (!str_cut(digest, ':', &algorithm, &hex) ||
            !is_lower(algorithm.len > 0 ? algorithm.data[0] : ' ') || hex.len < SHORTEST_DIGEST ||
            !all(hex, is_hex))
            return STR("A digest has the form \"@sha256:…\" with 64 hexadecimal digits");
        last = *name = rest;
    }
    size_t slash = 0;
    for (size_t at = str_find(last, '/', 0); at < last.len; at = str_find(last, '/', at + 1))
        slash = at + 1;
    if (str_cut(str_slice(last, slash, last.len), ':', &rest, &tag)) {
        if (!is_tag(tag))
            return STR("A tag has letters, digits, '_', '.' and '-', 128 at most, and does not begin with "
                       "'.' or '-'");
        *name = str_slice(last, 0, last.len - tag.len - 1);
    }
    return STR("");
}

static struct str fault_of_name(struct str name)
{
    struct str part, rest = name;
    for (bool is_first = true, has_more = true; has_more; is_first = false) {
        has_more = str_cut(rest, '/', &part, &rest);
        part = has_more ? part : rest;
        bool is_fine = is_first && has_more && names_host(part) ? is_host(part) : is_path_part(part);
        if (!is_fine)
            return STR("Each part of its name has lower-case letters and digits, separated by '.', '_' or "
                       "'-', as in "
                       "\"public.ecr.aws/nginx/nginx:1.27\"");
    }
    return name.len > LONGEST_NAME ? STR("Its name may have 255 characters at most") : STR("");
}

struct str image_name_fault(struct arena *mem, struct str image, struct str service)
{
    if (image.len == 0)
        return STR("Write an image, such as \"nginx:1.27\"");
    if (str_contains(image, STR("://")))
        return STR("Write it without \"https://\", as in \"public.ecr.aws/nginx/nginx:1.27\"");
    if (image.data[0] == ':')
        return fault_of_own(mem, image, service);
    struct str name = image, fault = cut_end(&name);
    return fault.len > 0 ? fault : fault_of_name(name);
}

bool image_name_has_end(struct str image)
{
    struct str name = image;
    return cut_end(&name).len == 0 && (name.len < image.len);
}
