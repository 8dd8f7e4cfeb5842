# By the name of the load balancer:
terraform import lightsail_lb_https_redirection_policy.web example-redirecting
