# By the name of the domain, or by its ARN:
terraform import lightsail_domain.example example.com
