# By name:
terraform import lightsail_disk.data example-data

# By ARN:
terraform import lightsail_disk.data arn:aws:lightsail:ap-northeast-1:123456789012:Disk/3f1c2ab4-77d0-4c0e-9a52-123450000000
