/*
 * message.h — what all steps do with messages: send, unpack, print diagnostics. Knows Terraform's protocol;
 * must not know any step.
 */
#ifndef CLIENT_MESSAGE_H
#define CLIENT_MESSAGE_H

#include "client.h"
#include "tfplugin6.pb-c.h"

struct packed {
    uint8_t *bytes; /* malloc'ed */
    size_t len;
};
struct packed message_pack(const ProtobufCMessage *message);

/* JSON as a value, borrowed. */
Tfplugin6__DynamicValue message_json(char *json);

/*
 * Calls the provider's service and prints the status; `method` is the last part of the path. Freed with
 * answer_free.
 */
struct answer message_call(struct client *client, const char *method, const ProtobufCMessage *request);

/* NULL, after a line about it, when the response is no such message. */
void *message_unpack(const struct answer *answer, const ProtobufCMessageDescriptor *descriptor);

/* One a line: severity, attribute, texts. */
void message_print_diagnostics(Tfplugin6__Diagnostic **diagnostics, size_t count);

#endif
