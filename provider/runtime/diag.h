/*
 * diag.h — the list of diagnostics of one call, and the only mapping from an error value to the text for the
 * user. Knows severities and paths; must not know the wire. Source: protocol section 5.
 */
#ifndef RUNTIME_DIAG_H
#define RUNTIME_DIAG_H

#include "base/err.h"
#include "tf/path.h"

enum diag_severity {
    DIAG_ERROR = 1,
    DIAG_WARNING = 2
}; /* the numbers of the protocol; 0 is deliberately not used */

struct diagnostic {
    enum diag_severity severity;
    struct str summary, detail; /* printable UTF-8 of limited length */
    struct path path;           /* root: the whole object. Never goes into a set: diag_add shortens it */
};

struct diagnostics {
    struct diagnostic *items;
    size_t count, capacity;
    size_t error_count;
};

void diag_add(struct arena *mem, struct diagnostics *diags, enum diag_severity severity, struct path path,
              struct str summary, struct str detail);
void diag_error(struct arena *mem, struct diagnostics *diags, struct path path, struct str summary,
                const char *format, ...) PRINTF_LIKE(5, 6);
void diag_warning(struct arena *mem, struct diagnostics *diags, struct path path, struct str summary,
                  const char *format, ...) PRINTF_LIKE(5, 6);

/*
 * One error from an error value. `doing` becomes the summary ("creating lightsail_instance 'web'"). The
 * detail has text, operation, AWS code, request ID and hint, each on its own line. The path is
 * err->attribute.
 */
void diag_add_err(struct arena *mem, struct diagnostics *diags, const struct err *err, struct str doing);
/* The same, with `more` as the last paragraph of the detail. */
void diag_add_err_with(struct arena *mem, struct diagnostics *diags, const struct err *err, struct str doing,
                       struct str more);

#endif
