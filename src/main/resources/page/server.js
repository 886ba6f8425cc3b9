import {LitElement, html, nothing} from 'lit';
import {LADDER, call} from './api.js';
import './outcome.js';
import {deliveryWords, fails, tone, trouble, verdictWords} from './parts.js';
import './same.js';
import {bytes, toFragment} from './spec.js';

/** @typedef {import('./spec.js').Spec} Spec */

const MIB = 1024 * 1024;

/** @type {{name: string, words: string, about: string, says: (form: {mib: number, path: string, text: string}) => Spec}[]} */
const PRESETS = [
  {
    name: 'upload',
    words: 'HTTP upload',
    about: 'A POST with a body. Shows whether an early refusal, such as a 413, survives.',
    says: ({mib, path}) => ({server: {request: {http: {method: 'POST', path, bodyBytes: Math.round(mib * MIB)}}}}),
  },
  {
    name: 'get',
    words: 'HTTP GET',
    about: 'One request without a body.',
    says: ({path}) => ({server: {request: {http: {path}}}}),
  },
  {
    name: 'banner',
    words: 'Wait for a greeting',
    about: 'Says nothing and listens, as to SSH, SMTP or MySQL.',
    says: () => ({bytesSent: 0, server: {}}),
  },
  {
    name: 'nothing',
    words: 'Nothing at all',
    about: 'Half-closes at once and reads to the end, as a health check should.',
    says: () => ({bytesSent: 0, closer: 'INITIATOR', shutdownBeforeClose: true, server: {}}),
  },
  {
    name: 'text',
    words: 'Written by hand',
    about: 'Exactly these characters; lines end in CR LF.',
    says: ({text}) => ({server: {request: {text: text.replace(/\r?\n/g, '\r\n')}}}),
  },
];

const CLIENTS = [
  {field: 'readsOn', words: 'reads on', about: 'reads what has arrived, whatever its writes say'},
  {field: 'stopsAtError', words: 'stops at an error', about: 'gives up at the first write that fails'},
  {field: 'racing', words: 'races', about: 'reads and writes at once; timing decides'},
];

/** @type {Record<string, {words: string, tone: string}>} */
const GETS = {
  WHOLE: {words: 'gets the whole reply', tone: 'good'},
  TRUNCATED: {words: 'gets a part of it', tone: 'bad'},
  NOTHING: {words: 'gets nothing', tone: 'bad'},
  UNKNOWN: {words: 'gets bytes; whether all, nobody can tell', tone: 'plain'},
  RACE: {words: 'gets the reply or the error, whichever is first', tone: 'warn'},
};

/** Asks a server that isn't ours: whether its answer survives, and for whom. */
export class Server extends LitElement {
  static properties = {
    spec: {attribute: false},
    form: {state: true},
    failure: {state: true},
    drawing: {state: true},
    running: {state: true},
  };

  constructor() {
    super();
    /** @type {Spec} */
    this.spec = {};
    this.form = {host: '', port: 80, preset: 'upload', mib: 10, path: '/', text: 'GET / HTTP/1.1\nHost: localhost\n\n'};
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
    /** @type {any} */
    this.drawing = null;
    this.running = false;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.form = {...this.form, ...formOf(this.spec)};
  }

  /** What stands in the form, as a spec. @returns {Spec} */
  asked() {
    const preset = PRESETS.find((each) => each.name === this.form.preset) ?? PRESETS[0];
    return {
      targetHost: this.form.host.trim(),
      targetPort: Number(this.form.port),
      timeoutMillis: 15000,
      ...preset.says(this.form),
    };
  }

  /** @param {Record<string, unknown>} change */
  change(change) {
    this.form = {...this.form, ...change};
    history.replaceState(null, '', `/#${toFragment(this.asked())}`);
  }

  async run() {
    this.running = true;
    this.failure = null;
    try {
      this.drawing = await call('/experiments', {method: 'POST', body: this.asked(), accept: LADDER});
    } catch (e) {
      fails(this, e, () => this.run());
    } finally {
      this.running = false;
    }
  }

  render() {
    const form = this.form;
    const preset = PRESETS.find((each) => each.name === form.preset) ?? PRESETS[0];
    return html`<div class="server">
      <header class="story"><h1>Does your server’s answer survive?</h1>
        <p>Connects to a server, says one thing, and reads to the end as different clients do. A server that closes while
          bytes are on their way to it resets the connection, and some clients then never see its answer.</p></header>
      <form class="card question" aria-label="The question" @submit=${(/** @type {Event} */ e) => {
        e.preventDefault();
        this.run();
      }}>
        <div class="target">
          <label class="field">Host<input name="host" required autocomplete="off" spellcheck="false" placeholder="127.0.0.1" .value=${form.host}
            @input=${(/** @type {any} */ e) => this.change({host: e.target.value})}></label>
          <label class="field">Port<input name="port" type="number" min="1" max="65535" required .value=${String(form.port)}
            @input=${(/** @type {any} */ e) => this.change({port: e.target.value})}></label>
        </div>
        <fieldset class="presets"><legend>What to say</legend>
          ${PRESETS.map((each) => html`<label class="preset"><input type="radio" name="preset" value=${each.name} .checked=${each.name === form.preset}
            @change=${() => this.change({preset: each.name})}> ${each.words}</label>`)}
        </fieldset>
        <p class="soft">${preset.about}</p>
        <div class="details">
          ${form.preset === 'upload'
            ? html`<label class="field">Body, MiB<input type="number" min="0" max="16" step="any" .value=${String(form.mib)}
                @input=${(/** @type {any} */ e) => this.change({mib: Math.min(16, Math.max(0, Number(e.target.value) || 0))})}></label>`
            : nothing}
          ${form.preset === 'upload' || form.preset === 'get'
            ? html`<label class="field">Path<input autocomplete="off" spellcheck="false" .value=${form.path}
                @input=${(/** @type {any} */ e) => this.change({path: e.target.value || '/'})}></label>`
            : nothing}
          ${form.preset === 'text'
            ? html`<label class="field wide">Request<textarea rows="6" spellcheck="false" .value=${form.text}
                @input=${(/** @type {any} */ e) => this.change({text: e.target.value})}></textarea></label>`
            : nothing}
        </div>
        ${trouble(this.failure)}
        <p class="row go"><button type="submit" class="run" aria-busy=${this.running ? 'true' : 'false'} ?disabled=${this.running}>Ask it</button></p>
      </form>
      ${this.drawing ? this.answer(this.drawing) : nothing}
      ${form.host.trim() ? html`<td-same .spec=${this.asked()}></td-same>` : nothing}
    </div>`;
  }

  /** @param {any} drawing */
  answer(drawing) {
    const outcome = drawing.outcome;
    const server = outcome.server;
    const head = headline(outcome);
    return html`<section class="card headline tone-${head.tone}" aria-label="The answer" role="status">
        <h2>${head.words}</h2>
        <p>${server?.http?.server ? html`<strong>${server.http.server}</strong> ` : server?.firstLine && !server.http ? html`It says <q>${server.firstLine}</q>. ` : nothing}
          ${server && server.bytesOffered > 0 ? html`took ${bytes(server.bytesAccepted)} of ${bytes(server.bytesOffered)}${server.acceptedBeforeReply !== null ? html`, ${bytes(server.acceptedBeforeReply)} of it before its reply` : nothing}.` : nothing}</p>
      </section>
      ${server && (server.http || server.replyBytes > 0) ? this.clients(server.clients) : nothing}
      ${server?.advice.length
        ? html`<section class="card advice"><h2>What to change</h2>
            <ul>${server.advice.map((/** @type {any} */ each) => html`<li><strong>${each.side === 'SERVER' ? each.product ?? 'The server' : 'The client'}</strong>
              <p>${each.text}</p><p class="soft sources">${each.source}</p></li>`)}</ul>
            <p class="soft">How other servers end connections: <a href="/docs/atlas">the atlas</a>.</p></section>`
        : nothing}
      <td-outcome .drawing=${drawing}></td-outcome>`;
  }

  /** @param {any} clients */
  clients(clients) {
    return html`<section class="card clients"><h2>What a client gets that …</h2>
      <div class="three">${CLIENTS.map(({field, words, about}) => {
        const client = clients[field];
        if (!client) return nothing;
        const gets = GETS[client.gets] ?? {words: client.gets, tone: 'plain'};
        return html`<section class="tone-${gets.tone}"><h3>… ${words}</h3>
          <p><strong>${gets.words}</strong>${client.status ? html` <span class="soft">(${client.status})</span>` : nothing}</p>
          ${client.error ? html`<p>and is told <code>${client.error}</code></p>` : nothing}
          <p class="soft">It ${about}: ${client.libraries.join(', ')}.</p></section>`;
      })}</div></section>`;
  }
}

/**
 * The answer in a line: an arrival that depends on the client is no arrival.
 * @param {any} outcome @returns {{words: string, tone: string}}
 */
function headline(outcome) {
  const {server, verdict, delivery} = outcome;
  const status = server?.http?.status;
  const what = status ? `${status}` : 'The answer';
  const all = server ? CLIENTS.map(({field}) => server.clients[field]?.gets).filter(Boolean) : [];
  switch (delivery) {
    case 'WHOLE':
      return all.every((gets) => gets === 'WHOLE')
        ? {words: `${what} arrives whole, for every kind of client`, tone: 'good'}
        : {words: `${what} arrives whole, but not for every client`, tone: 'warn'};
    case 'TRUNCATED':
    case 'LOST':
      return {words: `${what}: ${deliveryWords(delivery)}`, tone: 'bad'};
    default:
      return {words: `${status ? `${status}, ` : ''}${verdictWords(verdict)}: ${deliveryWords(delivery)}`, tone: tone(verdict)};
  }
}

/** What a spec says, as the form has it. @param {Spec} spec */
function formOf(spec) {
  /** @type {Record<string, unknown>} */
  const form = {};
  if (spec.targetHost) form.host = String(spec.targetHost);
  if (spec.targetPort) form.port = spec.targetPort;
  const request = spec.server?.request;
  if (request?.http) {
    const {bodyBytes, path} = request.http;
    form.preset = bodyBytes ? 'upload' : 'get';
    if (bodyBytes) form.mib = bodyBytes / MIB;
    if (path) form.path = String(path);
  } else if (request?.text !== undefined) {
    form.preset = 'text';
    form.text = String(request.text);
  } else if (spec.bytesSent === 0) {
    form.preset = spec.shutdownBeforeClose ? 'nothing' : 'banner';
  }
  return form;
}

customElements.define('td-server', Server);
