"""The figures that are reported, made again: `python .github/scripts/figures.py quality|trained|plates|speed|big|picture [--data FOLDER]`.

quality   paper-y PSNR (with --lpips also LPIPS) of bicubic, any weights given, and `fast` on Set5, Set14, BSD100 and the plates held out
trained   PSNR and LPIPS of the same SR pictures on BSD100 with sigma8, jpeg30 and clean: bicubic, the published SRResCGAN, ours
plates    the plates held out: `fast` on clean ones, `fast-noisy` at `hard`, gain over bicubic
speed     fast against the article's network, whole picture, LR 128x192, CPU, one run side by side
big       4000x3000 upscaled by tiles on the CPU: seconds, peak memory, and the difference from an untiled crop
picture   nbs/images/before_after.png, the picture on the front page"""
import argparse, platform, resource, statistics, subprocess, sys, tempfile, time
from pathlib import Path

import numpy as np
import torch
from tqdm.auto import tqdm

from srrescycgan_nb import __version__
from srrescycgan_nb.core import bootstrap, format_table, sample_pictures, write_beside
from srrescycgan_nb.images import find_pictures, read_picture, show_images, synthetic_picture, to_integers
from srrescycgan_nb.patches import hold_out, load_pairs
from srrescycgan_nb.metrics import Lpips, psnr
from srrescycgan_nb.generators import ArticleSR
from srrescycgan_nb.weights import load_generator, shipped_weights
from srrescycgan_nb.upscaling import super_resolve, upscale, upscale_files

def where(): return f'srrescycgan_nb {__version__}, torch {torch.__version__}, {torch.get_num_threads()} threads, {platform.machine()}'

def test_sets(data: Path) -> dict: # name -> HR files
    plates = hold_out([p for p,_ in find_pictures(data/'plates_us'/'images')], '25%')[1]
    return {n: [p for p,_ in find_pictures(data/n/'HR')] for n in ('Set5', 'Set14', 'BSD100')} | {'plates held out': plates}

def networks(*names) -> dict: # label -> generator
    "Generators from shipped names, files, or LABEL=FILE; of two with one label the later one counts"
    split = [(n.partition('=')[::2] if '=' in n else (Path(n).stem, n)) for n in names]
    return {label: load_generator(file, 'cpu') for label,file in dict(split).items()}

@torch.no_grad()
def quality(models: dict, data: Path, degradation='clean', sets=None, lpips=None, n=None) -> list[dict]: # a row for each set and model
    rows = []
    for name,files in test_sets(data).items():
        if sets and name not in sets: continue
        pairs,scores = load_pairs(files[:n], degradation),{}
        for label,net in models.items():
            srs = ((bridge(net, lr, hr), hr) for _,lr,hr in tqdm(pairs, f'{name} {degradation} {label}', leave=False))
            scores[label] = np.array([(psnr(sr, hr).item(), lpips(sr, hr).item() if lpips else np.nan) for sr,hr in srs]).T
            mean,low,high = bootstrap(scores[label][0])
            gain = bootstrap(scores[label][0] - scores['bicubic'][0])
            row = dict(set=name, n=len(pairs), model=label, dB=mean, interval=f'{low:.2f} .. {high:.2f}', gain=gain[0], gain_interval=f'{gain[1]:.2f} .. {gain[2]:.2f}')
            distance = {k: v[1].mean() for k,v in scores.items()}
            if lpips: row |= {f'LPIPS-{lpips.net}': f'{distance[label]:.4f}', 'of_bicubic': f'{100*distance[label]/distance["bicubic"]:.1f} %'}
            rows.append(row)
    return rows

ours = ('fast', 'fast-noisy', 'fast-cycle')
foreign = 'SRResCGAN published'

def trained(weights: list, article: str, degradation='all', **how) -> list[dict]:
    "What the trainings gave, beside bicubic and the published network, on the same inputs"
    asked = ['bicubic'] + [f'{foreign}={article}']*bool(article) + [n for n in ours if n in shipped_weights()] + weights
    models = networks(*asked)
    how['sets'] = how['sets'] or ['BSD100']
    return [dict(degradation=d) | row for d in ('sigma8', 'jpeg30', 'clean') if degradation in ('all', d) for row in quality(models, degradation=d, **how)]

def plates(weights: list, **how) -> list[dict]:
    "Plates that no training saw"
    rows = []
    for degradation,name in dict(clean='fast', hard='fast-noisy').items():
        models = networks('bicubic', *[name]*(name in shipped_weights()), *weights)
        rows += [dict(degradation=degradation) | row for row in quality(models, degradation=degradation, **how | dict(sets=['plates held out']))]
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
        draw = f'from srrescycgan_nb import images; images.write_picture({str(work/"in"/"big.png")!r}, images.synthetic_picture({height}, {width}, seed=1))'
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
    srs = {n: upscale(lr, n) for n in ('bicubic', 'fast', 'fast-cycle')}
    titles = [f'LR ({lr.shape[-1]}x{lr.shape[-2]})'] + [f'{n}, {psnr(sr, hr).item():.2f} dB' for n,sr in srs.items()] + ['original']
    figure = show_images([cut(lr, 1)] + [cut(sr, 4) for sr in srs.values()] + [cut(hr, 4)], titles, columns=len(titles), width=2.1, dpi=110)
    with write_beside(path) as tmp: figure.savefig(tmp, format='png', bbox_inches='tight', pad_inches=0.05)
    return [dict(picture=path, bytes=Path(path).stat().st_size)]

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('what', choices=('quality', 'trained', 'plates', 'speed', 'big', 'picture')); p.add_argument('--data', type=Path, default=Path('../shared/data'))
    p.add_argument('--weights', nargs='*', default=[], metavar='NAME|FILE|LABEL=FILE', help='other weights to put beside, or in the place of that label')
    p.add_argument('--degradation', help='of quality (default: clean); of trained, only this one'); p.add_argument('--sets', nargs='*', help='only these sets')
    p.add_argument('--n', type=int, help='only the first N pictures of each set')
    p.add_argument('--lpips', choices=('alex', 'squeeze', 'vgg'), help='also this distance (trained: alex, unless another is named)')
    p.add_argument('--backbones', type=Path, default=Path('../shared/weights/backbones'), help='where the network of --lpips lies')
    p.add_argument('--article', default='../shared/weights/article/srrescgan_model.pth', help="of trained: the published weights, some 5 s a picture; '' leaves them out")
    args = p.parse_args()
    net = args.lpips or ('alex' if args.what == 'trained' else None)
    how = dict(data=args.data, sets=args.sets, n=args.n, lpips=net and Lpips(net, args.backbones))
    if args.what == 'quality': rows = quality(networks('bicubic', 'fast', *args.weights), degradation=args.degradation or 'clean', **how)
    elif args.what == 'trained': rows = trained(args.weights, args.article, args.degradation or 'all', **how)
    elif args.what == 'plates': rows = plates(args.weights, **how)
    else: rows = dict(speed=speed, big=big, picture=picture)[args.what]()
    print(format_table(rows))
    if any(r.get('model') == foreign for r in rows): print(f'{foreign}: {Path(args.article).name}, trained for other degradations than these')
    print(where())

if __name__ == '__main__': main()
