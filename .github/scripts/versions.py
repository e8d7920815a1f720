"""One version everywhere: settings.ini, the package, CITATION.cff, the newest heading of CHANGELOG.md. `--tag v0.1.0`: and the tag."""
import re,sys
from pathlib import Path
from colab import config

def main(args):
    wanted,lib = config()['version'],config()['lib_path']
    find = lambda path,pattern: (re.search(pattern, Path(path).read_text(encoding='utf-8'), re.M) or ['', 'none'])[1]
    found = {f'{lib}/__init__.py': find(f'{lib}/__init__.py', r'^__version__ = "([^"]+)"'),
             'CITATION.cff': find('CITATION.cff', r'^version: (\S+)'), 'CHANGELOG.md': find('CHANGELOG.md', r'^## (\S+?):?(?:\s|$)')}
    if '--tag' in args: found['tag'] = args[args.index('--tag') + 1].removeprefix('v')
    bad = [f'{k} says {v}, settings.ini {wanted}' for k,v in found.items() if v != wanted]
    print(*bad or [f'version {wanted}'], sep='\n')
    return bool(bad)
if __name__=='__main__': sys.exit(main(sys.argv[1:]))
