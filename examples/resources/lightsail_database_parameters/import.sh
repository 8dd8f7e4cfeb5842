# By the name of the database:
terraform import lightsail_database_parameters.trades example-tuned

# By the ARN of the database:
terraform import lightsail_database_parameters.trades arn:aws:lightsail:ap-northeast-1:123456789012:RelationalDatabase/8a4d9f02-61c5-4e0b-b7c9-123450000000
