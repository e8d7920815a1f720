"""Write the Colab badge and the guarded install cell into every notebook, from settings.ini.
usage: colab.py                             write them; run .github/scripts/readme.py afterwards
       colab.py --check                     exit 1 and name the notebooks out of step
       colab.py --stamp OWNER/REPO [BRANCH] first write into settings.ini whose repository this is, and what follows from it
       colab.py --stamp OWNER/REPO [BRANCH] --check   exit 1 if that would change something"""
import json,re,subprocess,sys
from configparser import ConfigParser
from copy import deepcopy
from pathlib import Path
from urllib.parse import quote

# Colab has torch, torchvision, numpy, pillow and ipywidgets loaded already, so the cell asks pip for exactly the versions that are
# there: without that, a newer one of them, and another torch with it, could be pulled in beside the ones in use.
INSTALL = """#| hide
import sys
if 'google.colab' in sys.modules:
    from importlib.metadata import version
    there = 'torch', 'torchvision', 'numpy', 'pillow', 'ipywidgets'
    keep = ' '.join(f'{name}=={version(name)}' for name in there)
    %pip install -qq {keep} "SOURCE\""""
NOBODY = """#| hide
import sys
if 'google.colab' in sys.modules:
    from importlib.util import find_spec
    said = ('This notebook does not say whose repository it is from: write the owner into settings.ini by '
            '`python .github/scripts/colab.py --stamp OWNER/REPO`, or install the package yourself: '
            '%pip install "srrescycgan_nb[ocr] @ git+https://github.com/OWNER/REPO".')
    if not find_spec('srrescycgan_nb'): raise ModuleNotFoundError(said)
    print(said)"""
# cells that nobody has to read, in Jupyter and in Colab
FOLDED = dict(cellView='form', jupyter=dict(source_hidden=True))
NO_BADGE = '*Open in Colab: as soon as `settings.ini` says whose repository this is (`python .github/scripts/colab.py --stamp OWNER/REPO`).*'
BADGE = r'(?:\[!\[Open in Colab\]\([^)]*\)\]\([^)]*\)|\*Open in Colab: [^\n]*\*)'

def config():
    parser = ConfigParser(delimiters=['='])
    parser.read('settings.ini', encoding='utf-8')
    return parser['DEFAULT']

def notebooks(nbs):
    "Notebooks below `nbs`, sub-folders too, without drafts (`_name`), hidden files and checkpoints"
    return [p for p in sorted(Path(nbs).rglob('*.ipynb')) if not any(s[0] in '._' for s in p.relative_to(nbs).parts)]

def source(cell): return ''.join(cell['source'])
def load(path): return json.loads(Path(path).read_text(encoding='utf-8'))
def is_stamped(cfg): return cfg['user'] != 'OWNER'

def install_cell(
    source='', # what pip is to install; '': nobody knows
): return INSTALL.replace('SOURCE', source) if source else NOBODY

def pip_source(cfg, cells):
    "What pip is to install for these cells: with the readers, where one is asked for by name"
    if not is_stamped(cfg): return ''
    extra = '[ocr]'*any('rapidocr' in source(c) for c in cells if c['cell_type']=='code')
    return f"{cfg['lib_name']}{extra} @ git+https://github.com/{cfg['user']}/{cfg['repo']}@{cfg['branch']}"

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
             f'(https://colab.research.google.com/github/{url})') if is_stamped(cfg) else NO_BADGE
    text = re.sub(rf'\n*^{BADGE}[ \t]*$', '', source(title), flags=re.M).strip('\n')
    head = re.match(r'#[^\n]*(?:\n+(?:>[^\n]*(?:\n|$))+)?', text)  # "# Title" and its "> summary"
    end = head.end() if head else 0
    title['source'] = '\n\n'.join(t for t in (text[:end].rstrip(), badge, text[end:].strip('\n')) if t).splitlines(True)
    at = max([cells.index(title), *(i for i,c in enumerate(cells) if c['id']=='nav-head' or c['cell_type']=='code' and
                                    re.match(r'#\|\s*default_exp\b', source(c)))])
    cells.insert(at+1, dict(cell_type='code', execution_count=None, id='colab-install', metadata=FOLDED, outputs=[],
                            source=install_cell(pip_source(cfg, cells)).splitlines(True)))
    return nb

def out_of_step(nbs, cfg, write=False):
    "Notebooks whose badge or install cell is missing, moved or old; mended when `write`. Slides have neither"
    found = []
    for p in notebooks(nbs):
        if 'slides' in p.parts: continue
        old = load(p); new = updated(old, p.relative_to(nbs), cfg)
        if new==old: continue
        found.append(p)
        if write: p.write_text(json.dumps(new, indent=1, sort_keys=True, ensure_ascii=False)+'\n', encoding='utf-8')
    return found

def stamped(text, **values):
    "`text`, of settings.ini or _modidx.py, with these values in place of its own"
    for k,v in values.items():
        text = re.sub(rf"^({k} = ).*$|('{k}': ')[^']*", lambda m: (m[1] or m[2]) + v, text, count=1, flags=re.M)
    return text

def stamp(where, branch, write):
    "The files that do not say yet that they are of the repository `where` (OWNER/REPO) and its `branch`; mended when `write`"
    user,slash,repo = where.partition('/')
    if not re.fullmatch(r'[\w.-]+', user) or not re.fullmatch(r'[\w.-]+', repo): sys.exit(f'{where!r}: expected OWNER/REPO')
    found = []
    for p,values in ((Path('settings.ini'), dict(user=user, repo=repo, branch=branch)),
                     (Path(config()['lib_path'])/'_modidx.py', dict(branch=branch, doc_baseurl=f'/{repo}',
                      doc_host=f'https://{user}.github.io', git_url=f'https://github.com/{user}/{repo}'))):
        old = p.read_text(encoding='utf-8'); new = stamped(old, **values)
        if new==old: continue
        found.append(p)
        if write: p.write_text(new, encoding='utf-8')
    return found

def main(args):
    check = '--check' in args; args = [a for a in args if a != '--check']; found = []
    if args[:1]==['--stamp'] and 2 <= len(args) <= 3:
        found = stamp(args[1], args[2] if args[2:] else config()['branch'], write=not check)
    elif args: sys.exit(__doc__)
    cfg = config()
    found += out_of_step(cfg['nbs_path'], cfg, write=not check)
    how = f": run python .github/scripts/colab.py{''.join(' ' + a for a in args)}" if check else ': written'
    for p in found: print(p, how, sep='')
    if args and not check: subprocess.run([sys.executable, '.github/scripts/readme.py'], check=True)
    return check and bool(found)

if __name__=='__main__': sys.exit(main(sys.argv[1:]))
