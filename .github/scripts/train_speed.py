"""Training speed on the CPU, measured: `python .github/scripts/train_speed.py compare|table [--data FOLDER] [--threads N]`.

compare   steps per second of the same game played in two ways: seed G_SR, a /4 G_LR and two seed discriminators, batch 3, LR 32 to HR 128, the
          same 100 pictures, no workers, fp32; content, tv, cycle and vanilla adversarial terms with the same weights (no VGG term on either side).
          baseline = the student project's way, with right labels: pictures are decoded and resized at every step, D is not frozen while G learns
                     from D(sr) and D(hr), D sees both again for its own loss, plain Adam
          ours     = store, loader, step, optimisers and averaged weights of `train`; the same with the doctor, which watches each of its first 200 steps
          --also   lean (the baseline without D(hr) in G's loss), nchw and bf16 (ours, but in this layout or precision)
          Each side is a process of its own; they take turns, `--rounds` times `--steps` steps. Medians over all steps, ratios from the slowest to
          the fastest round. Building the store (once for a run) is printed, not counted.
table     steps per second of `fast`, stages content and cycle, batch 1 to 16, 1 process with 1 and with 2 threads, 2 processes with 1 thread each;
          drawing the batch is counted. Batch is that of each process. At least 5 steps and about `--seconds` for each row."""
import argparse, json, multiprocessing, os, resource, statistics, subprocess, sys, tempfile, time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from figures import where
from srrescycgan_nb.core import find_pictures, format_table, seed_everything
from srrescycgan_nb.data import PatchLoader, build_store
from srrescycgan_nb.doctor import Doctor
from srrescycgan_nb.losses import tv_seed
from srrescycgan_nb.steps import make_step
from srrescycgan_nb.train import _settle, make_engine, new_state, one_step, start_networks, step_settings, train_preset

def pictures(data: Path, n=100) -> list: # by name
    return sorted((p for p,_ in find_pictures(data)), key=lambda p: p.name)[:n]

game = train_preset('seed', stage='cycle', perceptual='none', perceptual_weight=0., ema=0.999, steps=10**6)

class Baseline:
    "The student project's way of one step"
    def __init__(self, files, lean=False):
        self.files,self.nets,self.lean,self.n = files,start_networks(game)[0],lean,0
        self.gen,self.disc = (torch.optim.Adam([p for n in names for p in self.nets[n].parameters()], game.learning_rate)
                              for names in (('gen_sr', 'gen_lr'), ('disc_hr', 'disc_lr')))

    def batch(self):
        pairs = []
        for _ in range(game.batch):
            with Image.open(self.files[self.n % len(self.files)]) as file: whole = file.convert('RGB')
            pairs.append([whole.resize((s, s), Image.Resampling.BICUBIC) for s in (game.patch, 4*game.patch)])
            self.n += 1
        return [torch.stack([torch.from_numpy(np.array(t)).permute(2, 0, 1).float()/255 for t in side]) for side in zip(*pairs)]

    def step(self, lr, hr):
        up,down,d_hr,d_lr = (self.nets[k] for k in ('gen_sr', 'gen_lr', 'disc_hr', 'disc_lr'))
        real,made = (lambda logits, label=label: F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label)) for label in (1., 0.))
        sr = up(lr)
        back = down(sr)
        gan = game.adversarial_weight*real(d_hr(sr)) + game.adversarial_lr_weight*real(d_lr(back))
        if not self.lean: gan = gan + made(d_hr(hr)) + made(d_lr(lr)) # no gradient for G in these
        self.gen.zero_grad()
        (gan + game.content_weight*F.l1_loss(sr, hr) + game.tv_weight*tv_seed(sr) + game.cycle_weight*F.l1_loss(back, lr)).backward()
        self.gen.step()
        self.disc.zero_grad()
        sum((real(d(x)) + made(d(y.detach())))/2 for d,x,y in ((d_hr, hr, sr), (d_lr, lr, back))).backward()
        self.disc.step()

class Ours:
    "What `train` does in one step"
    def __init__(self, files, folder, config=game):
        self.config,self.engine = config,make_engine(config.precision, 'cpu')
        self.loader = PatchLoader(build_store(files, folder, smallest=config.patch, progress=False), config.degradation, config.batch, config.patch)
        step = make_step(config.stage, start_networks(config)[0], **step_settings(config))
        _settle(step, self.loader, config, self.engine)
        self.state = new_state(step, config, self.engine, Doctor(config.doctor_every))

    def batch(self): return self.loader(self.state.draws)
    def step(self, lr, hr): self.losses = one_step(self.state, lambda draws: (lr, hr), self.config, self.engine)
    def look(self): self.state.watch(self.state.done, self.state.step.seen, self.losses, self.state.step.networks)

changes = dict(ours={}, nchw=dict(channels_last=False), bf16=dict(precision='bf16'))

def side(name: str, files: list, folder: Path, threads: int, pipe):
    "One side, in a process of its own: asked for a number of steps, answers with seconds of data, step and doctor, and the peak memory"
    torch.set_num_threads(threads); seed_everything(0)
    it = Ours(files, folder, train_preset('seed', **{**game.plain(), **changes[name]})) if name in changes else Baseline(files, name == 'lean')
    for n in iter(pipe.recv, 0):
        marks = []
        for _ in range(n):
            marks.append([time.perf_counter()])
            batch = it.batch(); marks[-1].append(time.perf_counter())
            it.step(*batch); marks[-1].append(time.perf_counter())
            if name in changes: it.look()
            marks[-1].append(time.perf_counter())
        pipe.send((np.diff(marks), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/2**20))

def compare(data: Path, threads=2, rounds=5, steps=2, also=()) -> list[dict]:
    "All sides in turn; a row for each"
    files,times,peak = pictures(data),{},{}
    context = multiprocessing.get_context('spawn')
    with tempfile.TemporaryDirectory() as tmp:
        start = time.perf_counter(); build_store(files, tmp, smallest=game.patch, progress=False)
        print(f'{len(files)} pictures of {data.name}; store built once in {time.perf_counter() - start:.1f} s', flush=True)
        pipes = {}
        for name in ('baseline', 'ours', *also):
            pipes[name],theirs = context.Pipe()
            context.Process(target=side, args=(name, files, Path(tmp), threads, theirs), daemon=True).start()
        for k in range(rounds + 1): # the first one is for warming up
            for name,pipe in pipes.items():
                pipe.send(steps if k else 1)
                found,peak[name] = pipe.recv()
                if k: times.setdefault(name, []).append(found)
        for pipe in pipes.values(): pipe.send(0)
    parts = {name: np.array(t) for name,t in times.items()} # (rounds, steps, 3)
    rows = []
    for name,t in parts.items():
        for label,used in [(name, (1,))] + [(f'{name} + doctor', (1, 2))]*(name in changes):
            row = dict(side=label, threads=threads, data_ms=1000*np.median(t[..., 0]), step_ms=1000*np.median(t[..., used].sum(-1)))
            for title,extra in (('without data', ()), ('with data', (0,))):
                seconds,base = t[..., (*used, *extra)].sum(-1),parts['baseline'][..., (1, *extra)].sum(-1)
                ratio = np.median(base, 1)/np.median(seconds, 1)
                row |= {f'steps/s {title}': f'{1/np.median(seconds):.3f}',
                        f'times baseline {title}': f'{np.median(base)/np.median(seconds):.2f} ({ratio.min():.2f} .. {ratio.max():.2f})'}
            rows.append(row | dict(peak_GiB=peak[name]))
    return rows

def table_rows(data: Path, folder: Path, threads: int, seconds: float, batches: list) -> list[dict]:
    "Rows of the table for this number of processes and threads"
    torch.set_num_threads(threads)
    rows = []
    for stage in ('content', 'cycle'):
        for batch in batches:
            seed_everything(0)
            it = Ours(pictures(data), folder, train_preset('quick', stage=stage, batch=batch, steps=10**6))
            def timed():
                start = time.perf_counter(); it.step(*it.batch()); return time.perf_counter() - start
            timed()
            guess,processes = it.engine.reduce(torch.tensor(timed()), 'mean').item(),it.engine.num_processes # all have to take as many steps
            median = statistics.median(times := [timed() for _ in range(int(min(max(5, seconds/guess), 200)))])
            rows.append(dict(stage=stage, batch=batch, processes=processes, threads=threads, steps=len(times),
                             **{'steps/s': 1/median, 'patches/s': batch*processes/median}))
    return rows if it.engine.is_main_process else []

def table(data: Path, seconds=4., batches=(1, 2, 4, 8, 16)) -> list[dict]:
    "Steps per second of `fast`"
    with tempfile.TemporaryDirectory() as tmp:
        build_store(pictures(data), tmp, smallest=32, progress=False)
        rows = []
        for processes,threads in ((1, 1), (1, 2), (2, 1)):
            launch = ['-m', 'torch.distributed.run', '--standalone', '--nproc_per_node', str(processes)] if processes > 1 else []
            call = [sys.executable, *launch, __file__, 'rows', '--data', str(data), '--folder', tmp, '--threads', str(threads),
                    '--seconds', str(seconds), '--batches', *map(str, batches)]
            out = subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | dict(OMP_NUM_THREADS=str(threads))).stdout
            rows += [json.loads(line.partition('row ')[2]) for line in out.splitlines() if line.startswith('row ')]
    return sorted(rows, key=lambda r: (r['stage'] == 'cycle', r['batch']))

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('what', choices=('compare', 'table', 'rows'), help='rows is what table starts'); p.add_argument('--data', type=Path, default=Path('../shared/data/BSDS400'))
    p.add_argument('--threads', type=int, default=2); p.add_argument('--rounds', type=int, default=5); p.add_argument('--steps', type=int, default=2, help='of a round')
    p.add_argument('--also', nargs='*', default=[], choices=('lean', 'nchw', 'bf16')); p.add_argument('--seconds', type=float, default=4., help='about, for a row of the table')
    p.add_argument('--batches', nargs='*', type=int, default=[1, 2, 4, 8, 16]); p.add_argument('--folder', type=Path, help='the store, for rows')
    args = p.parse_args()
    if args.what == 'rows':
        for row in table_rows(args.data, args.folder, args.threads, args.seconds, args.batches): print('row ' + json.dumps(row), flush=True)
        return
    if args.what == 'compare': rows = compare(args.data, args.threads, args.rounds, args.steps, args.also)
    else: rows = table(args.data, args.seconds, args.batches)
    print(format_table(rows))
    print(where().replace(f'{torch.get_num_threads()} threads, ', ''))

if __name__ == '__main__': main()
