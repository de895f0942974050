import type { CompiledWorkflow, Simulation } from '@stationhouse/workflow';
import { at, compiled, reported, say } from './definition.js';

/** The present version, and what is recorded of it. */
export const present: CompiledWorkflow = compiled();

const B = 'searching.branches';
const POST = '01900000-0000-7000-8000-000000000001';

/** Lives that a version must lead in the same way for ever: `npm run histories:record` keeps them. */
export const lives: Readonly<Record<string, (workflow: CompiledWorkflow) => Simulation>> = {
  /** Scenario 1: lost upstairs at 13:50, as it was said; a video tells 12:15 below the tower, walking towards a park with water; found at 14:40. */
  lostBoy(workflow) {
    const simulation = reported(workflow);
    simulation.advanceTo(at('2024-05-01T14:00:40'));
    simulation.complete(`${B}.questioning.toAsk#ask`, 'asked', { name: '测试童', height: 110 });
    simulation.advanceTo(at('2024-05-01T14:02'));
    simulation.complete(`${B}.ground.toDispatch#dispatch`, 'dispatched');
    simulation.complete(`${B}.video.toRequest#request`, 'requested', { cameras: ['钟楼下 1 号，12:00–12:40', '南门 3 号，12:10–12:50'] });
    simulation.complete(`${B}.posts.toAsk#ask`, 'asked', { posts: [POST] });
    simulation.advanceTo(at('2024-05-01T14:08'));
    simulation.complete(`${B}.ground.onTheWay#arrive`, 'arrived');
    simulation.advanceTo(at('2024-05-01T14:12'));
    say(simulation, 'correct', { lastSeenOn: at('2024-05-01T12:15').toISOString(), lastPlace: '钟楼下', source: 'video' });
    say(simulation, 'clue', { seenOn: at('2024-05-01T12:31').toISOString(), source: 'video', sure: 'certain', place: '环城公园北口', towardsWater: true });
    simulation.complete(`${B}.water.toSearch#water`, 'nothing', { note: '沿岸查看' });
    simulation.advanceTo(at('2024-05-01T14:40'));
    say(simulation, 'found', { foundBy: 'ground', foundPlace: '环城公园' });
    simulation.complete('found.confirming#confirm', 'confirmed', { condition: 'safe' });
    simulation.complete('found.guardian#check', 'proven', { guardian: { name: '测试家长', proof: 'police' } });
    return simulation;
  },

  /** A grown man is put by for a week, comes back on a new clue, is found, and wants the reporter to hear that he is safe alone. */
  grownMan(workflow) {
    const simulation = reported(workflow, { person: { group: 'adult', age: 41, sex: 'male' }, risks: [] });
    simulation.complete(`${B}.questioning.toAsk#ask`, 'asked');
    say(simulation, 'putBy');
    simulation.complete('putBy#decide', 'putBy', { reviewOn: '2024-05-08', note: '本人有联系，暂不归' });
    simulation.advanceTo(at('2024-05-05T09:00'));
    say(simulation, 'clue', { seenOn: at('2024-05-04T20:00').toISOString(), source: 'witness', sure: 'likely', place: '汽车站' });
    say(simulation, 'found', { foundBy: 'public', foundPlace: '汽车站' });
    simulation.complete('found.confirming#confirm', 'confirmed', { condition: 'safe' });
    simulation.advanceTo(at('2024-05-05T12:00'));
    simulation.complete('found.telling#tell', 'told');
    return simulation;
  },

  /** The guardian is suspected: nobody takes the girl; child protection does. */
  protectedGirl(workflow) {
    const simulation = reported(workflow, { person: { group: 'youth', age: 15, sex: 'female' }, risks: ['abuse'] });
    say(simulation, 'found', { foundBy: 'post' });
    simulation.complete('found.confirming#confirm', 'confirmed', { condition: 'safe' });
    simulation.complete('found.guardian#check', 'suspected', { note: '有伤，本人不愿随其离开' });
    simulation.complete('found.protecting#protect', 'protected', {}, { accountId: 'a chief', roles: ['chief'] });
    return simulation;
  },
};
