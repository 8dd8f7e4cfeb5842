# By the name of the certificate:
terraform import lightsail_certificate_validation.site example-validated
