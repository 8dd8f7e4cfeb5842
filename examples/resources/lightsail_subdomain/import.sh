terraform import lightsail_subdomain.shop example-shop
terraform import lightsail_subdomain.shop arn:aws:lightsail:us-east-1:123456789012:Subdomain/6e1a1c2d-5f0b-4e8f-a3c7-d92b81f4a605
