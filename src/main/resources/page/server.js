import {LitElement, html, nothing} from 'lit';
import {answer} from './answer.js';
import {LADDER, call, go, readdress, remember, remembered, told} from './api.js';
import {fails, refused, trouble, typed, visible} from './parts.js';
import {TIMES} from './repeated.js';
import './same.js';
import {brief, toCampaign, toFragment} from './spec.js';
import {CONVERSATIONS, pauseOf, rangeOf, read, shape, withPath, withPause, written} from './turns.js';

/** @typedef {import('./spec.js').Spec} Spec */

const MIB = 1024 * 1024;

/** @type {{name: string, words: string, about: string, port?: number, turns?: any[], says: (form: {mib: number, path: string, text: string, turns: string}) => Spec}[]} */
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
  ...CONVERSATIONS.map((each) => ({...each, says: inTurns})),
  {name: 'turns', words: 'Turns by hand', about: 'What is said and heard, in order.', turns: [{hear: {line: true}}], says: inTurns},
];

/** @param {{turns: string}} form @returns {Spec} */
function inTurns({turns}) {
  return {server: {turns: read(turns).turns ?? []}};
}

/** What a link or a scenario says that no other choice can say. @type {(typeof PRESETS)[number]} */
const GIVEN = {name: 'given', words: 'As it was given', about: 'What the link or the scenario says, unchanged.', says: () => ({})};

/** The fields that say what is sent and how this end closes: another choice of what to say takes their place. */
const SAYING = ['bytesSent', 'closer', 'bytesRead', 'shutdownBeforeClose', 'drainBeforeClose', 'drainMillis', 'lingerSeconds', 'initiatorHalfCloses'];

/** Asks a server that isn't ours: whether its answer survives, and for whom. */
export class Server extends LitElement {
  static properties = {
    spec: {attribute: false},
    scenario: {attribute: false},
    form: {state: true},
    asking: {state: true},
    failure: {state: true},
    drawing: {state: true},
    repeated: {state: true},
    running: {state: true},
    fault: {state: true},
  };

  constructor() {
    super();
    /** @type {Spec} */
    this.spec = {};
    /** @type {any} */
    this.scenario = null;
    this.form = {...FRESH};
    /** What the form was filled from: all that it has no field for is kept. @type {Spec} */
    this.given = {};
    this.preset = '';
    /** What was asked, as a fragment, when the answer that is shown came. */
    this.asking = '';
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
    /** @type {any} */
    this.drawing = null;
    /** What is asked many times. @type {Spec | null} */
    this.repeated = null;
    /** Whether the answer was there before, and isn't drawn step by step once more. */
    this.still = false;
    this.running = false;
    /** What is wrong with the turns as they are written. */
    this.fault = '';
    /** The turns as they were left, by what was chosen: they are there again when it is chosen again. @type {Map<string, string>} */
    this.typed = new Map();
  }

  createRenderRoot() {
    return this;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('spec')) return;
    const unread = history.state?.turns;
    this.form = {...FRESH, ...formOf(this.spec), ...(typeof unread === 'string' ? {preset: 'turns', turns: unread} : {})};
    this.given = saysMore(this.spec) ? brief(this.spec) : {timeoutMillis: 15000};
    this.preset = this.form.preset;
    this.typed.clear();
    this.drawing = null;
    this.repeated = null;
    this.failure = null;
    if (history.state?.repeated?.asked === toFragment(this.asked())) this.repeated = this.asked();
    this.comeBack();
  }

  /** Shows what was asked last before one went away. */
  async comeBack() {
    const {spec} = this;
    const drawing = await remembered();
    if (!drawing || this.spec !== spec || this.drawing) return;
    this.asking = toFragment(this.asked());
    this.still = true;
    this.drawing = drawing;
  }

  get presets() {
    return this.preset === GIVEN.name ? [GIVEN, ...PRESETS] : PRESETS;
  }

  get chosen() {
    return this.presets.find((each) => each.name === this.form.preset) ?? PRESETS[0];
  }

  /** What was given beyond what the form has fields for. @returns {Spec} */
  carried() {
    const {targetHost, targetPort, server, ...rest} = /** @type {Spec} */ (structuredClone(this.given));
    const own = this.form.preset === this.preset;
    const {request, turns, tls, ...how} = server ?? {};
    if (this.form.tls && Object.keys(tls ?? {}).length) how.tls = tls;
    for (const field of own ? [] : SAYING) delete rest[field];
    /** @type {Spec} */
    const said = this.chosen.says(this.form);
    for (const [name, value] of Object.entries(said)) if (rest[name] === value) delete rest[name];
    if (own && this.preset === GIVEN.name && request) how.request = request;
    if (own && this.preset === GIVEN.name && turns) how.turns = turns;
    if (own && request?.http) {
      const {path, bodyBytes, ...http} = request.http;
      if (http.method === (said.server.request.http.method ?? 'GET')) delete http.method;
      if (Object.keys(http).length) how.request = {http};
    }
    return Object.keys(how).length ? {...rest, server: how} : rest;
  }

  /** What stands in the form, as a spec, with what is carried. @returns {Spec} */
  asked() {
    /** @type {Spec} */
    const said = this.chosen.says(this.form);
    const carried = this.carried();
    const request = {...said.server?.request, ...carried.server?.request};
    if (said.server?.request?.http) request.http = {...said.server.request.http, ...carried.server?.request?.http};
    const server = {
      ...said.server,
      ...(this.form.tls ? {tls: {}} : {}),
      ...carried.server,
      ...(Object.keys(request).length ? {request} : {}),
    };
    return {
      targetHost: this.form.host.trim(),
      targetPort: Number(this.form.port),
      ...said,
      ...carried,
      server,
    };
  }

  /** What is carried is left out from now on. */
  leaveOut() {
    this.given = {timeoutMillis: 15000};
    if (this.preset === GIVEN.name) this.preset = PRESETS[0].name;
    this.change({preset: this.form.preset === GIVEN.name ? PRESETS[0].name : this.form.preset});
  }

  /** @param {Record<string, unknown>} change */
  change(change) {
    this.form = {...this.form, ...change};
    // What was refused of other words doesn't hold for these.
    if ('preset' in change || 'turns' in change) this.failure = null;
    if ('turns' in change && this.fault && !read(this.form.turns).fault) this.fault = '';
    const asked = this.asked();
    // What can't be read yet stands in no link, and is there again after a way back; what may be a secret isn't kept.
    const {turns} = this.form;
    const unread = this.chosen.turns && read(turns).fault && !turns.includes('secret') ? {turns} : null;
    readdress(unread, `${location.pathname}#${toFragment(shareable(asked))}`);
    told(this, asked);
  }

  /** What was typed as a URL, or with a port, goes into the fields that it belongs to. */
  divide() {
    const place = placeOf(this.form.host);
    if (!Object.keys(place).length) return;
    const {path} = place;
    this.change({...place, ...(path && path !== '/' && this.chosen.turns ? {turns: withPath(this.form.turns, path)} : {})});
  }

  /** Whether the turns can be read as they are written; says where they can't. */
  readable() {
    const fault = this.chosen.turns ? read(this.form.turns).fault : null;
    this.fault = fault?.words ?? '';
    if (fault) this.showIn(fault.at, fault.at + 1);
    return !fault;
  }

  async run() {
    this.divide();
    if (this.running || !this.readable()) return;
    this.running = true;
    this.failure = null;
    const asked = this.asked();
    try {
      const drawing = await call('/experiments', {method: 'POST', body: asked, accept: LADDER});
      this.still = false;
      this.drawing = drawing;
      this.asking = toFragment(asked);
      // What was changed meanwhile, or gone away from, wasn't asked.
      if (this.isConnected && this.asking === toFragment(this.asked())) remember({run: drawing.outcome.id});
      await this.updateComplete;
      this.querySelector('.headline')?.scrollIntoView({block: 'nearest'});
    } catch (e) {
      fails(this, e, () => this.run());
      this.showRefused();
    } finally {
      this.running = false;
    }
  }

  /** Whether the form can be asked; says where it can't. @param {Event} e of one of its buttons */
  ready(e) {
    this.divide();
    return /** @type {HTMLButtonElement} */ (e.currentTarget).form?.reportValidity() && this.readable();
  }

  /** @param {Event} e */
  repeat(e) {
    const asked = this.asked();
    const card = /** @type {import('./repeated.js').Repeated | null} */ (this.querySelector('td-repeated'));
    if (!this.ready(e) || (card?.active && toFragment(asked) === toFragment(this.repeated ?? {}))) return;
    this.failure = null;
    remember({repeated: null});
    this.repeated = asked;
    this.updateComplete.then(() => this.querySelector('td-repeated')?.scrollIntoView({block: 'nearest'}));
  }

  /** Goes to a search for how long the server keeps a connection on which nothing moves. @param {Event} e */
  lookForSilence(e) {
    if (!this.ready(e)) return;
    const {targetHost, targetPort, server} = shareable(this.asked());
    const tls = server.tls ? {tls: server.tls} : {};
    const pauses = server.turns?.some((/** @type {any} */ turn) => turn?.pauseMillis !== undefined);
    const waits = pauses ? {server} : server.request?.http ? {server: {request: {http: {path: this.form.path}}, ...tls}} : {bytesSent: 0, server: tls};
    go(toCampaign({targetHost, targetPort, ...waits}, 'silence'));
  }

  /** Goes to a search for how long a body may be. @param {Event} e */
  lookForBody(e) {
    if (this.ready(e)) go(toCampaign(shareable(this.asked()), 'body'));
  }

  /** Asks the same over TLS, at the same port. */
  overTls() {
    this.change({tls: true});
    this.run();
  }

  /** Sets the cursor to the turn that was refused. */
  showRefused() {
    const place = refusedTurn(this.failure);
    const range = place === null ? null : rangeOf(this.form.turns, place);
    if (range) this.showIn(...range);
  }

  /** Selects a part of the turns. @param {number} from @param {number} to */
  showIn(from, to) {
    const field = /** @type {HTMLTextAreaElement | null} */ (this.querySelector('textarea[name=turns]'));
    field?.focus();
    field?.setSelectionRange(from, to);
  }

  /** @param {(typeof PRESETS)[number]} preset */
  choose(preset) {
    const untouched = [FRESH.port, ...PRESETS.map((each) => each.port)].includes(Number(this.form.port));
    this.fault = '';
    if (this.chosen.turns) this.typed.set(this.form.preset, this.form.turns);
    this.change({
      preset: preset.name,
      ...(preset.turns ? {turns: this.typed.get(preset.name) ?? this.fresh(preset)} : {}),
      ...(preset.port && untouched ? {port: preset.port} : {}),
    });
  }

  /** The turns that a choice begins with: what stands there already is gone on with by hand. @param {(typeof PRESETS)[number]} preset */
  fresh({name, turns = []}) {
    const {path} = this.form;
    return name === 'turns' ? this.form.turns : path === '/' ? written(turns) : withPath(written(turns), path);
  }

  /** Speaks TLS or plaintext, at the port that is usual for it where no other was chosen. @param {boolean} tls */
  secure(tls) {
    const usual = tls ? [80, 443] : [443, 80];
    this.change({tls, ...(Number(this.form.port) === usual[0] ? {port: usual[1]} : {})});
  }

  render() {
    const form = this.form;
    const preset = this.chosen;
    const carried = this.carried();
    const now = toFragment(this.asked());
    const stale = this.drawing && this.asking !== now;
    const pause = preset.turns ? pauseOf(form.turns) : null;
    return html`<div class="server">
      <header class="story">${this.scenario
        ? html`<h1>${this.scenario.title}</h1><p>${this.scenario.story}</p>
            <details><summary>What was found</summary><p>${this.scenario.finding}</p></details>`
        : html`<h1>Does your server’s answer survive?</h1>
        <p>Connects to a server, says one thing, and reads to the end as different clients do. A server that closes while
          bytes are on their way to it resets the connection, and some clients then never see its answer.</p>`}</header>
      <form class="card question" tabindex="-1" aria-label="The question" @submit=${(/** @type {Event} */ e) => {
        e.preventDefault();
        this.run();
      }}>
        <div class="target">
          <label class="field">Host<input name="host" required autocomplete="off" spellcheck="false" placeholder="such as 127.0.0.1" .value=${form.host}
            aria-invalid=${refused(this.failure, 'targetHost')}
            @input=${(/** @type {any} */ e) => this.change({host: e.target.value})}
            @blur=${this.divide}></label>
          <label class="field">Port<input name="port" type="number" min="1" max="65535" required .value=${String(form.port)}
            aria-invalid=${refused(this.failure, 'targetPort')}
            @input=${typed((port) => this.change({port}))}></label>
          <label class="toggle"><input name="tls" type="checkbox" role="switch" .checked=${form.tls}
            aria-invalid=${refused(this.failure, 'server.tls')}
            @change=${(/** @type {any} */ e) => this.secure(e.target.checked)}> TLS from the start</label>
        </div>
        <fieldset class="presets"><legend>What to say</legend>
          ${this.presets.map((each) => html`<label class="preset"><input type="radio" name="preset" value=${each.name} .checked=${each.name === form.preset}
            @change=${() => this.choose(each)}> ${each.words}</label>`)}
        </fieldset>
        <p class="soft">${preset.about}</p>
        <div class="details">
          ${form.preset === 'upload'
            ? html`<label class="field">Body, 0 to 16 MiB<input type="number" min="0" max="16" step="any" required .value=${String(form.mib)}
                aria-invalid=${refused(this.failure, 'server.request.http.bodyBytes')}
                @input=${typed((mib) => this.change({mib}))}></label>`
            : nothing}
          ${form.preset === 'upload' || form.preset === 'get'
            ? html`<label class="field">Path<input autocomplete="off" spellcheck="false" required .value=${form.path}
                aria-invalid=${refused(this.failure, 'server.request.http.path')}
                @input=${(/** @type {any} */ e) => this.change({path: e.target.value})}></label>`
            : nothing}
          ${form.preset === 'text'
            ? html`<label class="field wide">Request<textarea rows="6" spellcheck="false" .value=${form.text}
                aria-invalid=${refused(this.failure, 'server.request.text')}
                @input=${(/** @type {any} */ e) => this.change({text: e.target.value})}></textarea></label>`
            : nothing}
          ${pause !== null
            ? html`<label class="field wide pause">Pause, milliseconds<input name="pause" type="number" min="0" required .value=${String(pause)}
                @input=${typed((millis) => millis && this.change({turns: withPause(this.form.turns, Number(millis))}))}></label>`
            : nothing}
          ${preset.turns
            ? html`<label class="field wide">Turns<textarea name="turns" rows="8" spellcheck="false" .value=${form.turns}
                aria-invalid=${this.fault || refusedTurn(this.failure) !== null ? 'true' : nothing} aria-describedby="turns-fault"
                @input=${(/** @type {any} */ e) => this.change({turns: e.target.value})}></textarea></label>
              <p id="turns-fault" class="is-bad wide" role="status">${this.fault}</p>
              <p class="soft wide">Each turn is one of say, hear, pauseMillis, startTls and halfClose: <a href="/docs/servers#in-turns">how they are written</a>.</p>`
            : nothing}
        </div>
        ${Object.keys(carried).length && JSON.stringify(carried) !== '{"timeoutMillis":15000}'
          ? html`<p class="carried row"><span>Asked besides: <code>${visible(JSON.stringify(carried))}</code></span>
              <button type="button" class="quiet" @click=${this.leaveOut}>Leave it out</button></p>`
          : nothing}
        ${trouble(this.failure)}
        <p class="row go"><button type="submit" class="run" aria-busy=${this.running ? 'true' : 'false'} aria-disabled=${this.running ? 'true' : 'false'}>Ask it</button>
          <button type="button" class="quiet" @click=${this.repeat}>Ask it ${TIMES} times</button>
          ${form.preset === 'upload' ? html`<button type="button" class="quiet" @click=${this.lookForBody}>From which size on?</button>` : nothing}
          <button type="button" class="quiet" @click=${this.lookForSilence}>How long does it keep a connection?</button></p>
      </form>
      <td-repeated .spec=${this.repeated} .answered=${stale ? '' : (this.drawing?.outcome.verdict ?? '')} ?stale=${this.repeated && toFragment(this.repeated) !== now}></td-repeated>
      ${stale ? html`<p class="stale" role="status">You have changed the question since: what stands below answers the one before.</p>` : nothing}
      ${this.drawing ? answer(this.drawing, this.still, () => this.overTls()) : nothing}
      ${form.host.trim() ? html`<td-same .spec=${shareable(this.asked())}></td-same>` : nothing}
    </div>`;
  }

}

const FRESH = {host: '', port: 80, tls: false, preset: 'upload', mib: 10, path: '/', text: 'GET / HTTP/1.1\nHost: localhost\n\n', turns: written([{hear: {line: true}}])};

/** What a URL, or a host with its port, says of where to go; what was typed is a host alone otherwise. @param {string} typed @returns {{host?: string, port?: number, tls?: boolean, path?: string}} */
function placeOf(typed) {
  const text = typed.trim();
  const pair = /^([^:/\s]+|\[[^\]]+\]):(\d{1,5})$/.exec(text);
  if (pair) return {host: pair[1], port: Number(pair[2])};
  if (/^([^:/\s]+|\[[^\]]+\]):\d{1,5}\//.test(text)) {
    const {tls, ...place} = placeOf(`http://${text}`);
    return place;
  }
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return {};
  const {protocol, hostname, port, pathname, search} = new URL(text);
  const tls = protocol === 'https:';
  return {host: hostname, port: Number(port) || (tls ? 443 : 80), tls, path: pathname + search};
}

/** What may be copied and stand in an address: without what is said as a secret. @param {Spec} spec @returns {Spec} */
function shareable(spec) {
  const turns = spec.server?.turns;
  if (!Array.isArray(turns)) return spec;
  const hushed = turns.map((/** @type {any} */ turn) => {
    if (!turn?.say?.secret) return turn;
    const {text, base64, ...say} = turn.say;
    return {say: {text: 'SECRET', ...say}};
  });
  return {...spec, server: {...spec.server, turns: hushed}};
}

/** The place within the turns that was refused, as a pointer relative to them; null if none was. @param {any} failure */
function refusedTurn(failure) {
  const error = failure?.errors?.find((/** @type {any} */ each) => each.pointer?.startsWith('#/server/turns'));
  return error?.pointer ? error.pointer.slice('#/server/turns'.length) : null;
}

/** Whether a spec says more than where a server is. @param {Spec} spec */
function saysMore(spec) {
  const {targetHost, targetPort, server, peer, ...rest} = spec;
  return Object.keys(server ?? {}).length > 0 || Object.keys(rest).length > 0;
}

/** What a spec says, as the form has it. @param {Spec} spec */
function formOf(spec) {
  /** @type {Record<string, unknown>} */
  const form = {};
  if (spec.targetHost) form.host = String(spec.targetHost);
  if (spec.targetPort) form.port = spec.targetPort;
  if (spec.server?.tls) form.tls = true;
  const request = spec.server?.request;
  if (!saysMore(spec)) return form;
  const says = ['http', 'text', 'base64'].filter((each) => request?.[each] !== undefined && request[each] !== null);
  form.preset = GIVEN.name;
  if (spec.server?.turns && !request && spec.bytesSent === undefined) {
    const asked = shape(spec.server.turns);
    form.preset = CONVERSATIONS.find(({turns}) => shape(turns) === asked)?.name ?? 'turns';
    form.turns = written(spec.server.turns);
    return form;
  }
  if (says.length > 1 || (says.length && spec.bytesSent !== undefined)) return form;
  if (says[0] === 'http' && typeof request.http === 'object') {
    const {bodyBytes, path} = request.http;
    form.preset = bodyBytes ? 'upload' : 'get';
    if (bodyBytes) form.mib = bodyBytes / MIB;
    if (path) form.path = String(path);
  } else if (says[0] === 'text' && !/\r(?!\n)|(?<!\r)\n/.test(request.text)) {
    form.preset = 'text';
    form.text = String(request.text);
  } else if (!says.length && spec.bytesSent === 0) {
    form.preset = spec.shutdownBeforeClose ? 'nothing' : 'banner';
  }
  return form;
}

customElements.define('td-server', Server);
