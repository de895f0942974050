import { DataTable, ErrorState, LoadMore, Loading, useChanges, type Column } from '@stationhouse/plugin-web';
import type { ReactNode } from 'react';

/** How many rows come at once. */
export const PAGE = 50;
const LIVE = ['INSTANCE', 'TASK'] as const;

interface Rows<Row> {
  readonly rows: {
    readonly edges: readonly { readonly node: Row }[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
    readonly totalCount: number;
  };
}

/** A query of rows, as `useQuery` answers it. */
interface Read<Row, Answer extends Rows<Row>> {
  readonly data?: Answer | undefined;
  readonly previousData?: Answer | undefined;
  readonly error?: unknown;
  readonly loading: boolean;
  refetch(): Promise<unknown>;
  fetchMore(options: { variables: { after: string | null }; updateQuery: (before: Answer, options: { fetchMoreResult: Answer }) => Answer }): Promise<unknown>;
}

interface Props<Row, Answer extends Rows<Row>> {
  /** What the list is, for people who hear it. */
  readonly label: string;
  readonly read: Read<Row, Answer>;
  readonly columns: readonly Column<Row>[];
  readonly link: (row: Row) => string;
  readonly empty: ReactNode;
}

/** A live list of instances: loading, failing, empty, and page by page. */
export function Listing<Row extends { readonly id: string }, Answer extends Rows<Row>>({ label, read: { data, previousData, error, loading, refetch, fetchMore }, columns, link, empty }: Props<Row, Answer>) {
  useChanges({ kinds: LIVE }, () => refetch());
  const found = (data ?? previousData)?.rows;
  if (error && found === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (found === undefined) return <Loading rows={6} />;
  const rows = found.edges.map(({ node }) => node);
  if (rows.length === 0) return empty;
  const more = () => void fetchMore({
    variables: { after: found.pageInfo.endCursor },
    updateQuery: (before, { fetchMoreResult }) => ({ ...fetchMoreResult, rows: { ...fetchMoreResult.rows, edges: [...before.rows.edges, ...fetchMoreResult.rows.edges] } }),
  });
  return (
    <div aria-busy={loading}>
      <DataTable label={label} rows={rows} rowKey={({ id }) => id} link={link} columns={columns} />
      <LoadMore shown={rows.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
    </div>
  );
}
