/*
 * lb_attachment.h — an attachment as Lightsail reports it, for the resource and the list. Must not change anything.
 */
#ifndef RESOURCES_LB_ATTACHMENT_H
#define RESOURCES_LB_ATTACHMENT_H

#include "gen/lb_attachment.h"
#include "runtime/api.h"

/* From a LoadBalancer, and the name of an instance; the ARN of the instance is left as it is. The texts are borrowed. */
void lb_attachment_fill(const json_t *lb, struct str instance, struct lb_attachment *state);

#endif
