import {LitElement, html, nothing} from 'lit';
import {guard} from 'lit-html/directives/guard.js';
import {Again} from './again.js';
import {ask, call, events, opened, saveAs} from './api.js';
import './compare.js';
import {chip, fails, here, hostOf, query, replyWords, target, took, trouble, verdictWords, visible} from './parts.js';
import './running.js';
import {inWords} from './spec.js';

const WHEN = new Intl.DateTimeFormat(undefined, {dateStyle: 'short', timeStyle: 'medium'});
const LOOK_ANYWAY = 30_000;
const SOON = 2000;
const TOGETHER = 250;
const MOST_HEARD = 100;
const MOST_ROWS = 10_000;
const MOST_PROPOSED = 50;
const FILTERS = ['verdict', 'targetHost', 'label', 'asPredicted', 'campaign', 'from', 'to'];
const TIMES = [['', 'any time'], ['-15m', 'the last 15 minutes'], ['-1h', 'the last hour'], ['-1d', 'the last day'], ['-7d', 'the last week']];

/** The runs that are kept, newest first: found by what they came to, compared, exported, followed. */
export class History extends LitElement {
  static properties = {
    filter: {state: true},
    pages: {state: true},
    next: {state: true},
    counts: {state: true},
    chosen: {state: true},
    loading: {state: true},
    following: {state: true},
    said: {state: true},
    failure: {state: true},
  };

  constructor() {
    super();
    /** @type {Record<string, string>} what the address asks for, in the API's own words */
    this.filter = {};
    /** @type {any[][]} */
    this.pages = [];
    /** @type {string | null} */
    this.next = null;
    /** @type {any} */
    this.counts = null;
    /** @type {string[]} the runs to be compared, by id */
    this.chosen = [];
    this.loading = false;
    this.following = false;
    this.said = '';
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
    this.asking = new AbortController();
    this.tail = new AbortController();
    this.again = new Again(this, () => this.follow(), LOOK_ANYWAY);
    /** @type {any[]} what was heard and isn't drawn yet */
    this.heard = [];
    this.end = new IntersectionObserver(
      (seen) => {
        if (seen.some((each) => each.isIntersecting)) this.more();
      },
      {rootMargin: '600px'},
    );
    this.seen = () => {
      if (document.hidden) this.tail.abort();
    };
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    const asked = new URLSearchParams(location.search);
    this.filter = Object.fromEntries(FILTERS.map((name) => [name, asked.get(name) ?? '']));
    this.chosen = opened().getAll('compare').slice(0, 2);
    document.addEventListener('visibilitychange', this.seen);
    this.look();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.seen);
    this.end.disconnect();
    this.asking.abort();
    this.tail.abort();
  }

  /** Whether the end of the list is still in sight is told anew once a page has been drawn. */
  updated() {
    this.end.disconnect();
    const end = this.querySelector('.list-end');
    if (end && this.next && !this.loading && !this.failure) this.end.observe(end);
  }

  /** @param {Record<string, string>} change */
  change(change) {
    this.filter = {...this.filter, ...change};
    this.address();
    this.look();
  }

  /** What is looked for and compared stands in the address, so that it is there again after a way back; behind the #, what the API has no parameter for. */
  address() {
    const compared = this.chosen.map((id) => `compare=${encodeURIComponent(id)}`).join('&');
    history.replaceState(null, '', location.pathname + query(this.filter) + (compared && `#${compared}`));
  }

  /** @param {string[]} ids */
  compare(ids) {
    this.chosen = ids;
    this.address();
  }

  async look() {
    this.asking.abort();
    this.asking = new AbortController();
    const {signal} = this.asking;
    this.again.stop();
    this.counts = null;
    await this.fill();
    if (signal.aborted || this.failure) return;
    this.follow();
    await this.count(signal);
  }

  /** Reads the newest page in place of what is shown. */
  async fill() {
    this.pages = [];
    this.next = `/experiments${query({...this.filter, size: 50})}`;
    this.loading = false;
    await this.more();
  }

  /** @param {AbortSignal} signal */
  async count(signal) {
    try {
      this.counts = await call(`/experiments/summary${query({...this.filter, verdict: ''})}`, {signal});
    } catch (e) {
      fails(this, e, () => this.look());
    }
  }

  async more() {
    if (this.loading || !this.next) return;
    const {signal} = this.asking;
    this.loading = true;
    try {
      const page = await call(this.next, {signal});
      if (signal.aborted) return;
      this.pages = [...this.pages, page.items];
      this.next = page.next && here(page.next);
      this.failure = null;
    } catch (e) {
      fails(this, e, () => this.more());
    } finally {
      if (!signal.aborted) this.loading = false;
    }
  }

  /** Hears of new runs as long as somebody looks at the page. */
  follow() {
    this.tail.abort();
    this.again.stop();
    if (!this.following) return;
    // Other instances keep runs in the same database, too, and tell nobody here of them.
    this.again.wait();
    if (document.hidden) return;
    this.tail = new AbortController();
    this.listen(this.tail.signal);
  }

  /** @param {AbortSignal} signal */
  async listen(signal) {
    try {
      for await (const told of events(`/experiments/events${query(this.filter)}`, signal, () => this.newer())) {
        if ('missed' in told) this.rest();
        else this.hear(told);
      }
    } catch (e) {
      fails(this, e, () => this.follow());
    }
    if (!signal.aborted && this.failure?.status !== 401) this.again.wait(SOON);
  }

  /** Many may come at once: they are drawn together. @param {any} told */
  hear(told) {
    this.heard.push(told);
    if (this.heard.length > 1) return;
    setTimeout(() => {
      const heard = this.heard.reverse();
      this.heard = [];
      if (heard.length > MOST_HEARD) this.rest();
      else this.add(heard);
    }, TOGETHER);
  }

  /** More comes than can be read: the newest of it are looked for in a while. */
  rest() {
    this.tail.abort();
    this.again.wait(SOON);
  }

  /** Looks for what is newer than what is shown. */
  async newer() {
    const {signal} = this.asking;
    const newest = this.pages.flat()[0];
    try {
      const from = newest ? newest.startedAt : this.filter.from;
      const page = await call(`/experiments${query({...this.filter, from, size: MOST_HEARD})}`, {signal});
      this.failure = null;
      if (!page.next) {
        this.add(page.items);
        return;
      }
      // More than a page has come: what lies between would be missing.
      await this.fill();
      await this.count(signal);
    } catch (e) {
      fails(this, e, () => this.newer());
    }
  }

  /** @param {any[]} some newest first */
  add(some) {
    const known = new Set(this.pages.flat().map((item) => item.id));
    const items = some.filter((item) => !known.has(item.id));
    if (!items.length) return;
    this.pages = [items, ...this.pages];
    this.said = items.length === 1 ? `A new run: ${verdictWords(items[0].verdict)}.` : `${items.length} new runs.`;
    this.counted(items);
  }

  /** @param {any[]} items */
  counted(items) {
    if (!this.counts) return;
    const verdicts = {...this.counts.verdicts};
    for (const item of items) verdicts[item.verdict] = (verdicts[item.verdict] ?? 0) + 1;
    this.counts = {total: this.counts.total + items.length, verdicts};
  }

  /** @param {string} id */
  choose(id) {
    const without = this.chosen.filter((each) => each !== id);
    this.compare(without.length < this.chosen.length ? without : [...without, id].slice(-2));
  }

  /** @param {'csv' | 'ndjson'} format */
  async save(format) {
    const parts = [];
    let rows = 0;
    /** @type {string | null} */
    let next = `/api/v1/experiments${query({...this.filter, size: 500, format})}`;
    try {
      while (next && rows < MOST_ROWS) {
        this.said = `${rows.toLocaleString('en')} rows are read …`;
        const page = await ask(next, {accept: '*/*', signal: this.asking.signal});
        const text = await page.text();
        /** @type {number} */
        const head = format === 'csv' && parts.length ? text.indexOf('\n') + 1 : 0;
        parts.push(text.slice(head));
        rows += 500;
        next = page.headers.get('Link')?.match(/<([^>]+)>; rel="next"/)?.[1] ?? null;
      }
      saveAs(`experiments.${format}`, parts, format === 'csv' ? 'text/csv' : 'application/x-ndjson');
      this.said = next ? `The newest ${MOST_ROWS.toLocaleString('en')} rows are saved; older ones are behind them in the API.` : 'All of them are saved.';
    } catch (e) {
      fails(this, e, () => this.save(format));
    }
  }

  render() {
    return html`<div class="kept history">
      <header class="story"><h1>History</h1>
        <p class="soft">What this vantage keeps: every run that somebody asked for, of campaigns what was news, and of monitors each change and once a minute a failure that lasts.</p></header>
      ${this.filters()}
      <td-running .filter=${this.filter} @ended=${() => this.look()}></td-running>
      ${this.comparison()}
      ${trouble(this.failure)}
      ${this.failure ? html`<p><button type="button" class="quiet" @click=${() => (this.pages.length ? this.more() : this.look())}>Try again</button></p>` : nothing}
      <section class="card wide-table" tabindex="0" aria-label="Runs" aria-busy=${this.loading ? 'true' : 'false'}>
        <table><thead><tr><th scope="col"><span class="visually-hidden">compare</span></th><th scope="col">started</th><th scope="col">ended with</th><th scope="col" class="roomy">reply</th>
          <th scope="col" class="roomy">target</th><th scope="col" class="roomy">label</th><th scope="col" class="roomy">asked by</th><th scope="col" class="roomy">took</th></tr></thead>
          ${this.pages.map((page) => guard([page, this.chosen], () => html`<tbody>${page.map((item) => this.row(item))}</tbody>`))}
        </table>
        ${this.pages.flat().length || this.loading || this.failure ? nothing : html`<p class="soft">Nothing that fits is kept. ${FILTERS.some((name) => this.filter[name]) ? html`<button type="button" class="quiet" @click=${() => this.change(Object.fromEntries(FILTERS.map((name) => [name, ''])))}>Show all</button>` : html`<a href="/">Run something</a>`}</p>`}
      </section>
      <p class="list-end">${this.next && !this.failure ? html`<button type="button" class="quiet" ?disabled=${this.loading} @click=${() => this.more()}>Older ones</button>` : html`<span class="soft">${this.pages.flat().length && !this.failure ? 'That is all.' : ''}</span>`}</p>
      <p class="visually-hidden" role="status" aria-live="polite">${this.said}</p>
    </div>`;
  }

  /** @param {any} item */
  row(item) {
    const chosen = this.chosen.includes(item.id);
    const started = new Date(item.startedAt);
    return html`<tr class=${chosen ? 'is-chosen' : ''}>
      <td><input type="checkbox" aria-label="Compare the run of ${started.toLocaleString()}" .checked=${chosen} @change=${() => this.choose(item.id)}></td>
      <td><a href="/experiments/${item.id}"><time datetime=${item.startedAt}>${WHEN.format(started)}</time></a>
        <small class="narrow clip">${visible(target(item.spec))}</small></td>
      <td>${chip(item.verdict)} ${item.asPredicted === false ? html`<strong class="is-bad">unexpected</strong>` : item.met === false ? html`<strong class="is-bad">not as ‘expect’ wants</strong>` : nothing}</td>
      <td class="roomy">${item.delivery === 'NONE_SENT' ? html`<span class="soft">${item.spec.server?.turns ? replyWords(item) : 'none sent'}</span>` : replyWords(item)}</td>
      <td class="clip roomy">${visible(target(item.spec))}<small class="soft asked">${visible(inWords(item.spec))}</small></td>
      <td class="clip roomy">${visible(item.spec.label ?? '')}</td>
      <td class="roomy">${item.origin.toLowerCase()}</td>
      <td class="roomy">${took(item.durationMicros)}</td></tr>`;
  }

  filters() {
    const {filter} = this;
    const verdicts = Object.entries(this.counts?.verdicts ?? {}).filter(([verdict, count]) => count || verdict === filter.verdict);
    return html`<section class="card filters" aria-label="Which runs">
      <fieldset class="row"><legend class="visually-hidden">Ended with</legend>
        <button type="button" class="pick" aria-pressed=${filter.verdict || filter.asPredicted ? 'false' : 'true'} @click=${() => this.change({verdict: '', asPredicted: ''})}>all ${this.counts ? html`<span class="soft">${this.counts.total.toLocaleString('en')}</span>` : nothing}</button>
        ${verdicts.map(([verdict, count]) => html`<button type="button" class="pick" aria-pressed=${filter.verdict === verdict ? 'true' : 'false'}
          @click=${() => this.change({verdict: filter.verdict === verdict ? '' : verdict})}>${chip(verdict)} <span class="soft">${Number(count).toLocaleString('en')}</span></button>`)}
        ${filter.verdict && !verdicts.some(([verdict]) => verdict === filter.verdict) ? html`<button type="button" class="pick" aria-pressed="true" @click=${() => this.change({verdict: ''})}>${chip(filter.verdict)}</button>` : nothing}
        <button type="button" class="pick" aria-pressed=${filter.asPredicted === 'false' ? 'true' : 'false'}
          @click=${() => this.change({asPredicted: filter.asPredicted === 'false' ? '' : 'false'})}>not as theory predicts</button>
        ${filter.campaign ? html`<button type="button" class="pick" aria-pressed="true" @click=${() => this.change({campaign: ''})}>of one campaign ✕</button>` : nothing}
      </fieldset>
      <div class="row fields">
        ${this.named('targetHost', 'Target host', (item) => item.spec.targetHost, hostOf)}
        ${this.named('label', 'Label', (item) => item.spec.label, (typed) => typed)}
        <label class="field">Started<select name="from" @change=${(/** @type {any} */ e) => this.change({from: e.target.value, to: ''})}>
          ${TIMES.map(([value, words]) => html`<option value=${value} ?selected=${(filter.from ?? '') === value}>${words}</option>`)}
          ${TIMES.some(([value]) => value === (filter.from ?? '')) ? nothing : html`<option value=${filter.from} selected>from ${filter.from}</option>`}
        </select></label>
        <label class="toggle tail"><input type="checkbox" role="switch" .checked=${this.following} @change=${(/** @type {any} */ e) => {
          this.following = e.target.checked;
          this.follow();
        }}><span>Follow<small>new runs as they come, while you look</small></span></label>
        <p class="row exports">Save as <button type="button" class="quiet" @click=${() => this.save('csv')}>CSV</button>
          <button type="button" class="quiet" @click=${() => this.save('ndjson')}>NDJSON</button></p>
      </div>
    </section>`;
  }

  /**
   * A filter by a whole name. Those of the runs that are shown are proposed, and hold as soon as one is typed whole.
   * @param {'targetHost' | 'label'} name @param {string} words
   * @param {(item: any) => string | null | undefined} of @param {(typed: string) => string} read
   */
  named(name, words, of, read) {
    const known = [...new Set(this.pages.flat().map(of))].filter((each) => typeof each === 'string').slice(0, MOST_PROPOSED);
    const take = (/** @type {any} */ e) => {
      const value = read(e.target.value);
      if (value !== (this.filter[name] ?? '')) this.change({[name]: value});
    };
    return html`<label class="field">${words}<input name=${name} list=${`${name}-known`} autocomplete="off" placeholder="the whole of it" .value=${this.filter[name] ?? ''}
      @input=${(/** @type {any} */ e) => (known.includes(e.target.value) || !e.target.value ? take(e) : nothing)} @change=${take}></label>
      <datalist id=${`${name}-known`}>${known.map((each) => html`<option value=${each}></option>`)}</datalist>`;
  }

  comparison() {
    const [first, second] = this.chosen;
    // It stands there from the beginning, so that nothing moves away from under the pointer.
    if (!second) return html`<p class="card soft hint" role="status">${first ? 'One run is chosen. Choose another to compare them step by step.' : 'Choose two runs to compare them step by step.'}
      <button type="button" class="quiet" ?disabled=${!first} @click=${() => this.compare([])}>Let go</button></p>`;
    // It stands above the list, which may have been scrolled far.
    return html`<td-compare .first=${first} .second=${second} @closed=${() => this.compare([])}
      @drawn=${(/** @type {any} */ e) => e.target.scrollIntoView({block: 'start'})}></td-compare>`;
  }
}

customElements.define('td-history', History);
