/** When a person last did something on this page; milliseconds of the computer's clock. */
let last = 0;

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
for (const sign of SIGNS) window.addEventListener(sign, () => { last = Date.now(); }, { passive: true, capture: true });

/**
 * True when a request comes from the page itself (a live change, a poll), not from a person: none has touched it for half a minute.
 * The server must not take such a request as a sign that somebody is there, or a forgotten page would never lock.
 */
export function isBackground(): boolean {
  return Date.now() - last > 30_000;
}
