"""The figures that are reported, made again: `python .github/scripts/figures.py quality|speed|big|picture [--data FOLDER]`.

quality   paper-y PSNR of bicubic, any weights given, and the shipped ones on Set5, Set14, BSD100 and the plates held back
speed     fast against the article's network, whole picture, LR 128x192, CPU, one run side by side
big       4000x3000 upscaled by tiles on the CPU: seconds, peak memory, and the difference from an untiled crop
picture   nbs/images/before_after.png, the picture on the front page"""
import argparse, platform, resource, statistics, subprocess, sys, tempfile, time
from pathlib import Path

import numpy as np
import torch

from srrescycgan_nb import __version__
from srrescycgan_nb.core import find_pictures, format_table, read_picture, sample_pictures, show_images, synthetic_picture, to_integers, write_beside
from srrescycgan_nb.data import hold_back, load_pairs
from srrescycgan_nb.metrics import bootstrap, psnr
from srrescycgan_nb.models import ArticleSR, load_generator
from srrescycgan_nb.upscale import super_resolve, upscale, upscale_files

def where(): return f'srrescycgan_nb {__version__}, torch {torch.__version__}, {torch.get_num_threads()} threads, {platform.machine()}'

def test_sets(data: Path) -> dict: # name -> HR files
    plates = hold_back([p for p,_ in find_pictures(data/'plates_us'/'images')], '25%')[1]
    return {n: [p for p,_ in find_pictures(data/n/'HR')] for n in ('Set5', 'Set14', 'BSD100')} | {'plates held back': plates}

@torch.no_grad()
def quality(models: dict, data: Path, degradation='clean', sets=None) -> list[dict]: # a row for each set and model
    rows = []
    for name,files in test_sets(data).items():
        if sets and name not in sets: continue
        pairs = load_pairs(files, degradation)
        scores = {}
        for label,net in models.items():
            scores[label] = [psnr(bridge(net, lr, hr), hr).item() for _,lr,hr in pairs]
            mean,low,high = bootstrap(scores[label])
            gain = bootstrap([a - b for a,b in zip(scores[label], scores['bicubic'])])
            rows.append(dict(set=name, n=len(scores[label]), model=label, dB=mean, interval=f'{low:.2f} .. {high:.2f}', gain=gain[0], gain_interval=f'{gain[1]:.2f} .. {gain[2]:.2f}'))
    return rows

def bridge(net, lr, hr):
    "SR of a grey picture is one channel on its own scale"
    sr = super_resolve(net, lr).clamp(0, 1)
    return sr.mean(1, keepdim=True) if hr.shape[1] == 1 else sr

def speed(height=128, width=192, runs=7):
    "Seconds of one whole picture, alternating between the networks"
    nets = dict(article=ArticleSR().eval(), fast=load_generator('fast', 'cpu'))
    lr,times = synthetic_picture(height, width),{k: [] for k in nets}
    with torch.no_grad():
        for k,net in nets.items(): net(lr)
        for _ in range(runs):
            for k,net in nets.items():
                start = time.perf_counter(); net(lr); times[k].append(time.perf_counter() - start)
    best = {k: statistics.median(v) for k,v in times.items()}
    return [dict(network=k, LR=f'{width}x{height}', runs=runs, median_ms=1000*v, fastest_ms=1000*min(times[k]), times_article=best['article']/v) for k,v in best.items()]

def big(height=3000, width=4000):
    "Upscale a large picture in this process and compare a crop with the untiled result"
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        # drawn in a process of its own, so that the peak is that of the upscaling
        draw = f'from srrescycgan_nb import core; core.write_picture({str(work/"in"/"big.png")!r}, core.synthetic_picture({height}, {width}, seed=1))'
        subprocess.run([sys.executable, '-c', draw], check=True)
        net,start = load_generator('fast', 'cpu'),time.time()
        report = upscale_files(work/'in', work/'out', net, progress=False)
        seconds,gib = time.time() - start,resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/2**20
        out = read_picture(report.written[0], 10**9).pixels
        assert out.shape == (4*height, 4*width, 3)
        y,x,n,m = height//2 - 200,width//2 - 200,160,40 # the crop crosses tile borders
        lr = read_picture(work/'in'/'big.png').rgb()[..., y - m:y + n + m, x - m:x + n + m]
        with torch.no_grad(): direct = to_integers(net(lr)[..., 4*m:-4*m, 4*m:-4*m])
        off = np.abs(direct.astype(int) - out[4*y:4*(y + n), 4*x:4*(x + n)])
        return [dict(LR=f'{width}x{height}', seconds=seconds, peak_GiB=gib, largest_difference_of_255=int(off.max()), values_that_differ=f'{(off > 0).mean():.1e}')]

def picture(path='nbs/images/before_after.png', corner=(14, 12), size=(30, 44)):
    "A part of the cat: LR, bicubic, ours, original"
    photo,(y, x),(h, w) = sample_pictures()['chelsea'],corner,size
    cut = lambda t,s: t[..., s*y:s*(y + h), s*x:s*(x + w)]
    lr,hr = read_picture(photo['lr']).rgb(),read_picture(photo['hr']).rgb()
    srs = {n: upscale(lr, n) for n in ('bicubic', 'fast')}
    titles = [f'LR ({lr.shape[-1]}x{lr.shape[-2]})'] + [f'{n}, {psnr(sr, hr).item():.2f} dB' for n,sr in srs.items()] + ['original']
    figure = show_images([cut(lr, 1)] + [cut(sr, 4) for sr in srs.values()] + [cut(hr, 4)], titles, width=2.6, dpi=110)
    with write_beside(path) as tmp: figure.savefig(tmp, format='png', bbox_inches='tight', pad_inches=0.05)
    return [dict(picture=path, bytes=Path(path).stat().st_size)]

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('what', choices=('quality', 'speed', 'big', 'picture')); p.add_argument('--data', type=Path, default=Path('../shared/data'))
    p.add_argument('--weights', nargs='*', default=[], metavar='FILE', help='other weights to put beside')
    p.add_argument('--degradation', default='clean'); p.add_argument('--sets', nargs='*', help='only these sets')
    args = p.parse_args()
    if args.what == 'quality':
        models = {n: load_generator(n, 'cpu') for n in ('bicubic', *args.weights, 'fast')}
        rows = quality({Path(k).stem: v for k,v in models.items()}, args.data, args.degradation, args.sets)
    else: rows = dict(speed=speed, big=big, picture=picture)[args.what]()
    print(format_table(rows)); print(where())

if __name__ == '__main__': main()
