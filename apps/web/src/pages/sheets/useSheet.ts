import { useApolloClient, useMutation } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { serverClock, useStation, useTableReader, useTimeZone, type SmallTable } from '@stationhouse/plugin-web';
import { useMemo, useRef, useState } from 'react';
import { CheckedRowsDocument, StartInstancesDocument, type CheckedRowsQuery } from '../../gql/sheets.js';
import { useCommand } from '../../hooks.js';
import { fieldsOf, matched, rowOf, type Mapping } from './fields.js';

export type Receipt = CheckedRowsQuery['checkedRows'][number];

/** Rows of one request: enough to be quick, few enough to see it go on and to stop. */
const AT_ONCE = 20;
export const MOST_ROWS = 500;

export interface ChosenSheet extends SmallTable {
  readonly name: string;
}

/** How far the rows have come. */
export interface Going {
  readonly done: number;
  readonly of: number;
}

/** A sheet on its way: read, its columns mapped, looked at row by row, then started, in parts that can be stopped between. */
export function useSheet(workflow: string, schema: unknown) {
  const { stationId } = useStation();
  const timeZone = useTimeZone();
  const client = useApolloClient();
  const readTable = useTableReader();
  const [start] = useMutation(StartInstancesDocument);
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const [sheet, setSheet] = useState<ChosenSheet>();
  const [mapping, setMapping] = useState<Mapping>({});
  const [receipts, setReceipts] = useState<readonly (Receipt | undefined)[]>([]);
  const [going, setGoing] = useState<Going>();
  const [reading, checking, starting] = [useCommand(), useCommand(), useCommand()];
  // Only what was asked last is shown, and a stop is heard between two parts.
  const turn = useRef(0);
  const rows = useMemo(() => (sheet === undefined ? [] : sheet.rows.slice(0, MOST_ROWS).map(({ values }) => rowOf(fields, mapping, values, timeZone))), [sheet, fields, mapping, timeZone]);

  const begin = () => {
    for (const command of [reading, checking, starting]) command.reset();
    setReceipts([]);
    setGoing(undefined);
    return (turn.current += 1);
  };
  const pick = (file: File) => {
    const mine = begin();
    setSheet(undefined);
    void reading.run(async () => {
      const table = await readTable(stationId, file);
      if (mine !== turn.current) return;
      setSheet({ ...table, name: file.name });
      setMapping(matched(fields, table.columns));
    });
  };
  const map = (path: string, column: number | undefined) => {
    begin();
    setMapping((now) => Object.fromEntries([...Object.entries(now).filter(([field, at]) => field !== path && at !== column), ...(column === undefined ? [] : [[path, column]])]));
  };
  /** Sends the rows in `places` in parts and keeps their receipts. */
  const inParts = async (places: readonly number[], send: (part: readonly Record<string, unknown>[]) => Promise<readonly Receipt[]>) => {
    const mine = (turn.current += 1);
    setGoing({ done: 0, of: places.length });
    try {
      for (let from = 0; from < places.length && mine === turn.current; from += AT_ONCE) {
        const part = places.slice(from, from + AT_ONCE);
        const told = await send(part.map((place) => rows[place] ?? {}));
        setReceipts((now) => {
          const next = [...now];
          for (const [index, receipt] of told.entries()) next[part[index] ?? -1] = receipt;
          return next;
        });
        if (mine === turn.current) setGoing({ done: from + part.length, of: places.length });
      }
    } finally {
      setGoing(undefined);
    }
  };
  const check = () => {
    begin();
    void checking.run(() => inParts([...rows.keys()], async (part) => (await client.query({ query: CheckedRowsDocument, variables: { stationId, workflow, rows: [...part] }, fetchPolicy: 'no-cache' })).data?.checkedRows ?? []));
  };
  /** The rows that are fine; a row that was started today under this account is not started again. */
  const startAll = () => {
    const idempotencyKey = `sheet ${workflow} ${localDate(serverClock.now(), timeZone)}`.slice(0, 100);
    const fine = [...rows.keys()].filter((place) => receipts[place]?.status === 'FINE');
    void starting.run(() => inParts(fine, async (part) => (await start({ variables: { stationId, workflow, rows: [...part], exercise: false, idempotencyKey } })).data?.startInstances ?? []));
  };
  return {
    fields, sheet, mapping, receipts, going, pick, map, check, startAll,
    /** What is on its way arrives; nothing more is sent. */
    stop: () => void (turn.current += 1),
    reading: reading.sending, checking: checking.sending, starting: starting.sending,
    error: reading.error ?? checking.error ?? starting.error,
  };
}
