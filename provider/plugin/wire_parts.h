/*
 * wire_parts.h — what the messages of Terraform's protocol are made of: values, paths, diagnostics, identities.
 * Knows the generated structs; must not know any call. Included by wire*.c alone.
 */
#ifndef PLUGIN_WIRE_PARTS_H
#define PLUGIN_WIRE_PARTS_H

#include "plugin/wire.h"
#include "plugin/wire_message.h"
#include "tfplugin6.pb-c.h"

/* Unpacks into `name`, a pointer to the message's struct, or leaves the function with false. */
#define UNPACK(type, name, descriptor)                                       \
    const type *name = (const type *)wire_unpack(mem, &(descriptor), bytes); \
    if (name == NULL)                                                        \
    return false

/* Views into the message; an absent one is null. */
struct dynamic_value wire_value_of(const Tfplugin6__DynamicValue *value);
/*
 * An absent value is a null one to the client; NULL for no bytes, so that only a handler's mistake could send
 * it.
 */
Tfplugin6__DynamicValue *wire_new_value(struct arena *mem, struct str msgpack);

/* Absent and empty ones are not `given`: nothing of them could be decoded. */
struct identity wire_identity_of(const Tfplugin6__ResourceIdentityData *identity);
/* NULL when it is not given: what is there must have bytes, since the client does not check. */
Tfplugin6__ResourceIdentityData *wire_new_identity(struct arena *mem, struct identity identity);

/* NULL for the root: it has no steps, and then the field stays out. */
Tfplugin6__AttributePath *wire_new_path(struct arena *mem, struct path path);

Tfplugin6__Diagnostic **wire_new_diagnostics(struct arena *mem, const struct diagnostics *diags);

/* Whether the client that sent this request lets an answer be "deferred". */
#define DEFERRAL_ALLOWED(request) \
    ((request)->client_capabilities != NULL && (request)->client_capabilities->deferral_allowed)
/* The one reason that we have for it: the provider's configuration is not known. NULL when it is not deferred. */
Tfplugin6__Deferred *wire_new_deferred(struct arena *mem, bool is_deferred);

#define SET_DIAGNOSTICS(message, diags)                             \
    do {                                                            \
        (message).n_diagnostics = (diags)->count;                   \
        (message).diagnostics = wire_new_diagnostics(mem, (diags)); \
    } while (0)

#endif
