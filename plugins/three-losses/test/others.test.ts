import { describe, expect, it } from '@jest/globals';
import { Simulation, type JsonObject } from '@stationhouse/workflow';
import { answer, at, compiled, say, SHANGHAI } from './definition.js';

const begun = (id: string, data: JsonObject) => new Simulation(compiled(id), data, at('2024-05-01T14:00'), SHANGHAI);
const open = (simulation: Simulation) => Object.keys(simulation.snapshot.tasks).sort();

describe('somebody who was found first', () => {
  const girl = () => begun('found-person', { person: { group: 'child', age: 2, sex: 'female', clothing: '黄色外套' }, foundOn: at('2024-05-01T13:50').toISOString(), foundPlace: '运河边' });
  const POST = '01900000-0000-7000-8000-000000000001';

  it('is made safe while every post is asked and her family looked for; a proven guardian takes her (C5)', () => {
    const simulation = girl();
    expect(open(simulation)).toEqual(['looking.asking.toAsk#ask', 'looking.identity.toIdentify#identify', 'looking.safety.toPlace#place']);
    simulation.complete('looking.asking.toAsk#ask', 'asked', { posts: [POST] });
    expect(simulation.history.at(-1)?.effects).toContainEqual(expect.objectContaining({ type: 'start-linked', workflow: 'post-question', data: { item: POST, sight: '女，2 岁，黄色外套', place: '运河边' } }));
    simulation.complete('looking.safety.toPlace#place', 'placed', { safePlace: '派出所值班室' });
    simulation.complete('looking.identity.toIdentify#identify', 'identified', { identifiedBy: 'video' });
    expect(say(simulation, 'close')).toBe('guardianFirst');
    expect(answer(simulation, 'releasing#check', 'ownWay')).toBe('guardianFirst');
    simulation.complete('releasing#check', 'proven', { guardian: { name: '测试家长', proof: 'household' } });
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'handedOver' });
  });

  it('goes to civil affairs when nobody can find out who they are', () => {
    const simulation = girl();
    simulation.complete('looking.asking.toAsk#ask', 'none');
    simulation.complete('looking.safety.toPlace#place', 'placed', { safePlace: '派出所值班室' });
    simulation.complete('looking.identity.toIdentify#identify', 'unknown', { note: '未查到' });
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'civilAffairs' });
  });
});

describe('a question to a post', () => {
  const asked = () => begun('post-question', { item: '01900000-0000-7000-8000-000000000001', sight: '男，5 岁' });

  it('is answered with one press, and with words where somebody was seen', () => {
    const simulation = asked();
    expect(answer(simulation, 'asked#answer', 'seen')).not.toBeUndefined();
    simulation.complete('asked#answer', 'notSeen');
    expect(simulation.snapshot).toMatchObject({ outcome: 'notSeen' });
  });

  it('lapses after a day, and is taken back when the person was found', () => {
    const [lapsed, over] = [asked(), asked()];
    lapsed.advanceTo(at('2024-05-02T14:01'));
    expect(lapsed.snapshot).toMatchObject({ outcome: 'noAnswer' });
    over.send({ type: 'event', name: 'over' });
    expect(over.snapshot).toMatchObject({ outcome: 'notNeeded' });
  });
});

describe('found property', () => {
  const bag = () => begun('found-property', { kind: 'bag', notice: '黑色背包一个', details: '内有蓝色水杯', foundOn: at('2024-05-01T13:00').toISOString() });
  const CLAIMANT = { name: '测试失主', proof: 'details' };

  it('is stored by the custodian, announced, claimed with proof and given back', () => {
    const simulation = bag();
    simulation.complete('received#store', 'stored', { shelf: 'A-3' });
    simulation.complete('announcing#announce', 'announced');
    expect(say(simulation, 'claimed', { claimant: { name: '测试失主' } })).not.toBeUndefined();
    say(simulation, 'claimed', { claimant: CLAIMANT });
    simulation.complete('checking#check', 'proven');
    simulation.complete('returning#return', 'returned');
    expect(simulation.snapshot).toMatchObject({ outcome: 'returned', data: { claimant: CLAIMANT } });
  });

  it('is claimed by two at once: both are kept, a person says whose it is, and a wrong proof is refused and recorded', () => {
    const simulation = bag();
    simulation.complete('received#store', 'stored', { shelf: 'A-3' });
    simulation.complete('announcing#announce', 'announced');
    say(simulation, 'claimed', { claimant: CLAIMANT });
    say(simulation, 'claimed', { claimant: { name: '另一失主', proof: 'receipt' } });
    expect(simulation.history.at(-1)?.effects).toContainEqual(expect.objectContaining({ type: 'notify', roles: ['duty-commander'] }));
    expect(simulation.snapshot.data['applicants']).toEqual([{ on: expect.any(String), ...CLAIMANT }, { on: expect.any(String), name: '另一失主', proof: 'receipt' }]);
    // Nobody is given it as long as it is not said to whom.
    expect(answer(simulation, 'checking#check', 'proven')).toBe('whichClaimant');
    expect(answer(simulation, 'checking#check', 'proven', { which: 3 })).toBe('whichClaimant');
    simulation.complete('checking#check', 'refused', { which: 1, note: '说不出特征' });
    expect(open(simulation)).toEqual(['checking#check']);
    expect(answer(simulation, 'checking#check', 'proven', { which: 1 })).toBe('whichClaimant');
    simulation.complete('checking#check', 'proven');
    // Somebody who comes while it is given out is heard, too, and the first proof is not lost by it.
    say(simulation, 'claimed', { claimant: { name: '第三人', proof: 'papers' } });
    simulation.complete('checking#check', 'refused', { which: 3, note: '证件不符' });
    simulation.complete('checking#check', 'proven', { which: 2 });
    simulation.complete('returning#return', 'returned');
    expect(simulation.snapshot).toMatchObject({ outcome: 'returned', data: { claimant: { name: '另一失主', proof: 'receipt' }, applicants: [{ reason: '说不出特征' }, {}, { reason: '证件不符' }] } });
  });

  it('goes on being announced when a claim is not proven, for a year from the notice and not from the claim', () => {
    const simulation = bag();
    simulation.complete('received#store', 'stored', { shelf: 'A-3' });
    simulation.complete('announcing#announce', 'announced');
    simulation.advanceTo(at('2024-10-01T09:00'));
    say(simulation, 'claimed', { claimant: CLAIMANT });
    simulation.complete('checking#check', 'refused', { note: '说不出特征' });
    simulation.advanceTo(at('2025-05-01T13:59'));
    expect(simulation.snapshot.value).toBe('announced');
    simulation.advanceTo(at('2025-05-01T14:00'));
    expect(open(simulation)).toEqual(['unclaimed#handOver']);
    simulation.complete('unclaimed#handOver', 'handedOver');
    expect(simulation.snapshot).toMatchObject({ outcome: 'state' });
  });
});

describe('lost property', () => {
  const keys = () => begun('lost-property', { kind: 'keys', description: '三把钥匙，红色挂件', lostOn: at('2024-05-01T12:00').toISOString() });

  it('is matched with what was found by a person, who may find that it is not theirs', () => {
    const simulation = keys();
    simulation.complete('looking#look', 'notFound');
    say(simulation, 'matched', { matchingProperty: 'SD-DM-2024-00007' });
    simulation.complete('matching#confirm', 'notTheirs');
    expect(simulation.snapshot.value).toBe('open');
    say(simulation, 'matched', { matchingProperty: 'SD-DM-2024-00009' });
    simulation.complete('matching#confirm', 'theirs');
    simulation.complete('collecting#collect', 'collected');
    expect(simulation.snapshot).toMatchObject({ outcome: 'returned', data: { matchingProperty: 'SD-DM-2024-00009' } });
  });

  it('is compared with what was found, and waits for its owner to say so; told meanwhile of something else, goes on with the first', () => {
    const simulation = keys();
    simulation.send({ type: 'event', name: 'paired', payload: { matchingProperty: 'SD-DM-2024-00007' } });
    expect(open(simulation)).toEqual(['matching#confirm']);
    expect(say(simulation, 'paired', { matchingProperty: 'SD-DM-2024-00008' })).not.toBeUndefined();
    expect(simulation.snapshot.data['matchingProperty']).toBe('SD-DM-2024-00007');
    simulation.complete('matching#confirm', 'theirs');
    simulation.complete('collecting#collect', 'notTheirs', { note: '当面核对不符' });
    expect(simulation.snapshot.value).toBe('open');
  });

  it('stays recorded for a year', () => {
    const simulation = keys();
    simulation.complete('looking#look', 'notFound');
    simulation.advanceTo(at('2025-05-01T14:00'));
    expect(simulation.snapshot).toMatchObject({ outcome: 'notFound' });
  });
});

describe('somebody in distress', () => {
  const distress = (data: JsonObject = {}) => begun('distress', { danger: 'said', place: '测试路 1 号', ...data });

  it('is reached within ten minutes, kept safe, and visited three times when they agree', () => {
    const simulation = distress();
    expect(Object.values(simulation.snapshot.clocks)).toEqual([expect.objectContaining({ dueAt: at('2024-05-01T14:10').toISOString() })]);
    simulation.complete('going#arrive', 'arrived');
    simulation.complete('securing#secure', 'safe', { handedTo: 'family', consent: true });
    for (const [state, day] of [['first', '2024-05-02'], ['second', '2024-05-08'], ['last', '2024-05-31']] as const) {
      simulation.advanceTo(at(`${day}T09:00`));
      simulation.complete(`visiting.${state}.open#visit`, 'calm', { findings: '平稳' });
    }
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'safe', data: { visits: 3 } });
  });

  it('is not visited against their will', () => {
    const simulation = distress({ danger: 'low' });
    simulation.complete('going#arrive', 'arrived');
    simulation.complete('securing#secure', 'safe', { handedTo: 'nobody' });
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'safe' });
  });

  it('who is in danger again is gone to at once, with a limit of its own', () => {
    const simulation = distress();
    simulation.complete('going#arrive', 'arrived');
    simulation.complete('securing#secure', 'safe', { handedTo: 'family', consent: true });
    simulation.advanceTo(at('2024-05-04T20:00'));
    say(simulation, 'worse');
    expect(open(simulation)).toEqual(['going#arrive']);
    expect(Object.values(simulation.snapshot.clocks)).toEqual([expect.objectContaining({ dueAt: at('2024-05-04T20:10').toISOString() })]);
  });
});
