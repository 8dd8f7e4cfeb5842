/*
 * emit_docs.h — records as pages of documentation in the layout of the Terraform registry, each with an example that is run by the tests.
 * Knows Markdown and the folders of examples/; must not know JSON or what is allowed in a record.
 */
#ifndef SCHEMAC_EMIT_DOCS_H
#define SCHEMAC_EMIT_DOCS_H

#include "base/err.h"
#include "schemac/record.h"

/* First line of every page after the one that opens the front matter: only files that begin with it are ever removed. */
#define PAGE_MARK "---\n# Made by schemac from "

/* Folder below docs/ where the pages of a kind stand, "" for docs/ itself; NULL for kinds without pages. Source: registry, provider documentation. */
const char *docs_folder(enum record_kind kind);
/* "instance.md". */
struct str docs_file(struct arena *mem, const struct record *record);
/*
 * The page of a record. Its example is read from `examples`, a folder. `records` are all records, which the page of the provider lists.
 * Errors: ERR_USER when there is no example, or its import.sh does not import by the identity of the record.
 */
bool emit_page(struct arena *mem, const char *examples, const struct records *records,
               const struct record *record, struct str *ret_text, struct err *err) MUST_USE;

#endif
