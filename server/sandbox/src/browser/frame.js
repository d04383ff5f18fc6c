// A document of this sandbox inside another page: it tells its height, and does what its kind does.

const kind = main.dataset.frame;
// the step of an embedded form stands inside that form; everything else inside the seller's page
const isInForm = kind === 'challenge' && main.dataset.mode === 'embedded_page';
const listener = isInForm ? location.origin : main.dataset.seller;
const tell = (message) => parent.postMessage({ sandbox: message }, listener);

const height = () => tell({ type: 'height', px: Math.ceil(main.getBoundingClientRect().height) });
new ResizeObserver(height).observe(main);

/** Hears the page around, and nobody else. */
function hear(type, act) {
  window.addEventListener('message', (event) => {
    const isKnown = listener === '*' || event.origin === listener;
    if (isKnown && event.source === parent && event.data?.sandbox?.type === type) {
      act(event.data.sandbox);
    }
  });
}

const COLOURS = {
  colorPrimary: '--accent',
  colorBackground: '--card',
  colorText: '--ink',
  colorTextSecondary: '--ink-soft',
  colorDanger: '--bad',
  borderRadius: '--radius',
  fontFamily: '--font',
};

function appear({ appearance }) {
  for (const [name, value] of Object.entries(appearance?.variables ?? {})) {
    if (COLOURS[name]) document.documentElement.style.setProperty(COLOURS[name], value);
  }
}

/** The Payment Element: tells whether it is filled in, pays when it is told to. */
function livePayment() {
  const change = () => {
    const { method, number = '' } = typed();
    tell({ type: 'change', complete: isComplete(), empty: number === '', method });
  };
  form.addEventListener('input', change);
  form.addEventListener('submit', (event) => event.preventDefault());
  hear('appear', appear);
  hear('confirm', async ({ ask, email }) => {
    const result = await pay({ email });
    tell({ type: 'answer', ask, result });
  });
  tell({ type: 'ready' });
  change();
}

/** The whole form: it has its own button, and shows the bank's question itself. */
function livePage() {
  const button = form.querySelector('button[type="submit"]');
  const words = button.textContent;
  const busy = (is) => {
    button.disabled = is;
    button.textContent = is ? 'Processing…' : words;
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    busy(true);
    alarm('');
    let result = await pay();
    if (result.kind === 'redirect') return tell({ type: 'leave', path: result.path });
    if (result.type === 'action') result = await question(result.path);
    if (result.type === 'success') return finish(result);
    if (result.isOver) return over();
    busy(false);
    alarm(result.problems ? '' : result.error.message);
  });
  tell({ type: 'ready' });
}

function finish({ returnUrl }) {
  say('Thank you', 'The payment is complete.');
  tell({ type: 'complete', returnUrl });
}

/** As unhelpful as the real one. */
function over() {
  say('All done here, or out of time', 'This form cannot say which.');
}

function say(heading, line) {
  const title = document.createElement('h1');
  const words = document.createElement('p');
  title.textContent = heading;
  words.textContent = line;
  const panel = document.createElement('div');
  panel.className = 'said';
  panel.setAttribute('role', 'status');
  panel.append(title, words);
  main.replaceChildren(panel);
}

function alarm(words) {
  form.querySelector('.alert')?.remove();
  if (!words) return;
  const alert = document.createElement('p');
  alert.className = 'alert';
  alert.setAttribute('role', 'alert');
  alert.textContent = words;
  form.querySelector('h2').after(alert);
}

/** The bank's question over the form. */
function question(path) {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-label', '3-D Secure');
    const frame = document.createElement('iframe');
    frame.title = '3-D Secure';
    frame.name = 'stripe-challenge';
    frame.src = path;
    const listen = (event) => {
      if (event.origin !== location.origin || event.source !== frame.contentWindow) return;
      const said = event.data?.sandbox;
      if (said?.type === 'height') frame.style.height = `${said.px}px`;
      if (said?.type !== 'answered') return;
      window.removeEventListener('message', listen);
      dialog.remove();
      resolve(said.result);
    };
    window.addEventListener('message', listen);
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.append(frame);
    main.append(dialog);
    dialog.showModal();
  });
}

const answered = document.querySelector('[data-result]');
if (answered) tell({ type: 'answered', result: JSON.parse(answered.dataset.result) });
if (kind === 'payment') livePayment();
if (kind === 'page' && form) livePage();
