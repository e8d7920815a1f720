/* srrescycgan_nb: turns every figure of class "sr-compare" into a viewer for two to six pictures of one scene.
   It reads only what stands in the figure and loads nothing. The user's text becomes text nodes and attributes, never
   markup.
   Explained part by part in nbs/70_viewer.ipynb. */
var srCompare = (() => {
'use strict';

/* part: tools */
const make = (tag, attributes = {}, ...inside) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
};
const button = (text, attributes = {}) => make('button', {type: 'button', ...attributes}, text);
const choice = (names, values) => make('select', {}, ...names.map((n, i) => make('option', {value: values[i]}, n)));
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const canvasOf = (wide, high) => Object.assign(document.createElement('canvas'), {width: wide, height: high});
const thumb = 24; /* width of the slider's thumb, as in the style sheet */
const reach = 22; /* how far beside the line a press still takes the line */
const between = 8, labelHigh = 26; /* between panes, and of the names above them, in CSS pixels */
const ladder = [1/16, 1/8, 1/4, 1/2, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32]; /* zooms that keep pixels square */
const ranges = [8, 16, 32, 64, 128, 255]; /* grey levels that the colours of a difference reach to */
const modes = {slider: 'Slider', side: 'Side by side', difference: 'Difference'};
const outside = f => { try { return f(window.parent); } catch (e) { return undefined; } }; /* the page around a frame */

/* part: png */
async function readPNG(bytes) { /* 8 bits a channel and not interlaced, as the package writes them */
  const data = new DataView(bytes.buffer), text = (at, n) => String.fromCharCode(...bytes.subarray(at, at + n));
  const packed = [];
  let wide, high, channels;
  for (let at = 8; at < bytes.length;) {
    const size = data.getUint32(at), name = text(at + 4, 4), body = at + 8;
    if (name === 'IHDR') {
      [wide, high] = [data.getUint32(body), data.getUint32(body + 4)];
      channels = {0: 1, 2: 3, 4: 2, 6: 4}[bytes[body + 9]];
      if (bytes[body + 8] !== 8 || bytes[body + 12] || !channels) throw new Error('a PNG of a kind not read here');
    } else if (name === 'IDAT') packed.push(bytes.subarray(body, body + size));
    at = body + size + 4;
  }
  const stream = new Blob(packed).stream().pipeThrough(new DecompressionStream('deflate'));
  const raw = new Uint8Array(await new Response(stream).arrayBuffer());
  return {wide, high, channels, values: unfilter(raw, wide*channels, high, channels)};
}

function unfilter(raw, row, high, step) { /* each byte was stored as what a neighbour does not tell already */
  const out = new Uint8Array(row*high);
  for (let y = 0, from = 0, to = 0; y < high; y++) {
    const kind = raw[from++];
    for (let x = 0; x < row; x++, from++, to++) {
      const a = x < step ? 0 : out[to - step], b = y ? out[to - row] : 0, c = x < step || !y ? 0 : out[to - row - step];
      let guess = 0;
      if (kind === 1) guess = a;
      else if (kind === 2) guess = b;
      else if (kind === 3) guess = (a + b) >> 1;
      else if (kind === 4) {
        const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
        guess = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      }
      out[to] = raw[from] + guess;
    }
  }
  return out;
}

/* part: interpolation */
function taps(k) { /* for each of the k places inside a pixel: offset of the first of four neighbours, weights */
  const keys = t => t <= 1 ? 1.5*t**3 - 2.5*t**2 + 1 : t <= 2 ? -0.5*t**3 + 2.5*t**2 - 4*t + 2 : 0; /* Keys, a = -0.5 */
  return Array.from({length: k}, (_, i) => {
    const at = (i + 0.5)/k - 0.5, first = Math.floor(at) - 1, w = [0, 1, 2, 3].map(j => keys(Math.abs(at - first - j)));
    return [first, w.map(v => v/w.reduce((s, u) => s + u))];
  });
}

function bicubic(p, k) { /* as resizing.bicubic_upsample: rows first, then columns, edges mirrored, rounded half up */
  const {wide, high, channels: n, values} = p, row = wide*n, phase = taps(k);
  const mirror = (i, size) => (i = ((i % (2*size)) + 2*size) % (2*size), i < size ? i : 2*size - 1 - i);
  const out = new Uint8Array(row*high*k*k), line = new Float64Array(row);
  const four = (i, size, step) => [0, 1, 2, 3].map(j => step*mirror((i/k | 0) + phase[i % k][0] + j, size));
  const near = Array.from({length: wide*k}, (_, x) => four(x, wide, n));
  for (let y = 0, to = 0; y < high*k; y++) {
    const w = phase[y % k][1], from = four(y, high, row);
    for (let i = 0; i < row; i++) line[i] = w[0]*values[from[0] + i] + w[1]*values[from[1] + i]
      + w[2]*values[from[2] + i] + w[3]*values[from[3] + i];
    for (let x = 0; x < wide*k; x++) {
      const v = phase[x % k][1], [a, b, c, d] = near[x];
      for (let i = 0; i < n; i++) out[to++] = clamp(Math.floor(v[0]*line[a + i] + v[1]*line[b + i] + v[2]*line[c + i]
        + v[3]*line[d + i] + 0.5), 0, 255);
    }
  }
  return {wide: wide*k, high: high*k, channels: n, values: out};
}

/* part: pictures */
function pictureOf(img) { /* one picture of the scene: its stored pixels, and planes that can be drawn */
  const bytes = () => Uint8Array.from(atob(img.src.slice(img.src.indexOf(',') + 1)), c => c.charCodeAt(0));
  const {note, scale, alpha} = img.dataset;
  const p = {label: img.alt, note, times: +scale, alpha: alpha !== undefined, planes: {}};
  p.read = () => p.reading = p.reading || readPNG(bytes()).then(stored => { p.stored = stored; });
  p.plane = interpolation => { /* what is shown, and how many pixels of the scene each of its pixels covers */
    const smooth = interpolation === 'bicubic' && p.times > 1;
    const plane = () => smooth ? drawable(bicubic(p.stored, p.times), 1) : drawable(p.stored, p.times);
    return p.planes[smooth] = p.planes[smooth] || plane();
  };
  return p;
}

function drawable(pixels, times) {
  const {wide, high, channels: n, values} = pixels, colours = n > 2, image = new ImageData(wide, high), rgba = image.data;
  for (let i = 0, j = 0; j < rgba.length; i += n, j += 4) {
    rgba[j] = values[i];
    rgba[j + 1] = values[colours ? i + 1 : i];
    rgba[j + 2] = values[colours ? i + 2 : i];
    rgba[j + 3] = n === 2 ? values[i + 1] : n === 4 ? values[i + 3] : 255;
  }
  const canvas = canvasOf(wide, high);
  canvas.getContext('2d').putImageData(image, 0, 0);
  return {...pixels, times, rgba, canvas};
}

/* part: geometry */
function geometry(view, panes, width, room, wide, high) { /* CSS pixels, from the left top of a pane */
  const ratio = window.devicePixelRatio || 1, unit = Math.max(1, Math.round(ratio));
  const snap = v => Math.round(v*ratio)/ratio; /* to whole pixels of the screen */
  const head = panes > 1 ? snap(labelHigh) : 0, gap = snap(between);
  const layout = columns => {
    const rows = Math.ceil(panes/columns), paneWide = Math.floor((width - gap*(columns - 1))/columns*ratio)/ratio;
    const most = snap(Math.max(rows > 1 ? 160 : 240, (room - rows*head)/rows));
    return {columns, rows, paneWide, most, fit: Math.min(paneWide*ratio/wide, most*ratio/high)};
  };
  const all = Array.from({length: panes}, (_, i) => layout(i + 1)).filter(l => l.columns === 1 || l.paneWide >= 150);
  const {columns, rows, paneWide, most, fit} = all.reduce((best, l) => l.fit > best.fit*1.02 ? l : best);
  const fitted = fit < 1 ? fit : Math.floor(fit); /* screen pixels for each pixel of the scene */
  const scale = view.zoom === 'fit' ? fitted : view.zoom*unit;
  const [w, h] = [wide, high].map(n => Math.max(1, Math.round(n*scale))/ratio), paneHigh = Math.min(h, most);
  const place = (space, size, centre) =>
    snap(size <= space ? (space - size)/2 : clamp(space/2 - centre*size, space - size, 0));
  const x = place(paneWide, w, view.x), y = place(paneHigh, h, view.y);
  if (w > paneWide) view.x = (paneWide/2 - x)/w; /* a pan past the edge stops at the edge */
  if (h > paneHigh) view.y = (paneHigh/2 - y)/h;
  const from = Math.max(0, x), to = Math.min(paneWide, x + w), at = x + snap(from + view.split*(to - from) - x);
  const seen = (low, size, start, space, n) => [clamp(Math.floor((low - start)*n/size + 1e-6), 0, n - 1),
    clamp(Math.ceil((low + space - start)*n/size - 1e-6), 1, n)];
  const [x0, x1] = seen(0, w, x, paneWide, wide), [y0, y1] = seen(0, h, y, paneHigh, high);
  return {ratio, unit, snap, columns, rows, head, gap, paneWide, paneHigh, fitted: fitted/unit, scale, w, h, x, y, from, to,
    at, wider: w > paneWide + 0.5, higher: h > paneHigh + 0.5, x0, x1, y0, y1};
}

/* part: layers */
function layerOf(plane, g) { /* the part of one picture that a pane shows, drawn once for each view */
  const [wide, high] = [g.paneWide, g.paneHigh].map(n => Math.round(n*g.ratio));
  const key = [wide, high, g.scale, g.x, g.y].join();
  if (plane.key === key) return plane.layer;
  const layer = plane.layer = plane.layer || canvasOf(1, 1), draw = layer.getContext('2d');
  Object.assign(layer, {width: wide, height: high});
  const s = g.scale*plane.times, ox = Math.round(g.x*g.ratio), oy = Math.round(g.y*g.ratio);
  const [a, b] = [Math.max(0, Math.floor(-ox/s)), Math.min(plane.wide, Math.ceil((wide - ox)/s))];
  const [c, d] = [Math.max(0, Math.floor(-oy/s)), Math.min(plane.high, Math.ceil((high - oy)/s))];
  draw.imageSmoothingEnabled = s < 1;
  draw.imageSmoothingQuality = 'high';
  draw.drawImage(plane.canvas, a, c, b - a, d - c, ox + a*s, oy + c*s, (b - a)*s, (d - c)*s);
  plane.key = key;
  return layer;
}

function paint(canvas, planes, g, sheer) { /* one plane, or two with the line between them */
  const [wide, high] = [g.paneWide, g.paneHigh].map(n => Math.round(n*g.ratio));
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, {width: wide, height: high});
  const draw = canvas.getContext('2d'), cut = planes.length > 1 ? clamp(Math.round(g.at*g.ratio), 0, wide) : wide;
  draw.clearRect(0, 0, wide, high);
  planes.forEach((plane, k) => {
    const [from, to] = k ? [cut, wide] : [0, cut];
    if (to > from) draw.drawImage(layerOf(plane, g), from, 0, to - from, high, from, 0, to - from, high);
  });
  if (!sheer) return;
  draw.globalCompositeOperation = 'destination-over'; /* squares behind what can be seen through */
  const [x, y, w, h] = [g.x, g.y, g.w, g.h].map(n => Math.round(n*g.ratio)), size = 8*g.unit;
  const right = Math.min(wide, x + w), bottom = Math.min(high, y + h);
  for (let r = Math.max(0, y); r < bottom; r += size) for (let c = Math.max(0, x); c < right; c += size) {
    draw.fillStyle = (Math.floor(r/size) + Math.floor(c/size)) % 2 ? '#d0d0d0' : '#f0f0f0';
    draw.fillRect(c, r, Math.min(size, right - c), Math.min(size, bottom - r));
  }
  draw.globalCompositeOperation = 'source-over';
}

/* part: difference */
const heat = [[0, 0, 4], [87, 16, 110], [188, 55, 84], [249, 142, 9], [252, 255, 164]];
const heatAt = t => { /* 0 black, 1 light yellow */
  const k = clamp(t, 0, 1)*4, i = Math.min(3, Math.floor(k));
  return heat[i].map((v, c) => Math.round(v + (k - i)*(heat[i + 1][c] - v)));
};

function difference(a, b, wide, high) { /* the largest of the channels' differences, at each pixel of the scene */
  const out = new Uint8Array(wide*high);
  let most = 0, sum = 0, where = 0;
  for (let y = 0, i = 0; y < high; y++) for (let x = 0; x < wide; x++, i++) {
    const j = at(a, x, y), k = at(b, x, y);
    let d = 0;
    for (let c = 0; c < 4; c++) d = Math.max(d, Math.abs(a.rgba[j + c] - b.rgba[k + c]));
    out[i] = d;
    sum += d;
    if (d > most) { most = d; where = i; }
  }
  return {values: out, most, mean: sum/out.length, x: where % wide, y: Math.floor(where/wide)};
}
const at = (plane, x, y) => 4*(Math.floor(y/plane.times)*plane.wide + Math.floor(x/plane.times));

function heatPlane(map, wide, high, range) {
  const colours = Array.from({length: 256}, (_, v) => heatAt(v/range)), values = new Uint8Array(3*wide*high);
  map.values.forEach((v, i) => values.set(colours[v], 3*i));
  return drawable({wide, high, channels: 3, values}, 1);
}

function heatBar() { /* the colours, from none to all */
  const bar = canvasOf(256, 1), draw = bar.getContext('2d');
  for (let i = 0; i < 256; i++) { draw.fillStyle = `rgb(${heatAt(i/255).join()})`; draw.fillRect(i, 0, 1, 1); }
  return bar;
}

/* part: metrics */
function brightness(plane, box, grey) { /* Y of what is seen, 16 to 235 (BT.601); grey pictures are their own Y */
  const [x0, x1, y0, y1] = box, out = new Float64Array((x1 - x0)*(y1 - y0)), v = plane.rgba;
  for (let y = y0, i = 0; y < y1; y++) for (let x = x0; x < x1; x++, i++) {
    const k = at(plane, x, y);
    out[i] = grey ? v[k] : 16 + (65.481*v[k] + 128.553*v[k + 1] + 24.966*v[k + 2])/255;
  }
  return out;
}

function psnr(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i])**2;
  return 10*Math.log10(255**2*a.length/sum);
}

const bell = Array.from({length: 11}, (_, i) => Math.exp(-((i - 5)**2)/4.5)), bellSum = bell.reduce((s, v) => s + v);
const windowed = bell.map(v => v/bellSum); /* Gaussian, 11 wide, sigma 1.5 */

function* ssim(a, b, wide, high) { /* Wang et al. 2004, eq. 13, over the windows that lie inside; a row at a time */
  const [c1, c2] = [(0.01*255)**2, (0.03*255)**2], n = wide - 10, five = [0, 1, 2, 3, 4], rows = [];
  const products = five.map(() => new Float64Array(wide)), [pu, pv, puu, pvv, puv] = products;
  const add = (to, from, shift, w) => { for (let x = 0; x < n; x++) to[x] += w*from[x + shift]; };
  let sum = 0;
  for (let y = 0; y < high; y++) {
    for (let x = 0, i = y*wide; x < wide; x++, i++) {
      const u = a[i] - 128, v = b[i] - 128; /* variances keep more digits when the numbers are small */
      pu[x] = u; pv[x] = v; puu[x] = u*u; pvv[x] = v*v; puv[x] = u*v;
    }
    const row = rows.length < 11 ? five.map(() => new Float64Array(n)) : rows.shift();
    row.forEach((to, k) => { to.fill(0); windowed.forEach((w, i) => add(to, products[k], i, w)); });
    rows.push(row);
    if (rows.length < 11) continue;
    const [ma, mb, aa, bb, ab] = five.map(k => {
      const to = new Float64Array(n);
      windowed.forEach((w, i) => add(to, rows[i][k], 0, w));
      return to;
    });
    for (let x = 0; x < n; x++) {
      const u = ma[x] + 128, v = mb[x] + 128;
      sum += (2*u*v + c1)*(2*(ab[x] - ma[x]*mb[x]) + c2)/((u*u + v*v + c1)*(aa[x] - ma[x]**2 + bb[x] - mb[x]**2 + c2));
    }
    yield;
  }
  return sum/(n*(high - 10));
}

async function inPieces(work, stale) { /* runs a generator without holding up the page; undefined when it is stale */
  for (let from = performance.now();;) {
    const {value, done} = work.next();
    if (done) return value;
    if (performance.now() - from < 8) continue;
    await new Promise(go => setTimeout(go));
    if (stale()) return undefined;
    from = performance.now();
  }
}

/* part: controls */
function addControls(figure, frame, pictures) {
  const side = word => {
    const pick = choice(pictures.map(p => p.label), pictures.map((p, i) => i)), note = make('p', {class: 'note'});
    return {pick, note, box: make('div', {class: 'side'},
      make('label', {}, make('span', {class: 'word'}, word + ' picture'), pick), note)};
  };
  const group = (name, ...inside) => make('div', {class: 'group', role: 'group', 'aria-label': name}, ...inside);
  const left = side('Left'), right = side('Right');
  const tabs = Object.entries(modes).map(([mode, name]) => Object.assign(button(name), {mode}));
  const zooms = [['−', 'Zoom out', 0, -1], ['Fit', 'Fit', 'fit'], ['1×', '1×', 1], ['2×', '2×', 2], ['4×', '4×', 4],
    ['+', 'Zoom in', 0, 1]]
    .map(([text, name, zoom, step]) => Object.assign(button(text, {'aria-label': name}), {zoom, step}));
  const parts = {sides: [left, right], tabs, zooms,
    top: make('div', {class: 'sides'}, left.box, right.box),
    slider: make('input', {type: 'range', min: 0, max: 1000, 'aria-label': 'Divider between left and right picture'}),
    flip: button('Hold to flip', {class: 'flip'}), loupe: button('Loupe'), link: button('Copy link'),
    full: button('Full screen'), theme: button('Dark'),
    interpolation: choice(['nearest neighbour', 'bicubic'], ['nearest', 'bicubic']),
    range: choice(ranges.map(r => '0 to ' + r), ranges),
    status: make('p', {class: 'status'}), said: make('p', {class: 'said', 'aria-live': 'polite'}),
    rail: make('div', {class: 'rail'}), legend: make('div', {class: 'legend'}),
    ticks: make('div', {class: 'ticks'}), glass: make('div', {class: 'glass', role: 'group', tabindex: 0, hidden: '',
      'aria-label': 'Loupe. Arrow keys move it by one pixel, with Shift by ten.'})};
  parts.rail.append(parts.slider);
  parts.legend.append(make('label', {}, make('span', {class: 'word'}, 'Colours'), parts.range),
    make('div', {class: 'scale'}, heatBar(), parts.ticks), make('p', {class: 'most'}));
  const show = pictures.some(p => p.times > 1) ? [make('label', {class: 'inline'}, 'Smaller pictures: ', parts.interpolation)] : [];
  if (!document.fullscreenEnabled) parts.full.hidden = true;
  frame.before(make('div', {class: 'bar'}, group('Way of comparing', ...tabs),
    make('div', {class: 'tools'}, parts.link, parts.full, parts.theme)), parts.top);
  frame.after(parts.glass, parts.rail, parts.legend,
    make('div', {class: 'tools'}, group('Zoom', ...zooms), parts.flip, parts.loupe, ...show),
    parts.status, parts.said);
  const hint = 'Drag the line, or use the arrow keys. F held flips, + − 0 zoom, Shift and arrows move, D S L: difference, '
    + 'side by side, loupe. The wheel zooms once the picture has been clicked, or with Ctrl.';
  parts.said.after(make('p', {class: 'hint'}, hint));
  return parts;
}

/* part: table */
function liveColumns(figure, pictures, against) { /* PSNR and SSIM of the part that is seen: two columns, or a line */
  const note = make('p', {class: 'note'});
  figure.querySelector('.numbers').after(note);
  if (against === null) return {cells: [], note};
  const table = figure.querySelector('table'), [head] = table.tHead.rows;
  head.append(...['PSNR seen', 'SSIM seen'].map(t => make('th', {scope: 'col', class: 'seen'}, t)));
  const cell = i => table.tBodies[0].rows[i].appendChild(make('td', {class: 'seen'}));
  const cells = pictures.map((p, i) => [cell(i), cell(i)]);
  return {cells, note};
}

/* part: loupe */
function loupe(glass, pictures, planes, spot, wide, high) { /* 9 x 9 pixels of each picture about `spot`, its numbers */
  const size = 99, cell = 11, {x, y} = spot;
  const boxes = pictures.map((p, i) => {
    const canvas = canvasOf(size, size), draw = canvas.getContext('2d'), plane = planes[i], k = at(plane, x, y);
    for (let r = -4; r <= 4; r++) for (let c = -4; c <= 4; c++) {
      if (x + c < 0 || y + r < 0 || x + c >= wide || y + r >= high) continue;
      const j = at(plane, x + c, y + r);
      draw.fillStyle = `rgba(${plane.rgba.slice(j, j + 3).join()},${plane.rgba[j + 3]/255})`;
      draw.fillRect((c + 4)*cell, (r + 4)*cell, cell, cell);
    }
    draw.strokeStyle = '#000'; draw.strokeRect(4*cell - 0.5, 4*cell - 0.5, cell + 1, cell + 1);
    draw.strokeStyle = '#fff'; draw.strokeRect(4*cell - 1.5, 4*cell - 1.5, cell + 3, cell + 3);
    const own = [Math.floor(x/plane.times), Math.floor(y/plane.times)];
    const value = [...plane.rgba.slice(k, k + (p.alpha ? 4 : 3))].join(' ');
    const how = plane.times > 1 ? `its pixel ${own.join(', ')}` : p.times > 1 ? 'between its pixels' : '';
    return make('div', {class: 'eye'}, canvas, make('b', {}, p.label), make('code', {}, value),
      make('span', {class: 'word'}, how));
  });
  const said = `Pixel ${x}, ${y}: red, green, blue${pictures.some(p => p.alpha) ? ', opacity' : ''}, 0 to 255`;
  glass.replaceChildren(make('p', {class: 'word', 'aria-live': 'polite'}, said), make('div', {class: 'eyes'}, ...boxes));
}

/* part: hands */
function listen(figure, frame, parts, view, set, v) {
  const fingers = new Map();
  let drag = null, spread = 0, turned = 0;
  const pan = (g, from, right, down) =>
    set({x: g.wider ? from.x + right/g.w : view.x, y: g.higher ? from.y + down/g.h : view.y});
  const spotOf = e => { /* the pane under the pointer, and where in it */
    const pane = v.panes.find(p => p.contains(e.target)) || v.panes[0], box = pane.getBoundingClientRect();
    return {left: e.clientX - box.left, top: e.clientY - box.top};
  };
  const follow = e => {
    if (drag.kind === 'pan') pan(v.g, drag, drag.startX - e.clientX, drag.startY - e.clientY);
    else set({split: clamp((spotOf(e).left + drag.offset - v.g.from)/(v.g.to - v.g.from), 0, 1)});
  };
  const zoomBy = (step, at = {left: v.g.paneWide/2, top: v.g.paneHigh/2}) => { /* what is under the pointer stays there */
    const g = v.g, now = g.scale/g.unit, rungs = [g.fitted, ...ladder.filter(z => z >= Math.min(g.fitted, 1))];
    const next = rungs.filter(z => step > 0 ? z > now*1.001 : z < now*0.999).sort((a, b) => step*(a - b))[0];
    if (!next) return false;
    const grow = next/now;
    const share = (spot, start, size, space) => clamp((spot - start)/size - (spot - space/2)/(size*grow), 0, 1);
    parts.said.textContent = '';
    set({zoom: next === g.fitted ? 'fit' : next, x: share(at.left, g.x, g.w, g.paneWide),
      y: share(at.top, g.y, g.h, g.paneHigh)});
    return true;
  };
  const look = e => { /* the loupe follows the mouse */
    const s = spotOf(e), g = v.g;
    set({spot: {x: Math.floor((s.left - g.x)/g.w*v.wide), y: Math.floor((s.top - g.y)/g.h*v.high)}});
  };
  frame.addEventListener('pointerdown', e => {
    if (e.button) return;
    fingers.set(e.pointerId, e);
    if (fingers.size === 2) { drag = null; spread = 0; }
    if (drag || fingers.size > 1) return;
    const g = v.g, offset = g.at - spotOf(e).left, near = view.mode === 'slider' && Math.abs(offset) <= reach;
    const still = view.mode === 'slider' && !(g.wider || g.higher), moving = near || e.pointerType !== 'touch';
    drag = {kind: near || still ? 'split' : 'pan', offset: near ? offset : 0, moving, id: e.pointerId,
      startX: e.clientX, startY: e.clientY, x: view.x, y: view.y};
    frame.setPointerCapture(e.pointerId);
    e.preventDefault();
    (view.mode === 'slider' ? parts.slider : frame).focus({preventScroll: true});
    if (view.loupe) look(e);
    if (drag.moving && drag.kind === 'split') follow(e);
  });
  frame.addEventListener('pointermove', e => {
    if (fingers.has(e.pointerId)) fingers.set(e.pointerId, e);
    if (fingers.size === 2) { /* two fingers zoom */
      const [a, b] = [...fingers.values()], apart = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
      if (!spread) spread = apart;
      if (apart > 1.3*spread || apart < spread/1.3) {
        const middle = {clientX: (a.clientX + b.clientX)/2, clientY: (a.clientY + b.clientY)/2, target: e.target};
        zoomBy(apart > spread ? 1 : -1, spotOf(middle));
        spread = apart;
      }
      return;
    }
    if (view.loupe && (e.pointerType === 'mouse' || drag)) look(e);
    if (!drag || e.pointerId !== drag.id) return;
    const across = Math.abs(e.clientX - drag.startX), down = Math.abs(e.clientY - drag.startY);
    /* a finger going down scrolls the page */
    drag.moving = drag.moving || (drag.kind === 'pan' ? across + down : across - down) > 6;
    if (drag.moving) follow(e);
  });
  const lift = e => { fingers.delete(e.pointerId); spread = 0; };
  frame.addEventListener('pointerup', e => {
    lift(e);
    if (!drag || e.pointerId !== drag.id) return;
    if (!drag.moving && drag.kind === 'split') follow(e);
    drag = null;
  });
  for (const end of ['pointercancel', 'lostpointercapture']) frame.addEventListener(end, e => { lift(e); drag = null; });
  frame.addEventListener('dragstart', e => e.preventDefault());
  frame.addEventListener('wheel', e => {
    const held = e.ctrlKey || e.metaKey;
    const here = [document.activeElement, document.fullscreenElement].some(n => figure.contains(n));
    if (!held && !here) { parts.said.textContent = 'Click the picture first, or hold Ctrl, and the wheel zooms.'; return; }
    turned += e.deltaY*(e.deltaMode ? 33 : 1);
    const step = Math.abs(turned) < 40 ? 0 : turned < 0 ? 1 : -1;
    if (step) turned = 0;
    if (step && !zoomBy(step, spotOf(e)) && !held) return; /* at the end: the page scrolls */
    e.preventDefault();
  }, {passive: false});

  parts.slider.addEventListener('input', () => set({split: parts.slider.value/1000}));
  parts.tabs.forEach(b => b.addEventListener('click', () => set({mode: b.mode, flip: false})));
  parts.zooms.forEach(b => b.addEventListener('click', () => b.step ? zoomBy(b.step) : set({zoom: b.zoom})));
  parts.loupe.addEventListener('click', () => set({loupe: !view.loupe}));
  parts.interpolation.addEventListener('change', () => set({interpolation: parts.interpolation.value}));
  parts.range.addEventListener('change', () => set({range: +parts.range.value}));
  parts.theme.addEventListener('click', () => { /* all of this page */
    const theme = document.documentElement.dataset.srTheme = isDark(figure) ? 'light' : 'dark';
    document.querySelectorAll('figure.sr-compare').forEach(f => { f.dataset.theme = theme; });
    window.dispatchEvent(new Event('resize'));
    set({});
  });
  parts.full.addEventListener('click', () =>
    document.fullscreenElement ? document.exitFullscreen() : figure.requestFullscreen());
  parts.link.addEventListener('click', () => copyLink(figure, view, parts));
  ['left', 'right'].forEach((word, k) =>
    parts.sides[k].pick.addEventListener('change', e => set({[word]: +e.target.value, flip: false})));
  keys(figure, parts, view, set, v, pan, zoomBy);
}

/* part: keys */
function keys(figure, parts, view, set, v, pan, zoomBy) {
  let byKey = false;
  const flip = (on, key = false) => { byKey = on && key; if (view.flip !== on) set({flip: on}); };
  const plain = e => !(e.ctrlKey || e.altKey || e.metaKey || e.target.matches('select, .address'));
  const presses = e => e.target === parts.flip && (e.key === ' ' || e.key === 'Enter');
  const isFlip = e => view.mode !== 'side' && (e.key.toLowerCase() === 'f' || presses(e));
  const turn = mode => () => set({mode: view.mode === mode ? 'slider' : mode, flip: false});
  const one = {d: turn('difference'), s: turn('side'), l: () => set({loupe: !view.loupe}), 0: () => set({zoom: 'fit'}),
    '+': () => zoomBy(1), '=': () => zoomBy(1), '-': () => zoomBy(-1)};
  figure.addEventListener('keydown', e => {
    if (!plain(e)) return;
    const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[e.key];
    const act = one[e.key.toLowerCase()];
    if (isFlip(e)) flip(true, true);
    else if (act && !e.repeat) act();
    else if (step && e.target === parts.glass) {
      const by = e.shiftKey ? 10 : 1, {x, y} = view.spot;
      set({spot: {x: x + by*step[0], y: y + by*step[1]}});
    } else if (step && e.shiftKey) pan(v.g, view, 0.1*step[0]*v.g.paneWide, 0.1*step[1]*v.g.paneHigh);
    else if (step && e.target === parts.slider) set({split: clamp(view.split + 0.01*(step[0] - step[1]), 0, 1)});
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
  window.addEventListener('blur', () => flip(false), v.until);
  /* JupyterLab takes single letters for its own; it looks at this mark, and it looks after us */
  const mark = e => {
    if (figure.contains(e.target) && plain(e)) figure.dataset.lmSuppressShortcuts = 'true';
    else delete figure.dataset.lmSuppressShortcuts;
  };
  window.addEventListener('keydown', mark, {capture: true, ...v.until});
}

/* part: link */
const short = n => String(+(+n).toFixed(4));
const asText = view => [view.mode, view.left, view.right, short(view.split), view.zoom === 'fit' ? 'fit' : short(view.zoom),
  short(view.x), short(view.y), view.interpolation, view.range, view.loupe ? `${view.spot.x}_${view.spot.y}` : ''].join();
function fromText(text, count) { /* a view, or what of it makes sense */
  const [mode, left, right, split, zoom, x, y, interpolation, range, spot] = text.split(','), view = {}, one = /^\d+$/;
  if (Object.hasOwn(modes, mode)) view.mode = mode;
  for (const [name, n] of Object.entries({left, right})) if (one.test(n) && +n < count) view[name] = +n;
  for (const [name, n] of Object.entries({split, x, y})) if (n && +n >= 0 && +n <= 1) view[name] = +n;
  if (zoom === 'fit') view.zoom = zoom;
  if (+zoom >= 1/16 && +zoom <= 32) view.zoom = +zoom > 1 ? Math.round(+zoom) : +zoom;
  if (interpolation === 'nearest' || interpolation === 'bicubic') view.interpolation = interpolation;
  if (ranges.includes(+range)) view.range = +range;
  const at = /^(\d+)_(\d+)$/.exec(spot || '');
  if (at) Object.assign(view, {loupe: true, spot: {x: +at[1], y: +at[2]}});
  return view;
}
const linked = (figure, count) => { /* the view that the address asks for */
  const own = new RegExp(`view-${figure.dataset.key}=([\\w.,]+)`), hashes = [location.hash, outside(w => w.location.hash)];
  const wanted = hashes.map(h => own.exec(h || '')).find(Boolean);
  return wanted ? fromText(wanted[1], count) : {};
};
async function copyLink(figure, view, parts) {
  const whole = location.href.startsWith('about:') ? outside(w => w.location.href) || '' : location.href;
  const own = whole.split('#')[0].replace(/([?&])token=[^&]*&?/, '$1'); /* a link is for others, a token is not */
  const text = `${own}#view-${figure.dataset.key}=${asText(view)}`;
  const field = make('input', {value: text, readonly: '', class: 'address', 'aria-label': 'Link to this view'});
  parts.said.replaceChildren('Link to this view: ', field);
  field.select();
  let done = false;
  try { done = document.execCommand('copy'); } catch (e) { /* the field can be copied by hand */ }
  if (!done && navigator.clipboard) done = await navigator.clipboard.writeText(text).then(() => true, () => false);
  parts.said.firstChild.textContent = done ? 'Link to this view copied: ' : 'Copy this link: ';
}

/* part: surroundings */
const isDark = figure =>
  figure.dataset.theme ? figure.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
function hostTheme(figure) { /* a notebook may be dark on a light desktop */
  const named = w => {
    const {body, documentElement: root} = w.document, jupyter = body.dataset.jpThemeLight, page = root.getAttribute('theme');
    if (jupyter) return jupyter === 'true' ? 'light' : 'dark';
    if (page === 'dark' || page === 'light') return page;
    if (/vscode-(dark|high-contrast)(?!-light)|quarto-dark/.test(body.className)) return 'dark';
    return /vscode-light|quarto-light/.test(body.className) ? 'light' : '';
  };
  const theme = outside(named);
  if (theme && theme !== figure.dataset.host) figure.dataset.host = figure.dataset.theme = theme; /* the button may differ */
  return Boolean(theme);
}
function inFrame(figure) { /* inside an iframe of a notebook: as high as needed, and the still above it is not needed */
  const frame = outside(() => window.frameElement);
  if (!frame) return;
  const grow = () => {
    const high = Math.ceil(figure.getBoundingClientRect().bottom + window.scrollY);
    if (high > 0) frame.style.height = high + 'px'; /* 0 while the notebook hides it */
  };
  new ResizeObserver(grow).observe(figure);
  const end = figure.dataset.still, before = i => frame.compareDocumentPosition(i) & Node.DOCUMENT_POSITION_PRECEDING;
  const find = w => [...w.document.images].filter(i => i.src.replace(/\s/g, '').endsWith(end) && before(i)).pop();
  const still = end && outside(find);
  const box = still && (still.closest('.jp-OutputArea-child, .output_area, .jp-OutputArea-output') || still);
  if (box && !box.contains(frame)) box.style.display = 'none';
}

/* part: state */
function viewer(figure) { /* the figure's pictures, its state, and how it is drawn */
  const frame = figure.querySelector('.frame'), images = [...frame.querySelectorAll('img')];
  const pictures = images.map(pictureOf);
  const [wide, high] = ['width', 'height'].map(a => +images[0].getAttribute(a)), given = figure.dataset;
  const [left, right] = given.start.split(' ').map(Number);
  const view = {mode: given.mode, left, right, split: +given.split, zoom: 'fit', x: 0.5, y: 0.5, flip: false,
    interpolation: given.interpolation, range: 32, loupe: false, spot: null}; /* all there is */
  const asked = linked(figure, pictures.length);
  Object.assign(view, asked);
  const v = {figure, frame, pictures, view, wide, high, panes: [], g: null, heard: [], job: 0, map: null,
    linked: 'mode' in asked, against: given.reference === '' ? null : +given.reference};
  v.parts = addControls(figure, frame, pictures);
  v.live = liveColumns(figure, pictures, v.against);
  v.stage = make('div', {class: 'stage'});
  v.line = make('div', {class: 'line'});
  frame.replaceChildren(v.stage);
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-label', 'Pictures. Shift and arrow keys move them, plus and minus zoom.');
  v.set = change => { Object.assign(view, change); v.draw(); v.heard.forEach(f => f(view)); };
  v.draw = () => draw(v);
  return v;
}

const inView = ({view, pictures}) => view.mode === 'side' ? [...pictures.keys()]
  : view.flip ? [view.right, view.left] : [view.left, view.right];

/* part: draw */
function draw(v) {
  const {view, parts, pictures, figure} = v, side = view.mode === 'side', shown = inView(v);
  const needed = view.loupe || side ? pictures : shown.map(i => pictures[i]);
  const waiting = needed.filter(p => !p.stored);
  if (waiting.length) { Promise.all(waiting.map(p => p.read())).then(v.draw, e => fail(v, e)); return; }
  arrange(v, side ? pictures.length : 1);
  const {g} = v, planeOf = i => pictures[i].plane(view.interpolation);
  if (view.mode === 'difference') paint(v.panes[0].firstChild, [mapOf(v, shown, planeOf)], g);
  else if (side) v.panes.forEach((pane, i) => {
    paint(pane.firstChild, [planeOf(i)], g, pictures[i].alpha);
    pane.parentElement.firstChild.textContent = pictures[i].label;
  });
  else paint(v.panes[0].firstChild, [...new Set(shown)].map(planeOf), g, shown.some(i => pictures[i].alpha));
  const {x, y} = view.spot || {x: v.wide >> 1, y: v.high >> 1};
  const spot = view.spot = {x: clamp(x, 0, v.wide - 1), y: clamp(y, 0, v.high - 1)};
  controls(v, shown);
  parts.glass.hidden = !view.loupe;
  v.panes.forEach(pane => { /* a square about the pixel under the loupe */
    const ring = pane.lastChild, one = g.w/v.wide, size = Math.max(one, 3);
    const place = (start, n) => start + (n + 0.5)*one - size/2 + 'px';
    ring.hidden = !view.loupe;
    Object.assign(ring.style, {left: place(g.x, spot.x), top: place(g.y, spot.y), width: size + 'px', height: size + 'px'});
  });
  if (view.loupe) loupe(parts.glass, pictures, pictures.map((p, i) => planeOf(i)), spot, v.wide, v.high);
  measure(v, shown, planeOf);
  figure.dataset.ready = 'yes';
}
const fail = (v, e) => {
  v.parts.said.textContent = 'This viewer cannot show the pictures: ' + e.message;
  v.figure.dataset.ready = 'failed';
};

/* part: arrange */
function arrange(v, count) { /* panes of equal size; each begins on a whole pixel of the screen */
  const {figure, frame, stage, view} = v, full = document.fullscreenElement === figure;
  while (stage.children.length > count) stage.lastChild.remove();
  while (stage.children.length < count) stage.append(make('div', {class: 'cell'}, make('p', {class: 'name'}),
    make('div', {class: 'pane'}, document.createElement('canvas'), make('div', {class: 'ring', hidden: ''}))));
  v.panes = [...stage.querySelectorAll('.pane')];
  const tall = outside(w => w.innerHeight) || window.innerHeight, box = frame.getBoundingClientRect();
  const ratio = window.devicePixelRatio || 1, whole = n => Math.ceil(n*ratio - 0.01)/ratio - n;
  const room = full ? window.innerHeight - (figure.scrollHeight - box.height) : (+figure.dataset.room || 0.62)*tall - (view.loupe ? 170 : 0);
  const g = v.g = geometry(view, count, Math.floor(box.width*ratio)/ratio, room, v.wide, v.high);
  const [left, top] = [box.left + window.scrollX, box.top + window.scrollY];
  const high = g.rows*(g.head + g.paneHigh) + g.gap*(g.rows - 1);
  Object.assign(stage.style, {left: whole(left) + 'px', top: whole(top) + 'px', height: high + 'px'});
  frame.style.height = high + 1 + 'px';
  [...stage.children].forEach((cell, i) => {
    const [c, r] = [i % g.columns, Math.floor(i/g.columns)];
    const [x, y] = [c*(g.paneWide + g.gap), r*(g.head + g.paneHigh + g.gap)].map(g.snap);
    Object.assign(cell.style, {left: x + 'px', top: y + 'px', width: g.paneWide + 'px'});
    Object.assign(cell.firstChild.style, {height: g.head + 'px', display: g.head ? '' : 'none'});
    Object.assign(cell.lastChild.style, {height: g.paneHigh + 'px'});
    cell.lastChild.dataset.place = [g.x, g.y, g.w, g.h].join(' '); /* where the whole picture would lie */
    Object.assign(v.panes[i].firstChild.style, {width: g.paneWide + 'px', height: g.paneHigh + 'px'});
  });
  if (view.mode === 'slider') v.panes[0].insertBefore(v.line, v.panes[0].lastChild); else v.line.remove();
}

/* part: status */
function controls(v, shown) {
  const {view, parts, pictures, g} = v, [l, r] = shown, slider = view.mode === 'slider';
  const percent = Math.round(view.split*100);
  const said = `${percent} % ${pictures[l].label}, ${100 - percent} % ${pictures[r].label}`;
  parts.tabs.forEach(b => b.setAttribute('aria-pressed', b.mode === view.mode));
  parts.top.hidden = view.mode === 'side';
  parts.flip.hidden = view.mode === 'side';
  v.frame.tabIndex = slider ? -1 : 0; /* with the slider gone, the keys need another place */
  if (!slider && document.activeElement === parts.slider) v.frame.focus({preventScroll: true});
  parts.rail.hidden = !slider;
  parts.legend.hidden = view.mode !== 'difference';
  if (view.mode !== 'side') parts.sides.forEach((s, k) => {
    s.pick.value = shown[k];
    s.note.textContent = noteOf(pictures[shown[k]], view);
  });
  v.line.style.left = g.at + 'px';
  v.frame.style.cursor = view.loupe ? 'crosshair' : g.wider || g.higher ? 'grab' : slider ? 'ew-resize' : 'default';
  v.frame.style.touchAction = g.higher ? 'none' : 'pan-y';
  parts.slider.value = Math.round(view.split*1000);
  parts.slider.setAttribute('aria-valuetext', said);
  Object.assign(parts.slider.style, {width: g.to - g.from + thumb + 'px', marginLeft: g.from - thumb/2 + 'px'});
  parts.zooms.forEach(b => { if (!b.step) b.setAttribute('aria-pressed', b.zoom === view.zoom); });
  parts.flip.setAttribute('aria-pressed', view.flip);
  parts.loupe.setAttribute('aria-pressed', view.loupe);
  parts.theme.textContent = isDark(v.figure) ? 'Light' : 'Dark';
  parts.interpolation.value = view.interpolation;
  parts.range.value = view.range;
  const times = +(g.scale/g.unit).toFixed(2) + '×', all = g.x1 - g.x0 === v.wide && g.y1 - g.y0 === v.high;
  const each = g.unit > 1 ? `, each ${g.scale} × ${g.scale} on this screen` : '';
  const how = g.scale < 1 ? 'smoothed. Choose 1× for every pixel.' : `pixels as they are${each}.`;
  const part = ` Seen: ${g.x1 - g.x0} × ${g.y1 - g.y0} of ${v.wide} × ${v.high} pixels, from ${g.x0}, ${g.y0}.`;
  parts.status.textContent = `Shown at ${times}: ` + how + (all ? '' : part);
}
const noteOf = (p, view) => p.note + (p.times > 1 ? (view.interpolation === 'bicubic' ? `, upscaled ${p.times}× by bicubic`
  : `, each shown as ${p.times} × ${p.times} (nearest neighbour)`) : '');

function mapOf(v, shown, planeOf) { /* the coloured difference of two pictures, its scale and its largest value */
  const {view, parts} = v, key = [...shown].sort().join() + view.interpolation;
  if (!v.map || v.map.key !== key) v.map = {key, ...difference(...shown.map(planeOf), v.wide, v.high)};
  const {map} = v, {range} = view;
  if (map.range !== range) Object.assign(map, {range, plane: heatPlane(map, v.wide, v.high, range)});
  parts.ticks.replaceChildren(...[0, 0.25, 0.5, 0.75, 1].map(t => make('span', {}, String(Math.round(t*view.range)))));
  const also = shown.some(i => v.pictures[i].alpha) ? 'red, green, blue and opacity' : 'red, green and blue';
  parts.legend.lastChild.textContent = `Grey levels of 255 as stored, the largest of ${also}. `
    + `Mean ${map.mean.toFixed(2)}, largest ${map.most} at pixel ${map.x}, ${map.y}.`;
  return map.plane;
}

/* part: measure */
function measure(v, shown, planeOf) {
  const {g, view, live, pictures} = v, known = v.against !== null, box = [g.x0, g.x1, g.y0, g.y1];
  const reference = known ? v.against : shown[shown.length - 1];
  const rows = [...new Set(shown)].filter(i => i !== reference), key = [box, rows, reference, view.interpolation].join();
  if (live.key === key) return;
  live.key = key;
  live.cells.forEach(cells => cells.forEach(c => { c.textContent = ''; }));
  if (known) live.cells[reference].forEach(c => { c.textContent = 'reference'; });
  const without = pictures.some(p => p.alpha) ? ', opacity left out' : '', name = i => `“${pictures[i].label}”`;
  const how = `Seen: the part inside the window; brightness Y, no border cut${without}`;
  const say = text => { live.note.textContent = how + text + '.'; };
  say(known ? `; measured against ${name(reference)}` : '');
  const job = ++v.job, stale = () => job !== v.job, sides = [g.x1 - g.x0, g.y1 - g.y0];
  if (!known && view.mode === 'side') { live.note.textContent = 'No original is named, so nothing is measured.'; return; }
  const tell = (i, db, value) => {
    const told = [db === Infinity ? 'equal' : db.toFixed(2) + ' dB',
      Number.isNaN(value) ? 'needs 11 × 11' : value.toFixed(4)];
    if (known) live.cells[i].forEach((c, k) => { c.textContent = told[k]; });
    else say(`. ${name(i)} and ${name(reference)} differ by PSNR ${told[0]}, SSIM ${told[1]}; no original is named, so this `
      + 'does not say which is better');
  };
  setTimeout(async () => { /* when the view has come to rest */
    if (stale()) return;
    if (!pictures[reference].stored) await pictures[reference].read();
    const truth = planeOf(reference);
    for (const i of rows) {
      const planes = [planeOf(i), truth], grey = planes.every(p => p.channels < 3);
      const pair = planes.map(p => brightness(p, box, grey));
      const value = Math.min(...sides) < 11 ? NaN : await inPieces(ssim(...pair, ...sides), stale);
      if (stale()) return;
      tell(i, psnr(...pair), value);
    }
  }, 250);
}

/* part: start */
function setUp(figure) {
  if (!('DecompressionStream' in window)) { /* an old browser: the pictures stand one below the other */
    figure.dataset.plain = '';
    return null;
  }
  figure.dataset.ready = '';
  const given = Boolean(figure.dataset.theme), follows = !given && hostTheme(figure);
  const v = viewer(figure), end = new AbortController();
  const again = () => requestAnimationFrame(() => { if (figure.isConnected) v.draw(); });
  v.until = {signal: end.signal};
  listen(figure, v.frame, v.parts, v.view, v.set, v);
  const sizes = new ResizeObserver(again), themes = new MutationObserver(() => { hostTheme(figure); again(); });
  for (const element of [figure, document.documentElement]) sizes.observe(element);
  if (follows) themes.observe(outside(w => w.document.body), {attributes: true});
  window.addEventListener('resize', again, v.until);
  window.addEventListener('hashchange', () => v.set(linked(figure, v.pictures.length)), v.until);
  document.addEventListener('fullscreenchange', () => {
    v.parts.full.setAttribute('aria-pressed', document.fullscreenElement === figure);
    again();
  }, v.until);
  v.end = () => { end.abort(); sizes.disconnect(); themes.disconnect(); v.job++; };
  inFrame(figure);
  v.draw();
  if (v.linked) figure.scrollIntoView();
  return v;
}
const start = () => document.querySelectorAll('figure.sr-compare:not([data-ready])').forEach(setUp);

/* part: live */
function render({model, el}) { /* the same figure, kept in step with Python by anywidget */
  let v, quiet = false;
  const told = ['mode', 'left', 'right', 'split', 'zoom', 'x', 'y', 'interpolation', 'range', 'loupe', 'spot'];
  const plain = view => Object.fromEntries(told.map(n => [n, view[n]]));
  const build = () => {
    const figure = new DOMParser().parseFromString(model.get('block'), 'text/html').querySelector('figure');
    if (v) v.end(); /* the one before lets go of its pictures */
    el.replaceChildren(...(figure ? [document.adoptNode(figure)] : []));
    v = figure && setUp(figure);
    if (!v) return;
    Object.assign(v.view, model.get('view'));
    v.heard.push(view => { if (quiet) return; model.set('view', plain(view)); model.save_changes(); });
    v.draw();
  };
  model.on('change:block', build);
  model.on('change:view', () => {
    const view = model.get('view');
    if (!v || Math.max(view.left, view.right) >= v.pictures.length) return; /* the view of pictures still to come */
    quiet = true;
    try { v.set(view); } finally { quiet = false; }
  });
  build();
  return () => { if (v) v.end(); };
}
if (document.currentScript) start();
return {render, readPNG};
})();
