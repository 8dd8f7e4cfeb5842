/*
 * number.c — decimal numbers as text: parsing, canonical form, comparing. Knows digits and powers of ten;
 * must not use floating point except in the two named conversions.
 */
#include "tf/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    MAX_PLAIN_DIGITS = 1100,     /* longer numbers are written with an exponent */
    MAX_EXPONENT = 999999999,    /* of the last digit: beyond Terraform's own range of binary exponents */
    DOUBLE_DIGITS = 800,         /* more digits than any halfway point between two doubles has */
    SHORTEST_DOUBLE_DIGITS = 17, /* enough to distinguish any two doubles */
};

/* digits × 10^exponent; the digits are between `first` and `last`; a '.' among them is ignored. */
struct decimal {
    bool negative;
    const char *first, *last; /* no zero at either end; NULL for zero */
    size_t digit_count;       /* 0: the number is zero */
    int64_t exponent;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits from s[*at] on; false when there is none. */
static bool skip_digits(struct str s, size_t *at)
{
    size_t start = *at;
    while (*at < s.len && is_digit(s.data[*at]))
        (*at)++;
    return *at > start;
}

/* The exponent's value, limited so that adding a digit count cannot overflow. */
static int64_t exponent_value(struct str digits, bool negative)
{
    const int64_t huge = INT64_MAX / 4;
    int64_t value = 0;
    for (size_t i = 0; i < digits.len && value < huge; i++)
        value = value < huge / 10 ? value * 10 + (digits.data[i] - '0') : huge;
    return negative ? -value : value;
}

/* Finds the outermost digits that are not zero. `text` holds digits and at most one '.', which is at `point`
 * (or the end). */
static void find_digits(const char *text, size_t len, size_t point, int64_t exponent,
                        struct decimal *ret_decimal)
{
    size_t first = 0;
    size_t last = len;
    while (first < len && (text[first] == '0' || text[first] == '.'))
        first++;
    if (first == len)
        return;
    while (text[last - 1] == '0' || text[last - 1] == '.')
        last--;
    last--;
    ret_decimal->first = text + first;
    ret_decimal->last = text + last;
    ret_decimal->digit_count = last - first + 1 - (first < point && point < last ? 1 : 0);
    /* Removed zeros before the point increase the exponent, digits after the point decrease it. */
    ret_decimal->exponent = exponent +
                            (last < point ? (int64_t)(point - last - 1) : -(int64_t)(last - point));
}

static bool scan(struct str text, struct decimal *ret_decimal)
{
    struct decimal decimal = {0};
    size_t at = 0;
    if (at < text.len && (text.data[at] == '-' || text.data[at] == '+'))
        decimal.negative = text.data[at++] == '-';
    size_t start = at;
    if (!skip_digits(text, &at))
        return false;
    size_t point = at;
    if (at < text.len && text.data[at] == '.') {
        at++;
        if (!skip_digits(text, &at))
            return false;
    }
    size_t end = at;
    int64_t exponent = 0;
    if (at < text.len && (text.data[at] == 'e' || text.data[at] == 'E')) {
        at++;
        bool negative = at < text.len && text.data[at] == '-';
        if (at < text.len && (text.data[at] == '-' || text.data[at] == '+'))
            at++;
        size_t exponent_start = at;
        if (!skip_digits(text, &at))
            return false;
        exponent = exponent_value(str_slice(text, exponent_start, at), negative);
    }
    if (at != text.len)
        return false;
    find_digits(text.data + start, end - start, point - start, exponent, &decimal);
    if (decimal.digit_count == 0)
        decimal = (struct decimal){0}; /* "-0" is "0", whatever its exponent */
    if (decimal.exponent > MAX_EXPONENT || decimal.exponent < -MAX_EXPONENT)
        return false;
    *ret_decimal = decimal;
    return true;
}

/* The next digit at or after `*at`, which is set to the position after it. */
static char next_digit(const char **at)
{
    if (**at == '.')
        (*at)++;
    return *(*at)++;
}

static size_t plain_digits(const struct decimal *decimal)
{
    if (decimal->exponent >= 0)
        return decimal->digit_count + (size_t)decimal->exponent;
    size_t fraction = (size_t)-decimal->exponent;
    return fraction >= decimal->digit_count ? fraction + 1 : decimal->digit_count;
}

static struct str print_plain(struct arena *mem, const struct decimal *decimal)
{
    size_t total = plain_digits(decimal);
    size_t fraction = decimal->exponent < 0 ? (size_t)-decimal->exponent : 0;
    size_t leading_zeros = decimal->exponent < 0 ? total - decimal->digit_count : 0;
    char *text = arena_alloc(mem, total + 3);
    size_t len = 0;
    if (decimal->negative)
        text[len++] = '-';
    const char *digit = decimal->first;
    for (size_t i = 0; i < total; i++) {
        if (fraction > 0 && i == total - fraction)
            text[len++] = '.';
        bool is_zero = i < leading_zeros || i >= leading_zeros + decimal->digit_count;
        text[len++] = is_zero ? '0' : next_digit(&digit);
    }
    return str_n(text, len);
}

static struct str print_scientific(struct arena *mem, const struct decimal *decimal)
{
    size_t capacity = decimal->digit_count + 16;
    char *text = arena_alloc(mem, capacity);
    size_t len = 0;
    if (decimal->negative)
        text[len++] = '-';
    const char *digit = decimal->first;
    for (size_t i = 0; i < decimal->digit_count; i++)
        text[len++] = next_digit(&digit);
    len += (size_t)snprintf(text + len, capacity - len, "e%" PRId64, decimal->exponent);
    return str_n(text, len);
}

bool number_parse(struct arena *mem, struct str text, struct str *ret_canonical)
{
    struct decimal decimal;
    if (!scan(text, &decimal))
        return false;
    if (decimal.digit_count == 0)
        *ret_canonical = STR("0");
    else if (decimal.exponent == 0 || plain_digits(&decimal) <= MAX_PLAIN_DIGITS)
        *ret_canonical = print_plain(mem, &decimal);
    else
        *ret_canonical = print_scientific(mem, &decimal);
    return true;
}

/* The decimal digits of `n`, after a minus sign if it `is_negative`. */
static struct str print_integer(struct arena *mem, uint64_t n, bool is_negative)
{
    char text[24];
    size_t at = sizeof text;
    do {
        text[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    if (is_negative)
        text[--at] = '-';
    return str_copy(mem, str_n(text + at, sizeof text - at));
}

struct str number_from_int64(struct arena *mem, int64_t n)
{
    return print_integer(mem, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, n < 0);
}

struct str number_from_uint64(struct arena *mem, uint64_t n)
{
    return print_integer(mem, n, false);
}

/*
 * Prints a number with at most three decimals and 15 digits. Of so few digits, no two numbers are the same
 * double, so there is no shorter text; and a division of two integers is rounded as reading the text is.
 */
static bool print_thousandths(double n, char *text, size_t text_bytes)
{
    const double limit = 1e15;
    double thousandths = n * 1000;
    if (!(fabs(thousandths) < limit) || thousandths != floor(thousandths) || thousandths / 1000 != n)
        return false;
    snprintf(text, text_bytes, "%" PRId64 "e-3", (int64_t)thousandths);
    return true;
}

bool number_from_double(struct arena *mem, double n, struct str *ret_canonical)
{
    if (!isfinite(n))
        return false;
    char text[40];
    if (print_thousandths(n, text, sizeof text))
        return number_parse(mem, str_c(text), ret_canonical);
    for (int digits = 1; digits <= SHORTEST_DOUBLE_DIGITS; digits++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, n);
        if (strtod(text, NULL) == n)
            break;
    }
    return number_parse(mem, str_c(text), ret_canonical);
}

bool number_to_int64(struct str canonical, int64_t *ret_n)
{
    return str_to_int64(canonical, ret_n);
}

bool number_to_uint64(struct str canonical, uint64_t *ret_n)
{
    uint64_t n = 0;
    if (canonical.len == 0)
        return false;
    for (size_t i = 0; i < canonical.len; i++) {
        if (!is_digit(canonical.data[i]))
            return false;
        uint64_t digit = (uint64_t)(canonical.data[i] - '0');
        if (__builtin_mul_overflow(n, 10u, &n) || __builtin_add_overflow(n, digit, &n))
            return false;
    }
    *ret_n = n;
    return true;
}

double number_to_double(struct str canonical)
{
    struct decimal decimal;
    if (!scan(canonical, &decimal) || decimal.digit_count == 0)
        return 0;
    char text[DOUBLE_DIGITS + 32];
    size_t len = 0;
    if (decimal.negative)
        text[len++] = '-';
    size_t kept = decimal.digit_count < DOUBLE_DIGITS ? decimal.digit_count : DOUBLE_DIGITS;
    int64_t exponent = decimal.exponent + (int64_t)(decimal.digit_count - kept);
    const char *digit = decimal.first;
    for (size_t i = 0; i < kept; i++)
        text[len++] = next_digit(&digit);
    if (kept < decimal.digit_count) {
        text[len++] = '1'; /* the removed digits are not all zero: they decide a halfway case */
        exponent--;
    }
    snprintf(text + len, sizeof text - len, "e%" PRId64, exponent);
    return strtod(text, NULL);
}

/* Both of the same sign, neither zero. */
static int compare_magnitude(const struct decimal *a, const struct decimal *b)
{
    int64_t power_a = a->exponent + (int64_t)a->digit_count;
    int64_t power_b = b->exponent + (int64_t)b->digit_count;
    if (power_a != power_b)
        return power_a < power_b ? -1 : 1;
    const char *at_a = a->first;
    const char *at_b = b->first;
    size_t common = a->digit_count < b->digit_count ? a->digit_count : b->digit_count;
    for (size_t i = 0; i < common; i++) {
        char digit_a = next_digit(&at_a);
        char digit_b = next_digit(&at_b);
        if (digit_a != digit_b)
            return digit_a < digit_b ? -1 : 1;
    }
    return (a->digit_count > b->digit_count) - (a->digit_count < b->digit_count);
}

static int sign_of(const struct decimal *decimal)
{
    if (decimal->digit_count == 0)
        return 0;
    return decimal->negative ? -1 : 1;
}

int number_compare(struct str canonical_a, struct str canonical_b)
{
    if (str_eq(canonical_a, canonical_b))
        return 0;
    struct decimal a;
    struct decimal b;
    if (!scan(canonical_a, &a) || !scan(canonical_b, &b))
        return str_cmp(canonical_a, canonical_b); /* not numbers: still a total order */
    int sign_a = sign_of(&a);
    int sign_b = sign_of(&b);
    if (sign_a != sign_b)
        return sign_a < sign_b ? -1 : 1;
    return sign_a == 0 ? 0 : sign_a * compare_magnitude(&a, &b);
}
