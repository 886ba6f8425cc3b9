import {LitElement, html, nothing} from 'lit';
import {Again} from './again.js';
import {cards} from './answer.js';
import {LADDER, call, go} from './api.js';
import './finding.js';
import {chip, deliveryWords, fails, here, target, trouble, verdictWords, visible} from './parts.js';
import {underWay} from './running.js';
import './same.js';
import {applied, brief, toFragment} from './spec.js';

const AGAIN = 5000;
const SOON = 2000;

/** @type {Record<string, string>} */
const KINDS = {experiments: 'Experiment', monitors: 'Monitor'};

/** What links lead to: a kept run, a monitor. It is looked up under its name in the API. */
export class Kept extends LitElement {
  static properties = {kind: {type: String}, name: {type: String}, found: {state: true}, failure: {state: true}};

  constructor() {
    super();
    this.kind = '';
    this.name = '';
    /** @type {any} */
    this.found = null;
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
    this.again = new Again(this, () => this.look(), AGAIN);
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.look();
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.get('name')) this.look();
  }

  /** Runs what was run with an advice's change, and shows that run. @param {any} change */
  async cure(change) {
    try {
      const drawing = await call('/experiments', {method: 'POST', body: applied(brief(this.found.outcome.spec), change), accept: LADDER});
      go(`/experiments/${drawing.outcome.id}`);
    } catch (e) {
      fails(this, e, () => this.cure(change));
    }
  }

  async look() {
    this.again.stop();
    try {
      this.found = await call(`/${this.kind}/${encodeURIComponent(this.name)}`, {
        accept: this.kind === 'experiments' ? LADDER : 'application/json',
      });
      this.failure = null;
      if (this.kind === 'monitors') this.again.wait();
      else if (this.found.status === 'RUNNING') this.again.wait(SOON);
    } catch (e) {
      fails(this, e, () => this.look());
      this.again.after(this.failure);
    }
  }

  render() {
    return html`<div class="kept">
      ${this.found ? nothing : html`<h1>${KINDS[this.kind] ?? this.kind} <bdi>${visible(this.name)}</bdi></h1>`}
      ${trouble(this.failure)} ${this.found ? this.shown() : nothing}</div>`;
  }

  shown() {
    switch (this.kind) {
      case 'experiments':
        return this.experiment(this.found);
      default:
        return this.monitor(this.found);
    }
  }

  async cancel() {
    try {
      await call(`/experiments/${this.found.id}/cancellation`, {method: 'POST'});
      this.look();
    } catch (e) {
      fails(this, e, () => this.cancel());
      // It has ended meanwhile.
      if (this.failure?.status === 409) this.look();
    }
  }

  /** @param {any} drawing */
  experiment(drawing) {
    if (drawing.status === 'RUNNING')
      return html`<header class="story"><h1><bdi>${visible(target(drawing.spec))}</bdi></h1>
        <p class="soft">Made from <bdi>${visible(drawing.vantage)}</bdi>${drawing.spec.label ? html`, labelled <bdi>${visible(drawing.spec.label)}</bdi>` : nothing}.</p></header>
        <section class="card" aria-label="Under way">${underWay(drawing, () => this.cancel())}</section>`;
    const outcome = drawing.outcome;
    return html`<header class="story"><h1>${visible(drawing.headline)}</h1>
        <p class="soft">Run at ${new Date(outcome.startedAt).toLocaleString()} from <bdi>${visible(outcome.vantage)}</bdi> to <bdi>${visible(target(outcome.spec))}</bdi>${outcome.spec.label ? html`, labelled <bdi>${visible(outcome.spec.label)}</bdi>` : nothing}.
          ${outcome.met === false ? html`<strong class="is-bad">Not as its ‘expect’ wants it: ${visible(JSON.stringify(wanted(outcome.spec.expect)))}.</strong>` : nothing}
          <a href="/#${toFragment(again(outcome))}">Ask it again</a> <td-finding .of=${`/experiments/${outcome.id}`}></td-finding></p></header>
      ${outcome.server ? cards(outcome) : nothing}
      <td-outcome .drawing=${drawing} fixable @cure=${(/** @type {CustomEvent} */ e) => this.cure(e.detail)}></td-outcome>
      <td-same .spec=${brief(outcome.spec)} .expected=${outcome}></td-same>`;
  }

  /** @param {any} monitor */
  monitor(monitor) {
    return html`<header class="story"><h1>${monitor.name}</h1>
        <p>Module <code>${monitor.module}</code>, every ${(monitor.intervalMillis / 1000).toLocaleString('en')} s.
          ${monitor.lookupFailed ? html`<span class="soft">${monitor.lookupFailed}</span>` : nothing}</p></header>
      <section class="card wide-table" tabindex="0" aria-label="Targets"><table>
        <thead><tr><th scope="col">target</th><th scope="col">as wanted</th><th scope="col">ended with</th><th scope="col">reply</th><th scope="col">last run</th><th scope="col">why</th></tr></thead>
        <tbody>${monitor.targets.map((/** @type {any} */ target) => html`<tr>
          <td><bdi>${visible(target.target)}</bdi></td>
          <td>${target.success === null ? 'not yet' : target.success ? 'yes' : html`<strong class="is-bad">no</strong>`}</td>
          <td>${target.verdict ? html`${chip(target.verdict)} ${verdictWords(target.verdict)}` : nothing}</td>
          <td>${target.delivery ? deliveryWords(target.delivery) : nothing}</td>
          <td>${target.lastRunAt ? new Date(target.lastRunAt).toLocaleTimeString() : nothing}</td>
          <td>${target.detail ? html`<bdi>${visible(target.detail)}</bdi>` : nothing} ${target.experiment ? html`<a href=${here(target.experiment)}>the run</a>` : nothing}</td></tr>`)}</tbody>
      </table></section>`;
  }
}

/** What is expected, without what needn’t be anything. @param {Record<string, any>} expect */
const wanted = (expect) => Object.fromEntries(Object.entries(expect).filter(([, value]) => value !== null && !(Array.isArray(value) && !value.length)));

/** What was asked, without the name of the campaign that asked it. @param {any} outcome */
const again = ({origin, spec}) => (origin === 'CAMPAIGN' ? {...spec, label: null} : spec);

customElements.define('td-kept', Kept);
