"""The form of the lessons: what each has, previous and next, folded cells, and figures about code and words.
usage: lessons.py            write previous/next lines, fold plumbing and solutions
       lessons.py --check    exit 1 and name what is missing or out of step
       lessons.py --measure [NAME ...]   a row for each lesson: its code, words and pictures"""
import re,statistics,sys
from pathlib import Path
from colab import FOLDED,load,source
import json

# code that serves the experiments: previous and next, but no lesson
SERVICE = {'0_protocols','0_tables','0_trainings','0_turned','0_turning_map','0_unpaired','9_command','45_stages'}
CORE = ('00','20','21','40','41','45','46','47')   # start, networks, losses, training: code exported or silent at most 60 %, others 75 %
PARTS = {'After this lesson': 'goals', '## Summary': 'summary', '## Exercises': 'exercises', '## References': 'references'}

def lessons(nbs='nbs'):
    "Notebooks in the order of reading: by number, then the experiments"
    number = lambda p: (int(re.match(r'\d+', p.stem)[0]), p.stem)
    return sorted(Path(nbs).glob('[0-9]*.ipynb'), key=number) + sorted(Path(nbs).glob('experiments/[0-9]*.ipynb'), key=number)

def title(path): return source(load(path)['cells'][0]).splitlines()[0].lstrip('# ')
def link(path, at): return Path('../'*(len(at.parts) - 2))/path.relative_to('nbs') if at.parent!=path.parent else Path(path.name)
def nav(found, k):
    "The line at head and foot of lesson k"
    p,words = found[k],[]
    if k: words.append(f'[← {title(found[k-1])}]({link(found[k-1], p)})')
    if k: words.append(f'[Map of the course]({link(found[0], p)}#Map-of-the-course)')
    if k+1<len(found): words.append(f'[{title(found[k+1])} →]({link(found[k+1], p)})')
    return ' · '.join(words)

def is_code(c): return c['cell_type']=='code'
def is_solution(c): return is_code(c) and re.search(r'^# Solution \d', source(c), re.M)
def is_plumbing(c):
    "Only directives, imports, installation"
    lines = [l for l in source(c).splitlines() if l.strip()]
    if c.get('id')=='colab-install' or all(l.startswith('#|') for l in lines): return is_code(c)
    return is_code(c) and bool(re.search(r'^(from|import)\s', source(c), re.M)) and all(
        re.match(r'#|from |import |\s|\)|tmp = |%matplotlib', l) for l in lines)

def updated(nb, line):
    "The notebook as it should be"
    cells = [c for c in nb['cells'] if c.get('id') not in ('nav-head','nav-foot')]
    made = lambda at: dict(cell_type='markdown', id=f'nav-{at}', metadata={}, source=[line])
    for c in cells:
        if is_plumbing(c) or is_solution(c): c['metadata'] = dict(sorted((c['metadata']|FOLDED).items()))
    return nb | dict(cells=[cells[0], made('head'), *cells[1:], made('foot')])

def measure(path):
    "What a lesson has"
    cells = load(path)['cells']
    lines = lambda c: sum(bool(l.strip()) for l in source(c).splitlines())
    code = [c for c in cells if is_code(c) and not is_plumbing(c) and not is_solution(c)]
    shown = [c for c in code if c['outputs']]
    exported = sum(lines(c) for c in code if re.search(r'^#\|\s*exports?\b', source(c), re.M))
    silent = sum(lines(c) for c in code if not c['outputs']) 
    total,text = sum(map(lines, code)) or 1,' '.join(source(c) for c in cells if not is_code(c))
    size = sorted(map(lines, code)) or [0]
    outputs = [json.dumps(o) for c in code for o in c['outputs']]
    return dict(exported=exported, hidden=round(100*silent/total), median=statistics.median(size), p90=size[int(.9*(len(size)-1))],
                words=round(len(text.split())/total, 1), pictures=sum(bool(re.search(r'image/png|image/svg|<svg|<img|image/jpeg', o)) for o in outputs)
                + len(re.findall(r'!\[[^\]]*\]\([^)]*\.(?:png|svg)\)', text.replace('colab-badge.svg', ''))), shown=len(shown),
                solutions=sum(bool(is_solution(c)) for c in cells))

def missing(path):
    "Parts that a lesson lacks"
    cells = load(path)['cells']
    text = '\n'.join(source(c) for c in cells if not is_code(c))
    out = [f'no {name} ({mark!r})' for mark,name in PARTS.items() if mark not in text]
    if (n := sum(bool(is_solution(c)) for c in cells))<3: out.append(f'{n} solutions (cells with a line `# Solution N`), three expected')
    return out

def main(args):
    if '--help' in args or '-h' in args: return print(__doc__)
    found,bad = lessons(),[]
    if '--measure' in args:
        names = [Path(a).stem for a in args if not a.startswith('-')]
        rows = [(p.stem, measure(p)) for p in found if not names or p.stem in names]
        if not rows: sys.exit(f'no lesson called {", ".join(names)}')
        print('lesson'.ljust(28) + ' '.join(k.rjust(9) for k in rows[0][1]))
        for name,row in rows: print(name.ljust(28) + ' '.join(str(v).rjust(9) for v in row.values()))
        return 0
    for k,p in enumerate(found):
        nb = load(p)
        new = updated(json.loads(json.dumps(nb)), nav(found, k))
        if '--check' in args:
            if new!=nb: bad.append(f'{p}: previous/next line or folded cells out of step: run .github/scripts/lessons.py')
            if p.stem not in SERVICE: bad += [f'{p}: {m}' for m in missing(p)]
        elif new!=nb: p.write_text(json.dumps(new, indent=1, ensure_ascii=False) + '\n', encoding='utf-8')
    print('\n'.join(bad) or f'{len(found)} lessons')
    return bool(bad)
if __name__=='__main__': sys.exit(main(sys.argv[1:]))
