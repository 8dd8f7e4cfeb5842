# Runs many commands of the aws CLI in one process, because starting it takes most of a second each time. Knows the lines of a batch; must not know
# what any command does.
#
# usage: python aws_batch.py FOLDER <<< 'label: [NAME=value...] operation arguments...'
# Each line writes FOLDER/label.out, .err and .status, as if `aws lightsail operation arguments...` had been run; a line for another service has its
# name before the operation. What a response about one of CHECKED has and the model of the CLI does not have is added to FOLDER/strangers.
import contextlib
import io
import json
import os
import shlex
import sys

from awscli.clidriver import create_clidriver


FOLDER = sys.argv[1]
CHECKED = ("Container", "Database", "Domain", "Certificate", "LoadBalancer")
OTHER_SERVICES = {"sts"}
TYPES = {"string": str, "boolean": bool, "integer": int, "float": (int, float), "timestamp": (int, float)}


def strangers(shape, value, path):
    """Members and values that the shape does not allow. The CLI ignores them."""
    found = []
    if shape.type_name == "structure":
        for name, member in value.items():
            found += strangers(shape.members[name], member, f"{path}.{name}") if name in shape.members else [f"{path}.{name}"]
    elif shape.type_name == "list":
        found = [one for member in value for one in strangers(shape.member, member, path + "[]")]
    elif shape.type_name == "map":
        found = [one for key, member in value.items() for one in strangers(shape.value, member, f"{path}.{key}")]
    elif not isinstance(value, TYPES[shape.type_name]) or getattr(shape, "enum", None) and value not in shape.enum:
        found = [f"{path}={value!r}"]
    return found


def check_shape(http_response, model, **_):
    if any(family in model.name for family in CHECKED) and http_response.status_code == 200:
        found = strangers(model.output_shape, json.loads(http_response.content), model.name)
        with open(os.path.join(FOLDER, "strangers"), "a") as file:
            file.writelines(line + "\n" for line in found)


def new_driver():
    driver = create_clidriver()
    driver.session.register("after-call.lightsail", check_shape)
    return driver


def make_driver(made={}):
    """Cached for each environment: creating it takes ten times as long as a command."""
    if "driver" not in made:
        made["driver"] = new_driver()
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
            status = (new_driver() if environment else make_driver()).main(arguments)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 255
    finally:
        os.environ.clear()
        os.environ.update(saved)
    return out.buffer.getvalue(), err.buffer.getvalue(), status


def main():
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
            with open(os.path.join(FOLDER, label.strip() + "." + suffix), "wb") as file:
                file.write(content)


main()
