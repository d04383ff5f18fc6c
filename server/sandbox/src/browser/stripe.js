// The one name that pages know.

function Stripe(key) {
  if (typeof key !== 'string' || key === '') {
    throw new IntegrationError('Missing value for Stripe(): give a publishable key.');
  }
  if (!key.startsWith('pk_')) {
    throw new IntegrationError('You should not use your secret key here, only a publishable key.');
  }
  if (!key.startsWith('pk_test_')) {
    throw new IntegrationError('This sandbox knows no live keys.');
  }
  return { createEmbeddedCheckoutPage, initCheckoutElementsSdk };
}

Stripe.version = 'endive';
window.Stripe = Stripe;
