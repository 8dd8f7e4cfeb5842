/*
 * diag.c — the list of diagnostics, and the only mapping from an error value to the text for the user. Knows
 * severities and texts; must not know the wire.
 */
#include "runtime/diag.h"

/* Terraform shows the full text; longer remote texts add no information. */
enum { MAX_SUMMARY_BYTES = 300, MAX_DETAIL_BYTES = 8 * 1024 };

void diag_add(struct arena *mem, struct diagnostics *diags, enum diag_severity severity, struct path path,
              struct str summary, struct str detail)
{
    if (diags->count == diags->capacity) {
        size_t capacity = diags->capacity == 0 ? 4 : diags->capacity * 2;
        struct diagnostic *items = arena_new_array(mem, struct diagnostic, capacity);
        if (diags->count > 0)
            memcpy(items, diags->items, diags->count * sizeof items[0]);
        diags->items = items;
        diags->capacity = capacity;
    }
    diags->items[diags->count++] = (struct diagnostic){
        .severity = severity,
        .summary = str_printable(mem, str_without_private_keys(mem, summary), MAX_SUMMARY_BYTES),
        .detail = str_printable(mem, str_without_private_keys(mem, detail), MAX_DETAIL_BYTES),
        .path = path,
    };
    if (severity == DIAG_ERROR)
        diags->error_count++;
}

void diag_error(struct arena *mem, struct diagnostics *diags, struct path path, struct str summary,
                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diag_add(mem, diags, DIAG_ERROR, path, summary, str_vprintf(mem, format, args));
    va_end(args);
}

void diag_warning(struct arena *mem, struct diagnostics *diags, struct path path, struct str summary,
                  const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diag_add(mem, diags, DIAG_WARNING, path, summary, str_vprintf(mem, format, args));
    va_end(args);
}

/* The hint when the callee gave none. */
static const char *general_hint(const struct err *err)
{
    switch (err->kind) {
    case ERR_CREDENTIALS:
        return "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the profile, or "
               "the arguments of the provider.";
    case ERR_DENIED:
        return "Add an IAM policy to the user or role that allows this operation.";
    case ERR_THROTTLED:
        return "AWS throttled the requests for longer than the timeout. Lower -parallelism or extend the "
               "timeout, and try again.";
    case ERR_NETWORK:
        return "Check the network, the proxy settings and the endpoint, and try again.";
    case ERR_SERVER:
        return "This is an error inside AWS. Try again.";
    case ERR_INTERNAL:
    case ERR_PROTOCOL:
        return "This is a bug in the provider, or the endpoint is not Lightsail. Please report it with the "
               "log of TF_LOG=DEBUG.";
    default:
        return "";
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether the text needs a full stop. After an address, a full stop would seem to be a part of it. */
static bool wants_stop(const char *text)
{
    const char *space = strrchr(text, ' '), *word = space != NULL ? space + 1 : text;
    char last = text[strlen(text) - 1];
    if (strstr(word, "://") != NULL)
        return false;
    return is_letter(last) || (last >= '0' && last <= '9') || strchr("'`\")]}", last) != NULL;
}

/*
 * Error texts have no capital letter and no full stop, so that they can be combined; here they become a
 * sentence. A first word that is a name (instance_name, AWS_PROFILE) is not changed.
 */
static void add_sentence(struct buf *buf, const char *text)
{
    size_t word = 0;
    while (text[word] >= 'a' && text[word] <= 'z')
        word++;
    bool is_word = word > 0 && (text[word] == ' ' || text[word] == ',');
    buf_printf(buf, "%c%s%s", is_word ? text[0] - 'a' + 'A' : text[0], text + 1, wants_stop(text) ? "." : "");
}

void diag_add_err(struct arena *mem, struct diagnostics *diags, const struct err *err, struct str doing)
{
    diag_add_err_with(mem, diags, err, doing, STR(""));
}

void diag_add_err_with(struct arena *mem, struct diagnostics *diags, const struct err *err, struct str doing,
                       struct str more)
{
    struct buf detail = buf_new(mem, MAX_DETAIL_BYTES);
    add_sentence(&detail, err->text[0] != '\0' ? err->text : "no further information");
    const char *hint = err->hint[0] != '\0' ? err->hint : general_hint(err);
    if (hint[0] != '\0') {
        buf_add(&detail, STR("\n\n"));
        add_sentence(&detail, hint);
    }
    if (err->operation[0] != '\0' || err->code[0] != '\0' || err->request_id[0] != '\0') {
        buf_add(&detail, STR("\n\n"));
        const char *separator = "";
        if (err->operation[0] != '\0') {
            buf_printf(&detail, "Operation: %s", err->operation);
            separator = ", ";
        }
        if (err->code[0] != '\0') {
            buf_printf(&detail, "%scode: %s", separator, err->code);
            separator = ", ";
        }
        if (err->request_id[0] != '\0')
            buf_printf(&detail, "%srequest id: %s", separator, err->request_id);
    }
    if (more.len > 0)
        buf_printf(&detail, "\n\n%.*s", STR_ARG(more));
    diag_add(mem, diags, DIAG_ERROR, path_parse(mem, str_c(err->attribute)), doing, buf_str(&detail));
}
