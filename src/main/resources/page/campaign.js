import {LitElement, html, nothing} from 'lit';
import {Again} from './again.js';
import {ask, call, events, go, needsNoToken, opened, saveAs} from './api.js';
import './finding.js';
import {keyOf, leftOut, pointWords, saidAt} from './heat.js';
import {withUnit} from './limit.js';
import {MENTIONED_SECONDS, changeable, isActive, ordered, tellsAll} from './ordered.js';
import {chip, fails, here, rate, replyWords, target, took, trouble, verdictWords, visible, wholeRate} from './parts.js';
import {inWords, many} from './spec.js';

const AGAIN = 3000;
const RESUMED = ['CANCELLED', 'INTERRUPTED', 'FAILED'];
const MOST_ROWS = 500;
const FIRST_RUNS = 50;

/** @type {Record<string, string>} what changes at a threshold */
const RATES = {resetRate: 'The share of resets', visibleResetRate: 'The share of resets that aren’t hidden', wholeRate: 'The share of whole replies'};

/** A campaign: its heat map fills while it runs; a cell leads to its runs. */
export class Campaign extends LitElement {
  static properties = {
    name: {type: String},
    found: {state: true},
    progress: {state: true},
    chosen: {state: true},
    kept: {state: true},
    runs: {state: true},
    next: {state: true},
    starting: {state: true},
    failure: {state: true},
  };

  constructor() {
    super();
    this.name = '';
    /** @type {any} */
    this.found = null;
    /** @type {any} */
    this.progress = null;
    /** @type {{key: string, point: Record<string, unknown>} | null} */
    this.chosen = null;
    /** @type {any[] | null} the kept runs of the cell that is chosen */
    this.kept = null;
    /** @type {any[]} the first of its runs, in their order */
    this.runs = [];
    /** @type {string | null} */
    this.next = null;
    this.starting = false;
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
    this.watching = new AbortController();
    this.again = new Again(this, () => this.look(), AGAIN);
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.look();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watching.abort();
  }

  path() {
    return `/campaigns/${encodeURIComponent(this.name)}`;
  }

  async look() {
    this.watching.abort();
    this.watching = new AbortController();
    this.again.stop();
    const {signal} = this.watching;
    try {
      await this.read(signal);
      this.failure = null;
      if (isActive(this.found)) await this.watch(signal);
    } catch (e) {
      fails(this, e, () => this.look());
      if (!signal.aborted) this.again.after(this.failure);
    }
  }

  /** @param {AbortSignal} signal */
  async read(signal) {
    this.found = await call(this.path(), {signal});
    this.progress = null;
    const [only] = this.found.cells;
    // Without an axis there is one point alone.
    if (only && !Object.keys(this.found.axes).length && (!this.chosen || this.runs.length < Math.min(only.runs, FIRST_RUNS))) this.choose({key: keyOf(only.point, []), cell: only});
    else this.comeBack();
  }

  /** Events tell how far it is; the cells are read once more after each, one reading at a time. @param {AbortSignal} signal */
  async watch(signal) {
    for await (const progress of events(`${this.path()}/events`, signal)) {
      this.progress = progress;
      await this.read(signal);
    }
    if (isActive(this.found)) this.again.wait();
  }

  /** @param {'cancellation' | 'resumption'} what */
  async order(what) {
    try {
      await call(`${this.path()}/${what}`, {method: 'POST'});
      this.look();
    } catch (e) {
      fails(this, e, () => this.order(what));
      // What it stands at now says why.
      if (this.failure?.status === 409) this.read(this.watching.signal).catch((also) => fails(this, also, () => this.look()));
    }
  }

  /** Starts another one of the same order. */
  async anew() {
    this.starting = true;
    try {
      const started = await call('/campaigns', {method: 'POST', body: ordered(this.found)});
      go(`/campaigns/${started.id}`);
    } catch (e) {
      fails(this, e, () => this.anew());
    } finally {
      this.starting = false;
    }
  }

  /** @param {Event} e a link carries no token */
  async csv(e) {
    if (needsNoToken()) return;
    e.preventDefault();
    try {
      const answer = await ask(`/api/v1${this.path()}/results.csv`, {accept: 'text/csv'});
      saveAs(`campaign-${this.name}.csv`, [await answer.blob()], 'text/csv');
    } catch (failure) {
      fails(this, failure, () => this.csv(e));
    }
  }

  /** Shows the cell that the address names. */
  async comeBack() {
    const named = opened().get('cell');
    const cell = named === null || this.chosen ? null : this.found.cells.find((/** @type {any} */ each) => String(each.cell) === named);
    if (!cell) return;
    await this.choose({key: keyOf(cell.point, Object.keys(this.found.axes)), cell});
    this.querySelector('.cell-runs')?.scrollIntoView({block: 'nearest'});
  }

  /** Shows no cell. */
  close() {
    this.chosen = null;
    history.replaceState(history.state, '', location.pathname);
  }

  /** Shows the runs of a cell: those that are kept with all steps before the others. @param {{key: string, cell: any}} of */
  async choose({key, cell}) {
    if (this.chosen?.key !== key) {
      this.kept = null;
      this.runs = [];
      this.next = null;
    }
    this.chosen = {key, point: cell.point};
    const at = this.ran(key);
    // It stands in the address, so that it is there again after a way back.
    if (Object.keys(this.found.axes).length) history.replaceState(history.state, '', location.pathname + (at ? `#cell=${at.cell}` : ''));
    if (!at) return;
    try {
      const [kept, first] = await Promise.all([call(`${this.path()}/runs?cell=${at.cell}&kept=true&size=100`), call(`${this.path()}/runs?cell=${at.cell}&size=${FIRST_RUNS}`)]);
      if (this.chosen?.key !== key) return;
      this.kept = kept.items;
      this.runs = first.items;
      this.next = first.next;
    } catch (e) {
      fails(this, e, () => this.choose({key, cell}));
    }
  }

  async more() {
    const {chosen, next} = this;
    try {
      const page = await call(here(/** @type {string} */ (next)));
      if (this.chosen !== chosen || this.next !== next) return;
      this.runs = [...this.runs, ...page.items];
      this.next = page.next;
    } catch (e) {
      fails(this, e, () => this.more());
    }
  }

  /** The results of this cell. @param {string} key */
  ran(key) {
    const names = Object.keys(this.found.axes);
    return this.found.cells.find((/** @type {any} */ each) => keyOf(each.point, names) === key);
  }

  render() {
    const {found} = this;
    if (!found) return html`<div class="kept"><h1>Campaign</h1>${trouble(this.failure)}</div>`;
    const active = isActive(found);
    const unmet = found.cells.reduce((/** @type {number} */ sum, /** @type {any} */ cell) => sum + missed(cell.met), 0);
    return html`<div class="kept campaign">
      <header class="story"><h1><bdi>${visible(found.label ?? 'Campaign')}</bdi></h1>
        <p class="soft"><bdi>${visible(target(found.base))}</bdi>: ${visible(asked(found))}</p>
        <p role="status">${found.status.toLowerCase()}: ${found.done.toLocaleString('en')} of ${found.total.toLocaleString('en')} runs${found.bisect && active ? ' so far known' : ''}${this.progress?.expectedAt && active ? html`, done at about ${new Date(this.progress.expectedAt).toLocaleTimeString()}` : nothing}.
          ${found.unexpected ? html`<strong class="is-bad">${found.unexpected.toLocaleString('en')} that theory doesn’t allow.</strong>` : nothing}
          ${unmet ? html`<strong class="is-bad">${unmet.toLocaleString('en')} not as ‘expect’ wants them.</strong>` : nothing}
          <span class="soft">${found.message ?? ''} ${active && found.leastSeconds >= MENTIONED_SECONDS ? found.rateLimitedBy : ''}</span></p>
        <progress max=${found.total} value=${found.done} aria-label="Progress"></progress>
        <p class="row">
          ${active ? html`<button type="button" @click=${() => this.order('cancellation')}>Cancel</button>` : nothing}
          ${RESUMED.includes(found.status) ? html`<button type="button" @click=${() => this.order('resumption')}>Resume</button>` : nothing}
          ${changeable(found) ? html`<a href="/campaigns?like=${found.id}">Change it</a>` : nothing}
          <a href="/api/v1${this.path()}/results.csv" download @click=${this.csv}>All runs as CSV</a>
          <a href="/experiments?campaign=${found.id}">What is kept of them</a>
          <td-finding .of=${this.path()}></td-finding>
          <button type="button" class="quiet" @click=${() => go('/campaigns')}>All campaigns</button>
          ${tellsAll(found) ? html`<button type="button" class="quiet" ?disabled=${this.starting} @click=${() => this.anew()}>Run it again</button>` : nothing}</p></header>
      ${trouble(this.failure)}
      ${found.bisect ? html`<section class="card" aria-label="Limit along ${found.bisect.axis}"><td-limit .campaign=${found}></td-limit></section>${this.points()}` : Object.keys(found.axes).length ? this.map(found) : nothing}
      ${this.chosen ? this.cell(this.chosen) : nothing} ${found.bisect ? nothing : html`${this.thresholds()} ${this.table()}`}
    </div>`;
  }

  /** @param {any} found */
  map(found) {
    return html`<section class="card" aria-label="Heat map"><td-heat .axes=${found.axes} .cells=${drawn(found)} .chosen=${this.chosen?.key ?? null}
      @cell=${(/** @type {CustomEvent} */ e) => this.choose(e.detail)}></td-heat></section>`;
  }

  /** @param {{key: string, point: Record<string, unknown>}} chosen */
  cell(chosen) {
    const names = Object.keys(this.found.axes);
    const cell = this.ran(chosen.key);
    const skipped = this.found.skipped.find((/** @type {any} */ each) => keyOf(each.point, names) === chosen.key);
    return html`<section class="card cell-runs" aria-labelledby="cell-title"><header class="result-head"><h2 id="cell-title">${pointWords(chosen.point) || 'All of its runs'}</h2>
        ${names.length ? html`<button type="button" class="quiet" @click=${this.close}>Close</button>` : nothing}</header>
      ${skipped ? html`<p>Left out: ${skipped.message}</p>` : nothing}
      ${cell ? html`<p role="status">${many(cell.runs, 'run')}: ${counted(cell.verdicts)}</p>
        <dl class="facts"><div><dt>ended in a reset</dt><dd>${rate(cell.resetRate)}</dd></div><div><dt>reply whole</dt><dd>${wholeRate(cell, this.found.base)}</dd></div>
          <div><dt>as predicted</dt><dd>${rate(cell.asPredicted)}</dd></div>
          ${cell.met ? html`<div><dt>as ‘expect’ wants them</dt><dd>${rate(cell.met)}</dd></div>` : nothing}
          ${cell.durationMicros ? html`<div><dt>took, in half and in 99 %</dt><dd>${took(cell.durationMicros.p50)}, ${took(cell.durationMicros.p99)}</dd></div>` : nothing}</dl>
        ${this.kept === null
          ? html`<p aria-busy="true">Looking …</p>`
          : html`<h3>Kept with all steps</h3>
            ${this.kept.length ? html`<ul class="runs">${this.kept.map((run) => line(run, this.found.base))}</ul>` : html`<p class="soft">None yet.</p>`}
            <h3 id="all-title">All of its runs</h3>
            <ol class="runs all" tabindex="0" aria-labelledby="all-title">${this.runs.map((run) => line(run, this.found.base))}</ol>
            ${this.next ? html`<p><button type="button" class="quiet" @click=${() => this.more()}>More of them</button></p>` : nothing}`}` : nothing}
    </section>`;
  }

  thresholds() {
    // Where no reset is hidden, both shares are the same.
    const all = this.found.thresholds.filter((/** @type {any} */ each, /** @type {number} */ i, /** @type {any[]} */ them) => each.rate !== 'visibleResetRate' || !them.some((other) => other.rate === 'resetRate' && same(other, each)));
    if (!all.length) return nothing;
    return html`<section class="card thresholds" aria-labelledby="thresholds-title"><h2 id="thresholds-title">Where it turns</h2>
      <ul tabindex="0" aria-labelledby="thresholds-title">${all.slice(0, 60).map((/** @type {any} */ each) => html`<li>${RATES[each.rate] ?? each.rate} goes from ${rate(each.before)} to ${rate(each.after)} between
        <code>${each.axis}</code> ${each.from} and ${each.to}${Object.keys(each.at).length ? html` <span class="soft">at ${pointWords(each.at)}</span>` : nothing}</li>`)}</ul>
      ${all.length > 60 ? html`<p class="soft">And ${all.length - 60} more, in the API.</p>` : nothing}</section>`;
  }

  /** The values of a search in their order, each with its runs and which end of the interval it is. */
  points() {
    const {axes, bisect, cells, limit} = this.found;
    const names = Object.keys(axes);
    const said = withUnit(bisect.axis);
    const value = (/** @type {any} */ cell) => cell.point[bisect.axis];
    return html`<section class="card points" aria-labelledby="points-title"><h2 id="points-title">The values that ran</h2><div class="wide-table" tabindex="0" role="region" aria-label="Results"><table>
        <thead><tr><th scope="col">${bisect.axis}</th><th scope="col">limit</th>${WHAT_CAME}</tr></thead>
        <tbody>${cells.toSorted((/** @type {any} */ a, /** @type {any} */ b) => value(a) - value(b)).map((/** @type {any} */ cell) => {
          const key = keyOf(cell.point, names);
          return html`<tr><th scope="row"><button type="button" class="quiet" aria-pressed=${this.chosen?.key === key ? 'true' : 'false'} @click=${() => this.choose({key, cell})}>${said(value(cell))}</button></th>
            <td>${value(cell) === limit?.above ? 'above' : value(cell) === limit?.atMost ? 'at most' : nothing}</td>${came(cell, this.found.base)}</tr>`;
        })}</tbody></table></div></section>`;
  }

  table() {
    const {axes, cells} = this.found;
    const names = Object.keys(axes);
    return html`<details class="card"><summary>The same as a table</summary><div class="wide-table" tabindex="0" role="region" aria-label="Results"><table>
        <thead><tr>${names.map((axis) => html`<th scope="col">${axis}</th>`)}${WHAT_CAME}</tr></thead>
        <tbody>${cells.slice(0, MOST_ROWS).map((/** @type {any} */ cell) => html`<tr>
          ${names.map((axis) => html`<td>${String(cell.point[axis])}</td>`)}${came(cell, this.found.base)}</tr>`)}</tbody>
      </table></div>${cells.length > MOST_ROWS ? html`<p class="soft">And ${(cells.length - MOST_ROWS).toLocaleString('en')} more, in the API.</p>` : nothing}</details>`;
  }
}

/** What all of its runs ask: what varies isn't as the base has it. @param {any} campaign @returns {import('./spec.js').Spec} */
function withoutAxes({base, axes}) {
  const asked = structuredClone(base);
  for (const axis of Object.keys(axes)) {
    const path = axis.split('/').filter(Boolean);
    const last = /** @type {string} */ (path.pop());
    delete path.reduce((/** @type {any} */ at, step) => at?.[step] ?? {}, asked)[last];
  }
  return asked;
}

/** @param {any} one @param {any} other threshold */
const same = (one, other) => ['axis', 'from', 'to', 'at', 'before', 'after'].every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));

/** @param {any} campaign */
function asked({base, axes}) {
  const along = Object.keys(axes).join(', ');
  // How much is sent is most of what is asked.
  if ('bytesSent' in axes) return `along ${along}`;
  return inWords(withoutAxes({base, axes})) + (along && `; along ${along}`);
}

/** @param {any} campaign @returns {import('./heat.js').HeatCell[]} */
function drawn(campaign) {
  const ran = campaign.cells.map((/** @type {any} */ cell) => ({
    point: cell.point,
    unexpected: unexpected(cell),
    shares: Object.entries(cell.verdicts).map(([verdict, count]) => [verdict, Number(count) / campaign.repetitions]),
    words: saidAt(cell.point, `${cell.runs} of ${campaign.repetitions} runs${Object.entries(cell.verdicts).map(([verdict, count]) => `, ${count} ${verdictWords(verdict)}`).join('')}${unexpected(cell) ? `, ${unexpected(cell)} that theory, or ‘expect’, doesn’t allow` : ''}`),
  }));
  return [...ran, ...campaign.skipped.map(leftOut)];
}

/** @param {{of: number, hits: number} | null} rate @returns {number} those that it doesn't count */
const missed = (rate) => (rate ? rate.of - rate.hits : 0);

/** How many runs of a cell theory, or what the campaign expects, doesn't allow. @param {any} cell */
const unexpected = ({asPredicted, met}) => Math.max(missed(asPredicted), missed(met));

const WHAT_CAME = html`<th scope="col">runs</th><th scope="col">verdicts</th><th scope="col">reset rate</th><th scope="col">reply whole</th>`;

/** @param {Record<string, number>} verdicts */
const counted = (verdicts) => Object.entries(verdicts).map(([verdict, count]) => html`${chip(verdict)} ${Number(count).toLocaleString('en')} `);

/** @param {any} cell @param {any} base */
const came = (cell, base) => html`<td>${cell.runs.toLocaleString('en')}</td>
  <td>${counted(cell.verdicts)}</td>
  <td>${rate(cell.resetRate)}</td><td>${wholeRate(cell, base)}</td>`;

/** @param {any} run of a campaign @param {any} spec what all of its runs have in common */
function line(run, spec) {
  const at = html`<time datetime=${run.startedAt}>${new Date(run.startedAt).toLocaleString()}</time>`;
  return html`<li>${run.experiment ? html`<a href=${here(run.experiment)}>${at}</a>` : at} ${chip(run.verdict)}
    <span class="soft">${replyWords({delivery: run.delivery, spec})}, ${took(run.durationMicros)}${run.httpStatus ? `, HTTP ${run.httpStatus}` : ''}</span> ${run.asPredicted === false ? html`<strong class="is-bad">unexpected</strong>` : nothing}</li>`;
}

customElements.define('td-campaign', Campaign);
