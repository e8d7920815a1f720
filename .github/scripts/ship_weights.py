"""Put trained weights into the package, with their figures in the card: `python .github/scripts/ship_weights.py RUN NAME "about" [--data FOLDER]`.
Each of --degradations gives rows for Set5, Set14, BSD100 and the plates held back; LPIPS-alex stands beside PSNR where its backbone is at hand."""
import argparse, json
from pathlib import Path

from figures import quality, speed, where
from srrescycgan_nb.core import package_file
from srrescycgan_nb.metrics import Lpips
from srrescycgan_nb.models import load_generator, save_weights

def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('run', type=Path); p.add_argument('name'); p.add_argument('about')
    p.add_argument('--licence', default='', help='what is known of the licences of the training pictures')
    p.add_argument('--data', type=Path, default=Path('../shared/data'))
    p.add_argument('--degradations', nargs='+', default=['clean']); p.add_argument('--weights', default='best.safetensors', help='file in the run folder')
    args = p.parse_args()
    net = load_generator(args.run/args.weights, 'cpu')
    card = {k: net.card[k] for k in ('recipe', 'figures')}
    card['recipe']['data_licence'] = args.licence
    models = dict(bicubic=load_generator('bicubic', 'cpu')) | {args.name: net}
    lpips = Lpips('alex', args.data.parent/'weights'/'backbones') if (args.data.parent/'weights'/'backbones').is_dir() else None
    rows = [dict(degradation=d) | row for d in args.degradations for row in quality(models, args.data, d, lpips=lpips)]
    flags = f'--degradation D --lpips alex, D = {", ".join(args.degradations)}'
    card['figures'] |= dict(paper_y_psnr=rows, speed=speed() if args.name == 'fast' else [], machine=where(),
                            command=f'python .github/scripts/figures.py quality {flags}; python .github/scripts/figures.py speed')
    path = save_weights(net, package_file('weights', f'{args.name}.safetensors'), dict(about=args.about, **card))
    print(path.name, path.stat().st_size, 'bytes'); print(json.dumps(card['figures'], indent=1))

if __name__ == '__main__': main()
