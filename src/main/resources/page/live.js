import {LitElement, html, nothing, svg} from 'lit';
import {Again} from './again.js';
import {ask, call, opened} from './api.js';
import {legend, letter} from './heat.js';
import {chip, fails, here, hostOf, query, tone, trouble, verdictWords, visible} from './parts.js';
import {whatItChanges} from './settings.js';

const EVERY = 5000;
const HOST_EVERY = 30_000;
const MINUTES = 60;
const MOST_PROBES = 20;

/** @typedef {{begin: number, verdicts: Record<string, number[]>, failed?: number[]}} Strip counts of each minute of an hour, oldest first */
/** @typedef {{monitor: string, target: string, address: string, verdict: string | null, success: boolean | null, since: string | null, why?: string}} Cell */

/** What this vantage's monitors see now, and what this host is. */
export class Live extends LitElement {
  static properties = {
    mesh: {state: true},
    monitors: {state: true},
    info: {state: true},
    health: {state: true},
    strips: {state: true},
    all: {state: true},
    pointed: {state: true},
    chosen: {state: true},
    probed: {state: true},
    probing: {state: true},
    probes: {state: true},
    everyProbe: {state: true},
    debugged: {state: true},
    failure: {state: true},
  };

  constructor() {
    super();
    /** @type {any} */
    this.mesh = null;
    /** @type {any[] | null} */
    this.monitors = null;
    /** @type {any} */
    this.info = null;
    /** @type {any} */
    this.health = null;
    /** @type {Record<string, Strip>} the last hour, by monitor and address */
    this.strips = {};
    this.all = false;
    /** Which cell was pointed at or moved to last. */
    this.pointed = '';
    /** @type {{monitor: string, address: string} | null} */
    this.chosen = null;
    /** @type {string | null} */
    this.probed = null;
    this.probing = false;
    /** @type {any[]} what GET /probe answered last */
    this.probes = [];
    this.everyProbe = false;
    /** @type {{number: number, text: string} | null} */
    this.debugged = null;
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
    this.again = new Again(this, () => this.look(), EVERY);
    this.hostAt = 0;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    const asked = opened();
    const [monitor, address] = [asked.get('monitor'), asked.get('target')];
    this.chosen = monitor && address ? {monitor, address} : null;
    this.all = asked.get('all') === 'true';
    this.look();
  }

  /** What is opened stands in the address, so that it is there again after a way back. @param {{chosen?: {monitor: string, address: string} | null, all?: boolean}} change */
  open({chosen = this.chosen, all = this.all}) {
    this.chosen = chosen;
    this.all = all;
    history.replaceState(null, '', location.pathname + query({monitor: chosen?.monitor, target: chosen?.address, all: all || ''}).replace('?', '#'));
  }

  async look() {
    this.again.stop();
    try {
      const [mesh, monitors, probes] = await Promise.all([call(`/mesh${this.all ? '?all=true' : ''}`), call('/monitors'), call('/probes')]);
      this.mesh = mesh;
      this.monitors = monitors.items;
      this.probes = probes.items;
      if (Date.now() - this.hostAt > HOST_EVERY) {
        const [info, health] = await Promise.all([call('/info'), ask('/actuator/health', {fine: [404, 503]})]);
        this.info = info;
        // With management.server.port it is told at another port alone.
        this.health = health.status === 404 ? null : await health.json();
        this.hostAt = Date.now();
        await this.lastHour(monitors.items);
      }
      this.failure = null;
    } catch (e) {
      fails(this, e, () => this.look());
      if (this.failure?.status === 401) return;
    }
    this.again.wait();
  }

  /** @param {any[]} monitors */
  async lastHour(monitors) {
    /** @type {Record<string, Strip>} */
    const strips = {};
    for (const {name} of monitors) {
      const series = await call(`/monitors/${encodeURIComponent(name)}/series`);
      for (const target of series.targets) strips[keyOf(name, target.address)] = {begin: Date.parse(series.begin), ...target};
    }
    this.strips = strips;
  }

  /** @param {any} monitor @param {any} target */
  async probe(monitor, target) {
    this.probing = true;
    this.probed = null;
    try {
      const answer = await ask(`/probe${query({target: target.address, module: monitor.module, debug: true})}`, {accept: 'text/plain', fine: [400, 403, 429]});
      this.probed = await answer.text();
    } catch (e) {
      fails(this, e, () => this.probe(monitor, target));
    } finally {
      this.probing = false;
    }
  }

  render() {
    return html`<div class="kept live"><header class="story"><h1>Live</h1>
        <p class="soft">What this vantage’s monitors see now. It updates itself while you look.</p></header>
      ${trouble(this.failure)} ${this.mesh ? this.grid(this.mesh) : nothing} ${this.opened()} ${this.monitors?.length ? this.schedule(this.monitors) : nothing} ${this.probes.length ? this.recent() : nothing} ${this.host()}</div>`;
  }

  /** @param {any} mesh */
  grid(mesh) {
    const columns = [...new Map(mesh.rows.flatMap((/** @type {any} */ row) => row.cells).map((/** @type {Cell} */ cell) => [keyOf(cell.monitor, cell.target), cell])).values()];
    if (!columns.length)
      return html`<section class="card"><h2>No monitors</h2><p>There is none: no file is named by <code>teardown.probes-file</code>, or the one that is has no monitors. <a href="/docs/monitors">How to write one</a></p></section>`;
    return html`<section class="card" aria-labelledby="mesh-title"><header class="result-head"><h2 id="mesh-title">Who sees whom</h2>
        <label class="toggle"><input type="checkbox" role="switch" .checked=${this.all} @change=${(/** @type {any} */ e) => {
          this.open({all: e.target.checked});
          this.look();
        }}><span>Ask the others, too</span></label></header>
      <div class="wide-table"><table class="mesh"><thead><tr><td class="corner">from ↓ to →</td>${columns.map((/** @type {Cell} */ cell) => html`<th scope="col"><span class="clip">${cell.target}</span><small class="soft">${cell.monitor}</small></th>`)}</tr></thead>
        <tbody>${mesh.rows.map((/** @type {any} */ row, /** @type {number} */ i) => html`<tr><th scope="row">${row.vantage}</th>${columns.map((/** @type {Cell} */ column) => {
          const cell = row.cells.find((/** @type {Cell} */ each) => keyOf(each.monitor, each.target) === keyOf(column.monitor, column.target));
          return html`<td>${cell ? this.cell(row, cell, i === 0) : html`<span class="soft">–</span>`}</td>`;
        })}</tr>`)}</tbody></table></div>
      <p class="legend soft"><span>✓ as its monitor wants it, ✗ not, · no run yet</span> ${legend(verdictsOf(mesh))}</p>
      <p class="pointed soft" role="status">${reason(mesh, this.pointed) || 'Point at a cell, or move there by Tab, for the reason.'}</p>
      ${mesh.unanswered.map((/** @type {any} */ other) => html`<p class="is-bad">${other.target}: ${other.why}</p>`)}</section>`;
  }

  /** @param {any} row @param {Cell} cell @param {boolean} own */
  cell(row, cell, own) {
    const words = wordsOf(row, cell);
    const point = () => (this.pointed = placeOf(row, cell));
    const chosen = own && this.chosen?.monitor === cell.monitor && this.chosen?.address === cell.address;
    return html`<button type="button" class="seen tone-${cell.success === null ? 'plain' : cell.success ? 'good' : 'bad'}" aria-label=${words} title=${words} aria-pressed=${chosen ? 'true' : 'false'}
      @mouseenter=${point} @focus=${point} @click=${() => {
        if (!own) return;
        this.open({chosen: {monitor: cell.monitor, address: cell.address}});
        this.probed = null;
      }}>${cell.success === null ? '·' : cell.success ? '✓' : '✗'}${cell.verdict ? html` <small class="tone-${tone(cell.verdict)}">${letter(cell.verdict)}</small>` : nothing}</button>`;
  }

  opened() {
    if (!this.chosen || !this.monitors) return nothing;
    const {chosen} = this;
    const [monitor, target] = targets(this.monitors).find(([each, at]) => each.name === chosen.monitor && at.address === chosen.address) ?? [];
    if (!monitor) return nothing;
    return html`<section class="card probe" aria-labelledby="probe-title"><header class="result-head"><h2 id="probe-title"><bdi>${visible(target.target)}</bdi></h2>
        <button type="button" class="quiet" @click=${() => this.open({chosen: null})}>Close</button></header>
      <dl class="facts"><div><dt>ended with</dt><dd>${target.verdict ? chip(target.verdict) : 'no run yet'} ${target.failure && target.failure.reason !== target.verdict?.toLowerCase() ? target.failure.words : ''}</dd></div>
        <div><dt>since, as far as this start has seen</dt><dd>${when(target.since)}${target.success === false ? html` <a href=${target.experiment ? here(target.experiment) : '/docs/symptoms'}>${target.experiment ? 'why, and what to change' : 'what to do'}</a>` : nothing}</dd></div><div><dt>last success</dt><dd>${when(target.lastSuccessAt) || 'none since this start'}</dd></div>
        <div><dt>runs since this start</dt><dd>${target.runs.toLocaleString('en')}${target.skipped ? html`, and ${target.skipped.toLocaleString('en')} not made: the one before was still under way, or too much was` : nothing}</dd></div></dl>
      ${target.detail ? html`<p>${visible(target.detail)}</p>` : nothing}
      <p class="row">${target.experiment ? html`<a href=${here(target.experiment)}>The last run that was kept</a>` : nothing}
        <a href=${`/experiments${query({label: monitor.module, targetHost: hostOf(target.target)})}`}>Its runs that were kept</a>
        <button type="button" class="quiet" ?disabled=${this.probing} @click=${() => this.probe(monitor, target)}>Probe it now, with debug text</button></p>
      ${this.probed === null ? nothing : html`<pre tabindex="0" aria-label="Debug text"><code>${visible(this.probed)}</code></pre>`}</section>`;
  }

  /** @param {number} number */
  async debug(number) {
    try {
      const answer = await ask(`/api/v1/probes/${number}?format=text`, {accept: 'text/plain', fine: [404]});
      this.debugged = {number, text: await answer.text()};
    } catch (e) {
      fails(this, e, () => this.debug(number));
    }
  }

  recent() {
    const {probes, debugged} = this;
    const rows = this.everyProbe ? probes : probes.slice(0, MOST_PROBES);
    const failed = probes.filter((probe) => !probe.success).length;
    return html`<section class="card recent" aria-labelledby="recent-title"><header class="result-head"><h2 id="recent-title">The last probes</h2>
        <span class="soft">${probes.length.toLocaleString('en')} of GET /probe, ${failed.toLocaleString('en')} failed</span></header>
      <div class="wide-table" tabindex="0" role="region" aria-label="What was probed last"><table><thead><tr><th scope="col">began</th><th scope="col">module</th><th scope="col">target</th><th scope="col">result</th><th scope="col">debug text</th></tr></thead>
        <tbody>${rows.map((probe) => html`<tr><td>${when(probe.startedAt)}</td><td><code>${probe.module}</code></td><td class="clip">${visible(probe.target)}</td>
          <td>${probe.success ? html`<span class="is-well">success</span>` : html`<span class="is-bad">${probe.failure}</span>`}</td>
          <td><button type="button" class="quiet" aria-label=${`Debug text of probe ${probe.number}`} aria-pressed=${debugged?.number === probe.number ? 'true' : 'false'} @click=${() => this.debug(probe.number)}>Show</button></td></tr>`)}</tbody></table></div>
      ${probes.length > rows.length ? html`<p class="row"><button type="button" class="quiet" @click=${() => (this.everyProbe = true)}>All ${probes.length.toLocaleString('en')}</button></p>` : nothing}
      ${debugged ? html`<pre tabindex="0" aria-label="Debug text of probe ${debugged.number}"><code>${visible(debugged.text)}</code></pre>` : nothing}</section>`;
  }

  /** @param {any[]} monitors */
  schedule(monitors) {
    return html`<section class="card" aria-labelledby="schedule-title"><h2 id="schedule-title">Schedule</h2>
      <div class="wide-table" tabindex="0" role="region" aria-label="When each target is probed"><table><thead><tr><th scope="col">target</th><th scope="col">monitor</th><th scope="col">runs</th><th scope="col">last</th><th scope="col">next</th><th scope="col">last hour, since this start</th></tr></thead>
        <tbody>${targets(monitors).map(([monitor, target]) => html`<tr><td class="clip">${visible(target.target)}</td>
          <td><a href="/monitors/${encodeURIComponent(monitor.name)}">${monitor.name}</a></td><td><code>${monitor.module}</code> every ${(monitor.intervalMillis / 1000).toLocaleString('en')} s</td>
          <td>${when(target.lastRunAt)}</td><td>${target.lastRunAt ? when(Date.parse(target.lastRunAt) + monitor.intervalMillis) : nothing}</td>
          <td>${strip(this.strips[keyOf(monitor.name, target.address)])}</td></tr>`)}</tbody></table></div>
      ${monitors.filter((monitor) => monitor.lookupFailed).map((monitor) => html`<p class="is-bad">${monitor.name}: ${monitor.lookupFailed}</p>`)}</section>`;
  }

  host() {
    const {info, health} = this;
    if (!info) return nothing;
    const check = health?.components?.selfcheck;
    return html`<section class="card host" aria-labelledby="host-title"><h2 id="host-title">This host: ${info.vantage}</h2>
      <dl class="facts"><div><dt>version</dt><dd>${info.version}</dd></div><div><dt>kernel</dt><dd>${info.kernel}</dd></div>
        <div><dt>sockets, evidence</dt><dd>${info.stack}, ${info.evidenceLevel.toLowerCase()}</dd></div>
        <div><dt>store</dt><dd>${state(health?.components?.db?.status)}</dd></div>
        <div><dt>threads</dt><dd>${state(health?.components?.threads?.status)}</dd></div>
        <div><dt>far end for other hosts</dt><dd>${info.dataPort ? `port ${info.dataPort}` : 'no'}</dd></div>
        <div><dt>may be targets <code>teardown.policy.allow</code></dt><dd>${info.targets.join(', ') || 'nothing'}</dd></div>
        <div><dt>may be told anything <code>teardown.policy.converse</code></dt><dd>${info.converse.join(', ') || 'nobody'}</dd></div></dl>
      <h3>Self-check: ${state(check?.status)}</h3>
      <p>${health ? (check?.details?.summary ?? '') : html`What isn’t known here is told by <code>/actuator/health</code> at the port of <code>management.server.port</code>.`}</p>
      <ul class="checks">${Object.entries(check?.details?.verdicts ?? {}).map(([name, verdict]) => html`<li><a href="/scenarios/${name}">${name}</a> ${chip(String(verdict))}</li>`)}</ul>
      ${check?.details?.undecidingSettings?.length ? html`<p class="is-bad">Settings of this host that leave runs undecided: ${check.details.undecidingSettings.join(', ')}</p>` : nothing}
      <details><summary>Kernel settings that matter</summary><div class="wide-table" tabindex="0" role="region" aria-label="Kernel settings"><table>
        <thead><tr><th scope="col">setting</th><th scope="col">here</th><th scope="col">what it changes in a run</th></tr></thead><tbody>
        ${Object.entries(info.environment.settings).map(([name, value]) => html`<tr><th scope="row"><code>${name}</code></th><td>${value}</td><td>${whatItChanges(name)}</td></tr>`)}</tbody></table></div></details>
      <p class="row"><a href="/metrics">Metrics</a><a href="/docs/prometheus">Alerts</a><a href="/docs/runbook">Runbook</a><a href="/docs/monitors">Monitors</a><a href="/docs/">All documents</a><a href="/swagger-ui.html">API</a></p></section>`;
  }
}

/** @param {any[]} monitors @returns {[any, any][]} */
const targets = (monitors) => monitors.flatMap((monitor) => monitor.targets.map((/** @type {any} */ target) => [monitor, target]));

/** @param {any} mesh @returns {string[]} how connections ended that its cells show */
const verdictsOf = (mesh) => [...new Set(mesh.rows.flatMap((/** @type {any} */ row) => row.cells).map((/** @type {Cell} */ cell) => cell.verdict).filter(Boolean))];

/** @param {string} monitor @param {string} at */
const keyOf = (monitor, at) => JSON.stringify([monitor, at]);

/** A cell by itself. @param {any} row @param {Cell} cell */
const placeOf = (row, cell) => JSON.stringify([row.vantage, cell.monitor, cell.target]);

/** @param {any} row @param {Cell} cell */
function wordsOf(row, cell) {
  const state = cell.success === null ? 'no run yet' : cell.success ? 'as wanted' : 'not as wanted';
  return `${row.vantage} to ${cell.target} by ${cell.monitor}: ${state}${cell.verdict ? `, ${verdictWords(cell.verdict)}` : ''}${cell.why ? `, ${cell.why}` : ''}${cell.since ? `, since ${when(cell.since)}` : ''}`;
}

/** What this cell says now. @param {any} mesh @param {string} place */
function reason(mesh, place) {
  for (const row of mesh.rows) for (const cell of row.cells) if (placeOf(row, cell) === place) return wordsOf(row, cell);
  return '';
}

/** @param {string | undefined} status */
function state(status) {
  if (!status) return html`<span class="soft">not known</span>`;
  return status === 'UP' ? html`<span class="is-well">well</span>` : html`<strong class="is-bad">${status.toLowerCase()}</strong>`;
}

/** The time, with its day where that isn’t today. @param {string | number | null} at */
function when(at) {
  if (at === null) return '';
  const then = new Date(at);
  return then.toDateString() === new Date().toDateString() ? then.toLocaleTimeString() : then.toLocaleString();
}

/** The last hour as a bar for each minute in which something ran. @param {Strip | undefined} hour */
function strip(hour) {
  if (!hour) return nothing;
  const verdicts = Object.entries(hour.verdicts);
  const sum = (/** @type {number[]} */ counts) => counts.reduce((all, count) => all + count, 0);
  const came = verdicts.map(([verdict, counts]) => `${sum(counts).toLocaleString('en')} ${verdictWords(verdict)}`).join(', ');
  const failed = hour.failed ? `; ${sum(hour.failed).toLocaleString('en')} not as wanted` : '';
  const words = came ? `Runs in the last hour: ${came}${failed}` : 'Nothing has run in the last hour';
  const bars = Array.from({length: MINUTES}, (_, i) => {
    const all = sum(verdicts.map(([, counts]) => counts[i]));
    let top = 10;
    const title = `${new Date(hour.begin + i * 60_000).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'})}: ${verdicts.filter(([, counts]) => counts[i]).map(([verdict, counts]) => `${counts[i]} ${verdictWords(verdict)}`).join(', ')}`;
    return verdicts
      .filter(([, counts]) => counts[i])
      .map(([verdict, counts]) => {
        const height = (counts[i] / all) * 10;
        top -= height;
        return svg`<rect class="tone-${tone(verdict)}" x=${i} y=${top} width="1" height=${height}><title>${title}</title></rect>`;
      });
  });
  return html`<svg class="strip" viewBox="0 0 60 10" preserveAspectRatio="none" role="img" aria-label=${words}>${bars}</svg>`;
}

customElements.define('td-live', Live);
