import type { Grade } from './queue.js';

/**
 * The sound of urgent notices, made by the browser: no two grades sound alike, and an exercise sounds lower and softer than any of them. Browsers keep
 * a page silent until somebody has touched it; the page shows that, and rings from the first touch on.
 */
interface Sound {
  /** In hertz, one after the other. */
  readonly pitches: readonly number[];
  readonly volume: number;
  /** Milliseconds from one ring to the next. */
  readonly every: number;
  /** Milliseconds of vibrating and resting, on phones. */
  readonly vibrate: readonly number[];
}

const SOUNDS: Readonly<Record<Grade, Sound>> = {
  first: { pitches: [988, 1319, 988, 1319], volume: 0.35, every: 1_800, vibrate: [300, 100, 300, 100, 300] },
  second: { pitches: [880, 1175], volume: 0.25, every: 3_000, vibrate: [250, 120, 250] },
  third: { pitches: [659], volume: 0.2, every: 6_000, vibrate: [200] },
  exercise: { pitches: [440, 440], volume: 0.1, every: 4_000, vibrate: [80] },
};

/** One mute silences this device for so long; nobody mutes a night. */
export const MUTE_MS = 30_000;
const MUTED_KEY = 'stationhouse.ring.mutedUntil';

/** That somebody on this device wants to hear what rings. */
const ALLOWED_KEY = 'stationhouse.ring.allowed';

const listeners = new Set<() => void>();
const tell = () => { for (const listener of listeners) listener(); };
let context: AudioContext | undefined;

/** True once somebody has touched the page: before that no browser lets it sound. */
export function maySound(): boolean {
  return navigator.userActivation?.hasBeenActive ?? true;
}

/** Whether this device may sound, and until when it is muted; milliseconds of its own clock, 0 when it is not. */
export const ringSetting = {
  sounds: (): boolean => maySound() || context?.state === 'running',
  mutedUntil: (): number => {
    const until = Number(localStorage.getItem(MUTED_KEY) ?? 0);
    return until > Date.now() && until <= Date.now() + MUTE_MS ? until : 0;
  },
  mute: (): void => {
    localStorage.setItem(MUTED_KEY, String(Date.now() + MUTE_MS));
    tell();
    setTimeout(tell, MUTE_MS + 50);
  },
  unmute: (): void => {
    localStorage.removeItem(MUTED_KEY);
    tell();
  },
  /** Called back when any of this changes, in this tab or another. */
  subscribe: (listener: () => void): (() => void) => {
    const heard = (event: StorageEvent) => {
      if (event.key !== MUTED_KEY) return;
      listener();
      setTimeout(listener, MUTE_MS + 50);
    };
    const touched = () => setTimeout(listener, 0);
    listeners.add(listener);
    window.addEventListener('storage', heard);
    for (const sign of TOUCHES) window.addEventListener(sign, touched);
    return () => {
      listeners.delete(listener);
      window.removeEventListener('storage', heard);
      for (const sign of TOUCHES) window.removeEventListener(sign, touched);
    };
  },
};
const TOUCHES = ['pointerup', 'keydown'] as const;

/** Lets the device sound, and shows that it does; to be called from a touch or a key. It is remembered: where the browser allows it, the next page sounds untouched. */
export async function allowSound(grade: Grade): Promise<void> {
  localStorage.setItem(ALLOWED_KEY, 'yes');
  context ??= new AudioContext();
  await context.resume();
  chime(context, SOUNDS[grade]);
  tell();
}

/** Asks the browser to let a page sound that nobody has touched yet, where somebody allowed it on this device before. */
export function tryToSound(): void {
  if (maySound() || localStorage.getItem(ALLOWED_KEY) !== 'yes') return;
  context ??= new AudioContext();
  void context.resume().then(tell);
}

/** Rings until the function it returns is called. */
export function ring(grade: Grade): () => void {
  const sound = SOUNDS[grade];
  let stopped = false;
  const once = () => {
    context ??= new AudioContext();
    const sounding = context;
    void sounding.resume().then(() => {
      if (!stopped) chime(sounding, sound);
    });
    navigator.vibrate?.([...sound.vibrate]);
  };
  once();
  const timer = setInterval(once, sound.every);
  return () => {
    stopped = true;
    clearInterval(timer);
    navigator.vibrate?.(0);
  };
}

function chime(sounding: AudioContext, { pitches, volume }: Sound): void {
  for (const [index, pitch] of pitches.entries()) {
    const at = sounding.currentTime + index * 0.22;
    const tone = new OscillatorNode(sounding, { type: 'triangle', frequency: pitch });
    const loudness = new GainNode(sounding, { gain: 0 });
    // A tone that starts and ends at once would click.
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(volume, at + 0.02);
    loudness.gain.linearRampToValueAtTime(0, at + 0.2);
    tone.connect(loudness).connect(sounding.destination);
    tone.start(at);
    tone.stop(at + 0.22);
  }
}
