"""Write the pictures that ship with the package: `python .github/scripts/make_pictures.py`.

Each is a public-domain or CC0 photograph that travels inside scikit-image's wheel, cropped. HR is stored as JPEG; LR is made from the
stored HR (so that the two belong together exactly) by the chain named in pictures.json."""
import json
import skimage.data
from srrescycgan_nb.core import new_generator, package_file, write_bytes
from srrescycgan_nb.images import read_picture, to_float, write_picture
from srrescycgan_nb.degrade import preset

CHOICE = { # name: (rows, columns, origin and licence)
    'astronaut': ((0, 400), (40, 440), 'Eileen Collins, NASA Great Images; public domain'),
    'chelsea': ((0, 300), (50, 450), 'Chelsea the cat, Stefan van der Walt; CC0'),
    'coffee': ((0, 400), (100, 500), 'Coffee cup, Rachel Michetti; CC0'),
    'rocket': ((27, 427), (160, 480), 'Falcon 9 with DSCOVR, SpaceX; released into the public domain'),
}

def main(chain='clean', seed=0):
    facts,folder = {},package_file('pictures')
    for name,((y0, y1),(x0, x1),origin) in CHOICE.items():
        write_picture(folder/f'{name}_hr.jpg', to_float(getattr(skimage.data, name)()[y0:y1, x0:x1]), quality=93)
        lr = preset(chain)(read_picture(folder/f'{name}_hr.jpg').rgb(), new_generator(seed, name))
        write_picture(folder/f'{name}_lr.png', lr)
        facts[name] = dict(origin=origin, source=f'skimage.data.{name}(), rows {y0}:{y1}, columns {x0}:{x1}', degradation=repr(preset(chain)), seed=seed)
    write_bytes(folder/'pictures.json', json.dumps(facts, indent=1) + '\n')
    print(sum(f.stat().st_size for f in folder.iterdir())//1024, 'KB')

if __name__ == '__main__': main()
