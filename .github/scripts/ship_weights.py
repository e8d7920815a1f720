"""Put trained weights into the package, with their figures in the card: `python .github/scripts/ship_weights.py RUN NAME "about" [--data FOLDER]`.
`clean` gives rows for Set5, Set14, BSD100 and the plates held out, `hard` for the last two, others for BSD100, where LPIPS-alex stands beside PSNR."""
import argparse, json
from pathlib import Path

from figures import quality, speed, where
from srrescycgan_nb.core import package_file
from srrescycgan_nb.metrics import Lpips
from srrescycgan_nb.generators import interpolate_weights
from srrescycgan_nb.weights import load_generator, save_weights

def shorten(story: dict, data: dict):
    "The same names are not listed again for every run before this one"
    for name,facts in story.get('data', {}).items():
        if facts.get('held_back') == data.get(name, {}).get('held_back'): facts['held_back'] = 'as above'
    if 'started_from' in story: shorten(story['started_from'], data)

def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('run', type=Path); p.add_argument('name'); p.add_argument('about')
    p.add_argument('--licence', default='', help='what is known of the licences of the training pictures')
    p.add_argument('--data', type=Path, default=Path('../shared/data'))
    p.add_argument('--degradations', nargs='+', default=['clean']); p.add_argument('--sets', nargs='+', help='only these sets'); p.add_argument('--weights', default='best.safetensors', help='file in the run folder')
    p.add_argument('--blend', metavar='FILE', help='mix with these weights, from which the run started'); p.add_argument('--share', type=float, default=1., help='of the run in the mixture')
    p.add_argument('--half', action='store_true', help='16 bits for each weight')
    args = p.parse_args()
    net = load_generator(args.run/args.weights, 'cpu')
    card = {k: net.card[k] for k in ('recipe', 'figures')}
    if args.blend:
        net = interpolate_weights(load_generator(args.blend, 'cpu'), net, args.share)
        card['recipe']['blend'] = f'{args.share:g} of this run and {1 - args.share:g} of the weights that it started from'
    card['recipe']['data_licence'] = args.licence
    shorten(card['recipe'].get('started_from', {}), card['recipe']['data'])
    path = package_file('weights', f'{args.name}.safetensors')
    save_weights(net, path, dict(about=args.about, **card), args.half)
    models = dict(bicubic=load_generator('bicubic', 'cpu')) | {args.name: load_generator(path, 'cpu')} # as it ships
    lpips = Lpips('alex', args.data.parent/'weights'/'backbones') if (args.data.parent/'weights'/'backbones').is_dir() else None
    sets = {'clean': ['Set5', 'Set14', 'BSD100', 'plates held out'], 'hard': ['BSD100', 'plates held out']}
    rows = [dict(degradation=d) | row for d in args.degradations for name in args.sets or sets.get(d, ['BSD100'])
            for row in quality(models, args.data, d, [name], lpips if name == 'BSD100' else None)]
    flags = f'--degradation D --lpips alex, D = {", ".join(args.degradations)}'
    card['figures'] |= dict(paper_y_psnr=rows, speed=speed() if args.name == 'fast' else [], machine=where(),
                            command=f'python .github/scripts/figures.py quality {flags}; python .github/scripts/figures.py speed')
    save_weights(net, path, dict(about=args.about, **card), args.half)
    print(path.name, path.stat().st_size, 'bytes'); print(json.dumps(card['figures'], indent=1))

if __name__ == '__main__': main()
