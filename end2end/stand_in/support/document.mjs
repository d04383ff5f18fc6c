// Holds every answer against Stripe's own document of its API, where that document is at hand.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2020.js';

const FOLDER = fileURLToPath(new URL('../../../../shared/data/stripe/', import.meta.url));
const KINDS = new Set(['checkout.session', 'payment_intent', 'charge', 'refund', 'dispute']);

/** What checks answers, or nothing where the document is absent. */
export function openDocument() {
  if (!existsSync(`${FOLDER}openapi.json`)) return null;
  const read = (name) => JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8'));
  const document = read('openapi.json');
  for (const action of read('endive-overlay.json').actions) apply(document, action);
  const loose = { strict: false, allErrors: true, validateFormats: false };
  const ajv = new Ajv(loose).addSchema({ $id: 'stripe', ...document });
  // A form knows texts only: numbers and booleans are read out of them.
  const forms = new Ajv({ ...loose, coerceTypes: true });
  return new Document(document, ajv, forms);
}

/** One step of an overlay: `$.a.b['c d'].e` is removed, or grows by what is given. */
function apply(document, { target, update, remove }) {
  const steps = [...target.matchAll(/\.([\w-]+)|\['([^']+)'\]/g)].map((m) => m[1] ?? m[2]);
  const last = steps.pop();
  const parent = steps.reduce((node, step) => node[step], document);
  if (remove) delete parent[last];
  else if (Array.isArray(parent[last])) parent[last].push(...update);
  else Object.assign(parent[last], update);
}

/** The parameters of a query as one schema, which knows no others. */
function ofQuery(parameters) {
  const queried = parameters.filter((parameter) => parameter.in === 'query');
  const properties = Object.fromEntries(queried.map(({ name, schema }) => [name, schema]));
  return { type: 'object', properties, additionalProperties: false };
}

/** Names at any depth that the document does not have: by itself it only closes the outermost. */
function strangers(schema, value, where) {
  const shapes = schema.anyOf ?? [schema];
  if (Array.isArray(value)) {
    const { items } = shapes.find((shape) => shape.items) ?? {};
    return items ? value.flatMap((item, at) => strangers(items, item, `${where}/${at}`)) : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { properties } = shapes.find((shape) => shape.properties) ?? {};
  if (!properties) return []; // metadata: any name will do
  return Object.entries(value).flatMap(([name, inner]) => {
    if (!Object.hasOwn(properties, name)) return [`${where}/${name} is no parameter`];
    return strangers(properties[name], inner, `${where}/${name}`);
  });
}

class Document {
  #operations = [];
  #ajv;
  #forms;

  constructor(document, ajv, forms) {
    this.#ajv = ajv;
    this.#forms = forms;
    for (const [path, methods] of Object.entries(document.paths)) {
      const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
      this.#operations.push({ path, pattern, methods });
    }
  }

  /** What is wrong with an answer, in words; nothing for paths the document does not have. */
  faults(method, path, status, body) {
    if (status !== 200) return this.#against('stripe#/components/schemas/error', body, path);
    const known = this.#find(path);
    if (!known?.methods[method.toLowerCase()]) return this.#ofObject(body, path);
    const pointer = known.path.replaceAll('~', '~0').replaceAll('/', '~1');
    const at = `stripe#/paths/${pointer}/${method.toLowerCase()}/responses/200/content`;
    const where = `${method} ${known.path}`;
    const faults = this.#against(`${at}/application~1json/schema`, body, where);
    const listed = Array.isArray(body.data) ? body.data : [];
    const events = [body, ...listed].filter((item) => item.object === 'event');
    return [...faults, ...events.flatMap((event) => this.ofEvent(event))];
  }

  /** What is wrong with a request, in words; nothing for paths the document does not have. */
  requestFaults({ method, path, params }) {
    const operation = this.#find(path)?.methods[method.toLowerCase()];
    if (!operation) return [];
    const form = operation.requestBody?.content['application/x-www-form-urlencoded'].schema;
    const schema = method === 'POST' ? form : ofQuery(operation.parameters);
    const where = `${method} ${path}: `;
    const unknown = strangers(schema, params, where);
    const check = this.#forms.compile(schema);
    if (check(structuredClone(params))) return unknown;
    const wrong = check.errors.map((error) => `${where}${error.instancePath} ${error.message}`);
    return [...wrong, ...unknown];
  }

  #find(path) {
    return this.#operations.find(({ pattern }) => pattern.test(path));
  }

  /** What is wrong with the object that an event tells of. */
  ofEvent(event) {
    return this.#ofObject(event.data.object, event.type);
  }

  #ofObject(object, where) {
    const items = object.object === 'list' ? object.data : [object];
    const known = items.filter((item) => KINDS.has(item.object));
    return known.flatMap((item) =>
      this.#against(`stripe#/components/schemas/${item.object}`, item, where),
    );
  }

  #against(ref, value, where) {
    const check = this.#ajv.getSchema(ref) ?? this.#ajv.compile({ $ref: ref });
    if (check(value)) return [];
    return check.errors.map((error) => `${where}: ${error.instancePath} ${error.message}`);
  }
}
