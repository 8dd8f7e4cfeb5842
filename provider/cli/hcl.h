/*
 * hcl.h — writes Terraform configuration in the layout of `terraform fmt`. Knows HCL's quoting and columns;
 * must not know any resource.
 */
#ifndef CLI_HCL_H
#define CLI_HCL_H

#include "base/json.h"

/* The attributes of one block, kept until the block ends, because their equal signs are aligned. */
struct hcl {
    struct arena *mem;
    struct buf text;
    int depth;
    struct hcl_attribute *pending;
    size_t pending_count;
};

struct hcl hcl_new(struct arena *mem);
/* "import", or `resource "a" "b"` when label is given. */
void hcl_open(struct hcl *hcl, const char *head);
void hcl_close(struct hcl *hcl);
/* An empty line. */
void hcl_gap(struct hcl *hcl);
/* name = "text", with everything escaped that HCL would interpret. */
void hcl_string(struct hcl *hcl, const char *name, struct str text);
/* name = expression, unchanged. */
void hcl_raw(struct hcl *hcl, const char *name, struct str expression);
/* name = { key = "value" … }; `tags` is an array of {"key", "value"}. */
void hcl_tags(struct hcl *hcl, const char *name, const json_t *tags);
/* ["a", "b"] */
struct str hcl_list(struct arena *mem, const json_t *texts);
struct str hcl_quote(struct arena *mem, struct str text);
struct str hcl_text(struct hcl *hcl);

#endif
