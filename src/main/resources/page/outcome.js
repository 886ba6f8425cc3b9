import {LitElement, html, nothing} from 'lit';
import {told} from './api.js';
import './finding.js';
import './ladder.js';
import {chip, deliveryTone, deliveryWords, replyWords, verdictWords, visible} from './parts.js';

/** What came of a run: the ladder, then the kernel's evidence, and both beside the prediction. */
export class Outcome extends LitElement {
  static properties = {drawing: {attribute: false}, drawn: {state: true}, fixable: {type: Boolean}, kept: {type: Boolean}, still: {type: Boolean}};

  constructor() {
    super();
    /** @type {import('./ladder.js').Drawing | null} */
    this.drawing = null;
    this.drawn = false;
    this.fixable = false;
    /** Whether the run is in the history, where a link leads to it. */
    this.kept = false;
    /** Whether all steps are there at once. */
    this.still = false;
  }

  createRenderRoot() {
    return this;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('drawing')) this.drawn = false;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has('drawing') && this.drawing) told(this, this.drawing.outcome.spec, this.drawing);
  }

  render() {
    const drawing = this.drawing;
    if (!drawing) return nothing;
    const outcome = drawing.outcome;
    return html`<section class="card result" aria-labelledby="result-title">
      <header class="result-head">
        <h2 id="result-title" tabindex="-1">What happened</h2>
        <p class="soft">${visible(drawing.spec)} · ${visible(drawing.circumstances)}
          ${this.kept && outcome.id ? html` · <a href="/experiments/${outcome.id}">This run’s own page</a> <td-finding .of=${`/experiments/${outcome.id}`}></td-finding>` : nothing}</p>
      </header>
      <td-ladder ?still=${this.still} .drawing=${drawing} @drawn=${() => (this.drawn = true)}></td-ladder>
      ${drawing.legend ? html`<p class="soft">${drawing.legend}</p>` : nothing}
      <div class="after ${this.drawn ? 'is-drawn' : ''}" ?inert=${!this.drawn}>
        ${this.evidence(outcome)} ${this.compared(outcome)} ${this.sentences(outcome)}
      </div>
      <p class="visually-hidden" role="status" aria-live="polite">${this.drawn ? spoken(outcome) : ''}</p>
    </section>`;
  }

  /** @param {any} outcome */
  evidence(outcome) {
    const who = outcome.initiator.evidence ? 'initiator' : 'responder';
    const evidence = outcome[who].evidence;
    if (!evidence) return nothing;
    const unread = outcome.initiator.unreadAtClose ?? outcome.responder.unreadAtClose;
    return html`<section class="evidence" aria-label="Evidence">
      <h3>${outcome.evidenceLevel === 'KERNEL' ? `The kernel’s last word, at the ${who}${outcome.verdict === 'KEPT_OPEN' ? ', before it closed' : ''}` : `What the ${who}’s calls prove`}</h3>
      <dl>
        <div><dt>FIN received</dt><dd>${said(evidence.finReceived)}</dd></div>
        <div><dt>RST received</dt><dd class=${evidence.resetReceived ? 'is-bad' : ''}>${said(evidence.resetReceived)}</dd></div>
        <div><dt>State</dt><dd><code>${evidence.tcpState ?? 'not told'}</code></dd></div>
        <div><dt>Pending error</dt><dd><code>${evidence.socketError ?? 'none'}</code></dd></div>
        ${unread === null || unread === undefined
          ? nothing
          : html`<div><dt>Unread at the close</dt><dd>${unread.toLocaleString('en')} B${outcome.spec.tls && unread > 0 ? ', TLS’s own among them' : ''}</dd></div>`}
      </dl>
    </section>`;
  }

  /** @param {any} outcome */
  compared(outcome) {
    const predicted = outcome.predicted.length > 0;
    return html`<div class="compare ${predicted ? '' : 'alone'}">
      ${predicted
        ? html`<section>
            <h3>Theory predicts</h3>
            <p class="verdicts">${outcome.predicted.map((/** @type {string} */ each, /** @type {number} */ i) => html`${i ? html`<span class="soft">or</span>` : nothing} ${chip(each)}`)}</p>
            ${outcome.predictedDelivery.every((/** @type {string} */ each) => each === 'NONE_SENT')
              ? html`<p>with nothing to deliver</p>`
              : html`<p>Reply: ${outcome.predictedDelivery.map(deliveryWords).join(', or ')}</p>`}
          </section>`
        : nothing}
      <section class="did">
        <h3>The connection ended with</h3>
        <p class="verdicts">${chip(outcome.verdict)} <strong>${verdictWords(outcome.verdict)}</strong></p>
        <p class="delivery tone-${deliveryTone(outcome.delivery)}">${
          outcome.delivery === 'NONE_SENT' ? (outcome.server?.turns.length ? 'Nothing came in reply to what was said last.' : 'Nothing was sent back.') : html`Reply: ${deliveryWords(outcome.delivery)}.`
        } ${outcome.asPredicted === true ? html`<span class="soft">As predicted.</span>` : nothing}
        ${outcome.asPredicted === false ? html`<strong class="is-bad">Not as predicted.</strong>` : nothing}</p>
      </section>
    </div>`;
  }

  /** @param {any} outcome */
  sentences(outcome) {
    const {cure} = outcome;
    // Of a server a card of its own says what to change.
    const advice = outcome.server?.advice.length ? null : outcome.advice;
    return html`<section class="why">
      <h3>Why</h3>
      <p>${visible(outcome.explanation)}</p>
      ${outcome.detail ? html`<p class="soft">Said of it: ${visible(outcome.detail)}</p>` : nothing}
      ${outcome.sources.length ? html`<p class="soft sources">${outcome.sources.join(' · ')}</p>` : nothing}
    </section>
    ${advice
      ? html`<section class="cure">
          <h3>To end well</h3>
          <p>${visible(capital(cure ? advice.replace(/: \{[^{}]*\}$/, '') : advice))}.</p>
          ${cure && this.fixable
            ? html`<button type="button" @click=${() => this.dispatchEvent(new CustomEvent('cure', {bubbles: true, detail: cure}))}>
                Apply it and run again</button>
                <code class="change">${JSON.stringify(cure)}</code>`
            : nothing}
        </section>`
      : isCutByTls(outcome)
        ? html`<section class="cure"><h3>To end well</h3><p>Send a close_notify in front of the FIN: without one nobody can tell that this was all (RFC 8446 6.1).</p>
          ${this.fixable && outcome.spec.tls
            ? html`<button type="button" @click=${() => this.dispatchEvent(new CustomEvent('cure', {bubbles: true, detail: {tls: {versions: outcome.spec.tls.versions}}}))}>
                Apply it and run again</button>`
            : nothing}</section>`
      : endedWell(outcome) && !outcome.server?.advice.length
        ? html`<section class="cure is-well"><h3>Nothing to mend</h3><p>This is how a connection ends well.</p></section>`
        : nothing}`;
  }
}

/** @param {boolean | null} yes */
const said = (yes) => (yes === null ? 'not decidable' : yes ? 'yes' : 'no');

/** Whether an end read a FIN in TLS without a close_notify. @param {any} outcome */
const isCutByTls = ({verdict, initiator, responder, spec}) =>
  verdict === 'CLEAN_EOF' && Boolean(spec.tls) && [initiator, responder].some((end) => end?.tls?.ending === 'NO_CLOSE_NOTIFY');

/** @param {any} outcome */
function endedWell({verdict, delivery, server, spec}) {
  if (verdict !== 'CLEAN_EOF') return false;
  // Of a server only a reply that is whole by its own framing is known to have ended well.
  return server ? delivery === 'WHOLE' && !(spec.server?.request?.http && !server.http) : !['TRUNCATED', 'LOST'].includes(delivery);
}

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** @param {any} outcome */
const spoken = (outcome) =>
  `Verdict: ${verdictWords(outcome.verdict)}. ${replyWords(outcome)}. ${
    outcome.asPredicted === null ? '' : outcome.asPredicted ? 'As predicted.' : 'Not as predicted.'
  }`;

customElements.define('td-outcome', Outcome);
