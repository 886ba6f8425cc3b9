import {LitElement, html} from 'lit';
import {ask, toClipboard} from './api.js';
import {fails, trouble} from './parts.js';

const SAID_FOR = 2500;

/** A kept run as the text that curl gets, for whom one tells of it. */
export class Finding extends LitElement {
  static properties = {run: {type: String}, said: {state: true}, failure: {state: true}};

  constructor() {
    super();
    this.run = '';
    this.said = '';
    /** @type {import('./api.js').Failure | null} */
    this.failure = null;
  }

  createRenderRoot() {
    return this;
  }

  async copy() {
    try {
      const answer = await ask(`/api/v1/experiments/${encodeURIComponent(this.run)}?format=text`, {accept: 'text/plain'});
      await toClipboard(await answer.text());
      this.failure = null;
      this.said = 'copied';
      setTimeout(() => (this.said = ''), SAID_FOR);
    } catch (e) {
      fails(this, e, () => this.copy());
    }
  }

  render() {
    return html`<button type="button" class="quiet" @click=${this.copy}>Copy it as text</button> <span role="status" class="soft">${this.said}</span> ${trouble(this.failure)}`;
  }
}

customElements.define('td-finding', Finding);
