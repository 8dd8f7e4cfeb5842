#!/usr/bin/env python3
# https_files.py — serves the files of a folder over https: those under files/ as bytes, all others as JSON, as a provider registry does.
#   https_files.py FOLDER CERTIFICATE-AND-KEY PORT
import http.server
import os
import ssl
import sys

folder, certificate, port = sys.argv[1:]


class Files(http.server.SimpleHTTPRequestHandler):
    def guess_type(self, path):
        return "application/octet-stream" if "/files/" in path else "application/json"

    def log_message(self, *arguments):
        pass


os.chdir(folder)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate)
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Files)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
