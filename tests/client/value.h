/*
 * value.h — prints MessagePack as JSON. Knows the format; must not know whose value it is.
 */
#ifndef CLIENT_VALUE_H
#define CLIENT_VALUE_H

#include <stddef.h>
#include <stdint.h>

/* On stdout, without a newline; an unknown value as "(unknown)", no value as null. */
void value_print(const uint8_t *bytes, size_t len);

#endif
