/*
 * static_ip_attachment.h — an attachment as Lightsail reports it, for the resource and the list. Must not
 * change anything.
 */
#ifndef RESOURCES_STATIC_IP_ATTACHMENT_H
#define RESOURCES_STATIC_IP_ATTACHMENT_H

#include "gen/static_ip_attachment.h"
#include "resources/static_ip/static_ip_attach.h"

/* The texts are borrowed from `now`. */
void static_ip_attachment_fill(const struct static_ip_now *now, struct static_ip_attachment *state);

#endif
