import {LitElement, html, nothing} from 'lit';
import {Again} from './again.js';
import {advice, clients} from './answer.js';
import {ApiError, call, remember} from './api.js';
import './finding.js';
import {isActive} from './ordered.js';
import {chip, fails, here, isReset, rate, replyWords, trouble, verdictWords, wholeRate} from './parts.js';
import {toFragment} from './spec.js';

/** How often a question is repeated: enough to see whether it varies, and over in seconds. */
export const TIMES = 20;

const AGAIN = 700;

/** A question asked many times, as a campaign without an axis: how often each ending came. */
export class Repeated extends LitElement {
  static properties = {spec: {attribute: false}, stale: {type: Boolean}, answered: {type: String}, found: {state: true}, kept: {state: true}, failure: {state: true}};

  constructor() {
    super();
    /** What is asked; each other value begins anew. @type {import('./spec.js').Spec | null} */
    this.spec = null;
    /** Whether another question stands in the form by now. */
    this.stale = false;
    /** How the answer ended that stands below, and tells who gets what, and what to change; empty without one. */
    this.answered = '';
    /** @type {any} */
    this.found = null;
    /** The outcome of one of its runs. @type {any} */
    this.kept = null;
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
    this.again = new Again(this, () => this.look(), AGAIN);
  }

  createRenderRoot() {
    return this;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has('spec') && this.spec) this.begin(this.spec);
  }

  /** @param {import('./spec.js').Spec} spec */
  async begin(spec) {
    const {label, compare, ...base} = spec;
    this.again.stop();
    this.found = null;
    this.kept = null;
    this.failure = null;
    try {
      const known = history.state?.repeated;
      // It was asked before one went away.
      const found = known?.asked === toFragment(spec)
        ? await call(`/campaigns/${known.id}`)
        : await call('/campaigns', {method: 'POST', body: {label: label ?? 'repeated', base, axes: {}, repetitions: TIMES}});
      if (spec !== this.spec) return;
      if (this.isConnected) remember({repeated: {id: found.id, asked: toFragment(spec)}});
      this.show(found);
    } catch (e) {
      if (spec === this.spec) fails(this, e, () => this.begin(spec));
    }
  }

  async look() {
    const {found} = this;
    try {
      const next = await call(`/campaigns/${found.id}`);
      if (this.found === found) this.show(next);
    } catch (e) {
      fails(this, e, () => this.look());
      this.again.after(this.failure);
    }
  }

  /** @param {any} found */
  show(found) {
    this.found = found;
    this.failure = null;
    if (this.active) this.again.wait();
    else this.example(found);
  }

  /** Whether it is still being asked. */
  get active() {
    return this.spec !== null && !this.failure && (!this.found || isActive(this.found));
  }

  /** Reads one run whole, a reset one if there is one: the cell counts what a client gets that reads on, and not what others do. @param {any} found */
  async example(found) {
    try {
      const runs = (await call(`/campaigns/${found.id}/runs?cell=0&kept=true&size=${TIMES}`)).items;
      const run = runs.find((/** @type {any} */ each) => isReset(each.verdict)) ?? runs[0];
      const outcome = run && (await call(here(run.experiment)));
      if (this.found === found) this.kept = outcome ?? null;
    } catch (e) {
      // The counts stand without it.
      if (!(e instanceof ApiError)) throw e;
    }
  }

  async cancel() {
    try {
      await call(`/campaigns/${this.found.id}/cancellation`, {method: 'POST'});
    } catch (e) {
      fails(this, e, () => this.cancel());
    }
    this.look();
  }

  render() {
    if (!this.spec) return nothing;
    const {found} = this;
    return html`<section class="card repeated" aria-labelledby="repeated-title"><h2 id="repeated-title">Asked ${TIMES} times</h2>
        ${this.stale ? html`<p class="stale" role="status">You have changed the question since: these answer the one before.</p>` : nothing}
        ${trouble(this.failure)}
        ${found ? this.came(found) : this.failure ? nothing : html`<p aria-busy="true">Starting …</p>`}</section>
      ${this.kept?.server && this.kept.verdict !== this.answered ? this.shown(this.kept.server) : nothing}`;
  }

  /** @param {any} server of a kept run */
  shown(server) {
    return html`${server.http && !server.turns.length ? clients(server.clients, 'As one of these runs shows it, a reset one if there is one: what was counted is the first.') : nothing}
      ${server.advice.length ? advice(server, 'For what came of one of these runs, a reset one if there is one: another may ask for more.') : nothing}`;
  }

  /** @param {any} found */
  came(found) {
    const [cell] = found.cells;
    const over = !this.active;
    return html`<p role="status">${over ? (cell ? spoken(cell, found.base) : `It was ${found.status.toLowerCase()} before any had run.`) : found.status === 'QUEUED' ? html`It waits for <a href="/campaigns">another campaign</a>, of which one runs at a time.` : `${found.done} of ${found.total} have run.`}
        ${found.message ?? ''}</p>
      ${over ? nothing : html`<p class="row"><progress max=${found.total} value=${found.done} aria-label="Progress"></progress>
        <button type="button" class="quiet" @click=${() => this.cancel()}>Cancel</button></p>`}
      ${cell
        ? html`<p class="verdicts">${counts(cell.verdicts).map(([verdict, count]) => html`${chip(verdict)} <strong>${count}</strong> `)}</p>
          <dl class="facts"><div><dt>reply</dt><dd>${counts(cell.deliveries).map(([delivery, count]) => `${count} × ${replyWords({delivery, spec: found.base})}`).join(', ')}</dd></div>
            <div><dt>ended in a reset</dt><dd>${rate(cell.resetRate)}</dd></div>
            <div><dt>reply whole, for who reads on</dt><dd>${wholeRate(cell, found.base)}</dd></div>
            ${cell.httpStatuses ? html`<div><dt>status</dt><dd>${counts(cell.httpStatuses).map(([status, count]) => `${count} × ${status}`).join(', ')}</dd></div>` : nothing}</dl>`
        : nothing}
      <p class="soft"><a href="/campaigns/${found.id}">Each of its runs</a> <td-finding .of=${`/campaigns/${found.id}`}></td-finding> What stands in brackets is where the rate lies with a confidence of 95 %.</p>`;
  }
}

/** @param {Record<string, number>} of @returns {[string, number][]} the most frequent first */
const counts = (of) => Object.entries(of).sort((a, b) => b[1] - a[1]);

/** Whether it varies, in a sentence. @param {any} cell @param {any} spec */
function spoken(cell, spec) {
  const reply = (/** @type {string} */ delivery) => replyWords({delivery, spec});
  const verdicts = counts(cell.verdicts);
  const deliveries = counts(cell.deliveries);
  if (verdicts.length === 1 && deliveries.length === 1) return `The same each time: ${verdictWords(verdicts[0][0])}, ${spec.server?.turns ? 'reply ' : ''}${reply(deliveries[0][0])}.`;
  const ended = verdicts.map(([verdict, count]) => `${count} of ${cell.runs} ${verdictWords(verdict)}`);
  const replied = deliveries.length > 1 ? [`the reply ${deliveries.map(([delivery, count]) => `${count} times ${reply(delivery)}`).join(', ')}`] : [];
  return `It varies: ${[...ended, ...replied].join(', ')}.`;
}

customElements.define('td-repeated', Repeated);
