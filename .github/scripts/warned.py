"""Run notebooks as nbdev_test does, each warning in full at the end: they are lost in the outputs of cells otherwise.
usage: warned.py NOTEBOOK [FLAGS]   exit 1 if the notebook fails; lines `warning: FILE:LINE: CATEGORY: TEXT` do not change that
       warned.py --stored           what is stored in the outputs of all notebooks: cells that wrote a warning; exit 1 if there are any"""
import re,sys,warnings
from pathlib import Path

def stored(nbs='nbs'):
    "Cells whose stored outputs have a warning"
    from colab import load,notebooks
    for p in notebooks(nbs):
        for i,c in enumerate(load(p)['cells']):
            for o in c.get('outputs', []):
                if o['output_type']!='stream': continue
                for line in ''.join(o['text']).splitlines():
                    if re.search(r'\w*Warning: |\bWARNING\b', line): yield f'{p}:{i}: {line.strip()[:160]}'

def run(path, flags=''):
    "Whether a notebook ran, and the warnings on the way"
    from nbdev.test import nbdev_test
    seen,sys.path[0] = [],str(Path.cwd())   # as `python -m` has it: the notebook is not to see these scripts
    def show(message, category, filename, lineno, file=None, line=None): seen.append(f'{Path(filename).name}:{lineno}: {category.__name__}: {str(message).splitlines()[0]}')
    warnings.showwarning = show
    try: nbdev_test.__wrapped__(path=path, flags=flags, n_workers=0)
    finally: print(*dict.fromkeys(f'warning: {s}' for s in seen), sep='\n')

def main(args):
    if not args or '--help' in args: return print(__doc__)
    if args==['--stored']:
        found = list(stored())
        print(*found, f'{len(found)} warnings in stored outputs', sep='\n')
        return bool(found)
    run(*args)
if __name__=='__main__': sys.exit(main(sys.argv[1:]))
