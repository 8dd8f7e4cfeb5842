# By name:
terraform import lightsail_database.trades example-trades

# By ARN:
terraform import lightsail_database.trades arn:aws:lightsail:ap-northeast-1:123456789012:RelationalDatabase/8a4d9f02-61c5-4e0b-b7c9-123450000000
