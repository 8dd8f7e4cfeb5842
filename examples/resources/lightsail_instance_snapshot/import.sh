# By name:
terraform import lightsail_instance_snapshot.web example-web-2026-01

# By ARN:
terraform import lightsail_instance_snapshot.web arn:aws:lightsail:ap-northeast-1:123456789012:InstanceSnapshot/8a4d9f02-61c5-4e0b-b7c9-123450000000
