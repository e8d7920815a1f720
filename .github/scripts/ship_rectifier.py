"""Put a trained rectifier into the package, with its figures in the card: `python .github/scripts/ship_rectifier.py RUN "about" [--data FOLDER] [--n N]`.
Corner errors in LR pixels of plates 96 pixels wide, yaw up to 60 degrees, clean and hard: drawn plates, and those held out from every training."""
import argparse
from pathlib import Path

from figures import where
from srrescycgan_nb.images import find_pictures, read_picture
from srrescycgan_nb.core import format_table, package_file
from srrescycgan_nb.patches import hold_out
from srrescycgan_nb.experiments.tables import plates_in
from srrescycgan_nb.plates import draw_plates
from srrescycgan_nb.rectifier import load_rectifier
from srrescycgan_nb.scenes import corner_row, measure_corners, photo_pool
from srrescycgan_nb.weights import save_weights

def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('run', type=Path); p.add_argument('about')
    p.add_argument('--licence', default='', help='what is known of the licences of the training pictures')
    p.add_argument('--data', type=Path, default=Path('../shared/data')); p.add_argument('--n', type=int, default=300, help='drawn plates')
    p.add_argument('--weights', default='best.safetensors', help='file in the run folder')
    args = p.parse_args()
    net = load_rectifier(args.run/args.weights, 'cpu')
    card = {k: net.card[k] for k in ('recipe', 'figures')}
    card['recipe']['data_licence'] = args.licence
    path = save_weights(net, package_file('weights', 'rectifier.safetensors'), dict(about=args.about, **card), half=True)
    net = load_rectifier(path, 'cpu') # as it ships
    back = photo_pool([f for f,_ in find_pictures(args.data/'BSD100')])
    sets = {'drawn': [(f'drawn {k}', p.rgb()) for k,p in enumerate(draw_plates(args.n, seed=2, width=384, height=192))]}
    held = hold_out([p.path for p in plates_in(args.data/'plates_us')], '25%')[1]
    sets['real, held out'] = [(f.stem, read_picture(f).rgb()) for f in held]
    rows = [dict(plates=k, level=level) | corner_row(measure_corners(plates, back, level, net))
            for k,plates in sets.items() for level in ('clean', 'hard')]
    card['figures'] |= dict(corner_errors=rows, width=96, yaw='-60 to 60', machine=where(),
                            command=f'python .github/scripts/ship_rectifier.py RUN ABOUT --n {args.n}')
    save_weights(net, path, dict(about=args.about, **card), half=True)
    print(path.name, path.stat().st_size, 'bytes'); print(format_table(rows))

if __name__ == '__main__': main()
