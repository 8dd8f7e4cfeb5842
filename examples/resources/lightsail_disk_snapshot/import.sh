# By name:
terraform import lightsail_disk_snapshot.data example-data-2026-01

# By ARN:
terraform import lightsail_disk_snapshot.data arn:aws:lightsail:ap-northeast-1:123456789012:DiskSnapshot/5b0e7c11-2d7e-4b5a-8f43-123450000000
