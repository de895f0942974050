import { describe, expect, it } from '@jest/globals';
import { CHECKLIST, compared, OWNERS, recordOf, repeatedWeaknesses, WEAKNESSES, type ComparedDrill } from '@stationhouse/scenic-drills-common';
import { rules } from '@stationhouse/scenic-drills-common';
import type { JsonObject } from '@stationhouse/workflow';
import { dataOf } from './definition.js';

const drill = (seconds: number | null, mean: number | null, total: number | null, title = '派警'): ComparedDrill => ({
  titles: new Map([[1, title]]),
  objectives: [{ place: 1, result: seconds !== null && seconds <= 180 ? 'MET' : 'NOT_MET', targetSeconds: 180, measuredSeconds: seconds, points: 1 }],
  items: [{ item: 'radio', weight: 1, mean, raters: 1, left: 0 }],
  total,
});
const line = (before: ComparedDrill, after: ComparedDrill, what: string) => compared(before, after).filter((one) => one.what === what).map(({ turn, words }) => [turn, words['zh-CN']]);

describe('a drill beside the one it repeats', () => {
  it('says in words what got better, worse, or cannot be compared', () => {
    expect(line(drill(200, 3, 70), drill(130, 4, 82.5), 'objective')).toEqual([['better', '快了 1 分 10 秒']]);
    expect(line(drill(null, 3, 70), drill(130, 4, 82.5), 'objective')).toEqual([['better', '上次未做到，这次做到了']]);
    expect(line(drill(130, 3, 70), drill(null, 4, 82.5), 'objective')).toEqual([['worse', '上次做到，这次未做到']]);
    expect(line(drill(130, 3, 70), drill(130, 4, 82.5, '到场'), 'objective')).toEqual([['unknown', '上次没有这个目标']]);
    expect(line(drill(1, 3, 70), drill(1, 4, 82.5), 'item')).toEqual([['better', '观察员评分提高']]);
    expect(line(drill(1, 3, 70), drill(1, 3.1, 82.5), 'item')).toEqual([['same', '评分相当']]);
    expect(line(drill(1, 3, 82.5), drill(1, 3, 70), 'total')).toEqual([['worse', '总分下降 12.5 分']]);
    expect(line(drill(1, 3, null), drill(1, 3, 70), 'total')).toEqual([['unknown', '总分不可比']]);
  });

  it('counts a weakness once a drill, and names what comes back', () => {
    expect(repeatedWeaknesses([{ drill: 'a', weakness: 'radio' }, { drill: 'a', weakness: 'radio' }, { drill: 'b', weakness: 'radio' }, { drill: 'b', weakness: 'water' }])).toEqual([{ weakness: 'radio', drills: 2 }]);
  });
});

describe('the record of a review', () => {
  const scored = (data: JsonObject, record: JsonObject) => rules['scored']?.evaluate(data, record) as JsonObject;

  it('keeps what was measured and rated, and leaves out who came to play after they had rated', () => {
    const ratings = [{ on: '', by: 'x', item: 'radio', score: 5, played: false }, { on: '', by: 'y', item: 'radio', score: 1, played: false }];
    const kept = scored({ ratings }, { known: true, halted: false, startedOn: '2026-05-01T01:00:00.000Z', objectives: [{ place: 1, result: 'MET', targetSeconds: 60, measuredSeconds: 5 }], playedBy: ['y'] });
    expect(kept).not.toHaveProperty('playedBy');
    const record = recordOf(kept);
    expect(record).toMatchObject({ measured: 100, rated: 100, total: 100, startedOn: '2026-05-01T01:00:00.000Z', stoppedOn: null, halted: false });
    expect(record?.items.find(({ item }) => item === 'radio')).toEqual({ item: 'radio', weight: 1, mean: 5, raters: 1, left: 1 });
    // What nobody rated is not zero.
    expect(record?.items.find(({ item }) => item === 'water')?.mean).toBeNull();
    expect(recordOf({})).toBeUndefined();
  });

  it('names in the workflow the very items and weaknesses that are scored', () => {
    type Listed = { readonly properties: Record<string, { readonly items: { readonly properties: Record<string, { readonly oneOf: readonly { readonly const: string; readonly title: object }[] }> } }> };
    const { properties } = dataOf('drill-review') as unknown as Listed;
    const listed = (field: string, key: string) => properties[field]?.items.properties[key]?.oneOf.map(({ const: id, title }) => [id, title]);
    expect(listed('ratings', 'item')).toEqual(CHECKLIST.map(({ id, title }) => [id, title]));
    expect(listed('actions', 'weakness')).toEqual([...WEAKNESSES]);
    expect(listed('actions', 'owner')).toEqual([...OWNERS].map(([code, { title }]) => [code, title]));
  });
});
