# Runs many commands of the aws CLI in one process, because starting it takes most of a second each time. Knows the lines of a batch; must not know
# what any command does.
#
# usage: python aws_batch.py FOLDER <<< 'label: [NAME=value...] operation arguments...'
# Each line writes FOLDER/label.out, .err and .status, as if `aws lightsail operation arguments...` had been run; a line for another service has its
# name before the operation.
import contextlib
import io
import os
import shlex
import sys

from awscli.clidriver import create_clidriver


OTHER_SERVICES = {"sts"}


def make_driver(made={}):
    """Cached for each environment: creating it takes ten times as long as a command."""
    if "driver" not in made:
        made["driver"] = create_clidriver()
    return made["driver"]


def run(arguments, environment):
    saved = dict(os.environ)
    os.environ.update(environment)
    # The CLI writes bytes as well as text.
    out, err = (io.TextIOWrapper(io.BytesIO(), write_through=True) for _ in range(2))
    status = 255
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            sys.argv = ["aws"] + arguments
            status = (create_clidriver() if environment else make_driver()).main(arguments)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 255
    finally:
        os.environ.clear()
        os.environ.update(saved)
    return out.buffer.getvalue(), err.buffer.getvalue(), status


def main():
    folder = sys.argv[1]
    endpoint = os.environ["AWS_ENDPOINT_URL"]
    for line in sys.stdin.read().splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        label, rest = line.split(":", 1)
        words = shlex.split(rest)
        environment = {}
        while words and "=" in words[0] and not words[0].startswith("-"):
            name, value = words.pop(0).split("=", 1)
            environment[name] = value
        service = words.pop(0) if words[0] in OTHER_SERVICES else "lightsail"
        # Old versions ignore AWS_ENDPOINT_URL, and must not reach the real service.
        out, err, status = run([service, "--endpoint-url", endpoint] + words, environment)
        for suffix, content in (("out", out), ("err", err), ("status", str(status).encode())):
            with open(os.path.join(folder, label.strip() + "." + suffix), "wb") as file:
                file.write(content)


main()
