/*
 * inventory_form.h — instances as hosts of an Ansible inventory: groups by the tags Environment and Service. Knows the
 * two forms that Ansible reads; must not fetch or write anything.
 */
#ifndef CLI_INVENTORY_FORM_H
#define CLI_INVENTORY_FORM_H

#include "base/json.h"

/*
 * The host's variables, the same that the Terraform modules write: ansible_host, ansible_user, private_ip (null without
 * one) and open_ports ("22/tcp 51820/udp"; left out where the answer says nothing of ports). Environment and service
 * are groups: `environment` is a reserved name in Ansible. Reference to the caller.
 */
json_t *inventory_host_vars(struct arena *mem, const json_t *instance);
/*
 * The file's form, as lightsail_ansible_inventory writes it: {"all": {"hosts": {…}, "children": {…}}}. Only instances
 * with the tag Environment=`environment`. Reference to the caller.
 */
json_t *inventory_file_form(struct arena *mem, const json_t *instances, struct str environment);
/* The form of a dynamic inventory's --list. Reference to the caller. */
json_t *inventory_dynamic_form(struct arena *mem, const json_t *instances);

#endif
