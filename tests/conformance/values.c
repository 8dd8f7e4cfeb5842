/*
 * values.c — encodings that no encoder of ours would write (protocol section 8, E), and the schemas as a whole (S). Must not
 * know resources beyond the attributes that it puts values into.
 */
#include "suite.h"

void values_run(struct suite *suite)
{
    (void)suite;
}

void schemas_run(struct suite *suite)
{
    suite_rule(suite, "GetProviderSchema", "keeps the rules of section 3", "provider",
               session_schema_problem(suite->session));
}
