"""Training speed on the CPU, made again: `python .github/scripts/train_speed.py compare|table [--data FOLDER] [--threads N]`.

compare   steps per second of one game played in two ways: seed G_SR, a /4 G_LR, two seed discriminators, batch 3, LR 32 to HR 128, the same 100 pictures,
          no workers, fp32; content, tv, cycle and vanilla adversarial terms of the same weights, no VGG term on either side: one batch, equal gradients.
          baseline = the student project's way, but with right labels: pictures are decoded and resized at every step; D is not frozen while G learns
                     from D(sr) and, with no gradient for G, D(hr); D sees both again for its own loss; plain Adam
          ours     = store, loader, step, optimisers and averaged weights of `train`; then with the diagnostics, who watches all of its first 200 steps
          --also     lean: the baseline without D(hr) in G's loss; nchw, bf16: ours in another layout or precision
          Each side is a process of its own, and they take turns: --rounds times --steps steps, after one to warm up. Medians over all steps; in brackets
          the slowest and the fastest round. The store is built once for a run: its seconds are printed, not counted. CPU_ms of a step (in the last round)
          tells a busy machine: on a quiet one it is about step_ms times threads.
table     steps per second of `fast`, stages content and cycle, by batch (of each process), processes and threads (of each process); the data counts,
          diagnostics and validation do not. At least 5 steps and about --seconds for each row."""
import argparse, itertools, json, multiprocessing, os, resource, subprocess, sys, tempfile, time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from figures import where
from srrescycgan_nb.images import find_pictures
from srrescycgan_nb.core import format_table, seed_everything
from srrescycgan_nb.patches import PatchLoader, build_store
from srrescycgan_nb.diagnostics import Diagnostics
from srrescycgan_nb.losses import tv_student
from srrescycgan_nb.steps import make_step
from srrescycgan_nb.training import _settle, make_engine, new_state, _one_step, start_networks, step_settings
from srrescycgan_nb.configuration import train_preset

game = train_preset('seed', stage='cycle', perceptual='none', perceptual_weight=0., ema=0.999, steps=10**6)
variants = dict(ours={}, nchw=dict(channels_last=False), bf16=dict(precision='bf16'))

def pictures(data, n=100): return sorted((p for p,_ in find_pictures(data)), key=lambda p: p.name)[:n]

class Baseline:
    "The student project's way"
    def __init__(self, files, lean=False):
        self.files,self.nets,self.lean = itertools.cycle(files),start_networks(game)[0],lean
        self.gen,self.disc = (torch.optim.Adam([p for n in names for p in self.nets[n].parameters()], game.learning_rate)
                              for names in (('gen_sr', 'gen_lr'), ('disc_hr', 'disc_lr')))
    def batch(self):
        whole = [Image.open(path).convert('RGB') for path in itertools.islice(self.files, game.batch)] # reads all, and so closes the file
        small = lambda picture, size: torch.from_numpy(np.array(picture.resize((size, size), Image.Resampling.BICUBIC)))
        return [torch.stack([small(w, s).permute(2, 0, 1).float()/255 for w in whole]) for s in (game.patch, 4*game.patch)]
    def step(self, lr, hr):
        up,down,d_hr,d_lr = (self.nets[k] for k in ('gen_sr', 'gen_lr', 'disc_hr', 'disc_lr'))
        real,made = (lambda logits, label=label: F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label)) for label in (1., 0.))
        back = down(sr := up(lr))
        gan = game.adversarial_weight*real(d_hr(sr)) + game.adversarial_lr_weight*real(d_lr(back))
        if not self.lean: gan = gan + made(d_hr(hr)) + made(d_lr(lr)) # no gradient for G in these
        self.gen.zero_grad()
        (gan + game.content_weight*F.l1_loss(sr, hr) + game.tv_weight*tv_student(sr) + game.cycle_weight*F.l1_loss(back, lr)).backward()
        self.gen.step()
        self.disc.zero_grad()
        sum((real(d(x)) + made(d(y.detach())))/2 for d,x,y in ((d_hr, hr, sr), (d_lr, lr, back))).backward()
        self.disc.step()

class Ours:
    "What `train` does"
    def __init__(self, files, folder, config=game):
        self.config,self.engine = config,make_engine(config.precision, 'cpu')
        self.loader = PatchLoader(build_store(files, folder, smallest=config.patch, progress=False), config.degradation, config.batch, config.patch)
        step = make_step(config.stage, start_networks(config)[0], **step_settings(config))
        _settle(step, self.loader, config, self.engine)
        self.state = new_state(step, config, self.engine, Diagnostics(config.diagnostics_every))
    def batch(self): return self.loader(self.state.rng)
    def step(self, lr, hr): self.losses = _one_step(self.state, lambda rng: (lr, hr), self.config, self.engine)
    def look(self): self.state.watch(self.state.done, self.state.step.seen, self.losses, self.state.step.networks)

def timed(it, diagnostics=False) -> np.ndarray: # seconds of data, step, diagnostics
    marks = [time.perf_counter()]
    batch = it.batch(); marks.append(time.perf_counter())
    it.step(*batch); marks.append(time.perf_counter())
    if diagnostics: it.look()
    return np.diff([*marks, time.perf_counter()])

def play(name: str, files: list, folder: str, threads: int, pipe):
    "One side: asked for a number of steps, answers with their times, and the CPU's share of them"
    torch.set_num_threads(threads); seed_everything(0)
    it = Ours(files, folder, replace(game, **variants[name])) if name in variants else Baseline(files, name == 'lean')
    for n in iter(pipe.recv, 0):
        start,found = time.process_time(),np.array([timed(it, name in variants) for _ in range(n)])
        pipe.send((found, dict(CPU_ms=1000*(time.process_time() - start)/n, peak_GiB=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/2**20)))

def compare(data: Path, threads=2, rounds=5, steps=4, also=()) -> list[dict]:
    "All sides in turn; a row for each"
    files,spawn = pictures(data),multiprocessing.get_context('spawn')
    pipes,times,facts = {},{n: [] for n in ('baseline', 'ours', *also)},{}
    with tempfile.TemporaryDirectory() as tmp:
        start = time.perf_counter(); build_store(files, tmp, smallest=game.patch, progress=False)
        print(f'{len(files)} pictures of {data.name}; store built in {time.perf_counter() - start:.1f} s', flush=True)
        for name in times:
            pipes[name],theirs = spawn.Pipe()
            spawn.Process(target=play, args=(name, files, tmp, threads, theirs), daemon=True).start()
            theirs.close() # so that the end of that process is noticed
        for n in (1, *[steps]*rounds):
            for name,pipe in pipes.items():
                pipe.send(n); found,facts[name] = pipe.recv(); times[name].append(found)
        for pipe in pipes.values(): pipe.send(0)
    t = {name: np.array(found[1:]) for name,found in times.items()} # (rounds, steps, 3)
    rows = []
    for name,diagnostics in [(n, d) for n in t for d in (False, True)[:1 + (n in variants)]]:
        look = t[name][..., 2].mean() if diagnostics else 0. # not every look is as long
        row = dict(side=name + ' + diagnostics'*diagnostics, data_ms=1000*np.median(t[name][..., 0]), step_ms=1000*np.median(t[name][..., 1] + look))
        for title,parts in (('without data', [1]), ('with data', [0, 1])):
            mine,theirs = t[name][..., parts].sum(-1) + look,t['baseline'][..., parts].sum(-1)
            ratio = np.median(theirs, 1)/np.median(mine, 1)
            row |= {f'steps/s {title}': f'{1/np.median(mine):.3f}',
                    f'x baseline {title}': f'{np.median(theirs)/np.median(mine):.2f} ({ratio.min():.2f} .. {ratio.max():.2f})'}
        rows.append(row | facts[name])
    return rows

def table_rows(data: Path, folder: str, threads: int, seconds: float, batches: list):
    "Print the table's rows for this number of processes and threads"
    torch.set_num_threads(threads)
    for stage,batch in [(s, b) for s in ('content', 'cycle') for b in batches]:
        seed_everything(0)
        it = Ours(pictures(data), folder, train_preset('quick', stage=stage, batch=batch, steps=10**6))
        timed(it) # to warm up
        n,guess = it.engine.num_processes,it.engine.reduce(torch.tensor(timed(it).sum()), 'mean').item() # all processes have to take as many steps
        speed = 1/np.median(all_steps := [timed(it).sum() for _ in range(int(min(max(5, seconds/guess), 200)))])
        row = dict(stage=stage, batch=batch, processes=n, threads=threads, steps=len(all_steps)) | {'steps/s': speed, 'patches/s': n*batch*speed}
        if it.engine.is_main_process: print('row ' + json.dumps(row), flush=True)

def table(data: Path, seconds=4., batches=(1, 2, 4, 8, 16)) -> list[dict]:
    "Steps per second of `fast`"
    rows = []
    with tempfile.TemporaryDirectory() as tmp:
        build_store(pictures(data), tmp, smallest=32, progress=False)
        for processes,threads in ((1, 1), (1, 2), (2, 1)):
            launch = ['-m', 'torch.distributed.run', '--standalone', '--nproc_per_node', str(processes)] if processes > 1 else []
            call = [sys.executable, *launch, __file__, 'rows', '--data', data, '--folder', tmp, '--threads', threads, '--seconds', seconds, '--batches', *batches]
            done = subprocess.run(list(map(str, call)), check=True, stdout=subprocess.PIPE, text=True, env=os.environ | dict(OMP_NUM_THREADS=str(threads)))
            rows += [json.loads(line[4:]) for line in done.stdout.splitlines() if line.startswith('row ')]
    return sorted(rows, key=lambda r: (r['stage'] == 'cycle', r['batch']))

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('what', choices=('compare', 'table', 'rows'), help='rows is what table starts'); p.add_argument('--data', type=Path, default=Path('../shared/data/BSDS400'))
    p.add_argument('--threads', type=int, default=2, help='of compare'); p.add_argument('--rounds', type=int, default=5); p.add_argument('--steps', type=int, default=4)
    p.add_argument('--also', nargs='*', default=[], choices=('lean', 'nchw', 'bf16')); p.add_argument('--seconds', type=float, default=4.)
    p.add_argument('--batches', nargs='*', type=int, default=[1, 2, 4, 8, 16]); p.add_argument('--folder', help='the store, of rows')
    args = p.parse_args()
    if args.what == 'rows': return table_rows(args.data, args.folder, args.threads, args.seconds, args.batches)
    torch.set_num_threads(args.threads) # where() tells it
    rows = compare(args.data, args.threads, args.rounds, args.steps, args.also) if args.what == 'compare' else table(args.data, args.seconds, args.batches)
    print(f'{format_table(rows)}\n{where()}' if args.what == 'compare' else format_table(rows))

if __name__ == '__main__': main()
