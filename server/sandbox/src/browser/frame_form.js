// What is typed into a frame: read, sent, and told what is wrong with it, field by field.

const main = document.querySelector('[data-frame]');
const form = document.querySelector('form.pay');
const secret = decodeURIComponent(location.hash.slice(1));

const typed = () => Object.fromEntries(new FormData(form));

/** Whether everything is there that the chosen way to pay needs. */
function isComplete() {
  const { method, number = '', expiry = '', code = '' } = typed();
  const digits = number.replace(/\D/g, '');
  const hasCard = digits.length >= 12 && /\d{2}\D*\d{2}/.test(expiry) && code.length > 2;
  return method !== 'card' || hasCard;
}

/** Sends what is typed, and shows what is wrong with it. */
async function pay(more = {}) {
  const body = new URLSearchParams({ ...typed(), ...more, client_secret: secret });
  let told;
  try {
    const answer = await fetch('/browser/confirm', { method: 'POST', body });
    told = await answer.json();
    if (!answer.ok) told = { type: 'error', error: told.error };
  } catch {
    const message = 'The payment could not be sent. Check your connection and try again.';
    told = { type: 'error', error: { message, code: null } };
  }
  for (const input of form.querySelectorAll('.field input')) mark(input, told.problems?.[input.id]);
  form.querySelector('[aria-invalid]')?.focus();
  return told;
}

function mark(input, problem) {
  document.getElementById(`${input.id}-problem`)?.remove();
  input.removeAttribute('aria-invalid');
  input.removeAttribute('aria-describedby');
  if (!problem) return;
  const words = document.createElement('p');
  words.className = 'problem';
  words.id = `${input.id}-problem`;
  words.textContent = problem;
  input.after(words);
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-describedby', words.id);
}
