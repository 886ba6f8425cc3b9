import {LitElement, html} from 'lit';
import {ask, toClipboard} from './api.js';
import {fails, trouble} from './parts.js';

const SAID_FOR = 2500;

/** What is kept, a run or a campaign, as the text that curl gets: for whom one tells of it. */
export class Finding extends LitElement {
  static properties = {of: {type: String}, said: {state: true}, failure: {state: true}};

  constructor() {
    super();
    /** Its path under /api/v1. */
    this.of = '';
    this.said = '';
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
  }

  createRenderRoot() {
    return this;
  }

  async copy() {
    try {
      const answer = await ask(`/api/v1${this.of}?format=text`, {accept: 'text/plain'});
      await toClipboard(await answer.text());
      this.failure = null;
      this.said = 'copied';
      setTimeout(() => (this.said = ''), SAID_FOR);
    } catch (e) {
      fails(this, e, () => this.copy());
    }
  }

  render() {
    return html`<button type="button" class="quiet" @click=${this.copy}>Copy it as text</button> <span aria-live="polite" class="soft">${this.said}</span> ${trouble(this.failure)}`;
  }
}

customElements.define('td-finding', Finding);
