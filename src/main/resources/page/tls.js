import {html, nothing} from 'lit';
import {visible} from './parts.js';
import {many} from './spec.js';

/** What was seen of TLS: the handshake, the certificate, and how the stream ended. */

/** @type {Record<string, {words: string, tone: string}>} */
const ENDINGS = {
  CLOSE_NOTIFY: {words: 'with a close_notify: nothing of it is missing', tone: 'good'},
  NO_CLOSE_NOTIFY: {words: 'with a FIN alone: only the reply’s own framing tells whether it is whole', tone: 'warn'},
  RESET_AFTER_CLOSE_NOTIFY: {words: 'with a reset behind its close_notify: nothing that was received is lost', tone: 'warn'},
  RESET: {words: 'with a reset and no close_notify: only the reply’s own framing tells whether it is whole', tone: 'bad'},
  ALERT: {words: 'with an alert', tone: 'bad'},
  HANDSHAKE_FAILED: {words: 'before it began: the handshake failed', tone: 'bad'},
};

const DAY_MILLIS = 86_400_000;

/** @param {any} outcome */
export function tlsCard(outcome) {
  const tls = outcome.server?.tls;
  if (!tls) return nothing;
  const ending = tls.ending ? (ENDINGS[tls.ending] ?? {words: tls.ending, tone: 'plain'}) : {words: 'not before this end left', tone: 'plain'};
  return html`<section class="card tls tone-${ending.tone}" aria-labelledby="tls-title"><h2 id="tls-title">TLS</h2>
    <dl class="facts">
      <div><dt>The stream ended</dt><dd><strong>${ending.words}</strong>${tls.alert ? html` (<code>${visible(tls.alert)}</code>)` : nothing}</dd></div>
      ${tls.failure ? html`<div><dt>At this end</dt><dd><bdi>${visible(tls.failure)}</bdi></dd></div>` : nothing}
      ${tls.version
        ? html`<div><dt>Agreed on</dt><dd>${tls.version.replace('TLS_', 'TLS ').replace('_', '.')}, ${tls.cipher}${tls.alpn ? html`, <bdi>${visible(tls.alpn)}</bdi>` : nothing},
            after ${(tls.handshakeMicros / 1000).toLocaleString('en', {maximumFractionDigits: 1})} ms</dd></div>`
        : nothing}
      ${tls.certificate ? certificate(tls.certificate, outcome.startedAt) : nothing}
    </dl></section>`;
}

/** @param {any} shown @param {string} at when the run began */
function certificate(shown, at) {
  const days = Math.floor((Date.parse(shown.notAfter) - Date.parse(at)) / DAY_MILLIS);
  return html`<div><dt>Certificate</dt>
    <dd><bdi>${visible(shown.subject)}</bdi>${shown.names.length ? html`, for <bdi>${visible(shown.names.join(', '))}</bdi>` : nothing}</dd></div>
    <div><dt>By</dt><dd><bdi>${visible(shown.issuer)}</bdi></dd></div>
    <div><dt>Valid until</dt><dd>${shown.notAfter.slice(0, 10)}, ${days < 0 ? 'which has passed' : `${many(days, 'day')} left`}</dd></div>
    <div><dt>Trusted here</dt><dd>${shown.trusted ? 'yes' : html`no: <bdi>${visible(shown.why ?? '')}</bdi>`}</dd></div>`;
}
