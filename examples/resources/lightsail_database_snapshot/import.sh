# By name:
terraform import lightsail_database_snapshot.trades example-trades-2026-01

# By ARN:
terraform import lightsail_database_snapshot.trades arn:aws:lightsail:ap-northeast-1:123456789012:RelationalDatabaseSnapshot/8a4d9f02-61c5-4e0b-b7c9-123450000000
