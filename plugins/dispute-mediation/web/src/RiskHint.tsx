import { useQuery } from '@apollo/client/react';
import { EXCLUSIONS, riskFacts, suggestRisk } from '@stationhouse/dispute-mediation-common';
import { text, type Bilingual } from '@stationhouse/kernel';
import { GradeChip, useStation, useWords, type HintProps } from '@stationhouse/plugin-web';
import { DisputeRiskFactsDocument } from './gql/disputes.js';

/** Where a rule comes from, in the words of a station. */
const SOURCES: Readonly<Record<'P' | 'D' | '1333+N', Bilingual>> = { P: text('本地做法', 'local practice'), D: text('平台建议', 'the platform’s own'), '1333+N': text('分局规定 1333+N', 'the bureau’s rule 1333+N') };

/** Beside the grading: what the rules suggest and which of them, as the officer ticks, and the clause behind each reason against mediation. A person decides. */
export default function RiskHint({ instanceId, value }: HintProps) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const { data } = useQuery(DisputeRiskFactsDocument, { variables: { stationId, id: instanceId } });
  if (data === undefined) return null;
  const { origin, dangers, signs, recurrences, risk, parties } = data.disputeMediation;
  const known = { origin, dangers: [...(dangers ?? [])], signs: [...(signs ?? [])], recurrences, risk, parties: (parties ?? []).map(({ minor }) => ({ minor })) };
  const answer = { dangers: listOf(value['dangers']), ...(value['signs'] === undefined ? {} : { signs: listOf(value['signs']) }) };
  const suggestion = suggestRisk(riskFacts(known, answer));
  const clauses = listOf(value['unsuitable']).flatMap((reason) => EXCLUSIONS[reason] ?? []);
  return (
    <section className="sh-card sh-tight" aria-label={say('规则建议', 'What the rules suggest')} aria-live="polite" style={{ padding: 12, position: 'sticky', top: -16, zIndex: 2 }}>
      <div className="sh-row"><b>{say('规则建议', 'The rules suggest')}</b> <GradeChip grade={suggestion.risk} /></div>
      <ul className="sh-small" style={{ margin: '6px 0 0', paddingLeft: 20 }}>
        {suggestion.reasons.map(({ rule, risk: set }) => <li key={rule.key}>{textOf(rule.title)} <span className="sh-sub">（{textOf(SOURCES[rule.source])}）</span>{set !== suggestion.risk && <> <GradeChip grade={set} /></>}</li>)}
        {clauses.map((clause) => <li key={clause.en} className="sh-bad-ink">{say('不适用调解，受理后转法律程序：', 'Must not be mediated, goes to legal process: ')}{textOf(clause)}</li>)}
      </ul>
      <p className="sh-sub sh-small" style={{ margin: '6px 0 0' }}>{say('由您决定；定得比规则低须写明理由。', 'You decide; a lower grade than the rules say wants a reason.')}</p>
    </section>
  );
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
