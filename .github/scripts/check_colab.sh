#!/usr/bin/env bash
# A simulated Colab: an environment with those packages of Colab's published list (.github/colab-list.txt) that ours needs, in which the
# notebooks' own install cell is run, with this checkout in place of the repository on GitHub and no constraints. Checked:
#  - what the list has fits our requirements, and the cell changes no version of it and adds nothing of it in another version;
#  - no other torch is even downloaded; the packages fit together (pip check); a second, plain `pip install .` changes nothing;
#  - while no owner stands in settings.ini, the cell says so in a sentence, and goes on where the package is installed;
#  - `import srrescycgan_nb` loads no torch.
# Two sizes. Light (the default): any Python, torch and torchvision as in constraints.txt, all else as in the list; 2 minutes.
# True (--true): the list's Python, torch and torchvision too; 5.5 GB, 5 minutes and more.
# --run [NAMES...]: then runs these notebooks (default: all) top to bottom, each copied to an empty folder, with no repository around it
# and only what the cell installed, as `jupyter nbconvert --execute` does, and lists them with their seconds. Cells marked `slow` run too,
# as they do when somebody clicks "Run all". IN_TEST=1 is set, so that what trains takes its smallest size, as in the tests; FULL=1 leaves
# it away: then they run as for a learner on a machine without a GPU, for hours.
# usage: check_colab.sh [--true] [--run [NAMES...]]
# env: PYTHON=python (python3.13 for --true)  COLAB_LIST=file  COLAB_ENV=folder (kept, and used again)  FULL  JOBS=1  NB_TIMEOUT=1800
set -euo pipefail
cd "$(dirname "$0")/../.."
size=light run=no
while [ $# -gt 0 ]; do case $1 in
  --true) size=true;; --light) size=light;; --run) run=yes; shift; break;; *) sed -n '2,/^set/s/^# \?//p' "$0" >&2; exit 2;;
esac; shift; done
list="${COLAB_LIST:-.github/colab-list.txt}"
tmp="$(mktemp -d)"; trap 'rm -rf "$tmp"' EXIT
die() { echo "$*" >&2; exit 1; }
mkdir "$tmp/src"; git ls-files -z -co --exclude-standard | tar --null -T - -cf - | tar -xf - -C "$tmp/src"
env="${COLAB_ENV:-$tmp/venv}"
[ -e "$env/bin/python" ] || "${PYTHON:-$([ $size = true ] && echo python3.13 || echo python)}" -m venv "$env"
export PATH="$env/bin:$PATH" VIRTUAL_ENV="$env" PYTHONNOUSERSITE=1; unset PYTHONPATH
python -m pip uninstall -qq -y srrescycgan_nb 2>/dev/null || true
# CUDA's libraries are those of the torch at hand: Colab's is built for another CUDA than the one on PyPI
other='(nvidia|cuda|triton|torchao|pip=)'
# the torch of constraints.txt needs newer setuptools, and the list's tifffile a newer Python than 3.11
[ $size = true ] || other+='|^(torch|torchvision|setuptools|tifffile)='
grep -E '^[A-Za-z0-9]' "$list" | grep -viE "^$other" >"$tmp/pins"
[ $size = true ] || grep -E '^(torch|torchvision)==' constraints.txt >>"$tmp/pins"
# what ours needs, in the versions of the list; then without what is not on the list
jupyter=(ipython ipykernel nbconvert nbclient notebook fastcore)
s=$SECONDS
python -m pip install -qq -c "$tmp/pins" "$tmp/src[ocr,train,kaggle]" "${jupyter[@]}" || die 'our requirements do not fit the list'
plain() { sed 's/[ =@].*//' | tr '[:upper:]_.' '[:lower:]--' | sort; }
# shellcheck disable=SC2046  # one word for each name
python -m pip uninstall -qq -y $(comm -23 <(python -m pip freeze | grep -viE "^$other" | plain) <(plain <"$tmp/pins"))
python -m pip install -qq -c "$tmp/pins" "${jupyter[@]}"   # what notebooks need and the list does not have goes back
versions() { python -m pip freeze | grep -viE '^srrescycgan' | sort -f; }
versions >"$tmp/before"; before=$(du -sm "$env" | cut -f1)
echo "$size: $(python -V), $(grep -c . "$tmp/before") packages of the list, $((SECONDS-s)) s, $before MB"

cat >"$tmp/cell.py" <<'PY'
import sys,types
sys.path.insert(0, '.github/scripts')
from colab import install_cell
from IPython.core.interactiveshell import InteractiveShell
sys.modules['google.colab'] = types.ModuleType('google.colab')
r = InteractiveShell.instance().run_cell(install_cell(sys.argv[1]) if sys.argv[1:] else install_cell())
sys.exit(0 if r.success else 1)
PY
if python "$tmp/cell.py" >"$tmp/cell.log" 2>&1; then die 'without an owner, the cell went on though nothing is installed'; fi
grep -q 'does not say whose repository' "$tmp/cell.log" || { cat "$tmp/cell.log"; die 'without an owner, the cell does not say so'; }
s=$SECONDS
PIP_QUIET=0 PIP_LOG="$tmp/pip.log" PIP_REPORT="$tmp/report.json" python "$tmp/cell.py" "$tmp/src[ocr]" >"$tmp/cell.log" 2>&1 &&
  [ -s "$tmp/report.json" ] || { tail -n 20 "$tmp/cell.log"; grep ERROR "$tmp/pip.log" | tail -n 20; die 'the install cell failed'; }
cell=$((SECONDS-s)) s=$SECONDS
(cd "$tmp"; python -c "from srrescycgan_nb import upscale; from srrescycgan_nb.core import sample_pictures as p; print(upscale(p()['chelsea']['lr']))")
echo "cold start: install cell $cell s, first upscaled picture $((SECONDS-s)) s"
python "$tmp/cell.py" 2>&1 | grep -q 'does not say whose repository' || die 'without an owner, the cell does not say so'
versions >"$tmp/after"
! diff "$tmp/before" "$tmp/after" | grep '^<' || die 'the install cell changed a version'
! grep -E 'Downloading .*\b(torch-[0-9]|nvidia_)' "$tmp/pip.log" || die 'pip downloaded another torch'
PIP_QUIET=0 python -m pip check || die 'the packages do not fit together'
python - "$tmp/report.json" "$tmp/pins" <<'PY'
import json,re,sys
plain = lambda name: re.sub('[-_.]', '-', name).lower()
new = {plain(i['metadata']['name']): i['metadata']['version'] for i in json.load(open(sys.argv[1]))['install']}
assert 'srrescycgan-nb' in new, 'the cell installed nothing'
listed = new.keys() & {plain(l.split('==')[0]) for l in open(sys.argv[2])}
assert not listed, f'the cell would install what is there already: {listed}'
print(len(new), 'packages added:', ', '.join(f'{k} {v}' for k,v in sorted(new.items())))
PY
echo "MB added: $(($(du -sm "$env" | cut -f1)-before))"
python -m pip install -qq --dry-run --report "$tmp/plain.json" "$tmp/src"
python - "$tmp/plain.json" <<'PY'
import json,sys
names = [i['metadata']['name'] for i in json.load(open(sys.argv[1]))['install']]
assert [n.replace('-', '_') for n in names] == ['srrescycgan_nb'], f'a plain install would change {names}'
PY
(cd "$tmp"; python -c "import sys, srrescycgan_nb as p; assert p.__file__.startswith(sys.prefix), p.__file__; assert 'torch' not in sys.modules, 'import srrescycgan_nb loads torch'")
echo 'import srrescycgan_nb: loads no torch'
[ $run = no ] || python .github/scripts/run_alone.py "$@"
