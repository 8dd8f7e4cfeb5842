# By the name of the static IP:
terraform import lightsail_static_ip_attachment.web example-attached-ip
