"""Read damaged pictures: `python .github/scripts/fuzz_pictures.py [N] [SEED] [FORMAT ...]`: N (2000) of each of six formats.

Each goes through `read_picture` and `upscale` (bicubic) in a process that may die or hang without harm. Exit 1 if one ended in
anything but a picture or an error of ours. A case is made again from its format, seed and number.
"""
import io,random,struct,sys,tempfile,time,warnings,zlib
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
import numpy as np
from PIL import Image, features
formats = ('PNG', 'JPEG', 'TIFF', 'WEBP', 'GIF', 'AVIF')
def sources(fmt):
    "Small whole pictures of a format, of several kinds, as bytes"
    rng = np.random.default_rng(0)
    rgba = np.cumsum(rng.integers(-9, 10, (24, 16, 4)), 0).astype(np.uint8)
    im,out = Image.fromarray(rgba),[]
    exif = Image.Exif(); exif[271],exif[274],exif[282],exif[283] = 'maker', 6, 72., 72.; exif[0x8769] = {36867: '2020:01:02 03:04:05'}
    modes = dict(PNG='RGB RGBA L LA P 1', JPEG='RGB L CMYK YCbCr', TIFF='RGB RGBA L LA P 1 CMYK LAB', WEBP='RGB RGBA', GIF='P L', AVIF='RGB RGBA')
    for mode in modes[fmt].split():
        a = im.convert('RGB').convert(mode) if mode != 'LAB' else Image.frombytes('LAB', im.size, rgba[..., :3].tobytes())
        for options in [{}, dict(exif=exif.tobytes())] if fmt != 'GIF' else [{}, dict(save_all=True, append_images=[a.rotate(180)], duration=40)]:
            more = [dict(compression=c) for c in (None, 'tiff_lzw', 'tiff_adobe_deflate')] if fmt == 'TIFF' and not options else [{}]
            for m in more: a.save(f := io.BytesIO(), fmt, **options, **m); out.append(f.getvalue())
    if fmt in ('PNG', 'TIFF'): # 16 bits, with colour by our own writers
        from srrescycgan_nb.images import write_picture
        with tempfile.TemporaryDirectory() as d:
            for c in (1, 3, 4): out.append(write_picture(Path(d)/f'x.{fmt[:3].lower()}', rgba[..., :c].astype(np.uint16)*257).read_bytes())
    if fmt in ('PNG', 'WEBP'): im.save(f := io.BytesIO(), fmt, save_all=True, append_images=[im.rotate(180)]); out.append(f.getvalue())
    return out
def mend(data):
    "A PNG with right checksums, so that what was changed reaches the decoder"
    out,at = bytearray(data[:8]),8
    while at + 12 <= len(data):
        n = struct.unpack('>I', data[at:at + 4])[0]
        if at + 12 + n > len(data): break
        body = data[at + 4:at + 8 + n]
        out += data[at:at + 4] + body + struct.pack('>I', zlib.crc32(body)); at += 12 + n
    return bytes(out) + data[at:]
def mutate(data, rng):
    "A few bytes changed, cut out, doubled, overwritten with extreme numbers, or the end missing"
    d = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        if not d: break
        at,n,kind = rng.randrange(len(d)), rng.choice((1, 2, 4, 16)), rng.randrange(7)
        if rng.random() < .4: at = rng.randrange(min(len(d), 120)) # headers
        if kind == 0: d[at] ^= 1 << rng.randrange(8)
        elif kind == 1: d[at] = rng.randrange(256)
        elif kind == 2: d[at:at + n] = rng.choice((b'\0', b'\xff', b'\x7f', b'\x80'))*n
        elif kind == 3: del d[at:at + n]
        elif kind == 4: d[at:at] = d[at:at + 4*n]
        elif kind == 5: d[at:at + 4] = struct.pack(rng.choice('<>') + 'I', rng.choice((0, 1, 2**16, 2**24, 2**31 - 1, 2**32 - 1)))
        else: del d[max(at, len(d)//8):]
    return mend(bytes(d)) if data[:4] == b'\x89PNG' and rng.random() < .7 else bytes(d)
def case(fmt, seed, k, whole): # the bytes of case k
    rng = random.Random(f'{fmt} {seed} {k}')
    return mutate(whole[k % len(whole)], rng)
def work(fmt, seed, start, stop, pipe, folder):
    "Send (k, what became of it) for each case; a line before it tells the parent which one is running"
    import torch
    from srrescycgan_nb.core import PictureError
    from srrescycgan_nb.images import read_picture
    from srrescycgan_nb.weights import load_generator
    from srrescycgan_nb.upscaling import upscale
    warnings.simplefilter('ignore'); torch.set_num_threads(1)
    net,whole,path = load_generator('bicubic'),sources(fmt),Path(folder)/f'x.{fmt.lower()}'
    pipe.send((None, 'ready'))
    for k in range(start, stop):
        pipe.send((k, 'begins'))
        path.write_bytes(case(fmt, seed, k, whole))
        ends = []
        for call in (lambda: read_picture(path, 10**6), lambda: upscale(path, net, max_pixels=10**6)):
            try: call(); ends.append('read')
            except PictureError: ends.append('refused')
            except BaseException as e: ends.append(f'{type(e).__name__}: {e}'[:200])
        pipe.send((k, ends[0] if ends[0] == ends[1] else f'read_picture: {ends[0]}; upscale: {ends[1]}'))
def run(fmt, n, seed, limit=20):
    "Counts of what became of `n` cases; crashes and hangs are found from outside"
    counts,bad,start,context = Counter(),[],0,get_context('spawn')
    with tempfile.TemporaryDirectory() as folder:
        while start < n:
            mine,theirs = context.Pipe()
            p = context.Process(target=work, args=(fmt, seed, start, n, theirs, folder)); p.start(); theirs.close()
            at,wait,said = start,300,None
            while start < n:
                try:
                    if not mine.poll(wait): said = f'hangs for more than {wait} s'
                    else: k,said = mine.recv()
                except EOFError:
                    p.join()
                    if wait > limit: raise SystemExit(f'{fmt}: no pictures to start from')
                    said = f'the process ends with {p.exitcode}'
                if said == 'ready': wait = limit; continue
                if said == 'begins': at = k; continue
                if said in ('read', 'refused'): counts[said] += 1
                else: counts['bad'] += 1; bad.append((fmt, seed, at, said))
                start = at + 1
                if said.startswith(('hangs', 'the process')): break
            if p.is_alive(): p.kill()
            p.join()
    return counts,bad
if __name__ == '__main__':
    n,seed = int((sys.argv + [2000])[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    failed = []
    for fmt in sys.argv[3:] or formats:
        if fmt in ('AVIF', 'WEBP') and not features.check(fmt.lower()): print(f'{fmt}: this Pillow has none'); continue
        start = time.perf_counter(); counts,bad = run(fmt, n, seed); failed += bad
        print(f'{fmt}: {n} files, seed {seed}: {counts["read"]} read, {counts["refused"]} refused, {counts["bad"]} neither, '
              f'{time.perf_counter() - start:.0f} s', flush=True)
        for b in bad[:10]: print('  ', *b, flush=True)
    sys.exit(bool(failed))
