/*
 * inventory_text.h — the text of an Ansible inventory from a typed map of hosts, and back. Pure; must not
 * know files.
 *
 * The format is the JSON one of Ansible's `yaml` inventory plugin: {"all": {"hosts": {"web": {"ansible_host":
 * …}}, "children": {"collectors": {"hosts": {"web": {}}}}}}.
 */
#ifndef RESOURCES_INVENTORY_TEXT_H
#define RESOURCES_INVENTORY_TEXT_H

#include "base/err.h"
#include "gen/ansible_inventory.h"

/* Whether no value in the hosts is unknown. */
bool inventory_hosts_known(const struct ansible_inventory *model);
/* Sorted, indented, with a newline at the end: equal hosts give equal bytes. */
struct str inventory_print(struct arena *mem, const struct ansible_inventory *model);
/* Sets `hosts` from a text of this format. Errors: ERR_USER with the part that does not match. */
bool inventory_parse(struct arena *mem, struct str text, struct ansible_inventory *ret_model, struct err *err)
    MUST_USE;

#endif
