"""Look at a comparison page in a real browser: `check_page.py page.html [screenshot.png]`; exit 1 with a message.

Opens the page from disk with the network off, works the slider by mouse, keyboard and finger, flips and magnifies, and
compares every pixel of the screen left and right of the line with the pictures decoded from the page. Needs Playwright
and a Chromium (on the PATH, or named by CHROMIUM). With a second argument it also saves views: light and dark, desktop
and phone. Pixels that are not fully opaque are left out of the comparison.
"""
import base64, io, os, shutil, sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
from PIL import Image

FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync', '--force-color-profile=srgb']
GAP = 2 # CSS pixels on each side of the line's middle that belong to the line


class Wrong(Exception): "What the page did wrong"

def need(ok, message):
    if not ok: raise Wrong(message)

class Scenes(HTMLParser):
    "The pictures of each figure: name, pixels at the size of the largest, where they are opaque"
    def __init__(self, text):
        super().__init__(); self.scenes = []
        self.feed(text)
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == 'figure' and 'sr-compare' in (a.get('class') or ''): self.scenes.append([])
        if tag == 'img' and self.scenes:
            data = base64.b64decode(a['src'].removeprefix('data:image/png;base64,'))
            img,k = Image.open(io.BytesIO(data)).convert('RGBA'),int(a['data-scale'])
            self.scenes[-1].append((a['alt'], np.asarray(img).repeat(k, 0).repeat(k, 1)))

class View:
    "One figure on the screen: its parts, and what is where"
    def __init__(self, page, figure, scene, ratio):
        self.page,self.figure,self.scene,self.ratio = page,figure,scene,ratio
        self.frame,self.slider = figure.locator('.frame'),figure.get_by_role('slider')
        self.lists = figure.get_by_role('combobox')
        self.chosen = [0, 1]

    def box(self): return self.frame.bounding_box()
    def zoom(self, name): self.figure.get_by_role('button', name=name, exact=True).click()
    def choose(self, left, right):
        for k,i in enumerate((left, right)): self.lists.nth(k).select_option(index=i)
        self.chosen = [left, right]

    def layout(self):
        "Frame, line and picture in CSS pixels, as the browser reports them"
        return self.figure.evaluate('''f => {
            const [b, l, p] = [f.querySelector('.frame'), f.querySelector('.line'),
                [...f.querySelectorAll('.frame img')].find(i => i.style.display !== 'none')
                ].map(e => e.getBoundingClientRect());
            return {left: b.left, top: b.top, width: b.width, height: b.height, line: (l.left + l.right)/2,
                    x: p.left, y: p.top, w: p.width}}''')

    def pixels(self):
        "The frame as it is on the screen, and the layout in pixels of the screen"
        self.frame.evaluate('e => e.scrollIntoView({block: "center"})')
        self.page.wait_for_timeout(60)
        at = self.layout()
        shot = np.asarray(Image.open(io.BytesIO(self.page.screenshot())).convert('RGB'))
        return shot,{k: v*self.ratio for k,v in at.items()}

    def rail(self):
        "The slider as it is on the screen"
        self.slider.evaluate('e => e.scrollIntoView({block: "center"})')
        return np.asarray(Image.open(io.BytesIO(self.figure.locator('.rail').screenshot())).convert('RGB'))

    def check(self, what, times, flipped=False):
        "Each pixel is a square of `times` x `times` on the screen, of the right colour left and right of the line"
        shot,at = self.pixels()
        sides = self.chosen[::-1] if flipped else self.chosen
        x0,y0 = round(at['x']),round(at['y'])
        height,width = self.scene[0][1].shape[:2]
        need(round(at['w']) == width*times, f'{what}: {width} pixels cover {at["w"]:.1f} of the screen')
        top,bottom = max(round(at['top']), y0),min(round(at['top'] + at['height']), y0 + height*times, shot.shape[0])
        gap,line = GAP*self.ratio,at['line']
        edges = [(max(round(at['left']), x0), int(line - gap)),
                 (int(line + gap) + 1, min(round(at['left'] + at['width']), x0 + width*times))]
        seen = 0
        for (a,b),k in zip(edges, sides):
            if b <= a: continue
            label,img = self.scene[k]
            want = img[np.ix_((np.arange(top, bottom) - y0)//times, (np.arange(a, b) - x0)//times)]
            opaque = want[..., 3] == 255
            off = np.abs(shot[top:bottom, a:b].astype(int) - want[..., :3]).max(-1)*opaque
            first = np.argwhere(off > 0)[0][::-1].tolist() if off.any() else ''
            need(off.max() == 0, f'{what}: {(off > 0).sum()} pixels of {label!r} are wrong by up to {off.max()}, '
                 f'first at (x, y) = {first} of {b - a}x{bottom - top}')
            seen += opaque.sum()
        return int(seen)

    def drag_to(self, part):
        "Take the line with the mouse and pull it to `part` of the frame's width"
        self.frame.evaluate('e => e.scrollIntoView({block: "center"})')
        at = self.layout()
        y,target = at['top'] + at['height']/2,at['left'] + part*at['width']
        self.page.mouse.move(at['line'], y)
        self.page.mouse.down()
        for k in range(1, 6): self.page.mouse.move(at['line'] + (target - at['line'])*k/5, y)
        self.page.mouse.up()
        now = self.layout()
        low,high = max(now['left'], now['x']),min(now['left'] + now['width'], now['x'] + now['w'])
        target = min(max(target, low), high)
        need(abs(now['line'] - target) <= 1.5, f'dragged to {target:.1f}, the line is at {now["line"]:.1f}')

    def line_part(self):
        at = self.layout()
        low,high = max(at['left'], at['x']),min(at['left'] + at['width'], at['x'] + at['w'])
        return (at['line'] - low)/(high - low)


def by_mouse(view, unit):
    "All pairs at 1x, the line pulled to two places"
    n,seen = len(view.scene),0
    view.zoom('1×')
    for left in range(n):
        for right in range(n):
            view.choose(left, right)
            for part in (.3, .72) if (left, right) == (0, 1) else (.45 + .05*((left + right) % 3),):
                view.drag_to(part)
                seen += view.check(f'1x, {view.scene[left][0]!r} and {view.scene[right][0]!r}', unit)
    view.choose(0, 1)
    return seen

def by_keyboard(view, unit):
    "Tab reaches the slider; arrows, Home and End move the line; F flips while it is held"
    press,seen = view.page.keyboard.press,0
    view.zoom('1×')
    view.lists.nth(1).focus()
    press('Tab')
    need(view.slider.evaluate('e => e === document.activeElement'), 'Tab does not lead from the lists to the slider')
    focused = view.rail()
    view.slider.evaluate('e => e.blur()')
    need((view.rail() != focused).any(-1).sum() > 100, 'the focus cannot be seen')
    view.slider.focus()
    width = view.layout()['w']
    for key,part in (('Home', 0), ('ArrowRight', .01), ('PageUp', None), ('End', 1), ('ArrowLeft', .99)):
        press(key)
        off = 0 if part is None else abs(view.line_part() - part)
        need(off <= 1.5/width, f'{key}: the line is at {view.line_part():.4f}, not {part}')
        seen += view.check(key, unit)
    press('Home')
    for _ in range(40): press('ArrowUp')
    seen += view.check('40 arrows', unit)
    said = view.slider.get_attribute('aria-valuetext')
    need(said.startswith('40 %') and view.scene[0][0] in said, f'the slider says {said!r}')
    view.page.keyboard.down('f')
    seen += view.check('F held', unit, flipped=True)
    need(view.lists.nth(0).input_value() == '1', 'while flipped, the lists do not name what is seen')
    view.page.keyboard.up('f')
    return seen + view.check('F released', unit)

def by_button(view, unit):
    "The flip button works as long as it is held; magnified pictures stay in squares and can be moved"
    button,seen = view.figure.get_by_role('button', name='Hold to flip'),0
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    view.page.mouse.move(box['x'] + box['width']/2, box['y'] + box['height']/2)
    view.page.mouse.down()
    need(view.lists.nth(0).input_value() == '1', 'the flip button does not flip')
    view.page.mouse.up()
    need(view.lists.nth(0).input_value() == '0', 'the flip button does not let go')
    for name,times in (('2×', 2), ('4×', 4)):
        view.zoom(name)
        view.drag_to(.4)
        seen += view.check(name, times*unit)
    before = view.layout()
    if before['w'] > before['width'] + 1:
        y = before['top'] + before['height']/2
        view.page.mouse.move(before['left'] + .8*before['width'], y); view.page.mouse.down()
        view.page.mouse.move(before['left'] + .7*before['width'], y, steps=4); view.page.mouse.up()
        rest = before['x'] + before['w'] - before['left'] - before['width'] # of the picture, hidden at the right
        moved,want = before['x'] - view.layout()['x'],min(.1*before['width'], rest)
        need(abs(moved - want) <= 2, f'the picture moved by {moved:.0f}, not {want:.0f}')
        seen += view.check('4x, moved', 4*unit)
        view.slider.focus(); view.page.keyboard.press('Shift+ArrowLeft')
        need(view.layout()['x'] > before['x'] - moved + 1, 'Shift and arrow do not move the picture')
        seen += view.check('4x, moved by keys', 4*unit)
    view.zoom('Fit')
    return seen

def by_finger(view, unit):
    "A finger across moves the line, a finger down scrolls the page"
    view.zoom('1×')
    view.frame.evaluate('e => e.scrollIntoView({block: "center"})')
    if view.layout()['w'] < 100: view.zoom('Fit') # too small for a finger
    at,touch = view.layout(),view.page.context.new_cdp_session(view.page)
    low,high = max(at['left'], at['x']),min(at['left'] + at['width'], at['x'] + at['w'])
    def stroke(x0, y0, x1, y1):
        def send(kind, *points):
            touch.send('Input.dispatchTouchEvent', dict(type=kind, touchPoints=[dict(x=x, y=y) for x,y in points]))
        send('touchStart', (x0, y0))
        for k in range(1, 9):
            send('touchMove', (x0 + (x1 - x0)*k/8, y0 + (y1 - y0)*k/8)); view.page.wait_for_timeout(16)
        send('touchEnd'); view.page.wait_for_timeout(100)
    y = at['top'] + at['height']/2
    stroke(at['line'], y, low + .25*(high - low), y)
    need(abs(view.line_part() - .25) < .05, f'a finger pulled the line to {view.line_part():.2f}, not 0.25')
    seen = view.check('by finger', round(at['w']*view.ratio/view.scene[0][1].shape[1]))
    if at['w'] <= at['width']:
        stroke(low + .8*(high - low), y, low + .8*(high - low), y - 60)
        need(abs(view.line_part() - .25) < .05, 'scrolling with a finger on the picture moves the line')
    return seen


def open_page(browser, path, asked, **options):
    "The page, from disk, with the network off; whatever it asks for is noted"
    context = browser.new_context(**options)
    context.set_offline(True)
    page = context.new_page()
    url = path.resolve().as_uri()
    own = lambda u: u.startswith('data:') or u.split('#')[0] == url
    page.on('request', lambda r: None if own(r.url) else asked.append(r.url[:200]))
    page.on('websocket', lambda w: asked.append(w.url))
    page.on('pageerror', lambda e: asked.append(f'error: {e}'))
    page.on('console', lambda m: asked.append(f'console: {m.text}') if m.type in ('error', 'warning') else None)
    page.goto(url, wait_until='load')
    page.wait_for_timeout(200)
    need(page.locator('figure.sr-compare[data-ready]').count(), 'the viewer did not start: ' + '; '.join(asked[:3]))
    return page

def on_screen(page, scenes, ratio, unit, tests):
    "Work every figure of the page with each of `tests`; the number of pixels compared"
    figures,seen = page.locator('figure.sr-compare'),0
    value = lambda k: figures.nth(k).get_by_role('slider').input_value()
    got = page.evaluate('devicePixelRatio')
    need(got == ratio, f'asked for a screen with ratio {ratio}, got {got}')
    need(figures.count() == len(scenes), f'{figures.count()} figures on the screen, {len(scenes)} in the file')
    need(page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'the page is wider than its window')
    for k,scene in enumerate(scenes):
        others = [value(j) for j in range(len(scenes)) if j != k]
        view = View(page, figures.nth(k), scene, ratio)
        view.choose(0, 1)
        for test in tests: seen += test(view, unit)
        need(others == [value(j) for j in range(len(scenes)) if j != k], 'moving one slider moves another')
    return seen

def save_views(browser, path, screenshot, asked, desktop, phone):
    "Pictures of the page: light and dark, desktop and phone"
    for theme,mark in (('light', ''), ('dark', '-dark')):
        for options,name in ((desktop, ''), (phone, '-phone')):
            page = open_page(browser, path, asked, color_scheme=theme, **options)
            page.screenshot(path=screenshot.with_stem(screenshot.stem + name + mark))
            page.context.close()

def check(path, screenshot=None):
    "Everything above on every scene, on screens of several kinds; the number of pixels compared"
    from playwright.sync_api import Error, sync_playwright
    text = path.read_text(encoding='utf-8')
    scenes,asked,seen = Scenes(text).scenes,[],0
    need(scenes and all(len(s) > 1 for s in scenes), 'no figure with two pictures in this page')
    need('Super-resolution invents detail' in text, 'the page does not say that detail is invented')
    names = [os.environ['CHROMIUM']] if 'CHROMIUM' in os.environ else ['chromium', 'google-chrome']
    chromium = next(filter(None, map(shutil.which, names)), None)
    need(chromium, 'no Chromium found: install one or set CHROMIUM to its path')
    desktop = dict(viewport=dict(width=1200, height=900))
    phone = dict(viewport=dict(width=390, height=800), device_scale_factor=3, is_mobile=True, has_touch=True)
    kinds = [(1, 1, '1200,900', (by_mouse, by_keyboard, by_button)), (1.25, 1, '1201,901', (by_keyboard,)),
             (1.5, 2, '1201,901', (by_keyboard,)), (2, 2, '1201,901', (by_keyboard, by_button)),
             (3, 3, '500,900', (by_finger,))] # ratio, screen pixels of 1x, window, tests
    with sync_playwright() as p:
        def launch(*flags): return p.chromium.launch(executable_path=chromium, args=[*FLAGS, *flags])
        for ratio,unit,window,tests in kinds:
            # Playwright's device_scale_factor rounds to CSS pixels before it magnifies; real screens do not
            browser = launch(f'--force-device-scale-factor={ratio}', f'--window-size={window}')
            page = open_page(browser, path, asked, no_viewport=True, has_touch=by_finger in tests)
            try: seen += on_screen(page, scenes, ratio, unit, tests)
            except (Wrong, Error) as e: raise Wrong(f'on a screen with ratio {ratio}: {e}') from e
            finally: browser.close()
        if screenshot: save_views(browser := launch(), path, screenshot, asked, desktop, phone); browser.close()
    need(not asked, 'the page asked for or complained about: ' + '; '.join(asked[:5]))
    return f'{path.name}: {len(scenes)} scene(s), {seen:,} pixels on the screen are right, no request left the page'

if __name__ == '__main__':
    if len(sys.argv) not in (2, 3): sys.exit(__doc__)
    try: print(check(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else None))
    except (Wrong, OSError, ImportError) as e: sys.exit(f'{sys.argv[1]}: {e}')
