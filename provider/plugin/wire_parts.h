/*
 * wire_parts.h — the parts of messages in Terraform's protocol: values, paths, diagnostics, identities. Knows
 * the generated structs; must not know any call. Included by wire*.c only.
 */
#ifndef PLUGIN_WIRE_PARTS_H
#define PLUGIN_WIRE_PARTS_H

#include "plugin/wire.h"
#include "plugin/wire_message.h"
#include "tfplugin6.pb-c.h"

/* Decodes into `name`, a pointer to the message's struct, or makes the function return false. */
#define UNPACK(type, name, descriptor)                                       \
    const type *name = (const type *)wire_unpack(mem, &(descriptor), bytes); \
    if (name == NULL)                                                        \
    return false

/* Views into the message; an absent one is null. */
struct dynamic_value wire_value_of(const Tfplugin6__DynamicValue *value);
/* A client takes an absent value for null. NULL for no bytes, which only a bug in a handler could cause. */
Tfplugin6__DynamicValue *wire_new_value(struct arena *mem, struct str msgpack);

/* An absent or empty one has `given` false, because it could not be decoded. */
struct identity wire_identity_of(const Tfplugin6__ResourceIdentityData *identity);
/* NULL when it is not given. A value that is present must have bytes, because the client does not check. */
Tfplugin6__ResourceIdentityData *wire_new_identity(struct arena *mem, struct identity identity);

/* NULL for the root: it has no steps, and the field is left out. */
Tfplugin6__AttributePath *wire_new_path(struct arena *mem, struct path path);

Tfplugin6__Diagnostic **wire_new_diagnostics(struct arena *mem, const struct diagnostics *diags);

/* Whether the client that sent this request accepts a "deferred" response. */
#define DEFERRAL_ALLOWED(request) \
    ((request)->client_capabilities != NULL && (request)->client_capabilities->deferral_allowed)
/*
 * The only reason that this provider uses: the provider's configuration is unknown. NULL when the response is
 * not deferred.
 */
Tfplugin6__Deferred *wire_new_deferred(struct arena *mem, bool is_deferred);

#define SET_DIAGNOSTICS(message, diags)                             \
    do {                                                            \
        (message).n_diagnostics = (diags)->count;                   \
        (message).diagnostics = wire_new_diagnostics(mem, (diags)); \
    } while (0)

#endif
