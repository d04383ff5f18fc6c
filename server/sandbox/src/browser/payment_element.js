// The Payment Element: card fields in a frame, which alone knows what is typed.

/** Makes the element of a session. `changed` is told whether it is filled in. */
function paymentElement(secret, elementsOptions, changed) {
  const heard = { ready: new Set(), change: new Set(), loaderror: new Set() };
  const waiting = new Map();
  let frame = null;
  let isDestroyed = false;
  let asked = 0;
  const emit = (kind, event) => heard[kind].forEach((handler) => handler(event));
  const appear = () => frame?.tell({ type: 'appear', appearance: elementsOptions.appearance });
  const hear = (said) => {
    if (said.type === 'ready') {
      appear();
      emit('ready', { elementType: 'payment' });
    }
    if (said.type === 'change') {
      const { complete, empty, method } = said;
      changed(complete);
      emit('change', { elementType: 'payment', complete, empty, value: { type: method } });
    }
    if (said.type === 'answer') {
      waiting.get(said.ask)?.(said.result);
      waiting.delete(said.ask);
    }
  };
  const unmount = () => {
    frame?.remove();
    frame = null;
    changed(false);
    const error = { message: 'The form was taken away.', code: null };
    waiting.forEach((resolve) => resolve({ type: 'error', error }));
    waiting.clear();
  };
  const element = {
    on: (kind, handler) => (heard[kind]?.add(handler), element),
    off: (kind, handler) => (heard[kind]?.delete(handler), element),
    mount(where) {
      if (isDestroyed) throw new IntegrationError('This Element has been destroyed.');
      const target = place(where);
      Promise.resolve(secret).then((text) => {
        if (isDestroyed || frame) return;
        const path = `/browser/${idOf(text)}/payment#${text}`;
        const title = 'Secure payment input frame';
        frame = show(target, path, { title, name: 'stripe-payment', hear });
      });
    },
    unmount,
    destroy() {
      unmount();
      isDestroyed = true;
    },
  };
  return {
    element,
    isMounted: () => frame !== null,
    appear,
    /** Pays with what is typed. */
    confirm: (email) =>
      new Promise((resolve) => {
        asked += 1;
        waiting.set(asked, resolve);
        frame.tell({ type: 'confirm', ask: asked, email });
      }),
  };
}
