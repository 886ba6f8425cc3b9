import {LitElement, html} from 'lit';
import {target} from './parts.js';
import {brief} from './spec.js';

/**
 * The same question in other tools' words, to be copied.
 * @typedef {import('./spec.js').Spec} Spec
 */

/** @param {string} text for a shell's single quotes */
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** @param {Spec} spec @param {number} [indent] */
const json = (spec, indent) => JSON.stringify(brief(spec), null, indent);

/** @param {unknown} value @returns {string} a value of YAML: JSON is YAML, and is read the same by everybody */
const yaml = (value) => JSON.stringify(value);

/** @param {Spec} spec @param {string} indent */
function yamlFields(spec, indent) {
  return Object.entries(brief(spec))
    .map(([name, value]) => `${indent}${name}: ${yaml(value)}`)
    .join('\n');
}

/**
 * @type {{name: string, about: string, text: (spec: Spec, expected: {predicted: string[], predictedDelivery: string[]} | null) => string}[]}
 */
export const FORMS = [
  {
    name: 'curl',
    about: 'Runs it and shows the ladder as text.',
    text: (spec) =>
      `curl -H 'Content-Type: application/json' -d ${quoted(json(spec))} \\\n  ${quoted(`${location.origin}/api/v1/experiments?format=text`)}`,
  },
  {
    name: 'Java',
    about: 'The JDK alone, 15 or later.',
    text: (spec) => `import java.net.URI;
import java.net.http.*;

var request = HttpRequest.newBuilder(URI.create(${yaml(`${location.origin}/api/v1/experiments`)}))
    .header("Content-Type", "application/json")
    .POST(HttpRequest.BodyPublishers.ofString(${yaml(json(spec))}))
    .build();
var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
System.out.println(response.body());`,
  },
  {
    name: 'Python',
    about: 'The standard library alone.',
    text: (spec) => `import json, urllib.request

spec = json.loads(${pythonText(json(spec))})
request = urllib.request.Request(
    ${yaml(`${location.origin}/api/v1/experiments`)},
    data=json.dumps(spec).encode(),
    headers={"Content-Type": "application/json"},
)
with urllib.request.urlopen(request) as response:
    outcome = json.load(response)
print(outcome["verdict"], outcome["delivery"])`,
  },
  {
    name: 'CI',
    about: 'Fails the job unless it ends as theory predicts, or as a client would want.',
    text: (spec, expected) => {
      const expect = spec.expect ?? expectation(spec, expected);
      return `curl --fail-with-body -H 'Content-Type: application/json' \\\n  -d ${quoted(json({...spec, expect}))} \\\n  ${quoted(`${location.origin}/api/v1/experiments?failUnmet=true&format=text`)}`;
    },
  },
  {
    name: 'Monitor',
    about: 'For the file that teardown.probes-file names: runs it every 10 s, as metrics and in the mesh.',
    text: (spec) => {
      const {targetHost, targetPort, ...module} = spec;
      const fields = targetPort ? {targetPort, ...module} : module;
      return `modules:
  mine:
    title: ${yaml('Seen on the page')}
    spec:
${yamlFields(fields, '      ')}
monitors:
  mine:
    module: mine
    targets: [${yaml(target(spec, '127.0.0.1'))}]
    interval: 10s`;
    },
  },
  {
    name: 'Scenario',
    about: 'A file for the directory that teardown.scenarios-dir names: mine.yml.',
    text: (spec, expected) => `title: ${yaml('Seen on the page')}
story: ${yaml('What happens, and where one meets it.')}
mechanism: ${yaml('What TCP does, in a sentence.')}
initiatorSees: ${yaml('What its calls return.')}
responderSees: ${yaml('What its calls return.')}
finding: ${yaml('What was claimed, and what was measured.')}
spec:
${yamlFields(spec, '  ')}
prediction:
  verdicts: [${(expected?.predicted.length ? expected.predicted : ['CLEAN_EOF']).join(', ')}]
  deliveries: [${(expected?.predictedDelivery.length ? expected.predictedDelivery : ['WHOLE']).join(', ')}]
sources: [${yaml('Your own experience')}]`,
  },
];

/** @param {string} text */
const pythonText = (text) => JSON.stringify(text);

/** @param {Spec} spec @param {{predicted: string[], predictedDelivery: string[]} | null} expected */
function expectation(spec, expected) {
  if (spec.server) return {deliveries: ['WHOLE']};
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
        <span role="status" class="soft">${this.copied}</span>
      </p>
    </section>`;
  }
}

customElements.define('td-same', SameAs);
