import { useMutation, useQuery } from '@apollo/client/react';
import { newId } from '@stationhouse/kernel';
import { failureOf, serverClock, useCommand, useFileSender, useStation, useWords } from '@stationhouse/plugin-web';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { ReportedIncidentDocument, ReportMissingDocument } from '../gql/report.js';
import { dataOf, EMPTY, fromIncident, lastAt, type Draft } from './draft.js';

/** What was tapped at a station and not sent yet: it outlives a look at another page, and nothing of it is written to the device. */
const kept = new Map<string, Draft>();

/** A change of the draft; `undefined` takes a field out. */
type Change = { readonly [Field in keyof Draft]?: Draft[Field] | undefined };

export interface Report {
  readonly draft: Draft;
  readonly change: (change: Change) => void;
  readonly exercise: boolean;
  readonly setExercise: (exercise: boolean) => void;
  readonly incidentNumber: string | undefined;
  readonly sending: boolean;
  /** The share of a voice note that has been sent, 0 … 1. */
  readonly share: number | undefined;
  /** There was no network: it is sent by itself once there is. */
  readonly waiting: boolean;
  readonly error: unknown;
  /** The way to the search of the same reporter that runs already, where that takes no other report. */
  readonly running: ReactNode;
  /** A local time `13:50` of the station as the last such moment, ISO 8601. */
  readonly momentOf: (time: string) => string;
  readonly begin: () => void;
}

/** A report on its way: kept while it is tapped, sent once whatever the network does, with its voice note after it. */
export function useReport(incidentId: string | undefined): Report {
  const { say } = useWords();
  const { stationId, base, timeZone } = useStation();
  const navigate = useNavigate();
  const place = `${stationId} ${incidentId ?? ''}`;
  const [draft, setDraft] = useState<Draft>(() => kept.get(place) ?? EMPTY);
  const [exercise, setExercise] = useState(false);
  const [share, setShare] = useState<number>();
  const incident = useQuery(ReportedIncidentDocument, { variables: { stationId, id: incidentId ?? '', purpose: say('转走失人员查找', 'Opening a search') }, skip: incidentId === undefined, fetchPolicy: 'no-cache' }).data?.incident;
  const [taken, setTaken] = useState(false);
  if (incident !== undefined && !taken) {
    setTaken(true);
    if (draft === EMPTY) setDraft({ ...EMPTY, ...fromIncident(incident) });
  }
  const command = useCommand();
  const [start] = useMutation(ReportMissingDocument);
  const sendFile = useFileSender();
  // What was begun is not begun twice: a note that did not arrive is sent again alone.
  const begun = useRef<string>(undefined);
  const noteKey = useRef<string>(undefined);
  const change = (more: Change) => {
    if (begun.current === undefined) command.reset();
    const next = Object.fromEntries(Object.entries({ ...draft, ...more }).filter(([, value]) => value !== undefined)) as unknown as Draft;
    kept.set(place, next);
    setDraft(next);
  };
  const begin = async () => {
    const done = await command.run(async (idempotencyKey) => {
      if (begun.current === undefined) {
        const { data } = await start({ variables: { stationId, data: dataOf(draft, serverClock.now().getTime()), exercise, idempotencyKey, ...(incidentId === undefined ? {} : { incidentId }) } });
        begun.current = data?.startInstance.instanceId;
      }
      if (draft.voice !== undefined) {
        noteKey.current ??= newId();
        setShare(0);
        await sendFile({ path: `/api/stations/${stationId}/instances/${begun.current ?? ''}/attachments`, fields: { idempotencyKey: noteKey.current, purpose: say('语音报告', 'Voice report'), kind: 'voice' }, file: draft.voice.file, onProgress: setShare, signal: new AbortController().signal }).finally(() => setShare(undefined));
      }
    });
    if (!done) return;
    kept.delete(place);
    void navigate(`${base}/instances/${begun.current ?? ''}`);
  };
  const waiting = command.error !== undefined && failureOf(command.error).passing && !navigator.onLine;
  const latest = useRef({ begin, waiting });
  useEffect(() => {
    latest.current = { begin, waiting };
  });
  useEffect(() => {
    const back = () => { if (latest.current.waiting) void latest.current.begin(); };
    window.addEventListener('online', back);
    return () => window.removeEventListener('online', back);
  }, []);
  const unsent = draft !== EMPTY;
  useEffect(() => {
    if (!unsent) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsent]);
  const { instanceId, number } = failureOf(command.error).details ?? {};
  return {
    draft, change, exercise, setExercise, share, waiting,
    incidentNumber: incident?.number,
    sending: command.sending,
    error: command.error,
    running: <Link to={`${base}/instances/${String(instanceId)}`}>{say('打开在办事项 {number}', 'Open {number}', { number: String(number) })}</Link>,
    momentOf: (time) => lastAt(time, serverClock.now(), timeZone),
    begin: () => void begin(),
  };
}
