"""The two decks as one HTML file each, which needs no network: nbs/slides/*.ipynb by nbconvert, with reveal.js inlined.
usage: slides.py --reveal FOLDER [-o _docs/slides] [--shots FOLDER]
FOLDER of --reveal: an unpacked npm package, by `npm pack reveal.js && tar xf reveal.js-*.tgz`: ./package
--shots: each slide as a picture, by Chromium and playwright; exit 1 if a slide is higher than its page, or asks for something elsewhere
Run the notebooks first (`python -m nbconvert --execute --inplace`): what is shown are their stored outputs."""
import argparse,re,sys
from pathlib import Path

NEEDED = 'dist/reveal.js', 'dist/reveal.css', 'dist/reset.css', 'dist/theme/white.css', 'LICENSE'
WIDTH,HEIGHT = 1280,720
STYLE = """.reveal {font-size: 26px} .reveal h1 {font-size: 1.9em} .reveal h2 {font-size: 1.4em; margin-bottom: .5em}
.reveal h1, .reveal h2, .reveal h3 {text-transform: none} .reveal .slides {text-align: left} .reveal .slides section {padding: 0 30px; box-sizing: border-box}
.reveal table {font-size: .8em; margin: .4em 0} .reveal td, .reveal th {padding: .25em .6em} .reveal pre {font-size: .85em; width: 100%; box-shadow: none}
.reveal img, .reveal svg {max-height: 440px; max-width: 100%; margin: 8px 0} .reveal blockquote {width: 95%; box-shadow: none; font-style: normal; margin: .5em 0}
.jp-OutputPrompt, .jp-InputPrompt, .jp-OutputArea-prompt, .anchor-link {display: none !important} .jp-Cell {padding: 0 !important}
.jp-RenderedHTMLCommon, .jp-RenderedHTMLCommon h1, .jp-RenderedHTMLCommon h2 {font-size: inherit} .jp-RenderedHTMLCommon h1 {font-size: 1.9em} .jp-RenderedHTMLCommon h2 {font-size: 1.4em}
.jp-RenderedHTMLCommon table {font-size: .8em !important; table-layout: auto} .jp-RenderedHTMLCommon {line-height: 1.4; width: 100%}
.jp-OutputArea-output {overflow: visible !important; width: 100%} .jp-OutputArea-output img {height: auto} .jp-RenderedImage img {height: 440px; width: auto; max-width: 100%; object-fit: contain; object-position: left top}"""
START = "Reveal.initialize({hash: true, slideNumber: 'c/t', transition: 'none', center: false, margin: 0.03, width: %d, height: %d});" % (WIDTH, HEIGHT)

def reveal_files(folder):
    "The texts of reveal.js, or an exit that says what is missing"
    missing = [n for n in NEEDED if not (folder/n).is_file()]
    if missing: sys.exit(f'{folder}: no {", ".join(missing)}: get the package by `npm pack reveal.js && tar xf reveal.js-*.tgz` and name ./package')
    return {n: (folder/n).read_text(encoding='utf-8') for n in NEEDED}

def deck(path, files):
    "The page of one notebook"
    from nbconvert import SlidesExporter
    exporter = SlidesExporter(exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True, embed_images=True)
    page,_ = exporter.from_filename(str(path))
    inline = lambda text: text.replace('</script', '<\\/script')
    page = re.sub(r'<script type="module">.*?</script>', '', page, flags=re.S)              # mermaid
    page = re.sub(r'<script[^>]*\ssrc="[^"]*"[^>]*>\s*</script>', '', page)                 # jquery, require, MathJax
    page = re.sub(r'<link[^>]*rel="stylesheet"[^>]*>', '', page)
    page = re.sub(r'@import\s+url\([^)]*\);?', '', page)
    css = [re.sub(r'@import\s+[^;]*;', '', files[n]) for n in NEEDED if n.endswith('.css')]
    page = page.replace('</head>', ''.join(f'<style>{c}</style>' for c in (*css, STYLE)) + '</head>')
    own = f'<script>/* reveal.js\n{files["LICENSE"]}*/\n{inline(files["dist/reveal.js"])}</script><script>{START}</script>'
    page,n = re.subn(r'<script>\s*require\(.*?</script>', lambda m: own, page, flags=re.S)
    if n != 1: sys.exit(f'{path}: this nbconvert starts reveal.js in another way than by one require(...)')
    return page.replace('.ipynb"', '.html"')   # beside the pages of docs.py

def elsewhere(page):
    "What a page would load from the network"
    return re.findall(r'(?:src|srcset)="(?:https?:)?//[^"]*|url\(["\']?https?:[^)]*|<link[^>]+href="https?:[^"]*', page)

def look(path, folder):
    "A picture of each slide; what is wrong"
    from browser import chromium
    wrong,asked = [],[]
    with chromium() as browser:
        page = browser.new_page(viewport=dict(width=WIDTH, height=HEIGHT))
        page.set_default_timeout(600_000)   # a busy machine
        page.on('request', lambda r: asked.append(r.url) if not r.url.startswith(('file:', 'data:', 'blob:')) else None)
        page.on('pageerror', lambda e: wrong.append(f'{path.name}: {e}'))
        page.goto(path.resolve().as_uri()); page.wait_for_function('window.Reveal && Reveal.isReady()')
        n = page.evaluate('Reveal.getTotalSlides()')
        for k in range(n):
            page.wait_for_timeout(150)
            high,wide = page.evaluate('(s => [s.scrollHeight, s.scrollWidth])(Reveal.getCurrentSlide())')
            if high > HEIGHT or wide > WIDTH: wrong.append(f'{path.name}: slide {k + 1} is {wide}x{high}, at most {WIDTH}x{HEIGHT}')
            page.screenshot(path=folder/f'{path.stem}_{k + 1:02}.png'); page.evaluate('Reveal.next()')
    return n, wrong + [f'{path.name} asks for {u}' for u in asked]

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--reveal', type=Path, required=True); p.add_argument('-o', type=Path, default=Path('_docs/slides'))
    p.add_argument('--shots', type=Path); p.add_argument('--nbs', type=Path, default=Path('nbs/slides'))
    args = p.parse_args()
    files,wrong = reveal_files(args.reveal),[]
    for folder in filter(None, (args.o, args.shots)): folder.mkdir(parents=True, exist_ok=True)
    for nb in sorted(args.nbs.glob('[!_]*.ipynb')):
        page,out = deck(nb, files),args.o/f'{nb.stem}.html'
        wrong += [f'{out}: {u}' for u in elsewhere(page)]
        out.write_text(page, encoding='utf-8')
        n,bad = look(out, args.shots) if args.shots else (page.count('<section')//2,[])
        wrong += bad
        print(f'{out}: {len(page)//1024} KB' + f', {n} slides looked at'*bool(args.shots))
    print(*wrong, sep='\n')
    return bool(wrong)
if __name__=='__main__': sys.exit(main())
