import {LitElement, html, nothing} from 'lit';
import {ApiError, LADDER, call} from './api.js';
import './outcome.js';
import {chip, deliveryWords, trouble, verdictWords} from './parts.js';
import './same.js';
import {brief, toFragment} from './spec.js';

/** @type {Record<string, string>} */
const KINDS = {experiments: 'Experiment', campaigns: 'Campaign', monitors: 'Monitor'};

/** What links lead to: a kept run, a campaign, a monitor. It is looked up under its name in the API. */
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
    /** @type {number | undefined} */
    this.timer = undefined;
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
    clearTimeout(this.timer);
  }

  async look() {
    clearTimeout(this.timer);
    try {
      this.found = await call(`/${this.kind}/${encodeURIComponent(this.name)}`, {
        accept: this.kind === 'experiments' ? LADDER : 'application/json',
      });
      this.failure = null;
      const moves = this.kind === 'monitors' || ['QUEUED', 'RUNNING'].includes(this.found.status);
      if (moves && this.isConnected) this.timer = setTimeout(() => this.look(), this.kind === 'monitors' ? 5000 : 1000);
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      this.failure = e.failure;
      if (e.failure.status === 401) {
        this.dispatchEvent(new CustomEvent('token', {bubbles: true, detail: () => this.look()}));
      } else if (e.failure.status === 0 || e.failure.status >= 500) {
        this.timer = setTimeout(() => this.look(), 5000);
      }
    }
  }

  render() {
    return html`<div class="kept">
      ${this.found ? nothing : html`<h1>${KINDS[this.kind] ?? this.kind} ${this.name}</h1>`}
      ${trouble(this.failure)} ${this.found ? this.shown() : nothing}</div>`;
  }

  shown() {
    switch (this.kind) {
      case 'experiments':
        return this.experiment(this.found);
      case 'campaigns':
        return this.campaign(this.found);
      default:
        return this.monitor(this.found);
    }
  }

  /** @param {any} drawing */
  experiment(drawing) {
    const outcome = drawing.outcome;
    return html`<header class="story"><h1>${drawing.headline}</h1>
        <p class="soft">Run at ${new Date(outcome.startedAt).toLocaleString()} from ${outcome.vantage}${outcome.spec.label ? html`, labelled ${outcome.spec.label}` : nothing}.
          <a href="/#${toFragment(outcome.spec)}">Ask it again</a></p></header>
      <td-outcome .drawing=${drawing}></td-outcome>
      <td-same .spec=${brief(outcome.spec)} .expected=${outcome}></td-same>`;
  }

  /** @param {any} campaign */
  campaign(campaign) {
    const axes = Object.keys(campaign.axes);
    return html`<header class="story"><h1>${campaign.label ?? 'Campaign'}</h1>
        <p>${campaign.status.toLowerCase()}: ${campaign.done.toLocaleString('en')} of ${campaign.total.toLocaleString('en')} runs
          ${campaign.message ? html`<span class="soft">${campaign.message}</span>` : nothing}</p>
        <progress max=${campaign.total} value=${campaign.done} aria-label="Progress"></progress></header>
      <section class="card wide-table" tabindex="0" aria-label="Results"><table>
        <thead><tr>${axes.map((axis) => html`<th scope="col">${axis}</th>`)}<th scope="col">runs</th><th scope="col">verdicts</th><th scope="col">reset rate</th><th scope="col">reply whole</th></tr></thead>
        <tbody>${campaign.cells.map((/** @type {any} */ cell) => html`<tr>
          ${axes.map((axis) => html`<td>${String(cell.point[axis])}</td>`)}
          <td>${cell.runs.toLocaleString('en')}</td>
          <td>${Object.entries(cell.verdicts).map(([verdict, count]) => html`${chip(verdict)} ${Number(count).toLocaleString('en')} `)}</td>
          <td>${rate(cell.resetRate)}</td><td>${rate(cell.wholeRate)}</td></tr>`)}</tbody>
      </table></section>`;
  }

  /** @param {any} monitor */
  monitor(monitor) {
    return html`<header class="story"><h1>${monitor.name}</h1>
        <p>Module <code>${monitor.module}</code>, every ${(monitor.intervalMillis / 1000).toLocaleString('en')} s.
          ${monitor.lookupFailed ? html`<span class="soft">${monitor.lookupFailed}</span>` : nothing}</p></header>
      <section class="card wide-table" tabindex="0" aria-label="Targets"><table>
        <thead><tr><th scope="col">target</th><th scope="col">as wanted</th><th scope="col">ended with</th><th scope="col">reply</th><th scope="col">last run</th><th scope="col">why</th></tr></thead>
        <tbody>${monitor.targets.map((/** @type {any} */ target) => html`<tr>
          <td>${target.target}</td>
          <td>${target.success === null ? 'not yet' : target.success ? 'yes' : html`<strong class="is-bad">no</strong>`}</td>
          <td>${target.verdict ? html`${chip(target.verdict)} ${verdictWords(target.verdict)}` : nothing}</td>
          <td>${target.delivery ? deliveryWords(target.delivery) : nothing}</td>
          <td>${target.lastRunAt ? new Date(target.lastRunAt).toLocaleTimeString() : nothing}</td>
          <td>${target.detail ?? nothing} ${target.experiment ? html`<a href=${String(target.experiment).replace('/api/v1', '')}>the run</a>` : nothing}</td></tr>`)}</tbody>
      </table></section>`;
  }
}

/** @param {{hits: number, of: number, rate: number, low: number, high: number} | null} of */
function rate(of) {
  if (!of) return html`<span class="soft">none</span>`;
  const percent = (/** @type {number} */ share) => `${Math.round(share * 1000) / 10} %`;
  return html`${percent(of.rate)} <span class="soft">${percent(of.low)} to ${percent(of.high)}</span>`;
}

customElements.define('td-kept', Kept);
