# By the names of the load balancer and the instance:
terraform import lightsail_lb_attachment.web example-balancer,example-balanced
