// Mounts Stripe's form, or its components, in the checkout page, and takes them away the moment the
// hold is over. The hold bar knows when that is: it writes `data-story` and `data-words`.

const box = document.querySelector('[data-pay-here]');
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const { ui, key, secret, done, left } = box.dataset;
const trouble = part('trouble');
const HAS_ENDED = 'Your hold has ended';
/** Takes away what is Stripe's; there is nothing to take away before it is mounted. */
let takeAway = () => {};
let isOver = false;
let isPaying = false;
let isLeaving = false;

/** On to the page that settles with Stripe and shows the tickets; the first who asks is enough. */
function goOn() {
  if (!isLeaving) window.location.assign(done);
  isLeaving = true;
}

function say(words) {
  trouble.textContent = words;
  trouble.hidden = words === '';
}

/** Stripe's whole form. */
async function wholeForm(stripe) {
  const fetchClientSecret = async () => secret;
  const page = await stripe.createEmbeddedCheckoutPage({ fetchClientSecret, onComplete: goOn });
  takeAway = () => page.destroy();
  if (isOver) takeAway();
  else page.mount(part('form'));
}

/** Stripe's components in our layout. */
async function components(stripe) {
  const look = window.matchMedia('(prefers-color-scheme: dark)');
  const elementsOptions = { appearance: appearance(look.matches) };
  const sdk = stripe.initCheckoutElementsSdk({ clientSecret: secret, elementsOptions });
  look.addEventListener('change', () => sdk.changeAppearance(appearance(look.matches)));
  const element = sdk.createPaymentElement();
  takeAway = () => element.destroy();
  element.mount(part('form'));
  const loaded = await sdk.loadActions();
  if (loaded.type === 'error') throw new Error(loaded.error.message);
  const { actions } = loaded;
  sdk.on('change', draw);
  draw(actions.getSession());
  part('pay').addEventListener('click', () => pay(actions));
  codes(actions);
}

/** What is due, and whether it can be paid now. */
function draw(session) {
  if (session.status.type !== 'open') return isPaying || goOn();
  const { subtotal, discount, taxExclusive, total } = session.total;
  const isPlain = discount.minorUnitsAmount === 0 && taxExclusive.minorUnitsAmount === 0;
  row('subtotal', isPlain ? null : subtotal.amount);
  row('discount', discount.minorUnitsAmount ? `−${discount.amount.replace(/^[-−]/, '')}` : null);
  row('tax', taxExclusive.minorUnitsAmount ? taxExclusive.amount : null);
  row('total', total.amount);
  const code = session.discountAmounts?.[0];
  part('discount').querySelector('span').textContent = code?.promotionCode ?? code?.displayName;
  const button = part('pay');
  button.textContent = isPaying ? 'Paying…' : `Pay ${total.amount}`;
  button.disabled = isPaying || isOver || !session.canConfirm;
}

function row(name, amount) {
  part(name).hidden = amount === null;
  part(name).querySelector('dd').textContent = amount;
}

async function pay(actions) {
  isPaying = true;
  say('');
  draw(actions.getSession());
  const result = await actions.confirm({ redirect: 'if_required' }).catch(unheard);
  if (result.type === 'success') return goOn();
  isPaying = false;
  if (isOver) return;
  say(result.error.message);
  draw(actions.getSession());
}

/** No answer is no payment that is known of: a session is paid once, however often it is tried. */
function unheard(problem) {
  console.warn(problem);
  const message = 'We could not hear whether that worked. Please try again: you pay only once.';
  return { type: 'error', error: { message } };
}

function codes(actions) {
  const form = part('code');
  if (!form) return;
  const wrong = part('code-trouble');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const result = await actions.applyPromotionCode(form.elements.code.value.trim());
    wrong.textContent = result.type === 'error' ? result.error.message : '';
    if (result.type === 'success') form.reset();
  });
  const remove = part('discount').querySelector('button');
  remove.addEventListener('click', () => actions.removePromotionCode());
}

/** The shop's own colours, as Stripe's fields take them. */
function appearance(isDark) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => asRgb(style.getPropertyValue(name));
  const variables = {
    colorPrimary: colour('--focus'),
    colorBackground: colour('--raised'),
    colorText: colour('--ink'),
    colorTextSecondary: colour('--ink-2'),
    colorDanger: colour('--accent'),
    borderRadius: style.getPropertyValue('--radius').trim(),
  };
  return { theme: isDark ? 'night' : 'stripe', variables };
}

/** Any colour of CSS, in the way that everybody reads. */
function asRgb(colour) {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  pen.fillStyle = colour.trim();
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

/** Nothing can be paid here any more: says why, and what can be had. Paid is told elsewhere. */
function end(story, words) {
  if (story === 'paid' || story === 'told') return goOn();
  const wasOver = isOver;
  isOver = true;
  if (!wasOver) takeAway();
  box.hidden = true;
  part('end').hidden = false;
  part('heading').textContent = story === 'ended' ? HAS_ENDED : 'One moment';
  part('words').textContent = words.replace(`${HAS_ENDED}. `, '');
  part('again').hidden = story !== 'ended';
  if (!wasOver) part('heading').focus(); // what had the focus is gone
}

function hear() {
  const { story, words } = box.dataset;
  if (story && story !== 'running') end(story, words);
}

/** Stripe.js, which loads beside this script: a hold may end before it is there. */
function stripeJs() {
  if (window.Stripe) return Promise.resolve();
  const script = part('stripe');
  return new Promise((resolve, reject) => {
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => reject(new Error(`${script.src} did not load`)));
  });
}

async function start() {
  new MutationObserver(hear).observe(box, { attributeFilter: ['data-story', 'data-words'] });
  hear();
  // only where the bar sleeps: it hears of the end at once
  setTimeout(() => isOver || end('ending', 'Your time is up.'), Number(left) + 3000);
  try {
    await stripeJs();
    if (isOver) return;
    const stripe = window.Stripe(key);
    await (ui === 'elements' ? components(stripe) : wholeForm(stripe));
  } catch (problem) {
    say('The payment form could not be loaded. Your seats are still held: reload the page.');
    console.warn(problem);
  }
  part('form').removeAttribute('aria-busy');
}

start();
