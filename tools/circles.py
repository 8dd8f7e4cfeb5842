#!/usr/bin/env python3
"""circles.py — which file uses which in provider/, read from the object files: no circle, and only uses that provider/LAYERS allows.

    tools/circles.py     reads build/obj (B=… another build); run `make lint`, which updates the objects first

Four rules, each complaint with the fix: the files of a folder form no circle, the layers form none, a family of resources uses only those that
LAYERS names, and no two C files have the same base name. Existing exceptions are in tools/circles.known. It must not read sources: a call that
a macro hides counts, too.
"""
import collections
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OBJECTS = ROOT / os.environ.get("B", "build") / "obj"
complaints = []


def complain(where, text):
    complaints.append(f"{where}: {text}")


def layer_of(file):
    """provider/cli/help.c belongs to cli, gen/registry.c to gen."""
    return file.split("/")[1 if file.startswith("provider/") else 0]


# ---- input ----


def read_layers():
    """For each layer the line and the layers that it may use."""
    layers = {}
    for number, line in enumerate((ROOT / "provider/LAYERS").read_text(encoding="utf-8").splitlines(), 1):
        row = re.match(r"(\w+) *:([^|]*)\|", line)
        if row:
            layers[row.group(1)] = (number, row.group(2).split())
    return layers


def read_families():
    """For each family of provider/resources, and for "*", all of them, the families that it may use."""
    rows = re.findall(r"^resources/(\w+|\*) *: *([\w ]*)$", (ROOT / "provider/LAYERS").read_text(encoding="utf-8"), re.MULTILINE)
    return {name: used.split() for name, used in rows}


def read_known():
    """The circles as {files: line}, the names as {name: (folders, line)}."""
    circles, names = {}, {}
    for number, line in enumerate((ROOT / "tools/circles.known").read_text(encoding="utf-8").splitlines(), 1):
        words = line.partition("#")[0].split()
        if words[:1] == ["circle"]:
            circles[frozenset(f"provider/{file}" for file in words[1:])] = number
        elif words[:1] == ["name"]:
            names[words[1]] = ({f"provider/{folder}" for folder in words[2:]}, number)
    return circles, names


def read_objects(sources):
    """For each symbol the files that define it, for each file the symbols that it needs. Source: nm's portable format."""
    objects = [OBJECTS / pathlib.Path(source).with_suffix(".o") for source in sources]
    missing = [source for source, item in zip(sources, objects) if not item.exists()]
    if missing:
        sys.exit(f"there is no object of {', '.join(missing)}; run make lint, which compiles them")
    objects += sorted(OBJECTS.glob("gen/*.o"))
    said = subprocess.run(["nm", "-A", "-P", "-g", *objects], check=True, capture_output=True, text=True).stdout
    defined, wanted = collections.defaultdict(list), collections.defaultdict(list)
    for line in said.splitlines():
        item, _, rest = line.partition(": ")
        symbol, kind = rest.split()[:2]
        file = str(pathlib.Path(item).relative_to(OBJECTS).with_suffix(".c"))
        if kind in "Uvw":
            wanted[file].append(symbol)
        else:
            defined[symbol].append(file)
    return defined, wanted


def uses_of(defined, wanted, layers):
    """{file: {other file: symbol}}. Two programs may each define a symbol: the one of the own layer counts, then one of a layer below."""
    uses = collections.defaultdict(dict)
    for file, symbols in wanted.items():
        own = layer_of(file)
        for symbol in symbols:
            found = [other for other in defined.get(symbol, []) if other != file]
            found.sort(key=lambda other: (layer_of(other) != own, layer_of(other) not in layers[own][1], other))
            if found:
                uses[file].setdefault(found[0], symbol)
    return uses


# ---- circles ----


def reached_from(start, edges):
    """The nodes that can be reached in one step or more, each with its predecessor on the shortest path."""
    before, queue = {}, collections.deque([start])
    while queue:
        node = queue.popleft()
        for following in sorted(edges.get(node, ())):
            if following not in before:
                before[following] = node
                queue.append(following)
    return before


def circle_through(start, before):
    way = [start]
    while len(way) == 1 or way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]


def circles_in(nodes, edges):
    """Each set of nodes that all reach each other, with the shortest circle in it."""
    inside = {node: set(edges.get(node, ())) & nodes for node in nodes}
    before = {node: reached_from(node, inside) for node in sorted(nodes)}
    seen = set()
    for node in sorted(nodes):
        if node in seen or node not in before[node]:
            continue
        all_of_it = {other for other in before[node] if node in before[other]}
        seen |= all_of_it
        yield all_of_it, min((circle_through(other, before[other]) for other in sorted(all_of_it)), key=len)


def check_files(sources, uses, known):
    found = set()
    for folder in sorted({layer_of(source) for source in sources}):
        files = {source for source in sources if layer_of(source) == folder}
        for all_of_it, circle in circles_in(files, uses):
            found.add(frozenset(all_of_it))
            if frozenset(all_of_it) in known:
                continue
            steps = ", which uses ".join(f"{uses[a][b]} of {pathlib.Path(b).name}" for a, b in zip(circle, circle[1:]))
            more = f" (one circle of several among {len(all_of_it)} files)" if len(all_of_it) > len(circle) - 1 else ""
            complain(f"{circle[0]}:1", f"a circle: {pathlib.Path(circle[0]).name} uses {steps}{more}; "
                     "move what they share to a file below them, or hand it over as an argument")
    for files, line in known.items():
        if files not in found:
            complain(f"tools/circles.known:{line}", "there is no such circle; remove the line")


def check_layers(uses, layers):
    """Uses in the objects are allowed, and allowed uses form no circle; files that schemac writes for the resources (gen) count as theirs."""
    def home(layer):
        return "resources" if layer == "gen" else layer

    for file in sorted(uses):
        own = layer_of(file)
        for other, symbol in sorted(uses[file].items()):
            if layer_of(other) not in [own, *layers[own][1]]:
                complain(f"{file}:1", f"'{own}' may not use '{layer_of(other)}' (provider/LAYERS), and this uses {symbol} of {other}; "
                         "move the code down a layer, or hand the value over as an argument")
    edges = collections.defaultdict(set)
    for layer, (_, used) in layers.items():
        edges[home(layer)] |= {home(other) for other in used} - {home(layer)}
    for _, circle in circles_in(set(edges), edges):
        complain(f"provider/LAYERS:{layers[circle[0]][0]}", f"a circle of layers: {' → '.join(circle)}; a call goes down, never up")


def family_of(file):
    """provider/resources/disk/disk.c belongs to disk; None for a file of no family."""
    parts = file.split("/")
    return parts[2] if parts[:2] == ["provider", "resources"] and len(parts) > 3 else None


def check_families(uses, families):
    """A family of resources uses itself, the shared families, and those of its line in LAYERS; and there is no circle."""
    edges = collections.defaultdict(set)
    for file in sorted(uses):
        own = family_of(file)
        for other, symbol in sorted(uses[file].items()):
            used = family_of(other)
            if own is None or used in (None, own):
                continue
            edges[own].add(used)
            if used not in families.get("*", ()) and used not in families.get(own, ()):
                complain(f"{file}:1", f"the family '{own}' may not use '{used}' (provider/LAYERS), and this uses {symbol} of {other}; "
                         "hand the value over as an argument, or say in LAYERS that it may")
    for _, circle in circles_in(set(edges), edges):
        complain("provider/LAYERS:1", f"a circle of families: {' → '.join(circle)}; a call goes down, never up")


def check_names(sources, known):
    folders = collections.defaultdict(set)
    for source in sources:
        folders[os.path.basename(source)].add(os.path.dirname(source))
    for name, where in sorted(folders.items()):
        allowed, _ = known.get(name, (set(), 0))
        if len(where) > 1:
            for folder in sorted(where - allowed):
                others = " and ".join(sorted(where - {folder}))
                complain(f"{folder}/{name}:1", f"there is a {name} in {others}, too; name it by what this one alone knows")
    for name, (allowed, line) in known.items():
        for folder in sorted(allowed - folders[name]):
            complain(f"tools/circles.known:{line}", f"{folder} has no {name}; take it out of the line")


def main():
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "provider").rglob("*.c"))
    layers, (circles, names) = read_layers(), read_known()
    unknown = {layer_of(source) for source in sources} - set(layers)
    if unknown:
        sys.exit(f"provider/LAYERS has no row for {', '.join(sorted(unknown))}; add one with the layers that it may use")
    uses = uses_of(*read_objects(sources), layers)
    check_files(sources, uses, circles)
    check_layers(uses, layers)
    check_families(uses, read_families())
    check_names(sources, names)
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return 1 if complaints else 0


sys.exit(main())
