"""Run notebooks top to bottom as somebody does who has nothing but them: each copied to an empty folder, with this Python's packages.
usage: run_alone.py [NAMES...]: names of notebooks without suffix, or beginnings of them; none: all. See check_colab.sh for the rest."""
import os,shutil,subprocess,sys,tempfile,time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from colab import config,notebooks

def run(path, home, limit):
    "Seconds, and what went wrong ('' if nothing)"
    folder = Path(tempfile.mkdtemp(dir=home)); (folder/'tmp').mkdir(); (folder/'nb').mkdir()
    shutil.copyfile(path, folder/'nb'/path.name)
    env = {k:v for k,v in os.environ.items() if k not in ('PYTHONPATH', 'IN_TEST')}
    env |= dict(HOME=str(home), TMPDIR=str(folder/'tmp')) | ({} if env.get('FULL') else dict(IN_TEST='1'))
    start = time.monotonic()
    try:
        r = subprocess.run([sys.executable, '-m', 'nbconvert', '--to', 'notebook', '--execute', '--output', 'out.ipynb', path.name],
                           cwd=folder/'nb', env=env, timeout=limit, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        wrong = r.stdout if r.returncode else ''
    except subprocess.TimeoutExpired: wrong = f'stopped after {limit} s: NB_TIMEOUT'
    shutil.rmtree(folder, ignore_errors=True)
    return time.monotonic() - start, wrong

def main(names):
    found = [p for p in notebooks(config()['nbs_path']) if not names or p.stem.startswith(tuple(names))]
    missing = [n for n in names if not any(p.stem.startswith(n) for p in found)]
    if missing or not found: sys.exit(f'no notebook: {", ".join(missing) or "none found"}')
    limit,bad = float(os.environ.get('NB_TIMEOUT', 1800)),0
    # a folder of its own, not /tmp/x/../../shared or anything else that a notebook looks for above itself
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home, ThreadPoolExecutor(int(os.environ.get('JOBS', 1))) as pool:
        for p,(seconds,wrong) in zip(found, pool.map(lambda p: run(p, Path(home), limit), found)):
            bad += bool(wrong)
            print(f'{"FAIL" if wrong else "ok":4} {seconds:.0f}s {p}', flush=True)
            if wrong: print('\n'.join('     | ' + l for l in wrong.splitlines()[-40:]), flush=True)
    print(f'{len(found) - bad} passed, {bad} failed')
    return bool(bad)

if __name__=='__main__': sys.exit(main(sys.argv[1:]))
