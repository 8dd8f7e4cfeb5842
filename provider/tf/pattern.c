/*
 * pattern.c — one function for each named pattern. Knows text forms; must not know attributes.
 */
#include "tf/pattern.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <regex.h>

#include "base/clock.h"

static bool is_alnum(char c)
{
    return isalnum((unsigned char)c) && (unsigned char)c < 0x80;
}

static bool all_in(struct str s, const char *allowed)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_alnum(s.data[i]) && (s.data[i] == '\0' || strchr(allowed, s.data[i]) == NULL))
            return false;
    }
    return true;
}

/* Source: the pattern of ResourceName in the API model, with the length that the service applies. */
static bool match_resource_name(struct str s)
{
    return s.len >= 2 && s.len <= 255 && is_alnum(s.data[0]) && is_alnum(s.data[s.len - 1]) &&
           all_in(s, "_.-");
}

/* Source: relationalDatabaseName of CreateRelationalDatabase in the API model. */
static bool match_database_name(struct str s)
{
    return match_resource_name(s) && all_in(s, "-");
}

/* Source: the pattern of ContainerServiceName in the API model, as if it had its anchors around the whole. */
static bool match_container_name(struct str s)
{
    bool is_good = s.len >= 1 && s.len <= 63 && s.data[0] != '-' && s.data[s.len - 1] != '-';
    for (size_t i = 0; is_good && i < s.len; i++)
        is_good = (s.data[i] >= 'a' && s.data[i] <= 'z') || (s.data[i] >= '0' && s.data[i] <= '9') ||
                  s.data[i] == '-';
    return is_good;
}

/* Source: the pattern of BucketName in the API model. */
static bool match_bucket_name(struct str s)
{
    return s.len >= 3 && s.len <= 54 && match_container_name(s);
}

static bool match_account_id(struct str s)
{
    bool is_good = s.len == 12;
    for (size_t i = 0; is_good && i < s.len; i++)
        is_good = s.data[i] >= '0' && s.data[i] <= '9';
    return is_good;
}

/* Source: the form of a digest in the OCI image specification; a registry of Lightsail has SHA-256 only. */
static bool match_image_digest(struct str s)
{
    static const struct str algorithm = {"sha256:", 7};
    size_t digits = 0;
    struct str hex = str_starts_with(s, algorithm) ? str_slice(s, algorithm.len, s.len) : STR("");
    while (digits < hex.len && strchr("0123456789abcdef", hex.data[digits]) != NULL &&
           hex.data[digits] != '\0')
        digits++;
    return hex.len == 64 && digits == hex.len;
}

/* A label has at most 63 characters, and no '-' at its ends. */
static bool is_label(struct str s)
{
    return s.len >= 1 && s.len <= 63 && s.data[0] != '-' && s.data[s.len - 1] != '-' && all_in(s, "-");
}

/* A host name below a domain, without a dot at its end. The last label is no number. */
static bool match_domain_name(struct str s)
{
    struct str label = s, rest = s;
    size_t count = 1;
    for (; str_cut(rest, '.', &label, &rest); count++) {
        if (!is_label(label))
            return false;
    }
    return s.len <= 253 && count >= 2 && is_label(rest) && !isdigit((unsigned char)rest.data[0]);
}

/* The name of a domain as DNS zones have it. */
static bool match_zone_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (isupper((unsigned char)s.data[i]))
            return false;
    }
    return match_domain_name(s);
}

/* An address of the family, with an optional or required /prefix. */
static bool address(struct str s, int family, bool need_prefix, bool allow_prefix)
{
    char text[64];
    unsigned char bytes[16];
    struct str host = s, prefix = {NULL, 0};
    bool has_prefix = str_cut(s, '/', &host, &prefix);
    if ((has_prefix && !allow_prefix) || (!has_prefix && need_prefix) || host.len >= sizeof text)
        return false;
    memcpy(text, host.data, host.len);
    text[host.len] = '\0';
    if (strlen(text) != host.len || inet_pton(family, text, bytes) != 1)
        return false;
    int64_t bits = 0;
    return !has_prefix || (prefix.len > 0 && prefix.len <= 3 && isdigit((unsigned char)prefix.data[0]) &&
                           str_to_int64(prefix, &bits) && bits <= (family == AF_INET ? 32 : 128));
}

static bool match_cidr4(struct str s)
{
    return address(s, AF_INET, true, true);
}
static bool match_cidr6(struct str s)
{
    return address(s, AF_INET6, true, true);
}
static bool match_cidr(struct str s)
{
    return match_cidr4(s) || match_cidr6(s);
}
static bool match_cidr4_or_ip(struct str s)
{
    return address(s, AF_INET, false, true);
}
static bool match_cidr6_or_ip(struct str s)
{
    return address(s, AF_INET6, false, true);
}
static bool match_arn(struct str s)
{
    struct str part, rest = s;
    for (int i = 0; i < 5; i++) {
        if (!str_cut(rest, ':', &part, &rest) || (i == 0 && !str_eq(part, STR("arn"))))
            return false;
    }
    return rest.len > 0;
}

/* Words of lower-case letters and digits joined by '-', the last one a number. */
static bool match_region(struct str s)
{
    size_t dashes = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '-')
            dashes++;
        else if (!islower((unsigned char)s.data[i]) && !isdigit((unsigned char)s.data[i]))
            return false;
    }
    return dashes >= 2 && s.len >= 9 && islower((unsigned char)s.data[0]) &&
           isdigit((unsigned char)s.data[s.len - 1]);
}

bool duration_parse(struct str text, int64_t *ret_ms)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60 * 1000}, {"h", 60 * 60 * 1000}};
    int64_t total = 0;
    if (text.len == 0)
        return false;
    while (text.len > 0) {
        size_t digits = 0;
        while (digits < text.len && isdigit((unsigned char)text.data[digits]))
            digits++;
        size_t letters = digits;
        while (letters < text.len && isalpha((unsigned char)text.data[letters]))
            letters++;
        int64_t number = 0, factor = 0;
        if (digits == 0 || digits > 9 || !str_to_int64(str_slice(text, 0, digits), &number))
            return false;
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
            if (str_eqc(str_slice(text, digits, letters), units[i].unit))
                factor = units[i].ms;
        }
        if (factor == 0)
            return false;
        total += number * factor;
        if (total > (int64_t)24 * 24 * 60 * 60 * 1000)
            return false;
        text = str_slice(text, letters, text.len);
    }
    *ret_ms = total;
    return true;
}

static bool match_duration(struct str s)
{
    int64_t ms;
    return duration_parse(s, &ms);
}

static bool match_time_of_day(struct str s)
{
    int64_t hour = 0, minute = 0;
    return s.len == 5 && s.data[2] == ':' && isdigit((unsigned char)s.data[0]) &&
           isdigit((unsigned char)s.data[3]) && str_to_int64(str_slice(s, 0, 2), &hour) &&
           str_to_int64(str_slice(s, 3, 5), &minute) && hour < 24 && minute < 60;
}

static bool match_date(struct str s)
{
    static const char form[] = "0000-00-00";
    if (s.len != sizeof form - 1)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        bool is_digit = s.data[i] >= '0' && s.data[i] <= '9';
        if (form[i] == '0' ? !is_digit : s.data[i] != form[i])
            return false;
    }
    return true;
}

static bool match_time(struct str s)
{
    int64_t ms;
    return s.len > 10 && s.data[10] == 'T' && clock_parse_time(s, &ms);
}

static bool match_full_hour(struct str s)
{
    return match_time_of_day(s) && str_ends_with(s, STR(":00"));
}

static size_t characters(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += ((unsigned char)s.data[i] & 0xc0) != 0x80;
    return count;
}

/*
 * Source: "Tags in Amazon Lightsail", restrictions. Letters beyond ASCII are accepted; the service checks
 * them.
 */
static bool is_tag_text(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.data[i] < 0x80 && !all_in(str_slice(s, i, i + 1), " +-=._:/@"))
            return false;
    }
    return true;
}

static bool match_tag_key(struct str s)
{
    return s.len > 0 && characters(s) <= 128 && !str_eq_nocase(str_slice(s, 0, 4), STR("aws:")) &&
           is_tag_text(s);
}

static bool match_tag_value(struct str s)
{
    return characters(s) <= 256 && is_tag_text(s);
}

static bool match_path(struct str s)
{
    return s.len > 0 && s.len < 4096 && memchr(s.data, '\0', s.len) == NULL;
}

static bool match_url(struct str s)
{
    struct str rest = str_starts_with(s, STR("https://"))  ? str_slice(s, 8, s.len)
                      : str_starts_with(s, STR("http://")) ? str_slice(s, 7, s.len)
                                                           : (struct str){NULL, 0};
    for (size_t i = 0; i < rest.len; i++) {
        if ((unsigned char)rest.data[i] <= ' ')
            return false;
    }
    return rest.len > 0 && rest.data[0] != '/';
}

static bool match_file_mode(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '7')
            return false;
    }
    return s.len == 3 || (s.len == 4 && s.data[0] == '0');
}

static bool match_regex(struct str s)
{
    struct arena *mem = arena_new();
    regex_t compiled;
    bool good = regcomp(&compiled, str_z(mem, s), REG_EXTENDED | REG_NOSUB) == 0;
    if (good)
        regfree(&compiled);
    arena_free(mem);
    return good;
}

bool pattern_match(const char *name, struct str text, const char **ret_expected)
{
    static const struct {
        const char *name, *expected;
        bool (*match)(struct str s);
    } patterns[] = {
#define PATTERN(pattern_name, pattern_expected) {#pattern_name, pattern_expected, match_##pattern_name},
#include "tf/pattern.def"
#undef PATTERN
    };
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        if (strcmp(patterns[i].name, name) == 0) {
            *ret_expected = patterns[i].expected;
            return patterns[i].match(text);
        }
    }
    *ret_expected = "a known form";
    return false;
}
