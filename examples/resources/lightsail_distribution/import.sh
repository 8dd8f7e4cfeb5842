terraform import lightsail_distribution.shop shop
terraform import lightsail_distribution.shop arn:aws:lightsail:us-east-1:123456789012:Distribution/6e1a1c2d-5f0b-4e8f-a3c7-d92b81f4a605
