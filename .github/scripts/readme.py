"Write README.md from nbs/index.ipynb without Quarto. `--check`: exit 1 if out of date; `--command N`: print its Nth ```sh block."
import json,re,sys
from pathlib import Path

LINK = re.compile(r'\]\((\.\./[^)\s]*|(?!\w+:|/|#)[^)\s]+\.(?:ipynb|md|html|py|csv|png|jpe?g|svg|webp)(?:#[^)\s]*)?)\)')

def links(text):
    "Relative links as seen from the root instead of from nbs/; headings as GitHub names them"
    text = re.sub(r'\]\(#([^)]+)\)', lambda m: '](#' + re.sub(r'[^\w-]', '', m[1].lower()) + ')', text)
    return LINK.sub(lambda m: '](' + (m[1][3:] if m[1].startswith('../') else 'nbs/'+m[1]) + ')', text)

def shown(output):
    "The text of one output: Markdown stays Markdown, plain text is indented, a picture has no text"
    data = output.get('data', {})
    if 'text/markdown' in data: return ''.join(data['text/markdown']).strip()
    if any(k.startswith('image/') for k in data): return ''
    text = ''.join(output.get('text') or data.get('text/plain') or '').strip()
    return '\n'.join('    '+l for l in text.splitlines())

def readme(nb):
    out = []
    for c in nb['cells']:
        s = ''.join(c['source'])
        if c['cell_type']=='markdown': out.append(links(s.strip()))
        elif c['cell_type']=='code' and not re.match(r'#\|\s*hide\b', s):
            code = '\n'.join(l for l in s.splitlines() if not l.startswith('#|')).strip()
            if code and '#| echo: false' not in s: out.append(f'```python\n{code}\n```')
            out += [links(t) for t in map(shown, c['outputs']) if t]
    return '<!-- Written from nbs/index.ipynb by .github/scripts/readme.py: edit the notebook -->\n\n' + '\n\n'.join(out) + '\n'

def command(text, n):
    "The nth (from 1) ```sh block"
    blocks = re.findall(r'^```sh\n(.*?)^```', text, re.M|re.S)
    if not 1 <= n <= len(blocks): sys.exit(f'README.md: no ```sh block number {n} among {len(blocks)}')
    return blocks[n-1].strip()

if __name__=='__main__':
    f = Path('README.md')
    old = f.read_text(encoding='utf-8') if f.exists() else ''
    if '--command' in sys.argv: print(command(old, int(sys.argv[sys.argv.index('--command')+1])))
    else:
        new = readme(json.loads(Path('nbs/index.ipynb').read_text(encoding='utf-8')))
        if '--check' in sys.argv: sys.exit('README.md is out of date: run .github/scripts/readme.py' if old!=new else 0)
        f.write_text(new, encoding='utf-8')
