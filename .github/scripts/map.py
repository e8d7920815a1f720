"""The minutes in the map of the course (nbs/00_start.ipynb), taken from the line `*About N minutes.*` of each lesson.
usage: map.py            write them
       map.py --check    exit 1 and name what is out of step: minutes, lessons that the map lacks, rows without a lesson"""
import json,re,sys
from pathlib import Path
from colab import load,source
from lessons import SERVICE,lessons

START = Path('nbs/00_start.ipynb')
ROW = re.compile(r'^(\| \[[^\]]*\]\(([^)]+\.ipynb)\)[^|]*\| )(\d+)( \|)', re.M)

def minutes(path):
    "What a lesson says of itself; None: nothing"
    found = re.search(r'\*About (\d+) minutes?\.?\*', ''.join(source(c) for c in load(path)['cells'] if c['cell_type']=='markdown'))
    return found and found[1]

def main(args):
    nb,bad,seen = load(START),[],set()
    def row(m):
        path = START.parent/m[2]; seen.add(path)
        if not path.exists(): bad.append(f'{m[2]}: in the map, but there is no such lesson'); return m[0]
        if (now := minutes(path) or m[3]) != m[3]: bad.append(f'{m[2]}: {m[3]} minutes in the map, {now} in the lesson')
        return m[1] + now + m[4]
    for c in nb['cells']:
        if c['cell_type']=='markdown' and '## Map of the course' in source(c): c['source'] = ROW.sub(row, source(c)).splitlines(True)
    gone = [f'{p}: not in the map of 00_start' for p in lessons() if p not in seen and p.stem not in SERVICE]
    if '--check' not in args:
        START.write_text(json.dumps(nb, indent=1, sort_keys=True, ensure_ascii=False) + '\n', encoding='utf-8')
        bad = [b for b in bad if 'no such' in b]
    print(*bad, *gone, sep='\n')
    return bool(bad or gone)
if __name__=='__main__': sys.exit(main(sys.argv[1:]))
