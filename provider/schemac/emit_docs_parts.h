/*
 * emit_docs_parts.h — what emit_docs.c and emit_docs_schema.c share: attributes, types and rules as Markdown.
 * Must not know files.
 */
#ifndef SCHEMAC_EMIT_DOCS_PARTS_H
#define SCHEMAC_EMIT_DOCS_PARTS_H

#include "schemac/record.h"

/* The chapter "Schema": every attribute with its type, marks, doc and limits. Nested attributes are in
 * sections of their own. */
void add_schema(struct buf *out, const struct record *record);
/* The chapters "Signature", "Arguments" and "Result" of a function. */
void add_signature(struct buf *out, const struct record *record);

#endif
