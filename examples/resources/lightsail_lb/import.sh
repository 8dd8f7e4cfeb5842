# By name:
terraform import lightsail_lb.web example-web

# By ARN:
terraform import lightsail_lb.web arn:aws:lightsail:ap-northeast-1:123456789012:LoadBalancer/0f9c1d2e-1234-4a5b-8c9d-0123456789ab
