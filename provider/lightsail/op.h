/*
 * op.h — the operations of the API and the kinds of objects that they change, from op.def and kind.def. Must
 * not know how an operation is sent.
 */
#ifndef LIGHTSAIL_OP_H
#define LIGHTSAIL_OP_H

#include "aws/settings.h"

enum ls_op {
#define LS_OP(enumerator, ...) OP_##enumerator,
#include "lightsail/op.def"
#undef LS_OP
    OP_COUNT
};

enum ls_kind {
    LS_KIND_ANY, /* any kind */
#define LS_KIND(enumerator, ...) LS_KIND_##enumerator,
#include "lightsail/kind.def"
#undef LS_KIND
    LS_KIND_COUNT
};

enum { LS_MOST_OPTIONS = 2 };

/* A row of kind.def. */
struct ls_kind_row {
    const char *name, *noun, *arn_type;
    enum ls_op list;
    const char *items;
    enum ls_op get;
    const char *by, *at;
    const char *name_at; /* NULL: "name" */
    const char *inside;  /* NULL: an item is the object itself */
    const char *within;  /* NULL: the objects are not read by the object that contains them */
    bool is_shared;      /* names are shared by all AWS accounts */
    bool by_name;        /* the list lacks a part of each object */
    const char *beside;  /* NULL: a response has nothing else that belongs to the object */
};

/* {"CreateInstances", …} for OP_CREATE_INSTANCES. */
const struct aws_operation *ls_op(enum ls_op op);
const char *ls_op_name(enum ls_op op);
bool ls_op_mutates(enum ls_op op);
/* The only kind whose objects the operation changes; LS_KIND_ANY when it may change several kinds. */
enum ls_kind ls_op_changes(enum ls_op op);
/* LS_MOST_OPTIONS members that each request of the operation has, true; NULL: no more. */
const char *const *ls_op_options(enum ls_op op);
/* `kind` is not LS_KIND_ANY. */
const struct ls_kind_row *ls_kind_row(enum ls_kind kind);
/* The member of an object of the kind that has its name: "name", for most kinds. */
const char *ls_kind_name_at(enum ls_kind kind);

#endif
