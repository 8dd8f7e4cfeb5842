/*
 * op.h — what the layer itself asks about an operation besides client.h's name and "mutates".
 * Knows op.def; must not know how operations are sent.
 */
#ifndef LIGHTSAIL_OP_H
#define LIGHTSAIL_OP_H

#include "lightsail/client.h"

/* Whether sending it twice has the effect of sending it once. */
bool ls_op_repeatable(enum ls_op op);

#endif
