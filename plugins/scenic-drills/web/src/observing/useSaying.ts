import { newId } from '@stationhouse/kernel';
import { useAwayQueue, useStation } from '@stationhouse/plugin-web';
import { useState } from 'react';
import { TellDrillReviewDocument } from '../gql/review.js';
import { observePage } from '../review/paths.js';
import type { Review } from '../review/useReview.js';

/** What an observer says, and what the phone makes of it. */
export interface Saying {
  readonly sending: boolean;
  readonly error: unknown;
  /** Resolves to whether it arrived or lies on the phone; undefined where it was refused. */
  say(event: 'note' | 'rate', payload: Readonly<Record<string, unknown>>, more: { readonly title: readonly [zhCN: string, en: string]; readonly words?: string; readonly photo?: { readonly id: string; readonly file: Blob } | undefined }): Promise<'sent' | 'kept' | undefined>;
  reset(): void;
}

/** Says something to a review: at once where a server answers, else in its turn once one does; each once, in the order it was said. */
export function useSaying({ id, drillTitle, instance }: Review, onSaid: () => unknown): Saying {
  const away = useAwayQueue();
  const { stationId, base } = useStation();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    sending, error,
    reset: () => setError(undefined),
    say: async (event, payload, { title: [zhCN, en], words, photo }) => {
      setSending(true);
      setError(undefined);
      try {
        const became = await away.send({
          key: newId(), mutation: TellDrillReviewDocument, variables: { stationId, instanceId: id, event, payload: { ...payload, ...(photo === undefined ? {} : { photo: photo.id }) } },
          title: { zhCN, en }, subject: `${drillTitle ?? ''} ${instance.number}`, path: `${base}/${observePage(id)}`, ...(words === undefined ? {} : { words }),
          ...(photo === undefined ? {} : { files: { stationId, instanceId: id, blobs: new Map([[photo.id, photo.file]]) } }),
        });
        if (became === 'sent') onSaid();
        return became;
      } catch (failure) {
        setError(failure);
        return undefined;
      } finally {
        setSending(false);
      }
    },
  };
}
