import { describe, expect, it } from '@jest/globals';
import { matterOf, start } from '@stationhouse/workflow';
import { at, END, problemsOf, SHANGHAI, small } from './small.js';

const BODY = `start: open
states:
  open: { title: { zh-CN: 开, en: Open }, tasks: { look: { title: { zh-CN: 看, en: Look }, role: chief } }, on: { look.done: over, again: {} } }
${END}`;
const MORE = `refusals:
  inFuture: { zh-CN: "{given} 晚于现在（{now}）", en: "{given} is later than {now}" }
  tooHigh: { zh-CN: 风险过高, en: Too risky }
refuseStart:
  - { refuse: inFuture, when: has(data.agreedOn) && data.agreedOn > now, say: { given: data.agreedOn, now: now } }
  - { refuse: tooHigh, when: 'has(data.risk) && data.risk == "high"' }
`;
const MATTER = `matter: { of: 'has(data.risk) ? data.risk : ""', again: again }
events: { again: { title: { zh-CN: 再报, en: Again } } }
`;
const NOW = { now: at('2024-03-01T10:00'), timeZone: SHANGHAI };
const begun = (data: Record<string, string>) => start(small(BODY.replace(', again: {}', ''), MORE), { data }, NOW);

describe('what a start is refused for', () => {
  it('is said by the first condition that holds, with its moments in local time', () => {
    expect(begun({ agreedOn: at('2024-03-01T11:30').toISOString(), risk: 'high' })).toEqual({
      ok: false,
      refusal: { code: 'EVENT_REFUSED', details: { reason: 'inFuture' }, text: { 'zh-CN': '3 月 1 日（周五）11:30 晚于现在（3 月 1 日（周五）10:00）', en: 'Fri 1 Mar 11:30 is later than Fri 1 Mar 10:00' } },
    });
    expect(begun({ risk: 'high' })).toMatchObject({ ok: false, refusal: { details: { reason: 'tooHigh' } } });
    expect(begun({ agreedOn: at('2024-03-01T10:00').toISOString(), risk: 'low' })).toMatchObject({ ok: true, snapshot: { status: 'running' } });
  });

  it('is refused of a start that would join another, too', () => {
    const joining = small(BODY, MORE + MATTER);
    expect(matterOf(joining, { risk: 'high' }, NOW)).toMatchObject({ ok: false, refusal: { details: { reason: 'tooHigh' } } });
    expect(matterOf(joining, { risk: 'low' }, NOW)).toMatchObject({ ok: true, matter: { key: 'low' } });
  });

  it.each([
    ['a text that is not there', 'refuseStart: [{ refuse: nothing, when: data.count > 1 }]', 'UNKNOWN_REFUSAL'],
    ['a moment that its text does not name', MORE.replace('when: \'has(data.risk)', 'say: { now: now }, when: \'has(data.risk)'), 'SHAPE'],
    ['a condition that never holds', MORE.replace('== "high"', '== "none"'), 'GUARD_NEVER_HOLDS'],
    ['a condition that is none', MORE.replace('when: \'has(data.risk) && data.risk == "high"\'', 'when: data.count'), 'EXPRESSION_TYPE'],
    ['a field that nothing has', MORE.replace('data.risk == "high"', 'data.rist == "high"'), 'EXPRESSION_TYPE'],
  ])('is checked when the definition is published: %s', (_what, more, code) => {
    expect(problemsOf(BODY.replace(', again: {}', ''), more).map((one) => one.code)).toContain(code);
  });
});
