# By the names of the load balancer and the instance:
terraform import 'lightsail_lb_attachment.web[0]' example-balancer,example-balanced-1
