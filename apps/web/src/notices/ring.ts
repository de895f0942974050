/**
 * The sound of an urgent notice: two short tones every few seconds, made by the browser. Browsers keep a page silent until
 * somebody has touched it, so a ring that starts earlier waits for the first touch or key.
 */

const KEY = 'stationhouse.ring';
const EVERY = 3_000;
/** Pitches in hertz; an exercise sounds lower and softer, so that nobody mistakes it. */
const TONES = { real: { pitches: [880, 1175], volume: 0.25 }, exercise: { pitches: [440, 440], volume: 0.1 } } as const;

const listeners = new Set<() => void>();
let context: AudioContext | undefined;

/** Whether this reader wants to hear urgent notices; yes until they said no on this computer. */
export const ringSetting = {
  get: (): boolean => localStorage.getItem(KEY) !== 'off',
  set: (on: boolean): void => {
    localStorage.setItem(KEY, on ? 'on' : 'off');
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** True once somebody has touched the page: before that no browser lets it sound. */
export function maySound(): boolean {
  return navigator.userActivation?.hasBeenActive ?? true;
}

/** Rings until the function it returns is called. @param onSound told when the first tone really sounds */
export function ring(exercise: boolean, onSound: () => void): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const begin = () => {
    stopWaiting();
    context ??= new AudioContext();
    const sounding = context;
    void sounding.resume().then(() => {
      onSound();
      chime(sounding, exercise);
    });
    timer = setInterval(() => chime(sounding, exercise), EVERY);
  };
  const stopWaiting = () => {
    for (const sign of ['pointerup', 'keydown'] as const) window.removeEventListener(sign, begin);
  };
  if (maySound()) begin();
  else for (const sign of ['pointerup', 'keydown'] as const) window.addEventListener(sign, begin);
  return () => {
    stopWaiting();
    clearInterval(timer);
  };
}

function chime(sounding: AudioContext, exercise: boolean): void {
  const { pitches, volume } = exercise ? TONES.exercise : TONES.real;
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
