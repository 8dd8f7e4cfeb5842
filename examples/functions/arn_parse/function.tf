# "ap-northeast-1"
output "region" {
  value = provider::lightsail::arn_parse("arn:aws:lightsail:ap-northeast-1:123456789012:Instance/4f1f6a2c-1f8e-4d0b-9a3e-0c7b5f3d2e10").region
}
