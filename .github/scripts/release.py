"""What a release is made of, and the figures that are reported: `python .github/scripts/release.py COMMAND [OPTIONS]`.

quality     paper-y PSNR (with --lpips also LPIPS) of bicubic, `fast` and any --weights on Set5, Set14, BSD100 and the plates held out
speed       `fast` against the article's network, whole picture, LR 192x128, CPU, in turn in one run
before      `fast` and any --weights against `fast` in a checkout of an earlier version (--before), each in its own process, in turn
big         4000x3000 upscaled by tiles on the CPU: seconds, peak memory, and the difference from an untiled crop
picture     nbs/images/before_after.png, the picture on the front page
pictures    the photographs that ship: crops of public-domain and CC0 photographs from scikit-image, HR as JPEG, LR made from the stored HR
weights     put the weights of a run into the package, with their figures in the card
rectifier   the same for a corner network: errors in LR pixels of plates 96 pixels wide, yaw up to 60 degrees, clean and hard"""
import argparse, json, os, platform, resource, statistics, subprocess, sys, tempfile, time
from pathlib import Path

import numpy as np
import torch
from tqdm.auto import tqdm

from srrescycgan_nb import __version__
from srrescycgan_nb.core import bootstrap, format_table, new_generator, package_file, sample_pictures, write_beside, write_bytes
from srrescycgan_nb.degrade import preset
from srrescycgan_nb.generators import ArticleSR, interpolate_weights
from srrescycgan_nb.folders import find_pictures
from srrescycgan_nb.images import read_picture, show_images, synthetic_picture, to_float, to_integers, write_picture
from srrescycgan_nb.metrics import Lpips, psnr
from srrescycgan_nb.patches import hold_out, load_pairs
from srrescycgan_nb.plates import draw_plates
from srrescycgan_nb.rectifier import load_rectifier
from srrescycgan_nb.scenes import _corner_row, measure_corners, photo_pool
from srrescycgan_nb.upscaling import super_resolve, upscale, upscale_files
from srrescycgan_nb.weights import load_generator, save_weights

SCRIPT = 'python .github/scripts/release.py'
SETS = {'clean': ('Set5', 'Set14', 'BSD100', 'plates held out'), 'hard': ('BSD100', 'plates held out')} # of a card; others: BSD100
PHOTOS = { # name: (rows, columns, origin and licence)
    'astronaut': ((0, 400), (40, 440), 'Eileen Collins, NASA Great Images; public domain'),
    'chelsea': ((0, 300), (50, 450), 'Chelsea the cat, Stefan van der Walt; CC0'),
    'coffee': ((0, 400), (100, 500), 'Coffee cup, Rachel Michetti; CC0'),
    'rocket': ((27, 427), (160, 480), 'Falcon 9 with DSCOVR, SpaceX; released into the public domain'),
}

def where(): return f'srrescycgan_nb {__version__}, torch {torch.__version__}, {torch.get_num_threads()} threads, {platform.machine()}'

def plates_held_out(data: Path) -> list: return hold_out([p for p,_ in find_pictures(data/'plates_us'/'images')], '25%')[1]

def test_sets(data: Path, names) -> dict: # name -> HR files
    return {n: plates_held_out(data) if n == 'plates held out' else [p for p,_ in find_pictures(data/n/'HR')] for n in names}

def networks(*names) -> dict: # label -> generator
    "Generators from shipped names, files, or LABEL=FILE; of two with one label the later one counts"
    split = [(n.partition('=')[::2] if '=' in n else (Path(n).stem, n)) for n in names]
    return {label: load_generator(file, 'cpu') for label,file in dict(split).items()}

def as_hr(sr, hr):
    "SR of a grey picture is one channel"
    sr = sr.clamp(0, 1)
    return sr.mean(1, keepdim=True) if hr.shape[1] == 1 else sr

@torch.no_grad()
def quality(models: dict, data: Path, degradation='clean', sets=SETS['clean'], lpips=None, n=None) -> list[dict]: # a row for each set and model
    rows = []
    for name,files in test_sets(data, sets).items():
        pairs,scores = load_pairs(files[:n], degradation),{}
        for label,net in models.items():
            srs = ((as_hr(super_resolve(net, lr), hr), hr) for _,lr,hr in tqdm(pairs, f'{name} {degradation} {label}', leave=False))
            scores[label] = np.array([(psnr(sr, hr).item(), lpips(sr, hr).item() if lpips else np.nan) for sr,hr in srs]).T
            mean,low,high = bootstrap(scores[label][0])
            gain = bootstrap(scores[label][0] - scores['bicubic'][0])
            row = dict(set=name, n=len(pairs), model=label, dB=mean, interval=f'{low:.2f} .. {high:.2f}', gain=gain[0], gain_interval=f'{gain[1]:.2f} .. {gain[2]:.2f}')
            distance = {k: v[1].mean() for k,v in scores.items()}
            if lpips: row |= {f'LPIPS-{lpips.net}': f'{distance[label]:.4f}', 'of_bicubic': f'{100*distance[label]/distance["bicubic"]:.1f} %'}
            rows.append(row)
    return rows

def speed(height=128, width=192, runs=7) -> list[dict]:
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

WORKER = """import sys, time, numpy as np, torch
torch.set_num_threads(1)
try: from srrescycgan_nb.upscaling import super_resolve; from srrescycgan_nb.weights import load_generator
except ImportError: from srrescycgan_nb.upscale import super_resolve; from srrescycgan_nb.models import load_generator # 0.0.1
net,lr = load_generator(sys.argv[1], 'cpu'),torch.from_numpy(np.load(sys.argv[2]))
np.save(sys.argv[3], super_resolve(net, lr).numpy()); print(flush=True)
for _ in sys.stdin:
    start = time.process_time(); super_resolve(net, lr); print(time.process_time() - start, flush=True)"""

def before(checkout: Path, names, sizes=((128, 192), (512, 512)), runs=5) -> list[dict]:
    "Processor time of one picture in an earlier version and in this one, one thread; the pictures of `fast` are compared"
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as work:
            np.save(lr := f'{work}/lr.npy', synthetic_picture(*size).numpy())
            jobs = {('fast', checkout.name): checkout, **{(n, 'this version'): Path.cwd() for n in ('fast', *names)}}
            workers = {k: subprocess.Popen([sys.executable, '-c', WORKER, k[0], lr, f'{work}/{n}.npy'], text=True, stdin=subprocess.PIPE,
                                           stdout=subprocess.PIPE, env={**os.environ, 'PYTHONPATH': str(Path(at).resolve())}, cwd=work)
                       for n,(k, at) in enumerate(jobs.items())}
            for w in workers.values(): w.stdout.readline() # has made its picture
            times = {k: [] for k in workers}
            for _ in range(runs):
                for k,w in workers.items():
                    w.stdin.write('\n'); w.stdin.flush(); times[k].append(float(w.stdout.readline()))
            for w in workers.values(): w.communicate()
            srs = [np.load(f'{work}/{n}.npy') for n in range(len(jobs))]
        first = statistics.median(next(iter(times.values())))
        rows += [dict(network=k[0], version=k[1], LR=f'{size[1]}x{size[0]}', runs=runs, median_ms=1000*statistics.median(v), times_as_fast=first/statistics.median(v),
                      largest_difference=float(np.abs(sr - srs[0]).max()) if k[0] == 'fast' else '') for (k, v),sr in zip(times.items(), srs)]
    return rows

def big(height=3000, width=4000) -> list[dict]:
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

def picture(path='nbs/images/before_after.png', corner=(14, 12), size=(30, 44)) -> list[dict]:
    "A part of the cat: LR, bicubic, ours, original"
    photo,(y, x),(h, w) = sample_pictures()['chelsea'],corner,size
    cut = lambda t,s: t[..., s*y:s*(y + h), s*x:s*(x + w)]
    lr,hr = read_picture(photo['lr']).rgb(),read_picture(photo['hr']).rgb()
    srs = {n: upscale(lr, n) for n in ('bicubic', 'fast', 'fast-cycle')}
    titles = [f'LR ({lr.shape[-1]}x{lr.shape[-2]})'] + [f'{n}, {psnr(sr, hr).item():.2f} dB' for n,sr in srs.items()] + ['original']
    figure = show_images([cut(lr, 1)] + [cut(sr, 4) for sr in srs.values()] + [cut(hr, 4)], titles, columns=len(titles), width=2.1, dpi=110)
    with write_beside(path) as tmp: figure.savefig(tmp, format='png', bbox_inches='tight', pad_inches=0.05)
    return [dict(picture=path, bytes=Path(path).stat().st_size)]

def pictures(chain='clean', seed=0) -> list[dict]:
    "The photographs that ship"
    import skimage.data
    facts,folder = {},package_file('pictures')
    for name,((y0, y1),(x0, x1),origin) in PHOTOS.items():
        hr = write_picture(folder/f'{name}_hr.jpg', to_float(getattr(skimage.data, name)()[y0:y1, x0:x1]), quality=93)
        write_picture(folder/f'{name}_lr.png', preset(chain)(read_picture(hr).rgb(), new_generator(seed, name)))
        facts[name] = dict(origin=origin, source=f'skimage.data.{name}(), rows {y0}:{y1}, columns {x0}:{x1}', degradation=repr(preset(chain)), seed=seed)
    write_bytes(folder/'pictures.json', json.dumps(facts, indent=1) + '\n')
    return [dict(picture=f.name, bytes=f.stat().st_size) for f in sorted(folder.iterdir())]

def shorten(story: dict, data: dict):
    "The same names are not listed again for every run before this one"
    for name,facts in story.get('data', {}).items():
        if facts.get('held_back') == data.get(name, {}).get('held_back'): facts['held_back'] = 'as above'
    if 'started_from' in story: shorten(story['started_from'], data)

def card_of(net, args) -> dict:
    card = dict(about=args.about) | {k: net.card[k] for k in ('recipe', 'figures')}
    card['recipe']['data_licence'] = args.licence
    return card

def weights(args) -> list[dict]:
    "A generator: `clean` gives rows for four sets, `hard` for two, others for BSD100, where LPIPS-alex stands beside PSNR"
    net = load_generator(args.run/args.file, 'cpu')
    card = card_of(net, args)
    if args.mix:
        net = interpolate_weights(load_generator(args.mix, 'cpu'), net, args.share)
        card['recipe']['blend'] = f'{args.share:g} of this run and {1 - args.share:g} of the weights that it started from'
    shorten(card['recipe'].get('started_from', {}), card['recipe']['data'])
    path = save_weights(net, package_file('weights', f'{args.name}.safetensors'), card, args.half)
    models,lpips = networks('bicubic', f'{args.name}={path}'),Lpips('alex', args.backbones) # as it ships
    rows = [dict(degradation=d) | row for d in args.degradations for name in SETS.get(d, ('BSD100',))
            for row in quality(models, args.data, d, [name], lpips if name == 'BSD100' else None)]
    command = f'{SCRIPT} quality --degradation D --lpips alex, D = {", ".join(args.degradations)}; {SCRIPT} speed'
    card['figures'] |= dict(paper_y_psnr=rows, speed=speed() if args.name == 'fast' else [], machine=where(), command=command)
    save_weights(net, path, card, args.half)
    return rows

def rectifier(args) -> list[dict]:
    "A corner network: drawn plates, and those held out from every training"
    net = load_rectifier(args.run/args.file, 'cpu')
    card = card_of(net, args)
    path = save_weights(net, package_file('weights', 'rectifier.safetensors'), card, half=True)
    net,back = load_rectifier(path, 'cpu'),photo_pool([f for f,_ in find_pictures(args.data/'BSD100')]) # as it ships
    sets = {'drawn': [(f'drawn {k}', p.rgb()) for k,p in enumerate(draw_plates(args.n or 300, seed=2, width=384, height=192))],
            'real, held out': [(f.stem, read_picture(f).rgb()) for f in plates_held_out(args.data)]}
    rows = [dict(plates=k, level=level) | _corner_row(measure_corners(plates, back, level, net))
            for k,plates in sets.items() for level in ('clean', 'hard')]
    card['figures'] |= dict(corner_errors=rows, width=96, yaw='-60 to 60', machine=where(), command=f'{SCRIPT} rectifier --n {args.n or 300}')
    save_weights(net, path, card, half=True)
    return rows

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('what', choices=('quality', 'speed', 'before', 'big', 'picture', 'pictures', 'weights', 'rectifier'))
    p.add_argument('--data', type=Path, default=Path('../shared/data'), help='Set5, Set14, BSD100, plates_us')
    p.add_argument('--weights', nargs='*', default=[], metavar='NAME|FILE|LABEL=FILE', help='quality: others to put beside')
    p.add_argument('--before', type=Path, metavar='CHECKOUT', help='before: of an earlier version')
    p.add_argument('--degradation', default='clean', help='quality'); p.add_argument('--sets', nargs='*', default=SETS['clean'], help='quality: only these')
    p.add_argument('--n', type=int, help='quality: the first N pictures of each set; rectifier: drawn plates')
    p.add_argument('--lpips', choices=('alex', 'squeeze', 'vgg'), help='quality: also this distance')
    p.add_argument('--backbones', type=Path, default=Path('../shared/weights/backbones'), help='networks of LPIPS')
    p.add_argument('--run', type=Path, help='weights, rectifier: the run folder'); p.add_argument('--file', default='best.safetensors', help='in it')
    p.add_argument('--name', help='weights: of what ships'); p.add_argument('--about', default='', help='one line for the card')
    p.add_argument('--licence', default='', help='what is known of the licences of the training pictures')
    p.add_argument('--degradations', nargs='+', default=['clean'], help='weights: of the figures in the card'); p.add_argument('--half', action='store_true', help='weights: 16 bits for each')
    p.add_argument('--mix', metavar='FILE', help='weights: interpolate with these, from which the run started'); p.add_argument('--share', type=float, default=1., help='of the run')
    args = p.parse_args()
    if args.what in ('weights', 'rectifier') and not args.run or args.what == 'weights' and not args.name: p.error(f'{args.what} needs --run' + ' and --name'*(args.what == 'weights'))
    if args.what == 'before' and not args.before: p.error('before needs --before CHECKOUT')
    if args.what == 'quality':
        rows = quality(networks('bicubic', 'fast', *args.weights), args.data, args.degradation, args.sets, args.lpips and Lpips(args.lpips, args.backbones), args.n)
    elif args.what == 'before': rows = before(args.before, args.weights)
    elif args.what in ('weights', 'rectifier'): rows = globals()[args.what](args)
    else: rows = globals()[args.what]()
    print(format_table(rows)); print(where())

if __name__ == '__main__': main()
