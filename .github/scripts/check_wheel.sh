#!/usr/bin/env bash
# Build the sdist and from it the wheel, install the wheel in a clean environment and use it from outside the checkout:
# sizes, every module imported, `--help` without torch, the demo within its time and without the network.
# usage: check_wheel.sh [PIP INSTALL OPTIONS]   default: -c constraints.txt; `check_wheel.sh --pre` or `check_wheel.sh ''` takes the
# newest of everything.   env: DEMO_SECONDS=60, PYTHON=python (needs the package `build`)
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- -c "$PWD/constraints.txt"
[ -n "$1" ] || shift
PYTHON="${PYTHON:-python}"
tmp="$(mktemp -d)"; trap 'rm -rf "$tmp"' EXIT
die() { echo "$*" >&2; exit 1; }

# What git knows and nothing else: a build/ or egg-info left in the checkout would slip old modules into the wheel.
mkdir "$tmp/src"; git ls-files -z -co --exclude-standard | tar --null -T - -cf - | tar -xf - -C "$tmp/src"
"$PYTHON" -m build --outdir "$tmp/dist" "$tmp/src" >"$tmp/build.log" 2>&1 ||   # no index in reach: take the tools that are here
  "$PYTHON" -m build --no-isolation --outdir "$tmp/dist" "$tmp/src" >>"$tmp/build.log" 2>&1 || { tail -n 40 "$tmp/build.log"; die 'the build failed'; }
! grep -n '_Warning:' "$tmp/build.log" || die 'setuptools warns'
wheel=("$tmp"/dist/*.whl)
"$PYTHON" - "${wheel[0]}" <<'PY'
import os,sys,zipfile
names = {i.filename: i.file_size for i in zipfile.ZipFile(sys.argv[1]).infolist()}
weights = {n: s for n,s in names.items() if '/weights/' in n and n.endswith('.safetensors')}
print(f'wheel {os.path.getsize(sys.argv[1])/1e6:.2f} MB, {len(names)} files; weights', {n.split('/')[-1]: f'{s/1e6:.2f} MB' for n,s in weights.items()})
bad = [f'{n} is {s/1e6:.2f} MB, at most 2' for n,s in weights.items() if s >= 2e6]
if os.path.getsize(sys.argv[1]) >= 10e6: bad.append("the wheel has 10 MB or more")
if not weights: bad.append('the wheel holds no weights: see MANIFEST.in')
if not any('/pictures/' in n for n in names): bad.append('the wheel holds no pictures: see MANIFEST.in')
for table in ('results.csv', 'rotation.csv', 'histories.csv', 'bodies.csv', 'app.ipynb', 'static/compare.js', 'static/compare.css', 'static/page.html.j2', 'py.typed'):
    if f'srrescycgan_nb/{table}' not in names: bad.append(f'the wheel holds no {table}: see MANIFEST.in')
sys.exit('\n'.join(bad) or 0)
PY

"$PYTHON" -m venv "$tmp/venv"; py="$tmp/venv/bin/python"
s=$SECONDS; "$py" -m pip install -qq "$@" "${wheel[0]}"; PIP_QUIET=0 "$py" -m pip check
echo "installed in $((SECONDS-s)) s, $(du -sm "$tmp/venv" | cut -f1) MB"

mkdir "$tmp/away"; cd "$tmp/away"; unset PYTHONPATH   # from here on the checkout is out of sight
"$py" - <<'PY'
import importlib,pkgutil,sys
import srrescycgan_nb as p
assert p.__file__.startswith(sys.prefix), p.__file__
names = [m.name for m in pkgutil.walk_packages(p.__path__, p.__name__+'.')]
for n in names: importlib.import_module(n)
print(len(names), 'modules imported:', *(n.split('.', 1)[1] for n in names))
PY

"$py" -X importtime "$tmp/venv/bin/srrescycgan" --help >help.txt 2>imports.txt || { cat help.txt imports.txt | grep -v '^import time:'; die 'srrescycgan --help failed'; }
grep -q demo help.txt || die 'srrescycgan --help does not name the demo'
! grep -qE '\| +torch$' imports.txt || die 'srrescycgan --help loads torch'
echo 'srrescycgan --help: loads no torch'

# A proxy that answers nobody and a home without caches: a download, or weights that did not come with the wheel, would fail here.
mkdir home; dead=http://127.0.0.1:9; s=$SECONDS
env HOME="$PWD/home" XDG_CACHE_HOME="$PWD/home" TORCH_HOME="$PWD/home" http_proxy=$dead https_proxy=$dead HTTP_PROXY=$dead HTTPS_PROXY=$dead \
  timeout "${DEMO_SECONDS:-60}" "$tmp/venv/bin/srrescycgan" demo -o demo >demo.txt 2>demo.err || {
  rc=$?; tail -n 20 demo.txt demo.err; die "srrescycgan demo ended with $rc after $((SECONDS-s)) s (124: it took longer than ${DEMO_SECONDS:-60} s)"; }
echo "srrescycgan demo: $((SECONDS-s)) s"; cat demo.txt
grep -qi bicubic demo.txt && [ "$(grep -cE '[0-9]+\.[0-9]+' demo.txt)" -ge 2 ] || die 'the demo printed no table against bicubic'
pngs=$(find demo -name '*.png' | wc -l) pages=$(find demo -name '*.html' | wc -l)
[ "$pngs" -ge 1 ] || die 'the demo wrote no picture'
"$tmp/venv/bin/srrescycgan" compare demo/chelsea_*.png -o two.html >compare.txt && grep -q 'var srCompare' two.html || die 'srrescycgan compare wrote no page with the viewer'
"$py" -c 'import json; from srrescycgan_nb.app import _app_notebook; from srrescycgan_nb.core import package_file
assert json.loads(package_file("app.ipynb").read_text()) == _app_notebook()' || die 'app.ipynb is not what _app_notebook() writes'
[ "$pages" -eq 1 ] || die "the demo wrote $pages html pages, expected 1"
! grep -rqE --include='*.html' '(src|srcset|data)="?(https?:)?//|@import|url\("?https?:|<link[^>]+href="?https?:' demo || die 'the page loads something from the network'
echo "$((pngs)) pictures and one page, $(du -sk demo | cut -f1) KB"
