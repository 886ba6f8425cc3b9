import {html, nothing} from 'lit';
import {visible} from './parts.js';
import {bytes, sayWords} from './spec.js';

/**
 * A conversation: presets to start from, its text in the form, and what its turns came to.
 * @typedef {Record<string, any>} Turn
 */

/** @type {{name: string, words: string, about: string, port: number, turns: Turn[]}[]} */
export const CONVERSATIONS = [
  {
    name: 'mail',
    words: 'A mail server',
    about: 'Waits for the greeting, says EHLO, and takes its leave.',
    port: 25,
    turns: [
      {hear: {match: '(?m)^220[ \\r]', withinMillis: 5000}},
      {say: {text: 'EHLO teardown.example\r\n'}},
      {hear: {match: '(?m)^250[ \\r]'}},
      {say: {text: 'QUIT\r\n'}},
      {hear: {end: true}},
    ],
  },
  {
    name: 'starttls',
    words: 'A mail server, by STARTTLS',
    about: 'Goes over to TLS behind the greeting, says EHLO again, and takes its leave.',
    port: 25,
    turns: [
      {hear: {match: '(?m)^220[ \\r]', withinMillis: 5000}},
      {say: {text: 'EHLO teardown.example\r\n'}},
      {hear: {match: '(?m)^250[ \\r]'}},
      {say: {text: 'STARTTLS\r\n'}},
      {hear: {match: '(?m)^220[ \\r]'}},
      {startTls: {}},
      {say: {text: 'EHLO teardown.example\r\n'}},
      {hear: {match: '(?m)^250[ \\r]'}},
      {say: {text: 'QUIT\r\n'}},
      {hear: {end: true}},
    ],
  },
  {
    name: 'kept',
    words: 'A kept connection',
    about: 'A second request over the connection of the first, after a pause, as a pool sends it.',
    port: 80,
    turns: [{say: {http: {}}}, {hear: {httpReply: true}}, {pauseMillis: 1000}, {say: {http: {}}}, {hear: {httpReply: true}}],
  },
  {
    name: 'redis',
    words: 'Redis',
    about: 'PING, and its answer; an error about a password is an answer, too.',
    port: 6379,
    turns: [{say: {text: 'PING\r\n'}}, {hear: {match: '^(\\+PONG|-NOAUTH)'}}],
  },
  {
    name: 'postgres',
    words: 'PostgreSQL',
    about: 'Asks whether it would speak TLS: one byte, S or N, is the answer.',
    port: 5432,
    turns: [{say: {base64: 'AAAACATSFi8='}}, {hear: {bytes: 1}}],
  },
];

/** As it stands in the form: a turn a line. @param {unknown[]} turns */
export const written = (turns) => `[\n${turns.map((turn) => `  ${JSON.stringify(turn)}`).join(',\n')}\n]`;

/** What tells one kind of conversation from another: not how long it pauses, and not which paths it asks for. @param {unknown} turns */
export const shape = (turns) =>
  JSON.stringify(turns, (name, value) => (name === 'path' ? undefined : name === 'pauseMillis' ? 0 : value));

/** Each turn changed, where the text can be read; else as it was. @param {string} text @param {(turn: Turn) => Turn} change */
function changed(text, change) {
  const {turns} = read(text);
  return turns ? written(turns.map((turn) => (turn !== null && typeof turn === 'object' ? change(turn) : turn))) : text;
}

/** The turns with this path in each request in HTTP. @param {string} text @param {string} path */
export const withPath = (text, path) =>
  changed(text, (turn) => (turn.say?.http ? {...turn, say: {...turn.say, http: {...turn.say.http, path}}} : turn));

/** The turns with a pause that long. @param {string} text @param {number} pauseMillis */
export const withPause = (text, pauseMillis) => changed(text, (turn) => (typeof turn.pauseMillis === 'number' ? {...turn, pauseMillis} : turn));

/** How long the turns pause, where they do so once; null elsewhere. @param {string} text @returns {number | null} */
export function pauseOf(text) {
  const pauses = (read(text).turns ?? []).filter((turn) => typeof turn?.pauseMillis === 'number');
  return pauses.length === 1 ? pauses[0].pauseMillis : null;
}

/**
 * What stands in the form.
 * @param {string} text
 * @returns {{turns: Turn[], fault: null} | {turns: null, fault: {words: string, at: number}}}
 */
export function read(text) {
  try {
    const turns = JSON.parse(text);
    if (!Array.isArray(turns)) return {turns: null, fault: {words: 'The turns are a list: [ … ]', at: 0}};
    const twice = doubled(text);
    return twice ? {turns: null, fault: twice} : {turns, fault: null};
  } catch (e) {
    const words = String(/** @type {Error} */ (e).message);
    const position = /position (\d+)/.exec(words);
    return {turns: null, fault: {words: `The turns aren’t JSON: ${words}`, at: position ? Number(position[1]) : text.length}};
  }
}

/**
 * The first name that stands twice in its object: what is parsed holds the last one alone, and the service, which refuses
 * such a text, would never see it.
 * @param {string} text JSON @returns {{words: string, at: number} | null}
 */
function doubled(text) {
  /** @type {{words: string, at: number}[]} */
  const found = [];
  const names = new Set();
  walk(text, () => {}, (path, at) => {
    const place = JSON.stringify(path);
    if (names.has(place)) found.push({words: `‘${path.at(-1)}’ stands twice in ${placeWords(path.slice(0, -1))}`, at});
    names.add(place);
  });
  return found[0] ?? null;
}

/** @param {string[]} path */
const placeWords = ([turn, ...inner]) => `turns[${turn}]${inner.map((step) => `.${step}`).join('')}`;

/**
 * Where a place that was refused stands in the text, as a range; null where the text has no such place.
 * @param {string} text @param {string} pointer relative to the turns: /1/hear/match
 * @returns {[number, number] | null}
 */
export function rangeOf(text, pointer) {
  const steps = pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  /** Those on the way there, by how deep they lie. @type {[number, number][]} */
  const found = [];
  try {
    walk(text, (path, begin, end) => {
      if (path.length <= steps.length && path.every((step, i) => step === steps[i])) found[path.length] = [begin, end];
    });
  } catch {
    return null;
  }
  // The innermost place that exists: a field that is missing is shown by what lacks it.
  return found.at(-1) ?? null;
}

/**
 * Goes through all values of a text, what a value holds before itself.
 * @param {string} text JSON
 * @param {(path: string[], begin: number, end: number) => void} visit
 * @param {(path: string[], at: number) => void} [name] gets each name in an object, and where it stands
 */
function walk(text, visit, name = () => {}) {
  let at = 0;
  const blank = () => {
    while (/\s/.test(text[at] ?? '')) at++;
  };
  const word = () => {
    const begin = at;
    if (text[at] === '"') {
      at++;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
      at++;
    } else {
      while (at < text.length && !/[\s,\]}:]/.test(text[at])) at++;
    }
    return text.slice(begin, at);
  };
  /** @param {string[]} path */
  const value = (path) => {
    blank();
    const begin = at;
    const close = text[at] === '[' ? ']' : text[at] === '{' ? '}' : '';
    if (!close) word();
    else {
      at++;
      blank();
      for (let i = 0; at < text.length && text[at] !== close; i++) {
        let key = String(i);
        if (close === '}') {
          const stands = at;
          key = JSON.parse(word());
          name([...path, key], stands);
          blank();
          at++;
        }
        value([...path, key]);
        blank();
        if (text[at] === ',') at++;
        blank();
      }
      at++;
    }
    visit(path, begin, at);
  };
  value([]);
}

/** @type {Record<string, {words: string, tone: string}>} */
const ENDED = {
  MET: {words: 'heard', tone: 'good'},
  DONE: {words: 'done', tone: 'good'},
  UNMET: {words: 'something else came', tone: 'bad'},
  SILENCE: {words: 'nothing came', tone: 'bad'},
  END: {words: 'a FIN came first', tone: 'bad'},
  RESET: {words: 'a reset came first', tone: 'bad'},
  DEADLINE: {words: 'no time was left', tone: 'bad'},
};

/** How far a conversation got, in a line; null where there was none. @param {any} outcome */
export function conversation(outcome) {
  const turns = outcome.spec.server?.turns;
  const {turns: taken = [], http = null} = outcome.server ?? {};
  if (!turns?.length) return null;
  const last = taken.at(-1);
  if (!last) return {words: 'No turn was taken', tone: 'bad'};
  if (taken.length === turns.length && ENDED[last.ended]?.tone === 'good') {
    const words = turns.length === 1 ? 'Its one turn went as meant' : `All ${turns.length} turns went as meant`;
    return http?.status >= 400 ? {words: `${words}; its last reply is a ${http.status}`, tone: 'warn'} : {words, tone: 'good'};
  }
  const ended = ENDED[last.ended]?.words ?? last.ended;
  if (outcome.delivery === 'TRUNCATED') return {words: `The reply was cut short: ${ended}`, tone: 'bad'};
  return unanswered(outcome, turns, last, ended) ?? {words: `The conversation ended at turn ${last.turn + 1} of ${turns.length} (turns[${last.turn}]): ${ended}`, tone: 'bad'};
}

/**
 * Where a request got no reply as the server ended the connection, behind another that was answered; null elsewhere.
 * @param {any} outcome @param {Turn[]} turns @param {any} last @param {string} ended
 */
function unanswered({reason, server}, turns, last, ended) {
  const said = turns.filter(({say}) => say);
  const at = turns.slice(0, last.turn + 1).filter(({say}) => say).length;
  if (reason !== 'UNANSWERED' || !['END', 'RESET'].includes(last.ended) || at < 2 || !server.http?.complete || !said.every(({say}) => say.http)) return null;
  return server.http.keepsOpen
    ? {words: `Request ${at} of ${said.length} got no reply: ${ended}`, tone: 'bad'}
    : {words: `Request ${at} of ${said.length} got no reply, as the one before it had announced: it was the last of its connection`, tone: 'warn'};
}

/** What each turn came to. @param {any} outcome */
export function turnTable(outcome) {
  const turns = outcome.spec.server?.turns;
  if (!turns?.length) return nothing;
  const taken = outcome.server?.turns ?? [];
  return html`<section class="card turns"><h2>Turn by turn</h2>
    <div class="wide-table" tabindex="0" role="group" aria-label="The turns"><table>
      <thead><tr><th scope="col">Turn</th><th scope="col">What</th><th scope="col">Came to</th><th scope="col">Said and heard</th><th scope="col">Took</th></tr></thead>
      <tbody>${turns.map((/** @type {Turn} */ turn, /** @type {number} */ i) => {
        const came = taken.find((/** @type {any} */ each) => each.turn === i);
        const ended = came ? (ENDED[came.ended] ?? {words: came.ended, tone: 'plain'}) : {words: 'not reached', tone: 'plain'};
        return html`<tr class="tone-${ended.tone}">
          <th scope="row"><code>turns[${i}]</code></th>
          <td title=${visible(JSON.stringify(turn))}>${visible(meant(turn))}</td>
          <td><strong>${ended.words}</strong></td>
          <td>${came ? moved(came) : nothing}</td>
          <td>${came ? `${(came.tookMicros / 1000).toLocaleString('en', {maximumFractionDigits: 1})} ms` : nothing}</td></tr>`;
      })}</tbody></table></div></section>`;
}

/** @param {any} came */
function moved(came) {
  const exactly = (/** @type {number} */ count) => `${count.toLocaleString('en')} B`;
  return html`${came.saidBytes ? html`${exactly(came.saidBytes)} said${came.unacknowledgedBytes ? html`, ${exactly(came.unacknowledgedBytes)} not yet acknowledged` : nothing}` : nothing}
    ${came.heardBytes ? html`${exactly(came.heardBytes)} heard${came.head ? html`: <q><bdi>${visible(came.head)}</bdi></q>` : nothing}` : nothing}`;
}

/** @param {Turn} turn */
function meant({say, hear, pauseMillis, startTls}) {
  if (say) return `says ${sayWords(say)}${say.times > 1 ? `, ${say.times.toLocaleString('en')} times` : ''}`;
  if (hear) return `waits for ${heardWords(hear)}${hear.withinMillis ? `, ${hear.withinMillis.toLocaleString('en')} ms at most` : ''}`;
  if (pauseMillis !== undefined) return `pauses for ${pauseMillis.toLocaleString('en')} ms`;
  return startTls ? 'goes over to TLS' : 'half-closes';
}

/** @param {any} hear */
function heardWords({bytes: count, until, match, matchingLine, line, httpReply, silence}) {
  if (count !== undefined) return bytes(count);
  if (until !== undefined) return JSON.stringify(until);
  if (match !== undefined) return `what matches ${match}`;
  if (matchingLine !== undefined) return `a line that matches ${matchingLine}`;
  return line ? 'a line' : httpReply ? 'a reply in HTTP' : silence ? 'silence' : 'the end';
}
