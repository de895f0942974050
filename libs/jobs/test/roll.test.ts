import { describe, expect, it } from '@jest/globals';
import { Roll } from '../src/roll.js';

describe('the roll of the processes on the bus', () => {
  it('finds a gap between the items of a process', () => {
    const roll = new Roll('me', 100);
    expect(roll.heard('other', 'changes', 41, 2)).toBe(true);
    expect(roll.heard('other', 'changes', 43, 1)).toBe(true);
    expect(roll.heard('other', 'changes', 43, 1)).toBe(true);
    expect(roll.heard('other', 'changes', 45, 1)).toBe(false);
    expect(roll.heard('other', 'changes', 46, 1)).toBe(true);
  });

  it('misses what a beat tells of when it has not come by the next one', () => {
    const roll = new Roll('me', 100);
    expect(roll.beaten('other', { said: {}, leaves: false })).toBe(true);
    expect(roll.beaten('other', { said: { changes: 2 }, leaves: false })).toBe(true);
    expect(roll.heard('other', 'changes', 1, 2)).toBe(true);
    expect(roll.beaten('other', { said: { changes: 3 }, leaves: false })).toBe(true);
    expect(roll.beaten('other', { said: { changes: 3 }, leaves: false })).toBe(false);
    expect(roll.beaten('other', { said: { changes: 3 }, leaves: false })).toBe(true);
  });

  it('expects nothing of what was said before it joined', () => {
    const roll = new Roll('me', 100);
    expect(roll.beaten('other', { said: { changes: 7 }, leaves: false })).toBe(true);
    expect(roll.beaten('other', { said: { changes: 7 }, leaves: false })).toBe(true);
    expect(roll.heard('other', 'changes', 8, 1)).toBe(true);
  });

  it('takes leave of who goes in order, and counts who falls silent among the dead', () => {
    let now = 0;
    const roll = new Roll('me', 100, () => now);
    roll.beaten('me', { said: {}, leaves: false });
    roll.beaten('orderly', { said: {}, leaves: false });
    roll.beaten('killed', { said: {}, leaves: false });
    expect(roll.beaten('orderly', { said: {}, leaves: true })).toBe(true);
    expect(roll.beaten('incomplete', { said: {}, leaves: false })).toBe(true);
    expect(roll.beaten('incomplete', { said: { changes: 1 }, leaves: true })).toBe(false);
    now = 101;
    roll.beaten('me', { said: {}, leaves: false });
    expect(roll.missing()).toBe(true);
    expect(roll.missing()).toBe(false);
  });

  it('knows that it was deaf once it hears itself again', () => {
    let now = 0;
    const roll = new Roll('me', 100, () => now);
    expect(roll.beaten('me', { said: {}, leaves: false })).toBe(true);
    now = 101;
    expect(roll.missing()).toBe(true);
    expect(roll.beaten('me', { said: {}, leaves: false })).toBe(false);
    expect(roll.beaten('me', { said: {}, leaves: false })).toBe(true);
  });
});
