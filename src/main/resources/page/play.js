import {LitElement, html, nothing} from 'lit';
import {live} from 'lit-html/directives/live.js';
import {LADDER, call, readdress, remember, remembered, told} from './api.js';
import './outcome.js';
import {chip, deliveryWords, fails, refused, trouble, verdictWords, visible} from './parts.js';
import './same.js';
import {DEFAULTS, MOST_BYTES, alike, applied, available, brief, bytes, isRemote, stops, toFragment} from './spec.js';
import {CURE, FOLLOWS, TOUR} from './tour.js';

/** @typedef {import('./spec.js').Spec} Spec */

const GROUPS = [
  {name: 'Endings', about: 'how connections end'},
  {name: 'Cures', about: 'what ends them well'},
  {name: 'Paths', about: 'what lies between two hosts'},
  {name: 'Servers', about: 'what others do'},
];

/** Both ends here, and what the sliders and switches ask of them. */
export class Play extends LitElement {
  static properties = {
    spec: {attribute: false},
    scenarios: {attribute: false},
    name: {type: String},
    prediction: {state: true},
    failure: {state: true},
    drawing: {state: true},
    running: {state: true},
    keep: {state: true},
    touring: {state: true},
    answered: {state: true},
    wrong: {state: true},
    ran: {state: true},
    still: {state: true},
  };

  constructor() {
    super();
    /** @type {Spec} */
    this.spec = {bytesSent: 5, bytesRead: 1};
    /** @type {any[]} */
    this.scenarios = [];
    /** @type {string} */
    this.name = '';
    /** @type {any} */
    this.prediction = null;
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
    /** @type {any} */
    this.drawing = null;
    this.running = false;
    this.keep = true;
    /** @type {number | null} */
    this.touring = null;
    this.answered = false;
    /** What was typed beyond a field's range. @type {{field: string, typed: string, shown?: boolean} | null} */
    this.wrong = null;
    /** What ran, as a fragment, and whether it was kept. @type {{asked: string, kept: boolean}} */
    this.ran = {asked: '', kept: false};
    /** Whether the outcome was there before, and isn't drawn step by step once more. */
    this.still = false;
    /** What was put together here; any other spec was come to. @type {Spec | null} */
    this.own = null;
    this.asking = false;
    this.askAgain = false;
    /** Whether the question that is come to next is to be run at once. */
    this.soon = false;
    /** What the closer was to read when that was last chosen, unless that was all. @type {number | undefined} */
    this.reads = undefined;
  }

  createRenderRoot() {
    return this;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('spec') && this.spec !== this.own) this.comeBack();
    if (!changed.has('name')) return;
    this.drawing = null;
    this.reads = undefined;
    // Going back leads to a question before, or out of the tour.
    this.touring = history.state?.touring ?? null;
    this.answered = false;
  }

  /** Shows what was run last before one went away. */
  async comeBack() {
    const {spec} = this;
    const drawing = await remembered();
    if (!drawing || this.spec !== spec) return;
    this.still = true;
    this.answered = true;
    this.ran = {asked: toFragment(spec), kept: true};
    this.drawing = drawing;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (!changed.has('spec')) return;
    told(this, this.spec);
    this.predict();
    if (this.soon) this.run();
    this.soon = false;
  }

  /** @param {Spec} change */
  change(change) {
    this.take(this.changed(change));
  }

  /** The spec with this change, and with what follows from it. @param {Spec} change @returns {Spec} */
  changed(change) {
    const spec = {...this.spec, ...change};
    if (change.drainBeforeClose) spec.shutdownBeforeClose = true;
    if (change.shutdownBeforeClose === false) spec.drainBeforeClose = false;
    if (spec.drainBeforeClose || spec.initiatorHalfCloses) spec.bytesSentAfterClose = 0;
    if (change.tls === null) delete spec.tls;
    const most = available(spec);
    const all = this.spec.bytesRead === undefined || this.spec.bytesRead >= available(this.spec);
    if ('bytesRead' in change) this.reads = change.bytesRead < most ? change.bytesRead : undefined;
    else if (!all) this.reads ??= this.spec.bytesRead;
    // What was chosen to be read comes back where it had no room for a while.
    if (!('bytesRead' in change) && this.reads !== undefined) spec.bytesRead = Math.min(this.reads, most);
    else if (change.bytesRead === undefined && all) delete spec.bytesRead;
    else if (spec.bytesRead > most) spec.bytesRead = most;
    if (spec.tls && spec.bytesRead < most) spec.bytesRead -= spec.bytesRead % RECORD_BYTES;
    return spec;
  }

  /** @param {Spec} spec */
  take(spec) {
    this.wrong = null;
    this.own = spec;
    this.spec = spec;
    readdress({touring: this.touring}, `${location.pathname}${location.search}#${toFragment(spec)}`);
  }

  /** One question at a time, and the last state of the sliders last. */
  async predict() {
    if (isRemote(this.spec) && !this.spec.targetHost) {
      this.prediction = null;
      this.failure = null;
      return;
    }
    if (this.asking) {
      this.askAgain = true;
      return;
    }
    this.asking = true;
    try {
      this.prediction = await call('/predictions', {method: 'POST', body: brief(this.spec)});
      this.failure = null;
    } catch (e) {
      fails(this, e, () => this.predict());
    } finally {
      this.asking = false;
      if (this.askAgain) {
        this.askAgain = false;
        this.predict();
      }
    }
  }

  async run() {
    if (this.running) return;
    this.running = true;
    this.failure = null;
    const spec = brief(this.spec);
    const kept = this.keep;
    try {
      const drawing = await call(`/experiments?store=${kept}`, {method: 'POST', body: spec, accept: LADDER});
      this.still = false;
      this.drawing = drawing;
      this.ran = {asked: toFragment(spec), kept};
      // What was changed meanwhile, or gone away from, didn't run.
      if (this.isConnected && this.ran.asked === toFragment(this.spec)) remember({run: kept ? drawing.outcome.id : null});
      await this.updateComplete;
      if (this.touring !== null) this.show('.tour', 'start');
      else if (!this.querySelector('.is-drawn')) this.show('.result', 'start');
    } catch (e) {
      fails(this, e, () => this.predict());
    } finally {
      this.running = false;
    }
  }

  /** Runs the question; what was typed and isn't taken is shown once before. */
  press() {
    if (this.wrong && !this.wrong.shown) {
      this.wrong.shown = true;
      this.show('.amount [role=alert]', 'center');
      return;
    }
    this.answered = true;
    this.run();
  }

  /** @param {string} part @param {ScrollLogicalPosition} block */
  show(part, block) {
    this.querySelector(part)?.scrollIntoView({behavior: calm() ? 'auto' : 'smooth', block});
  }

  /** The verdict is what one has waited for; in the tour the answer is, and stays. */
  async drawn() {
    if (this.touring !== null || this.still) return;
    // The ladder takes its narrow form only once it has been measured.
    requestAnimationFrame(() => requestAnimationFrame(() => this.show('.did', 'nearest')));
  }

  /** @param {number} stop */
  tour(stop) {
    this.choose(TOUR[stop].scenario);
    this.touring = stop;
    this.answered = false;
    remember({touring: stop});
    this.focusOn('.story h1');
  }

  /** Where a button goes away that had the focus, the focus mustn't. @param {string} part */
  async focusOn(part) {
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector(part))?.focus({preventScroll: true});
  }

  render() {
    return html`<div class="play">
      ${this.list()}
      <div class="desk">
        ${this.touring === null ? this.story() : this.stop(this.touring)}
        <div class="ask">${this.controls()} ${this.forecast()}</div>
        ${this.drawing && this.ran.asked !== toFragment(this.spec)
          ? html`<p class="stale" role="status">You have changed the question since: what stands below is the outcome of the one before.</p>`
          : nothing}
        ${this.drawing ? html`<td-outcome .drawing=${this.drawing} fixable ?kept=${this.ran.kept} ?still=${this.still} @cure=${this.cure} @drawn=${this.drawn}></td-outcome>` : nothing}
        ${this.drawing && !this.spec.tls
          ? html`<p class="row"><button type="button" class="quiet" @click=${() => {
              this.runWith(this.changed({tls: {versions: ['TLS_1_3']}}));
            }}>Run the same over TLS</button></p>`
          : nothing}
        <td-same .spec=${this.spec} .expected=${this.prediction}></td-same>
      </div>
    </div>`;
  }

  /** @param {CustomEvent} e */
  cure(e) {
    this.runWith(applied(this.spec, e.detail));
  }

  /** Runs another question, and leads to what came of it. @param {Spec} spec */
  async runWith(spec) {
    // From what came of it one can go back to the question before.
    history.pushState(null, '', location.href);
    this.take(spec);
    await this.run();
    this.focusOn('#result-title');
  }

  list() {
    return html`<nav class="scenarios" aria-label="Scenarios">
      <button type="button" class="tour-start" @click=${() => this.tour(0)}>
        <strong>The paper in five questions</strong><span>What close() does to data nobody read</span></button>
      ${GROUPS.map((group, i) => {
        const members = this.scenarios.filter((each) => groupOf(each) === i);
        if (!members.length) return nothing;
        return html`<details ?open=${wide() && (members.some((each) => each.name === this.name) || i === 0)}>
          <summary><strong>${group.name}</strong> <span>${group.about}</span></summary>
          <ul>${members.map((each) => html`<li>
            <button type="button" class="scenario" aria-current=${each.name === this.name ? 'true' : 'false'}
              @click=${() => this.pick(each.name)}>${each.title}</button></li>`)}</ul>
        </details>`;
      })}
    </nav>`;
  }

  /** A scenario has an address of its own, from which one can go back. @param {string} name */
  choose(name) {
    this.drawing = null;
    this.dispatchEvent(new CustomEvent('scenario', {bubbles: true, detail: name}));
  }

  /** @param {string} name */
  async pick(name) {
    this.touring = null;
    this.choose(name);
    await this.updateComplete;
    this.show('.story', 'nearest');
  }

  story() {
    const scenario = this.scenarios.find((each) => each.name === this.name);
    if (!scenario && this.name && this.scenarios.length) {
      return html`<header class="story"><div role="alert"><h1>There is no scenario <q><bdi>${visible(this.name)}</bdi></q></h1>
        <p>Choose one from the list. Until then this is a question of your own.</p></div></header>`;
    }
    return html`<header class="story">
      <h1 tabindex="-1">${scenario ? scenario.title : 'See a connection end'}</h1>
      <p>${scenario ? scenario.story : 'Choose how much is sent, read and answered, and how the connection is closed. Both ends run here, on real sockets; nothing is simulated.'}</p>
      ${scenario
        ? html`<details><summary>What was found</summary><p>${scenario.finding}</p>
            <p class="soft sources">${scenario.sources.join(' · ')}</p></details>
            <p class="changed ${alike(scenario.spec) === alike(this.spec) ? 'is-not' : ''}">You have changed it, so what stands here isn’t quite what is asked.
              <button type="button" class="quiet" @click=${() => this.take(brief(scenario.spec))}>As it was</button></p>`
        : nothing}
    </header>`;
  }

  /** @param {number} at */
  stop(at) {
    const stop = TOUR[at];
    return html`<header class="story tour">
      <p class="soft">Question ${at + 1} of ${TOUR.length}</p>
      <h1 tabindex="-1">${stop.question}</h1>
      ${this.answered
        ? html`<div class="said" tabindex="-1"><section><h2>The paper says</h2><p>${stop.paper}</p></section>
            <section><h2>The kernel does</h2><p>${this.drawing ? chip(this.drawing.outcome.verdict) : nothing} ${stop.look}</p></section></div>
            ${at + 1 < TOUR.length ? nothing : html`<div class="said"><section><h2>What follows from all five</h2><p>${FOLLOWS}</p></section></div>`}`
        : nothing}
      <p class="row">
        ${this.answered
          ? nothing
          : html`<button type="button" @click=${() => {
              this.answered = true;
              this.run();
              this.focusOn('.said');
            }}>Run it, and show the answer</button>`}
        ${at > 0 ? html`<button type="button" class="quiet" @click=${() => this.tour(at - 1)}>Back</button>` : nothing}
        ${at + 1 < TOUR.length
          ? html`<button type="button" class=${this.answered ? '' : 'quiet'} @click=${() => this.tour(at + 1)}>Next question</button>`
          : this.answered ? html`<button type="button" @click=${() => {
              this.soon = true;
              this.pick(CURE);
            }}>See it end well</button>` : nothing}
        <button type="button" class="quiet" @click=${() => {
          this.touring = null;
          remember({touring: null});
          this.focusOn('.story h1');
        }}>End the tour</button>
      </p>
    </header>`;
  }

  controls() {
    const spec = {...DEFAULTS, ...this.spec};
    const most = available(spec);
    const initiator = spec.closer === 'INITIATOR';
    const closer = initiator ? 'A' : 'B';
    return html`<div class="card controls" tabindex="-1" role="region" aria-label="The question">
      ${isRemote(this.spec) ? this.place(spec) : this.carried()}
      <div>
        ${this.amount('bytesSent', 'A sends', spec.bytesSent ?? 0, MOST_BYTES)}
        ${initiator ? this.amount('replyBytes', 'B replies', spec.replyBytes, MOST_BYTES) : nothing}
        ${this.amount('bytesRead', `${closer} reads before closing`, Math.min(spec.bytesRead ?? most, most), most)}
        ${initiator ? nothing : this.amount('replyBytes', 'B replies', spec.replyBytes, MOST_BYTES)}
        <label class="field">${initiator ? 'B' : 'A'}, who finds out, reads
          <select .value=${spec.observerReads} @change=${(/** @type {any} */ e) => this.change({observerReads: e.target.value})}>
            ${[['PROMPT', 'all along'], ['LATE', 'only after the close'], ['BLOCKED', 'waiting in recv()']].map(
              ([value, words]) => html`<option value=${value} ?selected=${spec.observerReads === value}>${words}</option>`,
            )}
          </select></label>
      </div>
      <div>
        <fieldset class="choice"><legend>Who closes first</legend>
          ${this.option('closer', 'RESPONDER', 'B, the server', spec.closer)}
          ${this.option('closer', 'INITIATOR', 'A, the client', spec.closer)}
        </fieldset>
        <fieldset class="switches"><legend>How ${closer} closes</legend>
          ${this.toggle('shutdownBeforeClose', 'half-closes first', 'shutdown(SHUT_WR): a FIN, still reading', spec.shutdownBeforeClose)}
          ${this.toggle('drainBeforeClose', 'then drains', 'behind the half-close: reads to end of stream, then closes', spec.drainBeforeClose)}
          ${this.toggle('linger', 'aborts on purpose', 'SO_LINGER with 0 seconds: an RST', spec.lingerSeconds === 0)}
        </fieldset>
        <fieldset class="switches"><legend>And A</legend>
          ${this.toggle('initiatorHalfCloses', 'half-closes after sending', 'tells B that no more will come', spec.initiatorHalfCloses)}
        </fieldset>
        ${this.language(spec)}
      </div>
    </div>`;
  }

  /** What is spoken on the connection. @param {Spec} spec */
  language(spec) {
    const version = !spec.tls ? '' : (spec.tls.versions ?? []).includes('TLS_1_3') || !spec.tls.versions?.length ? 'TLS_1_3' : 'TLS_1_2';
    const skips = spec.tls?.closeNotify === 'SKIP';
    const speak = (/** @type {string} */ chosen, /** @type {boolean} */ silent) =>
      this.change({tls: chosen ? {versions: [chosen], ...(silent ? {closeNotify: 'SKIP'} : {})} : null});
    return html`<fieldset class="switches"><legend>Both speak</legend>
      <label class="field"><span class="visually-hidden">What both ends speak</span>
        <select name="tls" .value=${version} @change=${(/** @type {any} */ e) => speak(e.target.value, skips)}>
          ${[['', 'plain TCP'], ['TLS_1_3', 'TLS 1.3'], ['TLS_1_2', 'TLS 1.2']].map(
            ([value, words]) => html`<option value=${value} ?selected=${version === value}>${words}</option>`,
          )}
        </select></label>
      ${version
        ? html`<label class="toggle"><input type="checkbox" role="switch" name="closeNotify" .checked=${!skips}
            @change=${(/** @type {any} */ e) => speak(version, !e.target.checked)}>
            <span>with a close_notify <small>TLS’s own end, in front of the FIN</small></span></label>`
        : nothing}
    </fieldset>`;
  }

  /** Where B is, if that is another Teardown. @param {Spec} spec */
  place(spec) {
    const text = (/** @type {string} */ field, /** @type {string} */ words, /** @type {string} */ example) => html`<label class="field">${words}
      <input name=${field} autocomplete="off" spellcheck="false" placeholder=${example} .value=${String(spec[field] ?? '')}
        aria-invalid=${refused(this.failure, field)} @change=${(/** @type {any} */ e) => this.put(field, e.target.value.trim())}></label>`;
    return html`<fieldset class="place"><legend>Where B is: another Teardown</legend>
      ${text('targetHost', 'Host', 'probe-b')} ${text('targetPort', 'Port', '8007')}
      ${text('responderUrl', 'Control URL', `http://${spec.targetHost || 'probe-b'}:8080`)}</fieldset>
      ${this.carried()}`;
  }

  /** @param {string} field @param {string} value */
  put(field, value) {
    const spec = /** @type {Spec} */ ({...this.spec, peer: 'RESPONDER'});
    if (value === '') delete spec[field];
    else spec[field] = field === 'targetPort' && /^\d+$/.test(value) ? Number(value) : value;
    this.take(spec);
  }

  /** What is asked beside what the controls show. */
  carried() {
    const {targetHost, targetPort, responderUrl, peer, ...rest} = brief(this.spec);
    const others = Object.entries(rest).filter(([name, value]) => !SHOWN.includes(name) && !(name === 'lingerSeconds' && value === 0));
    if (!others.length) return nothing;
    return html`<p class="carried">Asked besides: <code>${visible(JSON.stringify(Object.fromEntries(others)))}</code></p>`;
  }

  /** @param {string} field @param {string} typed @param {number} most */
  typed(field, typed, most) {
    const value = Number(typed);
    const inRecords = field === 'bytesRead' && this.spec.tls && value < most && value % RECORD_BYTES !== 0;
    if (/^\d+$/.test(typed.trim()) && value <= most && !inRecords) this.change({[field]: value});
    else this.wrong = {field, typed};
  }

  /** @param {string} field @param {string} words @param {number} value @param {number} most */
  amount(field, words, value, most) {
    const at = stops(most, value);
    const index = at.indexOf(Math.min(value, most));
    const all = field === 'bytesRead' && value === most && most > 0;
    const inRecords = field === 'bytesRead' && this.spec.tls && most > 0;
    return html`<div class="amount">
      <label for=${field}>${words}</label>
      <input class="exact" type="number" min="0" max=${most} .value=${live(String(value))} aria-label=${`${words}, exact number of bytes`}
        aria-invalid=${this.wrong?.field === field ? 'true' : refused(this.failure, field)}
        @change=${(/** @type {any} */ e) => this.typed(field, e.target.value, most)}>
      <input id=${field} type="range" min="0" max=${at.length - 1} .value=${String(index)} ?disabled=${most === 0}
        aria-valuetext=${all ? `all ${bytes(value)}` : bytes(value)}
        @input=${(/** @type {any} */ e) => this.change({[field]: at[Number(e.target.value)]})}>
      <output for=${field}>${all ? `all of it, ${bytes(value)}` : field === 'bytesRead' && most - value > 0 ? `${bytes(value)}, ${bytes(most - value)} ${this.spec.drainBeforeClose ? 'drained after its half-close' : 'unread'}` : bytes(value)}</output>
      ${this.wrong?.field === field
        ? html`<p class="is-bad" role="alert">0 to ${most.toLocaleString('en')} bytes${inRecords ? ', in whole records' : ''}; ${this.wrong.typed || 'this'} isn’t taken, and ${value.toLocaleString('en')} stays.</p>`
        : nothing}
      ${inRecords ? html`<p class="soft">Over TLS whole records are read: ${RECORD_BYTES.toLocaleString('en')} bytes at a time, or all.</p>` : nothing}
    </div>`;
  }

  /** @param {string} field @param {string} value @param {string} words @param {string} now */
  option(field, value, words, now) {
    return html`<label><input type="radio" name=${field} value=${value} .checked=${now === value}
      @change=${() => this.change({[field]: value, bytesRead: undefined})}> ${words}</label>`;
  }

  /** @param {string} field @param {string} words @param {string} about @param {boolean} on */
  toggle(field, words, about, on) {
    const change = (/** @type {boolean} */ yes) => (field === 'linger' ? {lingerSeconds: yes ? 0 : null} : {[field]: yes});
    return html`<label class="toggle"><input type="checkbox" role="switch" .checked=${on}
      @change=${(/** @type {any} */ e) => this.change(change(e.target.checked))}>
      <span>${words} <small>${about}</small></span></label>`;
  }

  forecast() {
    const prediction = this.touring !== null && !this.answered ? null : this.prediction;
    return html`<section class="card forecast" aria-label="Prediction">
      <div>${trouble(this.failure)}
      ${isRemote(this.spec) && !this.spec.targetHost ? html`<p>Say where B is, and theory predicts.</p>` : nothing}
      ${prediction && !this.failure
        ? html`<h2>Theory predicts</h2>
            <p class="verdicts" role="status">${prediction.predicted.map((/** @type {string} */ each, /** @type {number} */ i) => html`${i ? html`<span class="soft">or</span>` : nothing} ${chip(each)} <span>${verdictWords(each)}</span>`)}</p>
            <p class="reply">${
              prediction.predictedDelivery.every((/** @type {string} */ each) => each === 'NONE_SENT')
                ? 'Nothing is sent back, so nothing can be lost.'
                : html`The reply: <strong>${prediction.predictedDelivery.map(deliveryWords).join(', or ')}</strong>.`
            }</p>
            <p class="soft">${prediction.why} <span class="sources">${prediction.sources.join(' · ')}</span></p>
            ${prediction.undecidable.length ? html`<p class="soft">This host may leave it undecided: ${prediction.undecidable.join(', ')}.</p>` : nothing}`
        : nothing}
        ${this.touring !== null && !this.answered ? html`<p class="guess">What do you think? Make up your mind, then run it.</p>` : nothing}</div>
      <div class="go">
        <button type="button" class="run" aria-busy=${this.running ? 'true' : 'false'} aria-disabled=${this.running ? 'true' : 'false'} @click=${this.press}>Run it</button>
        <label class="keep"><input type="checkbox" .checked=${this.keep} @change=${(/** @type {any} */ e) => (this.keep = e.target.checked)}> Keep in the history</label>
      </div>
    </section>`;
  }
}

/** The fields that have controls. */
const SHOWN = ['bytesSent', 'bytesRead', 'replyBytes', 'observerReads', 'closer', 'shutdownBeforeClose', 'drainBeforeClose', 'initiatorHalfCloses', 'tls'];

/** How many bytes a record of TLS holds, of which none is read in part. */
const RECORD_BYTES = 8192;

/** @param {any} scenario @returns {number} */
function groupOf(scenario) {
  if (scenario.group === 'SERVER') return 3;
  if (scenario.group === 'RESPONDER') return 2;
  const well = scenario.predicted.length === 1 && scenario.predicted[0] === 'CLEAN_EOF' && scenario.group !== 'PAPER';
  return scenario.spec.drainBeforeClose || well ? 1 : 0;
}

const wide = () => matchMedia('(min-width: 64rem)').matches;
const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

customElements.define('td-play', Play);
