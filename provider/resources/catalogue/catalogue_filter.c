/*
 * catalogue_filter.c — filters and orders of lists of bundles and blueprints. Must not know the lists.
 */
#include "resources/catalogue/catalogue_filter.h"

#include "tf/number.h"

/* ---- numbers ---- */

bool filter_at_least(struct tf_number value, struct tf_number least)
{
    return !TF_IS_KNOWN(least) || (TF_IS_KNOWN(value) && number_compare(value.v, least.v) >= 0);
}

bool filter_at_most(struct tf_number value, struct tf_number most)
{
    return !TF_IS_KNOWN(most) || (TF_IS_KNOWN(value) && number_compare(value.v, most.v) <= 0);
}

int filter_compare_prices(struct tf_number a, struct str a_id, struct tf_number b, struct str b_id)
{
    bool has_a = TF_IS_KNOWN(a), has_b = TF_IS_KNOWN(b);
    int by_price = has_a && has_b ? number_compare(a.v, b.v) : has_b - has_a;
    return by_price != 0 ? by_price : str_cmp(a_id, b_id);
}

/* ---- versions ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Skips leading zeros and returns the length of the number that begins at `*at`. */
static size_t digits(struct str s, size_t *at)
{
    while (*at < s.len && s.data[*at] == '0')
        ++*at;
    size_t end = *at;
    while (end < s.len && is_digit(s.data[end]))
        end++;
    return end - *at;
}

int filter_compare_versions(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    while (i < a.len && j < b.len) {
        if (is_digit(a.data[i]) && is_digit(b.data[j])) {
            size_t left = digits(a, &i), right = digits(b, &j);
            int order = left != right ? (left < right ? -1 : 1)
                                      : str_cmp(str_slice(a, i, i + left), str_slice(b, j, j + right));
            if (order != 0)
                return order;
            i += left;
            j += right;
        } else if (a.data[i] != b.data[j]) {
            return (unsigned char)a.data[i] < (unsigned char)b.data[j] ? -1 : 1;
        } else {
            i++;
            j++;
        }
    }
    return i < a.len ? 1 : j < b.len ? -1 : 0;
}
