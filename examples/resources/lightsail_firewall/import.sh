# By the name of the instance:
terraform import lightsail_firewall.monitor example-walled

# By the ARN of the instance:
terraform import lightsail_firewall.monitor arn:aws:lightsail:ap-northeast-1:123456789012:Instance/9cbb4a9e-f8e3-4dfe-b57e-123450000000
