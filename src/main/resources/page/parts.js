import {html, nothing} from 'lit';

/** What several views show alike. */

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

/** @param {import('./api.js').Failure | null} failure */
export function trouble(failure) {
  if (!failure) return nothing;
  return html`<div class="trouble" role="alert">
    <p><strong>${failure.title}.</strong> ${failure.errors.length ? nothing : failure.detail}</p>
    ${failure.errors.length
      ? html`<ul>${failure.errors.map((error) => html`<li><code>${named(error)}</code> ${error.message}</li>`)}</ul>`
      : nothing}
    <p class="todo">${failure.todo}</p>
  </div>`;
}

/** @param {{pointer?: string, parameter?: string}} error */
const named = (error) => (error.pointer ?? error.parameter ?? '').replace(/^#\//, '').replaceAll('/', '.');
