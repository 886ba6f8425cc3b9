import {LitElement, html} from 'lit';
import {carriesToken, toClipboard} from './api.js';
import {target, visible} from './parts.js';
import {ENDS_WELL, brief, isRemote, toCampaign} from './spec.js';

/**
 * The same question in other tools' words, to be copied.
 * @typedef {import('./spec.js').Spec} Spec
 */

/** @param {string} text for a shell's single quotes */
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** @param {Spec} spec @param {number} [indent] */
const json = (spec, indent) => visible(JSON.stringify(brief(spec), null, indent));

/** @param {unknown} value @returns {string} a value of YAML: JSON is YAML, and is read the same by everybody */
const yaml = (value) => visible(JSON.stringify(value));

/** Fields that the monitor, its module or the caller says. */
const NOT_IN_A_MODULE = ['targetHost', 'label', 'compare'];
const NOT_IN_A_SCENARIO = ['targetHost', 'targetPort', 'responderUrl'];

/** @param {Spec} spec @param {string[]} names @returns {Spec} */
const without = (spec, names) => Object.fromEntries(Object.entries(spec).filter(([name]) => !names.includes(name)));

/** The token's place in a shell's line, never the token. */
const header = () => (carriesToken() ? ' -H "Authorization: Bearer $TEARDOWN_TOKEN"' : '');

/** @param {Spec} spec @param {string} indent */
function yamlFields(spec, indent) {
  return Object.entries(brief(spec))
    .map(([name, value]) => `${indent}${name}: ${yaml(value)}`)
    .join('\n');
}

/** What a copied text names where the spec names no host. @param {Spec} spec */
const standsFor = (spec) => (isRemote(spec) ? 'probe-b' : '127.0.0.1');

/**
 * @type {{name: string, about: string, text: (spec: Spec, expected: {predicted: string[], predictedDelivery: string[]} | null) => string}[]}
 */
export const FORMS = [
  {
    name: 'curl',
    about: 'Runs it and shows the ladder as text.',
    text: (spec) =>
      `curl${header()} -H 'Content-Type: application/json' -d ${quoted(json(spec))} \\\n  ${quoted(`${location.origin}/api/v1/experiments?format=text`)}`,
  },
  {
    name: 'Java',
    about: 'The JDK alone, 15 or later.',
    text: (spec) => `import java.net.URI;
import java.net.http.*;

var request = HttpRequest.newBuilder(URI.create(${yaml(`${location.origin}/api/v1/experiments`)}))
    .header("Content-Type", "application/json")${carriesToken() ? `
    .header("Authorization", "Bearer " + System.getenv("TEARDOWN_TOKEN"))` : ''}
    .POST(HttpRequest.BodyPublishers.ofString(${yaml(json(spec))}))
    .build();
var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
System.out.println(response.body());`,
  },
  {
    name: 'Python',
    about: 'The standard library alone.',
    text: (spec) => `import json, ${carriesToken() ? 'os, ' : ''}urllib.request

spec = json.loads(${pythonText(json(spec))})
request = urllib.request.Request(
    ${yaml(`${location.origin}/api/v1/experiments`)},
    data=json.dumps(spec).encode(),
    headers={"Content-Type": "application/json"${carriesToken() ? ', "Authorization": "Bearer " + os.environ["TEARDOWN_TOKEN"]' : ''}},
)
with urllib.request.urlopen(request) as response:
    outcome = json.load(response)
print(outcome["verdict"], outcome["delivery"])`,
  },
  {
    name: 'CI',
    about: 'Fails the job unless it ends as theory predicts; of a server, if a reset ends it, or its reply isn’t whole.',
    text: (spec, expected) => {
      const expect = spec.expect ?? expectation(spec, expected);
      return `curl --fail-with-body${header()} -H 'Content-Type: application/json' \\\n  -d ${quoted(json({...spec, expect}))} \\\n  ${quoted(`${location.origin}/api/v1/experiments?failUnmet=true&format=text`)}`;
    },
  },
  {
    name: 'Monitor',
    about: 'For the file that teardown.probes-file names: runs it again and again, as metrics and under Live. In a file that has some, put what stands below modules and monitors below its own.',
    text: (spec, expected) => {
      const timeout = spec.timeoutMillis ?? 5000;
      // Nothing is predicted of a server: a module of one must say what it wants.
      const wanted = spec.server ? {expect: spec.expect ?? expectation(spec, expected)} : {};
      const name = `mine_${target(spec, standsFor(spec)).toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '')}`.slice(0, LONGEST_NAME);
      const fields = {...without(brief(spec), NOT_IN_A_MODULE), ...wanted, ...(isRemote(spec) ? {peer: 'RESPONDER'} : {})};
      return `modules:
  ${name}:
    title: ${yaml('Seen on the page')}
    spec:
${yamlFields(fields, '      ')}
monitors:
  ${name}:
    module: ${name}
    targets: [${yaml(target(spec, standsFor(spec)))}]
    interval: ${Math.max(10_000, timeout)}ms
    timeout: ${timeout}ms`;
    },
  },
  {
    name: 'Scenario',
    about: 'A file for the directory that teardown.scenarios-dir names, such as 90-mine.yml: two digits, a dash, a name. Who runs it says the target.',
    text: (spec, expected) => `title: ${yaml('Seen on the page')}
story: ${yaml('What happens, and where one meets it.')}
mechanism: ${yaml('What TCP does, in a sentence.')}
initiatorSees: ${yaml('What its calls return.')}
responderSees: ${yaml('What its calls return.')}
finding: ${yaml('What was claimed, and what was measured.')}
spec:
${yamlFields({...without(spec, NOT_IN_A_SCENARIO), ...(isRemote(spec) ? {peer: 'RESPONDER'} : {})}, '  ')}
prediction:
  verdicts: [${(expected?.predicted.length ? expected.predicted : ['CLEAN_EOF']).join(', ')}]
  deliveries: [${(expected?.predictedDelivery.length ? expected.predictedDelivery : ['WHOLE']).join(', ')}]
sources: [${yaml('Your own experience')}]`,
  },
];

/** @param {string} text */
const pythonText = (text) => visible(JSON.stringify(text));

/** A module's name has so many characters at most. */
const LONGEST_NAME = 63;

/** @param {Spec} spec @param {{predicted: string[], predictedDelivery: string[]} | null} expected */
function expectation(spec, expected) {
  // Of a conversation, what its turns wait for is what is wanted; of what has no framing nothing tells whether it is whole.
  // A reset is what one watches for, even where the reply survives it: it doesn’t for every client.
  const {turns, request} = spec.server ?? {};
  if (spec.server) return {...(turns ? {turnsMet: true} : request?.http ? {deliveries: ['WHOLE']} : {}), verdicts: ENDS_WELL};
  return {
    verdicts: expected?.predicted.length ? expected.predicted : ['CLEAN_EOF'],
    deliveries: expected?.predictedDelivery.length ? expected.predictedDelivery : ['WHOLE'],
  };
}

export class SameAs extends LitElement {
  static properties = {
    spec: {attribute: false},
    expected: {attribute: false},
    chosen: {state: true},
    copied: {state: true},
  };

  constructor() {
    super();
    /** @type {Spec} */
    this.spec = {};
    /** @type {any} */
    this.expected = null;
    this.chosen = 0;
    this.copied = '';
  }

  createRenderRoot() {
    return this;
  }

  /** @param {string} text @param {string} what */
  async copy(text, what) {
    await toClipboard(text);
    this.copied = `${what} copied`;
    setTimeout(() => (this.copied = ''), 2500);
  }

  /** @param {KeyboardEvent} e */
  keys(e) {
    const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    e.preventDefault();
    this.chosen = (this.chosen + step + FORMS.length) % FORMS.length;
    this.updateComplete.then(() => /** @type {any} */ (this.querySelector('[aria-selected=true]'))?.focus());
  }

  render() {
    const form = FORMS[this.chosen];
    const text = form.text(this.spec, this.expected);
    return html`<section class="card same" aria-labelledby="same-title">
      <h2 id="same-title">The same as</h2>
      <div class="tabs" role="tablist" aria-label="Written as" @keydown=${this.keys}>
        ${FORMS.map(
          (each, i) => html`<button type="button" role="tab" id="same-${i}" aria-controls="same-panel" aria-selected=${i === this.chosen}
            tabindex=${i === this.chosen ? 0 : -1} @click=${() => (this.chosen = i)}>${each.name}</button>`,
        )}
      </div>
      <div role="tabpanel" id="same-panel" aria-labelledby="same-${this.chosen}">
        <p class="soft">${form.about}</p>
        <pre tabindex="0"><code>${text}</code></pre>
      </div>
      <p class="row">
        <button type="button" @click=${() => this.copy(text, form.name)}>Copy</button>
        <button type="button" class="quiet" @click=${() => this.copy(location.href, 'Link')}>Copy a link to this question</button>
        <a href=${toCampaign(this.spec)}>Run it along an axis</a>
        <span role="status" class="soft">${this.copied}</span>
      </p>
    </section>`;
  }
}

customElements.define('td-same', SameAs);
