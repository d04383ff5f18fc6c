// `initCheckoutElementsSdk`: single components, and the session behind them.

const UNREAD_TOTAL =
  'Show session.total.total.amount, or its minor units, on your page before you confirm.';

const EMPTY_CODE = 'This code is invalid.';

function initCheckoutElementsSdk(options = {}) {
  const { clientSecret, elementsOptions = {}, defaultValues = {} } = options;
  if (!clientSecret) throw new IntegrationError('Give `clientSecret`, a text or a promise of one.');
  const secret = Promise.resolve(clientSecret);
  const told = { session: null, email: defaultValues.email ?? null };
  const state = { isFilledIn: false, isTotalRead: false, isConfirming: false };
  const handlers = new Set();
  let payment = null;

  const session = () => {
    const email = told.email ?? told.session.email;
    const isOpen = told.session.status.type === 'open';
    const isFilledIn = state.isFilledIn || told.session.total.total.minorUnitsAmount === 0;
    const canConfirm = isOpen && isFilledIn && Boolean(email) && !state.isConfirming;
    return watched({ ...told.session, email, canConfirm }, () => (state.isTotalRead = true));
  };
  const emit = () => told.session && handlers.forEach((handler) => handler(session()));
  const keep = (answer) => {
    if (answer.session) told.session = answer.session;
    emit();
  };
  const loaded = secret.then(load).then((answer) => {
    if (answer.uiMode !== 'elements') {
      throw new IntegrationError('This Checkout Session has another `ui_mode` than elements.');
    }
    keep({ session: answer });
  });
  loaded.catch(() => {}); // told by loadActions

  const promotion = async (code) => {
    const form = { client_secret: await secret, ...(code ? { code } : {}) };
    if (code === '') return { type: 'error', error: { message: EMPTY_CODE, code: 'invalidCode' } };
    const answer = await ask('/browser/promotion_code', form);
    if (answer.type === 'error') return answer;
    keep(answer);
    return { type: 'success', session: session() };
  };

  const actions = {
    getSession: session,
    confirm: (how = {}) => confirm({ how, payment, state, session, keep }),
    applyPromotionCode: async (code) => promotion(code),
    removePromotionCode: async () => promotion(),
    async updateEmail(email) {
      if (email !== null && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) {
        const error = { message: 'The e-mail address is not complete.', code: 'invalidEmail' };
        return { type: 'error', error };
      }
      told.email = email;
      emit();
      return { type: 'success', session: session() };
    },
  };

  return {
    on: (kind, handler) => {
      if (kind !== 'change') throw new IntegrationError(`There is no event ${kind}.`);
      handlers.add(handler);
    },
    async loadActions() {
      try {
        await loaded;
        return { type: 'success', actions };
      } catch (problem) {
        return { type: 'error', error: { message: problem.message, code: null } };
      }
    },
    createPaymentElement() {
      if (payment) throw new IntegrationError('There is a Payment Element already.');
      payment = paymentElement(secret, elementsOptions, (isFilledIn) => {
        if (state.isFilledIn === isFilledIn) return;
        state.isFilledIn = isFilledIn;
        emit();
      });
      return payment.element;
    },
    getPaymentElement: () => payment?.element ?? null,
    changeAppearance(appearance) {
      elementsOptions.appearance = appearance;
      payment?.appear();
    },
  };
}

/** A session that notices when its total is read. */
function watched(session, read) {
  const { minorUnitsAmount, amount } = session.total.total;
  const total = {
    get minorUnitsAmount() {
      read();
      return minorUnitsAmount;
    },
    get amount() {
      read();
      return amount;
    },
  };
  return { ...session, total: { ...session.total, total } };
}

/** Pays. Who asked for a redirect, or must go to the bank's page, gets no answer: they leave. */
async function confirm({ how, payment, state, session, keep }) {
  if (!state.isTotalRead) throw new IntegrationError(UNREAD_TOTAL);
  if (!payment?.isMounted()) throw new IntegrationError('No Payment Element is mounted.');
  if (state.isConfirming) {
    return { type: 'error', error: { message: 'A payment is under way.', code: null } };
  }
  state.isConfirming = true;
  keep({});
  let result = await payment.confirm(how.email ?? session().email ?? '');
  if (result.type === 'action' && result.kind === 'redirect') {
    window.location.assign(new URL(result.path, origin));
    return new Promise(() => {});
  }
  if (result.type === 'action') result = await challenge(result.path).answer;
  state.isConfirming = false;
  keep(result);
  if (result.type === 'error') return { type: 'error', error: result.error };
  if (how.redirect !== 'if_required') {
    window.location.assign(how.returnUrl ?? result.returnUrl);
    return new Promise(() => {});
  }
  return { type: 'success', session: session() };
}
