#!/usr/bin/env python3
"""plain.py — counts texts that have a word which the glossary of CONTRIBUTING.md says not to use, per folder.

    tools/plain.py            a line per folder: texts that have such a word, of all texts; ends with 1 when there is one
    tools/plain.py -v FILE…   each such text of these files (of all without a name), as FILE:LINE: WORD: TEXT
    tools/plain.py --clean    each such text in the folders of tools/plain.clean, as a complaint of tools/lint.sh; ends with 0

A text is a comment, a string with at least two spaces in it, a paragraph of a page outside of its code, or a "doc" of a record. Names are no text:
words between backquotes, and names of files with an extension. A folder is added to tools/plain.clean, one a line, when its count is zero. It must
not know what the words mean.
"""
import collections
import io
import json
import pathlib
import re
import subprocess
import sys
import tokenize

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Texts of other authors, texts that tests compare, and the glossary itself.
LEFT_OUT = re.compile(r"^(proto/|schemas/released/|LICENSE|docs/demo\.cast|.*\.expected$|.*\.err$|tests/fuzz/corpus/|.*zh-CN)")


def glossary():
    """The words of the third column of the table in the chapter "Glossary"."""
    chapter = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Glossary")[2].partition("\n## ")[0]
    words = []
    for row in re.findall(r"^\|(.*)\|$", chapter, re.MULTILINE)[2:]:
        words += [word.strip() for word in row.split("|")[2].split(",") if word.strip()]
    if not words:
        sys.exit("CONTRIBUTING.md has no glossary; its third column is what is counted here")
    return re.compile(r"\b(" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b(?!\.\w)", re.IGNORECASE)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def texts_of_c(text):
    for match in re.finditer(r'/\*.*?\*/|"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*|\'(?:[^\'\\]|\\.)+\'', text, re.DOTALL):
        part = match.group(0)
        if part.startswith("/*") or (part.startswith('"') and part.count(" ") > 1):
            yield line_of(text, match.start()), part


def texts_of_python(text):
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        is_text = token.type == tokenize.COMMENT or (token.type == tokenize.STRING and token.string.count(" ") > 1)
        if is_text:
            yield token.start[0], token.string


def texts_of_shell(text):
    for number, line in enumerate(text.splitlines(), 1):
        match = re.search(r"(?:^|\s)#(?!!)\s*(.*)", line)
        if match:
            yield number, match.group(1)
        for quoted in re.findall(r'"([^"$]* [^"$]* [^"$]*)"', line.partition(" # ")[0]):
            yield number, quoted


def texts_of_page(text):
    at = 0
    for part in re.split(r"(```.*?```|\n\n)", text, flags=re.DOTALL):
        if part.strip() and not part.startswith("```"):
            yield line_of(text, at + len(part) - len(part.lstrip())), part
        at += len(part)


def texts_of_record(text):
    for match in re.finditer(r'"(doc|replace_warning|summary|deprecated)": ("(?:[^"\\]|\\.)*")', text):
        yield line_of(text, match.start()), json.loads(match.group(2))


KINDS = {
    ".c": texts_of_c, ".h": texts_of_c, ".def": texts_of_c, ".py": texts_of_python, ".sh": texts_of_shell, ".t": texts_of_shell,
    ".mk": texts_of_shell, ".tf": texts_of_shell, ".hcl": texts_of_shell, ".yml": texts_of_shell, ".md": texts_of_page,
}


def texts_of(file):
    path = pathlib.Path(file)
    kind = texts_of_record if file.startswith("schemas/") and path.suffix == ".json" else KINDS.get(path.suffix)
    if path.name in ("Makefile", "LAYERS"):
        kind = texts_of_shell
    if kind is None or LEFT_OUT.match(file):
        return
    try:
        text = (ROOT / file).read_text(encoding="utf-8")
        if file == "CONTRIBUTING.md":
            before, _, chapter = text.partition("## Glossary")
            text = before + "\n" * chapter.partition("\n## ")[0].count("\n") + "\n## " + chapter.partition("\n## ")[2]
        yield from kind(text)
    except (FileNotFoundError, UnicodeDecodeError, tokenize.TokenError, SyntaxError):
        return


def words_in(words, files):
    """For each text of the files: (file, line, the first word that the glossary replaces or None, text)."""
    for file in files:
        for line, text in texts_of(file):
            match = words.search(re.sub(r"`[^`]*`", "``", text))
            yield file, line, match and match.group(0), text


def complain(words, all_files):
    """Prints the complaints about the clean folders; "." stands for the files of the top folder."""
    lines = (ROOT / "tools/plain.clean").read_text(encoding="utf-8").splitlines()
    folders = [line for line in lines if line and not line.startswith("#")]
    files = [file for file in all_files if any(file.startswith(f"{folder}/") or (folder == "." and "/" not in file) for folder in folders)]
    for file, line, word, _ in words_in(words, files):
        if word:
            print(f"{file}:{line}: the glossary of CONTRIBUTING.md replaces '{word}'; write the term in the first column of its row")


def main():
    mode = sys.argv[1] if len(sys.argv) > 1 else ""
    words = glossary()
    files = sys.argv[2:] or subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    if mode == "--clean":
        complain(words, files)
        return 0
    found, all_texts = collections.Counter(), collections.Counter()
    for file, line, word, text in words_in(words, files):
        folder = "/".join(file.split("/")[:2] if file.count("/") > 1 else file.split("/")[:1]) if "/" in file else "."
        all_texts[folder] += 1
        found[folder] += word is not None
        if word and mode == "-v":
            print(f"{file}:{line}: {word}: {' '.join(text.split())[:160]}")
    if mode != "-v":
        for folder in sorted(all_texts):
            if found[folder]:
                print(f"{folder}: {found[folder]} of {all_texts[folder]} texts have a word that the glossary replaces")
        print(f"{sum(found.values())} of {sum(all_texts.values())} texts; tools/plain.py -v shows them")
    return 1 if sum(found.values()) else 0


sys.exit(main())
