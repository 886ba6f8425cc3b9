import {LitElement, html, nothing} from 'lit';
import {LADDER, ask} from './api.js';
import './ladder.js';
import {chip, visible} from './parts.js';

/**
 * What documents have beyond their text, which is whole without.
 * @typedef {{path: string, title: string, heading: string, excerpt: string}} Place
 * @typedef {{query: string, total: number, items: Place[]}} Found
 */

/** How many places stand below the field; the page of the search has more. */
const MOST = 8;
const PAUSE_MILLIS = 150;

/** A ladder that a document shows as text, drawn of a run on this host. */
class Example extends LitElement {
  static properties = {scenario: {type: String}, drawing: {state: true}};

  constructor() {
    super();
    this.scenario = '';
    /** @type {import('./ladder.js').Drawing | null} */
    this.drawing = null;
    /** What the document has. @type {ChildNode[]} */
    this.text = [];
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    this.text = [...this.childNodes];
    super.connectedCallback();
    this.draw();
  }

  async draw() {
    try {
      const answer = await ask(`/docs/ladders/${encodeURIComponent(this.scenario)}`, {accept: LADDER});
      this.drawing = await answer.json();
    } catch {
      // The text says the same.
    }
  }

  render() {
    const drawing = this.drawing;
    if (!drawing) return this.text;
    return html`<figure class="card example">
      <header>${chip(drawing.outcome.verdict)} <span class="soft">${visible(drawing.spec)} · ${visible(drawing.circumstances)}, run on this host</span></header>
      <td-ladder .drawing=${drawing} still></td-ladder>
      <dl>${drawing.notes.map((note) => html`<dt>${note.title}</dt><dd>${note.paragraphs.map((text) => html`<div>${visible(text)}</div>`)}</dd>`)}</dl>
      <a href="/scenarios/${encodeURIComponent(this.scenario)}">Change it, and run it yourself</a>
      <details><summary>As the document has it</summary>${this.text}</details>
    </figure>`;
  }
}

/** Finds while one types. Without scripts the form leads to the same. */
class Search extends LitElement {
  static properties = {found: {state: true}};

  constructor() {
    super();
    /** @type {Found | null} */
    this.found = null;
    /** @type {number | undefined} */
    this.timer = undefined;
    /** @type {AbortController | null} */
    this.asking = null;
    this.addEventListener('input', () => this.later());
    this.addEventListener('keydown', (e) => this.key(e));
    document.addEventListener('keydown', (e) => this.fromAnywhere(e));
  }

  createRenderRoot() {
    return this;
  }

  get field() {
    return /** @type {HTMLInputElement} */ (this.querySelector('input'));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE_MILLIS);
  }

  async look() {
    this.asking?.abort();
    const query = this.field.value.trim();
    if (!query) {
      this.found = null;
      return;
    }
    const asking = new AbortController();
    this.asking = asking;
    try {
      const answer = await ask(`/docs/search?q=${encodeURIComponent(query)}`, {signal: asking.signal});
      const found = await answer.json();
      if (this.asking === asking) this.found = found;
    } catch {
      // The form still leads to the answer, or to what is wrong.
    }
  }

  /** @param {KeyboardEvent} e a slash goes to the field, where nothing is typed into */
  fromAnywhere(e) {
    const target = /** @type {Element} */ (e.target);
    if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey || target.closest('input, textarea, select, [contenteditable]')) return;
    e.preventDefault();
    this.field.focus();
    this.field.select();
  }

  /** @param {KeyboardEvent} e arrows go through what was found, Escape leaves it */
  key(e) {
    /** @type {HTMLElement[]} */
    const stops = [this.field, .../** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('.found a, .count a'))];
    const at = stops.indexOf(/** @type {HTMLElement} */ (e.target));
    const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    if (e.key === 'Escape' && this.found) {
      e.preventDefault();
      clearTimeout(this.timer);
      this.asking?.abort();
      this.field.value = '';
      this.found = null;
      this.field.focus();
    } else if (step && at >= 0 && stops[at + step]) {
      e.preventDefault();
      stops[at + step].focus();
    }
  }

  render() {
    const found = this.found;
    return html`<p class=${found ? 'count' : 'visually-hidden'} role="status">${found ? html`${count(found)}${
        found.total > MOST ? html`. <a href="/docs/search?q=${encodeURIComponent(found.query)}">Show all</a>` : nothing}` : nothing}</p>
      ${found?.items.length
        ? html`<ol class="found">${found.items.slice(0, MOST).map((place) => html`<li><a href=${place.path}><strong>${place.heading}</strong>${
            place.heading === place.title ? nothing : html` <span>${place.title}</span>`}</a><p>${marked(place.excerpt, found.query)}</p></li>`)}</ol>`
        : nothing}`;
  }
}

/** @param {Found} found */
const count = (found) => (found.total === 0 ? 'Nothing found' : found.total === 1 ? 'One place' : `${found.total} places`);

/** @param {string} text @param {string} query */
function marked(text, query) {
  const words = query.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.split(new RegExp(`(${[words.join(' '), ...words].join('|')})`, 'i')).map((part, i) => (i % 2 ? html`<mark>${part}</mark>` : part));
}

customElements.define('td-example', Example);
customElements.define('td-search', Search);
