# By its name; the ARN (arn:aws:lightsail:REGION:ACCOUNT:KeyPair/ID) is an id too.
terraform import lightsail_key_pair.desk example-desk
