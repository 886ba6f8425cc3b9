import {LitElement, html, nothing, svg} from 'lit';
import {legend, letter} from './heat.js';
import {isActive} from './ordered.js';
import {replyWords, tone, verdictWords} from './parts.js';

/** From this ratio of its ends on a range is drawn logarithmically. */
const LOGARITHMIC = 50;

/** An interval that is narrower than so many percent of the line is drawn once more, by itself. */
const NARROW = 12;

/** Where lines begin and end, in percent: marks stand there in full. */
const MARGIN = 4;

/** The middles of both lines from the top, and how much stands around each. */
const FIRST = 44;
const SECOND = 126;
const AROUND = 16;

/** @type {Record<string, string>} */
const BROKEN_OFF = {CANCELLED: 'It was cancelled', INTERRUPTED: 'It was interrupted', FAILED: 'It failed'};

/** A search for a limit along one axis, as it narrows: each value that ran with its most frequent verdict, and the interval between those that differ. */
export class Limit extends LitElement {
  static properties = {campaign: {attribute: false}};

  constructor() {
    super();
    /** @type {any} */
    this.campaign = null;
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const {campaign} = this;
    if (!campaign) return nothing;
    const {bisect, limit} = campaign;
    const said = withUnit(bisect.axis);
    const over = !isActive(campaign);
    const words = limitWords(campaign);
    const verdicts = [...new Set(points(campaign).map((each) => each.verdict))];
    const replies = over ? repliesOf(campaign) : '';
    return html`<p class="limit-words" role="status">${over ? words : nothing} ${replies}</p>
      ${over ? nothing : html`<p class="limit-words">${words}</p>`}
      ${this.drawn()}
      <p class="legend soft">${legend(verdicts)}${limit ? html`<span><b class="between">▒</b> between the two that differ</span>` : nothing}</p>
      <dl class="facts"><div><dt>above</dt><dd>${limit ? said(limit.above) : html`<span class="soft">not known</span>`}</dd></div>
        <div><dt>at most</dt><dd>${limit ? said(limit.atMost) : html`<span class="soft">not known</span>`}</dd></div>
        <div><dt>how far apart</dt><dd>${limit ? said(limit.atMost - limit.above) : html`<span class="soft">not known</span>`}, wanted at most ${said(bisect.until)}</dd></div></dl>`;
  }

  drawn() {
    const {bisect, limit} = this.campaign;
    const [low, high] = bisect.between;
    const log = low > 0 && high / low >= LOGARITHMIC;
    const whole = scale(low, high, log);
    const narrow = limit && whole(limit.atMost) - whole(limit.above) < NARROW ? around(limit, low, high) : null;
    return html`<svg class="limit" width="100%" height=${narrow ? SECOND + 42 : FIRST + 22} role="img" aria-label=${`${bisect.axis} from ${low.toLocaleString('en')} to ${high.toLocaleString('en')}${log ? ', logarithmically' : ''}: ${limitWords(this.campaign)}`}>
      ${this.line(whole, low, high, FIRST, FIRST - 26)}
      ${narrow
        ? svg`<line class="lens" x1=${`${whole(narrow[0])}%`} y1=${FIRST + AROUND} x2=${`${MARGIN}%`} y2=${SECOND - AROUND}></line>
          <line class="lens" x1=${`${whole(narrow[1])}%`} y1=${FIRST + AROUND} x2=${`${100 - MARGIN}%`} y2=${SECOND - AROUND}></line>
          ${this.line(scale(narrow[0], narrow[1], false), narrow[0], narrow[1], SECOND, SECOND + 34)}`
        : nothing}</svg>`;
  }

  /** @param {(value: number) => number} at in percent @param {number} from @param {number} to @param {number} y of its middle @param {number} ticks where its ends are told */
  line(at, from, to, y, ticks) {
    const {bisect, limit} = this.campaign;
    const said = withUnit(bisect.axis);
    const here = points(this.campaign).filter((each) => each.value >= from && each.value <= to);
    const ends = (/** @type {number} */ value) => limit !== null && (value === limit.above || value === limit.atMost);
    // Those that the interval lies between stand in front of all.
    here.sort((a, b) => Number(ends(a.value)) - Number(ends(b.value)) || a.value - b.value);
    return svg`${limit ? svg`<rect class="between" x=${`${at(limit.above)}%`} width=${`${Math.max(0.4, at(limit.atMost) - at(limit.above))}%`} y=${y - AROUND} height=${2 * AROUND}></rect>` : nothing}
      <line class="axis" x1=${`${MARGIN}%`} x2=${`${100 - MARGIN}%`} y1=${y} y2=${y}></line>
      ${here.map((each) => svg`<svg class="point tone-${tone(each.verdict)} ${each.whole ? '' : 'partly'}" x=${`${at(each.value)}%`} y=${y}>
        <title>${each.words}</title><rect x="-10" y="-10" width="20" height="20" rx="4"></rect><text text-anchor="middle" y="4">${letter(each.verdict)}</text></svg>`)}
      <text class="tick" x="0" y=${ticks}>${said(from)}</text><text class="tick" x="100%" text-anchor="end" y=${ticks}>${said(to)}</text>`;
  }
}

/**
 * The values that ran, with what came most often there.
 * @param {any} campaign @returns {{value: number, verdict: string, whole: boolean, words: string}[]}
 */
function points({bisect, cells, repetitions}) {
  const said = withUnit(bisect.axis);
  return cells
    .filter((/** @type {any} */ cell) => cell.runs > 0)
    .map((/** @type {any} */ cell) => ({
      value: cell.point[bisect.axis],
      verdict: mostFrequent(cell.verdicts),
      whole: cell.runs >= repetitions,
      words: `${said(cell.point[bisect.axis])}: ${Object.entries(cell.verdicts).map(([verdict, count]) => `${Number(count).toLocaleString('en')} ${verdictWords(verdict)}`).join(', ')}`,
    }));
}

/** Of as many of two the first in their order, as the service takes it. @param {Record<string, number>} counts @returns {string} */
const mostFrequent = (counts) => Object.entries(counts).reduce((best, each) => (Number(each[1]) > Number(best[1]) ? each : best))[0];

/** Where a value stands on a line, in percent. @param {number} from @param {number} to @param {boolean} log @returns {(value: number) => number} */
function scale(from, to, log) {
  const of = log ? Math.log : (/** @type {number} */ value) => value;
  return (value) => MARGIN + ((100 - 2 * MARGIN) * (of(value) - of(from))) / (of(to) - of(from));
}

/** The interval, and twice as much on both sides. @param {{above: number, atMost: number}} limit @param {number} low @param {number} high @returns {[number, number]} */
function around({above, atMost}, low, high) {
  const more = 2 * (atMost - above);
  return [Math.max(low, above - more), Math.min(high, atMost + more)];
}

/** Says values of an axis with its unit, as far as its name tells one. @param {string} axis @returns {(value: number) => string} */
export function withUnit(axis) {
  const name = axis.slice(axis.lastIndexOf('/') + 1);
  const unit = name.endsWith('Millis') ? ' ms' : name.endsWith('Seconds') ? ' s' : /bytes/i.test(name) ? ' byte' : '';
  return (value) => `${value.toLocaleString('en')}${unit}${unit === ' byte' && value !== 1 ? 's' : ''}`;
}

/** What is known of the limit, in a sentence or two. @param {any} campaign */
function limitWords(campaign) {
  const {bisect, limit, status, cells, repetitions} = campaign;
  const said = withUnit(bisect.axis);
  const [low, high] = bisect.between;
  const ends = (/** @type {number} */ value) => {
    const cell = cells.find((/** @type {any} */ each) => each.point[bisect.axis] === value);
    return cell && cell.runs >= repetitions ? mostFrequent(cell.verdicts) : null;
  };
  const words = (/** @type {number} */ value) => verdictWords(ends(value) ?? '');
  if (limit) {
    const turns = `from ${words(limit.above)} to ${words(limit.atMost)}`;
    const where = `above ${said(limit.above)} and at most at ${said(limit.atMost)}`;
    if (status === 'COMPLETED' || limit.atMost - limit.above <= bisect.until) return `The limit lies ${where}: there it turns ${turns}.${varied(campaign)}`;
    return status in BROKEN_OFF ? `${BROKEN_OFF[status]} before the limit was found. So far it turns ${turns} ${where}.` : `So far it turns ${turns} ${where}.`;
  }
  const agreed = ends(high) === null ? null : ends(low);
  if (agreed !== null) return `The ends agree: ${verdictWords(agreed)} at ${said(low)} and at ${said(high)}, so ${agreement(bisect, agreed)}.`;
  return status in BROKEN_OFF ? `${BROKEN_OFF[status]} before both ends had run, so no limit is known.` : `Both ends run first: ${said(low)} and ${said(high)}.`;
}

/** On each side of a limit where runs ended in several ways, how often in which. @param {any} campaign */
function varied({bisect, limit, cells}) {
  const sides = [
    {side: 'Up to', at: limit.above, has: (/** @type {number} */ value) => value <= limit.above},
    {side: 'From', at: limit.atMost, has: (/** @type {number} */ value) => value >= limit.atMost},
  ];
  return sides.map(({side, at, has}) => {
    /** @type {Record<string, number>} */
    const sum = {};
    for (const cell of cells.filter((/** @type {any} */ each) => has(each.point[bisect.axis])))
      for (const [verdict, count] of Object.entries(cell.verdicts)) sum[verdict] = (sum[verdict] ?? 0) + Number(count);
    const counts = Object.entries(sum).sort((a, b) => b[1] - a[1]);
    return counts.length > 1 ? ` ${side} ${withUnit(bisect.axis)(at)} it varies: ${counts.map(([verdict, count]) => `${count.toLocaleString('en')} times ${verdictWords(verdict)}`).join(', ')}.` : '';
  }).join('');
}

/** What became of the reply on both sides of a limit, or at both ends without one: another ending may have cost it. @param {any} campaign */
function repliesOf({bisect, limit, cells, base}) {
  const [low, high] = limit ? [limit.above, limit.atMost] : bisect.between;
  const said = withUnit(bisect.axis);
  const [there, beyond] = [low, high].map((value) => {
    const cell = cells.find((/** @type {any} */ each) => each.point[bisect.axis] === value);
    return cell?.runs ? mostFrequent(cell.deliveries) : null;
  });
  if (!there || !beyond || (there === 'NONE_SENT' && beyond === 'NONE_SENT' && !base.server?.turns)) return '';
  const words = (/** @type {string} */ delivery) => replyWords({delivery, spec: base});
  const reply = base.server ? 'The reply, for who reads on,' : 'The reply';
  if (there === beyond) return `${reply} is the same at ${said(low)} and at ${said(high)}: ${words(there)}.`;
  return `${reply} at ${said(low)}: ${words(there)}; at ${said(high)}: ${words(beyond)}.`;
}

/** What follows where both ends of a search came to the same. @param {any} bisect @param {string} verdict */
function agreement({axis, between: [low, high]}, verdict) {
  const said = withUnit(axis);
  const silence = axis.endsWith('/silenceMillis');
  if (silence && verdict === 'KEPT_OPEN') return `it keeps a connection for ${said(high)} or longer`;
  if (silence && ['CLEAN_EOF', 'EOF_THEN_RESET', 'RESET'].includes(verdict)) return `it keeps no connection for ${said(low)}`;
  return 'there is no limit to look for between them';
}

customElements.define('td-limit', Limit);
