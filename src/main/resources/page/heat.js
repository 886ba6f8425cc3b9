import {LitElement, html, nothing, svg} from 'lit';
import {tone, verdictWords} from './parts.js';

/**
 * One combination of the axes' values. Shares add up to how much of it is done.
 * Unexpected are runs that theory, or what the campaign expects, doesn't allow.
 * @typedef {{point: Record<string, unknown>, shares: [string, number][], words: string, refused?: string, unexpected?: number}} HeatCell
 */

/** What is drawn at most: more can't be told apart, and would take long. */
export const MOST_CELLS = 2500;

/** @type {Record<string, string>} beside the colour, for who can't tell colours apart */
const LETTERS = {CLEAN_EOF: 'C', EOF_THEN_RESET: 'H', RESET: 'R', TIMED_OUT: 'T', KEPT_OPEN: 'K', INCONCLUSIVE: '?', NOT_OBSERVED: 'N'};

/** A heat map as a grid for eyes, keys and screen readers: the last axis across, the one before down, others a map each. */
export class Heat extends LitElement {
  static properties = {
    axes: {attribute: false},
    cells: {attribute: false},
    chosen: {attribute: false},
    at: {state: true},
  };

  constructor() {
    super();
    /** @type {Record<string, unknown[]>} */
    this.axes = {};
    /** @type {HeatCell[]} */
    this.cells = [];
    /** @type {string | null} */
    this.chosen = null;
    /** @type {string | null} the cell that the keys have come to */
    this.at = null;
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const names = Object.keys(this.axes);
    if (!names.length) return nothing;
    const x = names[names.length - 1];
    const y = names[names.length - 2] ?? null;
    const maps = product(names.slice(0, -2), this.axes);
    if (maps.length * this.axes[x].length * (y ? this.axes[y].length : 1) > MOST_CELLS)
      return html`<p class="soft">More than ${MOST_CELLS.toLocaleString('en')} cells can’t be told apart here: the CSV has all of them.</p>`;
    const known = new Map(this.cells.map((cell) => [keyOf(cell.point, names), cell]));
    const verdicts = [...new Set(this.cells.flatMap((cell) => cell.shares.map(([verdict]) => verdict)))];
    return html`<div class="maps">${maps.map((at) => this.map(at, x, y, names, known))}</div>
      <p class="legend of-heat soft">${legend(verdicts)}
        ${this.cells.some((cell) => cell.shares.length > 1) ? html`<span><b>+</b> others besides, the letter is the most frequent’s</span>` : nothing}
        ${this.cells.some((cell) => cell.unexpected) ? html`<span><b class="is-bad">✗</b> some that theory, or ‘expect’, doesn’t allow</span>` : nothing}
        ${this.cells.some((cell) => cell.refused) ? html`<span><b class="refused">×</b> refused by the rules of a spec</span>` : nothing}</p>`;
  }

  /**
   * @param {Record<string, unknown>} at @param {string} x @param {string | null} y
   * @param {string[]} names @param {Map<string, HeatCell>} known
   */
  map(at, x, y, names, known) {
    const title = Object.entries(at).map(([name, value]) => `${name} ${String(value)}`).join(', ');
    const rows = y ? this.axes[y] : [null];
    return html`<figure class="heat-map">${title ? html`<figcaption>${title}</figcaption>` : nothing}
      <div class="wide-table" tabindex="-1"><table role="grid" class="heat" aria-label=${`${title ? `${title}: ` : ''}${y ? `${y} down, ` : ''}${x} across`} @keydown=${this.keys}>
      <thead><tr><td class="corner">${y ? html`${y} ↓<br>` : nothing}${x} →</td>${this.axes[x].map((value) => html`<th scope="col">${String(value)}</th>`)}</tr></thead>
      <tbody>${rows.map((down, j) => html`<tr><th scope="row">${y ? String(down) : 'all'}</th>${this.axes[x].map((across, i) => {
        const point = {...at, ...(y ? {[y]: down} : {}), [x]: across};
        const key = keyOf(point, names);
        return this.cell(key, known.get(key), i === 0 && j === 0);
      })}</tr>`)}</tbody></table></div></figure>`;
  }

  /** @param {string} key @param {HeatCell | undefined} cell @param {boolean} first */
  cell(key, cell, first) {
    if (!cell) return html`<td></td>`;
    const most = cell.shares.reduce((best, each) => (each[1] > best[1] ? each : best), ['', 0]);
    let top = 100;
    return html`<td><button type="button" class="cell ${cell.refused ? 'refused' : ''} ${cell.unexpected ? 'unexpected' : ''}" data-key=${key} tabindex=${(this.at ?? null) === key || (first && !this.at) ? 0 : -1}
      aria-pressed=${this.chosen === key ? 'true' : 'false'} aria-label=${cell.words} title=${cell.words}
      @focus=${() => (this.at = key)} @click=${() => this.dispatchEvent(new CustomEvent('cell', {detail: {key, cell}}))}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">${cell.shares.map(([verdict, share]) => {
        top -= share * 100;
        return svg`<rect class="tone-${tone(verdict)}" x="0" width="100" y=${top} height=${share * 100}></rect>`;
      })}</svg><span aria-hidden="true">${cell.refused ? '×' : most[0] ? letter(most[0]) : ''}${cell.unexpected ? '✗' : ''}${cell.shares.length > 1 ? '+' : ''}</span></button></td>`;
  }

  /** @param {KeyboardEvent} e */
  keys(e) {
    const step = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[e.key];
    const td = /** @type {HTMLElement} */ (e.target).closest('td');
    const row = td?.closest('tr');
    if (!step || !td || !row) return;
    e.preventDefault();
    const body = /** @type {HTMLTableSectionElement} */ (row.parentElement);
    const next = body.rows[row.sectionRowIndex + step[0]]?.cells[td.cellIndex + step[1]];
    /** @type {HTMLElement | null | undefined} */ (next?.querySelector('button'))?.focus();
  }
}

/** @param {string} verdict */
export const letter = (verdict) => LETTERS[verdict] ?? '!';

/** @param {string[]} verdicts that are drawn */
export const legend = (verdicts) => verdicts.map((verdict) => html`<span><b class="tone-${tone(verdict)}">${letter(verdict)}</b> ${verdictWords(verdict)}</span>`);

/** @param {Record<string, unknown>} point @param {string[]} names */
export const keyOf = (point, names) => JSON.stringify(names.map((name) => point[name] ?? null));

/** Every combination. @param {string[]} names @param {Record<string, unknown[]>} axes @returns {Record<string, unknown>[]} */
export function product(names, axes) {
  /** @type {Record<string, unknown>[]} */
  let points = [{}];
  for (const name of names) points = points.flatMap((point) => axes[name].map((value) => ({...point, [name]: value})));
  return points;
}

/** @param {Record<string, unknown>} point */
export const pointWords = (point) => Object.entries(point).map(([name, value]) => `${name} ${value === null ? 'unset' : typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join(', ');

/** What is said of a combination; without axes there is one that needs no name. @param {Record<string, unknown>} point @param {string} words */
export const saidAt = (point, words) => (Object.keys(point).length ? `${pointWords(point)}: ${words}` : words);

/** A combination that the rules of a spec refuse. @param {{point: Record<string, unknown>, message: string | null}} cell @returns {HeatCell} */
export const leftOut = (cell) => ({
  point: cell.point,
  shares: [],
  words: saidAt(cell.point, `left out, ${cell.message}`),
  refused: cell.message ?? 'refused',
});

customElements.define('td-heat', Heat);
