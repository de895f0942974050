import { registerSW } from 'virtual:pwa-register';

const LOOK_MS = 30 * 60_000;

/** The service worker that opens the app without a network: it keeps the app's own files, and nothing that was answered to anybody. */
class AppShell {
  #ready = false;
  #activate: ((reload?: boolean) => Promise<void>) | undefined;
  readonly #listeners = new Set<() => void>();

  get updateReady(): boolean {
    return this.#ready;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Called once. An old version never stays: every half hour, and whenever the page is looked at again, a newer one is asked for. */
  install(): void {
    if (!('serviceWorker' in navigator)) return;
    this.#activate = registerSW({
      onNeedRefresh: () => {
        this.#ready = true;
        for (const listener of this.#listeners) listener();
      },
      onRegisteredSW: (_url, registration) => {
        if (registration === undefined) return;
        const look = () => {
          if (navigator.onLine && document.visibilityState === 'visible') registration.update().catch(() => undefined);
        };
        setInterval(look, LOOK_MS);
        document.addEventListener('visibilitychange', look);
      },
    });
  }

  /** Takes the newer version, and loads it. */
  update(): void {
    void this.#activate?.(true);
  }
}

export const shell = new AppShell();
