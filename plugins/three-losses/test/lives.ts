import type { CompiledWorkflow, Simulation } from '@stationhouse/workflow';
import { at, compiled, recorded } from './definition.js';

/** The present version, and what is recorded of it. */
export const present: CompiledWorkflow = compiled();

const RESULT = { result: '已修复' };

/** Lives that a version must lead in the same way for ever: `npm run histories:record` keeps them. */
export const lives: Readonly<Record<string, (workflow: CompiledWorkflow) => Simulation>> = {
  /** Handled late, after its reminder. */
  ordinary(workflow) {
    const simulation = recorded(workflow);
    simulation.advanceTo(at('2024-03-05T10:00'));
    simulation.complete('registered#handle', 'done', RESULT);
    return simulation;
  },

  /** Urgent: sent back once by the chief. */
  urgent(workflow) {
    const simulation = recorded(workflow, { urgency: 'urgent' });
    simulation.complete('registered#handle', 'done', RESULT);
    simulation.complete('checking#check', 'again', { note: '请补充照片' });
    simulation.complete('registered#handle', 'done', RESULT);
    simulation.complete('checking#check', 'good');
    return simulation;
  },
};
