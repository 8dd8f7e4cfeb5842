# By the names of the load balancer and the certificate:
terraform import lightsail_lb_certificate.web example-web,example-web-2026
