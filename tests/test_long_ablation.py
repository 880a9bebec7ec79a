# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of docs/ablation.md: every effect of every measure moves what it should."""
import json
import re
import unittest

from test_ablation import EXAMPLES, PROGRAM, SOURCE  # skips where a module is missing
import subprocess
import sys


class Ablation(unittest.TestCase):
    def test_every_effect_moves_its_target(self):
        done = subprocess.run(
            [sys.executable, str(EXAMPLES / 'ablation.py'), '--stabil', str(PROGRAM),
             '--json', '--threads', '2'], capture_output=True, encoding='utf-8',
            timeout=3000)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)
        text = (SOURCE / 'docs' / 'ablation.md').read_text(encoding='utf-8')
        told = re.findall(r'^\| `(\w+)` \|', text, re.MULTILINE)
        self.assertEqual(told, [m['measure'] for m in found['measures']])


if __name__ == '__main__':
    unittest.main()
