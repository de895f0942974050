import { useQuery } from '@apollo/client/react';
import { ErrorState, Loading, MaskedValue, PurposeBar, useStation, useWords, type PurposeState } from '@stationhouse/plugin-web';
import { FoundThingDocument, LostThingDocument } from '../gql/matching.js';

/** Something lost and something found, a line each: what is personal opens by the purpose of the page, and never enters the cache. */
export function SideBySide({ lostId, foundId, purpose: state }: { lostId: string; foundId: string; purpose: PurposeState }) {
  const { say, textOf, moment } = useWords();
  const { stationId } = useStation();
  const variables = { stationId, purpose: state.purpose ?? null };
  const lost = useQuery(LostThingDocument, { variables: { ...variables, id: lostId }, fetchPolicy: 'no-cache' });
  const found = useQuery(FoundThingDocument, { variables: { ...variables, id: foundId }, fetchPolicy: 'no-cache' });
  const [failed] = [lost, found].filter(({ error, data }) => error !== undefined && data === undefined);
  if (failed !== undefined) return <ErrorState compact error={failed.error} onRetry={() => void failed.refetch()} />;
  if (lost.data === undefined || found.data === undefined) return <Loading rows={4} />;
  const [gone, kept] = [lost.data.lostProperty, found.data.foundProperty];
  const masked = state.purpose === undefined || lost.loading || found.loading;
  const colours = (titles: readonly (Parameters<typeof textOf>[0])[] | null | undefined) => (titles ?? []).map((title) => textOf(title)).join('、');
  const lines = [
    { key: 'kind', title: say('种类', 'Kind'), lost: textOf(gone.kindTitle), found: textOf(kept.kindTitle), personal: false },
    { key: 'words', title: say('特征', 'Description'), lost: gone.description, found: [kept.notice, kept.details].filter(Boolean).join('；'), personal: true },
    { key: 'brand', title: say('品牌', 'Make'), lost: gone.brand, found: kept.brand, personal: false },
    { key: 'colours', title: say('颜色', 'Colours'), lost: colours(gone.coloursTitle), found: colours(kept.coloursTitle), personal: false },
    { key: 'serial', title: say('编号', 'Number'), lost: gone.serial, found: kept.serial, personal: true },
    { key: 'when', title: say('时间', 'When'), lost: gone.lostOn && moment(gone.lostOn), found: kept.foundOn && moment(kept.foundOn), personal: false },
    { key: 'where', title: say('地点', 'Where'), lost: gone.lostPlace, found: kept.foundPlace, personal: true },
  ];
  return (
    <div className="sh-stack">
      <PurposeBar state={state} masked={masked} loading={lost.loading || found.loading} />
      <table className="match-both">
        <thead><tr><td /><th scope="col">{say('遗失', 'Lost')}</th><th scope="col">{say('拾得', 'Found')}</th></tr></thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.key}>
              <th scope="row">{line.title}</th>
              <td><MaskedValue value={line.lost} masked={line.personal && masked} /></td>
              <td><MaskedValue value={line.found} masked={line.personal && masked} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
