/*
 * wire_ephemeral.h — the messages of ephemeral resources. Knows only these messages; must not know which
 * values are secret, and logs none. Rules as in wire.h.
 */
#ifndef PLUGIN_WIRE_EPHEMERAL_H
#define PLUGIN_WIRE_EPHEMERAL_H

#include "plugin/wire.h"

bool wire_decode_validate_ephemeral(struct arena *mem, struct str bytes, struct validate_request *ret)
    MUST_USE;
struct str wire_encode_validate_ephemeral(struct arena *mem, const struct diagnostics *diags);

bool wire_decode_open(struct arena *mem, struct str bytes, struct data_request *ret) MUST_USE;
/*
 * Without a renewal time and without private data these members are absent, which means "never" and "none".
 */
struct str wire_encode_open(struct arena *mem, const struct ephemeral_response *out,
                            const struct diagnostics *diags);

/* For Renew and Close: which resource was opened, and its private data. */
struct wire_lease {
    struct str type_name, private_data;
};
bool wire_decode_renew(struct arena *mem, struct str bytes, struct wire_lease *ret) MUST_USE;
struct str wire_encode_renew(struct arena *mem, const struct ephemeral_response *out,
                             const struct diagnostics *diags);

bool wire_decode_close(struct arena *mem, struct str bytes, struct wire_lease *ret) MUST_USE;
struct str wire_encode_close(struct arena *mem, const struct diagnostics *diags);

#endif
