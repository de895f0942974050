import { parseId } from '@stationhouse/kernel';
import { defineLookup, type LookupQuestion, type LookupRows } from '@stationhouse/plugin-api';
import { given, textOf } from '@stationhouse/workflow/json';

const exerciseOf = (rows: LookupRows, { data }: LookupQuestion) => rows.exercise(parseId(textOf(data['exercise']), 'exercise'));

/** Who writes, what the exercise's clock showed when they wrote, and whether they play in it. */
const scene = defineLookup({
  id: 'scene',
  find: async (rows, question) => {
    const { event, by, now } = question;
    const exercise = await exerciseOf(rows, question);
    if (exercise === undefined) return { known: false, director: false, played: false, over: false };
    const written = Date.parse(textOf(event['writtenOn']));
    const runOn = exercise.runMoment(Number.isFinite(written) ? new Date(written) : now);
    return {
      known: true, director: by !== null && by === exercise.directorId, played: by !== null && exercise.playedBy.includes(by), over: exercise.status === 'ended' || exercise.status === 'halted',
      ...(by === null ? {} : { by }), ...(runOn === undefined ? {} : { runOn: runOn.toISOString() }),
    };
  },
});

/** What the exercise's history says of its objectives, and who played. */
const record = defineLookup({
  id: 'record',
  find: async (rows, question) => {
    const exercise = await exerciseOf(rows, question);
    if (exercise === undefined) return { known: false, halted: false, objectives: [], playedBy: [] };
    const { startedAt, stoppedAt, status, objectives, playedBy } = exercise;
    return {
      known: true, halted: status === 'halted', playedBy: [...playedBy],
      ...given({ startedOn: startedAt?.toISOString() ?? null, stoppedOn: stoppedAt?.toISOString() ?? null }),
      objectives: objectives.map(({ place, result, targetSeconds, measuredSeconds }) => given({ place, result, targetSeconds, measuredSeconds })),
    };
  },
});

/** What steps of a review need to know of the exercise. */
export const reviewLookups = [scene, record];
