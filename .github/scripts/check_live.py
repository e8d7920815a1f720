"""Work the viewer and the widgets as people do, in JupyterLab, in Voila and in an exported page: `check_live.py [--only NAME] [--shots FOLDER]`.

lab       run a notebook, pull the line of `compare` and check the pixels left and right of it, loupe, keys; the live widget both ways
reload    kernel gone and page loaded again: trusted, the slider works; not trusted, the still shows
export    the notebook as HTML from disk, the network off
app       `srrescycgan app`: playground, uploads that are dropped, broken, large or none, comparison, turned plate
pages     twenty pages of the app opened and closed, by hand and by a crash: no Python is left, and the memory is back within 90 s
training  a training of its own is watched, stopped by the button within 5 s, whole, and goes on

Needs the extra `browser` and a Chromium (on the PATH, or named by CHROMIUM). With --shots it saves what it saw.
"""
import argparse, base64, contextlib, io, json, os, re, socket, subprocess, sys, tempfile, time, urllib.error, urllib.request
from pathlib import Path

import numpy as np
from PIL import Image
from browser import Scenes, Wrong, chromium, listen, need, open_file, pixels, soon
from check_page import View, loupe, ready
from srrescycgan_nb.images import synthetic_picture, to_integers, write_picture
from srrescycgan_nb.upscaling import upscale

BIN = Path(sys.executable).parent

NOTEBOOK = ['''from srrescycgan_nb.images import synthetic_picture
from srrescycgan_nb.resizing import bicubic_upsample, resize
from srrescycgan_nb.viewer import compare
from srrescycgan_nb.live_widget import CompareWidget
hr = synthetic_picture(96, 192, seed=3)
lr = resize(hr, (24, 48)).clamp(0, 1)
pictures,names = [lr, bicubic_upsample(lr).clamp(0, 1), hr],['LR', 'bicubic', 'original']''',
            "compare(*pictures, labels=names, reference='original', numbers={'bicubic': {'PSNR dB': 27.1}})",
            "widget = CompareWidget(*pictures, labels=names, split=.3)\nwidget",
            "widget.split = .75\nprint('set')",
            "print('read', round(widget.split, 2), widget.view['zoom'])",
            "times = globals().get('times', 0) + 1\nif times > 1: # not at once\n"
            "    widget.show(*pictures, hr.flip(-1), labels=[*names, 'flipped'], start=['original', 'flipped'])",
            "print('now', widget.view['left'], widget.view['right'], widget.view['mode'], 0 <= widget.view['x'] <= 1)",
            "print('end')\ncompare(*pictures, labels=names, reference='original', numbers={'bicubic': {'PSNR dB': 27.1}})"]


class FrameView(View):
    "A viewer inside an iframe of a page; screenshots are of the whole page"
    def __init__(self, page, frame, scene):
        self.frame = frame
        super().__init__(page, frame.content_frame.locator('figure.sr-compare'), scene)
    def show(self):
        super().show()
        self.figure.locator('.frame').scroll_into_view_if_needed(); self.rest(150)
    def panes(self):
        box = self.frame.bounding_box()
        move = dict(left=round(box['x']), top=round(box['y']))
        move |= dict(x=move['left'], y=move['top'], line=move['left'])
        return [{k: v + move.get(k, 0) if v is not None else None for k,v in p.items()} for p in super().panes()]


# ------------------------------------------------------------------------------------------------------------ servers

def write_notebook(path, cells):
    "A notebook with these cells"
    code = [dict(cell_type='code', execution_count=None, id=f'c{k}', metadata={}, outputs=[], source=s) for k,s in enumerate(cells)]
    kernel = dict(display_name='Python 3', language='python', name='python3')
    path.write_text(json.dumps(dict(cells=code, metadata=dict(kernelspec=kernel), nbformat=4, nbformat_minor=5)), encoding='utf-8')

def any_port():
    with socket.socket() as s: s.bind(('127.0.0.1', 0)); return s.getsockname()[1]

@contextlib.contextmanager
def server(command, url, folder, **env):
    "A server of its own, with settings of its own, until it is not needed"
    env = {**os.environ, **env, 'PATH': f'{BIN}{os.pathsep}{os.environ["PATH"]}', 'HOME': str(folder/'home'), 'OMP_NUM_THREADS': '1',
           **{f'JUPYTER_{k}_DIR': str(folder/k.lower()) for k in ('CONFIG', 'DATA', 'RUNTIME')}}
    (folder/'home').mkdir(exist_ok=True)
    with open(folder/'server.log', 'w') as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
        try:
            for _ in range(240):
                try: urllib.request.urlopen(url, timeout=60); break
                except urllib.error.HTTPError: break
                except OSError:
                    need(process.poll() is None, f'the server ended: {(folder/"server.log").read_text()[-2000:]}')
                    time.sleep(.5)
            yield process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired): process.wait(20)
            process.kill()

@contextlib.contextmanager
def lab(folder):
    "JupyterLab on loopback; its address"
    port = any_port()
    command = [str(BIN/'jupyter-lab'), '--no-browser', '--allow-root', '--ip=127.0.0.1', f'--port={port}', '--IdentityProvider.token=',
               f'--ServerApp.root_dir={folder}', '--LabApp.news_url=None', '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate']
    with server(command, f'http://127.0.0.1:{port}/api', folder): yield f'http://127.0.0.1:{port}'

def open_lab(browser, url, name, said, theme='light'):
    "A notebook in JupyterLab"
    page = browser.new_page(viewport=dict(width=1300, height=950), color_scheme=theme)
    listen(page, lambda u: u.startswith((url, url.replace('http', 'ws', 1), 'data:', 'blob:', 'about:')), said)
    page.goto(f'{url}/lab/tree/{name}?reset', wait_until='domcontentloaded', timeout=120_000)
    page.wait_for_selector('.jp-Notebook .jp-CodeCell', timeout=120_000)
    page.wait_for_timeout(1500)
    return page

def run_all(page, last, timeout=120_000):
    "Run All Cells, until the output of the last one is there"
    page.click('text=Run >> nth=0'); page.click('text="Run All Cells"')
    page.wait_for_selector(last, timeout=timeout)

def arrays():
    "The scene of the notebook, as a page would hold it"
    out = {}
    exec(NOTEBOOK[0], out)
    return Scenes(out['compare'](*out['pictures'], labels=out['names']).block()).scenes[0]

def snap(page, shots, name):
    if shots: page.screenshot(path=shots/f'{name}.png')

# ---------------------------------------------------------------------------------------------------------- JupyterLab

def use_frame(page, scene, what):
    "The line by mouse and by keyboard alone, zoom, and the loupe: number of pixels compared"
    frame = page.locator('iframe[title^="Before and after"]').first
    frame.scroll_into_view_if_needed()
    frame.content_frame.locator('figure.sr-compare[data-ready=yes]').wait_for(timeout=20_000)
    view = FrameView(page, frame, scene)
    view.choose(0, 2); seen = 0
    view.zoom('2×')
    for part in (.3, .7):
        view.drag_to(part); seen += view.check(f'{what}, line at {part}')
    need(seen > 10_000, f'{what}: only {seen} pixels could be compared')
    view.slider.focus(); view.press('Home', *['ArrowRight']*25)
    need(abs(view.part() - .25) < .01, f'{what}: by keyboard the line is at {view.part():.3f}')
    seen += view.check(f'{what}, by keyboard')
    view.press('d'); need(view.button('Difference').get_attribute('aria-pressed') == 'true', f'{what}: D does nothing')
    view.press('d')
    loupe(view); view.slider.focus()
    high = frame.evaluate('f => [f.getBoundingClientRect().height, f.contentDocument.documentElement.scrollHeight]')
    need(high[0] >= high[1] - 1, f'{what}: the frame is {high[0]} high, its inside {high[1]}')
    return seen

def stills(page): return page.locator('.jp-OutputArea img, .jp-RenderedImage img, .output_png img').filter(visible=True).count()

def check_lab(browser, folder, shots, said):
    "A notebook run in JupyterLab; then reloaded without its kernel, trusted and not"
    scene,seen = arrays(),0
    write_notebook(folder/'view.ipynb', NOTEBOOK)
    with lab(folder) as url:
        page = open_lab(browser, url, 'view.ipynb', said)
        run_all(page, 'pre:has-text("end")')
        seen += use_frame(page, scene, 'JupyterLab')
        need(stills(page) == 0, 'the still shows beside the viewer that works')
        snap(page, shots, 'lab-compare')
        live = page.locator('.jp-OutputArea figure.sr-compare[data-ready=yes]')
        live.wait_for(timeout=30_000); live.scroll_into_view_if_needed()
        view = View(page, live, scene)
        need(abs(view.part() - .75) < .01, f'Python set the line to 0.75, it is at {view.part():.3f}')
        view.zoom('2×'); view.drag_to(.5); view.drag_to(.42)
        part = view.part()
        cells = page.locator('.jp-CodeCell')
        def run_cell(k): cells.nth(k).locator('.cm-content').click(); page.keyboard.press('Control+Enter')
        run_cell(4)
        page.wait_for_selector(f'pre:has-text("read {round(part, 2)} 2")', timeout=15_000)
        live.scroll_into_view_if_needed(); snap(page, shots, 'lab-widget')
        view.slider.focus(); page.keyboard.press('d')
        view.until(lambda: cells.count() == len(NOTEBOOK) and view.button('Difference').get_attribute('aria-pressed') == 'true',
                   'a key went to the notebook, not to the viewer')
        four = scene + [('flipped', scene[2][1][:, ::-1], 1)]
        page.mouse.move(*[b + 12 for b in (view.pane()['left'], view.pane()['top'])]) # beside the picture
        page.keyboard.down('Control'); page.mouse.wheel(0, -120); page.keyboard.up('Control')
        run_cell(5); live.locator('option:has-text("flipped")').first.wait_for(state='attached', timeout=15_000)
        live = page.locator('.jp-OutputArea figure.sr-compare[data-ready=yes]'); live.wait_for(timeout=15_000)
        view = View(page, live, four); view.chosen = [2, 3]
        view.show(); view.mode('Slider'); view.zoom('2×'); view.drag_to(.5); seen += view.check('four pictures shown later')
        view.mode('Side by side')
        run_cell(6); page.wait_for_selector('pre:has-text("now 2 3 side True")', timeout=15_000)
        page.keyboard.press('Control+s')
        def left():
            kinds = [sorted(o.get('data', {})) for o in json.loads((folder/'view.ipynb').read_text(encoding='utf-8'))['cells'][1]['outputs']]
            need(kinds == [['image/png', 'text/plain'], ['text/html', 'text/plain']], f'compare left {kinds} in the notebook')
        soon(page, left); page.wait_for_timeout(500)
        saved = json.loads((folder/'view.ipynb').read_text(encoding='utf-8'))
        urllib.request.urlopen(urllib.request.Request(f'{url}/api/kernels/' + json.load(urllib.request.urlopen(f'{url}/api/kernels'))[0]['id'], method='DELETE',
                                                      headers={'X-XSRFToken': 'x', 'Cookie': '_xsrf=x'}))
        page.close()
        page = open_lab(browser, url, 'view.ipynb', [])
        seen += use_frame(page, scene, 'after a reload without kernel')
        snap(page, shots, 'lab-reloaded')
        page.close()
        saved['cells'][0]['source'] += '\n# from elsewhere' # so that its signature is no longer ours
        saved['cells'] = saved['cells'][:2]
        (folder/'stranger.ipynb').write_text(json.dumps(saved), encoding='utf-8')
        page = open_lab(browser, url, 'stranger.ipynb', [])
        soon(page, lambda: need(stills(page) == 1, f'an untrusted notebook shows {stills(page)} stills'))
        need(page.locator('iframe[title^="Before and after"]').count() == 0, 'an untrusted notebook runs the viewer')
        snap(page, shots, 'lab-untrusted')
        page.close()
        dark = open_lab(browser, url, 'view.ipynb', [])
        figure = dark.locator('iframe[title^="Before and after"]').first.content_frame.locator('figure.sr-compare')
        figure.wait_for(timeout=20_000)
        theme = lambda want,message: soon(dark, lambda: need(figure.get_attribute('data-theme') == want, message))
        theme('light', 'the viewer is dark in a light notebook')
        dark.evaluate("document.body.dataset.jpThemeLight = 'false'")
        theme('dark', 'the notebook turned dark, the viewer did not')
        snap(dark, shots, 'lab-dark')
        dark.close()
    return seen

def check_export(browser, folder, shots, said):
    "The notebook as HTML, opened from disk with the network off"
    scene = arrays()
    write_notebook(folder/'export.ipynb', NOTEBOOK[:2])
    env = {**os.environ, 'HOME': str(folder), 'JUPYTER_CONFIG_DIR': str(folder/'config'), 'OMP_NUM_THREADS': '1'}
    subprocess.run([sys.executable, '-m', 'nbconvert', '--to', 'html', '--execute', 'export.ipynb'], cwd=folder, env=env, check=True, capture_output=True)
    asked = []
    page = open_file(browser, folder/'export.html', asked, viewport=dict(width=1200, height=900))
    seen = use_frame(page, scene, 'exported HTML')
    need(page.locator('img').filter(visible=True).count() == 0, 'the still shows beside the viewer that works')
    ours = [a for a in asked if 'cdnjs' not in a and 'jsdelivr' not in a and 'console' not in a and 'equire' not in a] # nbconvert's own template asks for these
    need(not ours, f'the exported page asked for {ours[:3]}')
    snap(page, shots, 'export')
    return seen

# ------------------------------------------------------------------------------------------------------------- the app

@contextlib.contextmanager
def app(folder, max_mb):
    port = any_port()
    command = [str(BIN/'srrescycgan'), 'app', '--port', str(port), '--no-browser', '--max-mb', str(max_mb)]
    with server(command, f'http://127.0.0.1:{port}/voila/static/', folder):
        yield re.search(r'http://127.0.0.1:\d+/\?token=\S+', (folder/'server.log').read_text())[0]
    with socket.socket() as s: need(s.connect_ex(('127.0.0.1', port)) != 0, 'the command has ended, and its server goes on')

def upload(page, *files):
    with page.expect_file_chooser() as chooser: page.locator('button:has-text("Upload"):visible').first.click()
    chooser.value.set_files([str(f) for f in files])

def check_app(browser, folder, shots, said):
    "Everything of the app that a hand can do"
    good,lr = folder/'good.png',folder/'small.png'
    hr = synthetic_picture(160, 320, seed=5)
    write_picture(good, hr); write_picture(lr, hr[..., ::4, ::4])
    (folder/'broken.png').write_bytes(good.read_bytes()[:3000])
    (folder/'text.png').write_text('not a picture')
    with open(folder/'large.png', 'wb') as f: f.write(good.read_bytes()); f.truncate(100_000_000)
    Image.fromarray((to_integers(hr)[..., 0].astype(np.uint16)*257)[:100, :200]).save(folder/'deep.png')
    with app(folder, 20) as url:
        own = url.split('?')[0]
        stranger = browser.new_page(); stranger.goto(own, wait_until='load')
        need('login' in stranger.url and not stranger.locator('.widget-slider').count(), 'without the token there is a page')
        stranger.close()
        page = browser.new_page(viewport=dict(width=1300, height=1100))
        listen(page, lambda u: u.startswith((own, own.replace('http', 'ws', 1), 'data:', 'blob:', 'about:')), said)
        page.goto(url, wait_until='domcontentloaded', timeout=120_000)
        page.locator('a[download]:visible').wait_for(timeout=120_000)
        was = page.locator('a[download]').get_attribute('href'); upload(page, lr)
        page.locator('a[download="small_x4.png"]').wait_for(timeout=60_000)
        href = page.locator('a[download]').get_attribute('href')
        got = np.asarray(Image.open(io.BytesIO(base64.b64decode(href.split(',')[1]))))
        need(href != was and (got == upscale(lr).pixels).all(), 'what is saved is not what the network made')
        page.evaluate('''([name, data]) => { const to = [...document.querySelectorAll('.widget-upload')].find(b => b.offsetParent), all = new DataTransfer();
            all.items.add(new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], name, {type: 'image/png'}));
            to.dispatchEvent(new DragEvent('drop', {dataTransfer: all, bubbles: true, cancelable: true})); }''',
            ['dropped.png', base64.b64encode(lr.read_bytes()).decode()])
        page.locator('a[download="dropped_x4.png"]').wait_for(timeout=60_000)
        page.set_viewport_size(dict(width=1366, height=800)); frame = page.locator('iframe:visible').first
        figure = frame.content_frame.locator('figure.sr-compare[data-ready=yes]'); figure.wait_for(timeout=20_000)
        low = lambda: frame.bounding_box()['y'] + figure.get_by_role('button', name='Loupe').evaluate('b => b.getBoundingClientRect().bottom')
        soon(page, lambda: need(low() <= 800, f'the row of the zoom ends at {low():.0f}, below a screen of 800'))
        warned = sum(f.get_by_text('Super-resolution invents detail').filter(visible=True).count() for f in (page, frame.content_frame))
        need(warned == 1, f'the page says {warned} times that detail is invented')
        snap(page, shots, 'app-upscale')
        page.get_by_role('tab', name='Playground').click()
        page.wait_for_selector('.widget-slider', timeout=120_000)
        first = lambda: page.locator('.sr-grid img:visible').nth(2).get_attribute('src')
        page.locator('.sr-grid img:visible').nth(2).wait_for(timeout=60_000)
        snap(page, shots, 'app-start')
        before = first()
        times = []
        handle = page.locator('.widget-slider:visible .noUi-handle').first
        handle.focus()
        for _ in range(5):
            was,start = first(),time.perf_counter()
            page.keyboard.press('ArrowRight')
            page.wait_for_function('s => [...document.querySelectorAll(".sr-grid img")].filter(i => i.checkVisibility())[2].src !== s', arg=was, timeout=20_000)
            times.append(time.perf_counter() - start)
        need(first() != before, 'a slider moves and nothing follows')
        print(f'     playground in the browser: a key on a slider to a new picture: median {1000*sorted(times)[2]:.0f} ms', flush=True)
        for name,words in (('broken.png', 'broken.png'), ('text.png', 'text.png'), ('large.png', '100.0 MB')):
            upload(page, folder/name)
            page.locator(f'[role=alert]:has-text("{words}")').wait_for(timeout=60_000)
            snap(page, shots, f'app-{name.split(".")[0]}')
        for name in ('deep.png', 'good.png'):
            was = first(); upload(page, folder/name)
            page.wait_for_function('s => [...document.querySelectorAll(".sr-grid img")].filter(i => i.checkVisibility())[2].src !== s', arg=was, timeout=30_000)
        snap(page, shots, 'app-upload')
        page.get_by_role('tab', name='Compare').click(); page.wait_for_timeout(500)
        upload(page, lr, good)
        frame = page.locator('iframe[title^="Before and after"]:visible').first
        frame.wait_for(timeout=30_000)
        frame.content_frame.locator('figure.sr-compare[data-ready=yes]').wait_for(timeout=20_000)
        srcdoc = frame.get_attribute('srcdoc')
        view = FrameView(page, frame, Scenes(srcdoc).scenes[0])
        view.zoom('2×'); view.drag_to(.4); seen = view.check('app, compare')
        snap(page, shots, 'app-compare')
        page.get_by_role('tab', name='Turned plate').click()
        soon(page, lambda: need(page.locator('svg:visible').count() > 0, 'no outline of the plate'), 60)
        snap(page, shots, 'app-turned')
        page.close()
        said_there = (folder/'server.log').read_text().strip().splitlines()
        need(len(said_there) == 2, f'the terminal shows more than the address: {said_there[:4]}')
    return seen

def below(root, what): # numbers of processes, and the memory of all, in MB
    import psutil
    found,memory = [],0.
    for p in [(top := psutil.Process(root)), *top.children(recursive=True)]:
        with contextlib.suppress(psutil.Error): # it has just ended
            memory += p.memory_info().rss/1e6
            if what in ' '.join(p.cmdline()): found.append(p.pid)
    return found,memory

def check_pages(browser, folder, shots, said, count=20, together=4):
    "Pages opened and closed, the last of them by a crash of the browser: no Python is left, and the memory is back"
    with app(folder, 20) as url:
        root,most = below(os.getpid(), 'srrescycgan')[0][-1],0
        kernels,megabytes = lambda: below(root, 'ipykernel_launcher')[0],lambda: below(root, '')[1]
        empty,context = megabytes(),browser.new_context()
        for k in range(0, count, together):
            pages = [context.new_page() for _ in range(together)]
            for p in pages: p.goto(url, wait_until='commit', timeout=120_000)
            for p in pages: p.locator('a[download]:visible').wait_for(timeout=240_000)
            most = max(most, megabytes()); started = len(kernels())
            need(started >= together, f'{started} kernels for {together} pages')
            if k + together == count: break
            for p in pages: p.goto('about:blank') # which sends word, as closing a tab does
            soon(pages[0], lambda: need(not kernels(), f'{len(kernels())} kernels stay when their pages are closed'), 30)
        context.close() # without a word, as a browser that crashes
        start = time.monotonic()
        soon(browser.new_page(), lambda: need(not kernels(), f'{len(kernels())} kernels are left after 90 s'), 90)
        seconds,left = time.monotonic() - start,megabytes()
        need(left < empty + 100, f'{left:.0f} MB are in use, {empty:.0f} before the first page')
    print(f'     {count} pages, {together} at once: {empty:.0f} MB before, at most {most:.0f} ({(most - empty)/together:.0f} for each page), '
          f'{left:.0f} and no kernel {seconds:.0f} s after the last, which sent no word', flush=True)
    return 0

# ------------------------------------------------------------------------------------------------------------ training

def check_training(browser, folder, shots, said):
    "Watched in JupyterLab, stopped by the button, whole, and resumed"
    (folder/'photos').mkdir()
    for k in range(6): write_picture(folder/'photos'/f'{k}.png', synthetic_picture(96, 128, seed=k))
    write_notebook(folder/'train.ipynb', [
        "from srrescycgan_nb.training_view import TrainingView, start_training\n"
        "run = start_training('run', 'photos:2', '--preset', 'smoke', '--device', 'cpu', '--steps', '4000', '--set', 'validate_every=40')",
        "view = TrainingView('run', every=.5)\nview", "print('shown')"])
    with lab(folder) as url:
        page = open_lab(browser, url, 'train.ipynb', said)
        run_all(page, 'pre:has-text("shown")')
        page.wait_for_function('() => /step\\s+[\\d\\s]*\\d/.test(document.querySelector(".jp-Notebook").textContent) && document.querySelector(".jp-Notebook").textContent.includes("running")', timeout=120_000)
        for _ in range(240):
            if (folder/'run'/'history.csv').exists(): break
            time.sleep(.5)
        page.wait_for_timeout(2500); snap(page, shots, 'training-running')
        start = time.perf_counter()
        page.locator('button:has-text("Stop"):visible').last.click()
        page.wait_for_function('() => /stopped/.test(document.querySelector(".jp-Notebook").textContent)', timeout=30_000)
        seconds = time.perf_counter() - start
        for _ in range(60):
            if (folder/'run'/'last.safetensors').exists(): break
            time.sleep(.1)
        need(seconds <= 5, f'the training stopped after {seconds:.1f} s, not within 5')
        page.wait_for_timeout(1500); snap(page, shots, 'training-stopped'); page.close()
    import torch
    saved = torch.load(folder/'run'/'checkpoint.pt', weights_only=True, map_location='cpu')
    need(0 < saved['done'] < 4000, f'stopped at step {saved["done"]}')
    more = [str(BIN/'srrescycgan'), 'train', 'photos:2', '--run', 'run', '--preset', 'smoke', '--device', 'cpu',
            '--steps', str(saved['done'] + 20), '--set', 'validate_every=40', '--resume', '--allow', 'steps']
    done = subprocess.run(more, cwd=folder, capture_output=True, text=True, env={**os.environ, 'OMP_NUM_THREADS': '1'})
    need(done.returncode == 0, f'it does not go on: {done.stderr[-600:]}')
    again = torch.load(folder/'run'/'checkpoint.pt', weights_only=True, map_location='cpu')
    need(again['done'] == saved['done'] + 20, f'resumed to step {again["done"]}, not {saved["done"] + 20}')
    print(f'     stopped by the button at step {saved["done"]} within {seconds:.1f} s, whole, and resumed', flush=True)
    return 0


CHECKS = dict(lab=check_lab, export=check_export, app=check_app, pages=check_pages, training=check_training)

def main(names, shots):
    failed = 0
    if shots: shots.mkdir(parents=True, exist_ok=True)
    for name in names:
        said,start = [],time.perf_counter()
        with tempfile.TemporaryDirectory() as folder, chromium() as browser:
            try:
                seen = CHECKS[name](browser, Path(folder), shots.resolve() if shots else None, said)
                strange = [s for s in said if not s.startswith('console')]
                need(not strange, 'it asked for or complained about: ' + '; '.join(strange[:5]))
                print(f'ok   {time.perf_counter() - start:.0f}s {name}' + (f': {seen:,} pixels compared, difference 0' if seen else ''), flush=True)
            except Exception as e: # a browser fails in many ways
                failed += 1
                print(f'FAIL {time.perf_counter() - start:.0f}s {name}: {type(e).__name__}: {e}', flush=True)
                if shots and browser.contexts and browser.contexts[-1].pages: browser.contexts[-1].pages[-1].screenshot(path=shots/f'wrong-{name}.png')
    return failed

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--only', action='append', choices=list(CHECKS))
    p.add_argument('--shots', type=Path)
    args = p.parse_args()
    sys.exit(main(args.only or list(CHECKS), args.shots) > 0)
