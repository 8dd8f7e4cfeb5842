/*
 * host_names.c — the form of host names, and how one is written: lower case, without a dot at the end. It must
 * not know what a name is used for.
 */
#include "host_names.h"

#include <ctype.h>
#include <string.h>

#include "memory.h"

enum { LONGEST_NAME = 253, LONGEST_LABEL = 63 };

static bool is_label(const char *label, size_t length, enum labels labels)
{
    bool of_records = labels == LABELS_OF_RECORDS;
    if (length == 0 || length > LONGEST_LABEL)
        return false;
    for (size_t i = 0; i < length; i++) {
        bool is_inner = i > 0 && i + 1 < length;
        if (!isalnum((unsigned char)label[i]) && !(label[i] == '-' && is_inner) &&
            !(label[i] == '_' && of_records))
            return false;
    }
    return true;
}

bool host_name_is_valid(const char *name, enum labels labels)
{
    size_t count = 0;
    if (strlen(name) > LONGEST_NAME)
        return false;
    if (labels == LABELS_OF_RECORDS && !strncmp(name, "*.", 2))
        name += 2;
    for (const char *at = name;; count++) {
        size_t length = strcspn(at, ".");
        if (!is_label(at, length, labels))
            return false;
        if (!at[length])
            return count + 1 >= 2;
        at += length + 1;
    }
}

char *host_name_copy(const char *name)
{
    size_t length = strlen(name);
    char *copy = memory_copy_bytes(name, length > 0 && name[length - 1] == '.' ? length - 1 : length);
    for (char *at = copy; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return copy;
}

bool host_name_is_in(const char *name, const char *zone)
{
    size_t length = strlen(name), zone_length = strlen(zone);
    if (length < zone_length || strcmp(name + length - zone_length, zone) != 0)
        return false;
    return length == zone_length || name[length - zone_length - 1] == '.';
}
