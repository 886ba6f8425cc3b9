import {LitElement, html, nothing} from 'lit';
import {Again} from './again.js';
import {ApiError, call, go} from './api.js';
import {read, upTo, written} from './axes.js';
import {leftOut, saidAt} from './heat.js';
import {MENTIONED_SECONDS, changeable, ordered} from './ordered.js';
import {fails, here, named, trouble, typed, visible} from './parts.js';
import {fromFragment, many} from './spec.js';
import {wanted} from './wanted.js';

/** @typedef {import('./heat.js').HeatCell} HeatCell */

const EVERY = 3000;
const LONGEST_REFUSAL = 240;

/** The figure of the paper: from which unread byte on a close resets, and what shutdown() changes. */
const FIGURE = {
  label: 'figure',
  base: {},
  axes: {shutdownBeforeClose: [false, true], bytesSent: upTo(1, 10), bytesRead: upTo(0, 10)},
  repetitions: 100,
  invalidCells: 'SKIP',
};

/** What can be an axis here, and values that are worth a look. @type {[string, string][]} */
const FIELDS = [
  ['bytesRead', '0..5'],
  ['bytesSent', '1..5'],
  ['replyBytes', '0, 1, 1024, 1048576'],
  ['bytesSentAfterClose', '0, 1, 100'],
  ['shutdownBeforeClose', 'false, true'],
  ['drainBeforeClose', 'false, true'],
  ['initiatorHalfCloses', 'false, true'],
  ['observerReads', 'PROMPT, LATE, BLOCKED'],
  ['closer', 'RESPONDER, INITIATOR'],
  ['lingerSeconds', 'null, 0, 1'],
  ['drainMillis', '10, 100, 1000'],
  ['timeoutMillis', '1000, 5000, 20000'],
  ['/server/request/http/bodyBytes', '1024, 65536, 1048576, 16777216'],
  ['/server/settleMillis', '0, 200, 1000'],
  ['/server/silenceMillis', '200, 1000, 5000'],
];

/** Fields of whole numbers, in which a limit may be. */
const SEARCHED = ['bytesRead', 'bytesSent', 'replyBytes', 'bytesSentAfterClose', 'idleMillis', 'drainMillis', 'timeoutMillis', '/server/silenceMillis', '/server/request/http/bodyBytes', '/server/turns/1/pauseMillis'];

/** What stands in the form at first, for either kind of campaign. */
const FRESH = {
  grid: {base: '{"bytesSent": 5}', repetitions: '100'},
  limit: {base: '{"bytesSent": 1000}', repetitions: '5'},
};

/** Where a search begins that asks how long a server keeps a connection on which nothing moves, in milliseconds. */
const SILENCE = {low: '500', high: '90000', until: '100', timeoutMillis: 100_000};

/** A search for the size of a body from which on a server ends otherwise. */
const BODY = {axis: '/server/request/http/bodyBytes', low: '1', high: '16777216', until: '1'};

/** Axes over a server's spec, to begin with: how many bytes it refuses, or how patient it is asked. */
const OVER_A_SERVER = {down: '', downValues: '', repetitions: '20'};
const BODIES = {across: '/server/request/http/bodyBytes', acrossValues: '1024, 65536, 1048576'};
const SILENCES = {across: '/server/silenceMillis', acrossValues: '200, 1000, 5000'};

/** Campaigns that there are, and a new one: two axes chosen, and what theory and the rules say of each cell before it starts; or one along which a limit is looked for. */
export class Campaigns extends LitElement {
  static properties = {
    form: {state: true},
    items: {state: true},
    next: {state: true},
    checked: {state: true},
    checking: {state: true},
    refusals: {state: true},
    starting: {state: true},
    failure: {state: true},
  };

  constructor() {
    super();
    this.form = {
      kind: 'grid',
      axis: 'bytesRead',
      low: '0',
      high: '1000',
      until: '1',
      down: 'shutdownBeforeClose',
      downValues: 'false, true',
      across: 'bytesRead',
      acrossValues: '0..6',
      ...FRESH.grid,
      label: '',
    };
    /** All that a campaign said that the form was filled from, and has no field for. @type {Record<string, unknown>} */
    this.given = {};
    /** @type {any[] | null} */
    this.items = null;
    /** @type {string | null} */
    this.next = null;
    /** @type {HeatCell[]} */
    this.checked = [];
    this.checking = '';
    /** What the service refuses of what stands in the form. @type {{pointer?: string, message: string}[]} */
    this.refusals = [];
    this.starting = false;
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
    this.asking = new AbortController();
    this.again = new Again(this, () => this.look(), EVERY);
    /** @type {number | undefined} */
    this.later = undefined;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.look();
    const said = new URLSearchParams(location.search);
    const like = said.get('like');
    const asked = fromFragment(location.hash);
    const {form, given} = history.state ?? {};
    if (form && given) {
      this.form = form;
      this.given = given;
      this.check();
    } else if (like) this.fill(like);
    else if (asked && said.get('limit') === 'silence') this.lookForSilence(asked);
    else if (asked && said.get('limit') === 'body') this.lookForBody(asked);
    else if (asked) this.begin(asked);
    else this.check();
  }

  /** Begins with a question: axes may be chosen over it. @param {import('./spec.js').Spec} asked */
  begin({label, compare, ...base}) {
    const over = base.server ? {...OVER_A_SERVER, ...(base.server.request?.http ? BODIES : SILENCES), ...BODY} : {};
    this.change({...over, base: JSON.stringify(base), ...(label ? {label: String(label)} : {})});
  }

  /** Begins with the size of a body from which on a server ends otherwise. @param {import('./spec.js').Spec} asked */
  lookForBody({label, compare, expect, ...base}) {
    this.form = {...this.form, kind: 'limit', repetitions: '3', label: label ?? 'body size'};
    this.change({...BODY, base: JSON.stringify(base)});
  }

  /** Begins with how long a server keeps a connection on which nothing moves: in the last pause of a conversation, or at its end. @param {import('./spec.js').Spec} asked */
  lookForSilence({label, compare, expect, ...base}) {
    const pause = (base.server?.turns ?? []).findLastIndex((/** @type {any} */ turn) => turn?.pauseMillis !== undefined);
    const {low, high, until, timeoutMillis} = SILENCE;
    this.form = {...this.form, kind: 'limit', repetitions: '1', label: label ?? 'idle'};
    this.change({axis: pause < 0 ? '/server/silenceMillis' : `/server/turns/${pause}/pauseMillis`, low, high, until, base: JSON.stringify({...base, timeoutMillis})});
  }

  /** Fills the form from another campaign. @param {string} id */
  async fill(id) {
    try {
      const campaign = await call(`/campaigns/${encodeURIComponent(id)}`);
      const {axes, label, base, repetitions, ...given} = ordered(campaign);
      if (changeable(campaign)) {
        this.form = {...this.form, ...(campaign.bisect ? searchOf(axes) : gridOf(axes)), base: JSON.stringify(base), repetitions: String(repetitions), label: label ?? ''};
        this.given = given;
      }
    } catch (e) {
      fails(this, e, () => this.fill(id));
      return;
    }
    this.check();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.asking.abort();
    clearTimeout(this.later);
  }

  async look() {
    try {
      const page = await call('/campaigns?size=20');
      this.items = page.items;
      this.next = page.next;
      this.again.wait();
    } catch (e) {
      fails(this, e, () => this.look());
      if (this.failure?.status !== 401) this.again.wait();
    }
  }

  async older() {
    try {
      const page = await call(here(/** @type {string} */ (this.next)));
      this.again.stop();
      this.items = [...(this.items ?? []), ...page.items];
      this.next = page.next;
    } catch (e) {
      fails(this, e, () => this.older());
    }
  }

  /** @param {Record<string, string>} change */
  change(change) {
    this.form = {...this.form, ...change};
    // What was typed is there again after a way back.
    history.replaceState({form: this.form, given: this.given}, '', location.href);
    // What is asked now isn't answered by what was asked before.
    this.asking.abort();
    clearTimeout(this.later);
    this.later = setTimeout(() => this.check(), 400);
  }

  /** Asks for another kind of campaign; what all have in common stays where it was written by hand. @param {'grid' | 'limit'} kind */
  turn(kind) {
    const was = /** @type {'grid' | 'limit'} */ (this.form.kind);
    const fresh = Object.fromEntries(Object.entries(FRESH[kind]).filter(([name]) => this.form[/** @type {'base' | 'repetitions'} */ (name)] === FRESH[was][/** @type {'base' | 'repetitions'} */ (name)]));
    this.given = {};
    this.checked = [];
    this.refusals = [];
    this.checking = 'Looking …';
    this.change({kind, ...fresh});
  }

  /** What is wrong with the fields, by their names: before the service is asked, and what it refuses. @returns {Record<string, string>} */
  wrong() {
    const {form} = this;
    /** @type {Record<string, string>} */
    const wrong = {...(form.kind === 'limit' ? unfit(form) : unfitGrid(form)), ...(isJson(form.base) ? {} : {base: 'isn’t JSON yet'})};
    for (const {pointer, message} of this.refusals) {
      const [, part, axis, of] = (pointer ?? '').split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
      const ofAxis = form.kind === 'limit' ? (of === 'until' ? 'until' : axis ? 'axis' : message.includes(`:${form.low.trim()}}`) ? 'low' : 'high') : axis === form.down ? 'downValues' : axis === form.across ? 'acrossValues' : 'base';
      wrong[part === 'axes' ? ofAxis : part] ??= shortened(message);
    }
    return wrong;
  }

  /** The axes that stand in the form. @returns {Record<string, any>} */
  axes() {
    const {form} = this;
    return form.kind === 'limit'
      ? {[form.axis.trim()]: {bisect: [Number(form.low), Number(form.high)], until: Number(form.until)}}
      : Object.fromEntries([[form.down, form.downValues], [form.across, form.acrossValues]].filter(([axis]) => axis).map(([axis, typed]) => [axis, read(typed)]));
  }

  /** What stands in the form, where nothing is {@link wrong}. */
  asked() {
    const {form} = this;
    return {
      invalidCells: 'SKIP',
      ...this.given,
      label: form.label.trim() || null,
      base: JSON.parse(form.base || '{}'),
      axes: this.axes(),
      repetitions: Number(form.repetitions),
    };
  }

  /** Asks what would be run: what theory allows for each cell, and which the rules of a spec refuse. */
  async check() {
    this.asking.abort();
    this.asking = new AbortController();
    const {signal} = this.asking;
    this.checked = [];
    this.refusals = [];
    if (Object.keys(this.wrong()).length) {
      this.checking = 'What is marked can’t be asked yet.';
      return;
    }
    const asked = this.asked();
    this.checking = 'Looking …';
    try {
      const plan = await call('/campaigns/plans', {method: 'POST', body: asked, signal});
      this.checked = [...plan.cells.map(planned), ...plan.skipped.map(leftOut)];
      this.checking = this.form.kind === 'limit' ? searched(asked) : said(plan);
      this.failure = null;
    } catch (e) {
      if (signal.aborted) return;
      if (e instanceof ApiError && e.failure.status === 400) {
        this.refusals = e.failure.errors;
        this.checking = visible(e.failure.errors.map((each) => `${named(each)} ${shortened(each.message)}`).join('; ') || e.failure.detail);
        return;
      }
      this.checking = '';
      fails(this, e, () => this.check());
    }
  }

  /** @param {any} order */
  async start(order) {
    this.starting = true;
    this.failure = null;
    try {
      const started = await call('/campaigns', {method: 'POST', body: order});
      go(`/campaigns/${started.id}`);
    } catch (e) {
      fails(this, e, () => this.start(order));
    } finally {
      this.starting = false;
    }
  }

  /** @param {Event} e */
  submit(e) {
    e.preventDefault();
    if (Object.keys(this.wrong()).length) {
      /** @type {HTMLElement | null} */ (this.querySelector('.order [aria-invalid=true]'))?.focus();
      return;
    }
    this.start(this.asked());
  }

  render() {
    const {form} = this;
    const axes = !this.checked.length ? {} : form.kind === 'limit' ? {[form.axis.trim()]: this.axes()[form.axis.trim()].bisect} : this.axes();
    const wrong = this.wrong();
    return html`<div class="kept campaigns">
      <header class="story"><h1>Campaigns</h1><p>One spec many times, along axes: how often each ending comes, and from where on.</p>
        <p class="row"><button type="button" ?disabled=${this.starting} @click=${() => this.start(FIGURE)}>Run the paper’s figure</button>
          <span class="soft">13,000 runs: how much is sent and read, with shutdown() before close() and without</span></p></header>
      ${trouble(this.failure)}
      <section class="card" aria-labelledby="new-title"><h2 id="new-title">A new one</h2>
        <form class="order" @submit=${this.submit}>
          <label class="field kind">What is asked<select name="kind" @change=${(/** @type {any} */ e) => this.turn(e.target.value)}>
            <option value="grid" ?selected=${form.kind === 'grid'}>Each combination along its axes</option>
            <option value="limit" ?selected=${form.kind === 'limit'}>Where it turns, along one axis</option></select></label>
          ${form.kind === 'limit' ? this.search(wrong) : html`${this.axis('down', 'Down', wrong)} ${this.axis('across', 'Across', wrong)}`}
          <div class="base"><label class="field">What all have in common<textarea rows="2" name="base" spellcheck="false" aria-describedby="base-wrong" aria-invalid=${wrong.base ? 'true' : nothing} .value=${form.base} @input=${(/** @type {any} */ e) => this.change({base: e.target.value})}></textarea></label>${fault('base', wrong)}</div>
          <div class="row last">${wanted(form.base, (base) => this.change({base}))}
            <div class="whole"><label class="field">${form.kind === 'limit' ? 'Runs per value' : 'Runs per cell'}<input name="repetitions" type="number" min="1" required aria-describedby="repetitions-wrong" aria-invalid=${wrong.repetitions ? 'true' : nothing} .value=${form.repetitions} @input=${typed((repetitions) => this.change({repetitions}))}></label>${fault('repetitions', wrong)}</div>
            <label class="field">Label<input name="label" maxlength="64" .value=${form.label} @input=${(/** @type {any} */ e) => this.change({label: e.target.value})}></label>
            <button type="submit" ?disabled=${this.starting}>Start it</button></div>
        </form>
        <p class="soft" role="status">${this.checking}</p>
        ${this.checked.some((cell) => cell.shares.length || cell.refused) ? html`<h3>What theory allows</h3>${Object.keys(axes).length ? html`<td-heat .axes=${axes} .cells=${this.checked}></td-heat>` : html`<p>${this.checked.map((cell) => cell.words)}</p>`}` : nothing}
      </section>
      <section class="card wide-table" tabindex="0" aria-label="Campaigns that there are"><table>
        <thead><tr><th scope="col">made</th><th scope="col">asks</th><th scope="col" class="roomy">label</th><th scope="col">state</th><th scope="col">runs</th></tr></thead>
        <tbody>${(this.items ?? []).map((item) => html`<tr><td><a href="/campaigns/${item.id}">${new Date(item.createdAt).toLocaleString()}</a></td>
          <td>${visible(item.target ?? 'loopback')}<small class="soft asked">${alongWords(item)}</small></td>
          <td class="clip roomy">${visible(item.label ?? '')}</td><td>${item.status.toLowerCase()}</td>
          <td>${item.done.toLocaleString('en')} of ${item.total.toLocaleString('en')}</td></tr>`)}</tbody></table>
        ${this.items && !this.items.length ? html`<p class="soft">There is none yet.</p>` : nothing}
        ${this.next ? html`<p><button type="button" class="quiet" @click=${() => this.older()}>Older ones</button></p>` : nothing}
      </section></div>`;
  }

  /** The fields of a search: it has one axis and no other, since each value of another would have a limit of its own. @param {Record<string, string>} wrong */
  search(wrong) {
    return html`<label class="field">Along which axis<input name="axis" list="searched" required spellcheck="false" autocomplete="off" aria-describedby="axis-wrong" aria-invalid=${wrong.axis ? 'true' : nothing}
          .value=${this.form.axis} @input=${(/** @type {any} */ e) => this.change({axis: e.target.value})}></label>
        <p class="hint soft">The only one: a field of whole numbers, or a place by its JSON pointer. ${fault('axis', wrong)}</p>
      <datalist id="searched">${SEARCHED.map((name) => html`<option value=${name}></option>`)}</datalist>
      <div class="row last numbers">${this.whole('low', 'Begins at', wrong)} ${this.whole('high', 'Ends at', wrong)} ${this.whole('until', 'Until it is so narrow', wrong)}</div>`;
  }

  /** @param {'low' | 'high' | 'until'} name @param {string} words @param {Record<string, string>} wrong */
  whole(name, words, wrong) {
    return html`<div class="whole"><label class="field">${words}<input name=${name} inputmode="numeric" required autocomplete="off" aria-describedby=${`${name}-wrong`} aria-invalid=${wrong[name] ? 'true' : nothing}
      .value=${this.form[name]} @input=${(/** @type {any} */ e) => this.change({[name]: e.target.value})}></label>${fault(name, wrong)}</div>`;
  }

  /** @param {'down' | 'across'} which @param {string} words @param {Record<string, string>} wrong */
  axis(which, words, wrong) {
    const name = this.form[which];
    const said = /** @type {'downValues' | 'acrossValues'} */ (`${which}Values`);
    const other = which === 'down' ? this.form.across : this.form.down;
    const fields = FIELDS.map(([field]) => field);
    return html`<label class="field">${words}<select name=${which} @change=${(/** @type {any} */ e) => this.change({[which]: e.target.value, [said]: FIELDS.find(([field]) => field === e.target.value)?.[1] ?? ''})}>
        <option value="" ?selected=${!name}>nothing</option>
        ${(name && !fields.includes(name) ? [name, ...fields] : fields).map((field) => html`<option value=${field} ?selected=${field === name} ?disabled=${field === other}>${field}</option>`)}</select></label>
      <div><label class="field">its values<input name=${said} aria-describedby=${`${said}-wrong`} aria-invalid=${wrong[said] ? 'true' : nothing} ?required=${name} ?disabled=${!name} .value=${this.form[said]} @input=${(/** @type {any} */ e) => this.change({[said]: e.target.value})}></label>${fault(said, wrong)}</div>`;
  }
}

/** A refusal without the list of all that there is. @param {string} message */
function shortened(message) {
  const guess = message.replace(/(did you mean '[^']+'\?).*/s, '$1');
  return guess.length > LONGEST_REFUSAL ? `${guess.slice(0, LONGEST_REFUSAL)}…` : guess;
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text || '{}');
    return true;
  } catch {
    return false;
  }
}

/** What in a grid can't be asked. @param {Record<string, string>} form @returns {Record<string, string>} */
function unfitGrid({down, downValues, across, acrossValues}) {
  /** @type {Record<string, string>} */
  const wrong = {};
  if (down && !read(downValues).length) wrong.downValues = 'has no values yet';
  if (across && !read(acrossValues).length) wrong.acrossValues = 'has no values yet';
  if (down && down === across) wrong.acrossValues = 'is the same axis as the other';
  return wrong;
}

/** What in a search can't be asked. @param {Record<string, string>} form @returns {Record<string, string>} */
function unfit({low, high, until, axis}) {
  /** @type {Record<string, string>} */
  const wrong = {};
  for (const [name, typed] of Object.entries({low, high, until})) if (!/^-?\d{1,10}$/.test(typed.trim())) wrong[name] = 'must be a whole number';
  if (!wrong.low && !wrong.high && Number(low) >= Number(high)) wrong.high = 'must be more than where it begins';
  if (!wrong.until && Number(until) < 1) wrong.until = 'must be 1 or more';
  if (!axis.trim()) wrong.axis = 'must name a field, or a place by its JSON pointer';
  return wrong;
}

/** What varies in a campaign. @param {{axes: string[], bisect: string | null, total: number}} item of the list */
function alongWords({axes, bisect, total}) {
  if (bisect) return `where it turns along ${bisect}`;
  return axes.length ? `along ${axes.join(' and ')}` : `the same, ${many(total, 'time')}`;
}

/** A search in the form's fields. @param {Record<string, any>} axes */
function searchOf(axes) {
  const [[axis, {bisect, until}]] = Object.entries(axes);
  const [low, high] = bisect.map(String);
  return {kind: 'limit', axis, low, high, until: String(until)};
}

/** Axes in the form's fields. @param {Record<string, any>} axes */
function gridOf(axes) {
  const names = Object.keys(axes);
  const across = names.at(-1) ?? '';
  const down = names.at(-2) ?? '';
  const typed = (/** @type {string} */ axis) => (axis ? (written(axes[axis]) ?? '') : '');
  return {kind: 'grid', down, downValues: typed(down), across, acrossValues: typed(across)};
}

/** @param {any} cell of a plan @returns {HeatCell} */
const planned = (cell) => ({
  point: cell.point,
  shares: cell.predicted.map((/** @type {string} */ verdict) => [verdict, 1 / cell.predicted.length]),
  words: saidAt(cell.point, cell.predicted.join(' or ') || 'nothing is predicted'),
});

/** What is wrong with a field, beside it. @param {string} name @param {Record<string, string>} wrong */
const fault = (name, wrong) => html`<span id=${`${name}-wrong`} class="is-bad">${visible(wrong[name] ?? '')}</span>`;

/** How many values a search may need: both ends, and one each time that what lies between them is halved. @param {any} asked */
function searched({axes, repetitions}) {
  const {bisect, until} = Object.values(axes)[0];
  const most = 2 + Math.ceil(Math.log2(Math.ceil((bisect[1] - bisect[0]) / until)));
  const [axis] = Object.keys(axes);
  const lasts = axis.endsWith('Millis') ? ` Each run may take as long as its value says: ${many(Math.ceil((most * repetitions * bisect[1]) / 60_000), 'minute')} at most, and less where the server ends before.` : '';
  return `Both ends first, ${many(repetitions, 'run')} each; where they differ the middle of what lies between, again and again. ${most.toLocaleString('en')} values and ${(most * repetitions).toLocaleString('en')} runs at most.${lasts}`;
}

/** @param {any} plan */
function said(plan) {
  const refused = plan.skipped.length ? ` ${plan.skipped.length.toLocaleString('en')} ${plan.skipped.length === 1 ? 'is' : 'are'} refused by the rules of a spec and left out.` : '';
  const least = plan.leastSeconds === null || plan.leastSeconds < MENTIONED_SECONDS ? '' : ` It takes ${plan.leastSeconds.toLocaleString('en')} s or more: ${plan.rateLimitedBy}.`;
  return `${many(plan.cells.length, 'cell')}, ${many(plan.total, 'run')}.${refused}${least}`;
}

customElements.define('td-campaigns', Campaigns);
