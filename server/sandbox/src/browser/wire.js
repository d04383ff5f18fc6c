// How this script reaches the sandbox: by fetch for what a page may know, by messages to frames for
// what is typed. Only messages of this origin, from the very frame that was made, are heard.

const origin = new URL(document.currentScript.src).origin;

/** What a page does wrong, as Stripe.js names it. */
class IntegrationError extends Error {
  constructor(message) {
    super(message);
    this.name = 'IntegrationError';
  }
}

/** Posts a form and answers its JSON; a refusal is thrown in its own words. */
async function ask(path, form) {
  const answer = await fetch(origin + path, { method: 'POST', body: new URLSearchParams(form) });
  const told = await answer.json();
  if (!answer.ok) throw new IntegrationError(told.error.message);
  return told;
}

/** The session of a client secret. */
const load = (secret) => ask('/browser/session', { client_secret: secret });

const idOf = (secret) => String(secret).split('_secret_')[0];

/** An element of the page, by itself or by its selector. */
function place(where) {
  const found = typeof where === 'string' ? document.querySelector(where) : where;
  if (found instanceof Element) return found;
  throw new IntegrationError(`There is nothing in this page to mount to: ${where}`);
}

/**
 * Shows a document of the sandbox inside the page. `hear` gets what it says, `tell` speaks to it,
 * `remove` takes it away.
 */
function show(parent, path, { title, name, hear }) {
  const frame = document.createElement('iframe');
  frame.title = title;
  frame.name = name;
  // as wide as its place, and the room that its rings of focus take
  Object.assign(frame.style, { border: '0', display: 'block', height: '0', margin: '-4px' });
  frame.style.width = 'calc(100% + 8px)';
  const listen = (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    const said = event.data?.sandbox;
    if (said?.type === 'height') frame.style.height = `${said.px}px`;
    else if (said) hear(said);
  };
  window.addEventListener('message', listen);
  frame.src = origin + path;
  parent.append(frame);
  return {
    tell: (message) => frame.contentWindow?.postMessage({ sandbox: message }, origin),
    remove: () => {
      window.removeEventListener('message', listen);
      frame.remove();
    },
  };
}

/** Shows the bank's question over the page: `answer` promises how it ended, `close` gives up. */
function challenge(path) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', '3-D Secure');
  Object.assign(dialog.style, { border: '0', borderRadius: '1rem', margin: 'auto', padding: '0' });
  Object.assign(dialog.style, { width: 'min(30rem, 92vw)', background: 'Canvas', overflow: 'hidden' });
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  document.body.append(dialog);
  let frame;
  const close = () => {
    frame.remove();
    dialog.remove();
  };
  const answer = new Promise((resolve) => {
    const hear = (said) => {
      if (said.type !== 'answered') return;
      close();
      resolve(said.result);
    };
    frame = show(dialog, path, { title: '3-D Secure', name: 'stripe-challenge', hear });
  });
  dialog.showModal();
  return { answer, close };
}
