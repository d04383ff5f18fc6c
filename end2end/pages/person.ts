// Somebody with a browser of their own, and what they can do in the shop.
import type { Page } from '@playwright/test';
import { Checkout } from './checkout.js';
import { HoldBar } from './hold_bar.js';
import { Order } from './order.js';
import { PaymentPage } from './payment_page.js';
import { SeatMap } from './seat_map.js';
import { Till, type Shape } from './till.js';

export class Person {
  readonly seats: SeatMap;
  readonly holdBar: HoldBar;
  readonly checkout: Checkout;
  readonly payment: PaymentPage;
  readonly order: Order;

  constructor(readonly page: Page) {
    this.seats = new SeatMap(page);
    this.holdBar = new HoldBar(page);
    this.checkout = new Checkout(page);
    this.payment = new PaymentPage(page);
    this.order = new Order(page);
  }

  /** Chooses seats on the map and holds them. */
  async hold(path: string, ...seats: string[]): Promise<void> {
    await this.seats.open(path);
    await this.seats.choose(...seats);
    await this.seats.hold();
  }

  /** Holds seats and goes on to the payment page. */
  async goToPay(path: string, ...seats: string[]): Promise<void> {
    await this.hold(path, ...seats);
    await this.holdBar.checkOut();
    await this.checkout.pay();
  }

  /** Holds seats and goes on to where they are paid, in whichever shape that is. */
  async goToTill(shape: Shape, path: string, ...seats: string[]): Promise<Till> {
    await this.hold(path, ...seats);
    await this.holdBar.checkOut();
    return this.payAtTill(shape);
  }

  /** Goes on from the checkout page to where the seats are paid. */
  async payAtTill(shape: Shape): Promise<Till> {
    await this.checkout.sayWho();
    await this.checkout.payButton.click();
    const till = new Till(this.page, shape);
    await till.isReady();
    return till;
  }

  /** The same person in another tab. */
  async newTab(): Promise<Person> {
    return new Person(await this.page.context().newPage());
  }

  /** Turns to another tab or window; browsers then tell the page that it is hidden. */
  looksAway(): Promise<void> {
    return this.tellVisibility('hidden');
  }

  /** Turns back to this tab. */
  looksBack(): Promise<void> {
    return this.tellVisibility('visible');
  }

  leave(): Promise<void> {
    return this.page.context().close();
  }

  // A browser without a screen shows all of its tabs at once, so the page is told by hand.
  private tellVisibility(state: DocumentVisibilityState): Promise<void> {
    return this.page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  }
}
