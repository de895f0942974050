import { useMutation, useQuery } from '@apollo/client/react';
import { useChanges, useCommand, useStation, type Command } from '@stationhouse/plugin-web';
import { DrillReviewPageDocument, DrillSceneDocument, TellDrillReviewDocument, type DrillReviewPageQuery, type DrillSceneQuery } from '../gql/review.js';

export type Review = DrillReviewPageQuery['drillReview'];
export type Scene = DrillSceneQuery['exercise'];

/** A review with the exercise it is of; both live. */
export function useReview(id: string, purpose?: string) {
  const { stationId } = useStation();
  const { data, previousData, error, refetch } = useQuery(DrillReviewPageDocument, { variables: { stationId, id, purpose: purpose ?? null } });
  const shown = data ?? previousData;
  const exercise = shown?.drillReview.exercise ?? '';
  const scene = useQuery(DrillSceneDocument, { variables: { stationId, exercise }, skip: exercise === '' });
  const renew = () => Promise.all([refetch(), exercise === '' ? undefined : scene.refetch()]);
  useChanges({ kinds: ['INSTANCE', 'TASK'], id }, () => refetch());
  useChanges({ kinds: ['EXERCISE', 'INSTANCE', 'NOTICE'] }, () => (exercise === '' ? Promise.resolve() : scene.refetch()));
  return { review: shown?.drillReview, members: shown?.members ?? [], me: shown?.me.account.id, scene: (scene.data ?? scene.previousData)?.exercise, error: error ?? scene.error, renew };
}

/** Tells a review something; each kept under the key that it was given first. */
export function useTelling(id: string, onDone: () => unknown): Command & { tell(event: string, payload: object): Promise<boolean> } {
  const { stationId } = useStation();
  const command = useCommand();
  const [tellReview] = useMutation(TellDrillReviewDocument);
  return {
    ...command,
    tell: async (event, payload) => {
      const done = await command.run((idempotencyKey) => tellReview({ variables: { stationId, instanceId: id, event, payload: { ...payload }, idempotencyKey } }));
      if (done) onDone();
      return done;
    },
  };
}
