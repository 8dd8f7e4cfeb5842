/*
 * inventory_form.h — instances as hosts of an Ansible inventory: groups by the tags Environment and Service.
 * Knows the two formats that Ansible reads; must not fetch or write anything.
 */
#ifndef CLI_INVENTORY_FORM_H
#define CLI_INVENTORY_FORM_H

#include "base/json.h"

/*
 * The variables of the host, the same that the Terraform modules write: ansible_host, ansible_user,
 * private_ip (null without one) and open_ports ("22/tcp 51820/udp"; left out when the response has no ports).
 * Environment and service are groups: `environment` is a reserved name in Ansible. The caller owns the
 * reference.
 */
json_t *inventory_host_vars(struct arena *mem, const json_t *instance);
/*
 * The format of the file, as lightsail_ansible_inventory writes it: {"all": {"hosts": {…}, "children": {…}}}.
 * Only instances with the tag Environment=`environment`. The caller owns the reference.
 */
json_t *inventory_file_form(struct arena *mem, const json_t *instances, struct str environment);
/* The format of --list in a dynamic inventory. The caller owns the reference. */
json_t *inventory_dynamic_form(struct arena *mem, const json_t *instances);

#endif
