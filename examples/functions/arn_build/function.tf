# For a policy: all instances of the account in one region.
output "instances" {
  value = provider::lightsail::arn_build("aws", "lightsail", "ap-northeast-1", "123456789012", "Instance/*")
}
