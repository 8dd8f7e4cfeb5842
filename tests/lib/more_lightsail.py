#!/usr/bin/env python3
"""A Lightsail endpoint in front of lightsail-sim for tests of quants-infra: it responds to operations that the simulator does not have, counts the
requests, and kills its client (kill -9) or changes the simulator at one of them.

    more_lightsail.py SIM-PORT FOLDER

FOLDER/port is written when it listens. FOLDER/answers.json (optional) holds {"GetAlarms": {response}}; a request for another operation of it is
written to FOLDER/changes as one line "Operation {body}". FOLDER/kill_at and FOLDER/change_at (optional) hold the number of the request, counted
since FOLDER/count was removed, after which FOLDER/pid is killed, or before which FOLDER/change, a mutation of the simulator, is run.
FOLDER/names gets the operations in order.
"""
import http.client
import http.server
import json
import os
import signal
import sys

SIM, FOLDER = int(sys.argv[1]), sys.argv[2]
CHANGES = ("PutAlarm", "AttachInstancesToLoadBalancer", "SetResourceAccessForBucket", "UpdateDistribution")


def read(name, otherwise):
    try:
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return otherwise


def write(name, text, mode="w"):
    with open(os.path.join(FOLDER, name), mode, encoding="utf-8") as file:
        file.write(text)


def ask(method, path, body, headers):
    connection = http.client.HTTPConnection("127.0.0.1", SIM)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    return response.status, response.getheaders(), response.read()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, operation, body):
        known = json.loads(read("answers.json", "{}"))
        if operation in known:
            return 200, [], json.dumps(known[operation]).encode()
        if operation in CHANGES and known:
            write("changes", f"{operation} {body.decode()}\n", "a")
            return 200, [], b'{"operations": []}'
        return ask("POST", self.path, body, dict(self.headers))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        number = int(read("count", "0")) + 1
        write("count", str(number))
        write("names", operation + "\n", "a")
        if number == int(read("change_at", "0")):
            ask("POST", "/_sim/mutate", read("change", ""), {})
        status, headers, text = self.answer(operation, body)
        if number == int(read("kill_at", "0")):
            os.kill(int(read("pid", "0")), signal.SIGKILL)
            self.close_connection = True
            return
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
write("port.new", str(server.server_port))
os.rename(os.path.join(FOLDER, "port.new"), os.path.join(FOLDER, "port"))
server.serve_forever()
