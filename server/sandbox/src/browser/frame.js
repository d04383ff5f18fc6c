// A document of this sandbox inside another page: it tells its height, and does what its kind does.

const kind = main.dataset.frame;
const listener = main.dataset.seller;
const tell = (message) => parent.postMessage({ sandbox: message }, listener);

const height = () => tell({ type: 'height', px: Math.ceil(main.getBoundingClientRect().height) });
new ResizeObserver(height).observe(main);

/** Hears the page around, and nobody else. */
function hear(type, act) {
  window.addEventListener('message', (event) => {
    const isKnown = listener === '*' || event.origin === listener;
    const said = isKnown && event.source === parent ? event.data?.sandbox : null;
    if (said?.type === type) act(said);
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
  document.querySelector('form.promotion')?.addEventListener('submit', lower);
  tell({ type: 'ready' });
}

/** Uses a promotion code, or takes it off; the bill is then another one. */
async function lower(event) {
  event.preventDefault();
  const code = event.target.elements.code?.value.trim();
  const body = new URLSearchParams({ client_secret: secret, ...(code ? { code } : {}) });
  const answer = await fetch('/browser/promotion_code', { method: 'POST', body });
  const told = await answer.json();
  if (told.type === 'success') location.reload();
  else mark(event.target.elements.code, told.error.message);
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
  panel.className = 'over';
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
  alert.scrollIntoView({ block: 'nearest' });
}

/** The page around shows the bank's question, over everything. */
function question(path) {
  return new Promise((resolve) => {
    hear('asked', ({ result }) => resolve(result));
    tell({ type: 'ask', path });
  });
}

const answered = document.querySelector('[data-result]');
if (answered) tell({ type: 'answered', result: JSON.parse(answered.dataset.result) });
if (kind === 'payment') livePayment();
if (kind === 'page' && form) livePage();
