import { test as plain, type Keyboard, type Locator, type Page } from '@playwright/test';

/** What somebody did between two steps of a journey. */
export interface JourneyStep {
  readonly title: string;
  clicks: number;
  /** Runs of keys at one place: a field filled in, a shortcut, a way through a list. */
  keys: number;
}

/** A journey as it is measured. */
export interface Journey {
  /** Begins the next step; what is done from here on counts to it. */
  step(title: string): void;
  /** The journey is at its end: putting things back for other tests is no part of it. */
  over(): void;
}

/** The annotation of a test with its steps as JSON: `npm run journeys` reads it. */
export const INTERACTIONS = 'interactions';

const CLICKS = ['click', 'dblclick', 'tap', 'check', 'uncheck', 'selectOption', 'dragTo', 'setInputFiles'] as const satisfies readonly (keyof Locator)[];
const KEYS = ['fill', 'pressSequentially', 'press', 'focus'] as const satisfies readonly (keyof Locator)[];
const TYPING = ['press', 'type', 'insertText'] as const satisfies readonly (keyof Keyboard)[];
/** An address that is typed, or a page that is loaded again. */
const ADDRESS = ['goto', 'reload', 'goBack', 'goForward'] as const satisfies readonly (keyof Page)[];

/** Counts what is done to pages, in one place: the methods by which Playwright acts, of all pages of the worker. One test runs at a time. */
class Counter {
  private steps: JourneyStep[] = [];
  /** Where keys went last: keys pressed there belong to the same run until something else is done. */
  private typedAt: unknown;
  private watching = false;
  private isOver = false;

  begin(page: Page): void {
    this.isOver = false;
    this.steps = [{ title: '', clicks: 0, keys: 0 }];
    this.typedAt = undefined;
    if (this.watching) return;
    this.watching = true;
    const locators: unknown = Object.getPrototypeOf(page.locator('body'));
    this.watch(locators, CLICKS, () => this.click());
    this.watch(locators, KEYS, (locator) => this.key(String(locator)));
    this.watch(Object.getPrototypeOf(page.keyboard), TYPING, () => this.key(this.typedAt ?? 'keyboard'));
    this.watch(Object.getPrototypeOf(page), ADDRESS, () => this.key('address'));
  }

  step(title: string): void {
    this.typedAt = undefined;
    this.steps.push({ title, clicks: 0, keys: 0 });
  }

  over(): void {
    this.isOver = true;
  }

  /** The steps in which something was done. */
  end(): readonly JourneyStep[] {
    return this.steps.filter(({ clicks, keys }) => clicks + keys > 0);
  }

  private click(): void {
    this.typedAt = undefined;
    const step = this.present();
    if (step !== undefined) step.clicks += 1;
  }

  private key(at: unknown): void {
    const step = this.present();
    if (this.typedAt !== at && step !== undefined) step.keys += 1;
    this.typedAt = at;
  }

  private present(): JourneyStep | undefined {
    return this.isOver ? undefined : this.steps.at(-1);
  }

  /** Only what succeeded counts: a person does not press what is not there. */
  private watch(holder: unknown, names: readonly string[], note: (on: unknown) => void): void {
    const methods = holder as Record<string, (...parameters: unknown[]) => Promise<unknown>>;
    for (const name of names) {
      const plainly = methods[name];
      if (plainly === undefined) throw new Error(`Playwright has no method "${name}" any more.`);
      methods[name] = async function (this: unknown, ...parameters) {
        const answer = await plainly.apply(this, parameters);
        note(this);
        return answer;
      };
    }
  }
}

const counter = new Counter();

/** A test whose interactions are counted: tag it `@journey-NAME`. */
export const test = plain.extend<{ journey: Journey }>({
  journey: [
    async ({ page }, use, info) => {
      counter.begin(page);
      await use({ step: (title) => counter.step(title), over: () => counter.over() });
      info.annotations.push({ type: INTERACTIONS, description: JSON.stringify(counter.end()) });
    },
    { auto: true },
  ],
});
