# By the name of the load balancer:
terraform import lightsail_lb_stickiness_policy.web example-sticky
