"""What the browser checks share: a Chromium, a page with the network off, pictures of the screen, and `need`."""
import base64, contextlib, io, os, shutil, time
from html.parser import HTMLParser

import numpy as np
from PIL import Image

FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync', '--force-color-profile=srgb']


class Wrong(Exception): "What was not as it should be"

def need(ok, message):
    if not ok: raise Wrong(message)

def find_chromium() -> str | None: # path
    "A Chromium on the PATH, or the one named by CHROMIUM"
    names = [os.environ['CHROMIUM']] if 'CHROMIUM' in os.environ else ['chromium', 'chromium-browser', 'google-chrome']
    return next(filter(None, map(shutil.which, names)), None)

@contextlib.contextmanager
def chromium(*flags):
    "A headless Chromium, driven by Playwright"
    from playwright.sync_api import sync_playwright
    path = find_chromium()
    need(path, 'no Chromium found: install one or set CHROMIUM to its path')
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        try: yield browser
        finally: browser.close()

def listen(page, own, said: list):
    "Note whatever a page asks for beyond `own(url)`, and each error or warning"
    page.on('request', lambda r: None if own(r.url) else said.append(r.url[:200]))
    # the page's own policy stopped it: it did not leave
    page.on('requestfailed', lambda r: said.remove(r.url[:200]) if r.failure == 'csp' and r.url[:200] in said else None)
    page.on('websocket', lambda w: None if own(w.url) else said.append(w.url))
    page.on('pageerror', lambda e: said.append(f'error: {e}'))
    page.on('console', lambda m: said.append(f'console: {m.text}') if m.type in ('error', 'warning') else None)

def open_file(browser, path, said: list, anchor: str = '', **options):
    "A page from disk, with the network off"
    context = browser.new_context(**options)
    context.set_offline(True)
    page,url = context.new_page(),path.resolve().as_uri()
    listen(page, lambda u: u.startswith(('data:', 'blob:')) or u.split('#')[0] == url or u == 'about:srcdoc', said)
    page.goto(url + anchor, wait_until='load')
    return page

def soon(page, look, within: float = 10): # `look` raises Wrong as long as it does not find what it wants
    "What `look` finds as soon as it is content: a busy machine shows a frame late, but a wrong one stays wrong"
    end = time.monotonic() + within
    while True:
        try: return look()
        except Wrong:
            if time.monotonic() > end: raise
        page.wait_for_timeout(100)

def pixels(shot: bytes) -> np.ndarray: # (H,W,3) uint8
    "A screenshot as an array"
    return np.asarray(Image.open(io.BytesIO(shot)).convert('RGB'))


class Scenes(HTMLParser):
    "The pictures of each figure: label, RGBA as stored, times it is upscaled"
    def __init__(self, text):
        super().__init__(); self.scenes = []
        self.feed(text)
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == 'figure' and 'sr-compare' in (a.get('class') or ''): self.scenes.append([])
        if tag == 'img' and self.scenes:
            data = base64.b64decode(a['src'].removeprefix('data:image/png;base64,'))
            img = np.asarray(Image.open(io.BytesIO(data)).convert('RGBA'))
            self.scenes[-1].append((a['alt'], img, int(a['data-scale'])))
