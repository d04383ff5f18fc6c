// `createEmbeddedCheckoutPage`: the whole form in a frame. One at a time, as at Stripe's.

let livePage = null;

async function createEmbeddedCheckoutPage(options = {}) {
  const { clientSecret, fetchClientSecret, onComplete } = options;
  if (livePage) throw new IntegrationError('You cannot have multiple Embedded Checkout objects.');
  if (!clientSecret && typeof fetchClientSecret !== 'function') {
    throw new IntegrationError('Give `fetchClientSecret`, which promises a client secret.');
  }
  const page = {};
  livePage = page;
  try {
    const secret = clientSecret ?? (await fetchClientSecret());
    const session = await load(secret);
    if (session.uiMode !== 'embedded_page') {
      throw new IntegrationError('This Checkout Session has another `ui_mode` than embedded_page.');
    }
    return Object.assign(page, embeddedPage(page, secret, onComplete));
  } catch (problem) {
    livePage = null;
    throw problem;
  }
}

function embeddedPage(page, secret, onComplete) {
  let frame = null;
  let question = null;
  let isDestroyed = false;
  const hear = async (said) => {
    if (said.type === 'ask') {
      question = challenge(said.path);
      const result = await question.answer;
      frame?.tell({ type: 'asked', result });
    }
    if (said.type === 'leave') window.location.assign(new URL(said.path, origin));
    if (said.type === 'complete' && said.returnUrl) window.location.assign(said.returnUrl);
    if (said.type === 'complete' && !said.returnUrl) onComplete?.();
  };
  const check = () => {
    if (!isDestroyed) return;
    throw new IntegrationError('This Embedded Checkout instance has been destroyed.');
  };
  const unmount = () => {
    check();
    question?.close();
    frame?.remove();
    frame = null;
  };
  return {
    mount(where) {
      check();
      if (frame) throw new IntegrationError('This Embedded Checkout is mounted already.');
      const path = `/browser/${idOf(secret)}/page#${secret}`;
      frame = show(place(where), path, { title: 'Checkout', name: 'embedded-checkout', hear });
    },
    unmount,
    destroy() {
      unmount();
      isDestroyed = true;
      if (livePage === page) livePage = null;
    },
  };
}
