import { failureOf, serverClock, type AwayQueue, type Failure } from '@stationhouse/plugin-web';
import { newId } from '@stationhouse/kernel';
import { RecordPositionsDocument } from '../gql/recording.js';

/** A fix is kept after so long, or so far from the one before. */
const EVERY_MS = 10_000;
const EVERY_M = 15;
/** What was kept goes out after so long, or so many. */
const SENT_EVERY_MS = 30_000;
const SENT_AT = 120;
/** A phone that was away for longer records only when somebody presses again. */
const GOES_ON_MS = 10 * 60_000;
/** The name by which the phone keeps what has not gone out. */
const KEPT = 'three-losses/recording';

/** Where a phone was, as it is sent. */
export interface Position {
  readonly longitude: number;
  readonly latitude: number;
  /** ISO 8601. */
  readonly at: string;
  /** Metres. */
  readonly accuracyM: number;
}

/** What is recorded for: one search. */
export interface RecordingOf {
  readonly stationId: string;
  readonly instanceId: string;
  /** Title and number of the search. */
  readonly subject: string;
  /** Its page. */
  readonly path: string;
}

/** A recording as pages show it. */
export interface Recording extends RecordingOf {
  readonly id: string;
  /** ISO 8601. */
  readonly since: string;
  readonly count: number;
  /** Of the last fix, metres; undefined before the first. */
  readonly accuracyM?: number;
  /** `seeking`: the phone does not know where it is. */
  readonly signal: 'seeking' | 'good';
}

/** Why a recording ended: by its person, because the search is over, because the phone may not tell where it is, or because something was refused. */
export type Stopped = { readonly because: 'asked' | 'over' | 'denied' } | { readonly because: 'refused'; readonly failure: Failure };

export interface RecorderState {
  readonly recording?: Recording;
  /** How the last one ended, until the next begins. */
  readonly stopped?: Stopped & Pick<Recording, 'instanceId' | 'count'>;
}

interface Kept extends RecordingOf {
  readonly id: string;
  readonly since: string;
  readonly count: number;
  /** ISO 8601: when it was kept last. */
  readonly at: string;
  readonly unsent: readonly Position[];
}

export interface RecorderParts {
  readonly queue: AwayQueue;
  readonly geolocation: Pick<Geolocation, 'watchPosition' | 'clearWatch'>;
  /** The server's clock as the phone knows it, milliseconds. */
  readonly now: () => number;
  /** Keeps the screen on. @returns the way to let it go dark */
  readonly stayAwake: () => () => void;
}

/**
 * Records where its person goes in one search, from a press until another, or until the search is over. It goes on whatever page of the app is open. Each fix is sealed on the phone before
 * anything else, and goes out by the phone's queue; after a phone that died the same recording goes on.
 */
export class Recorder {
  private state: RecorderState = {};
  private unsent: Position[] = [];
  private watch: number | undefined;
  private dark: (() => void) | undefined;
  private sentAt = 0;
  private last: Position | undefined;
  private sending: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly parts: RecorderParts) {}

  readonly current = (): RecorderState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  begin(of: RecordingOf): void {
    const at = new Date(this.parts.now()).toISOString();
    this.goOn({ ...of, id: newId(), since: at, at, count: 0, unsent: [] });
  }

  /** Goes on with what a phone that died was recording a moment ago; what is older is handed over, and no more. */
  async resume(): Promise<void> {
    const kept = (await this.parts.queue.kept(KEPT)) as Kept | undefined;
    if (kept === undefined || this.state.recording !== undefined) return;
    this.goOn(kept);
    if (this.parts.now() - Date.parse(kept.at) > GOES_ON_MS) await this.stop();
  }

  /** Ends it; what was recorded goes out. Not recording, it does nothing. */
  async stop(stopped: Stopped = { because: 'asked' }): Promise<void> {
    const { recording } = this.state;
    if (recording === undefined) return;
    this.rest();
    this.show({ stopped: { ...stopped, instanceId: recording.instanceId, count: recording.count } });
    await this.send(recording);
    // What could not be handed over stays for when the page is opened again.
    if (this.unsent.length === 0) await this.parts.queue.keep(KEPT, undefined);
  }

  /** Its person has signed out: what was kept went with everything else. */
  leave(): void {
    this.rest();
    this.unsent = [];
    this.show({});
  }

  private rest(): void {
    if (this.watch !== undefined) this.parts.geolocation.clearWatch(this.watch);
    this.watch = undefined;
    this.last = undefined;
    this.dark?.();
    this.dark = undefined;
  }

  private goOn({ unsent, id, since, count, stationId, instanceId, subject, path }: Kept): void {
    const recording = { id, since, count, stationId, instanceId, subject, path };
    this.unsent = [...unsent];
    this.sentAt = this.parts.now();
    this.show({ recording: { ...recording, signal: 'seeking' } });
    this.dark = this.parts.stayAwake();
    this.watch = this.parts.geolocation.watchPosition((fix) => this.take(fix), (error) => {
      if (error.code === error.PERMISSION_DENIED) void this.stop({ because: 'denied' });
      else this.change({ signal: 'seeking' });
    }, { enableHighAccuracy: true, maximumAge: 5_000, timeout: 30_000 });
  }

  private take({ coords: { longitude, latitude, accuracy } }: Pick<GeolocationPosition, 'coords'>): void {
    const { recording } = this.state;
    if (recording === undefined) return;
    const position: Position = { longitude, latitude, at: new Date(this.parts.now()).toISOString(), accuracyM: Math.round(accuracy) };
    const worth = isWorthKeeping(this.last, position);
    this.change({ signal: 'good', accuracyM: position.accuracyM, count: recording.count + (worth ? 1 : 0) });
    if (!worth) return;
    this.last = position;
    this.unsent.push(position);
    void this.keep();
    if (this.unsent.length >= SENT_AT || this.parts.now() - this.sentAt >= SENT_EVERY_MS) void this.send(recording);
  }
  private async keep(): Promise<void> {
    const { recording } = this.state;
    if (recording === undefined) return;
    const { id, since, count, stationId, instanceId, subject, path } = recording;
    await this.parts.queue.keep(KEPT, { id, since, count, stationId, instanceId, subject, path, at: new Date(this.parts.now()).toISOString(), unsent: this.unsent } satisfies Kept);
  }

  /** One batch after the other. What is refused ends the recording; nothing of it is asked twice. */
  private send(recording: Recording): Promise<void> {
    this.sending = this.sending.then(async () => {
      const positions = this.unsent;
      if (positions.length === 0) return;
      this.unsent = [];
      this.sentAt = this.parts.now();
      const { stationId, instanceId, subject, path, id } = recording;
      try {
        await this.parts.queue.send({ key: newId(), mutation: RecordPositionsDocument, variables: { stationId, instanceId, input: { recordingId: id, positions } }, title: { zhCN: '行走轨迹', en: 'Where I went' }, subject, path });
        await this.keep();
      } catch (error) {
        const failure = failureOf(error);
        if (failure.passing) this.unsent = [...positions, ...this.unsent];
        else void this.stop(failure.code === 'INSTANCE_CLOSED' ? { because: 'over' } : { because: 'refused', failure });
      }
    });
    return this.sending;
  }

  private change(change: Partial<Recording>): void {
    const { recording } = this.state;
    if (recording !== undefined) this.show({ recording: { ...recording, ...change } });
  }

  private show(state: RecorderState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

/** One every ten seconds, or fifteen metres: so short a way is flat, and needs none of the arithmetic of a search. */
export function isWorthKeeping(last: Position | undefined, next: Position): boolean {
  if (last === undefined || Date.parse(next.at) - Date.parse(last.at) >= EVERY_MS) return true;
  const north = (next.latitude - last.latitude) * METRES_PER_DEGREE;
  const east = (next.longitude - last.longitude) * METRES_PER_DEGREE * Math.cos((next.latitude * Math.PI) / 180);
  return Math.hypot(north, east) >= EVERY_M;
}

const METRES_PER_DEGREE = 111_320;

const recorders = new WeakMap<AwayQueue, Recorder>();

/** The recorder of whoever is signed in: one, whatever pages show it. It ends when they leave. */
export function recorderOf(queue: AwayQueue): Recorder {
  const known = recorders.get(queue);
  if (known !== undefined) return known;
  const recorder = new Recorder({ queue, geolocation: navigator.geolocation, now: () => serverClock.now().getTime(), stayAwake });
  recorders.set(queue, recorder);
  queue.whenLeft(() => recorder.leave());
  recorder.subscribe(() => {
    const { recording } = recorder.current();
    queue.mark(recording === undefined ? undefined : { title: { zhCN: '● 记录轨迹中', en: '● Recording' }, path: recording.path });
  });
  return recorder;
}

/** A browser tells no places behind a dark screen: it stays on while something is recorded, where the phone lets it. @returns the way to let it go dark */
function stayAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  const hold = () => {
    if (over || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    // Refused with a low battery: it records on while somebody keeps the screen lit.
    navigator.wakeLock.request('screen').then((held) => { lock = held; }, () => undefined);
  };
  hold();
  document.addEventListener('visibilitychange', hold);
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', hold);
    void lock?.release();
  };
}
