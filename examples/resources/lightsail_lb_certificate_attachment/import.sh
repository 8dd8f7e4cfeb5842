# By the names of the load balancer and the certificate:
terraform import lightsail_lb_certificate_attachment.web example-secure-web,example-secure-web-2026
