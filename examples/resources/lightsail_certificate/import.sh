# By name or by ARN:
terraform import lightsail_certificate.site example-site-2026
terraform import lightsail_certificate.site arn:aws:lightsail:ap-northeast-1:123456789012:Certificate/0f7a5a2e-8a4d-4a3b-9d1c-5f2d3a1b7c60
