/* srrescycgan_nb: turns every figure of class "sr-compare" that holds two or more pictures into a before/after viewer.
   It reads only what stands in the figure and loads nothing. The user's text becomes text nodes and attributes, never
   markup.
   Explained part by part in nbs/12_compare.ipynb. */
(() => {
'use strict';

/* part: tools */
const make = (tag, attributes = {}, ...inside) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
};
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const thumb = 24; /* width of the slider's thumb, as in the style sheet */
const reach = 22; /* how far beside the line a press still takes the line */

/* part: controls */
function addControls(figure, frame, pictures) {
  const side = (word) => {
    const pick = make('select', {}, ...pictures.map((p, i) => make('option', {value: i}, p.alt)));
    const [caption, note] = ['caption', 'note'].map(c => make('p', {class: c}));
    const label = make('label', {}, make('span', {class: 'word'}, word + ' picture'), pick);
    return {pick, caption, note, box: make('div', {class: 'side'}, label, caption, note)};
  };
  const left = side('Left'), right = side('Right');
  const line = make('div', {class: 'line'});
  const slider = make('input', {type: 'range', min: 0, max: 1000,
    'aria-label': 'Divider between left and right picture'});
  const zooms = ['fit', 1, 2, 4].map(zoom =>
    Object.assign(make('button', {type: 'button'}, zoom === 'fit' ? 'Fit' : zoom + '×'), {zoom}));
  const flip = make('button', {type: 'button', class: 'flip'}, 'Hold to flip');
  const status = make('p', {class: 'status'});
  frame.before(make('div', {class: 'sides'}, left.box, right.box));
  frame.append(line);
  frame.after(make('div', {class: 'rail'}, slider),
    make('div', {class: 'tools'},
      make('div', {class: 'zooms', role: 'group', 'aria-label': 'Zoom'}, ...zooms), flip, status),
    make('p', {class: 'hint'}, 'Drag the line, or use the arrow keys. Hold F to flip. '
      + 'Shift and arrow keys move a magnified picture.'));
  return {sides: [left, right], line, slider, zooms, flip, status};
}

/* part: geometry */
function geometry(frame, view, wide, high) {
  const ratio = window.devicePixelRatio || 1, unit = Math.max(1, Math.round(ratio));
  const snap = v => Math.round(v*ratio)/ratio; /* to whole pixels of the screen */
  const box = frame.getBoundingClientRect(), page = document.documentElement;
  const top = box.top + window.scrollY - (parseFloat(frame.style.top) || 0);
  const nudge = Math.ceil(top*ratio - 0.01)/ratio - top; /* the frame begins on a whole pixel */
  const room = snap(Math.max(280, 0.62*page.clientHeight));
  const fit = Math.min(box.width*ratio/wide, room*ratio/high);
  /* pixels of the screen for each pixel of the picture */
  const scale = view.zoom === 'fit' ? (fit < 1 ? fit : Math.floor(fit)) : view.zoom*unit;
  const [w, h] = [wide, high].map(n => Math.max(1, Math.round(n*scale))/ratio);
  const frameHigh = Math.min(h, room);
  const place = (space, size, centre) =>
    size <= space ? (space - size)/2 : clamp(space/2 - centre*size, space - size, 0);
  const x = snap(box.left + window.scrollX + place(box.width, w, view.x)) - box.left - window.scrollX;
  const y = snap(place(frameHigh, h, view.y));
  if (w > box.width) view.x = (box.width/2 - x)/w; /* a pan past the edge stops at the edge */
  if (h > frameHigh) view.y = (frameHigh/2 - y)/h;
  const from = Math.max(0, x), to = Math.min(box.width, x + w);
  const at = x + snap(from + view.split*(to - from) - x);
  const wider = w > box.width + 0.5, higher = h > frameHigh + 0.5;
  return {box, unit, scale, w, h, frameHigh, nudge, x, y, from, to, at, wider, higher};
}

/* part: drawing */
function draw(frame, pictures, parts, view, g) {
  const shown = view.flip ? [view.right, view.left] : [view.left, view.right], [l, r] = shown;
  Object.assign(frame.style, {height: g.frameHigh + 'px', top: g.nudge + 'px'});
  frame.style.cursor = g.wider || g.higher ? 'grab' : 'ew-resize';
  frame.style.touchAction = g.higher ? 'pinch-zoom' : 'pan-y pinch-zoom';
  pictures.forEach((p, i) => Object.assign(p.style, {
    display: shown.includes(i) ? 'block' : 'none',
    left: g.x + 'px', top: g.y + 'px', width: g.w + 'px', height: g.h + 'px',
    imageRendering: g.scale*p.dataset.scale < 1 ? 'auto' : 'pixelated',
    clipPath: l === r ? 'none'
      : i === l ? `inset(-1px ${g.x + g.w - g.at}px -1px -1px)` : `inset(-1px -1px -1px ${g.at - g.x}px)`,
  }));
  parts.line.style.left = g.at + 'px';
  parts.sides.forEach((s, k) => {
    s.pick.value = shown[k];
    s.caption.textContent = pictures[shown[k]].dataset.caption;
    s.note.textContent = pictures[shown[k]].dataset.note;
  });
  const percent = Math.round(view.split*100);
  parts.slider.value = Math.round(view.split*1000);
  parts.slider.setAttribute('aria-valuetext', `${percent} % ${pictures[l].alt}, ${100 - percent} % ${pictures[r].alt}`);
  Object.assign(parts.slider.style, {width: g.to - g.from + thumb + 'px', marginLeft: g.from - thumb/2 + 'px'});
  parts.zooms.forEach(b => b.setAttribute('aria-pressed', b.zoom === view.zoom));
  parts.flip.setAttribute('aria-pressed', view.flip);
  const times = +(g.scale/g.unit).toFixed(2) + '×';
  parts.status.textContent = `Shown at ${times}: `
    + (g.scale < 1 ? 'smoothed. Choose 1× for every pixel.' : 'pixels as they are.');
}

/* part: hands */
function listen(figure, frame, parts, view, set, measure) {
  let drag = null;
  const pan = (g, from, right, down) =>
    set({x: g.wider ? from.x + right/g.w : view.x, y: g.higher ? from.y + down/g.h : view.y});
  const follow = e => {
    const g = measure();
    if (drag.kind === 'pan') pan(g, drag, drag.startX - e.clientX, drag.startY - e.clientY);
    else set({split: clamp((e.clientX - g.box.left + drag.offset - g.from)/(g.to - g.from), 0, 1)});
  };
  frame.addEventListener('pointerdown', e => {
    if (e.button || drag) return;
    const g = measure(), offset = g.at - (e.clientX - g.box.left), near = Math.abs(offset) <= reach;
    drag = {kind: near || !(g.wider || g.higher) ? 'split' : 'pan', offset: near ? offset : 0,
      moving: near || e.pointerType !== 'touch', id: e.pointerId,
      startX: e.clientX, startY: e.clientY, x: view.x, y: view.y};
    frame.setPointerCapture(e.pointerId);
    e.preventDefault();
    parts.slider.focus({preventScroll: true});
    if (drag.moving) follow(e);
  });
  frame.addEventListener('pointermove', e => {
    if (!drag || e.pointerId !== drag.id) return;
    const across = Math.abs(e.clientX - drag.startX), down = Math.abs(e.clientY - drag.startY);
    /* a finger going down scrolls the page */
    drag.moving = drag.moving || (drag.kind === 'pan' ? across + down : across - down) > 6;
    if (drag.moving) follow(e);
  });
  frame.addEventListener('pointerup', e => {
    if (!drag || e.pointerId !== drag.id) return;
    if (!drag.moving) follow(e);
    drag = null;
  });
  frame.addEventListener('dragstart', e => e.preventDefault());
  for (const end of ['pointercancel', 'lostpointercapture']) frame.addEventListener(end, () => { drag = null; });

  parts.slider.addEventListener('input', () => set({split: parts.slider.value/1000}));
  parts.zooms.forEach(b => b.addEventListener('click', () => set({zoom: b.zoom})));
  ['left', 'right'].forEach((word, k) =>
    parts.sides[k].pick.addEventListener('change', e => set({[word]: +e.target.value, flip: false})));

  let byKey = false;
  const flip = (on, key = false) => { byKey = on && key; if (view.flip !== on) set({flip: on}); };
  const plain = e => !(e.ctrlKey || e.altKey || e.metaKey || e.target.tagName === 'SELECT');
  const isFlip = e => e.key.toLowerCase() === 'f' || (e.target === parts.flip && (e.key === ' ' || e.key === 'Enter'));
  figure.addEventListener('keydown', e => {
    if (!plain(e)) return;
    const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[e.key];
    if (isFlip(e)) flip(true, true);
    else if (step && e.shiftKey) {
      const g = measure();
      pan(g, view, 0.1*step[0]*g.box.width, 0.1*step[1]*g.frameHigh);
    } else if (step && e.target === parts.slider) set({split: clamp(view.split + 0.01*(step[0] - step[1]), 0, 1)});
    else return;
    e.preventDefault();
  });
  figure.addEventListener('keyup', e => { if (isFlip(e)) { flip(false); e.preventDefault(); } });
  parts.flip.addEventListener('pointerdown', e => {
    if (e.button) return;
    parts.flip.setPointerCapture(e.pointerId);
    flip(true);
  });
  /* pressed by a screen reader, where there is no holding */
  parts.flip.addEventListener('click', e => { if (!e.detail) flip(!view.flip); });
  parts.flip.addEventListener('contextmenu', e => e.preventDefault());
  parts.flip.addEventListener('lostpointercapture', () => flip(false));
  figure.addEventListener('focusout', () => { if (byKey) flip(false); }); /* the key may be let go elsewhere */
  window.addEventListener('blur', () => flip(false));
}

/* part: start */
function setUp(figure) {
  const frame = figure.querySelector('.frame'), pictures = [...frame.querySelectorAll('img')];
  const [wide, high] = ['width', 'height'].map(a => +pictures[0].getAttribute(a));
  const [left, right] = figure.dataset.start.split(' ').map(Number);
  const view = {left, right, split: 0.5, zoom: 'fit', x: 0.5, y: 0.5, flip: false}; /* all there is to know */
  const parts = addControls(figure, frame, pictures);
  const measure = () => geometry(frame, view, wide, high);
  const render = () => draw(frame, pictures, parts, view, measure());
  const set = change => { Object.assign(view, change); render(); };
  listen(figure, frame, parts, view, set, measure);
  figure.dataset.ready = pictures.some(p => p.dataset.caption) ? 'captions' : '';
  render();
  const observer = new ResizeObserver(() => requestAnimationFrame(render));
  for (const element of [figure, document.documentElement]) observer.observe(element);
  window.addEventListener('resize', render);
}
document.querySelectorAll('figure.sr-compare:not([data-ready])').forEach(setUp);
})();
