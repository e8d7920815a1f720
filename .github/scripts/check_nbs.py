"""Lint notebooks; exit 1 and one line per finding.
usage: check_nbs.py nbs srrescycgan_nb
       check_nbs.py --names nbs        names that a notebook uses and defines nowhere, by ruff"""
import re,subprocess,sys,tempfile
from pathlib import Path
from colab import config,load,notebooks,out_of_step,source
KNOWN = {'default_exp','export','exporti','exports','hide','eval','slow','gpu','echo','output','code-fold','filter_stream','exec_doc'}
# words that this project once had for what the field calls by another name (CHANGELOG.md has the table)
OLD = re.compile(r'\w*?(?<![a-z])(?:(?i:shrink|enlarge|crop_multiple|random_cut|soft_points|even_light|disc_rate|judge|doctor|legibility|heap)'
                 r'(?:s|d|r|rs|ing)?|Sometimes|draws)(?![a-z])\w*')
SETTINGS = {'doctor_every','disc_rate','shrink_also','draws'}   # of runs of 0.0.1, which are still read
ALLOWED = {'CHANGELOG.md': None, 'check_nbs.py': None, '43_configuration.ipynb': SETTINGS, 'configuration.py': SETTINGS, 'recipes.ipynb': SETTINGS}   # None: all of them
def old_words(found):
    "Old words in notebooks, and in what is written beside them"
    texts = [(p, f'{p}:{i}', source(c)) for p in found for i,c in enumerate(load(p)['cells'])]
    texts += [(p, f'{p}:{i}', line) for p in [*Path('.').glob('*.md'),*Path('.github').rglob('*.*'),Path('.ci/run'),*Path().glob('*/static/*.js')] if p.is_file()
              for i,line in enumerate(p.read_text(encoding='utf-8').splitlines(), 1) if p.name!='README.md']   # that one is the index
    for p,where,text in texts:
        allowed = ALLOWED.get(p.name, set())
        if allowed is not None: yield from (f'{where}: {w}: an old word' for w in dict.fromkeys(OLD.findall(text)) if w not in allowed | {'shrinkA','shrinkB'})   # matplotlib's
def calls(name, s):
    "The arguments of every call of `name` in `s`"
    for m in re.finditer(re.escape(name)+r'\(', s):
        depth,end = 1,m.end()
        while depth and end<len(s): depth += (s[end]=='(')-(s[end]==')'); end += 1
        yield s[m.end():end]
def place(path):
    "Where a notebook stands in the order of reading: decades first, then the experiments; None: it may import all (tests, slides, the overview)"
    if {'tests', 'slides'} & set(path.parts) or path.stem.startswith('00_') or not (m := re.match(r'\d+', path.stem)): return None
    return 'experiments' in path.parts, int(m[0]), path.stem
def order(found):
    "A notebook imports lower numbers only, inside functions and tests too"
    where = {m[1]: p for p in found for c in load(p)['cells'] if (m := re.match(r'#\|\s*default_exp\s+([\w.]+)', source(c)))}
    for p in found:
        for i,c in enumerate(load(p)['cells']):
            if c['cell_type']!='code' or not place(p): continue
            for name in re.findall(r'(?:from|import)\s+srrescycgan_nb\.([\w.]+)', source(c)):
                q = where.get(name)
                if q and q!=p and place(q)>place(p): yield f'{p}:{i}: imports {name}, which comes later ({q.stem})'
def undefined(found):
    "Names that are defined in no cell of their notebook"
    with tempfile.TemporaryDirectory() as at:
        lines = {}
        for k,p in enumerate(found):
            cells = [(i, l) for i,c in enumerate(load(p)['cells']) if c['cell_type']=='code' for l in source(c).splitlines()]
            lines[f'{k}.py'] = p,cells
            Path(at, f'{k}.py').write_text('\n'.join(re.sub(r'^(\s*)[%!].*', r'\1pass', l) for _,l in cells), encoding='utf-8')
        r = subprocess.run([sys.executable, '-m', 'ruff', 'check', '--isolated', '--select', 'F821', '--config', "builtins=['get_ipython','display']",
                            '--output-format', 'concise', '.'], cwd=at, capture_output=True, text=True)
    if r.returncode > 1: sys.exit(r.stderr)
    for m in re.finditer(r'^(\d+\.py):(\d+):\d+: (.*)$', r.stdout, re.M):
        p,cells = lines[m[1]]
        yield f'{p}:{cells[int(m[2]) - 1][0]}: {m[3]}'
def check(nbs, lib, max_kb=300, max_cells=60, max_lines=45, max_width=120):
    exps,out,noeval,found = {},[],0,notebooks(nbs)
    here = rf'(?<![\w./-]){re.escape(str(Path.cwd()))}/'
    if not found: out.append(f'{nbs}: no notebooks')
    for p in found:
        nb,bad = load(p), lambda i,m: out.append(f'{p}:{i}: {m}')
        kb,cap = p.stat().st_size//1024, 1000 if 'experiments' in p.parts else max_kb
        if kb > cap: bad('-', f'{kb} KB > {cap} KB: clear or downsample outputs')
        if re.search(here, p.read_text(encoding='utf-8')): bad('-', 'the path of this checkout is in a cell or an output')
        n = sum(c['cell_type']=='code' for c in nb['cells'])
        if n > max_cells: bad('-', f'{n} code cells > {max_cells}: split the module')
        dexp,exported = None,[]
        if 'widgets' in nb['metadata']: bad('-', 'metadata.widgets saved: clear widget state before saving')
        c0 = next(iter(nb['cells']), dict(cell_type='none'))
        if c0['cell_type']!='markdown' or not re.match(r'# .+\n+> .+', source(c0)): bad(0, 'first cell must be "# Title" + "> one-line summary"')
        for i,c in enumerate(nb['cells']):
            s = source(c); L = s.splitlines()
            if c['cell_type']!='code': continue
            if any(o['output_type']=='error' for o in c['outputs']): bad(i, 'stored error output')
            head = [l for l in L[:next((k for k,l in enumerate(L) if l.strip() and not l.startswith('#|') and not l.startswith('%%')),len(L))] if l.startswith('#|')]
            if len(head) != len([l for l in L if l.startswith('#|')]): bad(i, 'directive below other code is ignored by nbdev: move it to the top')
            d = {}
            for l in head:
                m = re.match(r'#\|\s*([\w-]+):?\s*(.*)', l)
                if not m or m[1] not in KNOWN: bad(i, f'unknown directive {l!r} (it would be ignored)')
                else: d[m[1]] = m[2]
            if 'slow' in d and d['slow'] or 'gpu' in d and d['gpu']: bad(i, 'one flag per line')
            if 'default_exp' in d:
                if d['default_exp'] in exps: bad(i, f"default_exp {d['default_exp']} already used by {exps[d['default_exp']]} (last one silently wins)")
                exps[d['default_exp']] = dexp = p.name
            if d.keys() & {'export','exporti','exports'}:
                exported.append(i)
                if d.get('export') or d.get('exporti') or d.get('exports'): bad(i, 'exports into another module: one notebook, one module')
                if d.get('eval','').lower()=='false': bad(i, 'exported cell is not run: later cells will fail')
            noeval += d.get('eval','').lower()=='false'
            if re.search(r'^\s*global\s', s, re.M): bad(i, 'global statement')
            if re.search(r'google\.colab|pip install', s) and 'hide' not in d: bad(i, 'Colab/pip cell must be #| hide')
            if re.search(r"['\"]/(content|home|root|mnt|Users)/|Path\.home\(\)", s): bad(i, 'absolute or home path')
            if re.search(r'\.cuda\(\)', s): bad(i, 'hard .cuda(): use .to(device)')
            if any(not re.search(r'weights_only\s*=\s*True', a) for a in calls('torch.load', s)): bad(i, 'torch.load without weights_only=True runs what the file says')
            code = [l for l in L if l.strip()]
            if code and all(l.lstrip().startswith('#') and not l.startswith('#|') for l in code): bad(i, 'commented-out cell')
            if len(code) > max_lines: bad(i, f'{len(code)} lines > {max_lines}: split the cell')
            if (w := max(map(len, L), default=0)) > max_width: bad(i, f'a line of {w} characters > {max_width}: wrap it')
        if exported and not dexp: bad(exported[0], 'export without default_exp: nothing is exported')
    out += [f'{p}:0: badge or install cell missing or old: run .github/scripts/colab.py' for p in out_of_step(nbs, config())]
    want = {m.replace('.','/')+'.py' for m in exps} | {'__init__.py','_modidx.py'}
    have = {q.relative_to(lib).as_posix() for q in Path(lib).rglob('*.py')}
    out += [f'{lib}/{f}: no notebook exports this module (stale?)' for f in sorted(have-want) if not f.endswith('__init__.py')]
    out += [f'{lib}/{f}: not exported yet: run nbdev_export' for f in sorted(want-have)]
    out += order(found)
    out += old_words(found)
    return out,noeval
if __name__=='__main__':
    if sys.argv[1]=='--names':
        f = list(undefined(notebooks(sys.argv[2]))); print('\n'.join(f) or 'every name is defined'); sys.exit(bool(f))
    f,n = check(*sys.argv[1:3]); print('\n'.join(f) or 'notebooks clean', f'{n} cells never run (eval: false)', sep='\n'); sys.exit(bool(f))
