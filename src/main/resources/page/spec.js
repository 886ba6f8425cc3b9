import {target} from './parts.js';

/**
 * The spec that a person is putting together, and its form in the URL's fragment.
 * @typedef {Record<string, any>} Spec
 */

export const MOST_BYTES = 16 * 1024 * 1024;

/** How a connection ends where nothing is wrong with it. */
export const ENDS_WELL = Object.freeze(['CLEAN_EOF', 'KEPT_OPEN']);

/** How much of a conversation is told in a few words. */
const MOST_SAID = 3;
const LONGEST_LINE = 24;

/** What a field means if the spec doesn't say it. */
export const DEFAULTS = Object.freeze(/** @type {Spec} */ ({
  shutdownBeforeClose: false,
  drainBeforeClose: false,
  drainMillis: 1000,
  observerReads: 'PROMPT',
  lingerSeconds: null,
  idleMillis: 0,
  replyBytes: 0,
  bytesSentAfterClose: 0,
  initiatorHalfCloses: false,
  closer: 'RESPONDER',
  diagnose: false,
  addressFamily: 'ANY',
  timeoutMillis: 5000,
  label: null,
}));

/** Whether the other end is another Teardown. @param {Spec} spec */
export const isRemote = (spec) => !spec.server && (spec.peer === 'RESPONDER' || spec.targetHost !== undefined && spec.targetHost !== null);

/** Whether the kind of the other end follows from the rest. @param {Spec} spec */
const peerFollows = (spec) =>
  spec.peer === (spec.server ? 'SERVER' : spec.targetHost ? 'RESPONDER' : 'LOOPBACK');

/**
 * The spec without what it needn't say.
 * @param {Spec} spec @returns {Spec}
 */
export function brief(spec) {
  /** @type {Spec} */
  const kept = {};
  for (const [name, value] of Object.entries(spec)) {
    const plain = value === null || value === undefined || (name === 'peer' && peerFollows(spec));
    if (plain || (name in DEFAULTS && same(/** @type {any} */ (DEFAULTS)[name], value))) continue;
    kept[name] = value;
  }
  if (isPart(kept.server)) kept.server = briefServer(kept.server, spec);
  // A closer that is to read nothing of a server must say so.
  if (kept.bytesRead !== undefined && !spec.server && kept.bytesRead === available(spec)) delete kept.bytesRead;
  return kept;
}

/** What the fields of `server`, and of a request in HTTP, mean if the spec doesn't say them. */
const SERVER_DEFAULTS = {writing: 'READ_WHILE_WRITING', pauseMillis: 0, silenceMillis: 200, settleMillis: 200};
const HTTP_DEFAULTS = {method: 'GET', path: '/', headers: {}, bodyBytes: 0, chunked: false, expectContinue: false};

/** @param {Spec} server @param {Spec} spec @returns {Spec} */
function briefServer(server, spec) {
  const briefHttp = (/** @type {Spec} */ http) => without(http, {...HTTP_DEFAULTS, host: target(spec)});
  const {request, turns, ...how} = without(server, SERVER_DEFAULTS);
  return {
    ...(request ? {request: isPart(request.http) ? {...request, http: briefHttp(request.http)} : request} : {}),
    ...(turns ? {turns: Array.isArray(turns) ? turns.map((turn) => (isPart(turn?.say?.http) ? {...turn, say: {...turn.say, http: briefHttp(turn.say.http)}} : turn)) : turns} : {}),
    ...how,
  };
}

/** @param {unknown} value */
const isPart = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {Spec} part @param {Spec} defaults @returns {Spec} without what it needn't say */
const without = (part, defaults) => Object.fromEntries(Object.entries(part).filter(([name, value]) => !(name in defaults) || !same(defaults[name], value)));

/** How many bytes the closer could read. @param {Spec} spec */
export function available(spec) {
  return (spec.closer === 'INITIATOR' ? spec.replyBytes : spec.bytesSent) ?? 0;
}

/** @param {Spec} spec */
export function toFragment(spec) {
  return Object.entries(brief(spec))
    .map(([name, value]) => `${name}=${encodeURIComponent(written(value))}`)
    .join('&');
}

/**
 * The address of a new campaign that begins with this question.
 * @param {Spec} spec @param {string} [limit] what a limit of is looked for; a grid where left out
 */
export const toCampaign = (spec, limit) => `/campaigns${limit ? `?limit=${limit}` : ''}#${toFragment(spec)}`;

/** @param {string} fragment @returns {Spec | null} null if it holds none */
export function fromFragment(fragment) {
  const text = fragment.replace(/^#/, '');
  if (!text.includes('=')) return null;
  /** @type {Spec} */
  const spec = {};
  for (const part of text.split('&')) {
    const at = part.indexOf('=');
    if (at < 1) continue;
    try {
      spec[decodeURIComponent(part.slice(0, at))] = read(decodeURIComponent(part.slice(at + 1)));
    } catch {
      // Half a question would be another one.
      return null;
    }
  }
  return Object.keys(spec).length ? spec : null;
}

/** @param {unknown} value */
function written(value) {
  return typeof value === 'string' && typeof read(value) === 'string' ? value : JSON.stringify(value);
}

/** @param {string} text @returns {unknown} */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {unknown} a @param {unknown} b */
function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Puts the change that an outcome tells as its cure over a spec; null takes a field away.
 * @param {Spec} spec @param {Spec} change @returns {Spec}
 */
export function applied(spec, change) {
  const next = {...spec, ...change};
  for (const [name, value] of Object.entries(change)) if (value === null) delete next[name];
  return next;
}

/** The same text for specs that ask the same, wherever they ask it. @param {Spec} spec */
export function alike(spec) {
  const {label, expect, ...asked} = brief(spec);
  return JSON.stringify(Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a spec asks, in a few words. @param {Spec} spec */
export function inWords(spec) {
  const {server, tls, bytesSent, replyBytes} = spec;
  const over = server?.tls || tls ? ', over TLS' : '';
  if (server?.turns) return `${turnWords(server.turns)}${over}`;
  const http = server?.request?.http;
  if (http) return `${http.method ?? 'GET'} ${http.path ?? '/'}${http.bodyBytes ? `, ${bytes(http.bodyBytes)}` : ''}${over}`;
  if (server) return `${server.request ? 'written by hand' : bytesSent ? bytes(bytesSent) : 'says nothing'}${over}`;
  const most = available(spec);
  const unread = most - Math.min(spec.bytesRead ?? most, most);
  return `${bytes(bytesSent ?? 0)} sent${replyBytes ? `, ${bytes(replyBytes)} replied` : ''}${unread ? `, ${bytes(unread)} ${spec.drainBeforeClose ? 'left to drain' : 'unread'}` : ''}${closes(spec)}${over}`;
}

/** What is said in a conversation, and how long it pauses: that tells one from another, what is heard follows. @param {any[]} turns */
function turnWords(turns) {
  const said = turns.flatMap((turn) => (turn?.say ? [sayWords(turn.say)] : turn?.pauseMillis ? [`${turn.pauseMillis.toLocaleString('en')} ms`] : []));
  const words = said.slice(0, MOST_SAID).join(', ');
  return `${many(turns.length, 'turn')}${said.length ? `: ${words}${said.length > MOST_SAID ? ' …' : ''}` : ''}`;
}

/** What is said, in a few words. @param {any} say */
export function sayWords({text, http, secret}) {
  if (secret) return 'a secret';
  if (http) return `${http.method ?? 'GET'} ${http.path ?? '/'}`;
  const line = String(text ?? '').split(/[\r\n]/)[0];
  return line ? (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line) : 'bytes';
}

/** @param {Spec} spec */
function closes({shutdownBeforeClose, drainBeforeClose, lingerSeconds}) {
  if (lingerSeconds === 0) return ', aborted';
  return drainBeforeClose ? ', half-closed and drained' : shutdownBeforeClose ? ', half-closed' : '';
}

/** So many of a thing. @param {number} count @param {string} one */
export const many = (count, one) => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

/** @param {number} count */
export function bytes(count) {
  if (count >= 1048576 && count % 1048576 === 0) return `${count / 1048576} MiB`;
  if (count >= 1024 && count % 1024 === 0) return `${count / 1024} KiB`;
  return many(count, 'byte');
}

const STOPS = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 48, 64, 100, 128, 200, 256, 400, 512, 1024, 2048,
  4096, 8192, 16384, 32768, 65536, 131072, 262144, 524288, 1048576, 2097152, 4194304, 8388608, MOST_BYTES,
];

/** The values that a slider up to `most` stops at. @param {number} most @param {number} now */
export function stops(most, now) {
  return [...new Set([...STOPS.filter((stop) => stop < most), Math.min(now, most), most])].sort(
    (a, b) => a - b,
  );
}
