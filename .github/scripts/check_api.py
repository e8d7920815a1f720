"""The exported package in figures: `python .github/scripts/check_api.py srrescycgan_nb [--list]`; exit 1 and one line per finding.
Each parameter of a public function has a type and a comment on its line, and each return a type; no module is longer than 450 lines."""
import ast,re,sys,tokenize
from pathlib import Path
MOST = 450
def comments(path) -> set:
    "Lines that end in a comment"
    with tokenize.open(path) as f: return {t.start[0] for t in tokenize.generate_tokens(f.readline) if t.type==tokenize.COMMENT}
def public(tree) -> set:
    "The names in __all__"
    return {n.value for s in tree.body if isinstance(s, ast.Assign) and getattr(s.targets[0], 'id', '')=='__all__'
            and isinstance(s.value, ast.List) for n in s.value.elts}
def parameters(f):
    "Every parameter, and the line on which its comment is expected: that of its default, if it has one"
    a = f.args; named = [*a.posonlyargs,*a.args]
    ends = dict(zip([p.arg for p in named][len(named)-len(a.defaults):], a.defaults)) | {p.arg: d for p,d in zip(a.kwonlyargs, a.kw_defaults) if d}
    for p in [*named,*a.kwonlyargs,*filter(None, (a.vararg,a.kwarg))]: yield p, ends.get(p.arg, p).end_lineno
def check(lib):
    out,names,count = [],[],dict(modules=0, lines=0, characters=0, parameters=0, typed=0, commented=0, functions=0, returns=0)
    for path in sorted(Path(lib).rglob('*.py')):
        if path.name=='_modidx.py': continue
        text = path.read_text(encoding='utf-8'); tree,said,n = ast.parse(text),comments(path),len(text.splitlines())
        count['modules'] += 1; count['lines'] += n; count['characters'] += len(text)
        if n > MOST: out.append(f'{path}: {n} lines > {MOST}: split the room')
        shown = public(tree); names += [f'{path.stem}.{s}' for s in sorted(shown)]
        for f in tree.body:
            if not isinstance(f, (ast.FunctionDef,ast.AsyncFunctionDef)) or f.name not in shown: continue
            count['functions'] += 1; count['returns'] += f.returns is not None or not any(isinstance(s, ast.Return) and s.value for s in ast.walk(f))
            bad = []
            for p,line in parameters(f):
                typed,commented = p.annotation is not None,line in said
                count['parameters'] += 1; count['typed'] += typed; count['commented'] += commented
                if not (typed and commented): bad.append(f'{p.arg} ({" and ".join(w for w,ok in (("type",typed),("comment",commented)) if not ok)})')
            if bad: out.append(f'{path}:{f.lineno}: {f.name} lacks: {", ".join(bad)}')
            if f.returns is None and any(isinstance(s, ast.Return) and s.value for s in ast.walk(f)): out.append(f'{path}:{f.lineno}: {f.name} does not say what it returns')
    return out,names,count
if __name__=='__main__':
    out,names,c = check(sys.argv[1])
    print(*out, *names*('--list' in sys.argv), sep='\n')
    print(f'{c["modules"]} modules, {c["lines"]:,} lines, {c["characters"]/1000:.0f} thousand characters; {len(names)} public names; of {c["parameters"]} parameters of '
          f'{c["functions"]} public functions {c["typed"]} have a type, {c["commented"]} a comment, {c["returns"]} functions say what they return')
    sys.exit(bool(out))
