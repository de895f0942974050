import { useApolloClient, useMutation } from '@apollo/client/react';
import { useWords } from '@stationhouse/plugin-web';
import { useEffect, useRef, useState } from 'react';
import { MarkNoticesReadDocument, SignNoticeDocument, type InboxNoticeFragment } from '../gql/notices.js';
import { BureauChangesDocument, ChangesDocument } from '../session/live.js';
import { useMe, type Me } from '../session/me.js';
import { useToast } from '../shell/toast.js';

/**
 * Calls back when a notice came or was signed, or may have been before the server listened (READY), at any place the reader works at, at most every 200 ms: the bell is one
 * person's, whichever station is on the screen.
 */
export function useNoticeChanges(onChange: () => unknown): void {
  const client = useApolloClient();
  const me = useMe();
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  const places = JSON.stringify(placesOf(me));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Counted from the first of several: a stream of changes must not put off what it tells.
    const next = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        latest.current();
      }, 200);
    };
    // A place that refuses is left to the regular look at the bell; the socket itself reconnects.
    const observer = { next, error: () => undefined };
    const { stationIds, bureauId } = JSON.parse(places) as Places;
    const heard = [
      ...stationIds.map((stationId) => client.subscribe({ query: ChangesDocument, variables: { stationId, kinds: ['NOTICE'] }, fetchPolicy: 'no-cache' }).subscribe(observer)),
      ...(bureauId === undefined ? [] : [client.subscribe({ query: BureauChangesDocument, variables: { bureauId, kinds: ['NOTICE'] }, fetchPolicy: 'no-cache' }).subscribe(observer)]),
    ];
    return () => {
      clearTimeout(timer);
      for (const one of heard) one.unsubscribe();
    };
  }, [client, places]);
}

interface Places {
  readonly stationIds: readonly string[];
  readonly bureauId?: string;
}

function placesOf(me: Me): Places {
  // Where one holds a role, or works on what a closed station left.
  const stationIds = me.stations.flatMap(({ station, roles }) => (roles.length > 0 ? [station.id] : []));
  return { stationIds, ...(me.memberships.some(({ stationId }) => !stationId) ? { bureauId: me.bureau.id } : {}) };
}

/** Signing and marking as read; both renew whatever shows notices. */
export function useNoticeActions() {
  const { say } = useWords();
  const toast = useToast();
  const client = useApolloClient();
  const [sending, setSending] = useState<string>();
  const [sign] = useMutation(SignNoticeDocument);
  const [markRead] = useMutation(MarkNoticesReadDocument);
  const act = async (key: string, work: () => Promise<string>) => {
    setSending(key);
    try {
      toast.done(await work());
    } catch (error) {
      toast.failed(error);
    } finally {
      setSending(undefined);
      await client.refetchQueries({ include: 'active', onQueryUpdated: ({ queryName }) => queryName === 'Bell' || queryName === 'Notices' });
    }
  };
  return {
    /** The notice whose action is on its way; `all` for all of them. */
    sending,
    sign: (notice: InboxNoticeFragment) => act(notice.id, async () => {
      const { data } = await sign({ variables: { id: notice.id } });
      if (notice.signature === 'TAKE_ON' && !data?.signNotice.signedBy) return say('已由分局接手，本所仍在响铃，请与其联系', 'Taken on at the bureau. The station still rings: get in touch with it.');
      return say('已签收：{who}', 'Signed: {who}', { who: data?.signNotice.signedBy ?? '' });
    }),
    read: (ids: readonly string[] | undefined) => act(ids?.[0] ?? 'all', async () => {
      await markRead({ variables: { ids: ids === undefined ? null : ids } });
      return say('已标为已读', 'Marked as read');
    }),
  };
}
