import {LitElement, html, nothing} from 'lit';
import {ApiError, call} from './api.js';
import {visible} from './parts.js';

/**
 * @typedef {Record<string, number>} Counts
 * @typedef {{verdicts: Counts, readsOn: Counts, stopsAtError: Counts}} Large
 * @typedef {{product: string, version: string, setting: string, small: Record<string, Counts>, large: Record<string, Large>}} Row
 * @typedef {{get: Counts, upload: Counts, tlsClose: Counts}} TlsEndings
 * @typedef {{product: string, version: string, setting: string, endings: Record<string, TlsEndings>}} TlsRow
 * @typedef {{measured: string, system: string, runs: number, servers: TlsRow[]}} OverTls
 * @typedef {{measured: string, system: string, runs: number, smallBytes: number, largeBytes: number, servers: Row[], overTls: OverTls}} Measured
 */

/** What the atlas has of a server, by what it says of itself. */
class ServerAtlas extends LitElement {
  static properties = {server: {attribute: false}, tls: {attribute: false}, atlas: {state: true}};

  constructor() {
    super();
    /** The field Server; empty where it sends none. */
    this.server = '';
    /** Whether it was asked over TLS. */
    this.tls = false;
    /** @type {Measured | null} */
    this.atlas = null;
  }

  createRenderRoot() {
    return this;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('server')) this.look(this.server);
  }

  /** @param {string} server */
  async look(server) {
    this.atlas = null;
    try {
      const atlas = await call(`/atlas?server=${encodeURIComponent(server)}`);
      if (server === this.server) this.atlas = atlas;
    } catch (e) {
      // The answer stands without it.
      if (!(e instanceof ApiError)) throw e;
    }
  }

  render() {
    const atlas = this.atlas;
    if (!atlas) return nothing;
    const overTls = this.tls && atlas.overTls.servers.length > 0;
    const {measured, system, runs} = overTls ? atlas.overTls : atlas;
    const rows = overTls ? atlas.overTls.servers.length : atlas.servers.length;
    const table = () => overTls ? this.overTls(atlas.overTls) : this.table(atlas);
    return html`<section class="card" aria-labelledby="atlas-title"><h2 id="atlas-title">What the atlas has of it</h2>
      ${!rows
        ? html`<p>Nothing: <bdi>${visible(this.server)}</bdi> was not among the servers that were asked.</p>`
        : this.server
          ? table()
          : html`<p>It doesn’t say what it is.</p><details><summary>Servers that need not say it either</summary>${table()}</details>`}
      <p class="soft">${rows ? html`${overTls ? 'What it was asked over TLS' : 'Uploads that the server refuses'}, measured on loopback, ${measured}, ${system}; ${overTls ? `${runs} runs each` : `each way of writing ${runs} times`}. ` : nothing}<a
        href="/docs/atlas">The whole atlas</a></p>
    </section>`;
  }

  /** @param {OverTls} atlas */
  overTls(atlas) {
    return html`<div class="wide-table" tabindex="0" role="group" aria-label="Rows of the atlas"><table>
      <thead><tr><th scope="col">server</th><th scope="col">setting</th><th scope="col">TLS</th><th scope="col">GET ends with</th>
        <th scope="col">refused upload ends with</th><th scope="col">tls_close ends with</th></tr></thead>
      <tbody>${atlas.servers.map((row) => Object.entries(row.endings).map(([version, ended]) => html`<tr><th scope="row">${row.product} ${row.version}</th><td>${row.setting}</td>
        <td>${version.slice(4).replace('_', '.')}</td><td>${all([ended.get])}</td><td>${all([ended.upload])}</td><td>${all([ended.tlsClose])}</td></tr>`))}</tbody>
    </table></div>`;
  }

  /** @param {Measured} atlas */
  table(atlas) {
    return html`<div class="wide-table" tabindex="0" role="group" aria-label="Rows of the atlas"><table>
      <thead><tr><th scope="col">server</th><th scope="col">setting</th><th scope="col">${atlas.smallBytes / 1024} KiB end with</th>
        <th scope="col">${atlas.largeBytes / 1048576} MiB end with</th><th scope="col">who reads on gets</th><th scope="col">who stops gets</th></tr></thead>
      <tbody>${atlas.servers.map((row) => html`<tr><th scope="row">${row.product} ${row.version}</th><td>${row.setting}</td>
        <td>${all(Object.values(row.small))}</td>
        ${(/** @type {(keyof Large)[]} */ (['verdicts', 'readsOn', 'stopsAtError'])).map((what) => html`<td>${all(Object.values(row.large).map((each) => each[what]))}</td>`)}</tr>`)}</tbody>
    </table></div>`;
  }
}

/** What all ways of writing came to together: what always came, or how often which. @param {Counts[]} counts */
function all(counts) {
  /** @type {Counts} */
  const sum = {};
  for (const each of counts) for (const [what, times] of Object.entries(each)) sum[what] = (sum[what] ?? 0) + times;
  const entries = Object.entries(sum);
  const total = entries.reduce((before, [, times]) => before + times, 0);
  return entries.length === 1 ? entries[0][0] : entries.map(([what, times]) => html`<div>${what} <span class="soft">${times} of ${total}</span></div>`);
}

customElements.define('td-atlas', ServerAtlas);
