import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { gradeOf, newIn, sinceInWords } from '../src/notices/ringing/queue.js';
import { lead } from '../src/notices/ringing/lead.js';
import { MUTE_MS, ring, ringSetting } from '../src/notices/ringing/sound.js';

describe('what rings', () => {
  it('sounds and looks by its priority, an exercise like none of them', () => {
    expect([1, 2, 3].map((priority) => gradeOf({ priority, exercise: false }))).toEqual(['first', 'second', 'third']);
    expect(gradeOf({ priority: 1, exercise: true })).toBe('exercise');
  });

  it('says for how long, also by a clock that is behind', () => {
    const at = '2026-03-01T03:00:00.000Z';
    expect([-5, 0, 42, 725].map((seconds) => sinceInWords(at, Date.parse(at) + seconds * 1_000))).toEqual(['0:00', '0:00', '0:42', '12:05']);
  });

  it('knows what is new', () => {
    expect(newIn([{ id: 'a' }, { id: 'b' }], new Set(['a']))).toEqual(['b']);
  });
});

describe('quiet', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    jest.useRealTimers();
    localStorage.clear();
  });

  it('lasts half a minute and no longer, whatever a page has written', () => {
    const heard = jest.fn();
    const stop = ringSetting.subscribe(heard);
    ringSetting.mute();
    expect(ringSetting.mutedUntil()).toBe(1_000_000 + MUTE_MS);
    jest.advanceTimersByTime(MUTE_MS + 100);
    expect(ringSetting.mutedUntil()).toBe(0);
    expect(heard).toHaveBeenCalledTimes(2);
    localStorage.setItem('stationhouse.ring.mutedUntil', String(Date.now() + 86_400_000));
    expect(ringSetting.mutedUntil()).toBe(0);
    stop();
  });

  it('ends at once when asked', () => {
    ringSetting.mute();
    ringSetting.unmute();
    expect(ringSetting.mutedUntil()).toBe(0);
  });
});

describe('the sound', () => {
  const pitches: number[] = [];
  const shake = jest.fn<(pattern: number | number[]) => boolean>(() => true);
  beforeEach(() => {
    jest.useFakeTimers();
    pitches.length = 0;
    shake.mockClear();
    const ramp = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined };
    const node = { connect: (next: unknown) => next, start: () => undefined, stop: () => undefined };
    Object.assign(globalThis, {
      AudioContext: class { state = 'running'; currentTime = 0; destination = {}; resume = () => Promise.resolve(); },
      OscillatorNode: class { constructor(_: unknown, { frequency }: { frequency: number }) { pitches.push(frequency); Object.assign(this, node); } },
      GainNode: class { gain = ramp; constructor() { Object.assign(this, node); } },
    });
    Object.assign(navigator, { vibrate: shake });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('differs from grade to grade, comes again, and ends', async () => {
    const sounds: string[] = [];
    for (const grade of ['first', 'second', 'third', 'exercise'] as const) {
      pitches.length = 0;
      const stop = ring(grade);
      await jest.advanceTimersByTimeAsync(10);
      sounds.push(pitches.join());
      const once = pitches.length;
      await jest.advanceTimersByTimeAsync(7_000);
      expect(pitches.length).toBeGreaterThan(once);
      stop();
      const ended = pitches.length;
      await jest.advanceTimersByTimeAsync(20_000);
      expect(pitches).toHaveLength(ended);
    }
    expect(new Set(sounds).size).toBe(4);
    expect(shake).toHaveBeenLastCalledWith(0);
  });
});

describe('one tab', () => {
  /** Locks as a browser has them: one holder, the others wait. */
  function locks() {
    const waiting: (() => Promise<void>)[] = [];
    const next = (): void => void waiting[0]?.().then(() => { waiting.shift(); next(); });
    return { request: (_name: string, { signal }: { signal: AbortSignal }, held: () => Promise<void>) => {
      waiting.push(held);
      signal.addEventListener('abort', () => { const at = waiting.indexOf(held); if (at > 0) waiting.splice(at, 1); });
      if (waiting.length === 1) next();
      return Promise.resolve();
    } };
  }
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'locks');
  });

  it('leads, and the next one when it is gone; every tab where the browser has no locks', async () => {
    Object.defineProperty(navigator, 'locks', { value: locks(), configurable: true });
    const led: string[] = [];
    const [first, second, third] = ['a', 'b', 'c'].map((name) => lead(() => led.push(name)));
    expect(led).toEqual(['a']);
    second?.();
    first?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(led).toEqual(['a', 'c']);
    third?.();
    Reflect.deleteProperty(navigator, 'locks');
    lead(() => led.push('d'));
    expect(led.at(-1)).toBe('d');
  });
});
