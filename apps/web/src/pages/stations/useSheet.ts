import { useMutation } from '@apollo/client/react';
import { useScope, type SmallTable } from '@stationhouse/plugin-web';
import { useRef, useState } from 'react';
import { MeDocument } from '../../gql/session.js';
import { CreateStationsDocument, StationLivesDocument, type CreateStationsMutation } from '../../gql/stations.js';
import { useCommand } from '../../hooks.js';
import { rest } from '../../session/rest.js';
import { session } from '../../session/session.js';
import { readSheet, type SheetColumn, type SheetRow } from './sheet.js';

export type Outcome = CreateStationsMutation['createStations'];

/** A table that was chosen: its rows, or the columns it lacks. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly SheetRow[];
  readonly missing: readonly SheetColumn[];
}

/** A spreadsheet of new stations on its way: read, tried, and tried again with whatever station they are to be like; then created. */
export function useSheet() {
  const { bureauId, timeZone } = useScope();
  const [sheet, setSheet] = useState<Sheet>();
  const [like, setLike] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Outcome>();
  const [reading, trial, real] = [useCommand(), useCommand(), useCommand()];
  const [send] = useMutation(CreateStationsDocument);
  // The stations one may enter are part of who one is.
  const [create] = useMutation(CreateStationsDocument, { refetchQueries: [StationLivesDocument, MeDocument], awaitRefetchQueries: true });
  // Only what was asked last is shown.
  const asked = useRef(0);
  const forget = () => {
    setOutcome(undefined);
    for (const command of [reading, trial, real]) command.reset();
    return (asked.current += 1);
  };
  const attempt = async ({ rows, missing }: Sheet, likeStationId: string | null) => {
    const turn = forget();
    if (missing.length > 0 || rows.length === 0) return;
    await trial.run(async (idempotencyKey) => {
      const { data } = await send({ variables: { bureauId, stations: [...rows], likeStationId, dryRun: true, idempotencyKey } });
      if (turn === asked.current) setOutcome(data?.createStations);
    });
  };
  const pick = async (file: File) => {
    const turn = forget();
    setSheet(undefined);
    const body = new FormData();
    body.append('file', file, file.name);
    await reading.run(async () => {
      const table = await rest<SmallTable>(`/api/bureaus/${bureauId}/stations/table`, { body, token: await session.freshToken() });
      if (turn !== asked.current) return;
      const next = { name: file.name, ...readSheet(table, timeZone) };
      setSheet(next);
      await attempt(next, like);
    });
  };
  const choose = (stationId: string | null) => {
    setLike(stationId);
    if (sheet !== undefined) void attempt(sheet, stationId);
  };
  /** @returns whether all were created; somebody may have taken a code since they were tried */
  const found = async ({ rows }: Sheet) => {
    let result: Outcome | undefined;
    const sent = await real.run(async (idempotencyKey) => {
      result = (await create({ variables: { bureauId, stations: [...rows], likeStationId: like, dryRun: false, idempotencyKey } })).data?.createStations;
    });
    if (sent && result?.applied === false) setOutcome(result);
    return sent && result?.applied === true;
  };
  return { sheet, like, outcome, pick, choose, found, trying: reading.sending || trial.sending, creating: real.sending, error: reading.error ?? trial.error ?? real.error };
}
