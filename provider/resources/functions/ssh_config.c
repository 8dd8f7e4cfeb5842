/*
 * ssh_config.c — the function ssh_config: Host entries of an OpenSSH client configuration. Knows the format
 * of that file; must not know where hosts come from.
 *
 * The parameter is dynamic because a type with optional members cannot be declared: the members are checked
 * here.
 */
#include "gen/function_ssh_config.h"
#include "runtime/resource.h"

enum { MAX_PORT = 65535 };

/* The members of a host, in the order of the lines. */
static const struct option {
    const char *member, *keyword;
    const char *also; /* a line that follows it; NULL: none */
} options[] = {
    {"host", "HostName", NULL},
    {"user", "User", NULL},
    {"port", "Port", NULL},
    {"identity_file", "IdentityFile", "IdentitiesOnly yes"},
    {"certificate_file", "CertificateFile", NULL},
    {"proxy_jump", "ProxyJump", NULL},
    {"known_hosts_file", "UserKnownHostsFile", NULL},
};
enum { OPTION_COUNT = sizeof(options) / sizeof(options[0]) };

static bool has_any(struct str text, const char *characters)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char ch = (unsigned char)text.data[i];
        if (ch < ' ' || ch == 0x7f || strchr(characters, ch) != NULL)
            return true;
    }
    return false;
}

/* The name after `ssh`: one word, not a pattern. */
static bool is_alias(struct str text)
{
    return text.len > 0 && text.data[0] != '-' && !has_any(text, " *?!,\"#");
}

static bool is_path(struct str member)
{
    return str_ends_with(member, STR("_file"));
}

/* Addresses and users are one word. A path may contain spaces, but no quotes, because not every OpenSSH
 * can escape them. */
static bool is_word(struct str member, struct str text)
{
    if (is_path(member))
        return text.len > 0 && !has_any(text, "\"");
    return text.len > 0 && text.data[0] != '-' && !has_any(text, " \"'#%$`\\");
}

/* The value as it is written in the file. */
static bool print_value(struct arena *mem, struct str alias, struct str member, const struct value *v,
                        struct str *ret, struct err *err)
{
    bool is_port = str_eqc(member, "port");
    int64_t port = 0;
    if (v->type->kind != TYPE_STRING && v->type->kind != TYPE_NUMBER)
        return fail(err, ERR_USER, "'%.*s' of '%.*s' must be a string", STR_ARG(member), STR_ARG(alias));
    if (is_port && (!str_to_int64(v->text, &port) || port < 1 || port > MAX_PORT))
        return fail(err, ERR_USER, "'port' of '%.*s' must be a whole number from 1 to %d", STR_ARG(alias),
                    MAX_PORT);
    if (!is_port && !is_word(member, v->text))
        return fail(err, ERR_USER, "'%.*s' of '%.*s' is empty or has characters that are not allowed",
                    STR_ARG(member), STR_ARG(alias));
    if (is_port)
        *ret = str_printf(mem, "%lld", (long long)port);
    else
        *ret = has_any(v->text, " #'") ? str_printf(mem, "\"%.*s\"", STR_ARG(v->text)) : v->text;
    return true;
}

static const struct option *find_option(struct str member)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (str_eqc(member, options[i].member))
            return &options[i];
    }
    return NULL;
}

/* The value at index i of a map or an object. */
static struct str key_at(const struct value *v, size_t i)
{
    return v->type->kind == TYPE_MAP ? v->keys[i] : v->type->members[i].name;
}

static bool has_keys(const struct value *v)
{
    return value_is_known(*v) && (v->type->kind == TYPE_MAP || v->type->kind == TYPE_OBJECT);
}

static const struct value *find_member(const struct value *v, const char *name)
{
    for (size_t i = 0; i < v->count; i++) {
        if (str_eqc(key_at(v, i), name))
            return value_is_null(v->items[i]) ? NULL : &v->items[i];
    }
    return NULL;
}

static bool check_host(struct str alias, const struct value *host, struct err *err)
{
    if (!is_alias(alias))
        return fail(err, ERR_USER,
                    "'%.*s' cannot be a host name for ssh: use a name without spaces and patterns",
                    STR_ARG(alias));
    if (!has_keys(host))
        return fail(err, ERR_USER, "'%.*s' must be an object with the member 'host'", STR_ARG(alias));
    for (size_t i = 0; i < host->count; i++) {
        struct str member = key_at(host, i);
        if (find_option(member) == NULL)
            return fail(err, ERR_USER,
                        "'%.*s' has an unknown member '%.*s': use host, user, port, identity_file, "
                        "certificate_file, proxy_jump and known_hosts_file",
                        STR_ARG(alias), STR_ARG(member));
    }
    if (find_member(host, "host") == NULL)
        return fail(err, ERR_USER, "'%.*s' has no 'host': set it to an address or a host name",
                    STR_ARG(alias));
    return true;
}

static bool add_host(struct buf *out, struct str alias, const struct value *host, struct err *err)
{
    TRY(check_host(alias, host, err));
    buf_printf(out, "%sHost %.*s\n", out->len > 0 ? "\n" : "", STR_ARG(alias));
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct value *v = find_member(host, options[i].member);
        struct str text = STR("");
        if (v == NULL)
            continue;
        TRY(print_value(out->mem, alias, str_c(options[i].member), v, &text, err));
        buf_printf(out, "  %s %.*s\n", options[i].keyword, STR_ARG(text));
        if (options[i].also != NULL)
            buf_printf(out, "  %s\n", options[i].also);
    }
    return true;
}

bool function_ssh_config_call(struct call *c, const struct value *arguments, size_t count,
                              struct value *ret_result, int64_t *ret_argument)
{
    (void)count;
    const struct value *hosts = &arguments[FUNCTION_SSH_CONFIG_HOSTS];
    struct buf out = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    *ret_argument = FUNCTION_SSH_CONFIG_HOSTS;
    if (!has_keys(hosts))
        return fail(&c->err, ERR_USER, "the hosts must be a map of objects: { NAME = { host = ADDRESS } }");
    for (size_t i = 0; i < hosts->count; i++)
        TRY(add_host(&out, key_at(hosts, i), &hosts->items[i], &c->err));
    *ret_argument = -1;
    *ret_result = value_string(buf_str(&out));
    return true;
}
