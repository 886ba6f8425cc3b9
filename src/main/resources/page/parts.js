import {html, nothing} from 'lit';
import {ApiError} from './api.js';

export {query} from './api.js';

/**
 * What several views show alike.
 * @typedef {import('./api.js').Failure} Failure
 */

/** @type {Record<string, string>} */
const IN_A_WORD = {
  CLEAN_EOF: 'a clean end',
  EOF_THEN_RESET: 'a hidden reset',
  RESET: 'a reset',
  TIMED_OUT: 'no end in time',
  REFUSED: 'refused',
  UNREACHABLE: 'unreachable',
  CONNECT_TIMED_OUT: 'no answer',
  KEPT_OPEN: 'kept open',
  NOT_OBSERVED: 'nobody to ask',
  INCONCLUSIVE: 'can’t be judged',
};

/** @type {Record<string, string>} */
const DELIVERED = {
  NONE_SENT: 'nothing sent back',
  WHOLE: 'arrives whole',
  TRUNCATED: 'cut short',
  LOST: 'lost',
  UNKNOWN: 'not known whether it arrives',
};

/** @param {string} verdict */
export const verdictWords = (verdict) => IN_A_WORD[verdict] ?? verdict;

/** @param {string} delivery */
export const deliveryWords = (delivery) => DELIVERED[delivery] ?? delivery;

/** What it means that no connection came about. @type {Record<string, string>} */
export const NO_CONNECTION = {
  REFUSED: 'The connection was refused',
  UNREACHABLE: 'The host can’t be reached',
  CONNECT_TIMED_OUT: 'Nobody answered: no connection came about in time',
};

/** What became of the reply to what was said last. @param {any} outcome */
export const replyWords = ({delivery, spec, verdict = ''}) =>
  verdict in NO_CONNECTION ? 'no connection' : delivery === 'NONE_SENT' && spec.server?.turns ? 'none to the last turn' : deliveryWords(delivery);

/** How many of a cell’s runs had their reply whole; of a conversation, whose last turn waits for one, of all. @param {any} cell @param {any} spec */
export function wholeRate(cell, spec) {
  return spec.server?.turns ? html`${(cell.deliveries.WHOLE ?? 0).toLocaleString('en')} of ${cell.runs.toLocaleString('en')}` : rate(cell.wholeRate);
}

/** Whether a reset came, behind a FIN or not. @param {string} verdict */
export const isReset = (verdict) => verdict === 'RESET' || verdict === 'EOF_THEN_RESET';

/** @param {string} verdict */
export const chip = (verdict) => html`<span class="chip chip-${tone(verdict)}">${verdict}</span>`;

/** @param {string} verdict */
export function tone(verdict) {
  switch (verdict) {
    case 'CLEAN_EOF':
    case 'KEPT_OPEN':
      return 'good';
    case 'RESET':
      return 'bad';
    case 'EOF_THEN_RESET':
      return 'hidden';
    case 'INCONCLUSIVE':
    case 'NOT_OBSERVED':
      return 'plain';
    default:
      return 'warn';
  }
}

/** @param {string} delivery */
export const deliveryTone = (delivery) =>
  ({WHOLE: 'good', LOST: 'bad', TRUNCATED: 'bad'})[delivery] ?? 'plain';

/**
 * Shows in a view what went wrong, and asks for the token where that is what is missing.
 * @param {HTMLElement & {failure: Failure | null}} view
 * @param {unknown} e
 * @param {() => void} again what to do once there is a token
 */
export function fails(view, e, again) {
  if (e instanceof DOMException && e.name === 'AbortError') return;
  if (!(e instanceof ApiError)) throw e;
  view.failure = e.failure;
  if (e.failure.status === 401) {
    view.dispatchEvent(new CustomEvent('token', {bubbles: true, detail: again}));
  }
}

/** A share with the interval that it lies in. @param {{hits: number, of: number, rate: number, low: number, high: number} | null} of */
export function rate(of) {
  if (!of) return html`<span class="soft">–</span>`;
  const percent = (/** @type {number} */ share) => `${Math.round(share * 1000) / 10} %`;
  return html`${percent(of.rate)} <span class="soft">(${percent(of.low)} to ${percent(of.high)})</span>`;
}

/** @param {number} micros */
export const took = (micros) =>
  micros < 10_000 ? `${micros.toLocaleString('en')} µs` : `${Math.round(micros / 1000).toLocaleString('en')} ms`;

/** @param {any} spec @param {string} [none] what stands for a spec without a target */
export function target(spec, none = 'loopback') {
  const host = String(spec.targetHost || none);
  return `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}${spec.targetPort ? `:${spec.targetPort}` : ''}`;
}

/** The host of what may have a port behind it. @param {string} typed */
export const hostOf = (typed) => typed.trim().replace(/^([^:]+|\[[^\]]+\]):\d+$/, '$1');

/** @param {string} link of the API @returns {string} the page's address of it */
export const here = (link) => link.replace('/api/v1', '');

/** @param {import('./api.js').Failure | null} failure */
export function trouble(failure) {
  if (!failure) return nothing;
  return html`<div class="trouble" role="alert">
    <p><strong>${failure.title}.</strong> ${failure.errors.length ? nothing : visible(failure.detail)}</p>
    ${failure.errors.length
      ? html`<ul>${failure.errors.map((error) => html`<li>${labelled(error)}<code>${named(error)}</code> ${visible(error.message)}</li>`)}</ul>`
      : nothing}
    ${failure.todo ? html`<p class="todo">${visible(failure.todo)}</p>` : nothing}
  </div>`;
}

/** The field that an error is of. @param {{pointer?: string, parameter?: string}} error */
export const named = (error) => (error.pointer ?? error.parameter ?? '').replace(/^#?\//, '').replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');

/** What the page calls the fields that it has controls for. @type {Record<string, string>} */
const LABELS = {
  bytesSent: 'A sends',
  bytesRead: 'Reads before closing',
  replyBytes: 'B replies',
  observerReads: 'Who finds out, reads',
  closer: 'Who closes first',
  shutdownBeforeClose: 'Half-closes first',
  drainBeforeClose: 'Then drains',
  lingerSeconds: 'Aborts on purpose',
  initiatorHalfCloses: 'Half-closes after sending',
  tls: 'Both speak',
  targetHost: 'Host',
  targetPort: 'Port',
  responderUrl: 'Control URL',
  'server.request': 'What to say',
  'server.request.text': 'Request',
  'server.request.http.path': 'Path',
  'server.request.http.bodyBytes': 'Body',
};

/** @param {{pointer?: string, parameter?: string}} error */
const labelled = (error) => (LABELS[named(error)] ? html`<strong>${LABELS[named(error)]}</strong> ` : nothing);

/**
 * Marks a field that a failure is of, for `aria-invalid`. Absent, not false, elsewhere: the style shows false as a success.
 * @param {import('./api.js').Failure | null} failure @param {string} field
 */
export const refused = (failure, field) =>
  failure?.errors.some((error) => named(error) === field || named(error).startsWith(`${field}.`)) ? 'true' : nothing;

/**
 * Takes what is typed into a field of numbers, once it is one: what isn't yet, such as a sign, has no value, and would be gone.
 * @param {(typed: string) => void} then @returns {(e: Event) => void}
 */
export const typed = (then) => (e) => {
  const field = /** @type {HTMLInputElement} */ (e.target);
  if (!field.validity.badInput) then(field.value);
};

const UNSEEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * The text with what can't be seen, or turns the direction of what stands around it, written as in JSON.
 * @param {string} text
 */
export const visible = (text) =>
  String(text).replace(UNSEEN, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
