/*
 * known_hosts.c — the function known_hosts: lines of an OpenSSH known_hosts file. Knows the format of the
 * file and of a key; must not know where keys come from.
 */
#include "gen/function_known_hosts.h"
#include "resources/key_pair/ssh_key.h"

#include "base/base64.h"
#include "runtime/resource.h"

static bool is_host(struct str host)
{
    for (size_t i = 0; i < host.len; i++) {
        char ch = host.data[i];
        bool is_letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9');
        if (!is_letter && (ch == '\0' || strchr("._-:,*?![]", ch) == NULL))
            return false;
    }
    return host.len > 0;
}

/* The decoded key begins with its type: a four-byte length and the text. */
static bool blob_has_type(struct str blob, struct str type)
{
    enum { LENGTH_BYTES = 4 };
    if (blob.len < LENGTH_BYTES + type.len)
        return false;
    size_t length = 0;
    for (size_t i = 0; i < LENGTH_BYTES; i++)
        length = length << 8 | (unsigned char)blob.data[i];
    return length == type.len && str_eq(str_slice(blob, LENGTH_BYTES, LENGTH_BYTES + length), type);
}

/* "ssh-ed25519 AAAA… comment" to the first two words. */
static bool parse_key(struct arena *mem, struct str text, struct str *ret_key)
{
    struct str type, rest, material, comment, blob;
    if (!str_cut(str_trim(text), ' ', &type, &rest))
        return false;
    rest = str_trim(rest);
    if (!str_cut(rest, ' ', &material, &comment))
        material = rest;
    *ret_key = str_printf(mem, "%.*s %.*s", STR_ARG(type), STR_ARG(material));
    return type.len > 0 && base64_decode(mem, material, &blob) && blob_has_type(blob, type);
}

static bool has_before(const struct str *keys, size_t count, struct str key)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(keys[i], key))
            return true;
    }
    return false;
}

static bool add_host(struct buf *out, struct str host, const struct value *list, struct err *err)
{
    if (!is_host(host))
        return fail(err, ERR_USER,
                    "'%.*s' is not a host: write an address or a host name, or "
                    "[address]:port",
                    STR_ARG(host));
    if (!value_is_known(*list))
        return fail(err, ERR_USER, "the keys of '%.*s' must not be null", STR_ARG(host));
    struct str *keys = arena_new_array(out->mem, struct str, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const struct value *item = &list->items[i];
        if (!value_is_known(*item) || !parse_key(out->mem, item->text, &keys[i]))
            return fail(err, ERR_USER,
                        "key %zu of '%.*s' is not a public host key such as 'ssh-ed25519 "
                        "AAAA…'",
                        i + 1, STR_ARG(host));
        if (!has_before(keys, i, keys[i]))
            buf_printf(out, "%.*s %.*s\n", STR_ARG(host), STR_ARG(keys[i]));
    }
    return true;
}

bool function_known_hosts_call(struct call *c, const struct value *arguments, size_t count,
                               struct value *ret_result, int64_t *ret_argument)
{
    (void)count;
    const struct value *hosts = &arguments[FUNCTION_KNOWN_HOSTS_HOST_KEYS];
    struct buf out = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    *ret_argument = FUNCTION_KNOWN_HOSTS_HOST_KEYS;
    for (size_t i = 0; i < hosts->count; i++)
        TRY(add_host(&out, hosts->keys[i], &hosts->items[i], &c->err));
    *ret_argument = -1;
    *ret_result = value_string(buf_str(&out));
    return true;
}
