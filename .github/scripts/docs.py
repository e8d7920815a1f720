"""The pages of the documentation without Quarto, and a checker of links.
usage: docs.py [-o _docs] [NAMES ...]  nbdev (renders show_doc), then nbconvert: one page for each notebook; NAMES: only those that begin so
       docs.py --quarto                nbdev_docs, which needs Quarto and stops at a cell that imports and goes on to work; here such cells run their imports alone
       docs.py --links                 exit 1 and name each dead internal link: notebooks, README and other .md, pages and slides below _docs, where they are
       docs.py --external              addresses on the web: exit 1 and name those that are gone (404, 410, no such host); slow, for the weekly workflow"""
import argparse,json,re,shutil,socket,sys,tempfile,urllib.error,urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from colab import config,is_stamped,load,source

DOCS = Path('_docs')
LINK = re.compile(r'\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)')

def all_notebooks(): return [p for p in sorted(Path('nbs').rglob('[!_.]*.ipynb')) if '.ipynb_checkpoints' not in p.parts]
def texts(): return [Path('README.md'), *sorted(p for p in Path('.').glob('*.md') if p.name!='README.md'), *sorted(Path('.github').rglob('*.md'))]
def prose(text): return re.sub(r'`[^`\n]*`', '', re.sub(r'^```.*?^```', '', text, flags=re.M|re.S))
def plain(heading): return re.sub(r'\[([^\]]*)\]\([^)]*\)', r'\1', heading).replace('`', '').replace('*', '').strip()

class Page(HTMLParser):
    "Links and names of a page"
    def __init__(self, text):
        super().__init__(); self.links,self.ids = [],set(); self.feed(text)
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.links += [a[k] for k in ('href', 'src') if a.get(k) and tag in ('a', 'img', 'script', 'link')]
        self.ids |= {a[k] for k in ('id', 'name') if a.get(k)}

@lru_cache(None)   # hundreds of links lead to the map of the course
def headings(path):
    "The anchors of a file: as Jupyter writes them, as GitHub does, and ids"
    if path.suffix=='.html': return Page(path.read_text(encoding='utf-8')).ids
    text = '\n'.join(source(c) for c in load(path)['cells'] if c['cell_type']=='markdown') if path.suffix=='.ipynb' else path.read_text(encoding='utf-8')
    found = [plain(h) for h in re.findall(r'^#+\s+(.+)$', text, re.M)]
    return {h.replace(' ', '-') for h in found} | {re.sub(r'[^\w\- ]', '', h.lower()).replace(' ', '-') for h in found} | Page(text).ids

def links(path):
    "All links of a file"
    if path.suffix=='.html': return Page(path.read_text(encoding='utf-8')).links
    if path.suffix=='.md': return LINK.findall(prose(path.read_text(encoding='utf-8')))
    found = []
    for c in load(path)['cells']:
        if c['cell_type']=='markdown': found += LINK.findall(prose(source(c)))
        for o in c.get('outputs', []):
            data = o.get('data', {})
            found += LINK.findall(prose(''.join(data.get('text/markdown', ''))))
            if len(page := ''.join(data.get('text/html', ''))) < 200_000: found += [l for l in Page(page).links if not l.startswith('#')]
    return found

def is_web(link): return link.startswith(('http://', 'https://'))

def dead(path):
    "Internal links that lead nowhere"
    for link in dict.fromkeys(links(path)):
        if is_web(link) or re.match(r'[a-z]+:', link) or link.startswith('//'): continue
        name,_,anchor = link.partition('#')
        target = path.parent/unquote(name) if name else path
        if not target.exists(): yield f'{path}: {link}: no such file'
        elif anchor and target.suffix in ('.ipynb', '.md', '.html') and not {anchor, unquote(anchor)} & headings(target):
            if not (target.suffix=='.html' and anchor.startswith('/')): yield f'{path}: {link}: no such heading'

def everything(): return [*texts(), *all_notebooks(), *sorted(DOCS.rglob('*.html'))]

def answers(url):
    "What is wrong with an address on the web: (kind, why); kind: ok, dead, unsure (no answer now, or none to a script)"
    found = 'ok',''
    for method in ('HEAD', 'GET'):   # some servers know no HEAD
        try:
            ask = urllib.request.Request(url.partition('#')[0], method=method, headers={'User-Agent': 'Mozilla/5.0 (link check)'})
            with urllib.request.urlopen(ask, timeout=30): return 'ok',''
        except urllib.error.HTTPError as e: found = 'dead' if e.code in (404, 410) else 'unsure', f'{e.code} {e.reason}'
        except urllib.error.URLError as e: found = 'dead' if isinstance(e.reason, socket.gaierror) else 'unsure', str(e.reason)
        except Exception as e: found = 'unsure', f'{type(e).__name__} {e}'
    return found

def web_links():
    "Address -> the file that has it"
    where = {}
    for p in (*texts(), *all_notebooks()):
        for l in links(p):
            if is_web(l) and '/OWNER/' not in l and 'example.com' not in l: where.setdefault(l, p)
    return where

def external(where):
    "Dead addresses; those that do not tell are only printed. Exits where nothing on the web answers"
    with ThreadPoolExecutor(8) as pool: found = dict(zip(where, pool.map(answers, where)))
    if where and all(kind!='ok' for kind,_ in found.values()):
        sys.exit(f'none of {len(where)} addresses answers (the first: {"; ".join(why for _,why in list(found.values())[:2])}): this machine has no way to the web, nothing was checked')
    for u,(kind,why) in found.items():
        if kind=='unsure': print(f'not told: {where[u]}: {u}: {why}')
    return [f'{where[u]}: {u}: {why}' for u,(kind,why) in found.items() if kind=='dead']

def folded(c):
    "A cell as a page shows it: imports and solutions behind a line to click on, without input what says `echo: false`"
    if c['cell_type']!='code': return c
    if re.search(r'^#\|\s*echo:\s*false', source(c), re.M): return c | dict(metadata=c['metadata'] | dict(tags=['remove_input']))
    if not c['metadata'].get('jupyter', {}).get('source_hidden'): return c
    name = re.search(r'^# (Solution \d)', source(c), re.M)
    code = '\n'.join(l for l in source(c).splitlines() if not l.startswith('#|'))
    text = f'<details><summary>{name[1] if name else "Imports"}</summary>\n\n```python\n{code}\n```\n\n</details>'
    return dict(cell_type='markdown', id=c.get('id', 'folded'), metadata={}, source=text)

def run_only_imports():
    "Of a cell that imports and goes on to work let nbdev run the imports alone: the work needs the cells before it, which nbdev does not run"
    import ast
    from nbdev import processors
    of_nbdev = processors.exec_show_docs.__call__
    def call(self, cell):
        try: return run(self, cell)
        except Exception as e:   # one function that cannot be described, for example by an annotation that only type checkers know, does not cost the page the others
            if 'show_doc(' not in cell.source: raise
            print(f'{cell.source.splitlines()[-1]}: left out: {e.__cause__}'); self.k.exc = None
    def run(self, cell):
        lines = cell.parsed_() if cell.cell_type=='code' and cell.source else None
        imports = [l for l in lines or [] if isinstance(l, (ast.Import, ast.ImportFrom))]
        if cell.directives_.keys() & {'export', 'exports', 'exporti', 'exec_doc'} or 'show_doc(' in cell.source: return of_nbdev(self, cell)
        if imports and self.nb.has_docs_ and hasattr(self, 'k'): self.k.run_cell('\n'.join(map(ast.unparse, imports)))
    processors.exec_show_docs.__call__ = call

def build(out, names):
    "Pages by nbdev and nbconvert"
    run_only_imports()
    from nbconvert import HTMLExporter
    from nbdev.serve import FilterDefaults
    from nbdev.serve_drv import exec_nb
    from traitlets.config import Config
    quiet = Config(TagRemovePreprocessor=dict(enabled=True, remove_input_tags={'remove_input'}))
    exporter = HTMLExporter(quiet, embed_images=False, exclude_input_prompt=True, exclude_output_prompt=True)
    with tempfile.TemporaryDirectory() as part:
        for p in all_notebooks():
            if 'slides' in p.parts or names and not p.stem.startswith(tuple(names)): continue
            rel,shown = p.relative_to('nbs'),Path(part)/p.name
            # what the command nbdev_proc_nbs does with one notebook; that one also asks for Quarto and runs `pip install -e .[dev]`
            try: exec_nb(p, shown, FilterDefaults)
            except Exception as e: print(f'{p}: as it is, without show_doc: {str(e).splitlines()[0]}'); shutil.copy2(p, shown)
            made = load(shown)   # nbdev makes front matter for Quarto of the title
            made['cells'] = [load(p)['cells'][0]] + [c for c in made['cells'] if c['cell_type']!='raw' or not source(c).startswith('---')]
            if source(made['cells'][0]) == source(made['cells'][1]): del made['cells'][0]
            made['cells'] = [folded(c) for c in made['cells']]
            shown.write_text(json.dumps(made), encoding='utf-8')
            write_page(exporter.from_filename(str(shown))[0], rel, out)
    if Path('nbs/images').is_dir(): shutil.copytree('nbs/images', out/'images', dirs_exist_ok=True)

STYLE = """<style>main, body > p {max-width: 1000px; margin: 0 auto; font-family: var(--jp-content-font-family, sans-serif)} main a {color: #00509d}
.jp-OutputArea-output {overflow-x: auto} .jp-OutputArea-output > img, .jp-RenderedImage img {zoom: 1.5; max-width: 66%} details summary {cursor: pointer; color: #00509d}
.jp-RenderedHTMLCommon table {display: block; overflow-x: auto} .jp-RenderedHTMLCommon details pre {overflow-x: auto}</style>"""

def dress(page):
    "What nbconvert's page needs to be read: a width, pictures that are not tiny, no attributes that Quarto alone understands"
    return re.sub(r'\{target="_blank"[^}<]*\}', '', page).replace('</head>', STYLE + '</head>', 1)

def write_page(page, rel, out):
    "One page, with links to other pages"
    page = dress(page)
    cfg = config()
    page = re.sub(r'(href="(?!https?:)[^"#]*)\.ipynb(#[^"]*)?"', r'\1.html\2"', page)
    up = '../'*(len(rel.parts) - 1)
    if is_stamped(cfg): page = page.replace(f'href="{up}../', f'href="{cfg["git_url"]}/blob/{cfg["branch"]}/')   # above the pages
    page = page.replace('<main>', f'<main><p style="margin:0 0 1em"><a href="{up}index.html">srrescycgan_nb</a> · <a href="{up}00_start.html#Map-of-the-course">map of the course</a></p>', 1)
    target = out/rel.with_suffix('.html'); target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding='utf-8'); print(target, f'{len(page)//1024} KB')

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('names', nargs='*'); p.add_argument('-o', type=Path, default=DOCS)
    p.add_argument('--quarto', action='store_true'); p.add_argument('--links', action='store_true'); p.add_argument('--external', action='store_true')
    args = p.parse_args()
    if args.links or args.external:
        bad = [b for f in everything() for b in dead(f)] if args.links else []
        bad += external(web_links()) if args.external else []
        print(*bad, f'{len(everything())} files, {len(bad)} dead links', sep='\n')
        return bool(bad)
    if not args.quarto: return build(args.o, args.names)
    run_only_imports()
    from nbdev.quarto import nbdev_docs
    nbdev_docs.__wrapped__(n_workers=0)   # in this process, where cells are run as set above
if __name__=='__main__': sys.exit(main())
