/*
 * inventory_form.h — instances as hosts of an Ansible inventory: groups by the tags Environment and Service. Knows the
 * two forms that Ansible reads; must not fetch or write anything.
 */
#ifndef CLI_INVENTORY_FORM_H
#define CLI_INVENTORY_FORM_H

#include "base/json.h"

/* The host's variables, the same that the Terraform modules write (reference to the caller). */
json_t *inventory_host_vars(const json_t *instance);
/*
 * The file's form, as lightsail_ansible_inventory writes it: {"all": {"hosts": {…}, "children": {…}}}. Only instances
 * with the tag Environment=`environment`. Reference to the caller.
 */
json_t *inventory_file_form(struct arena *mem, const json_t *instances, struct str environment);
/* The form of a dynamic inventory's --list. Reference to the caller. */
json_t *inventory_dynamic_form(struct arena *mem, const json_t *instances);

#endif
