/*
 * xml.c — handles libexpat's events and keeps the text of one element. Must not know what the response means.
 */
#include "aws/xml.h"

#include <expat.h>
#include <stdlib.h>

struct reader {
    XML_Parser parser;
    struct str wanted;    /* path */
    struct buf here, out; /* path of the open elements; text of the wanted one */
    size_t ends[XML_MOST_DEPTH], depth;
    bool found;
    const char *problem; /* `mem` belongs to this parser; NULL: there is no parser, or it has none */
};

static void stop(struct reader *r, const char *problem)
{
    r->problem = problem;
    XML_StopParser(r->parser, XML_FALSE);
}

static bool is_wanted(const struct reader *r)
{
    return !r->found && str_eq(str_n(r->here.data, r->here.len), r->wanted);
}

static void begin_element(void *context, const char *name, const char **attributes)
{
    (void)attributes;
    struct reader *r = context;
    const char *colon = strchr(name, ':');
    if (r->depth == XML_MOST_DEPTH) {
        stop(r, "its elements are nested too deeply");
        return;
    }
    r->ends[r->depth++] = r->here.len;
    buf_printf(&r->here, "%s%s", r->depth > 1 ? "/" : "", colon != NULL ? colon + 1 : name);
}

static void end_element(void *context, const char *name)
{
    (void)name;
    struct reader *r = context;
    r->found = r->found || is_wanted(r);
    r->here.len = r->ends[--r->depth];
}

static void add_text(void *context, const char *text, int len)
{
    struct reader *r = context;
    if (is_wanted(r))
        buf_add(&r->out, str_n(text, (size_t)len));
}

/* So entities that the sender defines are not possible either. */
static void refuse_document_type(void *context, const char *name, const char *system_id,
                                 const char *public_id, int has_subset)
{
    (void)name, (void)system_id, (void)public_id, (void)has_subset;
    stop(context, "it declares a document type");
}

bool xml_text(struct arena *mem, struct str document, const char *path, struct str *ret_text, struct err *err)
{
    static const XML_Memory_Handling_Suite wiped = {secret_malloc, secret_realloc, secret_free};
    document = str_trim(document);
    *ret_text = (struct str){NULL, 0};
    if (document.len > XML_MOST_BYTES)
        return fail(err, ERR_PROTOCOL, "the response is XML of more than %d bytes", (int)XML_MOST_BYTES);
    struct reader r = {.parser = XML_ParserCreate_MM("UTF-8", &wiped, NULL),
                       .wanted = str_c(path),
                       .here = buf_new(mem, document.len),
                       .out = buf_new_secret(mem, document.len)};
    if (r.parser == NULL)
        abort(); /* out of memory */
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, begin_element, end_element);
    XML_SetCharacterDataHandler(r.parser, add_text);
    XML_SetStartDoctypeDeclHandler(r.parser, refuse_document_type);
    bool ok = XML_Parse(r.parser, document.data, (int)document.len, true) == XML_STATUS_OK;
    if (!ok && r.problem == NULL)
        r.problem = XML_ErrorString(XML_GetErrorCode(r.parser));
    XML_ParserFree(r.parser);
    if (!ok)
        return fail(err, ERR_PROTOCOL, "the response is not the expected XML: %s", r.problem);
    if (r.found)
        *ret_text = str_trim(buf_str(&r.out));
    return true;
}
