terraform import lightsail_bucket_resource_access.web example-org-shared,example-web
