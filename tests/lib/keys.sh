# keys.sh — public keys for tests that import one: RSA, because AWS's reference of ImportKeyPair names no other type. The private halves do not exist.
# It must not know what a test does with them.
# shellcheck shell=bash disable=SC2034 # read by those who source this file

KEY_ONE='ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCrjpnHo/24M+xIX0Pn1gudm9s07XHSj29XStxxcv9zrQ48xp8owYuZiqy0GAkPXaiSEMNWc9bZBmYrARXB/C7rCKfrvW0Fs9hg3xFEDpe7DHu6LugqlnOlyT7xWA6vG1EwvWNYnxiWjasSRH9xJ0JCmZAeLcZMGl4EKv0bOQ8t6PJLoH++hcYr0sPXvdIbF0rwTu6Au9w1NPRxsvDmWa6ruXRx08w2Idy9/hJW+DtUZxWzo/e5kXybyRRlnfgoP0LNAxbIzRa0upwJxpt0Qlfa9Xq3s/Jxumm1SDL8mERqUk5+L58W8k3XNePFMfwVX9maURLTrfzAH9zPP3XvfYst'
KEY_TWO='ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCq94kN9khZ6PlH64RRf5m4nyLIuY1/DpQ4cO38WC+z6WvlyusCCqg6r/xgI6jCAl3KKDeozr/eheL4SBC87HjFosWHu28C/F8WtXA3+RhI+bmtVyAOL+A5vKABm5pIBRf4Hiciq7tBF7ccIi8ID5gGcrtMx5WEWE5vJ2ygF4cc06RxP3nlildqOQnxZsoHpKxGc0LFtOuF1ATfn6hpGUrWiIC1Fl5Cmt1gQC8WlUkKQVAZ4t2an6nuPoTo0ngAi0Qx3Lu9GuMRsF8YmKr8+3yWVzhkmnLZycT/PL/RUNOqCIA7uXD7j/2DFjPHM7ogdKwbiFf+DCrFtTPtMgZlOjVj'
# The fingerprint of KEY_ONE by EC2's rule for imported keys: ssh-keygen -e -m PKCS8 -f one.pub | openssl pkey -pubin -outform DER | openssl md5 -c
KEY_ONE_FINGERPRINT=9f:3c:23:01:5c:d1:53:9f:3f:c7:70:6f:7d:af:e0:09
# Types that the reference does not list: users report the first one as accepted, and the simulator accepts it.
KEY_ED25519='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILdykyBHjCzaYPoCd9qX9WZhtI/ELRtgdDNyDW3Jm8VJ'
KEY_ECDSA='ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBNbAywGfmWYPDPixfAUqiRURW0gcTuNnXS3sEz87pZIOQSKibjF+lnNoC22nnw+EkLsfgvrQpstesDPhXOB5S3A='
