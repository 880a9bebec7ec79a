#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page of documentation prints, printed anew: every block of it that begins with a
command is replaced by what the command prints now.

    /usr/bin/python3 docs/examples/page.py docs/evidence.md [--check] [--only TEXT]

A block is ```console, `$ COMMAND`, its output, ```. Commands run in the root of the sources with
$STABIL as the program. With --check nothing is written, and the exit code is 1 where the page says
something else than the commands.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(```console\n\$ ([^\n]*)\n)(.*?)(```)", re.DOTALL)


def output(command):
    words = command.split()
    if words[0] != "/usr/bin/python3":
        sys.exit(f"{command}: not a command of Python")
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, "PYTHONWARNINGS": "ignore"})
    if done.returncode:
        sys.exit(f"{command}: {done.stderr.strip()}")
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").split("\n")) + "\n"


def main(options):
    path = pathlib.Path(options.page)
    text, wrong = path.read_text(encoding="utf-8"), []

    def renew(block):
        head, command, before, end = block.groups()
        if options.only and not re.search(options.only, command):
            return block.group(0)
        now = output(command)
        if now != before:
            wrong.append(command)
        return head + now + end
    renewed = BLOCK.sub(renew, text)
    if not options.check:
        path.write_text(renewed, encoding="utf-8")
    for command in wrong:
        print(f"{path}: {'differs' if options.check else 'renewed'}: {command}")
    return 1 if options.check and wrong else 0


if __name__ == "__main__":
    made = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    made.add_argument("page")
    made.add_argument("--check", action="store_true", help="write nothing")
    made.add_argument("--only", help="commands that match this regular expression")
    sys.exit(main(made.parse_args()))
