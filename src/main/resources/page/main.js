import {LitElement, html, nothing} from 'lit';
import {keyed} from 'lit-html/directives/keyed.js';
import {ApiError, call, go, useToken} from './api.js';
import {target, trouble, visible} from './parts.js';
import './play.js';
import {alike, brief, fromFragment} from './spec.js';

const FIRST = Object.freeze({bytesSent: 5, bytesRead: 1});
const LISTS = [
  ['experiments', 'History'],
  ['campaigns', 'Campaigns'],
  ['monitors', 'Live'],
];
const NOTHING = Object.freeze({});

const kept = () => import('./kept.js');

/** What shows a view, fetched when it is wanted: the first one is there. @type {Record<string, (name: string) => unknown>} */
const MODULES = {
  play: () => null,
  server: () => import('./server.js'),
  experiments: (name) => (name ? kept() : import('./history.js')),
  campaigns: (name) => (name ? import('./campaign.js') : import('./campaigns.js')),
  monitors: (name) => (name ? kept() : import('./live.js')),
};

/**
 * @typedef {import('./spec.js').Spec} Spec
 * @typedef {import('./ladder.js').Drawing} Drawing
 * @typedef {{spec: Spec, drawing: Drawing | null}} Told
 */

/** The frame of all views: which one is shown, and the token, which is asked for once. */
class Page extends LitElement {
  static properties = {
    view: {state: true},
    spec: {state: true},
    scenarios: {state: true},
    failure: {state: true},
    refused: {state: true},
    misread: {state: true},
    missing: {state: true},
    present: {state: true},
  };

  constructor() {
    super();
    /** @type {{kind: string, name: string}} */
    this.view = {kind: 'play', name: ''};
    /** @type {import('./spec.js').Spec | null} */
    this.spec = null;
    /** @type {any[]} */
    this.scenarios = [];
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
    /** @type {(() => void)[]} */
    this.waiting = [];
    this.tried = false;
    /** What the view asks or shows. @type {Told | null} */
    this.told = null;
    this.address = '';
    this.visit = 0;
    this.addEventListener('click', (e) => this.follow(e));
    this.refused = false;
    this.misread = false;
    this.missing = false;
    /** @type {Set<string>} */
    this.present = new Set();
    addEventListener('hashchange', () => this.route());
    addEventListener('popstate', () => this.route());
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.route();
    this.load();
  }

  /** Follows a link to another view without leaving the document, which holds the token. @param {MouseEvent} e */
  follow(e) {
    const link = followed(e);
    if (!link) return;
    e.preventDefault();
    this.visit++;
    go(link.pathname + link.search + link.hash);
    scrollTo(0, 0);
    /** @type {HTMLElement} */ (this.querySelector('main')).focus({preventScroll: true});
  }

  /** Shows a scenario as it is; what is shown already isn't gone to once more. @param {string} name */
  choose(name) {
    const path = `/scenarios/${name}`;
    if (location.pathname !== path || location.hash) go(path);
    else this.route();
  }

  /** A view of its own for each address. @param {unknown} view */
  anew(view) {
    return keyed(`${this.visit} ${this.address}`, view);
  }

  route() {
    this.address = location.pathname + location.search;
    const [kind = '', name = ''] = location.pathname.split('/').filter(Boolean).map(decoded);
    this.spec = fromFragment(location.hash);
    this.misread = location.hash.length > 1 && !this.spec;
    if (kind && kind !== 'scenarios') this.view = {kind, name};
    else if (this.spec && this.spec.server !== undefined) this.view = {kind: 'server', name: kind ? name : ''};
    else this.view = {kind: 'play', name: kind ? name : ''};
    this.fetch();
    this.told = null;
    this.opened();
    this.entitle();
  }

  /** What the module of the view that is shown is known by. */
  get module() {
    return `${this.view.kind} ${this.view.name ? 'one' : 'all'}`;
  }

  /** A view is shown once its module is there: an element that stood there before would begin without its properties. */
  async fetch() {
    const {kind, name} = this.view;
    const module = this.module;
    try {
      await (MODULES[kind] ?? kept)(name);
      this.present = new Set(this.present).add(module);
      this.missing = false;
    } catch {
      this.missing = true;
    }
  }

  async load() {
    try {
      this.scenarios = (await call('/scenarios')).items;
      this.failure = null;
      this.opened();
      this.entitle();
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      this.failure = e.failure;
      if (e.failure.status === 401) this.ask(() => this.load());
    }
  }

  /** What came of it first, then what it is: a row of tabs shows no more. */
  entitle() {
    const {kind, name} = this.view;
    const list = LISTS.find(([path]) => path === kind)?.[1];
    const about = this.told ? this.about(this.told) : '';
    // Nothing was chosen yet at the root.
    const chosen = location.pathname !== '/' || location.hash.length > 1;
    const words = this.told && ((about && chosen) || this.told.drawing)
      ? [this.told.drawing?.outcome.verdict, about]
      : [name, list ?? (name ? '' : kind === 'server' ? 'Your server' : 'Play')];
    document.title = [...words, 'Teardown'].filter(Boolean).map((each) => visible(each ?? '')).join(' - ');
  }

  /** What a question is called: the scenario that asks the same, else by what it says. @param {Told} told */
  about({spec, drawing}) {
    const asked = alike(spec);
    const scenario = this.scenarios.find((each) => alike(each.spec) === asked)?.name;
    return scenario ?? spec.label ?? (spec.targetHost ? target(spec) : drawing?.spec ?? '');
  }

  /** A scenario that the path names begins with its own spec. */
  opened() {
    if (this.view.kind !== 'play' || this.spec) return;
    const name = this.view.name || 'echo-many-bytes';
    const scenario = this.scenarios.find((each) => each.name === name);
    if (!scenario) return;
    if (scenario.spec.server) {
      this.spec = {...scenario.spec};
      this.view = {kind: 'server', name};
      this.fetch();
    } else if (this.view.name) {
      this.spec = brief(scenario.spec);
    }
  }

  /** @param {() => void} then */
  ask(then) {
    this.waiting.push(then);
    this.refused = this.tried;
    const dialog = /** @type {HTMLDialogElement | null} */ (this.querySelector('dialog'));
    if (dialog && !dialog.open) dialog.showModal();
  }

  /** @param {Event} e */
  given(e) {
    e.preventDefault();
    const input = /** @type {HTMLInputElement} */ (this.querySelector('dialog input'));
    useToken(input.value.trim() || null);
    input.value = '';
    this.tried = true;
    /** @type {HTMLDialogElement} */ (this.querySelector('dialog')).close();
    const waiting = this.waiting.splice(0);
    for (const then of waiting) then();
  }

  render() {
    const {kind} = this.view;
    return html`
      <a class="skip" href="#content" @click=${this.skip}>To the content</a>
      <header class="bar"><a class="brand" href="/"><span class="mark" aria-hidden="true"></span>Teardown</a>
        <nav aria-label="Views">
          <a href="/" aria-current=${kind === 'play' ? 'page' : 'false'}>Play</a>
          <a href="/#server={}" aria-current=${kind === 'server' ? 'page' : 'false'}>Your server</a>
          ${LISTS.map(([path, words]) => html`<a href="/${path}" aria-current=${kind === path ? 'page' : 'false'}>${words}</a>`)}
          <a href="/docs/">Documents</a>
          <a href="/swagger-ui.html">API</a>
        </nav></header>
      <main id="content" tabindex="-1" @token=${(/** @type {CustomEvent} */ e) => this.ask(e.detail)} @scenario=${(/** @type {CustomEvent} */ e) => this.choose(e.detail)}
        @told=${(/** @type {CustomEvent} */ e) => {
          this.told = e.detail;
          this.entitle();
        }}>
        ${this.failure && this.failure.status !== 401 && kind === 'play' ? trouble(this.failure) : nothing}
        ${this.misread ? html`<p class="trouble" role="alert">What stands behind the # in this link isn’t understood, so the question here isn’t the one that it was copied for.</p>` : nothing}
        ${this.missing ? html`<p class="trouble" role="alert">The files of this view can’t be fetched: the instance is away, or was updated. <button type="button" class="quiet" @click=${() => location.reload()}>Load the page anew</button></p>` : nothing}
        ${this.shown()}
      </main>
      <dialog aria-labelledby="token-title"><form @submit=${this.given}>
        <h2 id="token-title">This instance asks for its token</h2>
        <p>It is the value of <code>teardown.api.token</code>. It stays in this tab’s memory and is gone when you close or reload it.</p>
        ${this.refused ? html`<p class="is-bad" role="alert">What was entered is not this instance’s token.</p>` : nothing}
        <label class="field">Token<input type="password" autocomplete="off" required></label>
        <p class="row"><button type="submit">Use it</button>
          <button type="button" class="quiet" @click=${() => /** @type {any} */ (this.querySelector('dialog')).close()}>Not now</button></p>
      </form></dialog>`;
  }

  /** @param {Event} e the fragment holds the question, so the link mustn't change it */
  skip(e) {
    e.preventDefault();
    const controls = /** @type {HTMLElement | null} */ (this.querySelector('.controls, .question') ?? this.querySelector('main'));
    controls?.focus();
    controls?.scrollIntoView({block: 'nearest'});
  }

  shown() {
    const {kind, name} = this.view;
    if (kind !== 'play' && !this.present.has(this.module)) return nothing;
    switch (kind) {
      case 'play':
        return keyed(this.visit, html`<td-play .scenarios=${this.scenarios} .name=${name || (this.spec ? '' : 'echo-many-bytes')} .spec=${this.spec ?? FIRST}></td-play>`);
      case 'server':
        return keyed(this.visit, html`<td-server .spec=${this.spec ?? NOTHING} .scenario=${this.scenarios.find((each) => each.name === name) ?? null}></td-server>`);
      case 'experiments':
        return this.anew(name ? html`<td-kept .kind=${kind} .name=${name}></td-kept>` : html`<td-history></td-history>`);
      case 'campaigns':
        return this.anew(name ? html`<td-campaign .name=${name}></td-campaign>` : html`<td-campaigns></td-campaigns>`);
      case 'monitors':
        return this.anew(name ? html`<td-kept .kind=${kind} .name=${name}></td-kept>` : html`<td-live></td-live>`);
      default:
        return this.anew(html`<td-kept .kind=${kind} .name=${name}></td-kept>`);
    }
  }
}

/** The link that a plain click on it would follow to another view. @param {MouseEvent} e @returns {HTMLAnchorElement | null} */
function followed(e) {
  const link = /** @type {Element} */ (e.target).closest('a');
  const plain = e.button === 0 && !e.ctrlKey && !e.metaKey && !e.shiftKey && !e.altKey;
  if (!link || e.defaultPrevented || !plain || link.hasAttribute('download') || link.target || link.origin !== location.origin) return null;
  return /^\/((experiments|campaigns|monitors|scenarios)(\/[^/]*)?)?$/.test(link.pathname) ? link : null;
}

/** @param {string} part of a path; one with a broken escape stays as it is */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

customElements.define('td-page', Page);
