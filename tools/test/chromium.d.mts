/** The browser of this machine; see chromium.mjs. @throws Error that names the one command to run */
export function findChromium(): string;
/** What to start it with. */
export function chromiumArguments(): string[];
