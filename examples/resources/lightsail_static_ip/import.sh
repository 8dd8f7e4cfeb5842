# By name:
terraform import lightsail_static_ip.monitor example-monitor-ip

# By ARN:
terraform import lightsail_static_ip.monitor arn:aws:lightsail:ap-northeast-1:123456789012:StaticIp/9cbb4a9e-f8e3-4dfe-b57e-123450000000
