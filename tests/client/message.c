/*
 * message.c — sends, unpacks, prints diagnostics. Must not know any step.
 */
#include "message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct packed message_pack(const ProtobufCMessage *message)
{
    struct packed packed = {.len = protobuf_c_message_get_packed_size(message)};
    packed.bytes = malloc(packed.len + 1);
    protobuf_c_message_pack(message, packed.bytes);
    return packed;
}

Tfplugin6__DynamicValue message_json(char *json)
{
    Tfplugin6__DynamicValue value = TFPLUGIN6__DYNAMIC_VALUE__INIT;
    value.json.data = (uint8_t *)json;
    value.json.len = strlen(json);
    return value;
}

void *message_unpack(const struct answer *answer, const ProtobufCMessageDescriptor *descriptor)
{
    void *message = protobuf_c_message_unpack(descriptor, NULL, answer->len, answer->bytes);
    if (message == NULL)
        printf("broken %s\n", descriptor->name);
    return message;
}

void message_print_diagnostics(Tfplugin6__Diagnostic **diagnostics, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Tfplugin6__AttributePath *path = diagnostics[i]->attribute;
        printf("diagnostic severity=%d attribute=%s summary=%s detail=%s\n", (int)diagnostics[i]->severity,
               path != NULL && path->n_steps > 0 ? path->steps[0]->attribute_name : "",
               diagnostics[i]->summary, diagnostics[i]->detail);
    }
}

struct answer message_call(struct client *client, const char *method, const ProtobufCMessage *request)
{
    char path[128];
    struct packed packed = message_pack(request);
    snprintf(path, sizeof path, "/tfplugin6.Provider/%s", method);
    struct answer answer = channel_call(client_channel(client), path, packed.bytes, packed.len,
                                        client->timeout_ms);
    free(packed.bytes);
    printf("%s status=%d\n", method, answer.status);
    return answer;
}
