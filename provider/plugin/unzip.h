/*
 * unzip.h — one member of a zip archive in memory. Knows the format; must not know the member's content.
 * Source: APPNOTE.TXT of PKWARE, sections 4.3 and 4.4; RFC 1951 by zlib.
 */
#ifndef PLUGIN_UNZIP_H
#define PLUGIN_UNZIP_H

#include "base/str.h"

/*
 * False when it is not an archive, has no such member, or the member is damaged, over 64 MiB or compressed by
 * another method. Text in `mem`.
 */
bool unzip_member(struct arena *mem, struct str archive, struct str name, struct str *ret) MUST_USE;

#endif
