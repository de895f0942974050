import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sendWaiting, sentOf, withAttachments, type AnswerBook, type AnswerState, type Queued, type Sent } from '../src/away/queue.js';

interface Answer extends Queued {
  readonly task: string;
}

/** A phone: what it has stored survives everything, a round may be cut off after any storing. */
class Phone implements AnswerBook<Answer> {
  readonly stored = new Map<string, Answer>();
  private serial = 0;
  give(task: string): void {
    this.serial += 1;
    this.stored.set(`key ${this.serial}`, { key: `key ${this.serial}`, serial: this.serial, state: 'waiting', task });
  }
  // A database answers in its own order.
  list = () => Promise.resolve([...this.stored.values()].reverse());
  mark(key: string, state: AnswerState): Promise<void> {
    const answer = this.stored.get(key);
    if (answer) this.stored.set(key, { ...answer, state });
    return Promise.resolve();
  }
  settle(key: string): Promise<void> {
    this.stored.delete(key);
    return Promise.resolve();
  }
}

/** A server that answers a repeated key as it did at first; each task is answered once; another officer may come first; a rule may say no. */
class Server {
  readonly applied: string[] = [];
  private readonly known = new Set<string>();
  private readonly done = new Set<string>();
  another(task: string): void {
    this.done.add(task);
  }
  complete({ key, task }: Answer): Sent {
    if (this.known.has(key)) return 'done';
    if (this.done.has(task)) return 'overtaken';
    if (task === 'forbidden') return 'refused';
    this.known.add(key);
    this.done.add(task);
    this.applied.push(key);
    return 'done';
  }
}

type Weather = 'fine' | 'no way there' | 'no way back' | 'signed out' | 'phone dies';
const tasks = fc.constantFrom('a', 'b', 'c', 'd', 'forbidden');
const weather = fc.constantFrom<Weather>('fine', 'fine', 'fine', 'no way there', 'no way back', 'signed out', 'phone dies');
const moves = fc.array(fc.oneof(fc.record({ do: fc.constant('give' as const), task: tasks }), fc.record({ do: fc.constant('another' as const), task: tasks }), fc.record({ do: fc.constant('send' as const), weather: fc.array(weather, { maxLength: 6 }) })), { maxLength: 30 });

describe('answers given without a network', () => {
  it('each arrives at most once, in order, and none is lost, whatever the weather', async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (played) => {
        const [phone, server] = [new Phone(), new Server()];
        const given: string[] = [];
        const round = (skies: readonly Weather[]) => {
          const left = [...skies];
          return sendWaiting(phone, (answer) => {
            const sky = left.shift() ?? 'fine';
            if (sky === 'no way there') return Promise.resolve({ sent: 'unreachable' });
            if (sky === 'signed out') return Promise.resolve({ sent: 'signedOut' });
            const sent = server.complete(answer);
            if (sky === 'phone dies') return Promise.reject(new Error('the phone died'));
            return Promise.resolve({ sent: sky === 'no way back' ? 'unreachable' : sent });
          }).catch(() => undefined);
        };
        for (const move of played) {
          if (move.do === 'give') {
            phone.give(move.task);
            given.push(`key ${given.length + 1}`);
          } else if (move.do === 'another') server.another(move.task);
          else await round(move.weather);
        }
        await round([]);
        expect(new Set(server.applied).size).toBe(server.applied.length);
        // Nothing waits any more, and what did not arrive is still on the phone, with its reason.
        expect([...phone.stored.values()].filter(({ state }) => state === 'waiting')).toEqual([]);
        expect([...server.applied, ...phone.stored.keys()].sort()).toEqual([...given].sort());
        const order = server.applied.map((key) => Number(key.slice(4)));
        expect(order).toEqual([...order].sort((left, right) => left - right));
      }),
      { numRuns: 200 },
    );
  });

  it('a failure says whether to wait, to sign in, or to ask the person', () => {
    expect(['NETWORK', 'INTERNAL', 'SESSION_EXPIRED', 'SESSION_LOCKED', 'TASK_NOT_OPEN', 'INSTANCE_CLOSED', 'EVENT_REFUSED', 'FORM_INVALID', 'NOT_FOUND'].map(sentOf)).toEqual(['unreachable', 'later', 'signedOut', 'signedOut', 'overtaken', 'overtaken', 'refused', 'refused', 'refused']);
  });

  it('one the server broke over waits, and holds up nothing behind it', async () => {
    const phone = new Phone();
    for (const task of ['a', 'b']) phone.give(task);
    expect(await sendWaiting(phone, ({ task }) => Promise.resolve({ sent: task === 'a' ? 'later' : 'done' }))).toEqual({ arrived: 1, stopped: undefined });
    expect([...phone.stored.values()]).toEqual([expect.objectContaining({ task: 'a', state: 'waiting' })]);
  });

  it('names files by their attachments, wherever they stand', () => {
    expect(withAttachments({ signatures: [{ image: 'local', name: '张三' }], note: '无', count: 2 }, new Map([['local', 'attached']]))).toEqual({ signatures: [{ image: 'attached', name: '张三' }], note: '无', count: 2 });
  });
});
