# By name, with the region of the copy:
terraform import lightsail_snapshot_copy.web example-copied-2026-01@eu-west-1

# By ARN:
terraform import lightsail_snapshot_copy.web arn:aws:lightsail:eu-west-1:123456789012:InstanceSnapshot/5b0e7c11-2d7e-4b5a-8f43-123450000000
