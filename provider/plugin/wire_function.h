/*
 * wire_function.h — one function as its message, for GetProviderSchema and GetFunctions. Included by wire*.c
 * only.
 */
#ifndef PLUGIN_WIRE_FUNCTION_H
#define PLUGIN_WIRE_FUNCTION_H

#include "runtime/function.h"
#include "tfplugin6.pb-c.h"

/* Borrows the texts of the table. Source: protocol section 3.4. */
Tfplugin6__Function *wire_new_function(struct arena *mem, const struct function *from);

#endif
