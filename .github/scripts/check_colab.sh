#!/usr/bin/env bash
# A simulated Colab: an environment that has torch, numpy, pillow and ipywidgets (as pinned in constraints.txt) but no torchvision, in
# which the notebooks' own install cell is run, with this checkout in place of the repository on GitHub and no constraints. Checked:
#  - the cell changes none of the four versions, and no other torch is even downloaded;
#  - the torchvision that comes with it accepts the torch that is there (pip check);
#  - where torchvision is there too, as it is on Colab, a plain `pip install .` changes nothing either;
#  - `import srrescycgan_nb` loads no torch.
# Printed: the versions, and how many MB the package adds.      env: PYTHON=python
set -euo pipefail
cd "$(dirname "$0")/../.."
tmp="$(mktemp -d)"; trap 'rm -rf "$tmp"' EXIT
die() { echo "$*" >&2; exit 1; }
four='torch|numpy|pillow|ipywidgets'
mkdir "$tmp/src"; git ls-files -z -co --exclude-standard | tar --null -T - -cf - | tar -xf - -C "$tmp/src"
"${PYTHON:-python}" -m venv "$tmp/venv"; export PATH="$tmp/venv/bin:$PATH" VIRTUAL_ENV="$tmp/venv"; unset PYTHONPATH
# shellcheck disable=SC2046  # one word for each pin
python -m pip install -qq $(grep -E "^($four)==" constraints.txt)
versions() { python -m pip freeze | grep -iE "^($four) ?[=@]" | sort -f; }
versions >"$tmp/before"; before=$(du -sm "$tmp/venv" | cut -f1)

PIP_QUIET=0 PIP_LOG="$tmp/pip.log" PIP_REPORT="$tmp/report.json" python - "$tmp/src" >"$tmp/cell.log" 2>&1 <<'PY' || { tail -n 20 "$tmp/cell.log"; die 'the install cell failed'; }
import sys,types
sys.path.insert(0, '.github/scripts')
from colab import INSTALL
from IPython.core.interactiveshell import InteractiveShell
sys.modules['google.colab'] = types.ModuleType('google.colab')
shell = InteractiveShell.instance()
shell.run_cell(INSTALL.replace('SOURCE', sys.argv[1].replace(' ', '\\ '))).raise_error()
PY
[ -s "$tmp/report.json" ] || { grep ERROR "$tmp/cell.log" "$tmp/pip.log" | tail -n 20; die 'the install cell failed'; }
versions >"$tmp/after"; cat "$tmp/after"
diff "$tmp/before" "$tmp/after" || die 'the install cell changed a version'
! grep -E 'Downloading .*\b(torch-[0-9]|nvidia_)' "$tmp/pip.log" || die 'pip downloaded another torch'
PIP_QUIET=0 python -m pip check || die 'the packages do not fit together'
python - "$tmp/report.json" <<'PY'
import json,sys
new = {i['metadata']['name'].lower(): i['metadata']['version'] for i in json.load(open(sys.argv[1]))['install']}
assert 'srrescycgan_nb' in {n.replace('-', '_') for n in new}, 'the cell installed nothing'
print(f'{len(new)} packages added, among them torchvision', new['torchvision'])
PY
echo "MB added: $(($(du -sm "$tmp/venv" | cut -f1)-before))"

python -m pip install -qq --dry-run --report "$tmp/plain.json" "$tmp/src"
python - "$tmp/plain.json" <<'PY'
import json,sys
names = [i['metadata']['name'] for i in json.load(open(sys.argv[1]))['install']]
assert [n.replace('-', '_') for n in names] == ['srrescycgan_nb'], f'a plain install would change {names}'
PY
cd "$tmp"; python -c "import sys, srrescycgan_nb as p; assert p.__file__.startswith(sys.prefix), p.__file__; assert 'torch' not in sys.modules, 'import srrescycgan_nb loads torch'"
echo 'import srrescycgan_nb: loads no torch'
