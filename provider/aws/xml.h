/*
 * xml.h — finds the text of one element in a small XML response. Knows elements, references and limits; must
 * not know what the response means.
 *
 * Strict on purpose: one root, matching tags, no document type (and so no entities defined by the sender).
 * Source: XML 1.0, sections 2.1 to 2.11 and 4.6.
 */
#ifndef AWS_XML_H
#define AWS_XML_H

#include "base/err.h"
#include "base/str.h"

enum { XML_MOST_BYTES = 256 * 1024, XML_MOST_DEPTH = 32 };

/*
 * The text of the first element at `path` ("Root/Child/Leaf", from the root, local names), references
 * replaced, in `mem`, which wipes it; "" (data == NULL) when there is none. The whole document is always
 * checked. Errors: ERR_PROTOCOL.
 */
bool xml_text(struct arena *mem, struct str document, const char *path, struct str *ret_text, struct err *err)
    MUST_USE;

#endif
