terraform import lightsail_bucket.site example-org-site
terraform import lightsail_bucket.site arn:aws:lightsail:ap-northeast-1:123456789012:Bucket/6e1a1c2d-5f0b-4e8f-a3c7-d92b81f4a605
