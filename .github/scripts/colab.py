"Write the Colab badge and the guarded install cell into every notebook; `--check` exits 1 and names those out of step."
import json,re,sys
from configparser import ConfigParser
from copy import deepcopy
from pathlib import Path
from urllib.parse import quote

# Colab has torch, numpy, pillow and ipywidgets loaded already, so the cell asks pip for exactly the versions that are there:
# without that, a torchvision newer than Colab's torch would pull another torch in beside the one in use.
INSTALL = """#| hide
import sys
if 'google.colab' in sys.modules:
    from importlib.metadata import version
    keep = ' '.join(f'{name}=={version(name)}' for name in ('torch', 'numpy', 'pillow', 'ipywidgets'))
    %pip install -qq {keep} SOURCE"""
BADGE = r'\[!\[Open in Colab\]\([^)]*\)\]\([^)]*\)'

def config():
    parser = ConfigParser(delimiters=['='])
    parser.read('settings.ini', encoding='utf-8')
    return parser['DEFAULT']

def notebooks(nbs):
    "Notebooks below `nbs`, sub-folders too, without drafts (`_name`), hidden files and checkpoints"
    return [p for p in sorted(Path(nbs).rglob('*.ipynb')) if not any(s[0] in '._' for s in p.relative_to(nbs).parts)]

def source(cell): return ''.join(cell['source'])
def load(path): return json.loads(Path(path).read_text(encoding='utf-8'))
def git_url(cfg): return f"git+https://github.com/{cfg['user']}/{cfg['repo']}@{cfg['branch']}"

def is_install(cell):
    return cell['cell_type']=='code' and "'google.colab' in sys.modules" in source(cell) and 'pip install' in source(cell)

def updated(nb, path, cfg):
    "A copy of `nb` as it should be; `path` is its place below the notebooks' folder"
    nb = deepcopy(nb)
    cells = nb['cells'] = [c for c in nb['cells'] if not is_install(c)]
    title = next((c for c in cells if c['cell_type']=='markdown'), None)
    if title is None: sys.exit(f'{path}: no markdown cell to put the badge in')
    url = quote(f"{cfg['user']}/{cfg['repo']}/blob/{cfg['branch']}/{cfg['nbs_path']}/{Path(path).as_posix()}")
    badge = ('[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]'
             f'(https://colab.research.google.com/github/{url})')
    text = re.sub(rf'\n*^{BADGE}[ \t]*$', '', source(title), flags=re.M).strip('\n')
    head = re.match(r'#[^\n]*(?:\n+(?:>[^\n]*(?:\n|$))+)?', text)  # "# Title" and its "> summary"
    end = head.end() if head else 0
    title['source'] = '\n\n'.join(t for t in (text[:end].rstrip(), badge, text[end:].strip('\n')) if t).splitlines(True)
    at = next((i for i,c in enumerate(cells) if c['cell_type']=='code' and re.match(r'#\|\s*default_exp\b', source(c))),
              cells.index(title))
    cells.insert(at+1, dict(cell_type='code', execution_count=None, id='colab-install', metadata={}, outputs=[],
                            source=INSTALL.replace('SOURCE', git_url(cfg)).splitlines(True)))
    return nb

def out_of_step(nbs, cfg, write=False):
    "Notebooks whose badge or install cell is missing, moved or old; mended when `write`"
    found = []
    for p in notebooks(nbs):
        old = load(p); new = updated(old, p.relative_to(nbs), cfg)
        if new==old: continue
        found.append(p)
        if write: p.write_text(json.dumps(new, indent=1, sort_keys=True, ensure_ascii=False)+'\n', encoding='utf-8')
    return found

if __name__=='__main__':
    check,cfg = '--check' in sys.argv,config()
    found = out_of_step(cfg['nbs_path'], cfg, write=not check)
    for p in found: print(p, ': run .github/scripts/colab.py' if check else ': written', sep='')
    sys.exit(bool(check and found))
