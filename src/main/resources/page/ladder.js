import {LitElement, html, nothing, svg} from 'lit';
import {visible} from './parts.js';

/**
 * Draws an outcome's ladder as the API describes it: the marks are those of its text and its SVG.
 * It is drawn step by step, at the run's own pace slowed down, unless motion is to be reduced.
 *
 * @typedef {{from: 'INITIATOR' | 'RESPONDER', label: string, kind: string, fate: string}} Arrow
 * @typedef {{time: string, left: string | null, right: string | null, arrow?: Arrow}} Rung
 * @typedef {{headline: string, spec: string, circumstances: string, left: {name: string, address: string}, right: {name: string, address: string}, rungs: Rung[], legend: string | null, notes: {title: string, paragraphs: string[]}[], outcome: any}} Drawing
 */

const WIDE = {width: 860, time: 92, left: 320, right: 610, columns: 27, rung: 34, line: 17, font: 13, gap: 12};
const NARROW = {width: 360, time: 0, left: 112, right: 248, columns: 14, rung: 48, line: 15, font: 12, gap: 8};
const SLOPE = 8;
const TOP = 62;

/** How long a whole run takes to be drawn, whatever it took. */
const FILM_MILLIS = 4200;
const LEAST_MILLIS = 260;

export class Ladder extends LitElement {
  static properties = {
    drawing: {attribute: false},
    still: {type: Boolean},
    shown: {state: true},
    playing: {state: true},
    narrow: {state: true},
  };

  constructor() {
    super();
    /** @type {Drawing | null} */
    this.drawing = null;
    /** Whether it is whole at first, and drawn step by step only when that is asked for. */
    this.still = false;
    this.shown = 0;
    this.playing = false;
    this.narrow = false;
    /** @type {number | undefined} */
    this.timer = undefined;
    this.watcher = new ResizeObserver(([entry]) => (this.narrow = entry.contentRect.width < 560));
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.watcher.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watcher.disconnect();
    clearTimeout(this.timer);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('drawing') && this.drawing) {
      if (this.still || matchMedia('(prefers-reduced-motion: reduce)').matches) this.showAll();
      else this.replay();
    }
  }

  get length() {
    return this.drawing?.rungs.length ?? 0;
  }

  replay() {
    clearTimeout(this.timer);
    this.shown = 0;
    this.playing = true;
    this.timer = setTimeout(() => this.next(), 150);
  }

  showAll() {
    clearTimeout(this.timer);
    this.playing = false;
    this.shown = this.length;
    this.over();
  }

  /** @param {number} step */
  scrub(step) {
    clearTimeout(this.timer);
    this.playing = false;
    this.shown = step;
    if (step === this.length) this.over();
  }

  next() {
    if (this.shown >= this.length) {
      this.playing = false;
      this.over();
      return;
    }
    this.shown++;
    this.timer = setTimeout(() => this.next(), this.pause());
  }

  over() {
    queueMicrotask(() => this.dispatchEvent(new CustomEvent('drawn', {bubbles: true})));
  }

  /** Until the next rung: the run's own pace, stretched to a film's length. */
  pause() {
    const rungs = this.drawing?.rungs ?? [];
    const at = micros(rungs[this.shown - 1]?.time);
    const then = micros(rungs[this.shown]?.time);
    const last = Math.max(1, ...rungs.map((rung) => micros(rung.time) ?? 0));
    const share = at === null || then === null ? 0 : Math.max(0, then - at) / last;
    return LEAST_MILLIS + share * FILM_MILLIS * 0.6;
  }

  render() {
    const drawing = this.drawing;
    if (!drawing) return nothing;
    const plan = this.narrow ? NARROW : WIDE;
    return html`<figure class="ladder">
      ${this.picture(drawing, plan)}
      <div class="scrub">
        <button type="button" class="quiet" @click=${this.replay}>${this.playing ? 'From the start' : 'Replay'}</button>
        <input type="range" min="0" max=${this.length} .value=${String(this.shown)} aria-label="Step"
          aria-valuetext=${`step ${this.shown} of ${this.length}`}
          @input=${(/** @type {any} */ e) => this.scrub(Number(e.target.value))}>
        <button type="button" class="quiet" ?disabled=${this.shown === this.length} @click=${this.showAll}>Show all</button>
      </div>
      <details class="words"><summary>The same in words</summary>
        <ol>${drawing.rungs.map((rung) => html`<li>${inWords(rung)}</li>`)}</ol>
      </details>
    </figure>`;
  }

  /** @param {Drawing} drawing @param {typeof WIDE} plan */
  picture(drawing, plan) {
    let y = TOP;
    const rows = drawing.rungs.map((rung) => {
      const left = wrapped(rung.left, plan.columns);
      const right = wrapped(rung.right, plan.columns);
      const row = {rung, y, left, right};
      y += plan.rung + (Math.max(left.length, right.length, 1) - 1) * plan.line;
      return row;
    });
    const bottom = y + 4;
    const reached = this.shown >= this.length ? bottom : (rows[this.shown]?.y ?? TOP) - 8;
    return svg`<svg class="td" role="img" viewBox="0 0 ${plan.width} ${bottom + 8}" width=${plan.width} font-size=${plan.font}
        aria-label="Ladder diagram: ${drawing.headline}. The same in words stands below.">
      ${this.head(drawing.left, plan.left, plan)} ${this.head(drawing.right, plan.right, plan)}
      <path class="td-life td-ahead" d="M${plan.left} ${TOP - 12}V${bottom}M${plan.right} ${TOP - 12}V${bottom}"/>
      <path class="td-life" d="M${plan.left} ${TOP - 12}V${reached}M${plan.right} ${TOP - 12}V${reached}"/>
      ${rows.slice(0, this.shown).map((row) => this.row(row, plan))}
    </svg>`;
  }

  /** @param {{name: string, address: string}} end @param {number} x @param {typeof WIDE} plan */
  head(end, x, plan) {
    const anchor = plan === NARROW ? (x === plan.left ? 'end' : 'start') : 'middle';
    const at = plan === NARROW ? x + (x === plan.left ? 44 : -44) : x;
    return svg`<text class="td-name" x=${at} y="16" text-anchor=${anchor}>${visible(end.name)}</text>
      <text class="td-faint" x=${at} y="34" text-anchor=${anchor}>${visible(end.address)}</text>`;
  }

  /** @param {{rung: Rung, y: number, left: string[], right: string[]}} row @param {typeof WIDE} plan */
  row({rung, y, left, right}, plan) {
    const base = y + 14;
    const time = plan === NARROW ? {x: (plan.left + plan.right) / 2, y: base + 16, anchor: 'middle'} : {x: plan.time, y: base, anchor: 'end'};
    return svg`<g class="td-rung">
      ${rung.time ? svg`<text class="td-faint" x=${time.x} y=${time.y} text-anchor=${time.anchor}>${rung.time}</text>` : nothing}
      ${left.map((line, i) => svg`<text class="td-call" x=${plan.left - plan.gap} y=${base + i * plan.line} text-anchor="end">${line}</text>`)}
      ${right.map((line, i) => svg`<text class="td-call" x=${plan.right + plan.gap} y=${base + i * plan.line} text-anchor="start">${line}</text>`)}
      ${rung.arrow ? this.arrow(rung.arrow, base - 4, plan) : nothing}
    </g>`;
  }

  /** @param {Arrow} arrow @param {number} from @param {typeof WIDE} plan */
  arrow(arrow, from, plan) {
    const rightwards = arrow.from === 'INITIATOR';
    const way = rightwards ? 1 : -1;
    const span = plan.right - plan.left;
    const arrived = ['ARRIVED', 'MADE_IN_BETWEEN', 'ORIGIN_UNKNOWN'].includes(arrow.fate);
    const begin = arrived && arrow.fate !== 'ARRIVED' ? 0.28 : 0;
    const end = arrived ? 1 : 0.72;
    const origin = rightwards ? plan.left : plan.right;
    const x1 = origin + way * span * begin;
    const y1 = from + SLOPE * begin;
    const x2 = origin + way * span * end;
    const y2 = from + SLOPE * end;
    const look = (arrived ? arrow.kind : arrow.fate).toLowerCase();
    return svg`<g class="td-arrow td-${look}">
      <path pathLength="100" d="M${x1} ${y1}L${x2 - (arrived ? way * 8 : 0)} ${y2}"/>
      ${tip(arrow.fate, way, x2, y2)}
      ${arrow.fate === 'MADE_IN_BETWEEN'
        ? svg`<polygon points="${x1 - 5},${y1} ${x1},${y1 - 5} ${x1 + 5},${y1} ${x1},${y1 + 5}"/>`
        : arrow.fate === 'ORIGIN_UNKNOWN'
          ? svg`<text x=${x1 - way * 8} y=${y1 + 5} text-anchor="middle">?</text>`
          : nothing}
      <text class="td-label" x=${(x1 + x2) / 2} y=${(y1 + y2) / 2 - 6} text-anchor="middle">${label(arrow)}</text>
    </g>`;
  }
}

/** @param {string} fate @param {number} way @param {number} x @param {number} y */
function tip(fate, way, x, y) {
  switch (fate) {
    case 'LOST':
      return svg`<path class="td-cross" d="M${x - 5 + way * 6} ${y - 5}l10 10m0 -10l-10 10"/>`;
    case 'UNKNOWN':
      return svg`<text x=${x + way * 8} y=${y + 5} text-anchor="middle">?</text>`;
    default:
      return svg`<polygon points="${x},${y} ${x - way * 11},${y - 5.5} ${x - way * 10},${y + 4.8}"/>`;
  }
}

/** @param {Arrow} arrow */
function label(arrow) {
  switch (arrow.fate) {
    case 'LOST':
      return `${arrow.label} lost`;
    case 'MADE_IN_BETWEEN':
      return `${arrow.label} from in between`;
    case 'ORIGIN_UNKNOWN':
      return `${arrow.label} from?`;
    default:
      return arrow.label;
  }
}

/** @param {Rung} rung */
function inWords(rung) {
  const parts = [];
  if (rung.time) parts.push(`${rung.time}:`);
  if (rung.left) parts.push(`initiator ${rung.left}.`);
  if (rung.arrow) {
    const to = rung.arrow.from === 'INITIATOR' ? 'to the responder' : 'to the initiator';
    parts.push(`${label(rung.arrow)} ${to}${rung.arrow.fate === 'UNKNOWN' ? ', and what became of it isn’t known' : ''}.`);
  }
  if (rung.right) parts.push(`Responder ${rung.right}.`);
  return visible(parts.join(' '));
}

/** @param {string | null} text @param {number} columns @returns {string[]} */
function wrapped(text, columns) {
  if (!text) return [];
  /** @type {string[]} */
  const lines = [];
  for (const word of visible(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** @param {string | undefined} time as the ladder writes it @returns {number | null} */
function micros(time) {
  const found = time?.match(/([\d.,]+)\s*(µs|ms|s)/);
  if (!found) return null;
  const value = Number(found[1].replaceAll(',', ''));
  return value * (found[2] === 's' ? 1e6 : found[2] === 'ms' ? 1e3 : 1);
}

customElements.define('td-ladder', Ladder);
