import {html, nothing} from 'lit';
import {ENDS_WELL, alike} from './spec.js';

/**
 * What each run of a campaign must come to, as a choice. It stands in the spec as `expect`, where whoever writes by hand has it.
 * @type {{words: string, expect: Record<string, unknown> | undefined}[]}
 */
const CHOICES = [
  {words: 'nothing in particular', expect: undefined},
  {words: 'end without a reset', expect: {verdicts: ENDS_WELL}},
  {words: 'deliver its reply whole', expect: {deliveries: ['WHOLE']}},
  {words: 'do both', expect: {verdicts: ENDS_WELL, deliveries: ['WHOLE']}},
];

/** @param {any} expect */
const same = (expect) => alike({wanted: expect ?? null});

/**
 * @param {string} base what all runs have in common, as it was typed
 * @param {(base: string) => void} change takes it with another choice
 */
export function wanted(base, change) {
  const spec = specOf(base);
  const at = spec ? CHOICES.findIndex(({expect}) => same(expect) === same(spec.expect)) : 0;
  return html`<label class="field wanted">Each run must<select name="wanted" ?disabled=${!spec} @change=${(/** @type {any} */ e) => {
    const {expect, ...rest} = /** @type {any} */ (spec);
    const chosen = CHOICES[Number(e.target.value)]?.expect ?? (e.target.value === '-1' ? expect : undefined);
    change(JSON.stringify(chosen ? {...rest, expect: chosen} : rest));
  }}>
    ${at < 0 ? html`<option value="-1" selected>be as its ‘expect’ says</option>` : nothing}
    ${CHOICES.map(({words}, i) => html`<option value=${i} ?selected=${i === at}>${words}</option>`)}</select></label>`;
}

/** @param {string} text @returns {Record<string, any> | null} null if it holds none */
function specOf(text) {
  try {
    const spec = JSON.parse(text || '{}');
    return spec !== null && typeof spec === 'object' && !Array.isArray(spec) ? spec : null;
  } catch {
    return null;
  }
}
