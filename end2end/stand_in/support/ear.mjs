// An endpoint for webhooks: keeps what it hears, verifies it with the official client.
import { once } from 'node:events';
import { createServer } from 'node:http';
import Stripe from 'stripe';

const stripe = new Stripe('sk_test_of_the_ear');

/** Listens on a free port; `answers` says what each webhook is answered. */
export class Ear {
  answers = 200;
  /** How many must be at the door before the first of them is answered. */
  together = 1;
  #atDoor = [];
  #heard = [];
  #waiting = [];

  async listen() {
    this.server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const signature = request.headers['stripe-signature'];
      this.#hear({ signature, body: Buffer.concat(chunks).toString('utf8') });
      this.#atDoor.push(response);
      if (this.#atDoor.length < this.together) return;
      for (const waiting of this.#atDoor.splice(0)) waiting.writeHead(this.answers).end();
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}/hook`;
    return this;
  }

  /** The next webhook. */
  next() {
    if (this.#heard.length > 0) return Promise.resolve(this.#heard.shift());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The next webhook as an event that the official client has verified. Units: milliseconds. */
  async nextEvent(secret, now_ms) {
    return verified(await this.next(), secret, now_ms);
  }

  get isQuiet() {
    return this.#heard.length === 0;
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }

  #hear(heard) {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(heard);
    else this.#heard.push(heard);
  }
}

/** What the official `constructEvent` makes of a webhook, 300 s around a time. */
export function verified({ body, signature }, secret, now_ms) {
  return stripe.webhooks.constructEvent(body, signature, secret, 300, undefined, now_ms);
}

/** A header that the official client signs. Units: seconds. */
export function signed(payload, secret, timestamp) {
  return stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}
