"""The two screenshots of the front page, made again: `screenshots.py viewer|playground`, into nbs/images/. Needs the extra `browser`, a Chromium,
and for what is read the extra `ocr`."""
import io, sys, tempfile
from pathlib import Path

from PIL import Image
from browser import chromium, open_file
from check_live import app
from srrescycgan_nb.viewer import compare
from srrescycgan_nb.resizing import bicubic_upsample
from srrescycgan_nb.core import new_generator
from srrescycgan_nb.degrade import level
from srrescycgan_nb.ocr import load_ocr_engine, read_plates
from srrescycgan_nb.metrics import psnr, ssim
from srrescycgan_nb.weights import load_generator
from srrescycgan_nb.plates import draw_plate
from srrescycgan_nb.upscaling import super_resolve

IMAGES = Path(__file__).parents[2]/'nbs'/'images'

def keep(shot: bytes, name: str):
    "In 128 colours: a picture for the front page, not for measuring"
    out = IMAGES/name
    Image.open(io.BytesIO(shot)).convert('RGB').quantize(128, dither=Image.Dither.NONE).save(out, optimize=True)
    print(f'{out.relative_to(IMAGES.parents[1])}: {out.stat().st_size/1024:.0f} KB')

def plate_scene(seed: int = 3, at: str = 'hard'):
    "A drawn plate, degraded, upscaled twice, measured and read"
    plate = draw_plate(seed, 384, 192)
    hr = level(at).original(plate.img_u8)
    lr = level(at)(hr, new_generator(seed))
    pictures = {'LR': lr, 'bicubic': bicubic_upsample(lr).clamp(0, 1), 'fast-plates': super_resolve(load_generator('fast-plates', 'cpu'), lr).clamp(0, 1), 'original': hr}
    numbers = {k: {'PSNR, dB': psnr(x, hr).item(), 'SSIM': ssim(x, hr).item()} for k,x in pictures.items() if k in ('bicubic', 'fast-plates')}
    readings = read_plates(list(pictures.values()), load_ocr_engine('rapidocr-320'))
    texts = {k: r.blind or 'nothing' for k,r in zip(pictures, readings)}
    return compare(*pictures.values(), labels=list(pictures), numbers=numbers, texts=texts, reference='original', start=('bicubic', 'fast-plates'))

def viewer():
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        page = open_file(browser, plate_scene().save(Path(folder)/'plate.html', 'Before and after'), [], viewport=dict(width=1000, height=1000))
        page.wait_for_selector('figure[data-ready=yes]')
        page.get_by_role('button', name='Loupe', exact=True).click()
        box = page.locator('.pane').bounding_box()
        page.mouse.move(box['x'] + .3*box['width'], box['y'] + .55*box['height']); page.wait_for_timeout(1500)
        keep(page.locator('figure.sr-compare').screenshot(), 'viewer.png')

def playground():
    with tempfile.TemporaryDirectory() as folder, app(Path(folder), 20) as url, chromium() as browser:
        page = browser.new_page(viewport=dict(width=1180, height=690))
        page.goto(url, wait_until='domcontentloaded', timeout=120_000)
        page.get_by_role('tab', name='Playground').click(timeout=60_000)
        page.locator('.sr-grid img:visible').first.wait_for(timeout=60_000)
        for name,presses in (('Turned', 5), ('Noise', 4)):
            row = page.locator('.widget-inline-hbox:visible', has=page.locator(f'label:has-text("{name}")')).first
            row.locator('.noUi-handle').focus()
            for _ in range(presses): page.keyboard.press('ArrowRight'); page.wait_for_timeout(300)
        page.wait_for_timeout(6000)
        keep(page.screenshot(), 'playground.png')

if __name__ == '__main__':
    for name in sys.argv[1:] or ('viewer', 'playground'): dict(viewer=viewer, playground=playground)[name]()
