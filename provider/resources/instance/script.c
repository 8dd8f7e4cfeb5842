/*
 * script.c — compares launch scripts without the marks that editors add. Must not know where they run.
 */
#include "resources/instance/script.h"

static const struct str mark = STR("\xef\xbb\xbf");

static struct str plain(struct arena *mem, struct str text)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = str_starts_with(text, mark) ? mark.len : 0; i < text.len; i++) {
        bool is_before_end = text.data[i] == '\r' &&
                             (i + 1 == text.len || text.data[i + 1] == '\n' || text.data[i + 1] == '\r');
        if (!is_before_end)
            buf_addc(&out, text.data[i]);
    }
    while (out.len > 0 && out.data[out.len - 1] == '\n')
        out.len--;
    return buf_str(&out);
}

bool script_equal(struct arena *mem, struct tf_string a, struct tf_string b)
{
    if (!TF_IS_KNOWN(a) || !TF_IS_KNOWN(b))
        return tf_string_equal(a, b);
    return str_eq(plain(mem, a.v), plain(mem, b.v));
}

const char *script_fault(struct str text)
{
    bool has_mark = str_starts_with(text, mark);
    struct str first = str_slice(text, has_mark ? mark.len : 0, str_find(text, '\n', 0));
    bool is_for_another = str_starts_with(first, STR("<")) || str_starts_with(first, STR("#cloud-config"));
    if (is_for_another)
        return NULL;
    if (has_mark)
        return "The script begins with a byte order mark, so its first line is not recognized.";
    return str_ends_with(first, STR("\r"))
               ? "The first line ends with a carriage return, which Linux reads as a part of the line."
               : NULL;
}
