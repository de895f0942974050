import { useApolloClient, useQuery } from '@apollo/client/react';
import { useScope, useWords } from '@stationhouse/plugin-web';
import { Select } from 'antd';
import { SavedQueryAsOfDocument, SavedQueryVersionsDocument } from '../../gql/queries.js';
import { useToast } from '../../shell/toast.js';
import { objectOf, type OpenQuery } from './query.js';

/** What a saved query said before. Saving from there makes the next version. */
export function Versions({ id, version, onPick }: { id: string; version: number; onPick: (old: Pick<OpenQuery, 'document' | 'variables'>) => void }) {
  const { say, moment } = useWords();
  const { bureauId } = useScope();
  const client = useApolloClient();
  const toast = useToast();
  const { data, loading } = useQuery(SavedQueryVersionsDocument, { variables: { bureauId, savedQueryId: id }, fetchPolicy: 'no-cache' });
  const pick = (wanted: number) => {
    client.query({ query: SavedQueryAsOfDocument, variables: { bureauId, savedQueryId: id, version: wanted }, fetchPolicy: 'no-cache' })
      .then(({ data: old }) => old && onPick({ document: old.savedQuery.document, variables: objectOf(old.savedQuery.variables) }), toast.failed);
  };
  return <Select size="small" loading={loading} defaultValue={version} aria-label={say('版本', 'Version')} style={{ minWidth: 190 }} onChange={pick} options={(data?.savedQuery.versions ?? []).map((one) => ({ value: one.version, label: say('第 {version} 版 · {at}', 'Version {version} · {at}', { version: one.version, at: moment(one.savedAt) }) }))} />;
}
