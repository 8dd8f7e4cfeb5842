/*
 * test_function_arn.c — arn_parse and arn_build: the parts, invalid ARNs, and that each reverses the other.
 */
#include "functions.h"
#include "gen/function_arn_build.h"
#include "gen/function_arn_parse.h"

static void arns_have_parts(void **state)
{
    (void)state;
    GIVES(function_arn_parse,
          "{\"account_id\":\"123456789012\",\"partition\":\"aws\",\"region\":\"ap-northeast-1\",\"resource\":"
          "\"Instance/0a1b\","
          "\"resource_id\":\"0a1b\",\"resource_type\":\"Instance\",\"service\":\"lightsail\"}",
          "\"arn:aws:lightsail:ap-northeast-1:123456789012:Instance/0a1b\"");
    GIVES(function_arn_parse,
          "{\"account_id\":\"\",\"partition\":\"aws-cn\",\"region\":\"\",\"resource\":\"bucket\","
          "\"resource_id\":null,\"resource_type\":null,\"service\":\"s3\"}",
          "\"arn:aws-cn:s3:::bucket\"");
    GIVES(function_arn_parse,
          "{\"account_id\":\"123456789012\",\"partition\":\"aws\",\"region\":\"r\",\"resource\":\"function:f:"
          "a/1\","
          "\"resource_id\":\"f:a/1\",\"resource_type\":\"function\",\"service\":\"lambda\"}",
          "\"arn:aws:lambda:r:123456789012:function:f:a/1\"");
}

static void invalid_arns_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"\"\"",
                                        "\"web\"",
                                        "\"arn:aws:lightsail:r:1\"",
                                        "\"arn:aws:lightsail:r:1:\"",
                                        "\"arn::lightsail:r:1:x\"",
                                        "\"arn:aws::r:1:x\"",
                                        "\"urn:aws:lightsail:r:1:x\""};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        REFUSES(function_arn_parse, 0, "is not an ARN", wrong[i]);
}

static void parts_make_an_arn(void **state)
{
    (void)state;
    GIVES(function_arn_build, "\"arn:aws:lightsail:ap-northeast-1:123456789012:Instance/0a1b\"", "\"aws\"",
          "\"lightsail\"", "\"ap-northeast-1\"", "\"123456789012\"", "\"Instance/0a1b\"");
    GIVES(function_arn_build, "\"arn:aws:s3:::a:b\"", "\"aws\"", "\"s3\"", "\"\"", "\"\"", "\"a:b\"");
    REFUSES(function_arn_build, 0, "partition must not be empty", "\"\"", "\"s3\"", "\"\"", "\"\"", "\"a\"");
    REFUSES(function_arn_build, 1, "colon", "\"aws\"", "\"s3:\"", "\"\"", "\"\"", "\"a\"");
    REFUSES(function_arn_build, 2, "white space", "\"aws\"", "\"s3\"", "\"eu west\"", "\"\"", "\"a\"");
    REFUSES(function_arn_build, 3, "12 digits", "\"aws\"", "\"s3\"", "\"\"", "\"12345678901x\"", "\"a\"");
    REFUSES(function_arn_build, 3, "12 digits", "\"aws\"", "\"s3\"", "\"\"", "\"1234567890123\"", "\"a\"");
    REFUSES(function_arn_build, 4, "resource must not be empty", "\"aws\"", "\"s3\"", "\"\"", "\"\"", "\"\"");
    REFUSES(function_arn_build, 4, "control", "\"aws\"", "\"s3\"", "\"\"", "\"\"", "\"a\\nb\"");
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        TEST(arns_have_parts),
        TEST(invalid_arns_are_refused),
        TEST(parts_make_an_arn),
    };
    return cmocka_run_group_tests_name("function_arn", tests, NULL, NULL);
}
