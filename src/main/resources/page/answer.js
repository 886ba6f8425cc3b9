import {html, nothing} from 'lit';
import './atlas.js';
import './finding.js';
import './outcome.js';
import {NO_CONNECTION, deliveryWords, isReset, tone, verdictWords, visible} from './parts.js';
import {tlsCard} from './tls.js';
import {conversation, turnTable} from './turns.js';

const CLIENTS = [
  {field: 'readsOn', words: 'reads on', about: 'reads what has arrived, whatever its writes say'},
  {field: 'stopsAtError', words: 'stops at an error', about: 'gives up at the first write that fails'},
  {field: 'racing', words: 'races', about: 'reads and writes at once; timing decides'},
];

/** @type {Record<string, {words: string, tone: string}>} */
const GETS = {
  WHOLE: {words: 'gets the whole reply', tone: 'good'},
  TRUNCATED: {words: 'gets a part of it', tone: 'bad'},
  NOTHING: {words: 'gets nothing', tone: 'bad'},
  UNKNOWN: {words: 'gets bytes; whether all, nobody can tell', tone: 'plain'},
  RACE: {words: 'gets the reply or the error, whichever is first', tone: 'warn'},
};

/**
 * What came of asking a server: the answer in a line, who gets it, what to change, and the run step by step.
 * @param {any} drawing
 * @param {boolean} still whether it is there at once, not step by step
 * @param {() => void} overTls asks the same over TLS
 */
export function answer(drawing, still, overTls) {
  const outcome = drawing.outcome;
  const server = outcome.server;
  const head = headline(outcome);
  const silence = Math.max(0, ...(outcome.spec.server?.turns ?? []).map((/** @type {any} */ turn) => turn.pauseMillis ?? 0));
  return html`<section class="card headline tone-${head.tone}" aria-label="The answer" role="status">
      <h2>${head.words}</h2>
      <p>${server?.http?.server ? html`It calls itself <strong><bdi>${visible(server.http.server)}</bdi></strong>. ` : server?.firstLine && !server.http ? html`It says <q><bdi>${visible(server.firstLine)}</bdi></q>. ` : nothing}
        ${server && server.bytesOffered > 0 && !server.turns.length ? handed(server, outcome.initiator.tcp) : nothing}</p>
      ${server && mayBeTls(server)
        ? html`<p class="row"><span>${server.looksLikeTls ? 'It seems to speak TLS, and was asked in plaintext.' : 'Some servers are as silent where TLS is expected.'}</span> <button type="button" @click=${overTls}>Ask it over TLS</button></p>`
        : nothing}
      ${head.tone === 'good' && silence > 0
        ? html`<p class="soft">Between its turns nothing was said for ${silence.toLocaleString('en')} ms: whether it keeps a connection for longer is asked by <q>How long does it keep a connection?</q></p>`
        : nothing}
      <p class="soft">One run, which another may differ from. <a href="#result-title" @click=${toResult}>What happened, step by step</a>${outcome.id
        ? html` · <a href="/experiments/${outcome.id}">This run’s own page</a> <td-finding .of=${`/experiments/${outcome.id}`}></td-finding>`
        : nothing}</p>
    </section>
    ${cards(outcome)}
    <td-outcome .drawing=${drawing} ?still=${still}></td-outcome>`;
}

/** What a server did and who gets it, what to change, and what the atlas has of it. @param {any} outcome */
export function cards(outcome) {
  const {server} = outcome;
  return html`${turnTable(outcome)}
    ${tlsCard(outcome)}
    ${server && !server.turns.length && (server.http || server.replyBytes > 0) ? clients(server.clients) : nothing}
    ${server?.advice.length ? advice(server) : nothing}
    ${server?.http && !server.turns.length && (server.tls || outcome.spec.server.request?.http?.bodyBytes !== 0) ? html`<td-atlas .server=${server.http.server ?? ''} .tls=${Boolean(server.tls)}></td-atlas>` : nothing}`;
}

/** Whether another answer may come over TLS: it looks so, or what was asked in plaintext got no byte. @param {any} server */
const mayBeTls = (server) => server.looksLikeTls || (!server.tls && server.bytesOffered > 0 && server.replyBytes + server.bannerBytes === 0);

/** @param {Event} e the fragment holds the question, so the link mustn't change it */
function toResult(e) {
  e.preventDefault();
  const title = /** @type {HTMLElement} */ (document.getElementById('result-title'));
  title.scrollIntoView({block: 'start'});
  title.focus({preventScroll: true});
}

/** What to change; what holds only if the server is one of those that don't say what they are stands behind it. @param {any} server @param {string} [of] which run's it is, where there are more */
export function advice(server, of = '') {
  const unnamed = !server.http?.server;
  const guessed = server.advice.filter((/** @type {any} */ each) => unnamed && each.side === 'SERVER' && each.product);
  const sure = server.advice.filter((/** @type {any} */ each) => !guessed.includes(each));
  const listed = (/** @type {any[]} */ some) => html`<ul>${some.map((each) => html`<li><strong>${each.side === 'SERVER' ? html`<bdi>${visible(each.product ?? 'The server')}</bdi>` : 'The client'}</strong>
      <p>${each.text}</p><p class="soft sources">${each.source}</p></li>`)}</ul>`;
  return html`<section class="card advice"><h2>What to change</h2>${of ? html`<p class="soft">${of}</p>` : nothing}
    ${sure.length ? listed(sure) : nothing}
    ${guessed.length ? html`<details><summary>It doesn’t say what it is: if it is one of these ${guessed.length}</summary>${listed(guessed)}</details>` : nothing}</section>`;
}

/** @param {any} clients @param {string} [of] which run's they are, where there are more */
export function clients(clients, of = '') {
  return html`<section class="card clients"><h2>What a client gets that …</h2>${of ? html`<p class="soft">${of}</p>` : nothing}
    <div class="three">${CLIENTS.map(({field, words, about}) => {
      const client = clients[field];
      if (!client) return nothing;
      const gets = GETS[client.gets] ?? {words: client.gets, tone: 'plain'};
      return html`<section class="tone-${gets.tone}"><h3>… ${words}</h3>
        <p><strong>${gets.words}</strong>${client.status ? html` <span class="soft">(${client.status})</span>` : nothing}</p>
        ${client.error ? html`<p>and is told <code>${client.error}</code></p>` : nothing}
        <p class="soft">It ${about}: ${client.libraries.join(', ')}.</p></section>`;
    })}</div></section>`;
}

/**
 * How far sending got. What TCP took isn't what the server took: the rest may lie in buffers on the way.
 * @param {any} server @param {any} tcp
 */
function handed(server, tcp) {
  const unit = server.bytesOffered >= 10240 ? {of: 1024, name: 'KiB'} : {of: 1, name: 'bytes'};
  const amount = (/** @type {number} */ count) => (count / unit.of).toLocaleString('en', {maximumFractionDigits: count < unit.of ? 1 : 0});
  const before = server.acceptedBeforeReply;
  const rest = tcp?.unacknowledgedBytes ?? 0;
  return html`Of ${amount(server.bytesOffered)} ${unit.name}, ${amount(server.bytesAccepted)} were handed to TCP${
    before !== null && before < server.bytesAccepted ? html`, ${amount(before)} of them before the reply came` : nothing}${
    rest > 0 ? html`; ${amount(rest)} of them had not been acknowledged when the connection was last seen standing` : nothing}.`;
}

/**
 * The answer in a line: an arrival that depends on the client is no arrival.
 * @param {any} outcome @returns {{words: string, tone: string}}
 */
function headline(outcome) {
  const {server, verdict, delivery} = outcome;
  if (NO_CONNECTION[verdict]) return {words: NO_CONNECTION[verdict], tone: tone(verdict)};
  if (server?.tls?.ending === 'HANDSHAKE_FAILED' || (server?.tls?.failure && !server.tls.version)) return {words: 'The TLS handshake failed', tone: 'bad'};
  if (verdict === 'INCONCLUSIVE') return {words: outcome.explanation.split('. ')[0].replace(/\.$/, ''), tone: 'plain'};
  const spoken = conversation(outcome);
  if (spoken) return spoken.tone === 'good' && tone(verdict) !== 'good' ? {words: `${spoken.words}; then ${verdictWords(verdict)}`, tone: tone(verdict)} : spoken;
  if (server && !server.http && server.replyBytes + server.bannerBytes === 0) {
    return {
      words: verdict === 'KEPT_OPEN' ? 'It said nothing and kept the connection open' : `It said nothing: ${verdictWords(verdict)}`,
      tone: server.bytesOffered > 0 ? 'warn' : tone(verdict),
    };
  }
  const how = verdict === 'KEPT_OPEN' ? ', and it kept the connection open' : '';
  const status = server?.http?.status;
  const what = status ? `${status}` : 'The answer';
  const all = server ? CLIENTS.map(({field}) => server.clients[field]?.gets).filter(Boolean) : [];
  switch (delivery) {
    case 'WHOLE':
      return all.every((gets) => gets === 'WHOLE')
        ? {words: `${what} arrives whole, for every kind of client`, tone: status >= 500 ? 'warn' : 'good'}
        : {words: `${isReset(verdict) ? 'The connection is reset: ' : ''}${what} arrives whole, but not for every client`, tone: 'warn'};
    case 'TRUNCATED':
    case 'LOST':
      return {words: `${what}: ${deliveryWords(delivery)}`, tone: 'bad'};
    default:
      return {
        words: verdict === 'KEPT_OPEN'
          ? `${what} came${how}; nothing tells whether that was all`
          : `${status ? `${status}, then ` : 'It answered, then '}${verdictWords(verdict)}: nothing tells whether that was all`,
        tone: tone(verdict),
      };
  }
}
