import {LitElement, html, nothing} from 'lit';
import {Again} from './again.js';
import {call} from './api.js';
import {fails, query, target, trouble, visible} from './parts.js';

const AGAIN = 5000;
const MOST = 100;

/**
 * A run under way: what came of each turn so far, and how long it may still take.
 * @param {any} run @param {() => void} cancel
 */
export function underWay(run, cancel) {
  const left = Math.max(0, Date.parse(run.startedAt) + run.spec.timeoutMillis - Date.now());
  const all = run.spec.server?.turns;
  return html`<p role="status">Under way since ${new Date(run.startedAt).toLocaleTimeString()}, at most ${Math.ceil(left / 1000).toLocaleString('en')} s more.
      ${all && run.turns ? html`${run.turns.length} of ${all.length} turns are taken.` : nothing}
      <button type="button" @click=${cancel}>Cancel</button></p>
    ${run.turns?.length ? html`<ol>${run.turns.map((/** @type {any} */ turn) => html`<li>${turn.ended.toLowerCase()}: ${turn.saidBytes.toLocaleString('en')} bytes said, ${turn.heardBytes.toLocaleString('en')} heard
      ${turn.head === null ? nothing : html`<code>${visible(turn.head)}</code>`}</li>`)}</ol>` : nothing}`;
}

/** The runs under way that nobody waits for; nothing where there are none. */
export class Running extends LitElement {
  static properties = {filter: {attribute: false}, items: {state: true}, next: {state: true}, failure: {state: true}};

  constructor() {
    super();
    /** @type {Record<string, string>} */
    this.filter = {};
    /** @type {any[]} */
    this.items = [];
    /** @type {string | null} */
    this.next = null;
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
    this.again = new Again(this, () => this.look(), AGAIN);
  }

  createRenderRoot() {
    return this;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has('filter')) this.look();
  }

  async look() {
    const {targetHost, label, from, to} = this.filter;
    try {
      const page = await call(`/experiments${query({status: 'RUNNING', targetHost, label, from, to, size: MOST})}`);
      const ended = this.items.some((each) => !page.items.some((/** @type {any} */ item) => item.id === each.id));
      this.items = page.items;
      this.next = page.next;
      this.failure = null;
      if (ended) this.dispatchEvent(new CustomEvent('ended'));
      this.again.wait();
    } catch (e) {
      fails(this, e, () => this.look());
      this.again.after(this.failure);
    }
  }

  /** @param {string} id */
  async cancel(id) {
    try {
      await call(`/experiments/${id}/cancellation`, {method: 'POST'});
    } catch (e) {
      fails(this, e, () => this.cancel(id));
    }
    this.look();
  }

  render() {
    if (!this.items.length) return this.failure ? trouble(this.failure) : nothing;
    return html`<section class="card" aria-labelledby="running-title"><h2 id="running-title">Under way</h2>${trouble(this.failure)}
      ${this.items.map((run) => html`<h3><a href="/experiments/${run.id}">${visible(target(run.spec))}</a> ${visible(run.spec.label ?? '')}</h3>
        ${underWay(run, () => this.cancel(run.id))}`)}
      ${this.next ? html`<p class="soft">The newest ${MOST} are shown.</p>` : nothing}</section>`;
  }
}

customElements.define('td-running', Running);
