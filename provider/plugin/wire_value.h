/*
 * wire_value.h — DynamicValue both ways. Knows that one message; must not know what a value means. Included by wire*.c alone.
 */
#ifndef PLUGIN_WIRE_VALUE_H
#define PLUGIN_WIRE_VALUE_H

#include "plugin/wire_message.h"
#include "runtime/runtime.h"
#include "tfplugin6.pb-c.h"

static inline struct dynamic_value value_of(const Tfplugin6__DynamicValue *value)
{
    if (value == NULL)
        return (struct dynamic_value){.msgpack = {NULL, 0}};
    return (struct dynamic_value){.msgpack = wire_view(value->msgpack), .json = wire_view(value->json)};
}

/*
 * An absent value is a null one to the client; NULL for no bytes, so that only a handler's mistake could send
 * it.
 */
static inline Tfplugin6__DynamicValue *new_value(struct arena *mem, struct str msgpack)
{
    if (msgpack.len == 0)
        return NULL;
    Tfplugin6__DynamicValue *value = arena_new_object(mem, Tfplugin6__DynamicValue);
    tfplugin6__dynamic_value__init(value);
    value->msgpack = wire_bytes(msgpack);
    return value;
}

#endif
