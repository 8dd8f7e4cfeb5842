# By the names of the service and the image:
terraform import lightsail_container_image.web example-app,:example-app.web.1
