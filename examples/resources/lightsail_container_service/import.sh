# By name:
terraform import lightsail_container_service.app example-app

# By ARN:
terraform import lightsail_container_service.app arn:aws:lightsail:ap-northeast-1:123456789012:ContainerService/3f1c2ab4-77d0-4c0e-9a52-123450000000
