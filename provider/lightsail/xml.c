/*
 * xml.c — one pass over a document with a stack of open elements. Knows elements, references and limits; must
 * not know what the answer means.
 */
#include "lightsail/xml.h"

struct parser {
    struct str text;
    size_t at;
    const char *problem; /* the first one; NULL while all is well */
    struct str open[XML_MOST_DEPTH];
    size_t depth;
    bool root_seen;
    struct str wanted;    /* path */
    size_t matched_depth; /* so many of the open elements lie on the path */
    size_t wanted_depth;
    bool found;
    char *out; /* as large as the document: references are longer than what they stand for */
    size_t out_len;
};

static bool bad(struct parser *p, const char *problem)
{
    if (p->problem == NULL)
        p->problem = problem;
    return false;
}

static bool at_text(const struct parser *p, struct str text)
{
    return str_eq(str_slice(p->text, p->at, p->at + text.len), text);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == ':' || (unsigned char)c >= 0x80;
}

static void skip_space(struct parser *p)
{
    while (p->at < p->text.len && is_space(p->text.data[p->at]))
        p->at++;
}

static bool take_name(struct parser *p, struct str *ret_name)
{
    size_t from = p->at;
    while (p->at < p->text.len && is_name(p->text.data[p->at]))
        p->at++;
    *ret_name = str_slice(p->text, from, p->at);
    if (ret_name->len == 0 || (ret_name->data[0] >= '0' && ret_name->data[0] <= '9'))
        return bad(p, "a name is missing");
    return true;
}

/* Jumps behind the next `end`. */
static bool skip_past(struct parser *p, struct str end)
{
    while (p->at < p->text.len && !at_text(p, end))
        p->at++;
    if (p->at >= p->text.len)
        return bad(p, "it ends too early");
    p->at += end.len;
    return true;
}

/* ---- text ---------------------------------------------------------------------------------------------- */

static bool collecting(const struct parser *p)
{
    return !p->found && p->depth == p->wanted_depth && p->matched_depth == p->wanted_depth;
}

static void add(struct parser *p, const char *bytes, size_t len)
{
    if (!collecting(p))
        return;
    memcpy(p->out + p->out_len, bytes, len);
    p->out_len += len;
}

static void add_character(struct parser *p, uint32_t c)
{
    char bytes[4];
    size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char heads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = len; i-- > 1; c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3f));
    bytes[0] = (char)(heads[len] | c);
    add(p, bytes, len);
}

static bool numeric_reference(struct str digits, uint32_t *ret_character)
{
    bool hexadecimal = digits.len > 0 && digits.data[0] == 'x';
    uint32_t value = 0;
    size_t i = hexadecimal ? 1 : 0;
    if (i == digits.len || digits.len > 8)
        return false;
    for (; i < digits.len; i++) {
        char c = digits.data[i];
        uint32_t digit = c >= '0' && c <= '9'                  ? (uint32_t)(c - '0')
                         : hexadecimal && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                         : hexadecimal && c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A') + 10
                                                               : 99;
        if (digit == 99)
            return false;
        value = value * (hexadecimal ? 16 : 10) + digit;
    }
    *ret_character = value;
    bool surrogate = value >= 0xd800 && value <= 0xdfff;
    bool control = value < ' ' && value != '\t' && value != '\n' && value != '\r';
    return !surrogate && !control && value <= 0x10ffff;
}

/* "&amp;" and its four brothers, and numbers. */
static bool take_reference(struct parser *p)
{
    static const struct {
        struct str name;
        char character;
    } known[] = {
        {STR("amp"), '&'}, {STR("lt"), '<'}, {STR("gt"), '>'}, {STR("quot"), '"'}, {STR("apos"), '\''}};
    enum { LONGEST = 12 };
    struct str rest = str_slice(p->text, p->at + 1, p->at + LONGEST), name, after;
    if (!str_cut(rest, ';', &name, &after))
        return bad(p, "a reference has no end");
    p->at += name.len + 2;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_eq(name, known[i].name)) {
            add(p, &known[i].character, 1);
            return true;
        }
    }
    uint32_t character;
    if (name.len < 2 || name.data[0] != '#' || !numeric_reference(str_slice(name, 1, name.len), &character))
        return bad(p, "a reference is not known");
    add_character(p, character);
    return true;
}

static bool take_text(struct parser *p)
{
    char c = p->text.data[p->at];
    if (c == '&')
        return p->depth > 0 ? take_reference(p) : bad(p, "text stands outside of the root");
    if (p->depth == 0 && !is_space(c))
        return bad(p, "text stands outside of the root");
    if ((unsigned char)c < ' ' && !is_space(c))
        return bad(p, "it holds a control character");
    add(p, &c, 1);
    p->at++;
    return true;
}

static bool take_cdata(struct parser *p)
{
    static const struct str begin = STR("<![CDATA[");
    size_t from = p->at + begin.len;
    if (p->depth == 0)
        return bad(p, "text stands outside of the root");
    p->at = from;
    if (!skip_past(p, STR("]]>")))
        return false;
    add(p, p->text.data + from, p->at - from - 3);
    return true;
}

/* ---- elements ------------------------------------------------------------------------------------------ */

/* The n-th name of the wanted path, counted from 0. */
static struct str path_step(struct str path, size_t n)
{
    struct str head = path, tail = {NULL, 0};
    for (size_t i = 0; str_cut(path, '/', &head, &tail); i++) {
        if (i == n)
            return head;
        path = head = tail;
    }
    return head;
}

static struct str local_name(struct str name)
{
    struct str prefix, local;
    return str_cut(name, ':', &prefix, &local) ? local : name;
}

static bool open_element(struct parser *p, struct str name)
{
    if (p->depth == XML_MOST_DEPTH)
        return bad(p, "its elements are nested too deeply");
    if (p->depth == 0 && p->root_seen)
        return bad(p, "it has two roots");
    p->root_seen = true;
    if (p->matched_depth == p->depth && p->depth < p->wanted_depth &&
        str_eq(local_name(name), path_step(p->wanted, p->depth)))
        p->matched_depth++;
    p->open[p->depth++] = name;
    return true;
}

static void close_element(struct parser *p)
{
    if (collecting(p))
        p->found = true;
    p->depth--;
    if (p->matched_depth > p->depth)
        p->matched_depth = p->depth;
}

/* Attributes are checked for their form and otherwise skipped. */
static bool skip_attributes(struct parser *p)
{
    for (;;) {
        size_t before = p->at;
        skip_space(p);
        char c = p->at < p->text.len ? p->text.data[p->at] : '\0';
        if (c == '>' || c == '/')
            return true;
        struct str name;
        if (p->at == before || !take_name(p, &name))
            return bad(p, "a tag is not well formed");
        skip_space(p);
        if (!at_text(p, STR("=")))
            return bad(p, "an attribute has no value");
        p->at++;
        skip_space(p);
        struct str quote = str_slice(p->text, p->at, p->at + 1);
        if (!str_eq(quote, STR("\"")) && !str_eq(quote, STR("'")))
            return bad(p, "an attribute's value has no quotes");
        p->at++;
        size_t from = p->at;
        if (!skip_past(p, quote))
            return false;
        if (str_find(str_slice(p->text, from, p->at), '<', 0) < p->at - from)
            return bad(p, "a tag is not well formed");
    }
}

static bool take_start_tag(struct parser *p)
{
    struct str name;
    p->at++;
    if (!take_name(p, &name) || !skip_attributes(p) || !open_element(p, name))
        return false;
    bool empty = at_text(p, STR("/"));
    p->at += empty;
    if (!at_text(p, STR(">")))
        return bad(p, "a tag is not well formed");
    p->at++;
    if (empty)
        close_element(p);
    return true;
}

static bool take_end_tag(struct parser *p)
{
    struct str name;
    p->at += 2;
    if (!take_name(p, &name))
        return false;
    skip_space(p);
    if (!at_text(p, STR(">")))
        return bad(p, "a tag is not well formed");
    p->at++;
    if (p->depth == 0 || !str_eq(name, p->open[p->depth - 1]))
        return bad(p, "an element is closed that is not open");
    close_element(p);
    return true;
}

static bool take_next(struct parser *p)
{
    if (p->text.data[p->at] != '<')
        return take_text(p);
    if (at_text(p, STR("</")))
        return take_end_tag(p);
    if (at_text(p, STR("<?")))
        return skip_past(p, STR("?>"));
    if (at_text(p, STR("<!--")))
        return skip_past(p, STR("-->"));
    if (at_text(p, STR("<![CDATA[")))
        return take_cdata(p);
    if (at_text(p, STR("<!")))
        return bad(p, "it declares a document type");
    return take_start_tag(p);
}

bool xml_text(struct arena *mem, struct str document, const char *path, struct str *ret_text, struct err *err)
{
    struct parser p = {.text = str_trim(document), .wanted = str_c(path), .wanted_depth = 1};
    *ret_text = (struct str){NULL, 0};
    for (size_t i = 0; i < p.wanted.len; i++)
        p.wanted_depth += p.wanted.data[i] == '/';
    if (p.text.len > XML_MOST_BYTES)
        return fail(err, ERR_PROTOCOL, "the answer is XML of more than %d bytes", (int)XML_MOST_BYTES);
    if (str_starts_with(p.text, STR("\xef\xbb\xbf")))
        p.at = 3;
    p.out = arena_alloc_secret(mem, p.text.len + 1);
    while (p.at < p.text.len && take_next(&p))
        continue;
    if (p.problem == NULL && (p.depth > 0 || !p.root_seen))
        bad(&p, "it ends too early");
    if (p.problem != NULL)
        return fail(err, ERR_PROTOCOL, "the answer is not the XML that was expected: %s (at byte %zu)",
                    p.problem, p.at);
    if (p.found)
        *ret_text = str_trim(str_n(p.out, p.out_len));
    return true;
}
