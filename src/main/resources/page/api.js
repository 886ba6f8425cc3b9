/**
 * Calls the API. The token is asked for once and kept in this module's memory alone.
 * @typedef {{status: number, title: string, detail: string, todo: string, errors: {pointer?: string, parameter?: string, message: string}[], outcome?: object, retryAfter?: number}} Failure
 */

export const LADDER = 'application/vnd.teardown.ladder+json';

/** What no header's value may hold: fetch would throw, and no instance has such a token. */
const UNSENDABLE = /[^\x20-\x7e\x80-\xff]/;

/** @type {string | null} */
let token = null;

/** Whether calls carry a token. */
export const carriesToken = () => token !== null;

/** @param {string | null} text */
export function useToken(text) {
  token = text;
}

/** What went wrong, told to a person. */
export class ApiError extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(failure.detail || failure.title);
    this.failure = failure;
  }
}

/** Whether a link alone may be answered, which carries no token. */
export const needsNoToken = () => token === null;

/**
 * @typedef {{method?: string, body?: unknown, accept?: string, signal?: AbortSignal}} Options
 * @param {string} path under /api/v1
 * @param {Options} [options]
 * @returns {Promise<any>}
 * @throws {ApiError} for whatever isn't a success
 */
export async function call(path, options) {
  const response = await ask(`/api/v1${path}`, options);
  return response.status === 204 ? null : whole(response);
}

/**
 * @param {string} path of this instance
 * @param {Options & {fine?: number[]}} [options] fine are statuses that are answers, too
 * @returns {Promise<Response>}
 * @throws {ApiError}
 */
export async function ask(path, {method = 'GET', body, accept = 'application/json', signal, fine = []} = {}) {
  /** @type {Record<string, string>} */
  const headers = {Accept: accept};
  if (token) {
    if (UNSENDABLE.test(token)) throw new ApiError(words(401, '', []));
    headers.Authorization = `Bearer ${token}`;
  }
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      signal,
      credentials: 'omit',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (e) {
    throw silence(e);
  }
  if (response.ok || fine.includes(response.status)) return response;
  throw new ApiError(await failure(response, method === 'GET'));
}

/** @param {unknown} e what fetch threw @returns {unknown} */
function silence(e) {
  return e instanceof DOMException && e.name === 'AbortError'
    ? e
    : new ApiError({
        status: 0,
        title: 'The service doesn’t answer',
        detail: 'Nothing came back from this instance.',
        todo: 'Look whether it still runs, then try again. What you chose here stays.',
        errors: [],
      });
}

/** @param {Record<string, any>} values @returns {string} a query, without what is empty */
export function query(values) {
  const said = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return said.length ? `?${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}` : '';
}

/**
 * The data of server-sent events. By fetch, as an EventSource can't send a token.
 * @param {string} path under /api/v1
 * @param {AbortSignal} signal
 * @param {() => void} [opened] called once the service tells of what comes from then on
 * @returns {AsyncGenerator<any>}
 */
export async function* events(path, signal, opened = () => {}) {
  const response = await ask(`/api/v1${path}`, {accept: 'text/event-stream', signal});
  opened();
  const reader = /** @type {ReadableStream} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    let read;
    try {
      read = await reader.read();
    } catch (e) {
      throw silence(e);
    }
    if (read.done) return;
    text += decoder.decode(read.value, {stream: true});
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.split('\n').filter((line) => line.startsWith('data:'));
      if (data.length) yield JSON.parse(data.map((line) => line.slice(5)).join('\n'));
    }
  }
}

/** Shows another view in this tab, which keeps the token. @param {string} path */
export function go(path) {
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** What is opened in a view: it stands behind the #, as it is the page's alone. */
export const opened = () => new URLSearchParams(location.hash.slice(1));

/**
 * Changes the address of what is shown here. One whose question was answered stays as it is: the changed one gets an
 * address of its own, from which one can go back to the answer.
 * @param {unknown} state @param {string} url
 */
export function readdress(state, url) {
  if (history.state?.run || history.state?.repeated) history.pushState(state, '', url);
  else history.replaceState(state, '', url);
}

/**
 * Keeps something for a way back to what is shown here now.
 * @param {{run?: string | null, repeated?: {id: string, asked: string} | null, touring?: number | null}} what the run that
 *   was asked for last, the campaign of a question that was repeated, the stop of the tour
 */
export function remember(what) {
  history.replaceState({...history.state, ...what}, '', location.href);
}

/** The run that was asked for here before one went away; null without one, or where it isn't kept any more. @returns {Promise<any>} */
export async function remembered() {
  const id = history.state?.run;
  if (!id) return null;
  try {
    const found = await call(`/experiments/${id}`, {accept: LADDER});
    return found.outcome ? found : null;
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
    return null;
  }
}

/**
 * Tells the frame what a view asks or shows, for the title.
 * @param {HTMLElement} view @param {import('./spec.js').Spec} spec
 * @param {import('./ladder.js').Drawing | null} [drawing] what came of it
 */
export function told(view, spec, drawing = null) {
  view.dispatchEvent(new CustomEvent('told', {bubbles: true, detail: {spec, drawing}}));
}

/** @param {string} text */
export async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A clipboard needs a secure context, which plain HTTP to another host isn't.
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

/** @param {string} name @param {BlobPart[]} parts @param {string} type */
export function saveAs(name, parts, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, {type}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {Response} response @returns {Promise<any>} */
async function whole(response) {
  try {
    return await response.json();
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e;
    throw new ApiError({
      status: 0,
      title: 'The service’s answer broke off',
      detail: 'What came back isn’t whole JSON.',
      todo: 'Try again. What you chose here stays; a run that was asked for may have been made.',
      errors: [],
    });
  }
}

/** @param {Response} response @param {boolean} lookedUp whether nothing but an address was sent @returns {Promise<Failure>} */
async function failure(response, lookedUp) {
  /** @type {any} */
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // A proxy in between may answer in any form.
  }
  const status = response.status;
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
  const told = words(status, String(problem.detail ?? ''), Array.isArray(problem.errors) ? problem.errors : [], retryAfter);
  return {
    ...told,
    ...(lookedUp && status === 400 ? MISTYPED : {}),
    outcome: problem.outcome,
  };
}

/**
 * @param {number} status @param {string} detail @param {Failure['errors']} errors @param {number} [retryAfter]
 * @returns {Failure}
 */
function words(status, detail, errors, retryAfter) {
  return {
    status,
    title: TITLES[status] ?? (status >= 500 ? 'The service failed' : 'That isn’t possible'),
    // The problem tells how to send a token by curl; the page asks for it.
    detail: status === 401 ? '' : detail,
    todo: todo(status, [detail, ...errors.map((each) => each.message)].join(' '), retryAfter),
    errors,
    retryAfter,
  };
}

/** @type {Record<number, string>} */
const TITLES = {
  400: 'That spec can’t be run',
  401: 'A token is needed',
  403: 'That isn’t allowed',
  404: 'Nothing of this name is kept here',
  409: 'That doesn’t fit its state',
  413: 'That is too much to send',
  421: 'This instance doesn’t know itself by this name',
  422: 'It ended otherwise than expected',
  429: 'Too much is under way',
  503: 'The history is out of reach',
};

/** What a 400 means where no spec was sent. */
const MISTYPED = {title: 'This address can’t be looked up', todo: 'Look whether the link was copied whole, and what was typed into the filters.'};

/**
 * @param {number} status @param {string} detail @param {number} [retryAfter]
 */
function todo(status, detail, retryAfter) {
  const entry = detail.match(/add (\S+) to (teardown\.[a-z.-]+[a-z])/);
  switch (status) {
    case 400:
      return 'Change what is marked; everything else stays as it is.';
    case 401:
      return 'Enter the token of teardown.api.token. It stays in this tab’s memory and is gone when you close it.';
    case 403:
      if (entry) return `Whoever runs this instance can allow it by the property ${entry[2]}: add ${entry[1]}.`;
      return / never | no such port/.test(detail) ? 'No setting allows it: name another target.' : '';
    case 404:
      return 'Look at another instance, or run it again: links only lead to what this vantage keeps.';
    case 409:
      return 'What is shown here is how it stands now.';
    case 413:
      return 'Make what is sent shorter: a spec is small, and long requests count in full.';
    case 421:
      return 'Open the page by its address, or add the name to teardown.api.hosts.';
    case 429:
      return `Try again in ${retryAfter ?? 1} s.`;
    case 503:
      return 'Runs that aren’t kept still work: switch “Keep in the history” off, or try again in a moment.';
    default:
      return 'Try again; if it stays so, the service’s log says why.';
  }
}
