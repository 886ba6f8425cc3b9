import {LitElement, html, nothing} from 'lit';
import {LADDER, call} from './api.js';
import {chip, fails, replyWords, trouble} from './parts.js';
import {brief} from './spec.js';

/** @typedef {{time: string, left: string | null, right: string | null, arrow?: any}} Rung */

/** Two runs that are kept, the earlier one on the left: what was asked, what each step was, and how they ended. */
export class Compare extends LitElement {
  static properties = {first: {type: String}, second: {type: String}, drawings: {state: true}, failure: {state: true}};

  constructor() {
    super();
    this.first = '';
    this.second = '';
    /** @type {import('./ladder.js').Drawing[] | null} */
    this.drawings = null;
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
  }

  createRenderRoot() {
    return this;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('first') || changed.has('second')) this.look();
  }

  async look() {
    const ids = [this.first, this.second];
    try {
      const drawings = await Promise.all(ids.map((id) => call(`/experiments/${encodeURIComponent(id)}`, {accept: LADDER})));
      if (ids[0] === this.first && ids[1] === this.second) {
        this.drawings = drawings.toSorted((a, b) => begun(a) - begun(b));
        this.failure = null;
        await this.updateComplete;
        this.dispatchEvent(new CustomEvent('drawn'));
      }
    } catch (e) {
      fails(this, e, () => this.look());
    }
  }

  render() {
    return html`<section class="card comparison" aria-labelledby="compare-title">
      <header class="result-head"><h2 id="compare-title">Two runs, step by step</h2>
        <button type="button" class="quiet" @click=${() => this.dispatchEvent(new CustomEvent('closed'))}>Close</button></header>
      ${trouble(this.failure)} ${!this.drawings ? nothing : this.drawings.every((each) => each.outcome) ? this.shown(this.drawings) : html`<p>One of them is still under way.</p>`}
    </section>`;
  }

  /** @param {any[]} drawings */
  shown(drawings) {
    const [a, b] = drawings.map((drawing) => drawing.outcome);
    const pairs = aligned(drawings[0].rungs, drawings[1].rungs);
    const others = pairs.map(([left, right]) => !left || !right || key(left) !== key(right));
    const first = others.indexOf(true);
    return html`<p role="status">${first < 0 ? 'Both made the same steps.' : `They part at step ${first + 1}.`}</p>
      <div class="wide-table" tabindex="0" role="region" aria-label="Both runs"><table class="steps">
        <thead><tr><td></td>${[a, b].map((outcome) => html`<th scope="col"><a href="/experiments/${outcome.id}">${new Date(outcome.startedAt).toLocaleString()}</a></th>`)}</tr></thead>
        <tbody>
          <tr><th scope="row">ended with</th>${[a, b].map((outcome) => html`<td>${chip(outcome.verdict)}</td>`)}</tr>
          <tr><th scope="row">reply</th>${[a, b].map((outcome) => html`<td>${replyWords(outcome)}</td>`)}</tr>
          ${asked(a, b).map(([name, left, right]) => html`<tr class="is-other"><th scope="row"><code>${name}</code></th><td><code>${left}</code></td><td><code>${right}</code></td></tr>`)}
        </tbody>
        <tbody>${pairs.map(([left, right], i) => html`<tr class=${others[i] ? 'is-other' : ''}><th scope="row">step ${i + 1}</th>${step(left)}${step(right)}</tr>`)}</tbody>
      </table></div>`;
  }
}

/** @param {any} drawing @returns {number} */
const begun = (drawing) => Date.parse((drawing.outcome ?? drawing).startedAt);

/** @param {any} a @param {any} b @returns {string[][]} the fields of both specs that aren't the same */
function asked(a, b) {
  const [left, right] = [flat(brief(a.spec)), flat(brief(b.spec))];
  const text = (/** @type {unknown} */ value) => (value === undefined ? 'not said' : JSON.stringify(value));
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .map((name) => [name, text(left[name]), text(right[name])])
    .filter(([, one, two]) => one !== two);
}

/** @param {Record<string, any>} spec @returns {Record<string, unknown>} its values by their place, server.request.text */
function flat(spec, inside = '') {
  return Object.entries(spec).reduce((all, [name, value]) => {
    const isPart = value !== null && typeof value === 'object' && !Array.isArray(value);
    return {...all, ...(isPart ? flat(value, `${inside}${name}.`) : {[inside + name]: value})};
  }, {});
}

/** What no line is broken in, such as a number and its unit. @param {string} text */
const together = (text) => text.replaceAll(' ', '\u00a0');

/** @param {Rung | null} rung */
function step(rung) {
  if (!rung) return html`<td class="soft">–</td>`;
  return html`<td>${rung.left ? html`<span><b>A</b> ${rung.left}</span>` : nothing}
    ${rung.arrow ? html`<span class="tone-${rung.arrow.kind === 'RST' ? 'bad' : 'plain'}">${together(`${rung.arrow.from === 'INITIATOR' ? '→' : '←'} ${rung.arrow.label}`)}</span>` : nothing}
    ${rung.right ? html`<span><b>B</b> ${rung.right}</span>` : nothing} <small class="soft">${together(rung.time)}</small></td>`;
}

/** @param {Rung} rung what makes it the same step: everything but when */
const key = (rung) => JSON.stringify([rung.left, rung.right, rung.arrow?.kind, rung.arrow?.label, rung.arrow?.from, rung.arrow?.fate]);

/**
 * The steps of both in order, the same ones beside each other: their longest common subsequence.
 * @param {Rung[]} a @param {Rung[]} b @returns {[Rung | null, Rung | null][]}
 */
function aligned(a, b) {
  const [ka, kb] = [a.map(key), b.map(key)];
  const most = Array.from({length: a.length + 1}, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      most[i][j] = ka[i] === kb[j] ? most[i + 1][j + 1] + 1 : Math.max(most[i + 1][j], most[i][j + 1]);
  /** @type {[Rung | null, Rung | null][]} */
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && ka[i] === kb[j]) pairs.push([a[i++], b[j++]]);
    else if (j >= b.length || (i < a.length && most[i + 1][j] >= most[i][j + 1])) pairs.push([a[i++], null]);
    else pairs.push([null, b[j++]]);
  }
  return besides(pairs);
}

/**
 * What is in one alone stands beside what is in the other alone, as far as both last.
 * @param {[Rung | null, Rung | null][]} pairs @returns {[Rung | null, Rung | null][]}
 */
function besides(pairs) {
  /** @type {[Rung | null, Rung | null][]} */
  const rows = [];
  /** @type {Rung[][]} */
  let alone = [[], []];
  const flush = () => {
    for (let i = 0; i < Math.max(alone[0].length, alone[1].length); i++) rows.push([alone[0][i] ?? null, alone[1][i] ?? null]);
    alone = [[], []];
  };
  for (const [left, right] of pairs) {
    if (left && right) {
      flush();
      rows.push([left, right]);
    } else if (left) alone[0].push(left);
    else if (right) alone[1].push(right);
  }
  flush();
  return rows;
}

customElements.define('td-compare', Compare);
