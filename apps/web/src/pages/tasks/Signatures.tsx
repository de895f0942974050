import { Chip, useWords, type ApiText } from '@stationhouse/plugin-web';
import { progressInWords, type Progress } from './progress.js';

interface Answers extends Progress {
  readonly signed: readonly { readonly by: string; readonly at: string; readonly outcome: ApiText; readonly roleTitle?: ApiText | null }[];
  readonly missing: readonly ApiText[];
}

/** How far a signing has come, in a chip. */
export function SignedChip({ answers }: { answers: Progress }) {
  const words = useWords();
  return <Chip tone={answers.given > 0 ? 'info' : 'plain'}>{progressInWords(answers, words)}</Chip>;
}

/** Who has signed what, and whose word is missing. */
export function Signatures({ answers }: { answers: Answers }) {
  const { say, textOf, moment } = useWords();
  const { signed, missing } = answers;
  const more = answers.need - answers.given;
  return (
    <div className="signatures">
      <SignedChip answers={answers} />
      {signed.length + missing.length > 0 && (
        <ul aria-label={say('签署情况', 'Signatures')}>
          {signed.map(({ by, at, outcome, roleTitle }) => (
            <li key={`${by}-${at}`}><span className="sh-ok-ink" aria-hidden="true">✓</span><span>{by}{roleTitle && <span className="sh-sub"> · {textOf(roleTitle)}</span>}</span><b>{textOf(outcome)}</b><span className="sh-sub sh-small sh-num">{moment(at)}</span></li>
          ))}
          {missing.map((role, index) => (
            <li key={index} className="sh-sub"><span aria-hidden="true">○</span><span>{textOf(role)}</span><span>{say('尚未签署', 'not signed yet')}</span></li>
          ))}
        </ul>
      )}
      {missing.length === 0 && more > 0 && <p className="sh-sub sh-small">{say('至少还需 {more} 人签署', 'At least {more, plural, one {# more person} other {# more people}} must sign', { more })}</p>}
    </div>
  );
}
