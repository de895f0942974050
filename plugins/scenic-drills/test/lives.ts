import type { CompiledWorkflow, Simulation } from '@stationhouse/workflow';
import { at, compiled, deeds, learned, planned, say } from './definition.js';

/** The present version, and what is recorded of it. */
export const present: CompiledWorkflow = compiled();

/** Lives that a version must lead in the same way for ever: `npm run histories:record` keeps them. */
export const lives: Readonly<Record<string, (workflow: CompiledWorkflow) => Simulation>> = {
  /** A small drill as it should go. */
  asPlanned(workflow) {
    const drill = planned(workflow);
    deeds.approve(drill);
    deeds.tellAll(drill);
    drill.advanceTo(at('2024-05-20T09:20'));
    deeds.run(drill);
    drill.advanceTo(at('2024-05-20T09:30'));
    say(drill, 'exerciseStarted');
    drill.advanceTo(at('2024-05-20T10:24'));
    say(drill, 'exerciseEnded');
    learned(drill);
    return drill;
  },

  /** Rain in the morning, then a real call in the middle of it. */
  twiceInterrupted(workflow) {
    const drill = planned(workflow);
    deeds.approve(drill);
    deeds.tellAll(drill);
    drill.advanceTo(at('2024-05-20T07:00'));
    say(drill, 'postpone', { plannedOn: at('2024-05-27T09:30').toISOString(), because: 'weather' });
    deeds.tellAll(drill);
    drill.advanceTo(at('2024-05-27T09:25'));
    deeds.run(drill);
    say(drill, 'exerciseStarted');
    drill.advanceTo(at('2024-05-27T09:50'));
    say(drill, 'exerciseHalted');
    drill.complete('halted#decide', 'again', { plannedOn: at('2024-06-10T09:30').toISOString() });
    return drill;
  },
};
