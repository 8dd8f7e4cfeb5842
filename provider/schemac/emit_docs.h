/*
 * emit_docs.h — records as documentation pages in the layout of the Terraform registry, each with an example
 * that the tests run. Knows Markdown and the directories of examples/; must not know JSON or what is allowed
 * in a record.
 */
#ifndef SCHEMAC_EMIT_DOCS_H
#define SCHEMAC_EMIT_DOCS_H

#include "base/err.h"
#include "schemac/record.h"

/* The first line of every page after the line that opens the front matter. Only files that begin with it
 * are ever removed. */
#define PAGE_MARK "---\n# Made by schemac from "

/* Directory below docs/ for the pages of a kind; "" for docs/ itself; NULL for kinds without pages.
 * Source: registry, provider documentation. */
const char *docs_folder(enum record_kind kind);
/* "instance.md". */
struct str docs_file(struct arena *mem, const struct record *record);
/*
 * The page of a record. Its example is read from the directory `examples`. `records` are all records, which
 * the page of the provider lists. Errors: ERR_USER when there is no example, or its import.sh does not import
 * by the identity of the record.
 */
bool emit_page(struct arena *mem, const char *examples, const struct records *records,
               const struct record *record, struct str *ret_text, struct err *err) MUST_USE;

#endif
